"""CSV as spreadsheets and programs expect it, safe to open: formulas in foreign text are neutralised."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from remissnlp.text import neutral

Cell = str | int | float | bool | None | Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How values are written: separators, decimal mark and encoding."""

    name: str
    delimiter: str
    list_separator: str
    decimal_mark: str
    encoding: str


DIALECTS: Mapping[str, Dialect] = {
    "standard": Dialect(name="standard", delimiter=",", list_separator=";", decimal_mark=".", encoding="utf-8"),
    "excel-sv": Dialect(name="excel-sv", delimiter=";", list_separator="|", decimal_mark=",", encoding="utf-8-sig"),
}


def cell(value: Cell, dialect: Dialect) -> str:
    """Return one value as it is written; numbers are never neutralised and scores have four decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.4f}".replace(".", dialect.decimal_mark)
    if isinstance(value, str):
        return neutral(value)
    return neutral(dialect.list_separator.join(value))


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]], dialect: Dialect) -> str:
    """Return a table as CSV text: header row, RFC 4180 quoting, line feeds at line ends.

    Raises:
        KeyError: a row lacks a column.
    """
    lines = [_line(columns, dialect)]
    lines += [_line([cell(row[column], dialect) for column in columns], dialect) for row in rows]
    return "".join(lines)


def _line(cells: Sequence[str], dialect: Dialect) -> str:
    # The writer quotes a lone carriage return only where its own line end has one.
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=dialect.delimiter, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().removesuffix("\r\n") + "\n"


def write_text(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write a file whole or not at all, so that a run that is killed leaves no half table."""
    write_bytes(path, text.encode(encoding))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file of bytes whole or not at all."""
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(data)
    temporary.replace(path)
