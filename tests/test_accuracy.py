"""docs/accuracy.md: its tables are made by a command, and the command can be run on gold of one's own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs/accuracy.md").read_text(encoding="utf-8")
COMMAND = ROOT / "benchmarks/accuracy.py"
MARK = re.compile(r"<!-- table: (\w+) -->\n(.*?)\n<!-- end -->", re.DOTALL)
TABLES = {
    "headline", "themes", "polarity", "polarity_confusion", "stance", "stance_confusion", "confidence", "hard", "drop",
    "end_to_end", "plain",
}  # fmt: skip
GOLD = {
    "segments": [
        {"id": "a", "kind": "response", "respondent": "Kulturnämnden", "stance": "oppose"},
        {"id": "b", "kind": "response", "respondent": "Skolnämnden", "stance": "support"},
    ],
    "sentences": [
        {"segment": "a", "text": "Nämnden avstyrker förslaget.", "themes": [], "polarity": "critical"},
        {"segment": "a", "text": "Målen måste följas upp varje år.", "themes": ["follow_up"], "polarity": "request"},
        {"segment": "b", "text": "Nämnden tillstyrker förslaget.", "themes": [], "polarity": "positive"},
    ],
}


def _run(*arguments: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, str(COMMAND), *arguments],
        capture_output=True, text=True, encoding="utf-8", env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_page_has_every_table() -> None:
    tables = dict(MARK.findall(PAGE))
    assert set(tables) == TABLES
    for name, table in tables.items():
        lines = table.splitlines()
        assert len(lines) > 3, name
        assert {len(_cells(line)) for line in lines} == {len(_cells(lines[0]))}, name


@pytest.mark.slow
def test_the_command_makes_the_tables_of_the_page_from_any_gold(tmp_path: Path) -> None:
    gold = tmp_path / "own.json"
    gold.write_text(json.dumps({"documents": {"a.txt": GOLD}}), encoding="utf-8")
    names = "headline,polarity,stance_confusion"
    made = dict(MARK.findall(_run(str(gold), "--only", names, "--errors", str(tmp_path / "errors"))))
    page = dict(MARK.findall(PAGE))
    assert list(made) == names.split(",")
    for name, table in made.items():
        assert table.splitlines()[0] == page[name].splitlines()[0]
    rows = [_cells(line) for line in made["headline"].splitlines()[2:]]
    assert [row[1] for row in rows] == ["model + rules", "model alone", "rules alone", "TF-IDF"]
    assert rows[0][2] == "3"
    assert rows[2][6] == "**1.000** (1.00–1.00)"  # both positions are said in so many words
    assert (tmp_path / "errors/own.json.tsv").read_text(encoding="utf-8").startswith("what\tanswer\tmeant\tfound")


@pytest.fixture
def gold_rows(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import gold_rows

    return gold_rows


def test_intervals_hold_the_value_and_are_the_same_every_time(gold_rows) -> None:
    documents = {f"{number}.txt": GOLD for number in range(9)}
    wrong = {"9.txt": GOLD | {"sentences": [sentence | {"polarity": "neutral"} for sentence in GOLD["sentences"]]}}
    rows = gold_rows.rows_of(documents | wrong, gold_rows.RULES)
    found = gold_rows.headlines(rows)
    assert found["stance"] == (1, 1, 1, 20)
    assert found["polarity"].low < found["polarity"].value < found["polarity"].high
    assert found == gold_rows.headlines(rows)


def test_macro_f1_and_class_scores_are_those_of_scikit_learn(gold_rows) -> None:
    from sklearn.metrics import precision_recall_fscore_support

    names = gold_rows.POLARITIES
    pairs = [(names[k % 4], names[(k * k + k // 3) % 4]) for k in range(40)]
    rows = [
        gold_rows.Sentence("d", f"a{k}", None, frozenset(), frozenset(), wanted, got, 1.0)
        for k, (wanted, got) in enumerate(pairs)
    ]
    wanted, got = zip(*pairs, strict=True)
    expected = precision_recall_fscore_support(wanted, got, labels=names, zero_division=0)
    found = gold_rows.class_scores(pairs)
    assert [found[name] for name in names] == [pytest.approx(row) for row in zip(*expected[:3], strict=True)]
    value = gold_rows.headlines(gold_rows.Rows(rows))["polarity"].value
    assert value == pytest.approx(sum(expected[2]) / 4)


def test_reliability_counts_every_row_once(gold_rows) -> None:
    judged = [(0.0, False), (0.5, True), (0.55, False), (1.0, True)]
    assert gold_rows.reliability(judged, (0.0, 0.5, 1.0)) == [
        (1, 0.0, 0.0),
        (3, pytest.approx(2.05 / 3), pytest.approx(2 / 3)),
    ]
