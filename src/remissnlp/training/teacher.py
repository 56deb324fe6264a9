"""The teacher: multilingual-e5-small, fine-tuned on the labelled statements; it labels plain text for the student.

A sentence is read after the one before it. Its vector gives themes (several), polarity (one), a stance, and how much
weight that stance has in the answer. The last two have no labels of their own: they are learnt from the stance of whole
answers, the weighted mean of their sentences (attention over a bag of instances, Ilse et al. 2018), so that it is known
which sentence carries a stance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from remissnlp.training.batches import Pair, answer_batches, n_batches
from remissnlp.training.e5 import BEGIN, END, PAD, PREFIX
from remissnlp.training.heads import Labels, loss_of, padded, step
from remissnlp.training.options import TrainingOptions
from remissnlp.training.targets import N_OUTPUTS

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertModel

    from remissnlp.training.statements import LabelledAnswer

HIDDEN = 256
MAX_PIECES = 80  # of a sentence, and of the one before it
MAX_ALONE = 126  # of a sentence with nothing beside it
BATCH = 512  # sentences to label at a time

Advance = Callable[[int], None]


class Teacher(nn.Module):
    """The encoder with its heads."""

    def __init__(self, bert: BertModel, cutter: Tokenizer) -> None:
        super().__init__()
        self.bert, self.cutter = bert, cutter
        self.heads = Labels(bert.config.hidden_size, HIDDEN)

    def vectors(self, pairs: Sequence[Pair]) -> Tensor:
        """Return the mean (n, 384) of the last layer over the word pieces of each sentence itself."""
        device = self.bert.device
        ids, own = _encode(self.cutter, pairs)
        ids, own = ids.to(device), own.to(device)
        states: Tensor = self.bert(input_ids=ids, attention_mask=(ids != PAD).long()).last_hidden_state
        weight = own[..., None].to(states.dtype)
        return (states * weight).sum(1) / weight.sum(1)

    def forward(self, pairs: Sequence[Pair]) -> Tensor:
        """Return the logits of sentences that are read after the one before them."""
        found: Tensor = self.heads(self.vectors(pairs))
        return found


def _encode(cutter: Tokenizer, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor]:
    """Return the word pieces, and 1 where they belong to the sentence itself (its end mark too)."""
    before = [e.ids[:MAX_PIECES] for e in cutter.encode_batch_fast([PREFIX + pair.before for pair in pairs])]
    own = [e.ids[:MAX_PIECES] for e in cutter.encode_batch_fast([pair.text for pair in pairs])]
    both = list(zip(before, own, strict=True))
    ids = padded([[BEGIN, *left, END, *right, END] for left, right in both], PAD)
    return ids, padded([[0] * (len(left) + 2) + [1] * (len(right) + 1) for left, right in both], 0)


def train_teacher(
    bert: BertModel, cutter: Tokenizer, answers: Sequence[LabelledAnswer], options: TrainingOptions, advance: Advance
) -> Teacher:
    """Fine-tune the encoder, on the device that it is on, and its heads on labelled answers.

    Args:
        bert: the encoder; it is changed.
        cutter: cuts text into its word pieces.
        answers: what to learn.
        options: seed and epochs.
        advance: is called after every batch.
    """
    torch.manual_seed(options.seed)
    torch.set_float32_matmul_precision("high")
    model = Teacher(bert, cutter).to(bert.device)
    groups = [
        {"params": model.bert.parameters(), "lr": 6e-5, "weight_decay": 0.01},
        {"params": model.heads.parameters(), "lr": 1e-3, "weight_decay": 0.01},
    ]
    optimizer = torch.optim.AdamW(groups, fused=bert.device.type == "cuda")
    n_steps = options.epochs * n_batches(answers)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda done: min(done / (0.1 * n_steps), (1 - done / n_steps) / 0.9)
    )
    model.train()
    for epoch in range(options.epochs):
        for batch in answer_batches(answers, seed=options.seed + epoch, drop_before=0.25):
            step(loss_of(model(batch.pairs), batch.to(bert.device)), model, optimizer)
            schedule.step()
            advance(1)
    return model.eval()


@torch.no_grad()
def label(model: Teacher, pairs: Sequence[Pair], advance: Advance) -> NDArray[np.float16]:
    """Return the logits (n, 15) of the sentences, in their order; `advance` is called with how many are done."""
    device = model.bert.device.type
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].text) + len(pairs[i].before))
    out = np.zeros((len(pairs), N_OUTPUTS), np.float16)
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            logits = model([pairs[i] for i in chosen])
        out[chosen] = logits.float().cpu().numpy()
        advance(len(chosen))
    return out


@torch.no_grad()
def plain_vectors(bert: BertModel, cutter: Tokenizer, texts: Sequence[str], advance: Advance) -> NDArray[np.float16]:
    """Return the encoder's own sentence vectors (n, 384), of length 1: the mean over all word pieces."""
    bert.train(mode=False)
    device = bert.device
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = np.zeros((len(texts), bert.config.hidden_size), np.float16)
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        encodings = cutter.encode_batch_fast([PREFIX + texts[i] for i in chosen])
        ids = padded([[BEGIN, *e.ids[:MAX_ALONE], END] for e in encodings], PAD).to(device)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            states = bert(input_ids=ids, attention_mask=(ids != PAD).long()).last_hidden_state
        weight = (ids != PAD)[..., None].float()
        mean = (states.float() * weight).sum(1) / weight.sum(1)
        out[chosen] = nn.functional.normalize(mean, dim=1).cpu().numpy()
        advance(len(chosen))
    return out
