"""Other shapes of the theme matrix: what a row and a cell hold, thresholds that move, and the files they are written to."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import remissnlp
from remissnlp.errors import UsageError
from remissnlp.export.coded import coded_voices, parse_thresholds
from remissnlp.export.dialect import DIALECTS
from remissnlp.export.matrix_files import matrix_bytes
from remissnlp.export.shapes import CodedStatement, Matrix, Voice, shape_matrix
from remissnlp.records import Kind, Polarity
from remissnlp.values import CellShape, MatrixFormat, RowShape
from tests.conftest import run_cli


def said(
    columns: str, n_words: int = 10, polarity: Polarity = Polarity.REQUEST, *, repeated: bool = False
) -> CodedStatement:
    return CodedStatement(columns=tuple(columns.split()), polarity=polarity, n_words=n_words, repeated=repeated)


def voice(name: str, *statements: CodedStatement, **values: Any) -> Voice:
    defaults: dict[str, Any] = {
        "segment_id": f"{name}.1", "doc_id": "d", "path": "d.pdf", "case_id": ".", "kind": Kind.RESPONSE,
        "respondent": name, "respondent_id": name.lower(), "body_type": "board", "parties": (),
    }  # fmt: skip
    return Voice(**(defaults | values), statements=statements)


VOICES = [
    voice("Parken", said("quay"), said("quay noise", 30, Polarity.CRITICAL), said("", 10, Polarity.NEUTRAL)),
    voice("Hamnen", said("noise", repeated=True), said("uncoded"), body_type="company"),
    voice("Hamnen", said("noise"), segment_id="h2", doc_id="e", path="e.pdf", body_type="company"),
    voice("Hamnen", said("quay"), segment_id="r1", kind=Kind.RESERVATION, parties=("A", "B")),
]


def matrix(rows: RowShape, values: CellShape = CellShape.COUNT, **options: Any) -> Matrix:
    return shape_matrix(VOICES, ["quay", "noise", "uncoded"], rows=rows, values=values, **options)


def cells(matrix: Matrix, label: str) -> dict[Any, list[Any]]:
    return {row[label]: [row[theme] for theme in matrix.themes] for row in matrix.rows}


def test_respondents_hold_their_answers_and_not_the_statements_made_in_them() -> None:
    found = matrix(RowShape.RESPONDENT)
    assert cells(found, "respondent") == {"Hamnen": [0, 2, 1], "Parken": [2, 1, 0]}
    assert [(row["voices"], row["statements"], row["words"]) for row in found.rows] == [(2, 3, 30), (1, 3, 50)]


def test_a_joint_statement_counts_for_each_of_its_parties() -> None:
    assert cells(matrix(RowShape.PARTY), "party") == {"A": [1, 0, 0], "B": [1, 0, 0]}


def test_sorts_of_body_and_documents_and_voices() -> None:
    assert cells(matrix(RowShape.BODY_TYPE), "body_type") == {"board": [2, 1, 0], "company": [0, 2, 1]}
    assert cells(matrix(RowShape.DOCUMENT), "path") == {"d.pdf": [3, 2, 1], "e.pdf": [0, 1, 0]}
    assert list(cells(matrix(RowShape.VOICE), "segment_id")) == ["Parken.1", "Hamnen.1", "h2", "r1"]


def test_binary_and_coverage() -> None:
    assert cells(matrix(RowShape.RESPONDENT, CellShape.BINARY), "respondent")["Parken"] == [1, 1, 0]
    coverage = cells(matrix(RowShape.RESPONDENT, CellShape.COVERAGE), "respondent")
    assert coverage["Parken"] == pytest.approx([0.8, 0.6, 0.0])
    assert coverage["Hamnen"] == pytest.approx([0.0, 2 / 3, 1 / 3])


def test_coverage_of_nothing_is_nothing() -> None:
    empty = shape_matrix([voice("Tom")], ["quay"], rows=RowShape.RESPONDENT, values=CellShape.COVERAGE)
    assert empty.rows[0]["quay"] == 0.0


def test_polarity_and_copies_are_left_out_on_request() -> None:
    critical = matrix(RowShape.RESPONDENT, polarities={Polarity.CRITICAL})
    assert cells(critical, "respondent") == {"Hamnen": [0, 0, 0], "Parken": [1, 1, 0]}
    assert critical.rows[1]["words"] == 50
    assert cells(matrix(RowShape.RESPONDENT, independent=True), "respondent")["Hamnen"] == [0, 1, 1]


def test_one_respondent_in_two_cases_is_two_rows() -> None:
    found = shape_matrix(
        [voice("Parken"), voice("Parken", case_id="annat")], ["quay"], rows=RowShape.RESPONDENT, values=CellShape.COUNT
    )
    assert [row["case_id"] for row in found.rows] == [".", "annat"]


def test_thresholds_are_parsed() -> None:
    themes = ("quay", "noise", "uncoded")
    assert parse_thresholds([], themes) == {}
    assert parse_thresholds(["0.7", "noise=0,4"], themes) == {"quay": 0.7, "noise": 0.4}
    for wrong in ("x=0.5", "uncoded=0.5", "quay=high", "1.5", "nan", ""):
        with pytest.raises(UsageError):
            parse_thresholds([wrong], themes)


def test_the_rows_of_a_run_are_its_theme_matrix(sample_out: Path) -> None:
    run = remissnlp.load(sample_out)
    themes = run.themes
    shaped = shape_matrix(coded_voices(run), themes, rows=RowShape.VOICE, values=CellShape.COUNT)
    table = run["theme_matrix"]
    assert [row["respondent"] for row in shaped.rows] == list(table["respondent"])
    assert [[row[theme] for theme in themes] for row in shaped.rows] == table[list(themes)].to_numpy().tolist()


def test_a_threshold_moves_without_a_new_run(sample_out: Path) -> None:
    run = remissnlp.load(sample_out)
    themes = run.themes

    def total(**thresholds: float) -> dict[str, int]:
        shaped = shape_matrix(coded_voices(run, thresholds), themes, rows=RowShape.DOCUMENT, values=CellShape.COUNT)
        return {theme: sum(int(str(row[theme])) for row in shaped.rows) for theme in themes}

    as_run = total()
    assert total(segregation=0.5, follow_up=0.5, timing=0.5, information_security=0.5) == as_run
    strict, loose = total(follow_up=0.95), total(follow_up=0.01)
    assert strict["follow_up"] < as_run["follow_up"] < loose["follow_up"]
    assert strict["segregation"] == as_run["segregation"]
    assert strict["uncoded"] > as_run["uncoded"]


def test_notebooks_get_a_frame(sample_out: Path) -> None:
    run = remissnlp.load(sample_out)
    frame = remissnlp.matrix(run, rows="party", values="coverage", themes=["timing"], polarities=["critical"])
    assert list(frame.columns) == ["voices", "statements", "words", "timing"]
    assert frame["timing"].between(0, 1).all()
    assert frame.index.name == "party"
    assert remissnlp.matrix(run, thresholds=["0.99"])["timing"].sum() < remissnlp.matrix(run)["timing"].sum()
    with pytest.raises(ValueError, match="nonsense"):
        remissnlp.matrix(run, rows="nonsense")
    with pytest.raises(UsageError):
        remissnlp.matrix(run, themes=["nonsense"])


def test_it_is_written_as_csv_workbook_and_markdown() -> None:
    hostile = shape_matrix(
        [voice("=1+1|<b>[x](y)\nz", said("quay"))], ["quay"], rows=RowShape.RESPONDENT, values=CellShape.COVERAGE
    )
    (row,) = csv.DictReader(io.StringIO(matrix_bytes(hostile, MatrixFormat.CSV).decode()))
    assert (row["respondent"], row["quay"]) == ("'=1+1|<b>[x](y)\nz", "1.0000")
    swedish = matrix_bytes(hostile, MatrixFormat.CSV, dialect=DIALECTS["excel-sv"]).decode("utf-8-sig")
    assert swedish.splitlines()[-1].endswith(";1,0000")
    *_, line = matrix_bytes(hostile, MatrixFormat.MD).decode().splitlines()
    assert r"'=1+1\|&lt;b\>\[x\](y) z" in line
    workbook = matrix_bytes(hostile, MatrixFormat.XLSX)
    assert workbook == matrix_bytes(hostile, MatrixFormat.XLSX)
    sheet = load_workbook(io.BytesIO(workbook))["matrix"]
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet["H2"].value) == ("'=1+1|<b>[x](y)\nz", "s", 1)
    assert sheet["H2"].number_format == "0.0%"


def test_the_command_prints_writes_and_refuses(sample_out: Path, tmp_path: Path) -> None:
    printed = run_cli("matrix", sample_out, "--rows", "party", "--theme", "timing")
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout.splitlines()[0] == "party,voices,statements,words,timing"
    for name in ("m.csv", "m.xlsx", "m.md"):
        assert run_cli("matrix", sample_out, "-o", tmp_path / name).returncode == 0
    assert (tmp_path / "m.md").read_text(encoding="utf-8").startswith("| case_id |")
    assert load_workbook(tmp_path / "m.xlsx")["matrix"].max_row == 20
    for arguments, message in (
        ([sample_out, "--format", "xlsx"], "-o FILE.xlsx"),
        ([sample_out, "--theme", "nonsense"], "has no theme 'nonsense'"),
        ([sample_out, "--threshold", "nonsense=0.5"], "has no theme 'nonsense'"),
        ([sample_out, "--threshold", "2"], "from 0 to 1"),
        ([sample_out, "-o", tmp_path / "no" / "such" / "m.csv"], "cannot be written"),
        ([tmp_path], "holds no finished run"),
    ):
        done = run_cli("matrix", *arguments)
        assert done.returncode == 2
        assert message in done.stderr
        assert "Traceback" not in done.stderr
