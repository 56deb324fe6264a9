"""The CSV files and texts of a run, column by column as the output contract names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from remissnlp.export.dialect import Dialect, csv_text, write_text
from remissnlp.export.matrix import Row, theme_matrix
from remissnlp.export.view import View
from remissnlp.export.voices import is_independent
from remissnlp.records import (
    Document,
    Polarity,
    Quote,
    SegmentedDocument,
    Statement,
    Status,
)


def write_tables(
    view: View, out: Path, *, dialect: Dialect, full_matrix: bool = False, independent: bool = False
) -> dict[str, int]:
    """Write every CSV file and canonical text of a run into `out`.

    With `independent`, a passage that several copied counts once in `theme_matrix.csv`.

    Returns:
        Number of rows by file name.
    """
    counts = {}
    tables = {name: table(view, name) for name in _TABLES}
    tables["theme_matrix.csv"] = theme_matrix(view, full=full_matrix, independent=independent)
    for name, (columns, rows) in sorted(tables.items()):
        write_text(out / name, csv_text(columns, rows, dialect), encoding=dialect.encoding)
        counts[name] = len(rows)
    (out / "texts").mkdir(exist_ok=True)
    for document in view.analysis.documents:
        write_text(out / "texts" / f"{document.doc_id}.txt", document.text)
    return counts


def table(view: View, name: str) -> tuple[list[str], list[Row]]:
    """Return (columns, rows) of one table by its file name, such as `statements.csv`."""
    columns, rows = _TABLES[name]
    return columns.split(), list(rows(view))


def _documents(view: View) -> Iterator[Row]:
    rows = [_document_row(document, doc) for document, doc in view.pairs]
    for source in view.analysis.failed:
        warning = "; ".join(issue.error for issue in view.analysis.issues if issue.path == source.path)
        rows.append({
            "doc_id": source.doc_id, "case_id": source.case_id, "path": source.path, "sha256": source.sha256,
            "duplicate_of": "", "title": None, "doc_type": "other", "case_number": None, "date": None, "respondent": "",
            "n_pages": 0, "n_chars": 0, "extraction": "", "status": Status.FAILED.value, "warnings": warning,
            "sender": "", "metadata_spans": (),
        })  # fmt: skip
    yield from sorted(rows, key=lambda row: str(row["path"]))


def _document_row(document: Document, doc: SegmentedDocument) -> Row:
    return {
        "doc_id": document.doc_id, "case_id": document.case_id, "path": document.path, "sha256": document.sha256,
        "duplicate_of": doc.duplicate_of, "title": document.title, "doc_type": doc.doc_type.value,
        "case_number": document.case_number, "date": document.date, "respondent": doc.respondent,
        "n_pages": document.n_pages, "n_chars": len(document.text), "extraction": document.extraction,
        "status": document.status.value, "warnings": (*document.warnings, *doc.warnings), "sender": doc.sender,
        "metadata_spans": tuple(f"{field}={start}-{end}" for field, start, end in doc.metadata_spans),
    }  # fmt: skip


def _segments(view: View) -> Iterator[Row]:
    for doc in view.analysis.segmented:
        for segment in doc.segments:
            yield {
                "segment_id": segment.segment_id, "doc_id": segment.doc_id, "case_id": segment.case_id,
                "answer_id": segment.answer_id, "counted": segment.counted, "kind": segment.kind.value,
                "respondent": segment.respondent, "co_respondents": segment.co_respondents,
                "respondent_id": segment.respondent_id, "respondent_type": segment.respondent_type.value,
                "author_body": segment.author_body, "parties": segment.parties, "authors": segment.authors,
                "date": segment.date, "meeting_date": segment.meeting_date, "heading": segment.heading,
                "page_start": segment.page_start, "page_end": segment.page_end, "char_start": segment.char_start,
                "char_end": segment.char_end, "parent_segment_id": segment.parent_segment_id,
                "n_statements": len(view.statements_by_segment.get(segment.segment_id, ())),
            }  # fmt: skip


def _statements(view: View) -> Iterator[Row]:
    clusters: dict[str, list[str]] = {}
    for cluster in view.analysis.clusters:
        for member in cluster.members:
            for statement_id in member.statement_ids:
                clusters.setdefault(statement_id, []).append(cluster.cluster_id)
    for doc in view.analysis.segmented:
        for statement in doc.statements:
            yield _statement_row(view, statement, clusters.get(statement.statement_id, []))


def _statement_row(view: View, statement: Statement, clusters: list[str]) -> Row:
    labels = view.analysis.labels.get(statement.statement_id)
    themes = labels.themes if labels else ()
    return {
        "statement_id": statement.statement_id, "segment_id": statement.segment_id, "doc_id": statement.doc_id,
        "respondent": statement.respondent, "kind": statement.kind.value, "holder": statement.holder,
        "section": statement.section, "page": statement.page, "char_start": statement.char_start,
        "char_end": statement.char_end, "text": statement.text, "themes": view.themes_of(statement.statement_id),
        "theme_scores": [f"{theme.label}={theme.score:.4f}" for theme in themes],
        "polarity": labels.polarity.value if labels else Polarity.NEUTRAL.value,
        "polarity_score": labels.polarity_score if labels else 0.0,
        "reuse_clusters": list(dict.fromkeys(clusters)),
        "theme_rules": [f"{theme.label}={theme.rule}" for theme in themes],
        "polarity_rule": labels.polarity_rule if labels else "",
        "repeated": statement.statement_id in view.repeated,
        "paragraph": statement.paragraph,
        "role": statement.role.value,
    }  # fmt: skip


def _stances(view: View) -> Iterator[Row]:
    for stance in view.analysis.stances:
        segment = view.segments[stance.segment_id]
        yield {
            "segment_id": stance.segment_id, "doc_id": segment.doc_id, "respondent": segment.respondent,
            "kind": segment.kind.value, "parties": segment.parties, "stance": stance.stance.value,
            "confidence": stance.confidence, "evidence_statement_id": stance.evidence_statement_id,
            "evidence_text": stance.evidence_text, "rule": stance.rule, "counted": segment.counted,
            "independent": is_independent(view.statements_by_segment.get(stance.segment_id, ()), view.repeated),
            "inherited_from": stance.inherited_from,
        }  # fmt: skip


def _clusters(view: View) -> Iterator[Row]:
    for cluster in view.analysis.clusters:
        yield {
            "cluster_id": cluster.cluster_id, "type": cluster.type.value, "n_members": len(cluster.members),
            "n_respondents": cluster.n_respondents, "n_parties": cluster.n_parties, "text": cluster.text,
            "first_date": cluster.first_date, "origin_segment_id": cluster.origin_segment_id,
        }  # fmt: skip


def _members(view: View) -> Iterator[Row]:
    for cluster in view.analysis.clusters:
        for member in cluster.members:
            segment = view.segments[member.segment_id]
            yield {
                "cluster_id": member.cluster_id, "segment_id": member.segment_id, "doc_id": member.doc_id,
                "respondent": segment.respondent, "parties": segment.parties, "statement_ids": member.statement_ids,
                "page": member.page, "char_start": member.char_start, "char_end": member.char_end,
                "text": member.text, "similarity": member.similarity, "edits": member.edits,
                "turns_meaning": member.turns_meaning,
            }  # fmt: skip


def _quotes(view: View) -> Iterator[Row]:
    for quote in view.analysis.quotes:
        source = view.segments.get(quote.source_segment_id)
        yield {
            "segment_id": quote.segment_id, "respondent": view.segments[quote.segment_id].respondent,
            "text": quote.text, "page": quote.page, "char_start": quote.char_start, "char_end": quote.char_end,
            "source_segment_id": quote.source_segment_id, "source_respondent": source.respondent if source else "",
            "source_char_start": quote.source_char_start, "source_char_end": quote.source_char_end,
            "similarity": quote.similarity, "status": _quote_status(quote),
        }  # fmt: skip


def _quote_status(quote: Quote) -> str:
    if not quote.source_segment_id:
        return "not_found"
    return "verbatim" if quote.similarity == 1 else "altered"


def _endorsements(view: View) -> Iterator[Row]:
    for doc in view.analysis.segmented:
        # A second copy of a document adds no second voice.
        for item in () if doc.duplicate_of else doc.endorsements:
            segment = view.segments[item.segment_id]
            yield {
                "segment_id": item.segment_id, "respondent": segment.respondent, "parties": segment.parties,
                "authors": segment.authors, "relation": item.relation, "target_text": item.target_text,
                "target_segment_id": item.target_segment_id, "target_respondent": item.target_respondent,
            }  # fmt: skip


def _asked(view: View) -> Iterator[Row]:
    for doc in view.analysis.segmented:
        for row in doc.asked:
            yield {
                "doc_id": row.doc_id, "case_id": row.case_id, "respondent": row.respondent,
                "respondent_id": row.respondent_id, "asked_by": row.asked_by, "outcome": row.outcome.value,
                "segment_id": row.segment_id, "evidence_text": row.evidence_text, "page": row.page,
            }  # fmt: skip


def _decisions(view: View) -> Iterator[Row]:
    for doc in view.analysis.segmented:
        for row in doc.decisions:
            segment = view.segments[row.segment_id]
            yield {
                "segment_id": row.segment_id, "doc_id": row.doc_id, "respondent": segment.respondent,
                "parties": segment.parties, "item": row.item, "text": row.text, "action": row.action.value,
                "page": row.page, "char_start": row.char_start, "char_end": row.char_end,
            }  # fmt: skip


def _declined(view: View) -> Iterator[Row]:
    for doc in view.analysis.segmented:
        for row in doc.declined:
            yield {
                "doc_id": row.doc_id, "respondent": row.respondent, "evidence_text": row.evidence_text,
                "page": row.page, "char_start": row.char_start, "char_end": row.char_end,
            }  # fmt: skip


def _errors(view: View) -> Iterator[Row]:
    for issue in sorted(view.analysis.issues, key=lambda i: (i.path, i.page or 0, i.stage, i.error)):
        yield {
            "path": issue.path,
            "page": issue.page,
            "stage": issue.stage,
            "error": issue.error,
            "action": issue.action,
        }


_TABLES: Mapping[str, tuple[str, Callable[[View], Iterator[Row]]]] = {
    "documents.csv": (
        "doc_id case_id path sha256 duplicate_of title doc_type case_number date respondent n_pages n_chars "
        "extraction status warnings sender metadata_spans",
        _documents,
    ),
    "segments.csv": (
        "segment_id doc_id case_id answer_id counted kind respondent co_respondents respondent_id "
        "respondent_type author_body parties authors date meeting_date heading page_start page_end char_start "
        "char_end parent_segment_id n_statements",
        _segments,
    ),
    "statements.csv": (
        "statement_id segment_id doc_id respondent kind holder section page char_start char_end text themes "
        "theme_scores polarity polarity_score reuse_clusters theme_rules polarity_rule repeated "
        "paragraph role",
        _statements,
    ),
    "stances.csv": (
        "segment_id doc_id respondent kind parties stance confidence evidence_statement_id evidence_text rule counted "
        "independent inherited_from",
        _stances,
    ),
    "reuse_clusters.csv": (
        "cluster_id type n_members n_respondents n_parties text first_date origin_segment_id",
        _clusters,
    ),
    "reuse_members.csv": (
        "cluster_id segment_id doc_id respondent parties statement_ids page char_start char_end text similarity edits "
        "turns_meaning",
        _members,
    ),
    "quotes.csv": (
        "segment_id respondent text page char_start char_end source_segment_id source_respondent "
        "source_char_start source_char_end similarity status",
        _quotes,
    ),
    "endorsements.csv": (
        "segment_id respondent parties authors relation target_text target_segment_id target_respondent",
        _endorsements,
    ),
    "asked.csv": (
        "doc_id case_id respondent respondent_id asked_by outcome segment_id evidence_text page",
        _asked,
    ),
    "decisions.csv": (
        "segment_id doc_id respondent parties item text action page char_start char_end",
        _decisions,
    ),
    "declined.csv": (
        "doc_id respondent evidence_text page char_start char_end",
        _declined,
    ),
    "errors.csv": (
        "path page stage error action",
        _errors,
    ),
}
