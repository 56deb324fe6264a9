"""`analysis.xlsx`: the tables that analysts work with, in one workbook whose cells lead to their sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from remissnlp.codebook import Codebook
from remissnlp.export.dialect import write_bytes
from remissnlp.export.labels import load_labels
from remissnlp.export.matrix import Row, theme_matrix
from remissnlp.export.sheets import Book, joined, lighter, reference
from remissnlp.export.tables import table
from remissnlp.export.view import UNCODED, View
from remissnlp.records import Statement

FILE_NAME = "analysis.xlsx"
_NEUTRAL_COLOUR = "#6B7280"
# As in the report: light enough for black text.
_STANCE_COLOURS = {
    "support": "#A9D3B5", "support_with_comments": "#D5E5C3", "no_objection": "#D3E2EC", "comments_only": "#F5DFB3",
    "abstain": "#E0E0E3", "oppose": "#EDBDB8",
}  # fmt: skip
_TONE_COLOURS = {"positive": "#A9D3B5", "request": "#F5DFB3", "critical": "#EDBDB8"}
_LEGENDS = ("stance", "polarity", "kind", "respondent_type", "cluster_type")


def write_workbook(
    view: View, codebook: Codebook, out: Path, *, lang: str, full_matrix: bool = False, independent: bool = False
) -> Path:
    """Write `analysis.xlsx` into `out` and return its path.

    Args:
        view: what the run found.
        codebook: the themes that it was coded with.
        out: the output folder.
        lang: language of theme names and of the sheet `about`, `sv` or `en`.
        full_matrix: the matrix has every theme also by polarity.
        independent: in the matrix, a copied passage counts once.
    """
    path = out / FILE_NAME
    write_bytes(path, workbook_bytes(view, codebook, lang=lang, full_matrix=full_matrix, independent=independent))
    return path


def workbook_bytes(
    view: View, codebook: Codebook, *, lang: str, full_matrix: bool = False, independent: bool = False
) -> bytes:
    """Return the workbook; arguments as in `write_workbook`."""
    book = Book()
    order = _Order(view)
    _matrix_sheet(book, view, codebook, order, theme_matrix(view, full=full_matrix, independent=independent))
    _stances_sheet(book, view, order)
    _statements_sheet(book, view, codebook, order)
    _clusters_sheets(book, view, order)
    _codebook_sheet(book, view, codebook, lang)
    book.sheet("problems", *table(view, "errors.csv"))
    _about_sheet(book, lang)
    return book.data()


class _Order:
    """Where statements and matrix rows stand in their sheets, all numbers from 0."""

    def __init__(self, view: View) -> None:
        self.statement_row = {statement_id: number for number, statement_id in enumerate(view.statements)}
        self.matrix_row = {segment.segment_id: number for number, voice in enumerate(view.voices) for segment in voice}

    def statement(self, statement_id: str) -> str:
        """Return the address of a statement, empty where there is none."""
        row = self.statement_row.get(statement_id)
        return "" if row is None else reference("statements", row)


def _matrix_sheet(
    book: Book, view: View, codebook: Codebook, order: _Order, matrix: tuple[list[str], list[Row]]
) -> None:
    columns, rows = matrix
    independent = "independent" in columns
    first = _first_statements(view, independent=independent)

    def link(row: int, column: str) -> str:
        return order.statement(first.get((row, column), "")) if rows[row][column] else ""

    sheet = book.sheet("matrix", columns, rows, links=link)
    book.colour_values(sheet, columns.index("stance"), len(rows), _STANCE_COLOURS)
    colours = _colours(codebook)
    for number, column in enumerate(columns):
        theme = column.partition(":")[0]
        if theme in colours:
            book.colour_scale(sheet, number, len(rows), lighter(colours[theme]))


def _first_statements(view: View, *, independent: bool) -> dict[tuple[int, str], str]:
    """Return the first statement that counts in each cell of the matrix, by (row, column)."""
    first: dict[tuple[int, str], str] = {}
    for row, voice in enumerate(view.voices):
        for statement in view.statements_of(voice):
            if independent and statement.statement_id in view.repeated:
                continue
            polarity = view.polarity_of(statement.statement_id).value
            for column in view.columns_of(statement.statement_id):
                first.setdefault((row, column), statement.statement_id)
                first.setdefault((row, f"{column}:{polarity}"), statement.statement_id)
    return first


def _colours(codebook: Codebook) -> dict[str, str]:
    return {theme.id: theme.colour for theme in codebook.themes} | {UNCODED: _NEUTRAL_COLOUR}


def _stances_sheet(book: Book, view: View, order: _Order) -> None:
    columns, rows = table(view, "stances.csv")

    def link(row: int, column: str) -> str:
        return order.statement(str(rows[row][column])) if column == "evidence_statement_id" else ""

    sheet = book.sheet("stances", columns, rows, links=link)
    book.colour_values(sheet, columns.index("stance"), len(rows), _STANCE_COLOURS)


def _statements_sheet(book: Book, view: View, codebook: Codebook, order: _Order) -> None:
    """Add the statements, with the row of the matrix that counts each, and 0/1 for each theme to filter by."""
    columns, rows = table(view, "statements.csv")
    themes = [*(theme.id for theme in codebook.themes), UNCODED]
    wide = [
        row | {"matrix_row": _sheet_row(order, statement)} | _flags(view, themes, statement)
        for row, statement in zip(rows, view.statements.values(), strict=True)
    ]

    def link(row: int, column: str) -> str:
        number = wide[row]["matrix_row"]
        return reference("matrix", int(str(number)) - 2) if column == "matrix_row" and number else ""

    # What people read comes first; where it stands and what set the labels comes after.
    lead = ["respondent", "kind", "text", "polarity", *themes, "page", "section", "matrix_row"]
    ordered = [*lead, *(column for column in columns if column not in lead)]
    sheet = book.sheet("statements", ordered, wide, links=link)
    book.colour_values(sheet, ordered.index("polarity"), len(wide), _TONE_COLOURS)
    colours = _colours(codebook)
    for theme in themes:
        book.colour_scale(sheet, ordered.index(theme), len(wide), lighter(colours[theme]))


def _sheet_row(order: _Order, statement: Statement) -> int | None:
    row = order.matrix_row.get(statement.segment_id)
    return None if row is None else row + 2  # as the spreadsheet numbers it, below the header


def _flags(view: View, themes: Sequence[str], statement: Statement) -> Row:
    mine = view.columns_of(statement.statement_id)
    return {theme: int(theme in mine) for theme in themes}


def _clusters_sheets(book: Book, view: View, order: _Order) -> None:
    columns, rows = table(view, "reuse_clusters.csv")
    member_columns, members = table(view, "reuse_members.csv")
    first: dict[Any, int] = {}
    for number, member in enumerate(members):
        first.setdefault(member["cluster_id"], number)

    def to_members(row: int, column: str) -> str:
        number = first.get(rows[row]["cluster_id"])
        return "" if column != "n_members" or number is None else reference("members", number)

    def to_statement(row: int, column: str) -> str:
        if column != "statement_ids":
            return ""
        ids = members[row]["statement_ids"]
        return order.statement(str(ids[0])) if isinstance(ids, tuple) and ids else ""

    book.sheet("clusters", columns, rows, links=to_members)
    book.sheet("members", member_columns, members, links=to_statement)


def _codebook_sheet(book: Book, view: View, codebook: Codebook, lang: str) -> None:
    counts = Counter(
        theme for voice in view.voices for s in view.statements_of(voice) for theme in view.themes_of(s.statement_id)
    )
    rows: list[Row] = [
        {
            "theme": theme.id, "name": theme.name(lang), "n_statements": counts[theme.id],
            "threshold": theme.threshold, "definition": theme.definition, "include": joined(theme.include),
            "exclude": joined(theme.exclude), "examples": joined(theme.examples), "parent": theme.parent,
            "colour": theme.colour,
        }
        for theme in codebook.themes
    ]  # fmt: skip
    columns = list(rows[0])
    sheet = book.sheet("codebook", columns, rows)
    colours = {theme.colour: lighter(theme.colour) for theme in codebook.themes}
    book.colour_values(sheet, columns.index("colour"), len(rows), colours)


def _about_sheet(book: Book, lang: str) -> None:
    """Add what each sheet holds and what each value means, in the reader's language."""
    labels = load_labels(lang)
    rows: list[Row] = [{"what": name, "value": "", "meaning": text} for name, text in labels["sheet"].items()]
    rows += [
        {"what": group, "value": value, "meaning": text}
        for group in _LEGENDS
        for value, text in _legend(labels, group).items()
    ]
    sheet = book.sheet("about", ["what", "value", "meaning"], rows)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 90, book.style(text_wrap=True, valign="top"))


def _legend(labels: Mapping[str, Any], group: str) -> Mapping[str, str]:
    legend: Mapping[str, str] = labels[group]
    return legend


__all__ = ["FILE_NAME", "workbook_bytes", "write_workbook"]
