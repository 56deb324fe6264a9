"""Polarity or stance learnt from people's labels, and how well that does on what it has not seen. Needs no torch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from remissnlp.classify.cues import fold
from remissnlp.classify.own_classes import ClassModel, Seen, Task
from remissnlp.classify.own_model import features, rarity_of
from remissnlp.errors import UsageError
from remissnlp.training.folds import FEW, folds, kept_together
from remissnlp.training.logistic import fit_from
from remissnlp.training.scores import ClassScores

MIN_LABELLED = 3  # rows of a label, for at least two labels
STRENGTH = 0.3  # inverse of the regularisation, chosen on the tuning half of the validation documents
OWN, SHIPPED, MAJORITY = "own", "shipped", "majority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One labelled statement or answer."""

    id: str
    path: str
    respondent: str
    text: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What is learnt from.

    Args:
        task: polarity or stance.
        cases: the labelled rows.
        seen: what models see of each.
        decide: (label, probability) of rows by their places and logits, as a run decides with them.
        beside: labels of every row by other means, by name.
        single: what one row is, in the plural.
    """

    task: Task
    cases: Sequence[Case]
    seen: Seen
    decide: Callable[[Sequence[int], np.ndarray], list[tuple[str, float]]]
    beside: Mapping[str, Sequence[str]]
    single: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A row held out whose label was not found; `probability` (0-1) is that of `found`."""

    id: str
    path: str
    respondent: str
    text: str
    wanted: str
    found: str
    probability: float
    shipped: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedClasses:
    """A model with what it was made from and how well it did on rows held out.

    Args:
        model: from all rows.
        counts: labelled rows of each label.
        scores: of the model (`own`) and, on the same rows, of other means, by name; empty where nothing could be held
            out.
        misses: the surest first: often they show a slip of the pen.
        gained: rows that are right only with the model.
        lost: rows that are right only without it.
        n_documents: that the rows come from.
        n_folds: of the cross-validation.
        kept_together: what no fold parts.
        single: what one row is, in the plural.
    """

    model: ClassModel
    counts: dict[str, int]
    scores: dict[str, ClassScores]
    misses: tuple[Miss, ...]
    gained: int
    lost: int
    n_documents: int
    n_folds: int
    kept_together: str
    single: str

    @property
    def n_rows(self) -> int:
        """Number of labelled rows."""
        return sum(self.counts.values())


def train_classes(examples: Examples) -> TrainedClasses:
    """Return a model of the labels, with its cross-validated scores.

    Folds keep the rows of one document together; where one document has most of the rows, those of one respondent in
    it; else each stands alone. Below 40 rows each of these is held out by itself. What was held out is never learnt
    from, not as a copy elsewhere either.

    Raises:
        UsageError: fewer than two labels have 3 rows.
    """
    task, wanted = examples.task, [case.wanted for case in examples.cases]
    counts = {label: wanted.count(label) for label in task.labels}
    if sum(number >= MIN_LABELLED for number in counts.values()) < 2:
        told = ", ".join(f"{label} {number}" for label, number in counts.items())
        raise UsageError(
            f"Too few labels: at least two {task.name} labels need {MIN_LABELLED} {examples.single} each ({told}).",
            hint="Label more, and rare ones too.",
        )
    unit, groups = kept_together(examples.cases, examples.single)
    parts = list(folds([fold(case.text) for case in examples.cases], groups, FEW))
    places, found = _cross_validated(examples, parts)
    right = [wanted[place] for place in places]
    labels = {name: [said[place] for place in places] for name, said in examples.beside.items()}
    labels = {OWN: [label for label, _ in found]} | labels | {MAJORITY: _majority(wanted, parts)}
    pairs = list(zip(right, labels[OWN], labels[SHIPPED], strict=True))
    return TrainedClasses(
        model=fit(examples, np.arange(len(wanted))),
        counts=counts,
        scores={name: ClassScores.of(right, said, task.labels) for name, said in labels.items()} if parts else {},
        misses=_misses(examples, places, found),
        gained=sum(own == label != shipped for label, own, shipped in pairs),
        lost=sum(shipped == label != own for label, own, shipped in pairs),
        n_documents=len({case.path for case in examples.cases}),
        n_folds=len(parts),
        kept_together=unit,
        single=examples.single,
    )


def _cross_validated(
    examples: Examples, parts: Sequence[tuple[np.ndarray, np.ndarray]]
) -> tuple[list[int], list[tuple[str, float]]]:
    """Return the places held out, and what was found there."""
    places: list[int] = []
    found: list[tuple[str, float]] = []
    for learnt, held_out in parts:
        seen = examples.seen.some(held_out)
        logits = fit(examples, learnt).logits(seen) if len(learnt) else seen.shipped
        places += held_out.tolist()
        found += examples.decide(held_out.tolist(), logits)
    return places, found


def fit(examples: Examples, places: np.ndarray) -> ClassModel:
    """Return a model of the rows at some places."""
    seen = examples.seen.some(places)
    rarity = rarity_of(seen.counts)
    wanted = np.array([examples.task.labels.index(examples.cases[place].wanted) for place in places], int)
    weights = fit_from(features(seen.numbers, seen.counts, rarity), wanted, seen.shipped, STRENGTH)
    coefficients, intercepts = (part.astype(np.float32) for part in weights)
    return ClassModel(examples.task, coefficients, intercepts, rarity)


def _majority(wanted: Sequence[str], parts: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[str]:
    """Return the label that most rows to learn from have, once for every row held out."""
    found = []
    for learnt, held_out in parts:
        counted = Counter(wanted[place] for place in learnt).most_common(1)
        found += [counted[0][0] if counted else ""] * len(held_out)
    return found


def _misses(examples: Examples, places: Sequence[int], found: Sequence[tuple[str, float]]) -> tuple[Miss, ...]:
    misses = []
    for place, (label, probability) in sorted(zip(places, found, strict=True)):
        case = examples.cases[place]
        if label != case.wanted:
            misses.append(
                Miss(
                    id=case.id,
                    path=case.path,
                    respondent=case.respondent,
                    text=case.text,
                    wanted=case.wanted,
                    found=label,
                    probability=round(probability, 4),
                    shipped=examples.beside[SHIPPED][place],
                )
            )
    return tuple(sorted(misses, key=lambda miss: -miss.probability))
