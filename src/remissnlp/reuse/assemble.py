"""Sets of places become clusters: type, representative, edits, origin and ids."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from remissnlp.records import (
    POLITICAL_KINDS,
    ClusterType,
    DecisionAction,
    ReuseCluster,
    ReuseMember,
    Segment,
    SegmentedDocument,
)
from remissnlp.reuse.kinds import Spans, cluster_type
from remissnlp.reuse.match import similarity
from remissnlp.reuse.quotes import Quotation
from remissnlp.reuse.units import Corpus, Node

_FORMAL = frozenset(
    {
        DecisionAction.APPROVE,
        DecisionAction.REJECT,
        DecisionAction.REFER_BACK,
        DecisionAction.PASS_ON,
        DecisionAction.FORMALITY,
    }
)
_NO_DATE = "9999"


def assemble(
    corpus: Corpus,
    passages: Sequence[tuple[Node, ...]],
    quotations: Sequence[Quotation],
    segmented: Sequence[SegmentedDocument],
) -> tuple[ReuseCluster, ...]:
    """Return the clusters of all passages that are more than one speaker repeating itself, in document order."""
    quoted = _quoted_spans(quotations)
    decided = _decided_spans(segmented)
    parents = {(s.doc_id, s.segment_id): s for entry in segmented for s in entry.segments}
    typed = [(cluster_type(corpus, nodes, quoted=quoted, decided=decided), nodes) for nodes in passages]
    kept = [(kind, nodes) for kind, nodes in typed if kind is not None]
    width = max(4, len(str(len(kept))))
    return tuple(
        _cluster(corpus, nodes, f"c{rank:0{width}d}", kind, parents) for rank, (kind, nodes) in enumerate(kept, start=1)
    )


def _quoted_spans(quotations: Sequence[Quotation]) -> Spans:
    spans: Spans = defaultdict(list)
    for quotation in quotations:
        spans[quotation.document.doc_id].append((quotation.char_start, quotation.char_end))
    return spans


def _decided_spans(segmented: Sequence[SegmentedDocument]) -> Spans:
    spans: Spans = defaultdict(list)
    for entry in segmented:
        for decision in entry.decisions:
            if decision.action in _FORMAL:
                spans[entry.doc_id].append((decision.char_start, decision.char_end))
    return spans


def _cluster(
    corpus: Corpus,
    nodes: Sequence[Node],
    cluster_id: str,
    kind: ClusterType,
    parents: dict[tuple[str, str], Segment],
) -> ReuseCluster:
    main = representative(corpus, nodes)
    segments = [corpus.units[node.unit].segment for node in nodes]
    first_date, origin = _origin(segments, parents)
    return ReuseCluster(
        cluster_id=cluster_id,
        type=kind,
        text=corpus.text(main),
        members=tuple(_member(corpus, node, main, cluster_id) for node in nodes),
        n_respondents=len({segment.respondent_id for segment in segments}),
        n_parties=len({party for s in segments if s.kind in POLITICAL_KINDS for party in s.parties}),
        first_date=first_date,
        origin_segment_id=origin,
    )


def representative(corpus: Corpus, nodes: Sequence[Node]) -> Node:
    """Return the first place that has the most frequent wording."""
    counts = Counter(corpus.codes(node) for node in nodes)
    return max(nodes, key=lambda node: (counts[corpus.codes(node)], -node.unit, -node.start))


def _member(corpus: Corpus, node: Node, main: Node, cluster_id: str) -> ReuseMember:
    unit = corpus.units[node.unit]
    start, end = corpus.span(node)
    return ReuseMember(
        cluster_id=cluster_id,
        segment_id=unit.segment.segment_id,
        doc_id=unit.document.doc_id,
        statement_ids=(unit.statement.statement_id,),
        page=unit.document.page_at(start),
        char_start=start,
        char_end=end,
        text=corpus.text(node),
        similarity=round(similarity(corpus.codes(main), corpus.codes(node)), 4),
        edits=edits(corpus, main, node),
    )


def edits(corpus: Corpus, old: Node, new: Node) -> str:
    """Return the words that differ, as `[-old-]{+new+}` for each changed run, joined by ` … `."""
    before, after = _words(corpus, old), _words(corpus, new)
    changes = []
    for op in _runs(corpus.codes(old), corpus.codes(new)):
        removed, added = " ".join(before[op[0] : op[1]]), " ".join(after[op[2] : op[3]])
        changes.append((f"[-{removed}-]" if removed else "") + (f"{{+{added}+}}" if added else ""))
    return " … ".join(changes)


def _words(corpus: Corpus, node: Node) -> list[str]:
    unit = corpus.units[node.unit]
    return [unit.document.text[start:end] for start, end in unit.spans[node.start : node.end]]


def _runs(old: str, new: str) -> list[tuple[int, int, int, int]]:
    """Return the changed runs; edits that touch each other are one run."""
    runs: list[tuple[int, int, int, int]] = []
    for op in Levenshtein.opcodes(old, new):
        if op.tag == "equal":
            continue
        run = (op.src_start, op.src_end, op.dest_start, op.dest_end)
        if runs and runs[-1][1] == run[0] and runs[-1][3] == run[2]:
            run = (runs[-1][0], run[1], runs[-1][2], run[3])
            runs.pop()
        runs.append(run)
    return runs


def _origin(segments: Sequence[Segment], parents: dict[tuple[str, str], Segment]) -> tuple[str | None, str]:
    """Return the earliest date and the segment of it; where no date is known, None and the empty string."""
    dated = []
    for rank, segment in enumerate(segments):
        parent = parents.get((segment.doc_id, segment.parent_segment_id))
        meeting = segment.meeting_date or (parent.meeting_date if parent else None)
        if date := segment.date or meeting:
            dated.append((date, meeting or _NO_DATE, rank))
    if not dated:
        return None, ""
    first = min(dated)
    return first[0], segments[first[2]].segment_id
