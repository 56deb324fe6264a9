"""The report's answers and political statements with their stances (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from remissnlp.export.report_index import Index, Place, Speaker
from remissnlp.export.voices import is_independent

REVIEW_SUFFIX = "+review"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answer or a political statement with its stance."""

    row_key: str
    segment_id: str
    speaker: Speaker
    co_respondents: tuple[str, ...]
    type_key: str
    respondent_type: str
    stance: str
    stance_label: str
    confidence: float
    needs_review: bool
    evidence: str
    place: Place
    n_statements: int
    independent: bool


def answer_rows(index: Index) -> tuple[AnswerRow, ...]:
    """Return the answers and political statements that count and have a stance, in document order."""
    rows = []
    for stance in index.counted_stances:
        segment = index.segments[stance.segment_id]
        evidence = index.statements.get(stance.evidence_statement_id)
        key = index.row_keys[segment.segment_id]
        rows.append(
            AnswerRow(
                row_key=key,
                segment_id=segment.segment_id,
                speaker=index.speaker(segment),
                co_respondents=segment.co_respondents,
                type_key=segment.respondent_type,
                respondent_type=index.label("respondent_type", segment.respondent_type),
                stance=stance.stance,
                stance_label=index.label("stance", stance.stance),
                confidence=stance.confidence,
                needs_review=stance.rule.endswith(REVIEW_SUFFIX),
                evidence=stance.evidence_text,
                place=index.place(segment.doc_id, evidence.page if evidence else segment.page_start),
                n_statements=len(index.statements_of(index.rows[key])),
                independent=is_independent(index.statements_of(index.rows[key]), index.repeated),
            )
        )
    return tuple(rows)
