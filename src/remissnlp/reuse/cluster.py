"""From pairs of copied passages to sets of occurrences, in which every two are alike."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from remissnlp.reuse.kinds import is_formula
from remissnlp.reuse.match import (
    MIN_CONTENT,
    MIN_SIMILARITY,
    MIN_WINDOW_SIMILARITY,
    MIN_WINDOW_WORDS,
    Window,
    alike,
    best_window,
    candidate_pairs,
    shared_words,
    similarity,
)
from remissnlp.reuse.units import MIN_WORDS, Corpus, Node

# A window that leaves fewer words than this outside is the whole statement.
SNAP_WORDS = 4
# A clause that is the whole of neither statement must be longer than a slogan or a title.
MIN_CLAUSE_WORDS = 12
MAX_FORMULA_WORDS = 25
CLOSE_SIMILARITY = 0.8
# A cluster whose members lie inside those of others to this share (0-1) says nothing new.
REDUNDANT_SHARE = 0.8
# Short sentences beside a copied one must agree more closely than sentences that speak for themselves.
RUN_SIMILARITY = 0.75
RUN_ROUNDS = 4
MIN_RUN_WORDS = 3


@dataclass(slots=True)
class _Wordings:
    """Distinct word sequences with the places where each occurs."""

    nodes: dict[str, set[Node]] = field(default_factory=lambda: defaultdict(set))
    strong: set[str] = field(default_factory=set)
    formula: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, order=True)
class _Edge:
    """Two wordings that were verified as copies; `distance` is 1 - similarity, so that the best sort first."""

    distance: float
    a: str
    b: str


def copied_passages(corpus: Corpus, *, progress: Callable[[int, int], None] | None = None) -> list[tuple[Node, ...]]:
    """Return sets of places that hold the same passage, members and sets in document order.

    Sentences that speak for themselves come first; short ones join where their neighbours were copied as well.
    """
    wordings = _collect(corpus)
    edges = _verified(corpus, wordings, progress)
    groups = _complete_linkage(wordings.strong, edges)
    clusters = [_without_overlap(node for key in group for node in wordings.nodes[key]) for group in groups]
    clusters = _without_redundant([cluster for cluster in clusters if len(cluster) > 1])
    _add_runs(corpus, clusters)
    return sorted(clusters, key=lambda cluster: (cluster[0].unit, cluster[0].start, cluster[0].end, cluster))


def _collect(corpus: Corpus) -> _Wordings:
    wordings = _Wordings()
    corpus.vocabulary.mark_common({unit.codes for unit in corpus.units})
    for unit in corpus.units:
        if unit.codes not in wordings.nodes:
            if is_formula(unit.statement.text):
                wordings.formula.add(unit.codes)
                wordings.strong.add(unit.codes)
            elif len(unit.codes) >= MIN_WORDS and corpus.vocabulary.n_content(unit.codes) >= MIN_CONTENT:
                wordings.strong.add(unit.codes)
        wordings.nodes[unit.codes].add(corpus.whole(unit.order))
    return wordings


def _verified(corpus: Corpus, wordings: _Wordings, progress: Callable[[int, int], None] | None) -> list[_Edge]:
    keys = sorted(wordings.strong)
    edges: set[_Edge] = set()
    for i, j in candidate_pairs(keys, progress=progress):
        if edge := _verify(corpus, wordings, keys[i], keys[j]):
            edges.add(edge)
    return sorted(edges)


def _verify(corpus: Corpus, wordings: _Wordings, a: str, b: str) -> _Edge | None:
    """Return the edge between two wordings or, where one was merged or clipped, between their aligned parts."""
    whole = similarity(a, b)
    longer, shorter = max(len(a), len(b)), min(len(a), len(b))
    n_shared = whole * (longer + shorter) / 2
    if whole < MIN_SIMILARITY and n_shared < MIN_WINDOW_WORDS:
        return None
    is_copy = whole >= MIN_SIMILARITY and _says_enough(corpus, wordings, a, b, whole)
    if is_copy and longer - shorter < MIN_WINDOW_WORDS:
        return _Edge(1 - whole, a, b)
    # What is left of a phrase of procedure outside its cue are names and dates, never reasons.
    plain = not any(codes in wordings.formula and len(codes) <= MAX_FORMULA_WORDS for codes in (a, b))
    if plain and n_shared >= MIN_WINDOW_WORDS and (parts := _copied_parts(corpus, a, b)):
        left, right = parts
        part = similarity(a[slice(*left)], b[slice(*right)])
        if part >= max(MIN_SIMILARITY, whole):
            return _Edge(1 - part, _part(wordings, a, left), _part(wordings, b, right))
    return _Edge(1 - whole, a, b) if is_copy else None


def _says_enough(corpus: Corpus, wordings: _Wordings, a: str, b: str, whole: float) -> bool:
    """Tell whether the shared words are more than a template: loose pairs need more where the words are common."""
    if a in wordings.formula and b in wordings.formula:
        return True
    shared = shared_words(a, b)
    measure = corpus.vocabulary.n_content if whole >= CLOSE_SIMILARITY else corpus.vocabulary.weight
    return measure(shared) >= MIN_CONTENT


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


def _part(wordings: _Wordings, codes: str, span: tuple[int, int]) -> str:
    """Register a part of a wording as a wording of its own and return it."""
    start, end = span
    part = codes[start:end]
    if part != codes:
        whole = [node for node in wordings.nodes[codes] if (node.start, node.end - node.start) == (0, len(codes))]
        wordings.nodes[part].update(Node(node.unit, start, end) for node in whole)
        wordings.strong.add(part)
    return part


def _complete_linkage(keys: Iterable[str], edges: list[_Edge]) -> list[list[str]]:
    """Join wordings along the edges, best first, wherever all members of both sides stay alike.

    Two groups that once did not fit never will, whatever joins them, so no two are compared again.
    """
    groups = [[key] for key in sorted(keys)]
    group_of = {group[0]: number for number, group in enumerate(groups)}
    misfits: list[set[int]] = [set() for _ in groups]
    for edge in edges:
        small, large = sorted((group_of[edge.a], group_of[edge.b]), key=lambda number: len(groups[number]))
        if small == large or small in misfits[large]:
            continue
        if not all(alike(a, b) for a in groups[small] for b in groups[large]):
            misfits[small].add(large)
            misfits[large].add(small)
            continue
        group_of.update(dict.fromkeys(groups[small], large))
        groups[large] += groups[small]
        groups[small] = []
        for other in misfits[small]:
            misfits[other].add(large)
        misfits[large] |= misfits[small]
    return [group for group in groups if group]


def _without_overlap(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return the nodes in order, of several that overlap in one unit the longest."""
    kept: dict[int, list[Node]] = defaultdict(list)
    for node in sorted(set(nodes), key=lambda node: (node.start - node.end, node.unit, node.start)):
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
        if rivals and all(_covered_share(node, covering) >= REDUNDANT_SHARE for node in clusters[index]):
            dropped.add(index)
    return [cluster for index, cluster in enumerate(clusters) if index not in dropped]


def _covered_share(node: Node, others: list[Node]) -> float:
    inside = {k for o in others if o.unit == node.unit for k in range(max(o.start, node.start), min(o.end, node.end))}
    return len(inside) / (node.end - node.start)


def _add_runs(corpus: Corpus, clusters: list[tuple[Node, ...]]) -> None:
    """Append clusters of short sentences that stand beside copied ones on both sides of the copy."""
    taken = {node.unit for cluster in clusters for node in cluster if node == corpus.whole(node.unit)}
    fresh = list(clusters)
    for _ in range(RUN_ROUNDS):
        fresh = _runs_beside(corpus, fresh, taken)
        if not fresh:
            return
        clusters.extend(fresh)
        taken.update(node.unit for cluster in fresh for node in cluster)


def _runs_beside(corpus: Corpus, clusters: list[tuple[Node, ...]], taken: set[int]) -> list[tuple[Node, ...]]:
    links: dict[int, set[int]] = defaultdict(set)
    for cluster in clusters:
        for step in (-1, 1):
            near = {_beside(corpus, node, step) for node in cluster}
            beside = sorted(unit for unit in near if unit is not None and unit not in taken)
            for group in _close_groups(corpus, beside):
                for unit in group:
                    links[group[0]].add(unit)
                    links[unit].add(group[0])
    found = []
    for component in _components(links):
        for group in _close_groups(corpus, component):
            if len(group) > 1:
                found.append(tuple(corpus.whole(unit) for unit in group))
    return found


def _beside(corpus: Corpus, node: Node, step: int) -> int | None:
    reaches_edge = node.start == 0 if step < 0 else node.end == len(corpus.units[node.unit].codes)
    other = corpus.neighbour(node.unit, step) if reaches_edge else None
    return other if other is not None and len(corpus.units[other].codes) >= MIN_RUN_WORDS else None


def _close_groups(corpus: Corpus, units: list[int]) -> list[list[int]]:
    """Split units into groups whose wordings all agree closely."""
    groups: list[tuple[list[str], list[int]]] = []
    for unit in units:
        codes = corpus.units[unit].codes
        for wordings, members in groups:
            if codes in wordings or all(similarity(codes, w) >= RUN_SIMILARITY and alike(codes, w) for w in wordings):
                members.append(unit)
                if codes not in wordings:
                    wordings.append(codes)
                break
        else:
            groups.append(([codes], [unit]))
    return [members for _, members in groups if len(members) > 1]


def _components(links: dict[int, set[int]]) -> list[list[int]]:
    seen: set[int] = set()
    components = []
    for start in sorted(links):
        if start in seen:
            continue
        component: list[int] = []
        stack = [start]
        seen.add(start)
        while stack:
            unit = stack.pop()
            component.insert(bisect_left(component, unit), unit)
            stack.extend(links[unit] - seen)
            seen.update(links[unit])
        components.append(component)
    return components
