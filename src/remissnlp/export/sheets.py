"""Workbooks: the only module that knows XlsxWriter. Same tables, same bytes; foreign text is never run as a formula."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from remissnlp.export.dialect import DIALECTS, Cell
from remissnlp.export.dialect import cell as as_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# What Excel can hold; beyond it, a file would be refused as damaged.
MAX_ROWS = 1_048_575
MAX_CHARS = 32_767
MAX_LINKS = 65_000

# A date of our own: the clock would make every file different.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_WIDE, _NORMAL, _NARROW = 70, 18, 11
_WIDE_COLUMNS = {"text", "evidence_text", "definition", "include", "exclude", "examples", "error", "action", "edits"}
_NAME_COLUMNS = {"respondent", "path", "section", "rule", "theme_rules", "polarity_rule", "theme_scores", "name"}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

# (row of the table from 0, name of the column) -> "sheet!A1" to go to, or nothing
Links = Callable[[int, str], str]
Colours = Mapping[str, str]


class Book:
    """A workbook in memory: sheets with frozen headers, filters and links, then its bytes."""

    def __init__(self) -> None:
        import xlsxwriter

        self._buffer = io.BytesIO()
        self.workbook: Workbook = xlsxwriter.Workbook(self._buffer, _OPTIONS)
        self.workbook.set_properties({"created": _CREATED, "author": "remissnlp"})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: Any) -> Format:  # noqa: ANN401 - XlsxWriter's own properties
        """Return the format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(dict(properties))
        return self._formats[key]

    def sheet(
        self, name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Cell]], *, links: Links | None = None
    ) -> Worksheet:
        """Add a sheet with one table: header frozen and filtered, one row a row, cells of the CSV files.

        Rows and characters beyond what Excel holds are left out; the CSV file has them.
        """
        worksheet = self.workbook.add_worksheet(name)
        head = self.style(bold=True, bg_color="#EFEDE6", border_color="#C9C6BD", bottom=1, valign="top")
        for number, column in enumerate(columns):
            worksheet.write_string(0, number, column, head)
            worksheet.set_column(number, number, _width(column), self.style(valign="top", text_wrap=_is_long(column)))
        n_links = 0
        for index, row in enumerate(rows[:MAX_ROWS]):
            for number, column in enumerate(columns):
                target = links(index, column) if links and n_links < MAX_LINKS else ""
                n_links += bool(target)
                self._write(worksheet, index + 1, number, row[column], target=target)
        worksheet.freeze_panes(1, 1)
        worksheet.autofilter(0, 0, max(len(rows[:MAX_ROWS]), 1), max(len(columns) - 1, 0))
        return worksheet

    def _write(self, worksheet: Worksheet, row: int, column: int, value: Cell, *, target: str) -> None:
        style = self.style(valign="top", font_color="#0F5A66", underline=1) if target else None
        if target:
            # The link stays when the cell's value is written over its text.
            worksheet.write_url(row, column, f"internal:{target}", style)
        if isinstance(value, bool | int | float):
            worksheet.write_number(row, column, value, style)
        elif text := as_text(value, DIALECTS["standard"]):
            worksheet.write_string(row, column, text[:MAX_CHARS], style)

    def colour_values(self, worksheet: Worksheet, column: int, n_rows: int, colours: Colours) -> None:
        """Fill the cells of a column that hold a value with the value's colour."""
        for value, colour in colours.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": self.style(bg_color=colour)}
            worksheet.conditional_format(1, column, max(n_rows, 1), column, rule)

    def colour_scale(self, worksheet: Worksheet, column: int, n_rows: int, colour: str) -> None:
        """Colour the numbers of a column from white (0) to `colour` (the column's greatest)."""
        scale = {
            "type": "2_color_scale",
            "min_type": "num",
            "min_value": 0,
            "min_color": "#FFFFFF",
            "max_color": colour,
        }
        worksheet.conditional_format(1, column, max(n_rows, 1), column, scale)

    def percent(self, worksheet: Worksheet, column: int, width: int = _NARROW) -> None:
        """Show the numbers of a column as percent."""
        worksheet.set_column(column, column, width, self.style(num_format="0.0%"))

    def data(self) -> bytes:
        """Close the workbook and return its bytes."""
        self.workbook.close()
        return self._buffer.getvalue()


def reference(sheet: str, row: int, column: int = 0) -> str:
    """Return the address of a cell of a table, both numbers from 0; the header stands above row 0."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return f"'{sheet}'!{xl_rowcol_to_cell(row + 1, column)}"


def lighter(colour: str, share: float = 0.55) -> str:
    """Return a colour (`#rrggbb`) mixed with white, so that black text can be read on it; `share` is the colour's."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)


def joined(lines: Iterable[str]) -> str:
    """Return several texts as the lines of one cell."""
    return "\n".join(lines)


def _is_long(column: str) -> bool:
    return column in _WIDE_COLUMNS


def _width(column: str) -> int:
    if _is_long(column):
        return _WIDE
    return _NORMAL + 8 if column in _NAME_COLUMNS else max(_NARROW, min(_NORMAL, len(column) + 4))
