"""Independent voices: what several copied from each other counts once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from remissnlp.export.dialect import DIALECTS
from remissnlp.export.matrix import theme_matrix
from remissnlp.export.tables import write_tables
from remissnlp.export.view import View
from remissnlp.export.voices import repeated_statements
from remissnlp.records import (
    Analysis,
    Kind,
    LabelScore,
    Polarity,
    Stance,
    StanceLabel,
    StatementLabels,
)
from remissnlp.reuse import find_reuse
from tests.conftest import SAMPLE, run_cli
from tests.test_reuse import A, B, C, Part, make

LONG = "Så tycker vi, och när vi gick runt i kvarteren i våras sade nästan alla som vi mötte på gator och torg att "


@dataclass(frozen=True)
class _Theme:
    id: str
    threshold: float = 0.5


@dataclass(frozen=True)
class _Codebook:
    themes: tuple[_Theme, ...] = (_Theme("trees"),)


def analysis_of(*parts: Part, dates: tuple[str, ...] = ()) -> Analysis:
    """Return an analysis in which every statement has the theme `trees`, and every segment a stance."""
    document, entry = make("d", list(parts), dates=dates)
    clusters, quotes = find_reuse([document], [entry])
    theme = LabelScore(label="trees", score=0.9, rule="r")
    return Analysis(
        documents=(document,),
        segmented=(entry,),
        labels={
            s.statement_id: StatementLabels(
                statement_id=s.statement_id,
                themes=(theme,),
                polarity=Polarity.REQUEST,
                polarity_score=1,
                polarity_rule="r",
            )
            for s in entry.statements
        },
        stances=tuple(
            StanceLabel(
                segment_id=s.segment_id,
                stance=Stance.SUPPORT,
                confidence=1,
                evidence_statement_id="",
                evidence_text="",
                rule="r",
            )
            for s in entry.segments
        ),
        clusters=clusters,
        quotes=quotes,
    )


def counts(analysis: Analysis, *, independent: bool = True) -> list[object]:
    _, rows = theme_matrix(View(analysis, _Codebook()), independent=independent)
    return [row["trees"] for row in rows]


def answer(name: str, *sentences: str) -> Part:
    return (name, Kind.RESPONSE, (), list(sentences))


def test_a_copied_passage_counts_for_the_first_who_has_it() -> None:
    analysis = analysis_of(answer("X", A, B), answer("Y", A, C), answer("Z", A))
    assert counts(analysis, independent=False) == [2, 2, 1]
    assert counts(analysis) == [2, 1, 0]


def test_the_first_is_the_likely_origin() -> None:
    analysis = analysis_of(answer("X", A, B), answer("Y", A, C), dates=("2021-05-02", "2021-04-30"))
    assert counts(analysis) == [1, 2]


def test_every_sentence_of_a_copied_run_counts_once() -> None:
    assert counts(analysis_of(answer("X", A, B, C), answer("Y", A, B, C))) == [3, 0]


def test_own_words_around_a_copied_clause_count() -> None:
    longer = LONG + A[0].lower() + A[1:]
    analysis = analysis_of(answer("X", A), answer("Y", longer))
    assert len(analysis.clusters) == 1
    assert counts(analysis) == [1, 1]


def test_without_copies_nothing_changes() -> None:
    analysis = analysis_of(answer("X", A), answer("Y", B))
    assert counts(analysis) == counts(analysis, independent=False) == [1, 1]


def test_an_answer_that_is_not_counted_is_nobody_s_first() -> None:
    analysis = analysis_of(answer("X", A), answer("Y", A))
    (entry,) = analysis.segmented
    hidden = replace(entry, segments=(replace(entry.segments[0], counted=False), entry.segments[1]))
    assert repeated_statements(replace(analysis, segmented=(hidden,))) == frozenset()


def test_the_columns_say_who_has_a_voice_of_its_own(tmp_path: Path) -> None:
    analysis = analysis_of(answer("X", A, B), answer("Y", A, C, B), answer("Z", A, B))
    columns, rows = theme_matrix(View(analysis, _Codebook()), independent=True)
    assert columns[-1] == "independent"
    assert [row["independent"] for row in rows] == [True, False, False]
    assert "independent" not in theme_matrix(View(analysis, _Codebook()))[0]
    write_tables(View(analysis, _Codebook()), tmp_path, dialect=DIALECTS["standard"], independent=True)
    assert _column(tmp_path / "stances.csv", "independent") == ["1", "0", "0"]
    assert _column(tmp_path / "theme_matrix.csv", "trees") == ["2", "1", "0"]


def _column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        rows: list[Mapping[str, str]] = list(csv.DictReader(handle))
    return [row[name] for row in rows]


def test_the_option_changes_the_matrix_and_nothing_else(sample_out: Path, tmp_path: Path) -> None:
    done = run_cli("analyze", SAMPLE, "-o", tmp_path / "out", "--quiet", "--independent")
    assert done.returncode in {0, 4}, done.stderr
    names = sorted(path.name for path in sample_out.glob("*.csv"))
    differ = [n for n in names if (tmp_path / "out" / n).read_bytes() != (sample_out / n).read_bytes()]
    assert differ == ["theme_matrix.csv"]
    for theme in ("segregation", "follow_up"):
        plain, once = (
            [int(cell) for cell in _column(out / "theme_matrix.csv", theme)] for out in (sample_out, tmp_path / "out")
        )
        assert sum(once) < sum(plain)
        assert all(a <= b for a, b in zip(once, plain, strict=True))


@pytest.mark.parametrize("option", ["--independent", "--no-independent"])
def test_both_forms_of_the_option_are_known(option: str) -> None:
    assert option in run_cli("analyze", "--help", env={"COLUMNS": "200", "NO_COLOR": "1"}).stdout
