"""Polarity and stance by the user's own labels (`remissnlp train polarity`, `train stance`).

A logistic regression that starts from the shipped models: the logarithms of their probabilities are an offset, to which
weights over numbers and letter sequences are added. Weights of zero are the shipped models, and labels move them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remissnlp.classify.own_files import N_LETTERS, ModelFile
from remissnlp.classify.own_model import N_MEANINGS, features, letters, meanings
from remissnlp.classify.reading import POLARITIES, STANCES, Reading, log_softmax, softmax, texts_before, voted
from remissnlp.encoder import describe, vectors_digest
from remissnlp.errors import ConfigurationError
from remissnlp.records import Stance, Statement

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is learnt: its name, every label that there is, and how many numbers stand beside the letter sequences."""

    name: str
    labels: tuple[str, ...]
    n_numbers: int

    @property
    def file(self) -> ModelFile:
        """The folder of such a model."""
        again = f"Train it again: remissnlp train {self.name} --labels SHEET -o FOLDER."
        return ModelFile(self.name, f"{self.name}.npz", f"{self.name}.json", FORMAT, "labels", self.width, again)

    @property
    def width(self) -> int:
        """Number of features."""
        return self.n_numbers + N_LETTERS

    def made_with(self) -> dict[str, str]:
        """Return digests of the shipped models that the numbers come from."""
        digests = {"vectors_sha256": vectors_digest()}
        return digests | ({"models_sha256": describe()["sha256"]} if self == STANCE else {})


POLARITY = Task(name="polarity", labels=tuple(p.value for p in POLARITIES), n_numbers=len(POLARITIES) + N_MEANINGS)
STANCE = Task(name="stance", labels=tuple(s.value for s in STANCES), n_numbers=3 * len(STANCES))


@dataclass(frozen=True, slots=True, eq=False)
class ClassModel:
    """Weights, and the digest of their folder.

    `coefficients` are (labels, numbers + 32768), `intercepts` (labels,), `rarity` (32768,) the worth of each sequence.
    """

    task: Task
    coefficients: np.ndarray
    intercepts: np.ndarray
    rarity: np.ndarray
    name: str = ""
    sha256: str = ""

    def logits(self, seen: Seen) -> np.ndarray:
        """Return the logarithm of the probability of every label (n, labels)."""
        from scipy.special import log_softmax as logarithms

        added = features(seen.numbers, seen.counts, self.rarity) @ self.coefficients.T + self.intercepts
        found: np.ndarray = logarithms(seen.shipped + added, axis=1).round(4)
        return found

    def describe(self) -> dict[str, Any]:
        """Return what `run.json` says of it."""
        return {"model": self.name, "sha256": self.sha256}


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is known of n texts: `numbers` (n, `n_numbers`), `counts` of letter sequences (n, 32768), and `shipped`.

    `shipped` (n, labels) has the logarithms of the probabilities by the shipped models.
    """

    numbers: np.ndarray
    counts: csr_matrix
    shipped: np.ndarray

    def some(self, places: np.ndarray) -> Seen:
        """Return it for some of the texts."""
        return Seen(self.numbers[places], self.counts[places], self.shipped[places])


def see_statements(texts: Sequence[str], before: Sequence[str], readings: Sequence[Reading]) -> Seen:
    """Return what polarity is learnt from: the shipped probabilities, meanings and letters of at least one statement.

    Args:
        texts: of the statements.
        before: of the statement before each, "" for none.
        readings: by the shipped models.
    """
    import numpy as np

    shipped = np.array([log_softmax(reading.polarity) for reading in readings])
    return Seen(np.concatenate([np.exp(shipped), meanings(texts, before)], axis=1), letters(texts), shipped)


def own_tones(model: ClassModel, statements: Sequence[Statement], readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the readings with the polarity logits of a model of the user's own in place of the shipped ones."""
    if not statements:
        return ()
    texts = [statement.text for statement in statements]
    rows = model.logits(see_statements(texts, texts_before(statements), readings))
    return tuple(
        replace(reading, polarity=tuple(row), tone_rule="own_model")
        for reading, row in zip(readings, rows.tolist(), strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReading:
    """What the shipped models and the rules say of one answer with statements of its own.

    Args:
        text: of these statements, see `stance.voting`.
        votes: of each statement, see `weigh_stance`.
        rule: verdict of the rules.
        confidence: of that, 0-1.
        shares: of every stance, all of this together: what a run without a model of one's own goes by.
    """

    text: str
    votes: Sequence[Sequence[float]]
    rule: Stance
    confidence: float
    shares: Sequence[float]


def see_answers(answers: Sequence[AnswerReading]) -> Seen:
    """Return what a stance is learnt from: shipped probabilities, those by the votes alone, rules, letters.

    The verdict is the confidence of the rules in the column of their stance.
    """
    import numpy as np

    shipped = np.log(np.maximum([answer.shares for answer in answers], 1e-9))
    by_votes = np.exp([voted(answer.votes) for answer in answers])
    by_rules = np.array([[(a.rule is stance) * a.confidence for stance in STANCES] for a in answers])
    numbers = np.concatenate([np.exp(shipped), by_votes, by_rules], axis=1)
    return Seen(numbers, letters([answer.text for answer in answers]), shipped)


def own_stance(model: ClassModel, answer: AnswerReading) -> dict[Stance, float]:
    """Return the probability of every stance of an answer by a model of the user's own."""
    (row,) = model.logits(see_answers([answer])).tolist()
    return dict(zip(STANCES, softmax(row), strict=True))


def load_class_model(folder: str | Path, task: Task) -> ClassModel:
    """Return the model of a folder.

    Raises:
        ConfigurationError: the folder holds no model of this task, or other shipped models made its numbers.
    """
    folder, file = Path(folder), task.file
    _, arrays = file.read(folder, task.made_with())
    if tuple(str(label) for label in arrays["labels"]) != task.labels:
        raise ConfigurationError(f"{folder}: has other labels than {', '.join(task.labels)}.", hint=file.again)
    return ClassModel(
        task, arrays["coefficients"], arrays["intercepts"], arrays["rarity"], folder.name, file.digest(folder)
    )
