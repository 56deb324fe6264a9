"""Every number that is said twice is the same: run.json, CSV, matrices, workbook, report, Parquet and closing table."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import remissnlp
from remissnlp.codebook import load_codebook
from remissnlp.export.coded import coded_voices
from remissnlp.export.labels import load_labels
from remissnlp.export.shapes import shape_matrix
from remissnlp.records import POLITICAL_KINDS, Polarity
from remissnlp.values import CellShape, RowShape
from tests.conftest import ROOT, run_cli

TUNING = ROOT / "data" / "validation" / "tuning"


class Cells(HTMLParser):
    """The report's matrix as rows of texts, its figures, and its data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.matrix: list[dict[str, Any]] = []
        self.foot: list[dict[str, str]] = []
        self.figures: list[int] = []
        self.data = ""
        self.section = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "section":
            self.section = attributes.get("id") or ""
        if self.section == "themes":
            if tag == "tr":
                self.matrix.append({"who": "", "cells": []})
            elif tag == "td" and "cell" in (attributes.get("class") or ""):
                self.matrix[-1]["cells"].append({"all": "0", "once": "0"} | {"sort": attributes.get("data-sort")})
            elif tag == "td" and attributes.get("class") == "number":
                self.foot.append({})
        if tag not in {"meta", "input", "br", "circle", "rect"}:
            self.stack.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, attributes = self.stack[-1] if self.stack else ("", {})
        if attributes.get("id") == "data":
            self.data += data
        elif tag == "b" and self.section == "overview" and any(a.get("class") == "figures" for _, a in self.stack):
            self.figures.append(int(data))
        elif self.section == "themes" and tag == "a" and attributes.get("class") == "who":
            self.matrix[-1]["who"] += data
        elif self.section == "themes" and attributes.get("class") in {"all", "once"}:
            where = self.foot[-1] if any(t == "tfoot" for t, _ in self.stack) else self.matrix[-1]["cells"][-1]
            where[str(attributes["class"])] = data


def records(sheet: Worksheet) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module", params=["sample", "tuning"])
def out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample case, and the documents of other cities that rules may be tuned on (many cases in one folder)."""
    if request.param == "sample":
        folder: Path = request.getfixturevalue("sample_out")
        return folder
    folder = tmp_path_factory.mktemp("tuning") / "out"
    done = run_cli("analyze", TUNING, "-o", folder, "--quiet", "--workers", "1", "--csv-dialect", "excel-sv")
    assert done.returncode in {0, 4}, done.stderr
    return folder


@pytest.fixture(scope="module")
def run(out: Path) -> Any:
    return remissnlp.load(out)


@pytest.fixture(scope="module")
def page(out: Path) -> Cells:
    return Cells((out / "report.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book(out: Path) -> Any:
    return load_workbook(out / "analysis.xlsx")


def test_the_matrix_is_the_same_everywhere(run: Any, page: Cells, book: Any) -> None:
    themes = list(run.themes)
    table = run["theme_matrix"]
    numbers = table[themes].to_numpy().tolist()
    assert [[row[theme] for theme in themes] for row in records(book["matrix"])] == numbers
    shaped = shape_matrix(coded_voices(run), themes, rows=RowShape.VOICE, values=CellShape.COUNT)
    assert [[row[theme] for theme in themes] for row in shaped.rows] == numbers
    shown = [row for row in page.matrix if row["cells"]]
    political = {kind.value for kind in POLITICAL_KINDS}
    order = sorted(range(len(table)), key=lambda number: table["kind"].iloc[number] in political)
    assert [row["who"] for row in shown] == [table["respondent"].iloc[number] or "Okänd" for number in order]
    for kind in ("sort", "all"):
        assert [[int(cell[kind]) for cell in row["cells"]] for row in shown] == [numbers[number] for number in order]
    assert [int(foot["all"]) for foot in page.foot] == [sum(column) for column in zip(*numbers, strict=True)]


def test_copies_counted_once_are_the_same_everywhere(run: Any, page: Cells) -> None:
    themes = list(run.themes)
    shaped = shape_matrix(coded_voices(run), themes, rows=RowShape.VOICE, values=CellShape.COUNT, independent=True)
    political = {kind.value for kind in POLITICAL_KINDS}
    rows = sorted(shaped.rows, key=lambda row: row["kind"] in political)
    shown = [[int(cell["once"]) for cell in row["cells"]] for row in page.matrix if row["cells"]]
    assert shown == [[row[theme] for theme in themes] for row in rows]
    assert [int(foot["once"]) for foot in page.foot] == [sum(int(str(row[t])) for row in rows) for t in themes]


def test_every_shape_adds_up_to_the_matrix(run: Any) -> None:
    themes = list(run.themes)
    voices = coded_voices(run)

    def total(rows: RowShape) -> list[int]:
        shaped = shape_matrix(voices, themes, rows=rows, values=CellShape.COUNT)
        return [sum(int(str(row[theme])) for row in shaped.rows) for theme in themes]

    table = run["theme_matrix"]
    political = table["kind"].isin([kind.value for kind in POLITICAL_KINDS])
    assert total(RowShape.DOCUMENT) == total(RowShape.VOICE) == [int(table[theme].sum()) for theme in themes]
    assert total(RowShape.RESPONDENT) == total(RowShape.BODY_TYPE) == [int(table[~political][t].sum()) for t in themes]
    tones = [
        shape_matrix(voices, themes, rows=RowShape.VOICE, values=CellShape.COUNT, polarities={tone})
        for tone in Polarity
    ]
    for number, row in enumerate(table[themes].to_numpy().tolist()):
        assert [sum(int(str(tone.rows[number][t])) for tone in tones) for t in themes] == row


def test_the_figures_are_those_of_run_json_and_of_the_tables(run: Any, page: Cells) -> None:
    counts = run.info["counts"]
    n_documents, n_respondents, n_answers, n_political, n_declined, n_copied, n_problems = page.figures
    respondents = shape_matrix(coded_voices(run), [], rows=RowShape.RESPONDENT, values=CellShape.COUNT)
    stances = run["stances"]
    counted = stances[stances["counted"] == 1]
    political = counted["kind"].isin([kind.value for kind in POLITICAL_KINDS])
    assert n_documents == len(run["documents"]) == counts["documents"] + counts["failed"]
    assert n_respondents == counts["respondents"] == len(respondents.rows)
    originals = set(run["documents"][run["documents"]["duplicate_of"] == ""]["doc_id"])
    assert n_answers == counts["answers"] == int((~political & counted["doc_id"].isin(originals)).sum())
    assert n_political == int((political & counted["doc_id"].isin(originals)).sum())
    assert n_declined == int(run["declined"]["doc_id"].isin(originals).sum())
    assert n_copied == int((run["reuse_clusters"]["type"] == "argument").sum())
    assert n_problems == counts["issues"] == len(run["errors"])


def test_the_charts_and_the_summary_are_those_of_the_tables(run: Any, page: Cells, out: Path) -> None:
    stances, tones = json.loads(page.data)["charts"]
    table = run["theme_matrix"]
    found = Counter(table["stance"]) - Counter({"": 10**6})
    assert {key: sum(values) for key, _, values in stances["parts"]} == dict(found)
    themes = list(run.themes)
    assert tones["keys"] == themes
    assert [sum(values[number] for _, _, values in tones["parts"]) for number in range(len(themes))] == [
        int(table[theme].sum()) for theme in themes
    ]
    summary = re.findall(r'<ul class="summary">(.*?)</ul>', (out / "report.html").read_text(encoding="utf-8"), re.S)[0]
    verbs = load_labels("sv")["stance_verb"]
    answers = table[~table["kind"].isin([kind.value for kind in POLITICAL_KINDS])]
    for stance, count in Counter(answers["stance"]).items():
        if stance:
            assert f"{count} {verbs[stance]}" in summary


@pytest.mark.parametrize(
    ("sheet", "table"),
    [("stances", "stances"), ("statements", "statements"), ("clusters", "reuse_clusters"), ("members", "reuse_members"), ("problems", "errors")],
)  # fmt: skip
def test_sheets_hold_the_rows_and_numbers_of_the_tables(run: Any, book: Any, sheet: str, table: str) -> None:
    rows, frame = records(book[sheet]), run[table]
    assert len(rows) == len(frame)
    for column in frame.columns:
        values = [row[column] for row in rows]
        if column in remissnlp.output.FLOATS:
            assert values == pytest.approx(list(frame[column]), abs=5e-5)
        elif column in remissnlp.output.INTEGERS:
            assert values == [None if pd.isna(value) else int(value) for value in frame[column]]


def test_the_codebook_sheet_counts_what_the_matrix_counts(run: Any, book: Any, out: Path) -> None:
    for row in records(book["codebook"]):
        assert row["n_statements"] == int(run["theme_matrix"][row["theme"]].sum())
        assert row["threshold"] == load_codebook("default").theme(row["theme"]).threshold
        used = (out / "codebook.md").read_text(encoding="utf-8")
        assert f"| `{row['theme']}` | {row['name']} | {row['threshold']:g} |" in used
        assert run.info["codebook"]["sha256"] in used


def test_the_report_lists_every_statement(run: Any, page: Cells) -> None:
    data = json.loads(page.data)
    assert len(data["statements"]) == len(run["statements"]) == run.info["counts"]["statements"]
    rows = Counter(data["segments"][row[0]][7] for row in data["statements"])
    voices = coded_voices(run)
    assert sorted(count for key, count in rows.items() if key) == sorted(
        len(v.statements) for v in voices if v.statements
    )
