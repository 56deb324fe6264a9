"""Why a passage occurs more than once: the type of a cluster."""

from __future__ import annotations

from collections.abc import Sequence

from remissnlp.records import ClusterType, Kind
from remissnlp.reuse.units import RESOURCE, Corpus, Node, Unit
from remissnlp.rules import first_match, load_rules

# Decision phrases are recognised member by member; OCR faults may hide a few of them.
MIN_FORMULA_SHARE = 0.3
MIN_QUOTED_SHARE = 0.6
MAX_FORMULA_CHARS = 600
Spans = dict[str, list[tuple[int, int]]]


def is_formula(text: str) -> bool:
    """Tell whether a text is a phrase of decision or procedure (`formula` in `reuse_sv.yaml`), which is never long."""
    return len(text) <= MAX_FORMULA_CHARS and first_match(load_rules(RESOURCE, "formula"), text) is not None


def cluster_type(corpus: Corpus, nodes: Sequence[Node], *, quoted: Spans, decided: Spans) -> ClusterType | None:
    """Return the type of a set of occurrences, or None where it is one speaker repeating itself in one document.

    Args:
        corpus: the units.
        nodes: places of the passage, at least two.
        quoted: character spans of marked quotations by document id.
        decided: character spans of formal decision items by document id.
    """
    units = [corpus.units[node.unit] for node in nodes]
    speakers = {unit.speaker for unit in units}
    kinds = {unit.segment.kind for unit in units}
    several_documents = len({unit.document.doc_id for unit in units}) > 1
    summed_up = Kind.SUMMARY in kinds and len(kinds) > 1
    if len(speakers) < 2 and not several_documents and not summed_up:
        return None
    if _formula_share(corpus, nodes, decided) >= MIN_FORMULA_SHARE:
        return ClusterType.FORMULA
    if any(unit.from_sender for unit in units):
        return ClusterType.PROPOSAL
    own = {unit.speaker for node, unit in zip(nodes, units, strict=True) if not _is_quoted(corpus, node, unit, quoted)}
    if len(speakers) > 1:
        return ClusterType.ARGUMENT if len(own) > 1 else ClusterType.QUOTE
    return ClusterType.SUMMARY if summed_up else ClusterType.VERSION


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
