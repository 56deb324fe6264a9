"""Pairs of copied passages: candidates from an exact index of short word n-grams, verified by word alignment.

The index is exact, unlike MinHash: no pair above a threshold is lost to chance. Alignment is the longest common
subsequence of words (`rapidfuzz`, Hyyrö's bit-parallel algorithm); a local window in it is found with a linear scan for
the best sum (Kadane), where a shared word gains 1 and a word that only one side has costs `GAP_COST`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

GAP_COST = 0.4
# Words in order that two whole passages share, as 2·shared/(words of both).
MIN_SIMILARITY = 0.6
# The same for every pair within a cluster. `difflib`'s ratio counts fewer words than the best alignment does: of 40,000
# pairs of edited sentences it fell below 0.5 for 1 % of those at 0.60-0.65 and for 0.2 % of those at 0.65-0.70.
MIN_COHESION = 0.6
MIN_WINDOW_WORDS = 8
MIN_WINDOW_SIMILARITY = 0.75
MIN_CONTENT = 3
# An n-gram in more wordings than this proposes neighbours in the sorted index only, not every pair.
MAX_POSTINGS = {3: 64, 2: 12}
NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class Window:
    """Two aligned runs of words: `a_start:a_end` and `b_start:b_end` are word indices, `similarity` is 0-1."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    shared: str
    similarity: float


def similarity(a: str, b: str, cutoff: float = 0.0) -> float:
    """Return the share of words in common in order (0-1), and 0 where it is below `cutoff`."""
    return float(Indel.normalized_similarity(a, b, score_cutoff=cutoff))


def alike(a: str, b: str) -> bool:
    """Tell whether two passages may be members of one cluster: word similarity of at least `MIN_COHESION`."""
    return similarity(a, b, MIN_COHESION) > 0


def shared_words(a: str, b: str) -> str:
    """Return the words of `a` that the alignment finds in `b`, in order."""
    return "".join(a[op.src_start : op.src_end] for op in Indel.opcodes(a, b) if op.tag == "equal")


def best_window(a: str, b: str) -> Window | None:
    """Return the pair of runs that align best, or None where no word is shared."""
    best, score = None, 0.0
    running, start = 0.0, (0, 0)
    for op in Indel.opcodes(a, b):
        if op.tag != "equal":
            running -= GAP_COST * (op.src_end - op.src_start + op.dest_end - op.dest_start)
            continue
        if running <= 0:
            running, start = 0.0, (op.src_start, op.dest_start)
        running += op.src_end - op.src_start
        if running > score:
            score, best = running, (start[0], op.src_end, start[1], op.dest_end)
    if best is None:
        return None
    left, right = a[best[0] : best[1]], b[best[2] : best[3]]
    return Window(*best, shared=shared_words(left, right), similarity=similarity(left, right))


def candidate_pairs(
    wordings: Sequence[str], *, progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[int, int]]:
    """Yield pairs (i < j) of wordings that share a short n-gram of words, each pair once.

    Frequent n-grams say little and would make the work quadratic, so they pair a wording only with the nearest ones in
    the index, which is sorted by wording: close copies of a wide-spread sentence still meet.

    Args:
        wordings: distinct word sequences as codes, sorted.
        progress: told (done, total) wordings now and then.
    """
    index = _index(wordings)
    for i, codes in enumerate(wordings):
        partners: set[int] = set()
        for gram in _grams(codes):
            partners.update(_following(index[gram], i, MAX_POSTINGS[len(gram)]))
        for j in sorted(partners):
            yield i, j
        if progress and (i % 1000 == 999 or i + 1 == len(wordings)):
            progress(i + 1, len(wordings))


def _grams(codes: str) -> set[str]:
    return {codes[k : k + n] for n in MAX_POSTINGS for k in range(len(codes) - n + 1)}


def _index(wordings: Sequence[str]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for i, codes in enumerate(wordings):
        for gram in _grams(codes):
            index[gram].append(i)
    return index


def _following(postings: list[int], i: int, limit: int) -> list[int]:
    """Return the wordings after `i`: all of them, or the nearest few where the n-gram is frequent."""
    if len(postings) <= 1:
        return []
    if len(postings) <= limit:
        return [j for j in postings if j > i]
    place = _place(postings, i)
    return postings[place + 1 : place + 1 + NEIGHBOURS]


def _place(postings: list[int], i: int) -> int:
    low, high = 0, len(postings)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if postings[middle] < i else (low, middle)
    return low
