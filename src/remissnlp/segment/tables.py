"""Answers summed up in a table: one row a body, its answer in one column, the sender's remark in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from remissnlp.records import BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock

_MAX_NAME_WORDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """A row with an answer: where it begins, who answers, and where the sender's remark begins (or None)."""

    start: int
    name: str
    remark: int | None


def answer_rows(blocks: Sequence[NumberedBlock]) -> dict[int, AnswerRow]:
    """Return block index -> row for the rows of all tables whose head names a column of bodies and one of answers.

    A cell is a block of its own; the first cell of a row has space above it.
    """
    found: dict[int, AnswerRow] = {}
    columns: list[str] = []
    for row in _rows(blocks):
        labels = [_label(text) for _, _, text in row]
        if "respondent" in labels and "answer" in labels:
            columns = labels
        elif columns and columns.index("respondent") + 1 < len(row) <= len(columns):
            name = row[columns.index("respondent")][2]
            # An empty cell leaves no block, so only a full row tells its last columns.
            full = len(row) == len(columns) and "remark" in columns
            remark = row[columns.index("remark")][0] if full else None
            if name and len(name.split()) <= _MAX_NAME_WORDS:
                found[row[0][0]] = AnswerRow(start=row[0][0], name=name, remark=remark)
        else:
            columns = []
    return found


def _rows(blocks: Sequence[NumberedBlock]) -> list[list[NumberedBlock]]:
    """Group the table cells into rows; a block that is no cell ends a table with an empty row."""
    rows: list[list[NumberedBlock]] = []
    for entry in blocks:
        if entry[1].role is not BlockRole.TABLE:
            rows.append([])
        elif entry[1].gap_above or not rows:
            rows.append([entry])
        else:
            rows[-1].append(entry)
    return rows


def _label(text: str) -> str:
    found = first_match(load_rules("tables_sv.yaml", "column"), text.strip())
    return found[0].label if found else ""
