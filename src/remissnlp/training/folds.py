"""What cross-validation holds out: whole documents where they are many enough, and never a wording that it learns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from remissnlp.classify.cues import fold

MAX_FOLDS = 5
FEW = 40  # below so many rows each group is held out alone


class Placed(Protocol):
    """A labelled row: where it stands, and its text."""

    @property
    def path(self) -> str:
        """Of its document."""

    @property
    def respondent(self) -> str:
        """Whose text it is."""

    @property
    def text(self) -> str:
        """What was labelled."""


def kept_together(rows: Sequence[Placed], single: str = "statements") -> tuple[str, list[tuple[str, ...]]]:
    """Return the widest unit that cross-validation can keep together (else `single`), and that of each row."""
    documents: list[tuple[str, ...]] = [(row.path,) for row in rows]
    respondents: list[tuple[str, ...]] = [(row.path, row.respondent) for row in rows]
    for unit, groups in (("documents", documents), ("respondents", respondents)):
        if 2 * max(Counter(groups).values(), default=0) <= len(rows):  # else a fold is judged on more than it learns
            return unit, groups
    return single, [(fold(row.text),) for row in rows]


def folds(
    texts: Sequence[str], groups: Sequence[tuple[str, ...]], few: int = 0
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield (rows to learn from, rows held out): no group and no wording is in both.

    Args:
        texts: folded.
        groups: of each row, see `kept_together`.
        few: below so many rows each group is held out alone, else there are at most 5 folds.
    """
    from sklearn.model_selection import GroupKFold

    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    n_folds = len(numbers) if len(texts) < few else min(MAX_FOLDS, len(numbers))
    if n_folds < 2:
        return
    places = [numbers[group] for group in groups]
    for _, held_out in GroupKFold(n_folds).split(texts, groups=places):
        wordings = {texts[place] for place in held_out}
        learnt = [place for place, text in enumerate(texts) if text not in wordings]
        yield np.array(learnt, int), held_out
