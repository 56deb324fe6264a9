"""The commands around codebooks and labelling, as users run them: in a process of their own."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

import remissnlp
from remissnlp.codebook import load_codebook
from tests.conftest import run_cli


@pytest.mark.parametrize(
    "command",
    [
        ["sample"],
        ["agreement"],
        *(["codebook", name] for name in ("new", "show", "check", "convert", "stats", "suggest")),
    ],
    ids=" ".join,
)
def test_every_command_has_help_with_an_example(command: list[str]) -> None:
    done = run_cli(*command, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout


def test_new_check_and_convert(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    assert run_cli("codebook", "new", mine).returncode == 0
    again = run_cli("codebook", "new", mine)
    assert (again.returncode, "there already" in again.stderr) == (2, True)
    checked = run_cli("codebook", "check", mine)
    assert (checked.returncode, checked.stdout.strip()) == (0, f"{mine}: no faults.")
    for suffix in ("csv", "qdc"):
        target = tmp_path / f"mine.{suffix}"
        assert run_cli("codebook", "convert", mine, target).returncode == 0
        assert load_codebook(str(target)).themes == load_codebook(str(mine)).themes
    few = tmp_path / "few.yaml"
    short = mine.read_text(encoding="utf-8").replace('      - "Äldres behov av tysta rum bör beaktas."\n', "")
    few.write_text(short, encoding="utf-8")
    checked = run_cli("codebook", "check", few)
    assert checked.returncode == 0
    assert "warning: theme 'child_perspective' counter_examples: has 4" in checked.stderr
    assert checked.stdout.strip().endswith("no faults, 1 warnings.")


def test_draft_of_another_tool_says_what_is_left_to_do(tmp_path: Path) -> None:
    source = tmp_path / "x.qdc"
    source.write_text("<CodeBook><Codes><Code guid='1' name='Skog' isCodable='true'/></Codes></CodeBook>")
    done = run_cli("codebook", "convert", source, tmp_path / "x.yaml")
    assert done.returncode == 0
    assert done.stderr.count("still to do: themes[0] (skog)") == 2
    assert run_cli("codebook", "check", tmp_path / "x.yaml").returncode == 3


def test_stats_are_the_numbers_of_the_matrix(sample_out: Path) -> None:
    done = run_cli("codebook", "stats", sample_out, "--json", "--examples", "1")
    found = {row["theme"]: row for row in json.loads(done.stdout)}
    matrix = remissnlp.load(sample_out)["theme_matrix"]
    assert {theme: row["n_statements"] for theme, row in found.items()} == {
        theme: matrix[theme].sum() for theme in (*(t.id for t in load_codebook("default").themes), "uncoded")
    }
    text = run_cli("codebook", "stats", sample_out).stdout
    assert "information_security" in text
    assert found["timing"]["examples"][0]["text"] in text


def test_suggestions_are_written_and_go_with_the_run(sample_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(sample_out, out)
    draft = tmp_path / "new.yaml"
    done = run_cli("codebook", "suggest", out, "--draft", draft)
    assert done.returncode == 0, done.stderr
    table = remissnlp.load(out)["suggested_themes"]
    assert len(table) > 0
    statements = remissnlp.load(out)["statements"].set_index("statement_id")
    for row in table.to_dict("records"):
        assert row["n_statements"] == len(row["statement_ids"])
        assert row["n_respondents"] == len(row["respondents"])
        assert row["example_1"] in set(statements.loc[list(row["statement_ids"]), "text"])
        assert row["terms"][0] in done.stdout
    assert "counter_examples: has 0" in run_cli("codebook", "check", draft).stderr
    before = (out / "suggested_themes.csv").read_bytes()
    run_cli("codebook", "suggest", out)
    assert (out / "suggested_themes.csv").read_bytes() == before


def test_a_new_run_drops_the_suggestions_of_the_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Kulturnämnden\n\nSvar på remiss\n\nNämnden tillstyrker förslaget.\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    for option in ([], ["--resume"], ["--overwrite"]):
        assert run_cli("analyze", folder, "-o", out, "-q", *option).returncode == 0
        assert not (out / "suggested_themes.csv").exists()
        (out / "suggested_themes.csv").write_text("old", encoding="utf-8")


def test_sample_label_and_agree(sample_out: Path, tmp_path: Path) -> None:
    anna, bo, repeat = (tmp_path / f"{name}.csv" for name in ("anna", "bo", "repeat"))
    for path in (anna, bo, repeat):
        done = run_cli("sample", sample_out, "-n", 30, "--strategy", "stratified", "--seed", 3, "--prefill", "-o", path)
        assert done.returncode == 0, done.stderr
    assert anna.read_bytes() == repeat.read_bytes()
    rows = list(csv.DictReader(io.StringIO(bo.read_text(encoding="utf-8"), newline="")))
    assert len(rows) == 30
    changed = next(row for row in rows if row["themes"] in {theme.id for theme in load_codebook("default").themes})
    theme, changed["themes"] = changed["themes"], "-"
    with bo.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(changed))
        writer.writeheader()
        writer.writerows(rows)
    same = json.loads(run_cli("agreement", anna, repeat, "--json").stdout)
    assert {item["share"] for item in same["agreement"]} == {1.0}
    assert same["differences"] == []
    target = tmp_path / "differences.csv"
    done = run_cli("agreement", anna, bo, "-o", target)
    assert done.returncode == 0, done.stderr
    assert f"{changed['statement_id']} themes: {theme} | -  {changed['text']}" in done.stdout
    assert len(list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))) == 1
    again = run_cli("agreement", anna, bo, "-o", target)
    assert (again.returncode, "there already" in again.stderr) == (2, True)


def test_wrong_input_is_one_clear_line(sample_out: Path, tmp_path: Path) -> None:
    cases = [
        (["sample", tmp_path], 2, "holds no finished run"),
        (["sample", sample_out, "-o", tmp_path / "x.doc"], 2, "no format of sheets"),
        (["sample", sample_out, "-o", tmp_path / "x.csv", "--codebook", "nothing"], 3, "no codebook of that name"),
        (["agreement", tmp_path / "a.csv", tmp_path / "b.csv"], 2, "No such file"),
        (["codebook", "stats", tmp_path], 2, "holds no finished run"),
        (["codebook", "convert", "default", tmp_path / "x.doc"], 2, "no format of codebooks"),
    ]
    for arguments, code, message in cases:
        done = run_cli(*arguments)
        assert (done.returncode, message in done.stderr) == (code, True), done.stderr
        assert "Traceback" not in done.stderr
