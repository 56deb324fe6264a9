"""What `explain` says is what the run did: same labels, same scores, for every stance and statement of the sample."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

import remissnlp
from remissnlp.codebook import load_codebook, write_codebook
from remissnlp.errors import ConfigurationError, UsageError
from remissnlp.explain import Explainer, StanceExplanation, StatementExplanation, explain
from remissnlp.readback import read_back
from remissnlp.records import Endorsement
from tests.conftest import SAMPLE, run_cli


@pytest.fixture(scope="module")
def run(sample_out: Path) -> remissnlp.Run:
    return remissnlp.load(sample_out)


@pytest.fixture(scope="module")
def explainer(run: remissnlp.Run) -> Explainer:
    return Explainer(run)


def stance(explainer: Explainer, **where: str) -> StanceExplanation:
    rows = explainer.run.stances
    for column, value in where.items():
        rows = rows[rows[column].astype(str) == value]
    found = explainer.explain(rows["segment_id"].iloc[0])
    assert isinstance(found, StanceExplanation)
    return found


def statement(explainer: Explainer, beginning: str) -> StatementExplanation:
    rows = explainer.run.statements
    row = rows[rows["text"].str.startswith(beginning)].iloc[0]
    found = explainer.explain(row["statement_id"])
    assert isinstance(found, StatementExplanation)
    return found


def test_every_stance_comes_out_as_the_run_wrote_it(explainer: Explainer, run: remissnlp.Run) -> None:
    for row in run.stances.to_dict("records"):
        found = explainer.explain(row["segment_id"])
        assert isinstance(found, StanceExplanation)
        assert found.agrees, row
        assert (found.stance, found.rule, found.confidence) == (row["stance"], row["rule"], row["confidence"])
        assert found.evidence_text == row["evidence_text"]


def test_every_statement_comes_out_as_the_run_wrote_it(explainer: Explainer, run: remissnlp.Run) -> None:
    for row in run.statements.to_dict("records"):
        found = explainer.explain(row["statement_id"])
        assert isinstance(found, StatementExplanation)
        assert found.agrees, row
        assert (found.polarity, found.polarity_score) == (row["polarity"], row["polarity_score"])
        scored = tuple(f"{theme.theme}={theme.score:.4f}" for theme in found.themes if theme.score > 0)
        assert scored == row["theme_scores"]
        assert {theme.theme for theme in found.themes if theme.has} == set(row["themes"])
        assert all(theme.rule == dict(r.split("=") for r in row["theme_rules"])[theme.theme]
                   for theme in found.themes if theme.score > 0)  # fmt: skip


def test_the_parts_of_a_stance_add_up(explainer: Explainer) -> None:
    found = stance(explainer, respondent="Tekniska nämnden", kind="response")
    assert found.stance == found.rules_stance == "oppose"
    assert found.stance == max(found.together, key=found.together.get)  # type: ignore[arg-type]
    assert found.confidence == pytest.approx(found.together["oppose"], abs=0.001)
    assert sum(found.model.values()) == pytest.approx(1, abs=0.001)
    assert sum(item.share for item in found.statements) == pytest.approx(1, abs=0.01)
    assert [item.share for item in found.statements] == sorted((i.share for i in found.statements), reverse=True)
    assert sum(found.polarities.values()) == len(found.statements)
    assert any(p.label == "oppose" and "avstyrk" in p.text.lower() for p in found.positions)


def test_a_part_of_an_answer_leads_to_its_stance(explainer: Explainer, run: remissnlp.Run) -> None:
    row = run.stances[run.stances["respondent"] == "Tekniska nämnden"].iloc[0]
    answers = run.segments[run.segments["segment_id"] == row["segment_id"]]["answer_id"].iloc[0]
    decision = run.segments[(run.segments["answer_id"] == answers) & (run.segments["kind"] == "decision")].iloc[0]
    found = explainer.explain(decision["segment_id"])
    assert isinstance(found, StanceExplanation)
    assert found.segment_id == row["segment_id"]


def test_an_inherited_stance_names_the_text_joined(explainer: Explainer, run: remissnlp.Run) -> None:
    rows = run.stances[run.stances["inherited_from"] != ""]
    assert set(rows["rule"].str.removesuffix("+review")) == {"inherited"}
    assert set(rows["inherited_from"]) <= set(run.segments["segment_id"])
    for row in rows.to_dict("records"):
        found = explainer.explain(row["segment_id"])
        assert isinstance(found, StanceExplanation)
        target = explainer.explain(row["inherited_from"])
        assert isinstance(target, StanceExplanation)
        assert (found.inherited_from, found.model) == (target.segment_id, target.model)


def test_what_is_read_back_is_joined_as_the_run_joined_it(run: remissnlp.Run) -> None:
    joins = [e for document in read_back(run).values() for e in document.endorsements]
    assert len(joins) == int((run.stances["inherited_from"] != "").sum()) > 0
    assert all(isinstance(join, Endorsement) and join.whole_segment for join in joins)


def test_cues_of_a_theme_are_shown_with_their_words(explainer: Explainer) -> None:
    found = statement(explainer, "De som behöver kommunens stöd allra mest")
    theme = found.themes[0]
    assert (theme.theme, theme.has, theme.source) == ("segregation", True, "model")
    assert theme.score > theme.probability
    assert theme.words
    assert any(cue.weight == 0.6 and cue.text.startswith("De som behöver") for cue in theme.cues)
    assert any(cue.label == "request" and cue.text == "behöver" for cue in found.cues)
    assert max(found.tones, key=found.tones.get) in {"critical", "request"}  # type: ignore[arg-type]


def test_a_decision_has_no_themes_and_says_so(explainer: Explainer) -> None:
    found = statement(explainer, "Paragrafen justeras omedelbart.")
    assert found.themeless
    assert found.themes == ()
    assert found.procedure
    assert any(cue.label == "procedure" for cue in found.cues)


def test_themes_learnt_from_examples_show_the_nearest(tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "svar_vastra_asen.txt").write_bytes((SAMPLE / "svar_vastra_asen.txt").read_bytes())
    wider, book = load_codebook("sakerhet"), tmp_path / "exempel.yaml"
    known = len(load_codebook("default").themes)
    own = tuple(replace(theme, model="") for theme in wider.themes[known:])
    write_codebook(replace(wider, themes=(*wider.themes[:known], *own)), book)
    done = run_cli("analyze", folder, "-o", out, "--codebook", book, "--quiet", "--csv-dialect", "excel-sv")
    assert done.returncode == 0, done.stderr
    explainer = Explainer(remissnlp.load(out))
    for statement_id in remissnlp.load(out).statements["statement_id"]:
        found = explainer.explain(statement_id)
        assert found.agrees, statement_id  # the Swedish dialect, few-shot themes
    found = statement(explainer, "Hur det går bör redovisas")
    few = [theme for theme in found.themes if theme.source == "examples"]
    assert len(few) == 10
    for theme in few:
        likeness = [near.likeness for near in theme.neighbours]
        assert len(likeness) == 3
        assert likeness == sorted(likeness, reverse=True)
        known = explainer.codebook.theme(theme.theme)
        assert all(
            near.text in (known.counter_examples if near.counter else known.examples) for near in theme.neighbours
        )


def test_another_codebook_than_the_runs_is_refused_or_shows(explainer: Explainer, run: remissnlp.Run) -> None:
    changed = json.loads(json.dumps(run.info))
    changed["codebook"]["sha256"] = "0" * 64
    with pytest.raises(ConfigurationError, match="has changed"):
        explain(replace(run, info=changed), run.stances["segment_id"].iloc[0])
    text = "Hur det går bör redovisas"
    row = run.statements[run.statements["text"].str.startswith(text)].iloc[0]
    found = explain(run, row["statement_id"], codebook="sakerhet")
    assert isinstance(found, StatementExplanation)
    assert len(found.themes) == 14


def test_what_the_run_wrote_is_compared(run: remissnlp.Run, tmp_path: Path) -> None:
    for path in run.folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "run.json").write_bytes((run.folder / "run.json").read_bytes())
    with (tmp_path / "stances.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["confidence"] = "0.1234"
    with (tmp_path / "stances.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert not explain(remissnlp.load(tmp_path), rows[0]["segment_id"]).agrees
    done = run_cli("explain", tmp_path, rows[0]["segment_id"])
    assert done.returncode == 0
    assert "says otherwise" in done.stderr


def test_unknown_ids_and_texts_without_stance_are_refused(explainer: Explainer, run: remissnlp.Run) -> None:
    with pytest.raises(UsageError, match="no segment or statement"):
        explainer.explain("nothing")
    proposal = run.segments[run.segments["kind"] == "proposal"]["segment_id"].iloc[0]
    with pytest.raises(UsageError, match="no answer"):
        explainer.explain(proposal)


def test_a_run_of_an_older_version_is_refused(run: remissnlp.Run) -> None:
    older = replace(run, tables=run.tables | {"statements": run.statements.drop(columns=["role"])})
    with pytest.raises(UsageError, match="older version"):
        Explainer(older)


def test_command_prints_reasons_or_json(run: remissnlp.Run) -> None:
    segment_id = run.stances["segment_id"].iloc[0]
    done = run_cli("explain", run.folder, segment_id)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for line in (
        "stance: oppose",
        "rules alone: oppose",
        "model alone:",
        "statements that weigh most",
        "cues of position:",
    ):
        assert line in done.stdout
    told = json.loads(run_cli("explain", run.folder, segment_id, "--json").stdout)
    assert told["stance"] == "oppose"
    assert told["agrees"] is True
    shown = run_cli("explain", run.folder, told["evidence_statement_id"])
    assert told["evidence_text"] in shown.stdout
    assert "polarity: critical" in shown.stdout
    wrong = run_cli("explain", run.folder, "nothing")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
