"""Themes from labelled sheets: what is learnt, what is held out, the folder that holds it, and the run that uses it."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import remissnlp
from remissnlp.annotation import LabelledRow, coded_statements, gold_labels, read_labels, write_sheet
from remissnlp.classify import ThemeModel, load_theme_model
from remissnlp.classify.own_files import CARD, N_LETTERS
from remissnlp.classify.own_model import (
    ARRAYS,
    N_MEANINGS,
    RECORD,
    features,
    letters,
    meanings,
    rarity_of,
)
from remissnlp.codebook import load_codebook
from remissnlp.errors import ConfigurationError, UsageError
from remissnlp.explain import Explainer, StatementExplanation
from remissnlp.training.folds import folds, kept_together
from remissnlp.training.scores import Score
from remissnlp.training.theme_files import read_sheets, save_themes
from remissnlp.training.themes import TrainedThemes, _sheet, _told, train_themes
from tests.conftest import ROOT, SAMPLE, SAMPLE_GOLD, run_cli

EXAMPLE = ROOT / "data" / "examples" / "barnperspektiv.yaml"
LABELS = EXAMPLE.with_suffix(".csv")
CODEBOOK = load_codebook(str(EXAMPLE))
DEFAULT = load_codebook("default")


@pytest.fixture(scope="module")
def trained() -> TrainedThemes:
    return train_themes(read_labels(LABELS), CODEBOOK)


@pytest.fixture(scope="module")
def folder(trained: TrainedThemes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "barn"
    save_themes(trained, CODEBOOK, path, sheets=[LABELS])
    return path


def rows_of(texts: Sequence[str], themes: tuple[str, ...], path: str = "a.pdf", body: str = "") -> list[LabelledRow]:
    return [
        LabelledRow(
            statement_id=f"{path}.{body}{n}.{len(themes)}", text=text, path=path, respondent=body, themes=themes
        )
        for n, text in enumerate(texts)
    ]


# --- learning


def test_labels_teach_what_six_examples_do_not(trained: TrainedThemes) -> None:
    (result,) = trained.results
    assert (result.theme, result.n_positive, trained.n_rows, trained.kept_together) == (
        "barnperspektiv",
        12,
        242,
        "respondents",
    )
    assert result.trained.recall >= 2 * result.before.recall  # 0.50 and 0.25 when this was written
    assert result.trained.f1 > result.before.f1 + 0.1  # 0.60 and 0.40, since examples see the ten themes of `sakerhet`
    assert result.trained.f1 >= 0.5
    assert result.cues is None
    assert trained.left_out == dict.fromkeys(["segregation", "information_security", "follow_up", "timing"], 0)


def test_the_model_has_taken_its_labels_in(trained: TrainedThemes) -> None:
    rows = read_labels(LABELS)
    logits = trained.model.logits([row.text for row in rows], [row.before for row in rows])
    wanted = np.array([bool(row.themes) for row in rows])
    found = np.array([row["barnperspektiv"] > 0 for row in logits])
    assert Score.of(wanted, found).f1 > 0.95


def test_the_statement_before_counts(trained: TrainedThemes) -> None:
    text = "Därför behövs en insats."
    (alone,), (after,) = (
        trained.model.logits([text], [before])
        for before in ("", "Eleverna får olika skolgång när hemmen saknar dator.")
    )
    assert after["barnperspektiv"] > alone["barnperspektiv"]


def test_features_are_meanings_and_letters() -> None:
    texts = ["Barnen behöver datorer.", "Barnen behöver datorer.", "Taxan är hög."]
    about = meanings(texts, ["", "Något annat.", ""])
    counts = letters(texts)
    found = features(about, counts, rarity_of(counts)).toarray()
    assert found.shape == (3, N_MEANINGS + N_LETTERS)
    assert np.array_equal(found[0, :384], found[1, :384])
    assert not found[0, 384:768].any()
    assert found[1, 384:768].any()
    assert np.array_equal(found[0, 768:], found[1, 768:])
    assert np.allclose(np.linalg.norm(found[:, 768:], axis=1), 2.0)
    assert letters([]).shape == (0, N_LETTERS)


def test_score_is_the_usual_one() -> None:
    wanted, found = np.array([1, 1, 1, 0, 0], bool), np.array([1, 0, 0, 1, 0], bool)
    assert Score.of(wanted, found) == Score(precision=0.5, recall=0.3333, f1=0.4)
    assert Score.of(wanted, ~wanted) == Score(precision=0, recall=0, f1=0)


@pytest.mark.parametrize(
    ("places", "unit", "number"),
    [
        ([("a", ""), ("b", ""), ("a", ""), ("b", "")], "documents", 2),
        ([("a", "x"), ("a", "y"), ("a", "x"), ("b", "")], "respondents", 3),
        ([("a", "x"), ("a", "x"), ("a", "x"), ("a", "y")], "statements", 4),
    ],
)
def test_the_widest_unit_that_leaves_enough_is_kept_together(
    places: list[tuple[str, str]], unit: str, number: int
) -> None:
    rows = [
        LabelledRow(statement_id=str(n), text=f"Text {n}.", path=p, respondent=r, themes=())
        for n, (p, r) in enumerate(places)
    ]
    found, groups = kept_together(rows)
    assert (found, len(set(groups))) == (unit, number)


def test_nothing_held_out_is_learnt_from() -> None:
    shared = "Samma mening i två dokument."
    rows = [row for name in "abcdef" for row in rows_of([f"Mening i {name}.", shared], (), path=name)]
    sheet = _sheet(rows, DEFAULT)
    parts = list(folds(sheet.own.texts, sheet.groups))
    assert sorted(place for _, held_out in parts for place in held_out) == list(range(len(rows)))
    for learnt, held_out in parts:
        assert not {rows[p].path for p in learnt} & {rows[p].path for p in held_out}
        assert shared not in {rows[p].text for p in learnt}


def test_examples_of_the_codebook_are_left_out_where_they_are_held_out() -> None:
    theme = CODEBOOK.theme("barnperspektiv")
    sheet = _sheet(rows_of(theme.examples, (theme.id,)), CODEBOOK)
    told, flags = _told(sheet, theme, frozenset())
    assert [text for text, flag in zip(told.texts, flags, strict=True) if flag] == list(theme.examples)
    assert set(theme.counter_examples) <= set(told.texts)
    assert {text for other in DEFAULT.themes for text in other.examples} <= set(told.texts)
    apart = frozenset(theme.examples[:2])
    told, flags = _told(sheet, theme, apart)
    assert not apart & set(told.texts)
    assert flags.sum() == 4


def test_too_few_labels_and_unknown_themes_are_refused() -> None:
    with pytest.raises(UsageError, match="No theme has 3"):
        train_themes(rows_of(["A.", "B."], ("timing",)), DEFAULT)
    with pytest.raises(UsageError, match="barnperspektiv"):
        train_themes(read_labels(LABELS), DEFAULT)


# --- sheets


def test_sheets_are_joined_and_differences_refused(tmp_path: Path) -> None:
    with LABELS.open(encoding="utf-8", newline="") as file:
        first = list(csv.DictReader(file))[:4]
    parts = [("a.csv", first[:3]), ("b.csv", first[2:])]
    for name, rows in parts:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, first[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    paths = [tmp_path / name for name, _ in parts]
    assert len(read_sheets(paths, CODEBOOK)) == 4
    text = paths[1].read_text(encoding="utf-8").replace("'-", "timing", 1)
    paths[1].write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"1 statement\(s\) have other themes"):
        read_sheets(paths, CODEBOOK)


def test_gold_labels_take_the_place_of_the_runs(sample_out: Path, tmp_path: Path) -> None:
    statements = coded_statements(remissnlp.load(sample_out))
    labelled = gold_labels(statements, SAMPLE_GOLD)
    assert len(labelled) > 0.8 * len(statements)
    gold = json.loads(SAMPLE_GOLD.read_text(encoding="utf-8"))["documents"]
    wanted = {(name, s["text"]): set(s["themes"]) for name, d in gold.items() for s in d["sentences"] if "themes" in s}
    known = [(s, wanted[s.path, s.text]) for s in labelled if (s.path, s.text) in wanted]
    assert len(known) > 0.8 * len(labelled)
    assert all(set(s.themes) == themes for s, themes in known)
    write_sheet(labelled, tmp_path / "sheet.csv", DEFAULT, prefill=True)
    assert [row.themes for row in read_labels(tmp_path / "sheet.csv")] == [s.themes for s in labelled]


# --- the folder


def test_a_folder_holds_the_model_to_the_letter(trained: TrainedThemes, folder: Path, tmp_path: Path) -> None:
    model = load_theme_model(folder, CODEBOOK)
    texts = ["Barnen behöver datorer.", "Taxan är hög."]
    assert model.logits(texts, ["", ""]) == trained.model.logits(texts, ["", ""])
    assert {path.name for path in folder.iterdir()} == {ARRAYS, RECORD, CARD}
    save_themes(trained, CODEBOOK, tmp_path / "again", sheets=[LABELS])
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    assert record["codebook"] == {"id": "barnperspektiv", "version": "1", "sha256": CODEBOOK.sha256}
    assert record["themes"]["barnperspektiv"]["threshold"] == 0.5
    assert record["themes"]["barnperspektiv"]["trained"]["f1"] == trained.results[0].trained.f1
    assert "| barnperspektiv | 12 |" in (folder / CARD).read_text(encoding="utf-8")


def test_a_folder_is_not_overwritten_unasked(trained: TrainedThemes, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="already"):
        save_themes(trained, CODEBOOK, folder, sheets=[LABELS])
    save_themes(trained, CODEBOOK, folder, sheets=[LABELS], overwrite=True)
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="something else"):
        save_themes(trained, CODEBOOK, tmp_path, sheets=[LABELS], overwrite=True)


def broken(folder: Path, target: Path, **change: object) -> Path:
    target.mkdir()
    with np.load(folder / ARRAYS) as file:
        arrays = dict(file)
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    for key, value in change.items():
        (arrays if key in arrays else record)[key] = value
    np.savez(target / ARRAYS, **arrays)
    (target / RECORD).write_text(json.dumps(record), encoding="utf-8")
    return target


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"coefficients": np.zeros((1, 5), np.float32)},
        {"intercepts": np.array([np.nan], np.float32)},
        {"rarity": np.array(["a"] * N_LETTERS)},
        {"theme_ids": np.array(["barnperspektiv"], object)},  # needs pickle
    ],
)
def test_a_folder_that_is_no_model_is_refused(folder: Path, tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match="no theme model"):
        load_theme_model(broken(folder, tmp_path / "x", **change), CODEBOOK)


def test_another_encoder_and_a_missing_theme_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="another version"):
        load_theme_model(broken(folder, tmp_path / "x", vectors_sha256="0" * 64), CODEBOOK)
    with pytest.raises(ConfigurationError, match="lacks themes of this model: barnperspektiv"):
        load_theme_model(folder, DEFAULT)
    for wrong in (tmp_path / "nothing", tmp_path):
        with pytest.raises(ConfigurationError, match="no theme model"):
            load_theme_model(wrong, CODEBOOK)
    (tmp_path / ARRAYS).write_bytes(b"PK no zip")
    with pytest.raises(ConfigurationError, match="no theme model"):
        load_theme_model(tmp_path, CODEBOOK)


# --- a run with it


@pytest.fixture(scope="module")
def with_model(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "out"
    done = run_cli(
        "analyze", SAMPLE, "-o", out, "--codebook", EXAMPLE, "--theme-model", folder, "--quiet", "--workers", "2"
    )
    assert done.returncode in {0, 4}, done.stderr
    return out


def test_a_run_uses_the_model_for_its_themes_only(with_model: Path, sample_out: Path, folder: Path) -> None:
    run, plain = remissnlp.load(with_model), remissnlp.load(sample_out)
    assert run.info["models"]["themes"] == load_theme_model(folder, CODEBOOK).describe()
    assert run.info["options"]["run"]["theme_model"] == str(folder)
    others = [theme.id for theme in DEFAULT.themes]
    assert run.theme_scores[others].equals(plain.theme_scores[others])
    rules = {rule for cell in run.statements["theme_rules"] for rule in cell if rule.startswith("barnperspektiv=")}
    assert rules == {"barnperspektiv=own_model"}
    wanted = {" ".join(r.text.casefold().split()) for r in read_labels(LABELS) if r.themes}
    found = {" ".join(s.text.casefold().split()) for s in coded_statements(run) if "barnperspektiv" in s.themes}
    assert len(wanted & found) / len(wanted) > 0.9  # these it was taught
    assert len(found - wanted) < 0.1 * len(wanted)


def test_explain_knows_the_model(with_model: Path, folder: Path, trained: TrainedThemes) -> None:
    explainer = Explainer(remissnlp.load(with_model))
    for statement_id in explainer.run.statements["statement_id"][::7]:
        found = explainer.explain(statement_id)
        assert isinstance(found, StatementExplanation)
        assert found.agrees
        sources = {theme.theme: theme.source for theme in found.themes}
        assert not sources or sources["barnperspektiv"] == "own_model"
    other = replace(trained.model, intercepts=trained.model.intercepts + 1)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    try:
        save_themes(replace(trained, model=other), CODEBOOK, folder, sheets=[LABELS], overwrite=True)
        with pytest.raises(ConfigurationError, match="has changed"):
            Explainer(remissnlp.load(with_model))
    finally:
        for path, data in before.items():
            path.write_bytes(data)


def test_cues_lift_the_probability_of_a_model() -> None:
    from remissnlp.classify.themes import ThemeEvidence
    from remissnlp.records import LabelScore

    theme = DEFAULT.themes[0]
    cue = LabelScore(label=theme.id, score=0.7, rule="cue")
    alone = ThemeEvidence(theme, None, "own_model", 0.8, 1.4).label
    assert (alone.score, alone.rule) == (pytest.approx(0.8), "own_model")
    both = ThemeEvidence(theme, cue, "own_model", 0.8, 1.4).label
    assert both.score > 0.9
    assert both.rule == "own_model"
    decided = ThemeEvidence(theme, cue, "own_model", 0.3, -0.8).label
    assert decided.score >= theme.threshold
    assert decided.rule == "cue"
    assert ThemeEvidence(theme, cue, "own_model", 0.01, -4.6).label.score < theme.threshold  # look-alikes
    assert ThemeEvidence(theme, cue, "examples", 0.0).label == cue


def test_a_model_of_nothing_is_a_model() -> None:
    model = ThemeModel(
        ("a",),
        np.zeros((1, N_MEANINGS + N_LETTERS), np.float32),
        np.zeros(1, np.float32),
        np.ones(N_LETTERS, np.float32),
    )
    assert model.logits([], []) == []


# --- the commands


def test_command_trains_and_analyze_refuses_another_codebook(tmp_path: Path) -> None:
    done = run_cli("train", "themes", "--labels", LABELS, "--codebook", EXAMPLE, "-o", tmp_path / "m")
    assert done.returncode == 0, done.stderr
    assert "1 themes from 242 statements" in done.stdout
    assert "On respondents held out, 5 folds." in done.stdout
    done = run_cli("analyze", SAMPLE, "-o", tmp_path / "out", "--theme-model", tmp_path / "m", "--quiet")
    assert done.returncode == 3
    assert "lacks themes of this model" in done.stderr
    assert not (tmp_path / "out").exists()


def test_check_scores_themes_that_are_learnt_from_examples() -> None:
    done = run_cli("codebook", "check", EXAMPLE, "--score")
    assert done.returncode == 0, done.stderr
    assert "barnperspektiv" in done.stdout
    assert "%" in done.stdout
    assert "%" not in run_cli("codebook", "check", EXAMPLE).stdout
    assert "No theme is learnt" in run_cli("codebook", "check", "default", "--score").stdout


def test_run_and_doctor_name_the_statement_encoder(sample_out: Path) -> None:
    told = remissnlp.load(sample_out).info["models"]["statements"]
    assert told["model"] == "statements"
    assert f"statements ({told['sha256'][:12]})" in run_cli("doctor").stdout


# --- the worked example


def test_labels_of_the_example_are_statements_of_the_sample(sample_out: Path) -> None:
    known = {" ".join(s.text.casefold().split()) for s in coded_statements(remissnlp.load(sample_out))}
    rows = read_labels(LABELS, themes={"barnperspektiv"})
    assert sum(" ".join(row.text.casefold().split()) in known for row in rows) > 0.95 * len(rows)
    texts = [row.text for row in rows]
    assert len(texts) == len(set(texts))
    examples = CODEBOOK.theme("barnperspektiv").examples
    assert len(examples) == 6
    assert not set(examples) & set(texts)
