"""From pairs of copied passages to sets of occurrences, in which every two are alike."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from remissnlp.reuse.candidates import Pairs, similar_pairs
from remissnlp.reuse.kinds import covered_share, is_formula
from remissnlp.reuse.linkage import Edge, Linkage
from remissnlp.reuse.match import (
    MIN_CONTENT,
    MIN_SIMILARITY,
    MIN_WINDOW_SIMILARITY,
    MIN_WINDOW_WORDS,
    Window,
    best_window,
    shared_words,
    similarity,
)
from remissnlp.reuse.passages import add_runs
from remissnlp.reuse.units import MIN_WORDS, Corpus, Node

# A window that leaves fewer words than this outside is the whole statement.
SNAP_WORDS = 4
# A clause that is the whole of neither statement must be longer than a slogan or a title.
MIN_CLAUSE_WORDS = 12
MAX_FORMULA_WORDS = 25
CLOSE_SIMILARITY = 0.8
# So many short n-grams in common have two texts at least of which a clause was copied: a dozen words with two of them
# changed keep six runs of three; of a short text fewer words are enough.
MIN_WINDOW_GRAMS = 6
MIN_SHORT_WINDOW_GRAMS = 3
MAX_SHORT_WINDOW_WORDS = 16
# A cluster whose members lie inside those of others to this share (0-1) says nothing new.
REDUNDANT_SHARE = 0.8
# Groups that were split only because each of their n-grams is too frequent are larger than this.
SPLIT_GROUP = 4


class Wordings:
    """Distinct word sequences, numbered, with the places where each occurs."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.codes: list[str] = []
        self.nodes: list[set[Node]] = []
        self._number: dict[str, int] = {}
        self._formula: dict[int, bool] = {}
        self._weight: dict[int, tuple[int, float]] = {}
        places: dict[str, list[Node]] = defaultdict(list)
        for unit in corpus.units:
            places[unit.codes].append(corpus.whole(unit.order))
        corpus.vocabulary.mark_common(places)
        for codes in sorted(places):
            self.number(codes, places[codes])

    def number(self, codes: str, places: Iterable[Node]) -> int:
        """Return the number of a word sequence, and note where it occurs."""
        number = self._number.setdefault(codes, len(self.codes))
        if number == len(self.codes):
            self.codes.append(codes)
            self.nodes.append(set())
        self.nodes[number].update(places)
        return number

    def part(self, number: int, span: tuple[int, int]) -> int:
        """Return the number of a part of a word sequence."""
        codes = self.codes[number]
        start, end = span
        if end - start == len(codes):
            return number
        whole = [node for node in self.nodes[number] if (node.start, node.end - node.start) == (0, len(codes))]
        return self.number(codes[start:end], [Node(node.unit, start, end) for node in whole])

    def is_formula(self, number: int) -> bool:
        """Tell whether a wording is a phrase of decision or procedure."""
        if number not in self._formula:
            self._formula[number] = is_formula(self.corpus.text(min(self.nodes[number])))
        return self._formula[number]

    def weight(self, number: int) -> tuple[int, float]:
        """Return the number of content words, and their weight."""
        if number not in self._weight:
            codes, vocabulary = self.codes[number], self.corpus.vocabulary
            self._weight[number] = vocabulary.n_content(codes), vocabulary.weight(codes)
        return self._weight[number]

    def speaks_for_itself(self, number: int) -> bool:
        """Tell whether a wording, copied alone, would show a copy."""
        codes = self.codes[number]
        return (len(codes) >= MIN_WORDS and self.weight(number)[0] >= MIN_CONTENT) or self.is_formula(number)


def copied_passages(corpus: Corpus, *, progress: Callable[[int, int], None] | None = None) -> list[tuple[Node, ...]]:
    """Return sets of places that hold the same passage, members and sets in document order.

    Sentences that speak for themselves come first; short ones join where their neighbours were copied as well.
    """
    wordings = Wordings(corpus)
    numbers = [number for number in range(len(wordings.codes)) if wordings.speaks_for_itself(number)]
    edges = _edges(wordings, numbers, progress)
    linkage = Linkage(wordings.codes)
    linkage.join(edges)
    _join_split_groups(wordings, linkage)
    used = {number for _, a, b in edges for number in (a, b)}.union(numbers)
    groups = [[number for number in group if number in used] for group in linkage.groups]
    clusters = [_places(wordings, group) for group in groups if sum(len(wordings.nodes[k]) for k in group) > 1]
    clusters = _without_redundant([cluster for cluster in clusters if len(cluster) > 1])
    add_runs(corpus, clusters)
    return sorted(clusters, key=lambda cluster: (cluster[0].unit, cluster[0].start, cluster[0].end, cluster))


def _edges(wordings: Wordings, numbers: list[int], progress: Callable[[int, int], None] | None) -> set[Edge]:
    """Return the pairs of wordings, or of parts of them, that are copies."""
    texts = [wordings.codes[number] for number in numbers]
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    edges: set[Edge] = set()
    for pairs in similar_pairs(texts, progress=progress):
        for i, j, whole in _promising(pairs, lengths):
            if edge := _verify(wordings, numbers[i], numbers[j], whole):
                edges.add(edge)
    return edges


def _promising(pairs: Pairs, lengths: np.ndarray) -> Iterator[tuple[int, int, float]]:
    """Yield (text, text, similarity) of the pairs that may be copies, as a whole or by a part."""
    a, b = lengths[pairs.left], lengths[pairs.right]
    n_grams = np.where(np.minimum(a, b) > MAX_SHORT_WINDOW_WORDS, MIN_WINDOW_GRAMS, MIN_SHORT_WINDOW_GRAMS)
    has_window = (pairs.similarity * (a + b) / 2 > MIN_WINDOW_WORDS - 0.5) & (pairs.n_grams >= n_grams)
    keep = (pairs.similarity > MIN_SIMILARITY - 1e-6) | has_window
    yield from zip(pairs.left[keep].tolist(), pairs.right[keep].tolist(), pairs.similarity[keep].tolist(), strict=True)


def _join_split_groups(wordings: Wordings, linkage: Linkage) -> None:
    """Join the groups of a passage so wide-spread that no n-gram of it is rare: compare their representatives."""
    n_groups = 0
    while n_groups != len(groups := linkage.groups):
        n_groups = len(groups)
        wide = (group for group in groups if len(group) >= SPLIT_GROUP)
        mains = [max(group, key=lambda number: (len(wordings.nodes[number]), -number)) for group in wide]
        mains.sort(key=lambda number: wordings.codes[number])
        edges = []
        for pairs in similar_pairs([wordings.codes[number] for number in mains]):
            for i, j, near in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.similarity.tolist(), strict=True):
                if near >= MIN_SIMILARITY:
                    edges.append((1 - near, mains[i], mains[j]))
        linkage.join(edges)


def _verify(wordings: Wordings, a: int, b: int, whole: float) -> Edge | None:
    """Return the edge between two wordings or, where one was merged or clipped, between their aligned parts."""
    left, right = wordings.codes[a], wordings.codes[b]
    longer, shorter = max(len(left), len(right)), min(len(left), len(right))
    n_shared = whole * (longer + shorter) / 2
    is_copy = whole > MIN_SIMILARITY - 1e-6 and _says_enough(wordings, a, b, whole)
    if is_copy and longer - shorter < MIN_WINDOW_WORDS:
        return 1 - whole, a, b
    # What is left of a phrase of procedure outside its cue are names and dates, never reasons.
    plain = not any(len(wordings.codes[k]) <= MAX_FORMULA_WORDS and wordings.is_formula(k) for k in (a, b))
    if plain and n_shared > MIN_WINDOW_WORDS - 0.5 and (parts := _copied_parts(wordings.corpus, left, right)):
        part = similarity(left[slice(*parts[0])], right[slice(*parts[1])])
        if part >= max(MIN_SIMILARITY, whole):
            return 1 - part, wordings.part(a, parts[0]), wordings.part(b, parts[1])
    return (1 - whole, a, b) if is_copy else None


def _says_enough(wordings: Wordings, a: int, b: int, whole: float) -> bool:
    """Tell whether the shared words are more than a template: loose pairs need more where the words are common."""
    left, right = wordings.codes[a], wordings.codes[b]
    loose = whole < CLOSE_SIMILARITY
    n_lost = max(len(left), len(right)) - whole * (len(left) + len(right)) / 2
    # Where enough is left even if all that is not shared carried content, there is no need to align.
    if min(wordings.weight(a)[loose], wordings.weight(b)[loose]) - n_lost >= MIN_CONTENT:
        return True
    vocabulary, shared = wordings.corpus.vocabulary, shared_words(left, right)
    if (vocabulary.weight(shared) if loose else vocabulary.n_content(shared)) >= MIN_CONTENT:
        return True
    return wordings.is_formula(a) and wordings.is_formula(b)


def _copied_parts(corpus: Corpus, a: str, b: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return the aligned parts of two statements where they are a copy by themselves."""
    window = best_window(a, b)
    if window is None or not _is_copy(corpus, window):
        return None
    left, right = _snap(window.a_start, window.a_end, len(a)), _snap(window.b_start, window.b_end, len(b))
    one_is_whole = left == (0, len(a)) or right == (0, len(b))
    return (left, right) if one_is_whole or len(window.shared) >= MIN_CLAUSE_WORDS else None


def _is_copy(corpus: Corpus, window: Window) -> bool:
    return (
        len(window.shared) >= MIN_WINDOW_WORDS
        and window.similarity >= MIN_WINDOW_SIMILARITY
        and corpus.vocabulary.weight(window.shared) > MIN_CONTENT
    )


def _snap(start: int, end: int, length: int) -> tuple[int, int]:
    return (0 if start < SNAP_WORDS else start), (length if length - end < SNAP_WORDS else end)


def _places(wordings: Wordings, group: list[int]) -> tuple[Node, ...]:
    """Return the places of a group in order; of several that overlap in one unit the longest that is no longer clause.

    A sentence that was merged with another overlaps with its own part, and the part is what was copied.
    """
    main = max(group, key=lambda number: (len(wordings.nodes[number]), -number))
    limit = len(wordings.codes[main]) + MIN_WINDOW_WORDS
    size = {number: len(wordings.codes[number]) for number in group}
    kept: dict[int, list[Node]] = defaultdict(list)
    for number in sorted(group, key=lambda number: (size[number] >= limit, -size[number], number)):
        for node in sorted(wordings.nodes[number]):
            if all(node.end <= other.start or other.end <= node.start for other in kept[node.unit]):
                insort(kept[node.unit], node, key=lambda node: node.start)
    return tuple(node for unit in sorted(kept) for node in kept[unit])


def _without_redundant(clusters: list[tuple[Node, ...]]) -> list[tuple[Node, ...]]:
    """Drop clusters that others, which have all the same statements, cover: a merged sentence beside its parts."""
    of_unit: dict[int, set[int]] = defaultdict(set)
    for index, cluster in enumerate(clusters):
        for node in cluster:
            of_unit[node.unit].add(index)
    dropped: set[int] = set()
    size = {index: sum(node.end - node.start for node in cluster) for index, cluster in enumerate(clusters)}
    for index in sorted(size, key=lambda index: (len(clusters[index]), size[index], clusters[index])):
        rivals = set.intersection(*(of_unit[node.unit] for node in clusters[index])) - dropped - {index}
        covering = [node for rival in sorted(rivals) for node in clusters[rival]]
        if rivals and all(covered_share(node, covering) >= REDUNDANT_SHARE for node in clusters[index]):
            dropped.add(index)
    return [cluster for index, cluster in enumerate(clusters) if index not in dropped]
