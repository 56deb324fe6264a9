"""Pairs of texts that share a short run of words, from one sorted array of all of them.

Every n-gram is a 64-bit key made of the codes of its words, so the index is exact: unlike MinHash, no pair above a
threshold is lost to chance, and unlike a hash no two n-grams are taken for one. Sorting the keys brings the places of
an n-gram together; the pairs of places are then written out and counted block by block, which bounds the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

# Three words in a row in any text; two in short ones, where few runs of three outlive an edit.
SHORT_WORDS = 24
# An n-gram in more texts than this pairs a text with the nearest ones in sorted order only, not with all.
MAX_POSTINGS = 64
MAX_SHORT_POSTINGS = 16
NEIGHBOURS = 8
# Two long texts that have one run of three words in common share a figure of speech.
MIN_LONG_GRAMS = 2
BLOCK_PAIRS = 4_000_000
WORKERS = 2
_CODE_BITS = 21
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Texts `left[k]` < `right[k]` that share `n_grams[k]` n-grams and are alike by `similarity[k]` (0-1)."""

    left: Ints
    right: Ints
    n_grams: Ints
    similarity: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Index:
    """Places of all n-grams that two texts share: n-gram by n-gram, and within one in the order of the texts.

    `text` is the text of a place, `reach` the number of places after it that it is paired with, `order` the places
    text by text.
    """

    text: NDArray[np.int32]
    reach: Ints
    order: Ints


def similar_pairs(texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> Iterator[Pairs]:
    """Yield all pairs of texts that share a short n-gram, each pair once, in blocks, in the order of the texts.

    Args:
        texts: distinct word sequences, a character a word, sorted, so that neighbours are alike.
        progress: told (done, total) texts after each block.
    """
    index = _index(texts)
    is_short = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) <= SHORT_WORDS
    for start, stop, places in _blocks(index, len(texts)):
        left, right, n_grams = _written_out(index, places, start, len(texts))
        enough = (n_grams >= MIN_LONG_GRAMS) | is_short[left] | is_short[right]
        left, right, n_grams = left[enough], right[enough], n_grams[enough]
        if len(left):
            yield Pairs(left, right, n_grams, _similarities(texts, left, right))
        if progress:
            progress(stop, len(texts))


def _index(texts: Sequence[str]) -> _Index:
    keys, owners = _grams(texts)
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    keys, owners = keys[fresh], owners[fresh]
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.r_[first, len(keys)])
    limits = np.where(keys[first] >> np.uint64(2 * _CODE_BITS) > 0, MAX_POSTINGS, MAX_SHORT_POSTINGS)
    reach = np.repeat(first + sizes, sizes) - np.arange(len(keys)) - 1
    reach = np.where(np.repeat(sizes <= limits, sizes), reach, np.minimum(reach, NEIGHBOURS))
    shared = np.repeat(sizes > 1, sizes)
    owners, reach = owners[shared], reach[shared]
    return _Index(owners, reach, np.argsort(owners, kind="stable"))


def _grams(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the key of every n-gram and the text it stands in; keys of two words are smaller than those of three."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    shift = np.uint64(_CODE_BITS)
    two = (codes[:-1] << shift) | codes[1:]
    in_short = (owners[:-1] == owners[1:]) & (lengths <= SHORT_WORDS)[owners[:-1]]
    three = (two[:-1] << shift) | codes[2:]
    in_any = owners[:-2] == owners[2:]
    return np.concatenate([three[in_any], two[in_short]]), np.concatenate([owners[:-2][in_any], owners[:-1][in_short]])


def _blocks(index: _Index, n_texts: int) -> Iterator[tuple[int, int, Ints]]:
    """Yield (first text, text after the last, their places) so that a block writes out a bounded number of pairs."""
    per_text = np.bincount(index.text, weights=index.reach, minlength=n_texts).cumsum()
    ends = np.bincount(index.text, minlength=n_texts).cumsum()
    start = 0
    while start < n_texts:
        before = per_text[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(per_text, before + BLOCK_PAIRS, side="right")))
        yield start, stop, index.order[ends[start - 1] if start else 0 : ends[stop - 1]]
        start = stop


def _written_out(index: _Index, places: Ints, start: int, n_texts: int) -> tuple[Ints, Ints, Ints]:
    reach = index.reach[places]
    ends = reach.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    step = np.arange(total) - np.repeat(ends - reach, reach) + 1
    left = np.repeat(index.text[places] - start, reach).astype(np.int64)
    right = index.text[np.repeat(places, reach) + step]
    keys, n_grams = np.unique(left * n_texts + right, return_counts=True)
    return keys // n_texts + start, keys % n_texts, n_grams


def _similarities(texts: Sequence[str], left: Ints, right: Ints) -> NDArray[np.float32]:
    similar: NDArray[np.float32] = process.cpdist(
        [texts[i] for i in left.tolist()],
        [texts[j] for j in right.tolist()],
        scorer=Indel.normalized_similarity,
        dtype=np.float32,
        workers=WORKERS,
    )
    return similar
