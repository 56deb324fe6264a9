"""A matrix as a file: CSV, workbook or Markdown."""

from __future__ import annotations

import re

from remissnlp.export.dialect import DIALECTS, Cell, Dialect, csv_text
from remissnlp.export.dialect import cell as as_text
from remissnlp.export.shapes import Matrix
from remissnlp.export.sheets import Book
from remissnlp.values import CellShape, MatrixFormat

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>|#]")
_COLOUR = "#9CC3CB"


def matrix_bytes(matrix: Matrix, form: MatrixFormat, *, dialect: Dialect = DIALECTS["standard"]) -> bytes:
    """Return a matrix as the bytes of a file; the dialect concerns CSV only."""
    if form is MatrixFormat.XLSX:
        return _workbook(matrix)
    if form is MatrixFormat.MD:
        return _markdown(matrix).encode("utf-8")
    return csv_text(matrix.columns, matrix.rows, dialect).encode(dialect.encoding)


def _workbook(matrix: Matrix) -> bytes:
    book = Book()
    sheet = book.sheet("matrix", matrix.columns, matrix.rows)
    for number, column in enumerate(matrix.columns):
        if column in matrix.themes:
            if matrix.values is CellShape.COVERAGE:
                book.percent(sheet, number)
            book.colour_scale(sheet, number, len(matrix.rows), _COLOUR)
    return book.data()


def _markdown(matrix: Matrix) -> str:
    numbers = {*matrix.sizes, *matrix.themes}
    lines = [
        _line(matrix.columns),
        _line(["---:" if column in numbers else "---" for column in matrix.columns]),
        *(_line([_shown(row[column]) for column in matrix.columns]) for row in matrix.rows),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(value: Cell) -> str:
    """Return a value as Markdown text: nothing in it can end the cell or begin a link or an element."""
    text = " ".join(as_text(value, DIALECTS["standard"]).split())
    return text if isinstance(value, int | float) else _ACTIVE.sub(r"\\\g<0>", text).replace("\\<", "&lt;")
