"""How alike two names, texts or lists of words are: the measures that every score is made of (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from remissnlp.text import SOFT_HYPHEN

# Part of the measure's definition, not of what the pipeline knows: words that a gold name may have and a predicted one
# may lack, and words too common to make two names equal by themselves.
_OPTIONAL_WORDS = frozenset({"ab", "i", "och", "the", "stockholm", "stad", "göteborg", "malmö", "uppsala"})
_COMMON_WORDS = frozenset(
    {
        "universitet",
        "region",
        "nämnd",
        "nämnden",
        "stadsdelsnämnd",
        "länsstyrelsen",
        "kommun",
        "styrelse",
        "fastigheter",
    }
)
_WORD = re.compile(r"[a-zåäöéüæø0-9]+")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Weighted hits and misses of one label or task; tallies add up."""

    true_positive: float = 0.0
    false_positive: float = 0.0
    false_negative: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            true_positive=self.true_positive + other.true_positive,
            false_positive=self.false_positive + other.false_positive,
            false_negative=self.false_negative + other.false_negative,
        )

    @classmethod
    def of(cls, *, expected: bool, predicted: bool, weight: float = 1.0) -> Tally:
        """Return the tally of one yes-or-no decision."""
        return cls(
            true_positive=weight * (expected and predicted),
            false_positive=weight * (predicted and not expected),
            false_negative=weight * (expected and not predicted),
        )

    @property
    def support(self) -> float:
        """Weight of the gold's own yes."""
        return self.true_positive + self.false_negative

    @property
    def precision(self) -> float:
        """Share of what was given that is right (0 where nothing was given)."""
        return _ratio(self.true_positive, self.true_positive + self.false_positive)

    @property
    def recall(self) -> float:
        """Share of what the gold has that was given (0 where the gold has nothing)."""
        return _ratio(self.true_positive, self.support)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.true_positive, 2 * self.true_positive + self.false_positive + self.false_negative)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, NaN for no values."""
    return sum(values) / len(values) if values else float("nan")


def label_tallies(decisions: Iterable[tuple[str, str, float]], labels: Sequence[str]) -> dict[str, Tally]:
    """Return one tally per label from (gold label, predicted label, weight), one label a decision."""
    tallies = dict.fromkeys(labels, Tally())
    for expected, predicted, weight in decisions:
        for label in {expected, predicted} & tallies.keys():
            tallies[label] += Tally.of(expected=label == expected, predicted=label == predicted, weight=weight)
    return tallies


def macro_f1(tallies: Iterable[Tally], *, empty: float) -> float:
    """Return the mean F1 of the labels that the gold has, `empty` where it has none."""
    scores = [tally.f1 for tally in tallies if tally.support]
    return mean(scores) if scores else empty


@lru_cache(maxsize=65536)
def words_of(text: str) -> Words:
    """Return the lower-case words and numbers of a text; soft hyphens vanish."""
    return tuple(_WORD.findall(text.replace(SOFT_HYPHEN, "").lower()))


def token_f1(left: Words, right: Words) -> float:
    """Return how far two texts have the same words (0-1), whatever their order."""
    if not left or not right:
        return 0.0
    shared = sum((Counter(left) & Counter(right)).values())
    return 2 * shared / (len(left) + len(right))


@lru_cache(maxsize=65536)
def overlap(left: Words, right: Words) -> float:
    """Return the share of the shorter text's words that stand in the longer one in the same order (0-1)."""
    if not left or not right:
        return 0.0
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / min(len(left), len(right))


def likeness(left: Words, right: Words) -> float:
    """Return the matching ratio of two word sequences (0-1), from `left` towards `right`."""
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


@lru_cache(maxsize=65536)
def same_name(left: str, right: str) -> bool:
    """Say whether two names mean one body.

    Genitive -s, a small spelling fault in a long word, and words such as 'AB' make no difference; words such as
    'nämnden' alone do not make two names equal.
    """
    left_words, right_words = _name_words(left), _name_words(right)
    if not left_words or not right_words:
        return False
    left_only = {word for word in left_words if not _found(word, right_words)}
    right_only = {word for word in right_words if not _found(word, left_words)}
    telling = set(left_words) - left_only - _OPTIONAL_WORDS - _COMMON_WORDS
    return not (left_only or right_only) or (not (left_only | right_only) - _OPTIONAL_WORDS and bool(telling))


def _name_words(name: str) -> Words:
    return tuple(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words_of(name))


def _found(word: str, others: Words) -> bool:
    return any(word == other or _misspelt(word, other) for other in others)


def _misspelt(left: str, right: str) -> bool:
    both_long = min(len(left), len(right)) >= 8
    return both_long and left[:3] == right[:3] and SequenceMatcher(None, left, right).ratio() >= 0.9
