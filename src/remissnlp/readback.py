"""Segments and statements of a finished run, read back from its tables as the records that the classifier takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from remissnlp.classify import OwnModels, load_own_models
from remissnlp.codebook import Codebook
from remissnlp.errors import ConfigurationError, UsageError
from remissnlp.records import (
    BlockRole,
    DocType,
    Endorsement,
    Kind,
    RespondentType,
    Segment,
    SegmentedDocument,
    Statement,
)

if TYPE_CHECKING:
    from remissnlp.output import Run

Row = dict[str, Any]
_LATER = {"statements": ("paragraph", "role"), "stances": ("inherited_from",)}  # columns that old runs lack


def rows_of(run: Run, table: str) -> list[Row]:
    """Return a table of a run as one mapping a row."""
    return [{str(key): value for key, value in row.items()} for row in run[table].to_dict("records")]


def read_back(run: Run) -> dict[str, SegmentedDocument]:
    """Return the documents of a run by `doc_id`, in their order: as much of them as the classifier needs.

    Raises:
        UsageError: an older version made the run and kept too little.
    """
    for table, columns in _LATER.items():
        if not set(columns) <= set(run[table].columns):
            raise UsageError(
                f"{run.folder}: was made by an older version, which kept too little to explain it.",
                hint="Run 'remissnlp analyze' again.",
            )
    segments: dict[str, list[Segment]] = {}
    for row in rows_of(run, "segments"):
        segments.setdefault(str(row["doc_id"]), []).append(_segment(row))
    statements: dict[str, list[Statement]] = {}
    for row in rows_of(run, "statements"):
        statements.setdefault(str(row["doc_id"]), []).append(_statement(row))
    joins = {str(row["segment_id"]): _join(row) for row in rows_of(run, "stances") if row["inherited_from"]}
    return {
        doc_id: SegmentedDocument(
            doc_id=doc_id,
            doc_type=DocType.OTHER,
            respondent="",
            segments=tuple(found),
            statements=tuple(statements.get(doc_id, ())),
            endorsements=tuple(joins[s.segment_id] for s in found if s.segment_id in joins),
        )
        for doc_id, found in segments.items()
    }


def run_models(run: Run, codebook: Codebook) -> OwnModels:
    """Return the models of the user's own that a run was made with.

    Raises:
        ConfigurationError: one of them cannot be read, or is not what it was when the run was made.
    """
    models = load_own_models(run.info["options"]["run"], codebook)
    for name, told in models.describe().items():
        if told["sha256"] != run.info["models"][name]["sha256"]:
            raise ConfigurationError(
                f"The {name} model {told['model']} has changed since {run.folder} was made.",
                hint="Run 'remissnlp analyze' again.",
            )
    return models


def _segment(row: Row) -> Segment:
    return Segment(
        segment_id=str(row["segment_id"]),
        doc_id=str(row["doc_id"]),
        case_id=str(row["case_id"]),
        kind=Kind(str(row["kind"])),
        respondent=str(row["respondent"]),
        respondent_id=str(row["respondent_id"]),
        respondent_type=RespondentType(str(row["respondent_type"])),
        char_start=int(row["char_start"]),
        char_end=int(row["char_end"]),
        page_start=int(row["page_start"]),
        page_end=int(row["page_end"]),
        answer_id=str(row["answer_id"]),
        counted=bool(row["counted"]),
        parties=tuple(row["parties"]),
    )


def _statement(row: Row) -> Statement:
    return Statement(
        statement_id=str(row["statement_id"]),
        segment_id=str(row["segment_id"]),
        doc_id=str(row["doc_id"]),
        respondent=str(row["respondent"]),
        kind=Kind(str(row["kind"])),
        holder=str(row["holder"]),
        section=str(row["section"]),
        page=int(row["page"]),
        char_start=int(row["char_start"]),
        char_end=int(row["char_end"]),
        text=str(row["text"]),
        paragraph=int(row["paragraph"]),
        role=BlockRole(str(row["role"])),
    )


def _join(row: Row) -> Endorsement:
    """Return the endorsement by which an answer inherits its stance; its evidence is the sentence that says so."""
    return Endorsement(
        segment_id=str(row["segment_id"]),
        relation="",
        target_text="",
        statement_id=str(row["evidence_statement_id"]),
        target_segment_id=str(row["inherited_from"]),
        whole_segment=True,
    )
