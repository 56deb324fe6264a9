"""Stance learnt from labelled answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from remissnlp.classify.own_classes import STANCE, see_answers
from remissnlp.classify.reading import STANCES
from remissnlp.training.answers import ReadAnswer
from remissnlp.training.classes import SHIPPED, Case, Examples, TrainedClasses, train_classes

RULES = "rules"


def train_stance(answers: Sequence[ReadAnswer]) -> TrainedClasses:
    """Return a model of the stances of labelled answers, see `train_classes`.

    Args:
        answers: at least one.

    Raises:
        UsageError: too few answers are labelled.
    """
    return train_classes(stance_examples(answers))


def stance_examples(answers: Sequence[ReadAnswer]) -> Examples:
    """Return what stance is learnt from: at least one answer."""

    def decide(places: Sequence[int], logits: np.ndarray) -> list[tuple[str, float]]:
        shares = np.exp(logits)
        return [(STANCES[row.argmax()].value, float(row.max())) for row in shares]

    shipped = [STANCES[int(np.argmax(answer.read.shares))].value for answer in answers]
    return Examples(
        task=STANCE,
        cases=[
            Case(id=a.segment_id, path=a.path, respondent=a.respondent, text=a.text, wanted=a.stance.value)
            for a in answers
        ],
        seen=see_answers([answer.read for answer in answers]),
        decide=decide,
        beside={SHIPPED: shipped, RULES: [answer.rules.value for answer in answers]},
        single="answers",
    )
