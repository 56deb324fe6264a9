"""The student: a small convolutional network over word pieces that runs without torch (`remissnlp.encoder`).

It learns from plain text what the teacher says of it (themes, polarity, positions, and the encoder's own vector), and from
the labelled statements what people say of them. Its word pieces and their first vectors are the teacher's, reduced to
fewer dimensions (principal components).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from remissnlp.training.batches import Batch, Pair, answer_batches
from remissnlp.training.targets import SLICES, THEME_WEIGHT, loss_of
from remissnlp.training.teacher import Labels

if TYPE_CHECKING:
    from remissnlp.training.statements import LabelledAnswer

WIDTH = 160  # of a word piece
N_LAYERS = 4
KERNEL = 3
SENTENCE = 256  # of a sentence vector
HIDDEN = 128
N_HEADS = 4
MAX_PIECES = 96
PAD = 1


@dataclass(frozen=True, slots=True)
class Silver:
    """Plain text in its order, what the teacher said of it, and the encoder's vectors.

    `pieces` are the word-piece ids of each sentence; `before` is the index of the sentence before it, or -1.
    """

    pieces: list[list[int]]
    before: np.ndarray
    logits: np.ndarray
    vectors: np.ndarray


class Block(nn.Module):
    """A gated convolution with a residual path; the padding stays zero."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(WIDTH, 2 * WIDTH, KERNEL, padding=KERNEL // 2)
        self.norm = nn.LayerNorm(WIDTH)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Map (n, length, width) to the same shape."""
        value, gate = self.conv((self.norm(x) * mask).transpose(1, 2)).transpose(1, 2).chunk(2, dim=2)
        return (x + self.drop(value * gate.sigmoid())) * mask


class Student(nn.Module):
    """Word pieces to sentence vectors to labels."""

    def __init__(self, pieces: np.ndarray) -> None:
        super().__init__()
        self.embed = nn.Embedding.from_pretrained(torch.from_numpy(pieces), freeze=False)
        self.blocks = nn.ModuleList(Block() for _ in range(N_LAYERS))
        self.attend = nn.Linear(WIDTH, N_HEADS)
        self.sentence = nn.Linear(WIDTH * (1 + N_HEADS), SENTENCE)
        self.drop = nn.Dropout(0.2)
        self.heads = Labels(2 * SENTENCE, HIDDEN)
        self.meaning = nn.Linear(SENTENCE, 384)  # only to learn from the encoder's vectors

    def vectors(self, ids: Tensor) -> Tensor:
        """Return the sentence vectors (n, 256) of padded word pieces (n, length)."""
        mask = (ids != PAD)[..., None].float()
        x = self.embed(ids) * mask
        for block in self.blocks:
            x = block(x, mask)
        weight = self.attend(x).masked_fill(mask == 0, -1e4).softmax(1)
        attended = torch.einsum("nlh,nlw->nhw", weight, x).flatten(1)
        highest = x.masked_fill(mask == 0, -1e4).amax(1)
        return torch.tanh(self.sentence(torch.cat([highest, attended], 1)))

    def forward(self, own: Tensor, before: Tensor) -> Tensor:
        """Return the logits of sentence vectors and the vectors of the sentences before them (zero where none)."""
        return self.heads(self.drop(torch.cat([own, before], 1)))


def reduced(embeddings: np.ndarray, width: int = WIDTH) -> np.ndarray:
    """Return word-piece vectors reduced to their principal components, scaled to unit variance on the whole."""
    centred = embeddings - embeddings.mean(0)
    _, basis = np.linalg.eigh(centred.T @ centred)
    low = centred @ basis[:, ::-1][:, :width]
    return (low / low.std()).astype(np.float32) * 0.5


def padded(rows: Sequence[Sequence[int]], device: str) -> Tensor:
    """Return lists of word pieces as one tensor."""
    cut = [row[:MAX_PIECES] or [PAD + 2] for row in rows]
    width = max(map(len, cut))
    return torch.tensor([[*row, *[PAD] * (width - len(row))] for row in cut], device=device)


def train_student(
    model: Student,
    silver: Silver,
    answers: Sequence[LabelledAnswer],
    pieces: dict[str, list[int]],
    *,
    n_steps: int,
    n_silver: int,
    seed: int,
    device: str,
) -> Student:
    """Train the student on plain text and labelled answers side by side.

    Args:
        model: a new student.
        silver: plain text with the teacher's logits.
        answers: labelled answers.
        pieces: word pieces of every sentence of `answers`.
        n_steps: updates; each sees one batch of either kind.
        n_silver: sentences of plain text in a batch.
        seed: of the order and of the sentences that are left out.
        device: `cpu` or `cuda`.
    """
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    model.to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1.5e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1.5e-3, total_steps=n_steps, pct_start=0.1)
    gold = _forever(answers, seed)
    for _ in range(n_steps):
        loss = _gold_loss(model, next(gold), pieces, device)
        if n_silver:
            loss = loss + _silver_loss(model, silver, chance.integers(len(silver.pieces), size=n_silver), device)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return model.eval()


def _forever(answers: Sequence[LabelledAnswer], seed: int) -> Batch:
    while True:
        yield from answer_batches(answers, seed=seed, drop_before=0.25)
        seed += 1


def run(model: Student, pairs: Sequence[Pair], pieces: dict[str, list[int]], device: str) -> Tensor:
    """Return the logits of sentences read after the one before."""
    texts = list(dict.fromkeys([pair.text for pair in pairs] + [pair.before for pair in pairs if pair.before]))
    vectors = model.vectors(padded([_dropped(model, pieces[text]) for text in texts], device))
    vectors = torch.cat([vectors, torch.zeros(1, SENTENCE, device=device)])
    place = {text: k for k, text in enumerate(texts)} | {"": len(texts)}
    own = vectors[[place[pair.text] for pair in pairs]]
    return model(own, vectors[[place[pair.before] for pair in pairs]])


def _dropped(model: Student, row: list[int]) -> list[int]:
    """Leave out some word pieces while the student learns, so that it hangs on no single one."""
    if not model.training or len(row) < 4:
        return row
    return [piece for piece in row if random.random() > 0.08]


def _gold_loss(model: Student, batch: Batch, pieces: dict[str, list[int]], device: str) -> Tensor:
    return loss_of(run(model, batch.pairs, pieces, device), batch.to(device))


def _silver_loss(model: Student, silver: Silver, chosen: np.ndarray, device: str) -> Tensor:
    before = silver.before[chosen]
    own = model.vectors(padded([_dropped(model, silver.pieces[i]) for i in chosen], device))
    left = (
        model.vectors(padded([silver.pieces[i] for i in before], device))
        * torch.from_numpy(before >= 0).to(device)[:, None]
    )
    logits = model(own, left)
    wanted = torch.from_numpy(silver.logits[chosen].astype(np.float32)).to(device)
    themes = functional.binary_cross_entropy_with_logits(
        logits[:, SLICES["themes"]], wanted[:, SLICES["themes"]].sigmoid()
    )
    polarity = functional.cross_entropy(logits[:, SLICES["polarity"]], wanted[:, SLICES["polarity"]].softmax(1))
    stance = functional.smooth_l1_loss(logits[:, SLICES["stance"].start :], wanted[:, SLICES["stance"].start :])
    meant = torch.from_numpy(silver.vectors[chosen].astype(np.float32)).to(device)
    likeness = functional.cosine_similarity(model.meaning(own), meant).mean()
    return THEME_WEIGHT * themes + polarity + stance + (1 - likeness)
