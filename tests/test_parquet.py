"""Parquet files: the types, the texts and the numbers of the tables, and a run without pyarrow."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

import remissnlp
from remissnlp.export.parquet import TABLES, write_parquet
from remissnlp.export.view import View
from tests.conftest import run_cli
from tests.report_sample import FORMULA, sample_analysis
from tests.test_qda import BOOK

pq = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow, which is not installed")

LETTER = "Kulturnämnden\n\nSvar på remiss om cykelplan\n\nKulturnämnden tillstyrker förslaget till cykelplan.\n"


def test_texts_stand_as_they_are_and_scores_have_columns(tmp_path: Path) -> None:
    write_parquet(View(sample_analysis(), BOOK), tmp_path)
    table = pq.read_table(tmp_path / "statements.parquet").to_pydict()
    assert FORMULA in table["text"]
    assert table["themes"][1] == ["quay"]
    assert table["score:quay"][1] == pytest.approx(0.9)
    assert table["score:noise"][0] is None
    assert set(table["repeated"]) == {0, 1}


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_parquet(View(sample_analysis(), BOOK), tmp_path / name)
    for table in TABLES:
        first, second = ((tmp_path / name / f"{table}.parquet").read_bytes() for name in ("a", "b"))
        assert first == second


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_are_those_of_the_table(sample_out: Path, name: str) -> None:
    ours = remissnlp.load(sample_out)[name]
    theirs = pd.read_parquet(sample_out / f"{name}.parquet")
    assert list(ours.columns) == [column for column in theirs.columns if not column.startswith("score:")]
    for column in ours.columns:
        left, right = ([_plain(cell) for cell in frame[column]] for frame in (ours, theirs))
        if column in remissnlp.output.FLOATS:
            assert right == pytest.approx(left, abs=5e-5)
        else:
            assert right == left, column


def _plain(cell: object) -> object:
    """A cell of either frame: dates as text, lists as tuples, nothing as an empty text."""
    if isinstance(cell, str | tuple):
        return cell
    if hasattr(cell, "tolist"):
        return tuple(cell.tolist()) if getattr(cell, "ndim", 0) else cell.tolist()
    if pd.isna(cell):
        return ""
    return cell.isoformat()[:10] if hasattr(cell, "isoformat") else cell


def test_a_run_without_pyarrow_says_what_was_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "svar"
    folder.mkdir()
    (folder / "kultur.txt").write_text(LETTER, encoding="utf-8")
    # A start-up module that hides pyarrow, as if the extra had not been installed.
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['pyarrow'] = None\n", encoding="utf-8")
    path = f"{tmp_path}:{':'.join(entry for entry in sys.path if entry)}"
    done = run_cli(
        "analyze", folder, "-o", tmp_path / "ut", "--workers", "1", env={"PYTHONPATH": path, "COLUMNS": "120"}
    )
    assert done.returncode == 0, done.stderr
    assert "Left out: *.parquet" in done.stdout
    assert "remissnlp[parquet]" in done.stdout
    assert not list((tmp_path / "ut").glob("*.parquet"))
    assert (tmp_path / "ut" / "analysis.xlsx").exists()
    info = json.loads((tmp_path / "ut" / "run.json").read_text(encoding="utf-8"))
    assert list(info["left_out"]) == ["*.parquet"]
