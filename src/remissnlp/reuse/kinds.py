"""Why a passage occurs more than once: the type of a cluster."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set

from remissnlp.records import POLITICAL_KINDS, ClusterType, Kind
from remissnlp.reuse.match import shared_words
from remissnlp.reuse.units import RESOURCE, Corpus, Node, Unit
from remissnlp.rules import first_match, load_rules

# Decision phrases are recognised member by member; OCR faults may hide a few of them.
MIN_FORMULA_SHARE = 0.3
MIN_QUOTED_SHARE = 0.6
MAX_FORMULA_CHARS = 400
# A passage whose words stand in the sender's text to this share (0-1) was taken from there.
MIN_BORROWED_SHARE = 0.7
# A short phrase that so many bodies begin or end with, though nothing beside it was copied, is the genre's; so is one
# that comes back in so many cases.
MIN_BREADTH_BODIES = 5
MIN_BREADTH_CASES = 4
MIN_EDGE_SHARE = 0.8
MAX_BREADTH_WORDS = 20
MAX_BREADTH_CONTENT = 7
Spans = dict[str, list[tuple[int, int]]]


def is_formula(text: str) -> bool:
    """Tell whether a text is a phrase of decision or procedure (`formula` in `reuse_sv.yaml`), which is never long."""
    return len(text) <= MAX_FORMULA_CHARS and first_match(load_rules(RESOURCE, "formula"), text) is not None


def typed_passages(
    corpus: Corpus, passages: Sequence[tuple[Node, ...]], *, quoted: Spans, decided: Spans
) -> list[tuple[ClusterType, tuple[Node, ...]]]:
    """Return the passages that are more than one speaker repeating itself, each with its type.

    Args:
        corpus: the units.
        passages: places of each passage, at least two.
        quoted: character spans of marked quotations by document id.
        decided: character spans of formal decision items by document id.
    """
    copied = {node.unit for nodes in passages for node in nodes}
    typed = [
        (_widespread(corpus, nodes, copied) or cluster_type(corpus, nodes, quoted=quoted, decided=decided), nodes)
        for nodes in passages
    ]
    borrowed: dict[int, list[Node]] = defaultdict(list)
    for kind, nodes in typed:
        for node in nodes if kind is ClusterType.PROPOSAL else ():
            borrowed[node.unit].append(node)
    result = []
    for kind, nodes in typed:
        if kind is ClusterType.ARGUMENT and _mostly_borrowed(nodes, borrowed):
            result.append((ClusterType.PROPOSAL, nodes))
        elif kind is not None:
            result.append((kind, nodes))
    return result


def _mostly_borrowed(nodes: Sequence[Node], borrowed: dict[int, list[Node]]) -> bool:
    """Tell whether most places hold little but words that the same statements took from the sender elsewhere."""
    hits = sum(covered_share(node, borrowed.get(node.unit, ())) >= MIN_BORROWED_SHARE for node in nodes)
    return 2 * hits > len(nodes)


def cluster_type(corpus: Corpus, nodes: Sequence[Node], *, quoted: Spans, decided: Spans) -> ClusterType | None:
    """Return the type of a set of occurrences, or None where it is one speaker repeating itself in one document."""
    units = [corpus.units[node.unit] for node in nodes]
    speakers = {unit.speaker for unit in units}
    kinds = {unit.segment.kind for unit in units}
    several_documents = len({unit.document.doc_id for unit in units}) > 1
    summed_up = Kind.SUMMARY in kinds and len(kinds) > 1
    if len(speakers) < 2 and not several_documents and not summed_up:
        return None
    if _formula_share(corpus, nodes, decided) >= MIN_FORMULA_SHARE:
        return ClusterType.FORMULA
    if _is_from_sender(corpus, nodes):
        return ClusterType.PROPOSAL
    own = {unit.speaker for node, unit in zip(nodes, units, strict=True) if not _is_quoted(corpus, node, unit, quoted)}
    if len(speakers) > 1:
        return ClusterType.ARGUMENT if len(own) > 1 else ClusterType.QUOTE
    return ClusterType.SUMMARY if summed_up else ClusterType.VERSION


def _is_from_sender(corpus: Corpus, nodes: Sequence[Node]) -> bool:
    """Tell whether the sender's text has most of the words that the others share; a title in common is too little."""
    sent = [corpus.codes(node) for node in nodes if corpus.units[node.unit].from_sender]
    others = [node for node in nodes if not corpus.units[node.unit].from_sender]
    if not sent or len({corpus.units[node.unit].speaker for node in others}) < 2:
        return bool(sent)
    counts = Counter(corpus.codes(node) for node in others)
    main = max(sorted(counts), key=lambda codes: counts[codes])
    return max(len(shared_words(main, codes)) for codes in sent) >= MIN_BORROWED_SHARE * len(main)


def _widespread(corpus: Corpus, nodes: Sequence[Node], copied: Set[int]) -> ClusterType | None:
    """Return `formula` for a short phrase of the genre, by position and breadth: no cue of any one city is needed."""
    units = [corpus.units[node.unit] for node in nodes]
    if any(node.end - node.start > MAX_BREADTH_WORDS for node in nodes):
        return None
    if len({unit.segment.case_id for unit in units}) >= MIN_BREADTH_CASES:
        return ClusterType.FORMULA
    # Parties copy short sentences from each other, bodies do not.
    if any(unit.segment.kind in POLITICAL_KINDS for unit in units):
        return None
    alone = sum(_stands_alone_at_edge(corpus, node.unit, copied) for node in nodes)
    says_little = all(corpus.vocabulary.n_content(corpus.codes(node)) <= MAX_BREADTH_CONTENT for node in nodes)
    bodies = {unit.segment.respondent_id for unit in units}
    is_genre = len(bodies) >= MIN_BREADTH_BODIES and says_little and alone >= MIN_EDGE_SHARE * len(units)
    return ClusterType.FORMULA if is_genre else None


def _stands_alone_at_edge(corpus: Corpus, unit: int, copied: Set[int]) -> bool:
    beside = [other for step in (-1, 1) if (other := corpus.neighbour(unit, step)) is not None]
    return len(beside) == 1 and beside[0] not in copied


def _formula_share(corpus: Corpus, nodes: Sequence[Node], decided: Spans) -> float:
    hits = 0
    for node in nodes:
        in_decision = covered(corpus.span(node), decided.get(corpus.units[node.unit].document.doc_id, []))
        hits += in_decision >= MIN_QUOTED_SHARE or is_formula(corpus.text(node))
    return hits / len(nodes)


def _is_quoted(corpus: Corpus, node: Node, unit: Unit, quoted: Spans) -> bool:
    if unit.statement.holder == "quote":
        return True
    return covered(corpus.span(node), quoted.get(unit.document.doc_id, [])) >= MIN_QUOTED_SHARE


def covered(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> float:
    """Return the share of a character span (0-1) that spans, which do not overlap each other, cover."""
    start, end = span
    inside = sum(max(0, min(end, stop) - max(start, begin)) for begin, stop in spans)
    return inside / (end - start) if end > start else 0.0


def covered_share(node: Node, others: Iterable[Node]) -> float:
    """Return the share (0-1) of a node's words that lie inside other nodes of the same unit."""
    inside = {k for o in others if o.unit == node.unit for k in range(max(o.start, node.start), min(o.end, node.end))}
    return len(inside) / (node.end - node.start)
