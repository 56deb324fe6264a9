"""The data of the report's script: statements, speakers and what joins them, as compact rows (pure).

The scripts in `templates/` know the order of the values in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from remissnlp.export.report_answers import AnswerRow
from remissnlp.export.report_index import Index
from remissnlp.export.report_passages import Passage
from remissnlp.export.report_themes import ThemeRow, stance_of
from remissnlp.records import Polarity, Segment, Statement
from remissnlp.values import VIEW_KINDS

# A browser opens a file of this size at once; what is beyond stands in statements.csv.
MAX_STATEMENT_CHARS = 3_500_000
_ROW_CHARS = 60
_GROUPS = ("kind", "stance", "polarity", "respondent_type", "list", "panel")


def payload(
    index: Index, themes: Sequence[ThemeRow], found: Sequence[Passage], answers: Sequence[AnswerRow]
) -> dict[str, Any]:
    """Return what the scripts need; in very large cases the statements that say least are left out."""
    documents = {document.doc_id: number for number, document in enumerate(index.analysis.documents)}
    segments = {segment_id: number for number, segment_id in enumerate(index.segments)}
    theme_numbers = {theme.id: number for number, theme in enumerate(themes)}
    passages_of: dict[str, list[int]] = {}
    for passage in found:
        for statement_id in passage.statement_ids:
            passages_of.setdefault(statement_id, []).append(passage.number)
    kept = kept_statements(index, frozenset(passages_of), budget=MAX_STATEMENT_CHARS)
    return {
        "labels": {key: index.labels[key] for key in _GROUPS},
        "themes": [[theme.id, theme.name] for theme in themes],
        "documents": [[row.path, index.source_href(row.path), row.case_id] for row in index.analysis.documents],
        "cases": list(index.cases),
        "segments": [_segment(index, segment, documents[segment.doc_id]) for segment in index.segments.values()],
        "statements": [
            [
                segments[statement.segment_id],
                statement.page,
                statement.text,
                [theme_numbers[theme] for theme in index.columns_of(statement.statement_id)],
                index.polarity_of(statement.statement_id),
                statement.section,
                statement.holder,
                passages_of.get(statement.statement_id, []),
                int(statement.statement_id in index.repeated),
            ]
            for statement in index.statements.values()
            if statement.statement_id in kept and statement.segment_id in segments
        ],
        "answers": [_answer(answer, documents, index) for answer in answers],
        "joins": _joins(index),
    }


def kept_statements(index: Index, in_passages: frozenset[str], *, budget: int) -> frozenset[str]:
    """Return the ids of the statements to show: all of them, or the most telling ones that fit `budget` characters.

    What goes first: text that is nobody's view, then second versions of an answer, then sentences without theme, tone
    and copy.
    """
    classes: tuple[list[Statement], ...] = ([], [], [], [])
    for statement in index.statements.values():
        classes[_rank(index, statement, in_passages)].append(statement)
    kept: set[str] = set()
    for statement in (one for group in classes for one in group):
        budget -= len(statement.text) + len(statement.section) + _ROW_CHARS
        if budget < 0:
            break
        kept.add(statement.statement_id)
    return frozenset(kept)


def _rank(index: Index, statement: Statement, in_passages: frozenset[str]) -> int:
    if statement.segment_id in index.row_keys:
        is_neutral = index.polarity_of(statement.statement_id) is Polarity.NEUTRAL
        plain = is_neutral and not index.themes_of(statement.statement_id)
        return int(plain and statement.statement_id not in in_passages)
    return 2 if statement.kind in VIEW_KINDS else 3


def _segment(index: Index, segment: Segment, document: int) -> list[Any]:
    return [
        document,
        segment.respondent,
        segment.kind,
        list(segment.parties),
        segment.heading,
        int(segment.counted and segment.doc_id not in index.copies),
        _stance(index, segment),
        index.row_keys.get(segment.segment_id, ""),
        segment.respondent_type,
    ]


def _stance(index: Index, segment: Segment) -> str:
    key = index.row_keys.get(segment.segment_id)
    stance = stance_of(index, index.rows[key] if key else (segment,))
    return stance.stance if stance else ""


def _answer(answer: AnswerRow, documents: dict[str, int], index: Index) -> list[Any]:
    segment = index.segments[answer.segment_id]
    return [
        answer.row_key,
        list(answer.co_respondents),
        answer.stance,
        round(100 * answer.confidence),
        int(answer.needs_review),
        answer.evidence,
        documents[segment.doc_id],
        answer.place.page,
        int(answer.independent),
    ]


def _joins(index: Index) -> list[list[str]]:
    """Return who joins whom, as matrix rows: [row, row of the target or nothing, relation, target]."""
    return [
        [
            index.row_keys.get(one.segment_id, ""),
            index.row_keys.get(one.target_segment_id, ""),
            one.relation,
            one.target_respondent or one.target_text,
        ]
        for document in index.analysis.segmented
        if not document.duplicate_of
        for one in document.endorsements
    ]
