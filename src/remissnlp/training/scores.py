"""How well labels were found: precision, recall, F1, and who was taken for whom (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Flags: TypeAlias = "np.ndarray"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Precision, recall and F1 (0-1)."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, wanted: Flags, found: Flags) -> Score:
        """Compare two rows of 0 and 1; 0 where nothing was found."""
        hits = int((wanted & found).sum())
        n_wanted, n_found = int(wanted.sum()), int(found.sum())
        f1 = 2 * hits / (n_wanted + n_found) if hits else 0.0
        return cls(
            precision=round(hits / n_found, 4) if hits else 0.0,
            recall=round(hits / n_wanted, 4) if hits else 0.0,
            f1=round(f1, 4),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassScores:
    """Scores of one label a row.

    Args:
        labels: each label's own score.
        macro_f1: mean F1 (0-1) of the labels that people gave.
        accuracy: share (0-1) of rows that are right.
        confusion: by the label that people gave, how often each label was found.
    """

    labels: dict[str, Score]
    macro_f1: float
    accuracy: float
    confusion: dict[str, dict[str, int]]

    @classmethod
    def of(cls, wanted: Sequence[str], found: Sequence[str], labels: Sequence[str]) -> ClassScores:
        """Compare two rows of labels."""
        right, said = np.array(wanted, str), np.array(found, str)
        scores = {label: Score.of(right == label, said == label) for label in labels}
        given = [scores[label].f1 for label in labels if label in set(wanted)]
        pairs = Counter(zip(wanted, found, strict=True))
        return cls(
            labels=scores,
            macro_f1=round(sum(given) / max(1, len(given)), 4),
            accuracy=round(float((right == said).mean()), 4) if wanted else 0.0,
            confusion={label: {other: pairs[label, other] for other in labels} for label in labels},
        )
