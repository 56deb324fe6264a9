"""Sets of places become clusters: type, representative, edits, origin and ids."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from remissnlp.records import (
    POLITICAL_KINDS,
    ClusterType,
    DecisionAction,
    ReuseCluster,
    ReuseMember,
    Segment,
    SegmentedDocument,
)
from remissnlp.reuse.edits import changed_runs, turning
from remissnlp.reuse.kinds import Spans, typed_passages
from remissnlp.reuse.match import similarity
from remissnlp.reuse.passages import grown_passages
from remissnlp.reuse.quotes import Quotation, marked_spans
from remissnlp.reuse.units import Corpus, Node, Run

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
    quoted = marked_spans(quotations)
    decided = _decided_spans(segmented)
    parents = {(s.doc_id, s.segment_id): s for entry in segmented for s in entry.segments}
    kept = grown_passages(corpus, typed_passages(corpus, passages, quoted=quoted, decided=decided))
    width = max(4, len(str(len(kept))))
    return tuple(
        _cluster(corpus, runs, f"c{rank:0{width}d}", kind, parents) for rank, (kind, runs) in enumerate(kept, start=1)
    )


def _decided_spans(segmented: Sequence[SegmentedDocument]) -> Spans:
    spans: Spans = defaultdict(list)
    for entry in segmented:
        for decision in entry.decisions:
            if decision.action in _FORMAL:
                spans[entry.doc_id].append((decision.char_start, decision.char_end))
    return spans


def _cluster(
    corpus: Corpus,
    runs: Sequence[Run],
    cluster_id: str,
    kind: ClusterType,
    parents: dict[tuple[str, str], Segment],
) -> ReuseCluster:
    main = representative(corpus, runs)
    main_words = corpus.run_words(main)
    segments = [corpus.units[run[0].unit].segment for run in runs]
    first_date, origin = _origin(segments, parents)
    return ReuseCluster(
        cluster_id=cluster_id,
        type=kind,
        text=corpus.run_text(main),
        members=tuple(_member(corpus, run, main, main_words, cluster_id) for run in runs),
        n_respondents=len({segment.respondent_id for segment in segments}),
        n_parties=len({party for s in segments if s.kind in POLITICAL_KINDS for party in s.parties}),
        first_date=first_date,
        origin_segment_id=origin,
    )


def representative(corpus: Corpus, runs: Sequence[Run]) -> Run:
    """Return the first place that has the most frequent wording; of wordings as frequent, one with most sentences."""
    codes = [corpus.run_codes(run) for run in runs]
    counts = Counter(codes)
    rank = max(range(len(runs)), key=lambda k: (counts[codes[k]], len(runs[k]), -k))
    return runs[rank]


def _member(corpus: Corpus, run: Run, main: Run, main_words: Sequence[str], cluster_id: str) -> ReuseMember:
    unit = corpus.units[run[0].unit]
    start, end = corpus.run_span(run)
    old, new = corpus.run_codes(main), corpus.run_codes(run)
    changes = changed_runs(old, new, main_words, corpus.run_words(run)) if old != new else []
    return ReuseMember(
        cluster_id=cluster_id,
        segment_id=unit.segment.segment_id,
        doc_id=unit.document.doc_id,
        statement_ids=tuple(dict.fromkeys(corpus.units[node.unit].statement.statement_id for node in run)),
        page=unit.document.page_at(start),
        char_start=start,
        char_end=end,
        text=unit.document.text[start:end],
        similarity=round(similarity(old, new), 4),
        edits=" … ".join(map(str, changes)),
        turns_meaning=" … ".join(map(str, turning(changes))),
    )


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
