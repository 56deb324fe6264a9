"""The command line as users run it: in a process of its own, with good and bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import SAMPLE, SAMPLE_GOLD, run_cli

LETTER = """Kulturnämnden

Svar på remiss om cykelplan

Kulturnämnden tillstyrker förslaget till cykelplan. Nämnden saknar dock mål för uppföljningen.

Med vänlig hälsning
Eva Ek
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "svar"
    source.mkdir()
    (source / "kultur.txt").write_text(LETTER, encoding="utf-8")
    return source


def test_version_and_help_answer() -> None:
    assert run_cli("--version").stdout.startswith("remissnlp 0.")
    for arguments in (
        [],
        ["analyze"],
        ["evaluate"],
        ["codebook"],
        ["codebook", "show"],
        ["codebook", "check"],
        ["doctor"],
        ["matrix"],
    ):
        done = run_cli(*arguments, "--help")
        assert done.returncode == 0
        assert "Usage" in done.stdout
    for command in (["analyze"], ["evaluate"], ["matrix"], ["doctor"], ["codebook", "show"], ["codebook", "check"]):
        assert "Example" in run_cli(*command, "--help").stdout, f"{command} has no example in its help"


def test_analyze_closes_with_a_table_and_two_lines(folder: Path, tmp_path: Path) -> None:
    done = run_cli("analyze", folder, "-o", tmp_path / "ut")
    assert done.returncode == 0, done.stderr
    *_, found, report = done.stdout.strip().splitlines()
    assert found == "Found 1 answers and 0 political statements in 1 documents."
    assert report == f"Report: {tmp_path / 'ut' / 'report.html'}"
    assert "ingest" in done.stderr


def test_quiet_prints_nothing(folder: Path, tmp_path: Path) -> None:
    done = run_cli("analyze", folder, "-o", tmp_path / "ut", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_usage_errors_are_one_clear_line_and_code_2(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "tom"
    empty.mkdir()
    foreign = tmp_path / "annat"
    foreign.mkdir()
    (foreign / "min egen fil.txt").write_text("spara mig", encoding="utf-8")
    run = tmp_path / "ut"
    assert run_cli("analyze", folder, "-o", run, "-q").returncode == 0
    cases = [
        (["analyze", tmp_path / "finns inte"], "there is no such folder"),
        (["analyze", folder / "kultur.txt"], "is a file and no folder"),
        (["analyze", empty, "-o", tmp_path / "x"], "holds no document"),
        (["analyze", folder, "-o", run], "already holds a run"),
        (["analyze", folder, "-o", foreign], "holds no run of remissnlp"),
        (["analyze", folder, "-o", foreign, "--overwrite"], "holds no run of remissnlp"),
        (["analyze", folder, "-o", run, "--overwrite", "--resume"], "exclude each other"),
        (["analyze", folder, "-o", folder / "kultur.txt"], "is a file"),
    ]
    for arguments, message in cases:
        done = run_cli(*arguments)
        assert done.returncode == 2, (arguments, done.stderr)
        assert message in done.stderr
        assert done.stderr.startswith("Error: ")
        assert done.stderr.count("\n") == 1
        assert "Traceback" not in done.stderr
    assert (foreign / "min egen fil.txt").read_text(encoding="utf-8") == "spara mig"


@pytest.mark.parametrize(
    "option", [["--lang", "fi"], ["--csv-dialect", "tsv"], ["--workers", "-1"], ["--ocr", "maybe"], ["--nonsense"]]
)
def test_unknown_option_values_are_refused(folder: Path, tmp_path: Path, option: list[str]) -> None:
    done = run_cli("analyze", folder, "-o", tmp_path / "ut", *option)
    assert done.returncode == 2
    assert option[0] in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "ut").exists()


def test_configuration_errors_list_all_faults_and_exit_3(folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "egen.toml"
    config.write_text('[run]\nlang = "fi"\nspeed = 3\n[limits]\nfile_seconds = -1.0\n', encoding="utf-8")
    done = run_cli("analyze", folder, "-o", tmp_path / "ut", "--config", config)
    assert done.returncode == 3
    for key in ("run.lang", "run.speed", "limits.file_seconds"):
        assert key in done.stderr
    book = tmp_path / "bok.yaml"
    book.write_text("id: x\nthemes: [{id: 'Not An Id'}]\n", encoding="utf-8")
    for arguments in (["analyze", folder, "-o", tmp_path / "ut", "--codebook", book], ["codebook", "check", book]):
        done = run_cli(*arguments)
        assert done.returncode == 3
        assert "Not An Id" in done.stderr
        assert "Traceback" not in done.stderr
    assert run_cli("analyze", folder, "-o", tmp_path / "ut", "--codebook", "finns-inte").returncode == 3


def test_one_bad_file_never_stops_a_run_and_is_reported(folder: Path, tmp_path: Path) -> None:
    (folder / "trasig.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (folder / "tom.docx").write_bytes(b"")
    done = run_cli("analyze", folder, "-o", tmp_path / "ut", "-q")
    assert done.returncode == 4
    assert "errors.csv" in done.stderr
    errors = (tmp_path / "ut" / "errors.csv").read_text(encoding="utf-8")
    assert "trasig.pdf" in errors
    assert "tom.docx" in errors
    documents = (tmp_path / "ut" / "documents.csv").read_text(encoding="utf-8")
    assert documents.count(",failed,") == 2
    assert "Kulturnämnden" in (tmp_path / "ut" / "stances.csv").read_text(encoding="utf-8")


def test_overwrite_replaces_and_leaves_nothing_of_the_run_before(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "ut"
    assert run_cli("analyze", folder, "-o", out, "-q").returncode == 0
    (folder / "kultur.txt").rename(folder / "annan.txt")
    assert run_cli("analyze", folder, "-o", out, "-q", "--overwrite").returncode == 0
    assert [path.name.split("-")[0] for path in (out / "texts").iterdir()] == ["annan"]


def test_output_inside_the_input_folder_is_not_read(folder: Path) -> None:
    for extra in ([], ["--overwrite"]):
        done = run_cli("analyze", folder, "-o", folder / "ut", *extra)
        assert done.returncode == 0, done.stderr
        assert "in 1 documents" in done.stdout


def test_evaluate_prints_every_metric(sample_out: Path) -> None:
    done = run_cli("evaluate", SAMPLE_GOLD, sample_out)
    assert done.returncode == 0, done.stderr
    metrics = dict(line.split() for line in done.stdout.splitlines() if not line.startswith(" "))
    assert float(metrics["offsets_ok"]) == 1.0
    as_json = json.loads(run_cli("evaluate", SAMPLE_GOLD, sample_out, "--json").stdout)
    assert as_json["segments_f1"] == pytest.approx(float(metrics["segments_f1"]), abs=1e-4)
    assert run_cli("evaluate", SAMPLE_GOLD, sample_out / "texts").returncode == 2
    assert run_cli("evaluate", sample_out / "documents.csv", sample_out).returncode in {2, 3}


def test_codebook_show_and_check(tmp_path: Path) -> None:
    shown = run_cli("codebook", "show", "default").stdout
    for theme in ("segregation", "information_security", "follow_up", "timing"):
        assert theme in shown
    from importlib.resources import files

    copy = tmp_path / "kopia.yaml"
    with (files("remissnlp.resources") / "codebooks" / "default.yaml").open("rb") as source:
        copy.write_bytes(source.read())
    assert run_cli("codebook", "check", copy).returncode == 0
    assert run_cli("codebook", "check", tmp_path / "saknas.yaml").returncode == 3


def test_doctor_says_what_is_there(tmp_path: Path) -> None:
    done = run_cli("doctor")
    assert done.returncode == 0
    assert "spacy" in done.stdout
    without = run_cli("doctor", env={"PATH": str(tmp_path)})
    assert "missing  Tesseract" in without.stdout
    assert "apt-get install" in without.stdout


def test_a_scan_without_tesseract_is_reported_with_what_to_install(tmp_path: Path) -> None:
    folder = tmp_path / "skannat"
    folder.mkdir()
    shutil.copy(SAMPLE / "svar_aldre_pa_natet.pdf", folder)
    done = run_cli("analyze", folder, "-o", tmp_path / "ut", "-q", env={"PATH": str(tmp_path)})
    assert done.returncode == 4
    assert "tesseract" in (tmp_path / "ut" / "errors.csv").read_text(encoding="utf-8").lower()
