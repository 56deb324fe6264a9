"""The student: a small convolutional network over word pieces that runs without torch (`remissnlp.encoder`).

It learns from plain text what the teacher says of it (themes, polarity, positions, and the encoder's own vector), and
from the labelled statements what people say of them. Its word pieces and their first vectors are the teacher's, reduced
to fewer dimensions (principal components).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from remissnlp.training.batches import Batch, Pair, answer_batches
from remissnlp.training.e5 import PAD, UNKNOWN
from remissnlp.training.heads import Labels, loss_of, padded, step
from remissnlp.training.options import TrainingOptions
from remissnlp.training.targets import N_THEMES, SLICES, THEME_WEIGHT

if TYPE_CHECKING:
    from remissnlp.training.statements import LabelledAnswer
    from remissnlp.training.teacher import Advance

WIDTH = 160  # of a word piece
N_LAYERS = 4
KERNEL = 3
SENTENCE = 256  # of a sentence vector
HIDDEN = 128
N_HEADS = 4
MAX_PIECES = 96
DROPPED = 0.08  # word pieces left out while the student learns, so that it hangs on no single one
HOT, HOT_TIMES = 0.2, 4  # plain text with a theme at least this probable is seen so many times as often

Row = Sequence[int]


@dataclass(frozen=True, slots=True)
class Silver:
    """Plain text, what the teacher says of it (n, 15), and the encoder's vectors (n, 384).

    `pieces` are the word pieces of each sentence; `before` is the index of the sentence before it, or -1.
    """

    pieces: Sequence[Row]
    before: NDArray[np.int64]
    logits: NDArray[np.float16]
    vectors: NDArray[np.float16]

    def draws(self) -> NDArray[np.int64]:
        """Return the indices to draw from: those with a probable theme several times."""
        highest = self.logits[:, :N_THEMES].astype(np.float32).max(axis=1)
        hot = np.flatnonzero(1 / (1 + np.exp(-highest)) > HOT)
        return np.concatenate([np.arange(len(self.pieces)), np.repeat(hot, HOT_TIMES - 1)])


@dataclass(frozen=True, slots=True)
class Gold:
    """Labelled answers, and the word pieces of each of their sentences."""

    answers: Sequence[LabelledAnswer]
    pieces: Mapping[str, Row]


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
        found: Tensor = (x + self.drop(value * gate.sigmoid())) * mask
        return found


class Student(nn.Module):
    """Word pieces to sentence vectors to labels.

    Args:
        pieces: first vectors of the word pieces (vocabulary, 160).
        meaning: numbers in a vector of the encoder that it learns from.
    """

    def __init__(self, pieces: NDArray[np.float32], meaning: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(len(pieces), WIDTH, _weight=torch.from_numpy(pieces.copy()))
        self.blocks = nn.ModuleList(Block() for _ in range(N_LAYERS))
        self.attend = nn.Linear(WIDTH, N_HEADS)
        self.sentence = nn.Linear(WIDTH * (1 + N_HEADS), SENTENCE)
        self.drop = nn.Dropout(0.2)
        self.heads = Labels(2 * SENTENCE, HIDDEN)
        self.meaning = nn.Linear(SENTENCE, meaning)

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
        found: Tensor = self.heads(self.drop(torch.cat([own, before], 1)))
        return found

    def of_rows(self, rows: Sequence[Row]) -> Tensor:
        """Return the sentence vectors (n, 256) of lists of word pieces."""
        return self.vectors(batch_of_rows(rows).to(self.embed.weight.device))


def reduced(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return word-piece vectors reduced to 160 principal components, with a standard deviation of 0.5 on the whole.

    Args:
        embeddings: (vocabulary, at least 160).
    """
    centred = embeddings - embeddings.mean(0)
    _, basis = np.linalg.eigh(centred.T @ centred)
    low = centred @ basis[:, ::-1][:, :WIDTH]
    found: NDArray[np.float32] = (low / low.std()).astype(np.float32) * np.float32(0.5)
    return found


def batch_of_rows(rows: Sequence[Row]) -> Tensor:
    """Return lists of word pieces as one tensor, the longest cut; an empty one is an unknown piece."""
    return padded([list(row[:MAX_PIECES]) or [UNKNOWN] for row in rows], PAD)


def new_student(pieces: NDArray[np.float32], silver: Silver, seed: int) -> Student:
    """Return a student that has learnt nothing; `pieces` are the first vectors of its word pieces, see `reduced`."""
    torch.manual_seed(seed)
    return Student(pieces, silver.vectors.shape[1])


def train_student(
    student: Student, silver: Silver, gold: Gold, options: TrainingOptions, advance: Advance, device: str
) -> Student:
    """Train a student on plain text and labelled answers side by side.

    Args:
        student: a new one, or one that goes on; it is changed.
        silver: plain text with the teacher's logits.
        gold: labelled answers.
        options: seed, updates (each sees one batch of either kind), sentences of plain text in a batch.
        advance: is called after every update.
        device: `cpu` or `cuda`.
    """
    torch.manual_seed(options.seed)
    drawing, dropping = np.random.default_rng(options.seed), random.Random(options.seed)
    model = student.to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, options.rate, total_steps=options.n_steps, pct_start=max(0.1, 2 / options.n_steps)
    )
    batches, draws = _forever(gold.answers, options.seed), silver.draws()
    for _ in range(options.n_steps):
        batch = next(batches)
        outputs = run(model, batch.pairs, gold.pieces, dropping)
        chosen = draws[drawing.integers(len(draws), size=options.n_plain)]
        loss = loss_of(outputs, batch.to(outputs.device)) + _silver_loss(model, silver, chosen, dropping)
        step(loss, model, optimizer)
        schedule.step()
        advance(1)
    return model.eval()


def _forever(answers: Sequence[LabelledAnswer], seed: int) -> Iterator[Batch]:
    while True:
        yield from answer_batches(answers, seed=seed, drop_before=0.25)
        seed += 1


def run(
    model: Student, pairs: Sequence[Pair], pieces: Mapping[str, Row], dropping: random.Random | None = None
) -> Tensor:
    """Return the logits (n, 15) of sentences read after the one before.

    Args:
        model: the student.
        pairs: sentences.
        pieces: word pieces of every sentence.
        dropping: leaves out some of them, in training.
    """
    texts = list(dict.fromkeys([pair.text for pair in pairs] + [pair.before for pair in pairs if pair.before]))
    vectors = model.of_rows([_thinned(pieces[text], dropping) for text in texts])
    vectors = torch.cat([vectors, vectors.new_zeros(1, SENTENCE)])
    place = {text: k for k, text in enumerate(texts)} | {"": len(texts)}
    found: Tensor = model(
        vectors[[place[pair.text] for pair in pairs]], vectors[[place[pair.before] for pair in pairs]]
    )
    return found


def _thinned(row: Row, dropping: random.Random | None) -> Row:
    if dropping is None or len(row) < 4:
        return row
    return [piece for piece in row if dropping.random() >= DROPPED]


def _silver_loss(model: Student, silver: Silver, chosen: NDArray[np.int64], dropping: random.Random) -> Tensor:
    """Return how far the student is from the teacher's labels and from the encoder's vectors."""
    device = model.embed.weight.device
    before = silver.before[chosen]
    own = model.of_rows([_thinned(silver.pieces[i], dropping) for i in chosen])
    left = model.of_rows([silver.pieces[i] if i >= 0 else [] for i in before])
    logits = model(own, left * torch.from_numpy(before >= 0).to(device)[:, None])
    wanted = torch.from_numpy(silver.logits[chosen].astype(np.float32)).to(device)
    themes = functional.binary_cross_entropy_with_logits(
        logits[:, SLICES["themes"]], wanted[:, SLICES["themes"]].sigmoid()
    )
    polarity = functional.cross_entropy(logits[:, SLICES["polarity"]], wanted[:, SLICES["polarity"]].softmax(1))
    stance = functional.smooth_l1_loss(logits[:, SLICES["stance"].start :], wanted[:, SLICES["stance"].start :])
    meant = torch.from_numpy(silver.vectors[chosen].astype(np.float32)).to(device)
    likeness = functional.cosine_similarity(model.meaning(own), meant).mean()
    loss: Tensor = THEME_WEIGHT * themes + polarity + stance + (1 - likeness)
    return loss
