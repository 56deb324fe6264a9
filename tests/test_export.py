"""Cells, tables and the documents that describe them."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remissnlp.export.dialect import DIALECTS, cell, csv_text
from remissnlp.export.tables import _TABLES
from remissnlp.text import bare, neutral
from tests.conftest import ROOT


@pytest.mark.parametrize("text", ["=1+1", "+46 8", "-5", "@x", "\tx", "\rx", "'=x", "''=x"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Nämnden", "", "'citat'", "1 000", "a=b", " =x"])
def test_other_cells_are_left_alone(text: str) -> None:
    assert neutral(text) == text


@given(st.text(max_size=30))
def test_readers_get_the_text_back(text: str) -> None:
    assert bare(neutral(text)) == text or text.startswith("'")


@given(st.text(alphabet="'=+-@\t\rx", max_size=6))
def test_apostrophes_come_off_one_at_a_time(text: str) -> None:
    assert bare(neutral(text)) == text


def test_numbers_are_never_neutralised_and_lists_are_joined() -> None:
    standard, swedish = DIALECTS["standard"], DIALECTS["excel-sv"]
    assert cell(-0.5, standard) == "-0.5000"
    assert cell(-0.5, swedish) == "-0,5000"
    assert cell(True, standard) == "1"
    assert cell(None, standard) == ""
    assert cell(("a", "b"), standard) == "a;b"
    assert cell(("a", "b"), swedish) == "a|b"


@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=4
    )
)
def test_any_text_survives_both_dialects(texts: list[str]) -> None:
    columns = [f"c{i}" for i in range(len(texts))]
    for dialect in DIALECTS.values():
        written = csv_text(columns, [dict(zip(columns, texts, strict=True))], dialect)
        _, row = csv.reader(io.StringIO(written, newline=""), delimiter=dialect.delimiter)
        assert row == [neutral(text) for text in texts]


@pytest.mark.parametrize("name", _TABLES)
def test_every_column_is_described(name: str) -> None:
    page = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
    assert name in page
    assert [column for column in _TABLES[name][0].split() if f"`{column}`" not in page] == []


def test_the_command_reference_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "build_docs.py", "--check"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
