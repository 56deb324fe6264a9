"""Answers summed up in a table: one row a body, its answer in one column or several, the sender's remark in another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from remissnlp.records import BlockRole, Outcome
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.register import is_body_name
from remissnlp.segment.rollcalls import is_roll_call

_MAX_NAME_WORDS = 10
_MAX_COLUMNS = 7
# A column holds names, whatever its head, where so many of its cells, and at least so many, have the form of one.
_MIN_NAMED_SHARE, _MIN_NAMED = 0.6, 3
_ANSWER_WORDS = 3
_MAX_CELL_WORDS = 12
# What may stand in front of 'avstår från att svara' in a cell about the body of its row.
_NO_SUBJECT = re.compile(
    r"^(?:[Hh]ar )?(?:(?:på grund av|med hänsyn till|av) [^.,:;]{3,60} )?(?:meddelat att (?:man|de|den) )?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """A row about one body: where it begins, who, and where the sender's remark begins (or None).

    `silent` is the cell that tells that the body did not answer, with the outcome it tells, or None; `answer` is the
    text of the cell behind the name.
    """

    start: int
    name: str
    remark: int | None
    silent: tuple[NumberedBlock, str] | None = None
    answer: str = ""


def answer_rows(blocks: Sequence[NumberedBlock]) -> dict[int, AnswerRow]:
    """Return block index -> row for the rows of all tables with a column of bodies and at least one of answers.

    A cell is a block of its own; the first cell of a row has space above it.
    """
    found: dict[int, AnswerRow] = {}
    for table, headed in _tables(blocks):
        columns, unanswered = _headless(table), headed
        for number, row in enumerate(table):
            if labels := _head(row, table[number + 1 :]):
                columns = labels
            elif columns and len(row) == 1 and len(row[0][2].split()) <= _MAX_NAME_WORDS:
                # A row over others ('Kommuner'), or a body whose other cells are empty.
                unanswered = _part(row[0][2]) == "no_answers"
            elif columns and columns.index("respondent") + 1 < len(row) <= len(columns):
                # An empty cell leaves no block, so only a full row tells its last columns.
                full = len(row) == len(columns) and "remark" in columns
                remark = row[columns.index("remark")][0] if full else None
                if told := _row(row, columns, remark, unanswered=unanswered):
                    found[told.start] = told
            else:
                columns = []
    return found


def asked_rows(blocks: Sequence[NumberedBlock]) -> list[AnswerRow]:
    """Return the rows of tables that list who was asked and hold no answers: 'Remissinstans | Inkom'."""
    answered = answer_rows(blocks)
    found: list[AnswerRow] = []
    for table, headed in _tables(blocks):
        columns: list[str] = []
        unanswered = headed
        for row in table:
            labels = [column_label(text) for _, _, text in row]
            if "respondent" in labels and len(labels) > 1:
                columns = labels
            elif len(row) == 1 and _part(row[0][2]) in {"group", "no_answers"}:
                unanswered = _part(row[0][2]) == "no_answers"
            elif columns and row[0][0] not in answered and columns.index("respondent") < len(row):
                told = _row(row, columns, None, unanswered=unanswered)
                found += [told] if told else []
    return found


def silent_cells(blocks: Sequence[NumberedBlock]) -> list[NumberedBlock]:
    """Return the cells with names below a column head that says that these did not answer."""
    found: list[NumberedBlock] = []
    for table, _ in _tables(blocks):
        head = table[0]
        rules = load_rules("asked_sv.yaml", "list_head")
        told = [place for place, (_, _, text) in enumerate(head) if first_match(rules, text)]
        found += [row[place] for place in told for row in table[1:] if len(row) == len(head)]
    return found


def _row(
    row: Sequence[NumberedBlock], columns: Sequence[str], remark: int | None, *, unanswered: bool
) -> AnswerRow | None:
    """Return what a row tells; where a heading above its table says that nobody in it answered, its last cell does."""
    place = columns.index("respondent")
    name = row[place][2]
    if not name or len(name.split()) > _MAX_NAME_WORDS:
        return None
    told = [(entry, outcome) for entry in row[place + 1 :] if (outcome := cell_outcome(entry[2]))]
    if unanswered and not told:
        told = [(row[-1], Outcome.SILENT.value)]
    answer = row[place + 1][2] if place + 1 < len(row) else ""
    return AnswerRow(start=row[0][0], name=name, remark=remark, silent=told[0] if told else None, answer=answer)


def cell_outcome(text: str) -> str:
    """Return the outcome that a cell such as 'Har avstått från att yttra sig.' tells of the body of its row, or ''."""
    if found := first_match(load_rules("asked_sv.yaml", "cell"), text):
        return found[0].label
    found = first_match(load_rules("asked_sv.yaml", "no_answer"), text)
    bare = found is not None and len(text.split()) <= _MAX_CELL_WORDS
    return found[0].label if found and bare and _NO_SUBJECT.match(text[: found[1].start()]) else ""


def _head(row: Sequence[NumberedBlock], below: Sequence[Sequence[NumberedBlock]]) -> list[str]:
    """Return the labels of the columns where a row is the head of a table of answers, else an empty list.

    A column of unknown label holds answers where running text stands in it; one of names needs no label.
    """
    labels = [column_label(text) for _, _, text in row]
    if "respondent" in labels and "answer" in labels:
        # 'Ställningstagande' in front of the answer is the body's own.
        answer = labels.index("answer")
        return ["answer" if label == "remark" and place < answer else label for place, label in enumerate(labels)]
    full = [cells for cells in below if 2 <= len(cells) <= len(row)]  # an empty cell leaves no block
    if not full or len(row) < 2:
        return []
    if "respondent" not in labels:
        named = [column for column, label in enumerate(labels) if not label and _holds_names(full, column)]
        if "answer" not in labels or not named:
            return []
        labels[named[0]] = "respondent"
    open_columns = [column for column, label in enumerate(labels) if not label and _holds_text(full, column)]
    if "answer" not in labels and not open_columns:
        return []
    return [label or ("answer" if column in open_columns else "") for column, label in enumerate(labels)]


def _headless(table: Sequence[Sequence[NumberedBlock]]) -> list[str]:
    """Return the labels of a table that begins with its first row of answers: names, and text beside them."""
    if any(_head(row, table[number + 1 :]) for number, row in enumerate(table)):
        return []
    pairs = [row for row in table if len(row) == 2]
    named = len(pairs) == len(table) and _holds_names(pairs, 0) and _holds_text(pairs, 1)
    return ["respondent", "answer"] if named else []


def _holds_names(rows: Sequence[Sequence[NumberedBlock]], column: int) -> bool:
    named = sum(is_body_name(row[column][2]) for row in rows if column < len(row))
    return named >= _MIN_NAMED and named >= _MIN_NAMED_SHARE * len(rows)


def _holds_text(rows: Sequence[Sequence[NumberedBlock]], column: int) -> bool:
    told = sum(len(row[column][2].split()) >= _ANSWER_WORDS for row in rows if column < len(row))
    return told >= len(rows) / 2


def _tables(blocks: Sequence[NumberedBlock]) -> list[tuple[list[list[NumberedBlock]], bool]]:
    """Group the cells into tables of rows, each with whether a heading above it says that nobody in it answered.

    A block that is no cell ends a table.
    """
    tables: list[tuple[list[NumberedBlock], bool]] = []
    unanswered = False
    above: BlockRole | None = None
    for entry in blocks:
        role = entry[1].role
        if role is BlockRole.TABLE and above is not BlockRole.TABLE:
            tables.append(([], unanswered))
        if role is BlockRole.TABLE:
            tables[-1][0].append(entry)
        elif role is BlockRole.HEADING:
            unanswered = _part(entry[2]) == "no_answers"
        above = role
    told = [(cells, silent) for cells, silent in tables if not is_roll_call([text for _, _, text in cells])]
    return [(_rows(cells), silent) for cells, silent in told]


def _part(text: str) -> str:
    """Return the part of a document that a heading, or a row over others, names."""
    part = first_match(load_rules("headings_sv.yaml", "part"), text)
    return part[0].label if part else ""


def _rows(cells: list[NumberedBlock]) -> list[list[NumberedBlock]]:
    """Return the cells row by row; where each cell has space above it, by the number of columns that fits."""
    if len(cells) > 1 and all(block.gap_above for _, block, _ in cells):
        width = _width(cells)
        return [cells[start : start + width] for start in range(0, len(cells), width)]
    rows: list[list[NumberedBlock]] = []
    for entry in cells:
        if entry[1].gap_above or not rows:
            rows.append([entry])
        else:
            rows[-1].append(entry)
    return rows


def _width(cells: Sequence[NumberedBlock]) -> int:
    """Return the number of columns with which all rows are full and the head names a column of bodies."""
    for width in range(2, _MAX_COLUMNS + 1):
        labels = [column_label(text) for _, _, text in cells[:width]]
        if len(cells) % width == 0 and all(labels) and not column_label(cells[min(width, len(cells) - 1)][2]):
            return width
    fitting = [width for width in range(2, _MAX_COLUMNS + 1) if len(cells) % width == 0]
    with_names = [w for w in fitting if "respondent" in [column_label(text) for _, _, text in cells[:w]]]
    return (with_names or [1])[-1]


def column_label(text: str) -> str:
    """Return what a column head or the label of a field announces: respondent, answer, remark, number or ''."""
    found = first_match(load_rules("tables_sv.yaml", "column"), text.strip())
    return found[0].label if found else ""
