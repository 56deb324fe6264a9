"""The teacher: multilingual-e5-small, fine-tuned on the labelled statements; it labels plain text for the student.

A sentence is read after the one before it. Its vector gives themes (several), polarity (one), a stance, and how much weight
that stance has in the answer. The last two have no labels of their own: they are learnt from the stance of whole answers,
the weighted mean of their sentences (attention over a bag of instances, Ilse et al. 2018), so that the sentence which
carries a stance is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from remissnlp.training.batches import Batch, Pair, answer_batches
from remissnlp.training.targets import N_OUTPUTS, N_STANCES, SLICES, loss_of

if TYPE_CHECKING:
    from remissnlp.training.statements import LabelledAnswer

MAX_TOKENS = 160
PREFIX = "query: "  # what the encoder was trained with


class Labels(nn.Module):
    """The heads of teacher and student: a sentence vector gives labels, the sentences of an answer its stance."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(width, affine=False)
        self.hidden = nn.Sequential(nn.Dropout(0.2), nn.Linear(width, hidden), nn.GELU(), nn.Dropout(0.2))
        self.labels = nn.Linear(hidden, N_OUTPUTS)

    def forward(self, vectors: Tensor) -> Tensor:
        """Return the outputs (n, 15) of sentence vectors (n, width); `targets.SLICES` names their parts."""
        return self.labels(self.hidden(self.norm(vectors)))


def stance_logits(outputs: Tensor, answer: Tensor, n_answers: int) -> Tensor:
    """Return the stance logits (n_answers, 6): those of the sentences, weighted by how much each one tells.

    Args:
        outputs: of all sentences (n, 15).
        answer: the number of each sentence's answer (n,).
        n_answers: how many answers there are.
    """
    weight = (outputs[:, SLICES["weight"]] - outputs[:, SLICES["weight"]].max()).exp()
    total = weight.new_zeros(n_answers, 1).index_add(0, answer, weight)
    said = outputs[:, SLICES["stance"]] * weight / total[answer]
    return said.new_zeros(n_answers, N_STANCES).index_add(0, answer, said)


class Teacher(nn.Module):
    """The encoder with its heads."""

    def __init__(self, bert: nn.Module, tokenizer: Any) -> None:
        super().__init__()
        self.bert, self.tokenizer = bert, tokenizer
        self.heads = Labels(384, 256)

    def vectors(self, pairs: Sequence[Pair]) -> Tensor:
        """Return the mean (n, 384) of the last layer over the tokens of each sentence itself."""
        device = next(self.parameters()).device
        ids, own = _encode(self.tokenizer, pairs)
        ids, own = ids.to(device), own.to(device)
        states = self.bert(input_ids=ids, attention_mask=(ids != 1).long()).last_hidden_state
        weight = own[..., None].to(states.dtype)
        return (states * weight).sum(1) / weight.sum(1)

    def forward(self, pairs: Sequence[Pair]) -> Tensor:
        """Return the logits of sentences that are read after the one before them."""
        return self.heads(self.vectors(pairs))


def _encode(tokenizer: Any, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor]:
    before = [e.ids for e in tokenizer.encode_batch_fast([PREFIX + pair.before for pair in pairs])]
    own = [e.ids for e in tokenizer.encode_batch_fast([pair.text for pair in pairs])]
    rows, masks = [], []
    for left, right in zip(before, own, strict=True):
        right = right[: MAX_TOKENS // 2]
        left = left[: MAX_TOKENS // 2]
        rows.append([0, *left, 2, *right, 2])
        masks.append([0] * (len(left) + 2) + [1] * (len(right) + 1))
    width = max(map(len, rows))
    ids = torch.tensor([row + [1] * (width - len(row)) for row in rows])
    return ids, torch.tensor([mask + [0] * (width - len(mask)) for mask in masks])


def train_teacher(
    bert: nn.Module, tokenizer: Any, answers: Sequence[LabelledAnswer], *, epochs: int, seed: int, device: str
) -> Teacher:
    """Fine-tune the encoder and its heads on labelled answers."""
    torch.manual_seed(seed)
    torch.set_float32_matmul_precision("high")
    model = Teacher(bert, tokenizer).to(device)
    groups = [
        {"params": model.bert.parameters(), "lr": 6e-5, "weight_decay": 0.01},
        {"params": model.heads.parameters(), "lr": 1e-3, "weight_decay": 0.01},
    ]
    optimizer = torch.optim.AdamW(groups, fused=device == "cuda")
    n_steps = epochs * len(list(answer_batches(answers, seed=seed)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(step / (0.1 * n_steps), (1 - step / n_steps) / 0.9)
    )
    model.train()
    for epoch in range(epochs):
        for batch in answer_batches(answers, seed=seed + epoch, drop_before=0.25):
            loss = loss_of(model(batch.pairs), batch.to(device))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model.eval()


@torch.no_grad()
def label(model: Teacher, pairs: Sequence[Pair], *, batch_size: int = 512) -> np.ndarray:
    """Return the logits (n, 15) of the sentences, in their order, as float16."""
    device = next(model.parameters()).device
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].text) + len(pairs[i].before))
    out = np.zeros((len(pairs), N_OUTPUTS), np.float16)
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            logits = model([pairs[i] for i in chosen])
        out[chosen] = logits.float().cpu().numpy()
    return out


@torch.no_grad()
def plain_vectors(model: Teacher, texts: Sequence[str], *, batch_size: int = 512) -> np.ndarray:
    """Return the encoder's own sentence vectors (n, 384), of length 1, as float16: mean over all tokens, prefix and all."""
    device = next(model.parameters()).device
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = np.zeros((len(texts), 384), np.float16)
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        rows = [[0, *e.ids[:126], 2] for e in model.tokenizer.encode_batch_fast([PREFIX + texts[i] for i in chosen])]
        width = max(map(len, rows))
        ids = torch.tensor([row + [1] * (width - len(row)) for row in rows], device=device)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            states = model.bert(input_ids=ids, attention_mask=(ids != 1).long()).last_hidden_state
        weight = (ids != 1)[..., None].float()
        mean = (states.float() * weight).sum(1) / weight.sum(1)
        out[chosen] = nn.functional.normalize(mean, dim=1).cpu().numpy()
    return out


__all__ = ["Batch", "Labels", "Teacher", "label", "plain_vectors", "train_teacher"]
