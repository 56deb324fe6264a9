"""Labelled answers and plain text as batches of sentences, each with the sentence before it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from remissnlp.training.statements import LabelledAnswer, LabelledStatement
from remissnlp.training.targets import STANCES, polarity_targets, theme_targets

if TYPE_CHECKING:
    import torch
    from torch import Tensor

ANSWERS_A_BATCH = 24


class Pair(NamedTuple):
    """A sentence and the one before it in the same answer ('' where it is the first)."""

    text: str
    before: str


@dataclass(frozen=True, slots=True)
class TensorBatch:
    """The targets of a batch as tensors; `answer` (n,) numbers the answers, `stance` is -1 where there is none."""

    themes: Tensor
    polarities: Tensor
    answer: Tensor
    stance: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Whole answers: their sentences and targets."""

    pairs: list[Pair]
    statements: list[LabelledStatement]
    answer: list[int]
    stance: list[int]

    def to(self, device: torch.device) -> TensorBatch:
        """Return the targets on a device."""
        import torch

        return TensorBatch(
            torch.from_numpy(theme_targets(self.statements)).to(device),
            torch.from_numpy(polarity_targets(self.statements)).to(device),
            torch.tensor(self.answer, device=device),
            torch.tensor(self.stance, device=device),
        )


def pairs_of(answer: LabelledAnswer) -> list[Pair]:
    """Return the sentences of an answer with the one before."""
    texts = [statement.text for statement in answer.statements]
    return [Pair(text, before) for text, before in zip(texts, ["", *texts], strict=False)]


def batch_of(answers: Sequence[LabelledAnswer]) -> Batch:
    """Return several answers as one batch."""
    pairs = [pair for answer in answers for pair in pairs_of(answer)]
    statements = [statement for answer in answers for statement in answer.statements]
    numbers = [k for k, answer in enumerate(answers) for _ in answer.statements]
    stances = [STANCES.index(answer.stance) if answer.stance else -1 for answer in answers]
    return Batch(pairs, statements, numbers, stances)


def answer_batches(answers: Sequence[LabelledAnswer], *, seed: int, drop_before: float = 0.0) -> Iterator[Batch]:
    """Yield the answers in random order, a few at a time; the sentence before is left out at random.

    A last answer that would be alone joins the batch before it: a batch of one sentence has no variance.
    """
    chance = random.Random(seed)
    order = list(answers)
    chance.shuffle(order)
    for start in range(0, n_batches(answers) * ANSWERS_A_BATCH, ANSWERS_A_BATCH):
        left = len(order) - start
        batch = batch_of(order[start : start + ANSWERS_A_BATCH + (left == ANSWERS_A_BATCH + 1)])
        pairs = [pair if chance.random() >= drop_before else Pair(pair.text, "") for pair in batch.pairs]
        yield replace(batch, pairs=pairs)


def n_batches(answers: Sequence[LabelledAnswer]) -> int:
    """Return how many batches `answer_batches` makes."""
    whole, rest = divmod(len(answers), ANSWERS_A_BATCH)
    return whole + int(rest > 1 or not whole)
