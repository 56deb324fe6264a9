"""Copied sentences that follow on each other: short ones join, and a run of them is one passage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from remissnlp.records import ClusterType
from remissnlp.reuse.match import all_alike, similarity
from remissnlp.reuse.units import Corpus, Node, Run

# Short sentences beside a copied one must agree more closely than sentences that speak for themselves.
RUN_SIMILARITY = 0.75
RUN_ROUNDS = 4
MIN_RUN_WORDS = 3
# Two copied sentences are one passage where so large a share (0-1) of all who have either have both, side by side.
TOGETHER_SHARE = 0.75
# What one place may have of its own between two sentences of a passage: a clause where the sentences follow on each
# other, a sentence where most other places have none.
MAX_JOINT_WORDS = 10
MAX_BRIDGE_WORDS = 40
# A sentence that so small a share (0-1) of the places has otherwise is a stray copy, no passage of its own.
MAX_STRAY_SHARE = 0.1
MAX_GAP_CHARS = 120
Typed = tuple[ClusterType, Sequence[Node]]


def add_runs(corpus: Corpus, clusters: list[tuple[Node, ...]]) -> None:
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
            if codes in wordings or all(similarity(codes, w) >= RUN_SIMILARITY for w in wordings):
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
            component.append(unit)
            stack.extend(links[unit] - seen)
            seen.update(links[unit])
        components.append(sorted(component))
    return components


class _Chains:
    """Clusters of sentences and which of them follow on each other."""

    def __init__(self, corpus: Corpus, clusters: Sequence[Typed]) -> None:
        self.corpus = corpus
        self.clusters = clusters
        self.taken: set[int] = set()
        # Clusters, and their places, that begin in a unit.
        self._begin: dict[int, list[tuple[int, Node]]] = defaultdict(list)
        for number, (_, nodes) in enumerate(clusters):
            for node in nodes:
                self._begin[node.unit].append((number, node))

    def chain(self, number: int) -> list[int]:
        """Return a cluster and those that nearly all its places have behind it, one after the other."""
        chain = [number]
        while (follower := self._follower(chain)) is not None:
            chain.append(follower)
        return chain

    def _follower(self, chain: list[int]) -> int | None:
        kind, nodes = self.clusters[chain[-1]]
        counts = Counter(other for node in nodes for other in self._followers_of(node))
        for other, n_both in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            n_either = len(nodes) + len(self.clusters[other][1]) - n_both
            is_free = other not in self.taken and other not in chain
            if is_free and self.clusters[other][0] is kind and n_both >= TOGETHER_SHARE * n_either:
                return other
        return None

    def _followers_of(self, node: Node) -> set[int]:
        following = self.corpus.neighbour(node.unit, 1)
        near = self._begin[node.unit] + (self._begin[following] if following is not None else [])
        return {number for number, other in near if _follows(self.corpus, node, other, MAX_JOINT_WORDS)}

    def runs(self, chain: Sequence[int]) -> tuple[Run, ...]:
        """Return the places of a chain of clusters as runs, and none where they would not all be alike."""
        placed = sorted((node, rank) for rank, number in enumerate(chain) for node in self.clusters[number][1])
        runs: list[list[tuple[Node, int]]] = []
        for node, rank in placed:
            last = runs[-1][-1] if runs else None
            if last and last[1] < rank and self._may_bridge(last[0], node, len(self.clusters[chain[0]][1])):
                runs[-1].append((node, rank))
            else:
                runs.append([(node, rank)])
        joined = [(len(run) == len(chain), _bridged(self.corpus, [node for node, _ in run])) for run in runs]
        # What the sentences have in common, whole passages have in common; only who lacks one must be compared.
        whole = {self.corpus.run_codes(run) for is_whole, run in joined if is_whole}
        part = {self.corpus.run_codes(run) for is_whole, run in joined if not is_whole}
        return tuple(run for _, run in joined) if all_alike(part, whole) and all_alike(part, part) else ()

    def _may_bridge(self, left: Node, right: Node, n_places: int) -> bool:
        """Tell whether no more than a sentence of a place's own stands between two nodes, copied from nobody or few."""
        between = [number for unit in range(left.unit + 1, right.unit) for number, _ in self._begin.get(unit, ())]
        is_own = all(len(self.clusters[number][1]) <= MAX_STRAY_SHARE * n_places for number in between)
        return is_own and _follows(self.corpus, left, right, MAX_BRIDGE_WORDS)


def _follows(corpus: Corpus, left: Node, right: Node, n_words: int) -> bool:
    """Tell whether one place follows on another in a segment, with no more than so many words between them."""
    a, b = corpus.units[left.unit], corpus.units[right.unit]
    if left.unit == right.unit:
        return 0 <= right.start - left.end <= n_words
    if right.unit < left.unit or a.statement.section != b.statement.section:
        return False
    between = len(a.codes) - left.end + right.start
    for unit in range(left.unit, right.unit):
        following = corpus.neighbour(unit, 1)
        if following is None or between > n_words:
            return False
        gap = corpus.units[following].statement.char_start - corpus.units[unit].statement.char_end
        between += len(corpus.units[following].codes) if following != right.unit else 0
        if not 0 <= gap <= MAX_GAP_CHARS:
            return False
    return between <= n_words


def _bridged(corpus: Corpus, nodes: Sequence[Node]) -> Run:
    """Return nodes as one run, with the words that stand between them."""
    first, last = nodes[0], nodes[-1]
    if first.unit == last.unit:
        return (Node(first.unit, first.start, last.end),)
    inner = [corpus.whole(unit) for unit in range(first.unit + 1, last.unit)]
    return (Node(first.unit, first.start, len(corpus.units[first.unit].codes)), *inner, Node(last.unit, 0, last.end))


def grown_passages(corpus: Corpus, clusters: Sequence[Typed]) -> list[tuple[ClusterType, tuple[Run, ...]]]:
    """Join clusters of sentences of one type that (nearly) the same places have one after the other.

    A place that lacks a sentence of a passage stays a member with what it has, as long as all members stay alike.

    Args:
        corpus: the units.
        clusters: (type, places), in document order.

    Returns:
        Types with runs of places, in document order of their first.
    """
    chains = _Chains(corpus, clusters)
    grown = []
    for number, (kind, _) in enumerate(clusters):
        if number in chains.taken:
            continue
        chain = chains.chain(number)
        while not (runs := chains.runs(chain)):
            chain.pop()
        chains.taken.update(chain)
        grown.append((kind, runs))
    return sorted(grown, key=lambda typed: typed[1])
