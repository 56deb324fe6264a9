"""The workbook: the same bytes, links that lead where they say, nothing that runs, and Excel's limits kept."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from remissnlp.export import sheets
from remissnlp.export.sheets import Book, lighter
from remissnlp.export.view import View
from remissnlp.export.workbook import workbook_bytes
from remissnlp.records import Analysis
from tests.report_sample import FORMULA, HOSTILE, sample_analysis
from tests.test_qda import BOOK

SHEETS = ["matrix", "stances", "statements", "clusters", "members", "codebook", "problems", "about"]


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def small(**options: object) -> Workbook:
    return opened(workbook_bytes(View(sample_analysis(), BOOK), BOOK, lang="sv", **options))


def test_two_runs_give_the_same_bytes() -> None:
    first, second = (workbook_bytes(View(sample_analysis(), BOOK), BOOK, lang="sv") for _ in range(2))
    assert first == second


def test_every_sheet_has_a_frozen_filtered_header() -> None:
    book = small()
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")


def test_nothing_in_it_is_a_formula_or_a_link_to_the_outside() -> None:
    book = small()
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink and (cell.hyperlink.target or not cell.hyperlink.location)]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert f"'{FORMULA}" in texts
    assert f"Vi säger nej {HOSTILE} till bullret." in texts


def test_a_matrix_cell_leads_to_the_first_of_its_statements() -> None:
    book = small()
    matrix, statements = book["matrix"], book["statements"]
    head = {cell.value: cell.column for cell in matrix[1]}
    linked = {
        (row[0].row, theme): row[head[theme] - 1].hyperlink
        for row in matrix.iter_rows(min_row=2)
        for theme in ("quay", "noise", "uncoded")
        if row[head[theme] - 1].value
    }
    assert len(linked) == 4
    columns = {cell.value: cell.column for cell in statements[1]}
    for (row, theme), link in linked.items():
        target = statements[link.location.split("!")[1]].row
        assert statements.cell(target, columns[theme]).value == 1
        assert statements.cell(target, columns["matrix_row"]).value == row


def test_the_statements_of_a_cell_can_be_filtered_and_add_up() -> None:
    book = small()
    matrix, statements = book["matrix"], book["statements"]
    columns = {cell.value: number for number, cell in enumerate(statements[1])}
    head = {cell.value: number for number, cell in enumerate(matrix[1])}
    rows = list(statements.iter_rows(min_row=2, values_only=True))
    for number, row in enumerate(matrix.iter_rows(min_row=2, values_only=True), start=2):
        for theme in ("quay", "noise", "uncoded"):
            assert row[head[theme]] == sum(s[columns[theme]] for s in rows if s[columns["matrix_row"]] == number)


def test_colours_are_conditional() -> None:
    book = small(full_matrix=True)
    assert len(book["matrix"].conditional_formatting) >= 3
    assert len(book["stances"].conditional_formatting) == 1
    assert "quay:request" in [cell.value for cell in book["matrix"][1]]


def test_what_excel_cannot_hold_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    monkeypatch.setattr(sheets, "MAX_LINKS", 2)
    book = Book()
    rows = [{"text": "x" * 40_000, "n": number} for number in range(9)]
    book.sheet("lång", ["text", "n"], rows, links=lambda row, column: "'lång'!A1" if column == "n" else "")
    sheet = opened(book.data())["lång"]
    assert sheet.max_row == 4
    assert len(sheet["A2"].value) == 32_767
    assert [bool(sheet.cell(row, 2).hyperlink) for row in (2, 3, 4)] == [True, True, False]
    assert sheet["B4"].value == 2


def test_an_empty_run_is_still_a_workbook() -> None:
    empty = Analysis(documents=(), segmented=(), labels={}, stances=())
    book = opened(workbook_bytes(View(empty, BOOK), BOOK, lang="en"))
    assert book.sheetnames == SHEETS
    assert book["matrix"].max_row == 1


def test_lighter_colours_keep_black_text_readable() -> None:
    assert lighter("#000000", 0.5) == "#808080"
    assert lighter("#2a6f97", 0.0) == "#FFFFFF"


def test_the_sample_has_one(sample_out: Path) -> None:
    book = opened((sample_out / "analysis.xlsx").read_bytes())
    assert book["statements"].max_row > 300
    assert book["about"]["C2"].value.startswith("Antal meningar")
