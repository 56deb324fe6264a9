"""Word-level edits between two copies, and which of them turn the meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from remissnlp.resources import read_yaml
from remissnlp.reuse.units import RESOURCE

# A longer edit says something else, where a short one says the same thing the other way round.
MAX_TURNING_WORDS = 4
# A negation that was dropped here and stands again so near (in words) was moved.
MAX_MOVE_WORDS = 6
_NEGATING_PREFIX = "o"
_MIN_STEM_CHARS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Words of the original that a copy has not, and the words that it has in their place; `at` counts words."""

    at: int
    removed: tuple[str, ...]
    added: tuple[str, ...]

    def __str__(self) -> str:
        """Return the change as `[-old-]{+new+}`."""
        removed, added = " ".join(self.removed), " ".join(self.added)
        return (f"[-{removed}-]" if removed else "") + (f"{{+{added}+}}" if added else "")


def changed_runs(old: str, new: str, old_words: Sequence[str], new_words: Sequence[str]) -> list[Change]:
    """Return the changes that lead from one passage to another; edits that touch each other are one.

    Args:
        old: the words as codes.
        new: the same of the copy.
        old_words: the words as they are written, one for each code.
        new_words: the same of the copy.
    """
    runs: list[tuple[int, int, int, int]] = []
    for op in Levenshtein.opcodes(old, new):
        if op.tag == "equal":
            continue
        run = (op.src_start, op.src_end, op.dest_start, op.dest_end)
        if runs and runs[-1][1] == run[0] and runs[-1][3] == run[2]:
            first = runs.pop()
            run = (first[0], run[1], first[2], run[3])
        runs.append(run)
    return [Change(at=a, removed=tuple(old_words[a:b]), added=tuple(new_words[c:d])) for a, b, c, d in runs]


def turning(changes: Sequence[Change]) -> list[Change]:
    """Return the short changes that turn the meaning: a negation comes or goes, or a word becomes its opposite."""
    short = [change for change in changes if len(change.removed) + len(change.added) <= MAX_TURNING_WORDS]
    negated = [(change, gain) for change in short if (gain := _gained_negations(change))]
    turned = [change for change, _ in negated]
    for change in _moved(negated):
        turned.remove(change)
    return [change for change in short if change in turned or _is_opposite(change)]


def _gained_negations(change: Change) -> int:
    """Return how many more negations the copy has."""
    negations, _ = _lexicon()
    return sum(w.lower() in negations for w in change.added) - sum(w.lower() in negations for w in change.removed)


def _moved(negated: Sequence[tuple[Change, int]]) -> list[Change]:
    """Return the changes in which a negation was only moved: one goes where another comes near by."""
    moved: list[Change] = []
    for (left, gain), (right, other) in pairwise(negated):
        if gain + other == 0 and right.at - left.at <= MAX_MOVE_WORDS and left not in moved:
            moved += [left, right]
    return moved


def _is_opposite(change: Change) -> bool:
    _, opposites = _lexicon()
    removed, added = [w.lower() for w in change.removed], [w.lower() for w in change.added]
    return any(frozenset((a, b)) in opposites or _differs_by_prefix(a, b) for a in removed for b in added)


def _differs_by_prefix(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) >= _MIN_STEM_CHARS and long == _NEGATING_PREFIX + short


@lru_cache(maxsize=1)
def _lexicon() -> tuple[frozenset[str], frozenset[frozenset[str]]]:
    table = read_yaml(RESOURCE)
    negations = frozenset(str(table["negations"]).split())
    pairs = (entry.split("/") for entry in str(table["opposites"]).split())
    return negations, frozenset(frozenset(pair) for pair in pairs)
