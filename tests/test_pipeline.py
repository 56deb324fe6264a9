"""The whole run: same bytes whatever the workers, true offsets, resume after a kill, and only what the core needs."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import pytest

import remissnlp
from remissnlp.config import load_settings
from remissnlp.dates import first_date
from remissnlp.export import tables
from remissnlp.pipeline import analyze
from tests.conftest import ROOT, SAMPLE, run_cli

csv.field_size_limit(10**9)
CONTRACT = {
    "documents": "doc_id case_id path sha256 duplicate_of title doc_type case_number date respondent n_pages n_chars extraction status warnings",
    "segments": "segment_id doc_id case_id answer_id counted kind respondent co_respondents respondent_id respondent_type author_body parties "
    "authors date meeting_date heading page_start page_end char_start char_end parent_segment_id n_statements",
    "statements": "statement_id segment_id doc_id respondent kind holder section page char_start char_end text themes theme_scores polarity "
    "polarity_score reuse_clusters",
    "stances": "segment_id doc_id respondent kind parties stance confidence evidence_statement_id evidence_text rule",
    "theme_matrix": "doc_id respondent kind parties stance segregation information_security follow_up timing uncoded",
    "reuse_clusters": "cluster_id type n_members n_respondents n_parties text first_date origin_segment_id",
    "reuse_members": "cluster_id segment_id doc_id respondent parties statement_ids page char_start char_end text similarity edits",
    "quotes": "segment_id respondent text page char_start char_end source_segment_id source_respondent source_char_start source_char_end similarity",
    "endorsements": "segment_id respondent parties authors relation target_text target_segment_id target_respondent",
    "asked": "doc_id case_id respondent respondent_id asked_by outcome segment_id evidence_text page",
    "decisions": "segment_id doc_id respondent parties item text action page char_start char_end",
    "declined": "doc_id respondent evidence_text page char_start char_end",
    "errors": "path page stage error action",
}


def _rows(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _files(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "run.json" and ".remissnlp" not in path.parts
    }


@pytest.mark.parametrize("name", CONTRACT)
def test_every_file_has_the_columns_of_the_contract(sample_out: Path, name: str) -> None:
    with (sample_out / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    assert header[: len(CONTRACT[name].split())] == CONTRACT[name].split()


def test_every_table_of_the_sample_has_rows(sample_out: Path) -> None:
    # Where a scan cannot be read for want of Tesseract, errors.csv has a row; with it, none.
    assert [name for name in CONTRACT if name != "errors" and not _rows(sample_out, name)] == []


def test_all_spans_are_true_to_the_letter(sample_out: Path) -> None:
    texts = {
        row["doc_id"]: (sample_out / "texts" / f"{row['doc_id']}.txt").read_bytes().decode()
        for row in _rows(sample_out, "documents")
        if row["status"] != "failed"  # the scan, where Tesseract is missing
    }
    checked = 0
    for name, column in (
        ("statements", "text"), ("reuse_members", "text"), ("quotes", "text"), ("decisions", "text"), ("declined", "evidence_text"),
    ):  # fmt: skip
        segments = {row["segment_id"]: row["doc_id"] for row in _rows(sample_out, "segments")}
        for row in _rows(sample_out, name):
            text = texts[row.get("doc_id") or segments[row["segment_id"]]]
            cell = re.sub(r"^'(?='*[=+\-@\t\r])", "", row[column])
            assert text[int(row["char_start"]) : int(row["char_end"])] == cell
            checked += 1
    assert checked > 500


def test_segments_do_not_overlap_and_hold_their_statements(sample_out: Path) -> None:
    ends: dict[str, int] = {}
    segments = {}
    for row in _rows(sample_out, "segments"):
        assert int(row["char_start"]) >= ends.get(row["doc_id"], 0)
        ends[row["doc_id"]] = int(row["char_end"])
        segments[row["segment_id"]] = row
    for row in _rows(sample_out, "statements"):
        segment = segments[row["segment_id"]]
        assert int(segment["char_start"]) <= int(row["char_start"]) < int(row["char_end"]) <= int(segment["char_end"])


def test_ids_refer_to_rows_that_exist(sample_out: Path) -> None:
    segments = {row["segment_id"] for row in _rows(sample_out, "segments")}
    statements = {row["statement_id"] for row in _rows(sample_out, "statements")}
    clusters = {row["cluster_id"] for row in _rows(sample_out, "reuse_clusters")}
    for name in ("stances", "reuse_members", "quotes", "endorsements", "decisions"):
        assert {row["segment_id"] for row in _rows(sample_out, name)} <= segments
    assert {row["target_segment_id"] for row in _rows(sample_out, "endorsements")} - {""} <= segments
    assert {row["evidence_statement_id"] for row in _rows(sample_out, "stances")} - {""} <= statements
    assert {c for row in _rows(sample_out, "statements") for c in row["reuse_clusters"].split(";") if c} <= clusters


def test_an_answer_that_occurs_three_times_counts_once(sample_out: Path) -> None:
    rows = [
        row
        for row in _rows(sample_out, "segments")
        if row["respondent"] == "Socialnämnden" and row["kind"] in {"response", "decision", "summary"}
    ]
    assert len({row["doc_id"] for row in rows}) == 2
    assert len({row["answer_id"] for row in rows}) == 1
    counted = {(row["doc_id"], row["kind"] == "summary") for row in rows if row["counted"] == "1"}
    assert len(counted) == 1
    matrix = [
        row for row in _rows(sample_out, "theme_matrix") if row["respondent"] == "Socialnämnden" and not row["parties"]
    ]
    assert len(matrix) == 1


@pytest.mark.slow
def test_same_bytes_for_any_number_of_workers_and_any_order_of_files(sample_out: Path, tmp_path: Path) -> None:
    turned = tmp_path / "raw"
    turned.mkdir()
    for path in sorted(SAMPLE.iterdir(), reverse=True):
        (turned / path.name).write_bytes(path.read_bytes())
    for workers in (1, 3):
        out = tmp_path / f"out{workers}"
        done = run_cli("analyze", turned, "-o", out, "-q", "--workers", workers, env={"PYTHONHASHSEED": str(workers)})
        assert done.returncode in {0, 4}
        first, second = _files(sample_out), _files(out)
        assert first.keys() == second.keys()
        differing = [name for name in first if first[name] != second[name]]
        # The report links to the sources by a path relative to the output folder, which differs here.
        assert set(differing) <= {"report.html"}


@pytest.mark.slow
def test_kill_and_resume_gives_the_same_files(sample_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "remissnlp", "analyze", str(SAMPLE), "-o", str(out), "-q", "--workers", "1"]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 120
        while not list(out.glob(".remissnlp/*.json")) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert list(out.glob(".remissnlp/*.json")), "killed before the first file was read"
    assert not (out / "run.json").exists(), "the run had ended before it could be killed"
    done = run_cli("analyze", SAMPLE, "-o", out, "-q", "--resume")
    assert done.returncode in {0, 4}, done.stderr
    expected, got = _files(sample_out), _files(out)
    assert {n: c for n, c in got.items() if n != "report.html"} == {
        n: c for n, c in expected.items() if n != "report.html"
    }


def test_resume_uses_what_was_read_before(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Kulturnämnden\n\nKulturnämnden tillstyrker förslaget.\n", encoding="utf-8")
    out = tmp_path / "out"
    assert run_cli("analyze", folder, "-o", out, "-q").returncode == 0
    (cached,) = (out / ".remissnlp").glob("*.json")
    document = json.loads(cached.read_text(encoding="utf-8"))
    cached.write_text(json.dumps(document | {"title": "ur förrådet"}), encoding="utf-8")
    assert run_cli("analyze", folder, "-o", out, "-q", "--resume").returncode == 0
    assert _rows(out, "documents")[0]["title"] == "ur förrådet"
    cached.write_text("{broken", encoding="utf-8")
    assert run_cli("analyze", folder, "-o", out, "-q", "--resume").returncode == 0
    assert _rows(out, "documents")[0]["title"] != "ur förrådet"


def test_each_subfolder_is_a_case_and_a_second_format_is_no_second_voice(tmp_path: Path) -> None:
    text = "Kulturnämnden\n\nSvar på remiss om planen\n\nKulturnämnden tillstyrker förslaget till plan och saknar ett mål för barn.\n"
    for case, name in (("a", "svar.txt"), ("a", "svar.md"), ("b", "svar.txt")):
        (tmp_path / "in" / case).mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / case / name).write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert run_cli("analyze", tmp_path / "in", "-o", out, "-q").returncode == 0
    rows = {row["path"]: row for row in _rows(out, "documents")}
    assert {row["case_id"] for row in rows.values()} == {"a", "b"}
    assert rows["a/svar.txt"]["duplicate_of"] == rows["a/svar.md"]["doc_id"]
    assert rows["b/svar.txt"]["duplicate_of"] == ""
    assert len(_rows(out, "theme_matrix")) == 2


def test_swedish_excel_dialect_holds_the_same_data(sample_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run_cli("analyze", SAMPLE, "-o", out, "-q", "--csv-dialect", "excel-sv", "--matrix", "full").returncode in {
        0,
        4,
    }
    raw = (out / "stances.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b";0," in raw
    ours, theirs = remissnlp.load(sample_out), remissnlp.load(out)
    for name in ("documents", "segments", "statements", "stances", "reuse_members"):
        assert ours[name].equals(theirs[name]), name
    full = theirs["theme_matrix"]
    assert (full["timing"] == sum(full[f"timing:{p}"] for p in ("positive", "request", "critical", "neutral"))).all()


def test_load_gives_types_and_text(sample_out: Path) -> None:
    run = remissnlp.load(sample_out)
    first = run["statements"].iloc[0]
    assert run.text(first["doc_id"])[first["char_start"] : first["char_end"]] == first["text"]
    assert run["stances"]["confidence"].between(0, 1).all()
    assert isinstance(run["segments"]["parties"].iloc[0], tuple)
    assert run.info["schema_version"] == 1
    assert str(run.segments["meeting_date"].dtype).startswith("datetime64")
    assert run.segments["meeting_date"].notna().any()
    assert list(run.stances["stance"].cat.categories)[:2] == ["support", "support_with_comments"]
    assert run.stances["stance"].notna().all()
    assert list(run.theme_scores.columns) == list(run.themes[:-1])
    assert len(run.theme_scores) == len(run.statements)
    for themes, scores in zip(run.statements["themes"], run.theme_scores.to_dict("records"), strict=True):
        assert set(themes) == {theme for theme, score in scores.items() if score >= 0.5}
    for name in ("documents", "segments", "statements", "stances", "theme_matrix", "reuse_clusters", "endorsements"):
        assert getattr(run, name) is run[name]
    with pytest.raises(KeyError):
        run.text("../run.json")


def test_metadata_spans_show_where_the_document_says_it(sample_out: Path) -> None:
    rows = _rows(sample_out, "documents")
    seen: set[str] = set()
    for row in rows:
        text = (sample_out / "texts" / f"{row['doc_id']}.txt").read_text(encoding="utf-8")
        for entry in filter(None, row["metadata_spans"].split(";")):
            field, place = entry.split("=")
            start, end = map(int, place.split("-"))
            assert 0 <= start < end <= len(text)
            seen.add(field)
            if field in {"title", "case_number", "sender"}:
                assert text[start:end].lower() == row[field].lower()
            elif field == "date":
                assert first_date(text[start:end]) == row["date"]
    assert seen == {"title", "case_number", "date", "sender", "doc_type"}


class _Vanishing:
    """A watcher of the run at whose first stage a file disappears, as one does on a network drive."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        if name == "ingest":
            self._path.unlink()
        yield lambda _: None


def test_a_file_that_vanishes_during_the_run_costs_no_other_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        text = f"Viks kulturnämnd {name}\n\nSvar på remiss om parkplan\n\nNämnden tillstyrker förslaget till parkplan."
        (folder / name).write_text(text, encoding="utf-8")
    analyze(folder, tmp_path / "out", load_settings(), progress=_Vanishing(folder / "b.txt"))
    errors = _rows(tmp_path / "out", "errors")
    assert [(row["path"], row["stage"]) for row in errors] == [("b.txt", "ingest")]
    assert errors[0]["error"]
    assert errors[0]["action"]
    assert {row["path"]: row["status"] for row in _rows(tmp_path / "out", "documents")} == {
        "a.txt": "ok", "b.txt": "failed", "c.txt": "ok",
    }  # fmt: skip
    answers = {row["doc_id"] for row in _rows(tmp_path / "out", "segments") if row["kind"] == "response"}
    assert len(answers) == 2


def test_columns_are_declared_once() -> None:
    for name, (columns, _) in tables._TABLES.items():
        assert len(set(columns.split())) == len(columns.split()), name


def _runtime_closure() -> set[str]:
    """Names of all distributions that a plain install brings, by the packages' own metadata."""
    from packaging.requirements import Requirement

    seen: set[str] = set()
    todo = ["remissnlp"]
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        for line in metadata.requires(name) or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                todo.append(requirement.name)
    return seen


@pytest.mark.slow
def test_runtime_dependencies_only_are_enough(tmp_path: Path) -> None:
    """Every module of a package outside the runtime closure is made impossible to import, in workers too."""
    closure = _runtime_closure()
    allowed = {
        module
        for module, owners in metadata.packages_distributions().items()
        if {re.sub(r"[-_.]+", "-", o).lower() for o in owners} & closure
    }
    foreign = sorted(set(metadata.packages_distributions()) - allowed)
    assert {"pytest", "torch", "sentence_transformers", "stanza", "pytesseract"} <= set(foreign)
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        f"FOREIGN = frozenset({foreign!r})\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in FOREIGN:\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Refuse())\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    done = run_cli("analyze", SAMPLE, "-o", tmp_path / "out", "-q", "--ocr", "never", env={"PYTHONPATH": path})
    assert done.returncode == 4, done.stderr  # the scan cannot be read, everything else can
    assert len(_rows(tmp_path / "out", "documents")) == 5
    assert [row["path"] for row in _rows(tmp_path / "out", "documents") if row["status"] != "ok"] == [
        "svar_aldre_pa_natet.pdf"
    ]
