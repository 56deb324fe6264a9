"""Tables that people filled in, CSV and XLSX as spreadsheets save them, cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from remissnlp.errors import UsageError
from remissnlp.text import bare

CSV_SUFFIX, XLSX_SUFFIX = ".csv", ".xlsx"
MAX_BYTES, MAX_ROWS = 50_000_000, 100_000
_MAX_LISTED = 20
Check: TypeAlias = Callable[[Path, Collection[str]], None]


def read_cells(path: Path, check: Check) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of a table with the place of each ("line 3"), by the names of the columns.

    Args:
        path: `.csv` (comma, semicolon or tab) or `.xlsx`.
        check: raises where the header is not that of such a table.

    Raises:
        UsageError: the file cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in {CSV_SUFFIX, XLSX_SUFFIX}:
        raise UsageError(f"{path}: no format of tables.", hint="Give a .csv or .xlsx file.")
    yield from (_from_csv if suffix == CSV_SUFFIX else _from_xlsx)(path, check)


def refuse(path: Path, faults: Sequence[str]) -> None:
    """Raise with a list of faults, if there are any.

    Raises:
        UsageError: there are.
    """
    if faults:
        listed = "\n".join(f"  - {fault}" for fault in faults[:_MAX_LISTED])
        more = f"\n  and {len(faults) - _MAX_LISTED} more" if len(faults) > _MAX_LISTED else ""
        raise UsageError(f"{path}: {len(faults)} fault(s):\n{listed}{more}\n", hint="Correct them in the sheet.")


def read_bytes(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        UsageError: it is too large or cannot be read.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{path}: is over {MAX_BYTES} bytes.", hint="Split it.")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'cannot be read'}.", hint="Check the path.") from error


def _from_csv(path: Path, check: Check) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text.", hint="Save it as 'CSV UTF-8'.") from error
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = _header(path, next(rows, []), check)
        for cells in rows:
            yield f"line {rows.line_num}", dict(zip(header, map(bare, cells), strict=False))
    except csv.Error as error:
        raise UsageError(f"{path}: line {rows.line_num}: {error}.", hint="Save the sheet anew.") from error


def _from_xlsx(path: Path, check: Check) -> Iterator[tuple[str, dict[str, str]]]:
    import zipfile

    try:
        import openpyxl
    except ImportError as error:
        raise UsageError(f"{path}: openpyxl is not installed.", hint="pip install 'remissnlp[annotation]'.") from error
    try:
        book = openpyxl.load_workbook(io.BytesIO(read_bytes(path)), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS)
        header = _header(path, ["" if cell is None else str(cell) for cell in next(iter(rows), ())], check)
        for number, cells in enumerate(rows, 2):
            values = ("" if cell is None else bare(str(cell)) for cell in cells)
            yield f"row {number}", dict(zip(header, values, strict=False))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise UsageError(f"{path}: is no XLSX workbook.", hint="Save the sheet anew as XLSX or CSV.") from error


def _header(path: Path, cells: list[str], check: Check) -> list[str]:
    header = [cell.strip() for cell in cells]
    check(path, header)
    return header
