"""Labelled sheets read back: CSV and XLSX as spreadsheets save them, and the JSON export of Label Studio."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from remissnlp.annotation.cells import CSV_SUFFIX, XLSX_SUFFIX, read_bytes, read_cells, refuse
from remissnlp.errors import UsageError
from remissnlp.values import Polarity

COLUMNS = (
    "statement_id", "path", "page", "respondent", "kind", "section", "before", "text", "themes", "polarity", "comment",
)  # fmt: skip
NO_THEME = "-"
JSON_SUFFIX = ".json"
_NEEDED = ("statement_id", "text")
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
    if path.suffix.lower() not in {CSV_SUFFIX, XLSX_SUFFIX, JSON_SUFFIX}:
        raise UsageError(f"{path}: no format of sheets.", hint="Give a .csv, .xlsx or .json file.")
    rows = _from_json(path) if path.suffix.lower() == JSON_SUFFIX else read_cells(path, _is_sheet)
    faults: list[str] = []
    found: dict[str, LabelledRow] = {}
    for place, cells in rows:
        row = _labelled(cells, place, themes, faults)
        if row.themes is None and row.polarity is None:
            continue
        if row.statement_id in found:
            faults.append(f"{place}: statement '{row.statement_id}' is labelled more than once; keep one row")
        found[row.statement_id] = row
    refuse(path, faults)
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


def _is_sheet(path: Path, header: Collection[str]) -> None:
    missing = [name for name in _NEEDED if name not in header]
    if missing or not {"themes", "polarity"} & set(header):
        lacking = ", ".join(missing) or "themes or polarity"
        raise UsageError(f"{path}: lacks the column {lacking}.", hint="Use a sheet that 'remissnlp sample' wrote.")


def _from_json(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        tasks = json.loads(read_bytes(path))
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
