"""Labelled sheets read back: CSV and XLSX as spreadsheets save them, and the JSON export of Label Studio."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from remissnlp.errors import UsageError
from remissnlp.text import bare
from remissnlp.values import Polarity

COLUMNS = (
    "statement_id", "path", "page", "respondent", "kind", "section", "before", "text", "themes", "polarity", "comment",
)  # fmt: skip
NO_THEME = "-"
CSV_SUFFIX, XLSX_SUFFIX, JSON_SUFFIX = ".csv", ".xlsx", ".json"
MAX_BYTES, MAX_ROWS = 50_000_000, 100_000
_NEEDED = ("statement_id", "text")
_MAX_LISTED = 20
_BETWEEN = re.compile(r"[;,|\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledRow:
    """A statement as a person labelled it.

    `themes` is empty for "no theme" and None where themes were not labelled; `polarity` is None where it was not.
    """

    statement_id: str
    text: str
    before: str = ""
    section: str = ""
    respondent: str = ""
    kind: str = ""
    path: str = ""
    page: str = ""
    themes: tuple[str, ...] | None = None
    polarity: Polarity | None = None
    comment: str = ""


def read_labels(path: Path, *, themes: Collection[str] | None = None) -> list[LabelledRow]:
    """Return the rows of a sheet that a person labelled, in its order; rows without any label are left out.

    Args:
        path: `.csv` (comma, semicolon or tab), `.xlsx`, or the `.json` that Label Studio exports.
        themes: ids that may occur; any by default.

    Raises:
        UsageError: the file cannot be read, or has faults; the message lists them.
    """
    suffix = path.suffix.lower()
    readers = {CSV_SUFFIX: _from_csv, XLSX_SUFFIX: _from_xlsx, JSON_SUFFIX: _from_json}
    if suffix not in readers:
        raise UsageError(f"{path}: no format of sheets.", hint="Give a .csv, .xlsx or .json file.")
    faults: list[str] = []
    found: dict[str, LabelledRow] = {}
    for place, cells in readers[suffix](path):
        row = _labelled(cells, place, themes, faults)
        if row.themes is None and row.polarity is None:
            continue
        if row.statement_id in found:
            faults.append(f"{place}: statement '{row.statement_id}' is labelled more than once; keep one row")
        found[row.statement_id] = row
    if faults:
        listed = "\n".join(f"  - {fault}" for fault in faults[:_MAX_LISTED])
        more = f"\n  and {len(faults) - _MAX_LISTED} more" if len(faults) > _MAX_LISTED else ""
        raise UsageError(f"{path}: {len(faults)} fault(s):\n{listed}{more}\n", hint="Correct them in the sheet.")
    return list(found.values())


def _labelled(cells: Mapping[str, str], place: str, known: Collection[str] | None, faults: list[str]) -> LabelledRow:
    values = {key: str(cells.get(key, "")).strip() for key in COLUMNS}
    themes = _themes(values.pop("themes"), place, known, faults)
    polarity = _polarity(values.pop("polarity"), place, faults)
    if not values["statement_id"] and (themes is not None or polarity is not None):
        faults.append(f"{place}: has labels but no statement_id; take the row from the sheet anew")
    return LabelledRow(**values, themes=themes, polarity=polarity)


def _themes(cell: str, place: str, known: Collection[str] | None, faults: list[str]) -> tuple[str, ...] | None:
    if not cell:
        return None
    found = tuple(dict.fromkeys(name for name in _BETWEEN.split(cell.lower()) if name))
    if found == (NO_THEME,):
        return ()
    for name in found:
        if name == NO_THEME:
            faults.append(f"{place} themes: '{NO_THEME}' stands for no theme; remove it or the others")
        elif known is not None and name not in known:
            faults.append(f"{place} themes: '{name}' is no theme of the codebook; correct it")
    return found


def _polarity(cell: str, place: str, faults: list[str]) -> Polarity | None:
    try:
        return Polarity(cell.lower()) if cell else None
    except ValueError:
        names = ", ".join(polarity.value for polarity in Polarity)
        faults.append(f"{place} polarity: '{cell[:40]}' is none of {names}; correct it")
        return None


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{path}: is over {MAX_BYTES} bytes.", hint="Split it.")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'cannot be read'}.", hint="Check the path.") from error


def _from_csv(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text.", hint="Save it as 'CSV UTF-8'.") from error
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = _header(path, next(rows, []))
        for cells in rows:
            yield f"line {rows.line_num}", dict(zip(header, map(bare, cells), strict=False))
    except csv.Error as error:
        raise UsageError(f"{path}: line {rows.line_num}: {error}.", hint="Save the sheet anew.") from error


def _from_xlsx(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    import zipfile

    try:
        import openpyxl
    except ImportError as error:
        raise UsageError(f"{path}: openpyxl is not installed.", hint="pip install 'remissnlp[annotation]'.") from error
    try:
        book = openpyxl.load_workbook(io.BytesIO(_bytes(path)), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS)
        header = _header(path, ["" if cell is None else str(cell) for cell in next(iter(rows), ())])
        for number, cells in enumerate(rows, 2):
            values = ("" if cell is None else bare(str(cell)) for cell in cells)
            yield f"row {number}", dict(zip(header, values, strict=False))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise UsageError(f"{path}: is no XLSX workbook.", hint="Save the sheet anew as XLSX or CSV.") from error


def _header(path: Path, cells: list[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    missing = [name for name in _NEEDED if name not in header]
    if missing or not {"themes", "polarity"} & set(header):
        lacking = ", ".join(missing) or "themes or polarity"
        raise UsageError(f"{path}: lacks the column {lacking}.", hint="Use a sheet that 'remissnlp sample' wrote.")
    return header


def _from_json(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        tasks = json.loads(_bytes(path))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is no JSON.", hint="Export from Label Studio as JSON.") from error
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise UsageError(f"{path}: is no list of tasks.", hint="Export from Label Studio as JSON, not JSON-MIN.")
    for number, task in enumerate(tasks, 1):
        data = task.get("data")
        cells = {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}
        cells |= {"themes": "", "polarity": "", "comment": ""} | _annotation(task)
        yield f"task {number}", cells


def _annotation(task: Mapping[str, Any]) -> dict[str, str]:
    """Return the labels of a task's first annotation that was not skipped; without any, nothing."""
    for annotation in task.get("annotations") or ():
        if not isinstance(annotation, dict) or annotation.get("was_cancelled"):
            continue
        cells = {"themes": NO_THEME}
        for item in annotation.get("result") or ():
            value = item.get("value", {}) if isinstance(item, dict) else {}
            chosen = value.get("choices") or value.get("text") or []
            name = item.get("from_name") if chosen else None
            if name in {"themes", "polarity", "comment"}:
                cells[name] = ";".join(map(str, chosen)) if isinstance(chosen, list) else str(chosen)
        return cells
    return {}
