"""Sheets to label: CSV and XLSX for spreadsheets, JSON for Label Studio."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from remissnlp.annotation.cells import CSV_SUFFIX, XLSX_SUFFIX
from remissnlp.annotation.coded import Coded
from remissnlp.annotation.labels import COLUMNS, JSON_SUFFIX, NO_THEME
from remissnlp.codebook import Codebook, Theme
from remissnlp.errors import UsageError
from remissnlp.export.dialect import DIALECTS, Cell, csv_text
from remissnlp.export.sheets import Book, joined
from remissnlp.values import Polarity

CONFIG_ENDING = ".labels.xml"
_WIDTHS = {"before": 50, "text": 70, "themes": 28, "polarity": 12, "comment": 30, "respondent": 24, "section": 20}
_LABELS = ("themes", "polarity")


def write_sheet(
    statements: Sequence[Coded],
    path: Path,
    codebook: Codebook,
    *,
    csv_dialect: str = "standard",
    prefill: bool = False,
    overwrite: bool = False,
) -> list[Path]:
    """Write statements to label and return the files written.

    Args:
        statements: in the order in which they are to be labelled.
        path: `.csv`, `.xlsx`, or `.json` for Label Studio, beside which its labelling interface is written.
        codebook: the themes to choose from.
        csv_dialect: `standard` or `excel-sv`.
        prefill: put the program's own labels in, to be corrected; people then agree with it more often.
        overwrite: replace a sheet that is there; what people filled in is lost.

    Raises:
        UsageError: the suffix is none of these, or the file is there or cannot be written.
    """
    suffix = path.suffix.lower()
    if path.exists() and not overwrite:
        raise UsageError(f"{path}: is there already.", hint="Choose another name, or give --overwrite.")
    rows = [_row(statement, prefill=prefill) for statement in statements]
    if suffix == CSV_SUFFIX:
        dialect = DIALECTS[csv_dialect]
        files = {path: csv_text(COLUMNS, rows, dialect).encode(dialect.encoding)}
    elif suffix == XLSX_SUFFIX:
        files = {path: _workbook(rows, codebook)}
    elif suffix == JSON_SUFFIX:
        tasks = _tasks(statements, prefill=prefill)
        files = {path: tasks, path.with_suffix(CONFIG_ENDING): label_config(codebook).encode("utf-8")}
    else:
        raise UsageError(f"{path}: no format of sheets.", hint="Name a .csv, .xlsx or .json file.")
    try:
        for file, data in files.items():
            file.write_bytes(data)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise UsageError(f"{path}: {reason}.", hint="Choose another place.") from error
    return list(files)


def _row(statement: Coded, *, prefill: bool) -> dict[str, Cell]:
    row: dict[str, Cell] = {key: getattr(statement, key) for key in COLUMNS if hasattr(statement, key)}
    themes = (statement.themes or (NO_THEME,)) if prefill else ()
    return row | {"themes": themes, "polarity": statement.polarity.value if prefill else "", "comment": ""}


def _workbook(rows: Sequence[dict[str, Cell]], codebook: Codebook) -> bytes:
    """Return a workbook: the rows to label, with a list to choose the polarity from, and the codebook beside them."""
    book = Book()
    sheet = book.sheet("label", COLUMNS, rows)
    for name, width in _WIDTHS.items():
        column = COLUMNS.index(name)
        sheet.set_column(column, column, width, book.style(valign="top", text_wrap=True))
    help_text = f"Names from the sheet 'codebook', ; between them; {NO_THEME} for no theme. Empty: not labelled."
    for name, choice in (
        ("polarity", {"validate": "list", "source": [polarity.value for polarity in Polarity]}),
        ("themes", {"validate": "any", "input_title": "themes", "input_message": help_text}),
    ):
        column = COLUMNS.index(name)
        sheet.data_validation(1, column, max(len(rows), 1), column, choice)
    columns = ("themes", "name_sv", "name_en", "definition", "include", "exclude")
    book.sheet("codebook", columns, [_theme_row(theme) for theme in codebook.themes])
    return book.data()


def _theme_row(theme: Theme) -> dict[str, Cell]:
    return {
        "themes": theme.id,
        "name_sv": theme.name_sv,
        "name_en": theme.name_en,
        "definition": theme.definition,
        "include": joined(theme.include),
        "exclude": joined(theme.exclude),
    }


def _tasks(statements: Sequence[Coded], *, prefill: bool) -> bytes:
    """Return tasks of Label Studio; labels that are filled in are predictions, which people accept or change."""
    tasks = []
    for statement in statements:
        data = {key: getattr(statement, key) for key in COLUMNS if hasattr(statement, key) and key not in _LABELS}
        task: dict[str, Any] = {"data": data}
        if prefill:
            labels = {"themes": list(statement.themes), "polarity": [statement.polarity.value]}
            result = [
                {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": values}}
                for name, values in labels.items()
                if values
            ]
            task["predictions"] = [{"model_version": "remissnlp", "result": result}]
        tasks.append(task)
    return (json.dumps(tasks, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def label_config(codebook: Codebook) -> str:
    """Return the labelling interface of Label Studio for a codebook, to paste into a project's settings."""
    from lxml import etree

    view = etree.Element("View")
    etree.SubElement(view, "Header", value="$respondent, p. $page: $section", size="5")
    etree.SubElement(view, "Text", name="before", value="$before")
    etree.SubElement(view, "Text", name="text", value="$text")
    themes = etree.SubElement(view, "Choices", name="themes", toName="text", choice="multiple", showInline="true")
    for theme in codebook.themes:
        etree.SubElement(themes, "Choice", alias=theme.id, value=theme.name_sv, hint=theme.definition)
    tones = etree.SubElement(view, "Choices", name="polarity", toName="text", choice="single", required="true")
    for polarity in Polarity:
        etree.SubElement(tones, "Choice", value=polarity.value)
    etree.SubElement(view, "TextArea", name="comment", toName="text", rows="1", editable="true")
    return etree.tostring(view, pretty_print=True, encoding="unicode")
