"""Tests of the metrics: pure measures, reading of both dialects, and agreement with the reference script."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remissnlp.errors import ConfigurationError, UsageError
from remissnlp.evaluate import evaluate, missed_segments
from remissnlp.evaluate.likeness import Tally, label_tallies, macro_f1, mean, overlap, same_name, token_f1, words_of
from remissnlp.evaluate.reading import read_table, split_list

Tables = dict[str, list[dict[str, Any]]]

COLUMNS = {
    "documents": ("doc_id", "path"),
    "segments": ("segment_id", "doc_id", "kind", "respondent", "parties", "heading"),
    "statements": (
        "statement_id",
        "segment_id",
        "doc_id",
        "char_start",
        "char_end",
        "text",
        "themes",
        "polarity",
    ),
    "stances": ("segment_id", "stance"),
    "reuse_clusters": ("cluster_id", "type"),
    "reuse_members": ("cluster_id", "segment_id", "text"),
    "declined": ("doc_id", "respondent"),
    "quotes": ("source_respondent", "text"),
    "endorsements": ("respondent", "target_respondent", "parties"),
}


# --- from a gold to the tables of a perfect run ----------------------------------------------------------------------


def perfect_tables(gold: dict[str, Any]) -> tuple[Tables, dict[str, str]]:
    """Return the tables and canonical texts (by doc_id) of a run that finds exactly what the gold has."""
    tables: Tables = {name: [] for name in COLUMNS}
    texts: dict[str, str] = {}
    for number, (name, document) in enumerate(gold["documents"].items()):
        texts[f"d{number}"] = _add_document(tables, f"d{number}", name, document)
    doc_ids = {name: f"d{number}" for number, name in enumerate(gold["documents"])}
    for cluster in gold.get("reuse_clusters", ()):
        tables["reuse_clusters"].append({"cluster_id": cluster["id"], "type": cluster["type"]})
        for member in cluster["members"]:
            segment_id = f"{doc_ids[member['file']]}:{member['segment']}"
            row = {"cluster_id": cluster["id"], "segment_id": segment_id, "text": member["text"]}
            tables["reuse_members"].append(row)
    for quote in gold.get("quotes", ()):
        tables["quotes"].append({"source_respondent": quote["source_respondent"], "text": quote["text"]})
    for entry in gold.get("endorsements", ()):
        tables["endorsements"].append({**entry, "parties": ";".join(entry["parties"])})
    return tables, texts


def _add_document(tables: Tables, doc_id: str, name: str, document: dict[str, Any]) -> str:
    tables["documents"].append({"doc_id": doc_id, "path": f"folder/{name}"})
    tables["declined"] += [{"doc_id": doc_id, "respondent": body} for body in document.get("declined", ())]
    text = ""
    for segment in document["segments"]:
        segment_id = f"{doc_id}:{segment['id']}"
        row = {"segment_id": segment_id, "doc_id": doc_id, "parties": ";".join(segment["parties"])}
        tables["segments"].append({**row, "kind": segment["kind"], "respondent": segment["respondent"], "heading": ""})
        if segment.get("stance"):
            tables["stances"].append({"segment_id": segment_id, "stance": segment["stance"]})
        for sentence in document.get("sentences", ()):
            if sentence["segment"] != segment["id"]:
                continue
            tables["statements"].append(
                {
                    "statement_id": f"{doc_id}:{sentence['id']}",
                    "segment_id": segment_id,
                    "doc_id": doc_id,
                    "char_start": len(text),
                    "char_end": len(text) + len(sentence["text"]),
                    "text": sentence["text"],
                    "themes": ";".join(sentence.get("themes", ())),
                    "polarity": sentence.get("polarity", ""),
                }
            )
            text += sentence["text"] + "\n"
    return text


def write_output(folder: Path, tables: Tables, texts: dict[str, str], *, dialect: str = "default") -> Path:
    """Write tables as an output folder in one of the two CSV dialects; tables that are left out get no file."""
    (folder / "texts").mkdir(parents=True)
    swedish = dialect == "excel-sv"
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8-sig" if swedish else "utf-8", newline="") as handle:
            writer = csv.DictWriter(
                handle, COLUMNS[name], delimiter=";" if swedish else ",", extrasaction="ignore", lineterminator="\n"
            )
            writer.writeheader()
            for row in rows:
                cells = {key: _guarded(str(value)) for key, value in row.items()}
                if swedish:
                    lists = {"themes", "parties"} & cells.keys()
                    cells |= {key: cells[key].replace(";", "|") for key in lists}
                writer.writerow(cells)
    for doc_id, text in texts.items():
        (folder / "texts" / f"{doc_id}.txt").write_text(text, encoding="utf-8")
    return folder


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(("=", "+", "-", "@", "\t", "\r")) else cell


SMALL_GOLD = {
    "documents": {
        "svar.txt": {
            "segments": [
                {
                    "id": "a",
                    "kind": "response",
                    "respondent": "Hamnnämnden",
                    "parties": [],
                    "text": "Nämnden tillstyrker. Uppföljningen bör stärkas i hela staden.",
                    "stance": "support_with_comments",
                    "stance_also_ok": ["support"],
                },
                {
                    "id": "b",
                    "kind": "special_statement",
                    "respondent": "Hamnnämnden",
                    "parties": ["A", "B"],
                    "text": "Vi saknar ett stycke om de sociala skillnaderna i staden.",
                },
            ],
            "sentences": [
                {"id": "a1", "segment": "a", "text": "Nämnden tillstyrker.", "themes": [], "polarity": "positive"},
                {
                    "id": "a2",
                    "segment": "a",
                    "text": "Uppföljningen bör stärkas i hela staden.",
                    "themes": ["follow_up"],
                    "polarity": "request",
                },
                {
                    "id": "b1",
                    "segment": "b",
                    "text": "Vi saknar ett stycke om de sociala skillnaderna i staden.",
                    "themes": ["segregation"],
                    "polarity": "critical",
                },
            ],
            "declined": ["AB Kajen"],
        }
    }
}


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(SMALL_GOLD), encoding="utf-8")
    return path


# --- measures ---------------------------------------------------------------------------------------------------------


def test_words_are_lower_case_without_soft_hyphens() -> None:
    assert words_of("Upp\u00adföljning, 2020-2023: ÅÄÖ!") == ("uppföljning", "2020", "2023", "åäö")


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Enskede-Årsta-Vantörs stadsdelsnämnd", "Enskede-Årsta-Vantör stadsdelsnämnd", True),
        ("Familjebostäder", "AB Familjebostäder", True),
        ("Kulturnämnden", "Kultumämnden", False),
        ("Miljö- och hälsoskyddsnämnden", "Miljö- och hälsoskydsnämnden", True),
        ("Hamnnämnden", "Äldrenämnden", False),
        ("Universitet", "Stockholm universitet", False),
        ("", "Hamnnämnden", False),
    ],
)
def test_same_name(left: str, right: str, same: bool) -> None:
    assert same_name(left, right) is same


def test_token_f1_ignores_order_and_overlap_does_not() -> None:
    assert token_f1(("a", "b"), ("b", "a")) == 1.0
    assert overlap(("a", "b"), ("b", "a")) == 0.5
    assert overlap(("a", "b"), ("x", "a", "y", "b")) == 1.0
    assert token_f1((), ("a",)) == overlap((), ("a",)) == 0.0


WORDS = st.lists(st.sampled_from("abcde"), max_size=8).map(tuple)


@given(WORDS, WORDS)
def test_measures_stay_between_zero_and_one(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    assert 0.0 <= token_f1(left, right) <= 1.0
    assert 0.0 <= overlap(left, right) <= 1.0
    assert token_f1(left, right) == token_f1(right, left)
    assert not left or token_f1(left, left) == overlap(left, left) == 1.0


def test_tally() -> None:
    tally = Tally.of(expected=True, predicted=True, weight=0.5) + Tally.of(expected=False, predicted=True)
    assert (tally.precision, tally.recall) == (0.5 / 1.5, 1.0)
    assert tally.f1 == pytest.approx(0.5)
    assert Tally().f1 == Tally().precision == Tally().recall == 0.0


def test_macro_f1_leaves_out_labels_that_the_gold_lacks() -> None:
    tallies = label_tallies([("x", "x", 1.0), ("x", "y", 1.0)], ("x", "y", "z"))
    assert macro_f1(tallies.values(), empty=0.0) == pytest.approx(2 / 3)
    assert math.isnan(macro_f1([], empty=float("nan")))
    assert math.isnan(mean([]))


DECISIONS = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from(["x", "y", "z", "none"]), st.sampled_from([0.25, 0.5, 1.0])),
    min_size=1,
    max_size=20,
)


@settings(deadline=None)  # the first call imports the library
@given(DECISIONS)
def test_macro_f1_equals_that_of_scikit_learn(decisions: list[tuple[str, str, float]]) -> None:
    from sklearn.metrics import f1_score

    expected, predicted, weights = map(list, zip(*decisions, strict=True))
    reference = f1_score(
        expected, predicted, labels=sorted(set(expected)), average="macro", sample_weight=weights, zero_division=0
    )
    assert macro_f1(label_tallies(decisions, "xyz").values(), empty=0.0) == pytest.approx(reference)


# --- reading ----------------------------------------------------------------------------------------------------------


def test_read_table_drops_the_formula_guard_only(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n'=1+1,'citat'\n''-x,\n", encoding="utf-8")
    assert read_table(path) == [{"a": "=1+1", "b": "'citat'"}, {"a": "'-x", "b": ""}]


def test_read_table_reads_the_swedish_dialect(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('\ufeffthemes;score\nx|y;0,5\n"a;b";1\n', encoding="utf-8")
    assert read_table(path) == [{"themes": "x|y", "score": "0,5"}, {"themes": "a;b", "score": "1"}]


def test_read_table_of_a_missing_file_is_empty(tmp_path: Path) -> None:
    assert read_table(tmp_path / "none.csv") == []


def test_split_list_knows_both_separators() -> None:
    assert split_list("S; V") == split_list("S|V") == {"S", "V"}
    assert split_list("") == frozenset()


# --- evaluate ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["default", "excel-sv"])
def test_a_perfect_output_scores_one(gold_file: Path, tmp_path: Path, dialect: str) -> None:
    out = write_output(tmp_path / "out", *perfect_tables(SMALL_GOLD), dialect=dialect)
    metrics = evaluate(gold_file, out)
    assert {name for name, value in metrics.items() if value != 1.0} == set()
    assert {"segments_f1", "parties_accuracy", "theme_micro_f1", "polarity_macro_f1", "declined_f1"} <= metrics.keys()
    assert missed_segments(gold_file, out) == ()


def test_a_label_that_is_also_right_counts(gold_file: Path, tmp_path: Path) -> None:
    tables, texts = perfect_tables(SMALL_GOLD)
    tables["stances"][0]["stance"] = "support"
    assert evaluate(gold_file, write_output(tmp_path / "out", tables, texts))["stance_accuracy"] == 1.0


def test_a_missed_segment_is_named(gold_file: Path, tmp_path: Path) -> None:
    tables, texts = perfect_tables(SMALL_GOLD)
    tables["segments"].pop()
    out = write_output(tmp_path / "out", tables, texts)
    assert evaluate(gold_file, out)["segments_recall"] == 0.5
    assert missed_segments(gold_file, out) == ("svar.txt b special_statement Hamnnämnden q=0.00",)


def test_decision_and_response_count_as_one_answer(gold_file: Path, tmp_path: Path) -> None:
    tables, texts = perfect_tables(SMALL_GOLD)
    tables["segments"].append({**tables["segments"][0], "segment_id": "d0:x", "kind": "decision"})
    tables["statements"][0]["segment_id"] = "d0:x"
    metrics = evaluate(gold_file, write_output(tmp_path / "out", tables, texts))
    assert metrics["segments_f1"] == metrics["theme_micro_f1"] == metrics["stance_accuracy"] == 1.0


def test_a_wrong_offset_is_seen(gold_file: Path, tmp_path: Path) -> None:
    tables, texts = perfect_tables(SMALL_GOLD)
    tables["statements"][0]["char_start"] = 1
    tables["statements"][1]["char_start"] = ""
    metrics = evaluate(gold_file, write_output(tmp_path / "out", tables, texts))
    assert metrics["offsets_ok"] == pytest.approx(1 / 3)


def test_an_output_without_the_golds_documents_is_refused(gold_file: Path, tmp_path: Path) -> None:
    tables, texts = perfect_tables(SMALL_GOLD)
    tables["documents"][0]["path"] = "other.txt"
    out = write_output(tmp_path / "out", tables, texts)
    with pytest.raises(UsageError, match=r"No document of the gold is in OUT: svar\.txt"):
        evaluate(gold_file, out)


def test_the_golds_own_suffix_comes_first(gold_file: Path, tmp_path: Path) -> None:
    tables, texts = perfect_tables(SMALL_GOLD)
    tables["documents"].insert(0, {"doc_id": "pdf", "path": "a/svar.pdf"})
    assert evaluate(gold_file, write_output(tmp_path / "out", tables, texts))["segments_f1"] == 1.0


def test_a_folder_that_is_no_output_is_refused(gold_file: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not an output folder"):
        evaluate(gold_file, tmp_path)


def test_a_table_without_a_column_is_refused(gold_file: Path, tmp_path: Path) -> None:
    out = write_output(tmp_path / "out", *perfect_tables(SMALL_GOLD))
    (out / "segments.csv").write_text("segment_id,doc_id\nd0:a,d0\n", encoding="utf-8")
    with pytest.raises(UsageError, match="lacks the column 'kind'"):
        evaluate(gold_file, out)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not valid JSON"),
        ("[]", "has no documents"),
        ('{"documents": {}}', "has no documents"),
        ('{"documents": {"a.txt": {"segments": [{}]}}}', "lacks the field 'id'"),
        ('{"documents": {"a.txt": []}}', "unexpected shape"),
    ],
)
def test_a_gold_that_cannot_be_used_is_refused(tmp_path: Path, content: str, message: str) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        evaluate(gold, tmp_path)


def test_a_gold_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Cannot read the gold"):
        evaluate(tmp_path / "none.json", tmp_path)


# --- agreement with the reference script ------------------------------------------------------------------------------


def _perfect(tables: Tables) -> None:
    pass


def _drop_segments(tables: Tables) -> None:
    del tables["segments"][::7]


def _wrong_parties(tables: Tables) -> None:
    for row in tables["segments"]:
        row["parties"] = row["parties"].replace("MP", "M") or "X"


def _wrong_stances(tables: Tables) -> None:
    for number, row in enumerate(tables["stances"]):
        row["stance"] = ("support", "oppose", row["stance"], "")[number % 4]


def _shifted_labels(tables: Tables) -> None:
    rows = tables["statements"]
    labels = [(row["themes"], row["polarity"]) for row in rows]
    for row, (themes, polarity) in zip(rows, labels[3:] + labels[:3], strict=True):
        row["themes"], row["polarity"] = themes, polarity


def _shuffled_clusters(tables: Tables) -> None:
    members = tables["reuse_members"]
    for number, row in enumerate(members):
        if number % 5 == 0:
            row["cluster_id"] = members[(number + 11) % len(members)]["cluster_id"]
    for number, row in enumerate(tables["reuse_clusters"]):
        if number % 4 == 0:
            row["type"] = "argument"


def _merged_sentences(tables: Tables) -> None:
    kept: list[dict[str, Any]] = []
    for number, row in enumerate(tables["statements"]):
        if number % 2 and kept[-1]["segment_id"] == row["segment_id"]:
            kept[-1]["text"] += " " + row["text"]
            kept[-1]["char_end"] = row["char_end"]
        else:
            kept.append(row)
    tables["statements"] = kept


def _changed_names(tables: Tables) -> None:
    for name in ("segments", "declined", "quotes", "endorsements"):
        for number, row in enumerate(tables[name]):
            key = "source_respondent" if name == "quotes" else "respondent"
            row[key] = (row[key] + " AB", row[key][:-2], "Annan nämnd", row[key])[number % 4]


def _missing_tables(tables: Tables) -> None:
    for name in ("stances", "reuse_members", "quotes", "declined"):
        del tables[name]


def _split_answers(tables: Tables) -> None:
    for row in list(tables["segments"]):
        if row["kind"] == "response":
            decision = f"{row['segment_id']}x"
            tables["segments"].append({**row, "segment_id": decision, "kind": "decision", "heading": "Beslut"})
            tables["stances"].append({"segment_id": decision, "stance": "support"})
            mine = [entry for entry in tables["statements"] if entry["segment_id"] == row["segment_id"]]
            for entry in mine[:2]:
                entry["segment_id"] = decision


def _garbled_words(tables: Tables) -> None:
    for number, row in enumerate(tables["statements"]):
        words = row["text"].split()
        row["text"] = " ".join(words[number % 3 :]) + ("=" if number % 9 == 0 else "")
    for number, row in enumerate(tables["reuse_members"]):
        if number % 3 == 0:
            row["text"] = "=" + row["text"][: len(row["text"]) // 2]


PERTURBATIONS: list[Callable[[Tables], None]] = [
    _perfect,
    _drop_segments,
    _wrong_parties,
    _wrong_stances,
    _shifted_labels,
    _shuffled_clusters,
    _merged_sentences,
    _changed_names,
    _missing_tables,
    _split_answers,
    _garbled_words,
]


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("perturb", PERTURBATIONS, ids=lambda function: function.__name__.strip("_"))
def test_every_metric_agrees_with_the_reference(
    shared: Path, tmp_path: Path, perturb: Callable[[Tables], None]
) -> None:
    gold = shared / "eval" / "gold_2020_dev.json"
    tables, texts = perfect_tables(json.loads(gold.read_text(encoding="utf-8")))
    perturb(tables)
    out = write_output(tmp_path / "out", tables, texts)
    command = [sys.executable, str(shared / "eval" / "score.py"), str(gold), str(out), "--json"]
    reference = json.loads(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)
    missed = reference.pop("_missed_segments")
    assert evaluate(gold, out) == pytest.approx(reference, abs=1e-9, nan_ok=True)
    assert list(missed_segments(gold, out)) == missed


@pytest.mark.shared
def test_a_perturbed_output_scores_less_than_a_perfect_one(shared: Path, tmp_path: Path) -> None:
    gold = shared / "eval" / "gold_2020_dev.json"
    tables, texts = perfect_tables(json.loads(gold.read_text(encoding="utf-8")))
    perfect = evaluate(gold, write_output(tmp_path / "perfect", tables, texts))
    _shifted_labels(tables)
    _wrong_stances(tables)
    worse = evaluate(gold, write_output(tmp_path / "worse", tables, texts))
    assert perfect["segments_f1"] == worse["segments_f1"]
    for name in ("theme_micro_f1", "polarity_macro_f1", "stance_accuracy"):
        assert worse[name] < perfect[name]
