"""What is learnt: the order and names of the labels in the outputs, and targets as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from remissnlp.training.statements import THEME_CODES, LabelledStatement
from remissnlp.values import Polarity, Stance

# What the encoder learns: the themes of `default`. Of the others there are too few statements; letters read them.
THEMES = tuple(theme for code, theme in THEME_CODES.items() if code.islower())
POLARITIES = tuple(Polarity)
STANCES = tuple(Stance)
N_THEMES, N_POLARITIES, N_STANCES = len(THEMES), len(POLARITIES), len(STANCES)
SLICES = {
    "themes": slice(0, N_THEMES),
    "polarity": slice(N_THEMES, N_THEMES + N_POLARITIES),
    "stance": slice(N_THEMES + N_POLARITIES, N_THEMES + N_POLARITIES + N_STANCES),
    "weight": slice(N_THEMES + N_POLARITIES + N_STANCES, None),
}
# The names of the columns, as `SentenceEncoder.outputs` has them.
OUTPUTS = (
    *(f"theme:{theme}" for theme in THEMES),
    *(f"polarity:{polarity}" for polarity in POLARITIES),
    *(f"stance:{stance}" for stance in STANCES),
    "weight",
)
N_OUTPUTS = len(OUTPUTS)
THEME_WEIGHT = 4.0  # a theme is rare, so its loss is small


def theme_targets(statements: Sequence[LabelledStatement], themes: Sequence[str] = THEMES) -> NDArray[np.float32]:
    """Return (n, len(themes)): 1 has the theme, 0 has it not, NaN where both are right."""
    rows = [[1.0 if t in s.themes else np.nan if t in s.themes_also else 0.0 for t in themes] for s in statements]
    return np.array(rows, np.float32).reshape(len(statements), len(themes))


def polarity_targets(statements: Sequence[LabelledStatement]) -> NDArray[np.float32]:
    """Return (n, 4): the share of each polarity; the first of several takes the larger part."""
    rows = np.zeros((len(statements), N_POLARITIES), np.float32)
    for row, statement in zip(rows, statements, strict=True):
        row[POLARITIES.index(statement.polarity)] = 1.0
        for other in statement.polarity_also:
            row[POLARITIES.index(other)] = 0.6
    rows /= rows.sum(axis=1, keepdims=True)
    return rows
