"""Turns an analysis into what the report shows: figures, tables and the data of the statement list (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from remissnlp.export.report_index import Index, Place, Speaker, is_political
from remissnlp.export.report_passages import (
    AskedRow,
    DecisionGroup,
    DeclinedRow,
    EndorsementRow,
    Passage,
    asked_rows,
    decision_groups,
    declined_rows,
    endorsement_rows,
    passages,
)
from remissnlp.export.report_themes import Bar, MatrixRow, ThemeRow, make_bar, matrix_rows, stance_of, theme_rows
from remissnlp.records import ClusterType, DocType, Issue, Segment, Status

REVIEW_SUFFIX = "+review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A headline number and the part of the report that it leads to."""

    label: str
    value: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """An input file."""

    place: Place
    title: str
    doc_type: str
    date: str
    extraction: str
    n_pages: int
    status: str
    status_label: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answer or a political statement with its stance."""

    row_key: str
    speaker: Speaker
    co_respondents: tuple[str, ...]
    respondent_type: str
    stance: str
    stance_label: str
    confidence: float
    needs_review: bool
    evidence: str
    place: Place
    n_statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that the template shows."""

    title: str
    n_statements: int
    figures: tuple[Figure, ...]
    stance_bars: tuple[Bar, ...]
    themes: tuple[ThemeRow, ...]
    documents: tuple[DocumentRow, ...]
    asked: tuple[AskedRow, ...]
    asked_bar: Bar
    answers: tuple[AnswerRow, ...]
    answer_matrix: tuple[MatrixRow, ...]
    political_matrix: tuple[MatrixRow, ...]
    passages: tuple[Passage, ...]
    other_clusters: tuple[tuple[str, int], ...]
    endorsements: tuple[EndorsementRow, ...]
    declined: tuple[DeclinedRow, ...]
    decisions: tuple[DecisionGroup, ...]
    issues: tuple[Issue, ...]
    payload: dict[str, Any]


def build_report(index: Index, *, lang: str) -> Report:
    """Return the view model of one analysis; `lang` (`sv` or `en`) chooses the names of themes."""
    themes = theme_rows(index, lang=lang)
    answers = answer_rows(index)
    matrix = matrix_rows(index)
    asked = asked_rows(index)
    declined = declined_rows(index)
    found = passages(index)
    issues = all_issues(index)
    return Report(
        title=_title(index),
        n_statements=len(index.statements),
        figures=_figures(index, answers, n_declined=len(declined), n_passages=len(found), n_issues=len(issues)),
        stance_bars=_stance_bars(index, answers),
        themes=themes,
        documents=document_rows(index),
        asked=asked,
        asked_bar=make_bar("", Counter(row.outcome for row in asked), index.labels["outcome"]),
        answers=answers,
        answer_matrix=tuple(row for row in matrix if not is_political(row.speaker.kind)),
        political_matrix=tuple(row for row in matrix if is_political(row.speaker.kind)),
        passages=found,
        other_clusters=_other_clusters(index),
        endorsements=endorsement_rows(index),
        declined=declined,
        decisions=decision_groups(index),
        issues=issues,
        payload=payload(index, themes, found),
    )


def _title(index: Index) -> str:
    """Return the title of the one compilation, or of the one document, else the report's general title."""
    compilations = {
        document.doc_id for document in index.analysis.segmented if document.doc_type == DocType.COMPILATION
    }
    originals = [document for document in index.analysis.documents if document.doc_id not in index.copies]
    candidates = [document for document in originals if document.doc_id in compilations] or originals
    title = candidates[0].title if len(candidates) == 1 else None
    return title or str(index.labels["text"]["title"])


def _figures(
    index: Index, answers: Sequence[AnswerRow], *, n_declined: int, n_passages: int, n_issues: int
) -> tuple[Figure, ...]:
    n_political = sum(is_political(answer.speaker.kind) for answer in answers)
    n_documents = len(index.analysis.documents) + len(index.analysis.failed)
    numbers = {
        "documents": (n_documents, "documents"),
        "respondents": (len(index.respondents), "themes"),
        "answers": (len(answers) - n_political, "answers"),
        "political": (n_political, "answers"),
        "declined": (n_declined, "declined"),
        "passages": (n_passages, "passages"),
        "problems": (n_issues, "problems"),
    }
    texts = index.labels["figure"]
    return tuple(Figure(label=texts[key], value=value, href=f"#{href}") for key, (value, href) in numbers.items())


def _stance_bars(index: Index, answers: Sequence[AnswerRow]) -> tuple[Bar, ...]:
    labels = index.labels["stance"]
    bars = []
    for title, political in (("answers", False), ("political", True)):
        mine = Counter(row.stance for row in answers if is_political(row.speaker.kind) == political)
        bars.append(make_bar(index.labels["figure"][title], mine, labels))
    return tuple(bar for bar in bars if bar.total)


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
                speaker=index.speaker(segment),
                co_respondents=segment.co_respondents,
                respondent_type=index.label("respondent_type", segment.respondent_type),
                stance=stance.stance,
                stance_label=index.label("stance", stance.stance),
                confidence=stance.confidence,
                needs_review=stance.rule.endswith(REVIEW_SUFFIX),
                evidence=stance.evidence_text,
                place=index.place(segment.doc_id, evidence.page if evidence else segment.page_start),
                n_statements=len(index.statements_of(index.rows[key])),
            )
        )
    return tuple(rows)


def document_rows(index: Index) -> tuple[DocumentRow, ...]:
    """Return the files of the run, those that could not be read at the end."""
    segmented = {document.doc_id: document for document in index.analysis.segmented}
    rows = []
    for document in index.analysis.documents:
        parts = segmented.get(document.doc_id)
        notes = [*document.warnings, *(parts.warnings if parts else ())]
        if original := index.documents.get(index.copies.get(document.doc_id, "")):
            notes.insert(0, f"{index.labels['text']['copy_of']} {original.path}")
        rows.append(
            DocumentRow(
                place=Place(path=document.path, page=1, href=index.source_href(document.path)),
                title=document.title or "",
                doc_type=index.label("doc_type", parts.doc_type) if parts else "",
                date=document.date or "",
                extraction=document.extraction,
                n_pages=document.n_pages,
                status=document.status,
                status_label=index.label("status", document.status),
                notes=tuple(dict.fromkeys(notes)),
            )
        )
    failed = [
        DocumentRow(
            place=Place(path=source.path, page=1, href=index.source_href(source.path)),
            title="",
            doc_type="",
            date="",
            extraction="",
            n_pages=0,
            status=Status.FAILED,
            status_label=index.label("status", Status.FAILED),
            notes=(),
        )
        for source in index.analysis.failed
    ]
    return tuple(rows + failed)


def all_issues(index: Index) -> tuple[Issue, ...]:
    """Return every problem of the run once, in the order in which stages found them."""
    stages: Iterable[tuple[Issue, ...]] = (
        index.analysis.issues,
        *(document.issues for document in index.analysis.documents),
        *(document.issues for document in index.analysis.segmented),
    )
    return tuple(dict.fromkeys(issue for found in stages for issue in found))


def _other_clusters(index: Index) -> tuple[tuple[str, int], ...]:
    counts = Counter(cluster.type for cluster in index.analysis.clusters)
    return tuple(
        (index.label("cluster_type", kind), counts[kind])
        for kind in ClusterType
        if kind != ClusterType.ARGUMENT and counts[kind]
    )


def payload(index: Index, themes: Sequence[ThemeRow], found: Sequence[Passage]) -> dict[str, Any]:
    """Return what the statement list in the browser needs, as compact rows whose order `report.js` knows."""
    documents = {document.doc_id: number for number, document in enumerate(index.analysis.documents)}
    segments = {segment_id: number for number, segment_id in enumerate(index.segments)}
    theme_numbers = {theme.id: number for number, theme in enumerate(themes)}
    passages_of: dict[str, list[int]] = {}
    for passage in found:
        for statement_id in passage.statement_ids:
            passages_of.setdefault(statement_id, []).append(passage.number)
    return {
        "labels": {key: index.labels[key] for key in ("kind", "stance", "polarity", "list")},
        "themes": [[theme.id, theme.name] for theme in themes],
        "documents": [[row.path, index.source_href(row.path), row.case_id] for row in index.analysis.documents],
        "cases": list(index.cases),
        "segments": [
            [
                documents[segment.doc_id],
                segment.respondent,
                segment.kind,
                list(segment.parties),
                segment.heading,
                int(segment.counted and segment.doc_id not in index.copies),
                _segment_stance(index, segment),
                index.row_keys.get(segment.segment_id, ""),
            ]
            for segment in index.segments.values()
        ],
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
            ]
            for statement in index.statements.values()
            if statement.segment_id in segments
        ],
    }


def _segment_stance(index: Index, segment: Segment) -> str:
    key = index.row_keys.get(segment.segment_id)
    stance = stance_of(index, index.rows[key] if key else (segment,))
    return stance.stance if stance else ""
