"""What is learnt: the order of the labels in the outputs, targets as arrays, and the loss over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from remissnlp.training.statements import LabelledStatement
from remissnlp.values import Polarity, Stance

if TYPE_CHECKING:
    from torch import Tensor

    from remissnlp.training.batches import TensorBatch

THEMES = ("segregation", "information_security", "follow_up", "timing")
POLARITIES = tuple(Polarity)
STANCES = tuple(Stance)
N_THEMES, N_POLARITIES, N_STANCES = len(THEMES), len(POLARITIES), len(STANCES)
SLICES = {
    "themes": slice(0, N_THEMES),
    "polarity": slice(N_THEMES, N_THEMES + N_POLARITIES),
    "stance": slice(N_THEMES + N_POLARITIES, N_THEMES + N_POLARITIES + N_STANCES),
    "weight": slice(N_THEMES + N_POLARITIES + N_STANCES, None),
}
N_OUTPUTS = N_THEMES + N_POLARITIES + N_STANCES + 1
THEME_WEIGHT = 4.0  # a theme is rare, so its loss is small


def theme_targets(statements: Sequence[LabelledStatement]) -> np.ndarray:
    """Return (n, 4): 1 has the theme, 0 has it not, NaN where both are right."""
    rows = [[1.0 if t in s.themes else np.nan if t in s.themes_also else 0.0 for t in THEMES] for s in statements]
    return np.array(rows, np.float32).reshape(len(statements), N_THEMES)


def polarity_targets(statements: Sequence[LabelledStatement]) -> np.ndarray:
    """Return (n, 4): the share of each polarity; the first of several takes the larger part."""
    rows = np.zeros((len(statements), N_POLARITIES), np.float32)
    for row, statement in zip(rows, statements, strict=True):
        row[POLARITIES.index(statement.polarity)] = 1.0
        for other in statement.polarity_also:
            row[POLARITIES.index(other)] = 0.6
        row /= row.sum()
    return rows


def loss_of(outputs: Tensor, batch: TensorBatch) -> Tensor:
    """Return the loss of a batch of answers: themes, polarity, and the stance of the answers that have one."""
    from torch.nn import functional

    from remissnlp.training.teacher import stance_logits

    known = ~batch.themes.isnan()
    themes = functional.binary_cross_entropy_with_logits(outputs[:, SLICES["themes"]][known], batch.themes[known])
    polarity = functional.cross_entropy(outputs[:, SLICES["polarity"]], batch.polarities)
    loss = THEME_WEIGHT * themes + polarity
    judged = batch.stance >= 0
    if judged.any():
        stances = stance_logits(outputs, batch.answer, len(batch.stance))
        loss = loss + functional.cross_entropy(stances[judged], batch.stance[judged])
    return loss
