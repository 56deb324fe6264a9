"""What only the whole case tells: which texts are one answer, who was answered for, whom an endorsement joins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from remissnlp.records import (
    POLITICAL_KINDS,
    Asked,
    Declined,
    Document,
    Kind,
    Outcome,
    Segment,
    SegmentedDocument,
)
from remissnlp.segment.drafts import content_blocks
from remissnlp.segment.identity import unify_respondents
from remissnlp.segment.joined import resolve_endorsements
from remissnlp.segment.register import name_words, same_body
from remissnlp.text import words

_ANSWERS = frozenset({Kind.RESPONSE, Kind.DECISION, Kind.SUMMARY})
# Formats whose text is certain come before those whose text is inferred from a layout or an image.
_FORMAT_RANK = {"docx": 0, "odt": 0, "html": 0, "markdown": 0, "text": 0, "pdf": 1, "ocr": 2}
_DUPLICATE_SHARE = 0.98
_SHINGLE = 5
_DISTINCTIVE_CHARS = 7


def resolve_cases(
    documents: Sequence[Document], segmented: Sequence[SegmentedDocument]
) -> tuple[SegmentedDocument, ...]:
    """Return the segmented documents with duplicates, answers, outcomes and endorsement targets resolved.

    Args:
        documents: all documents of a run.
        segmented: their segmentation, in the same order.
    """
    duplicates = find_duplicates(documents)
    result = [_mark_duplicate(doc, duplicates.get(doc.doc_id, "")) for doc in segmented]
    by_case: dict[str, list[SegmentedDocument]] = defaultdict(list)
    for document, doc in zip(documents, result, strict=True):
        by_case[document.case_id].append(doc)
    resolved = {doc.doc_id: doc for docs in by_case.values() for doc in _resolve_case(docs)}
    return tuple(resolved[doc.doc_id] for doc in result)


def _resolve_case(docs: list[SegmentedDocument]) -> list[SegmentedDocument]:
    docs = _set_answers(unify_respondents(docs))
    segments = [segment for doc in docs for segment in doc.segments]
    resolved = []
    for doc in docs:
        own_first = sorted(segments, key=lambda segment: segment.doc_id != doc.doc_id)
        asked = tuple(_outcome(row, own_first, docs) for row in doc.asked)
        endorsements = resolve_endorsements(doc.endorsements, own_first)
        resolved.append(replace(doc, asked=asked, endorsements=endorsements))
    return resolved


def find_duplicates(documents: Sequence[Document]) -> dict[str, str]:
    """Return doc_id -> doc_id of the same text in a better format, or of the earlier path where formats are alike.

    Two documents are the same where at least 98 % of their distinct five-word runs are shared (Broder's resemblance).
    """
    shingles: list[tuple[Document, frozenset[tuple[str, ...]]]] = []
    duplicates: dict[str, str] = {}
    ranked = sorted(documents, key=lambda d: (_FORMAT_RANK.get(d.extraction, 3), d.path))
    for document in ranked:
        own = _shingles(document)
        twin = next(
            (other for other, theirs in shingles if other.case_id == document.case_id and _same(own, theirs)), None
        )
        if twin:
            duplicates[document.doc_id] = twin.doc_id
        else:
            shingles.append((document, own))
    return duplicates


def _mark_duplicate(doc: SegmentedDocument, twin: str) -> SegmentedDocument:
    if not twin:
        return doc
    warning = f"same text as {twin}: left out of counts and copies"
    return replace(doc, duplicate_of=twin, warnings=(*doc.warnings, warning))


def _shingles(document: Document) -> frozenset[tuple[str, ...]]:
    tokens = [word for _, _, text in content_blocks(document) for word in words(text.lower())]
    return frozenset(tuple(tokens[i : i + _SHINGLE]) for i in range(max(1, len(tokens) - _SHINGLE + 1)))


def _same(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> bool:
    smaller, larger = sorted((len(a), len(b)))
    return smaller >= _DUPLICATE_SHARE * larger and len(a & b) >= _DUPLICATE_SHARE * len(a | b)


def _set_answers(docs: list[SegmentedDocument]) -> list[SegmentedDocument]:
    """Set `answer_id`, and `counted` for the fullest version of each answer."""
    groups: dict[str, dict[tuple[str, bool], int]] = defaultdict(lambda: defaultdict(int))
    duplicate = {doc.doc_id for doc in docs if doc.duplicate_of}
    for doc in docs:
        for segment in doc.segments:
            if (key := _answer_key(segment)) and segment.doc_id not in duplicate:
                groups[key][_version(segment)] += segment.char_end - segment.char_start
    fullest = {key: max(versions, key=lambda v: (versions[v], v[0])) for key, versions in groups.items()}

    def finish(segment: Segment) -> Segment:
        key = _answer_key(segment)
        counted = segment.doc_id not in duplicate and (not key or fullest.get(key) == _version(segment))
        return replace(segment, answer_id=key, counted=counted)

    return [replace(doc, segments=tuple(finish(segment) for segment in doc.segments)) for doc in docs]


def _version(segment: Segment) -> tuple[str, bool]:
    return segment.doc_id, segment.kind is Kind.SUMMARY


def _answer_key(segment: Segment) -> str:
    """Return the id of the answer that a segment belongs to: its case, body and, if political, its authors."""
    if not segment.respondent_id:
        return ""
    base = f"{segment.case_id}/{segment.respondent_id}"
    if segment.kind in _ANSWERS or segment.kind is Kind.ADVISORY_COUNCIL:
        return base
    if segment.kind in POLITICAL_KINDS:
        return "/".join((base, segment.kind.value, "+".join(segment.parties), *segment.authors[:1]))
    return ""


def _outcome(row: Asked, segments: Sequence[Segment], docs: Iterable[SegmentedDocument]) -> Asked:
    declined = [item for doc in docs for item in doc.declined if same_body(item.respondent, row.respondent)]
    answers = [segment for segment in segments if segment.kind in _ANSWERS and _answers_for(segment, row.respondent)]
    full = [segment for segment in answers if segment.counted] or answers
    if declined:
        return _with_outcome(row, declined[0], full)
    full.sort(key=lambda segment: segment.kind is not Kind.RESPONSE)
    if full:
        return replace(row, outcome=Outcome.ANSWERED, segment_id=full[0].segment_id)
    distinctive = _distinctive_match(row, segments)
    if distinctive:
        return replace(row, outcome=Outcome.ANSWERED, segment_id=distinctive.segment_id)
    return row


def _with_outcome(row: Asked, declined: Declined, answers: list[Segment]) -> Asked:
    return replace(
        row,
        outcome=declined.outcome,
        evidence_text=declined.evidence_text,
        page=declined.page,
        segment_id=answers[0].segment_id if answers else "",
    )


def _answers_for(segment: Segment, name: str) -> bool:
    return any(same_body(other, name) for other in (segment.respondent, *segment.co_respondents))


def _distinctive_match(row: Asked, segments: Sequence[Segment]) -> Segment | None:
    """Find an answer under a trade name: one long word of the asked name that only one answering body has."""
    for word in name_words(row.respondent):
        if len(word) < _DISTINCTIVE_CHARS:
            continue
        hits = {
            segment.respondent_id: segment
            for segment in reversed(segments)
            if segment.kind in _ANSWERS
            and any(w in {word, word + "n", word + "en", word + "et"} for w in name_words(segment.respondent))
        }
        if len(hits) == 1:
            return next(iter(hits.values()))
    return None
