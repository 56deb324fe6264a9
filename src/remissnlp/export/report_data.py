"""Turns an analysis into what the report shows: figures, tables and the data of the statement list (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from remissnlp.export.report_answers import AnswerRow, answer_rows
from remissnlp.export.report_charts import Chart, chart_data, stance_chart, summary_lines, theme_chart
from remissnlp.export.report_index import Index, Place, is_political
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
from remissnlp.export.report_payload import payload
from remissnlp.export.report_themes import MatrixRow, Tally, ThemeRow, matrix_rows, tally, theme_rows
from remissnlp.records import ClusterType, DocType, Issue, Status


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
class Report:
    """Everything that the template shows."""

    title: str
    n_statements: int
    figures: tuple[Figure, ...]
    summary: tuple[str, ...]
    stances: tuple[Tally, ...]
    charts: tuple[Chart, ...]
    themes: tuple[ThemeRow, ...]
    documents: tuple[DocumentRow, ...]
    asked: tuple[AskedRow, ...]
    asked_tally: Tally
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
    n_omitted: int


def build_report(index: Index, *, lang: str) -> Report:
    """Return the view model of one analysis; `lang` (`sv` or `en`) chooses the names of themes."""
    themes = theme_rows(index, lang=lang)
    answers = answer_rows(index)
    matrix = matrix_rows(index)
    asked = asked_rows(index)
    declined = declined_rows(index)
    found = passages(index)
    issues = all_issues(index)
    charts = (stance_chart(index, answers), theme_chart(index, themes))
    data = payload(index, themes, found, answers) | {"charts": [chart_data(chart) for chart in charts]}
    return Report(
        title=_title(index),
        n_statements=len(index.statements),
        figures=_figures(index, answers, n_declined=len(declined), n_passages=len(found), n_issues=len(issues)),
        summary=summary_lines(index, answers, themes, n_passages=len(found)),
        stances=_stances(index, answers),
        charts=charts,
        themes=themes,
        documents=document_rows(index),
        asked=asked,
        asked_tally=tally("", Counter(row.outcome for row in asked), index.labels["outcome"]),
        answers=answers,
        answer_matrix=tuple(row for row in matrix if not is_political(row.speaker.kind)),
        political_matrix=tuple(row for row in matrix if is_political(row.speaker.kind)),
        passages=found,
        other_clusters=_other_clusters(index),
        endorsements=endorsement_rows(index),
        declined=declined,
        decisions=decision_groups(index),
        issues=issues,
        payload=data,
        n_omitted=len(index.statements) - len(data["statements"]),
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


def _stances(index: Index, answers: Sequence[AnswerRow]) -> tuple[Tally, ...]:
    labels = index.labels["stance"]
    tallies = []
    for title, political in (("answers", False), ("political", True)):
        mine = Counter(row.stance for row in answers if is_political(row.speaker.kind) == political)
        tallies.append(tally(index.labels["figure"][title], mine, labels))
    return tuple(one for one in tallies if one.total)


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
