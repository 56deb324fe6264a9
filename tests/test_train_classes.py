"""Polarity and stance from people's labels: what is learnt, what is held out, the folder, and the run that uses it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

import remissnlp
from remissnlp.annotation import LabelledRow, coded_statements, read_labels, read_stances, write_sheet
from remissnlp.classify import load_class_model, load_own_models
from remissnlp.classify.own_classes import POLARITY, STANCE
from remissnlp.codebook import load_codebook
from remissnlp.errors import ConfigurationError, UsageError
from remissnlp.evaluate.likeness import same_name, words_of
from remissnlp.explain import Explainer, StanceExplanation, StatementExplanation
from remissnlp.training import logistic
from remissnlp.training.answers import read_answers
from remissnlp.training.classes import MAJORITY, OWN, SHIPPED, TrainedClasses
from remissnlp.training.folds import folds
from remissnlp.training.polarity import CUES, read_polarities, train_polarity
from remissnlp.training.scores import ClassScores, Score
from remissnlp.training.stances import RULES, train_stance
from remissnlp.values import Polarity
from tests.conftest import SAMPLE, SAMPLE_GOLD, run_cli

DEFAULT = load_codebook("default")
GOLD = json.loads(SAMPLE_GOLD.read_text(encoding="utf-8"))["documents"]


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def sheet(sample_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet of the sample run, in which a person has filled in the polarity of what the gold has one for."""
    path = tmp_path_factory.mktemp("sheet") / "sheet.csv"
    write_sheet(coded_statements(remissnlp.load(sample_out)), path, DEFAULT)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    said = {
        (name, words_of(sentence["text"])): sentence["polarity"]
        for name, document in GOLD.items()
        for sentence in document["sentences"]
        if sentence.get("polarity")
    }
    for row in rows:
        row["polarity"] = said.get((row["path"], words_of(row["text"])), "")
    return write_rows(path, rows)


@pytest.fixture(scope="module")
def answers(sample_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table in which a person has said the stance of the answers of the sample run."""
    run = remissnlp.load(sample_out)
    paths = dict(zip(run.documents["doc_id"], run.documents["path"], strict=True))
    rows = []
    for row in run.stances.to_dict("records"):
        known = [
            segment["stance"]
            for segment in GOLD[paths[row["doc_id"]]]["segments"]
            if segment.get("stance") and segment["kind"] == row["kind"] and tuple(segment["parties"]) == row["parties"]
            if same_name(segment["respondent"], row["respondent"])
        ]
        rows.append({"segment_id": row["segment_id"], "stance": known[0] if len(known) == 1 else ""})
    return write_rows(tmp_path_factory.mktemp("stances") / "mine.csv", rows)


@pytest.fixture(scope="module")
def tones(sheet: Path) -> TrainedClasses:
    return train_polarity(read_polarities([sheet]))


@pytest.fixture(scope="module")
def models(sheet: Path, answers: Path, sample_out: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of a polarity and a stance model, made as a user makes them."""
    folder = tmp_path_factory.mktemp("models")
    done = run_cli("train", "polarity", "--labels", sheet, "-o", folder / "tones")
    assert done.returncode == 0, done.stderr
    assert "macro-F1" in done.stdout
    assert "critical: found as critical" in done.stdout
    assert "On respondents held out, 5 folds." in done.stdout
    done = run_cli("train", "stance", "--labels", answers, "--run", sample_out, "-o", folder / "stances")
    assert done.returncode == 0, done.stderr
    assert "support_with_comments: found as support_with_comments" in done.stdout
    assert "are right only with this model" in done.stdout
    return {"polarity": folder / "tones", "stance": folder / "stances"}


# --- learning


def test_labels_of_a_sheet_better_the_tone(tones: TrainedClasses) -> None:
    assert set(tones.scores) == {OWN, SHIPPED, CUES, MAJORITY}
    assert tones.n_rows > 200
    assert tones.kept_together == "respondents"
    own, shipped = tones.scores[OWN], tones.scores[SHIPPED]
    assert own.macro_f1 > shipped.macro_f1 > tones.scores[MAJORITY].macro_f1
    assert tones.gained > tones.lost
    assert round(own.accuracy * tones.n_rows) == round(shipped.accuracy * tones.n_rows) + tones.gained - tones.lost
    assert len(tones.misses) == round((1 - own.accuracy) * tones.n_rows)
    assert all(miss.wanted != miss.found for miss in tones.misses)
    chances = [miss.probability for miss in tones.misses]
    assert chances == sorted(chances, reverse=True)
    assert sum(sum(found.values()) for found in own.confusion.values()) == tones.n_rows


def test_another_use_of_the_labels_is_learnt(sheet: Path) -> None:
    rows = [
        LabelledRow(
            statement_id=row.statement_id,
            text=row.text,
            before=row.before,
            path=row.path,
            respondent=row.respondent,
            kind=row.kind,
            polarity=Polarity.NEUTRAL if row.polarity is Polarity.POSITIVE else row.polarity,
        )
        for row in read_labels(sheet)
    ]
    trained = train_polarity(rows)
    assert trained.counts["positive"] == 0
    before = trained.scores[SHIPPED].confusion["neutral"]["positive"]
    assert trained.scores[OWN].confusion["neutral"]["positive"] < before / 2
    assert trained.scores[OWN].accuracy > trained.scores[SHIPPED].accuracy


def test_stance_of_a_few_answers_stays_near_what_ships(answers: Path, sample_out: Path) -> None:
    read, n_silent = read_answers({answers: read_stances(answers)}, [sample_out])
    trained = train_stance(read)
    assert set(trained.scores) == {OWN, SHIPPED, RULES, MAJORITY}
    assert trained.n_rows == len(read) > 20
    assert n_silent == 0
    assert trained.n_folds == len({(answer.path, answer.respondent) for answer in read})
    assert trained.scores[OWN].accuracy >= trained.scores[SHIPPED].accuracy - 0.05
    assert trained.scores[OWN].accuracy > trained.scores[MAJORITY].accuracy


def test_shipped_stance_beside_it_is_that_of_the_run(answers: Path, sample_out: Path) -> None:
    read, _ = read_answers({answers: read_stances(answers)}, [sample_out])
    written = {row["segment_id"]: row for row in remissnlp.load(sample_out).stances.to_dict("records")}
    for answer in read:
        assert max(answer.read.shares) == pytest.approx(written[answer.segment_id]["confidence"], abs=0.051)


def test_fit_with_offset_is_that_of_scikit_learn_where_the_offset_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    rows = csr_matrix(np.round(random.normal(size=(40, 60)), 2))
    wanted = random.integers(0, 3, size=40)
    coefficients, intercepts = logistic.fit_from(rows, wanted, np.zeros((40, 3)), 0.5)
    with_ones = np.concatenate([rows.toarray(), np.ones((40, 1))], axis=1)
    model = LogisticRegression(C=0.5, fit_intercept=False, tol=1e-8, max_iter=5000).fit(with_ones, wanted)
    assert np.allclose(coefficients, model.coef_[:, :-1], atol=1e-3)
    assert np.allclose(intercepts, model.coef_[:, -1], atol=1e-3)
    monkeypatch.setattr(logistic, "MAX_ROTATED", 10)
    plain, _ = logistic.fit_from(rows, wanted, np.zeros((40, 3)), 0.5)
    assert np.allclose(plain, coefficients, atol=1e-3)
    held_down, _ = logistic.fit_from(rows, wanted, random.normal(size=(40, 3)), 1e-9)
    assert np.abs(held_down).max() < 1e-6


def test_few_rows_are_held_out_one_group_at_a_time() -> None:
    texts = [f"Text {number}." for number in range(12)]
    groups = [(str(number // 2),) for number in range(12)]
    assert len(list(folds(texts, groups))) == 5
    parts = list(folds(texts, groups, few=40))
    assert sorted(tuple(held_out) for _, held_out in parts) == [(k, k + 1) for k in range(0, 12, 2)]


def test_scores_of_classes_are_the_usual_ones() -> None:
    found = ClassScores.of(["a", "a", "b", "b"], ["a", "b", "b", "c"], ["a", "b", "c", "d"])
    assert found.labels["a"] == Score(precision=1.0, recall=0.5, f1=0.6667)
    assert found.labels["b"] == Score(precision=0.5, recall=0.5, f1=0.5)
    assert found.macro_f1 == round((0.6667 + 0.5) / 2, 4)
    assert found.accuracy == 0.5
    assert found.confusion["b"] == {"a": 0, "b": 1, "c": 1, "d": 0}


# --- labels that cannot be used


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"polarity": "positiv"}, r"line 3 polarity: 'positiv' is none of positive, request, critical, neutral"),
        ({"polarity": "critical"}, r"at least two polarity labels need 3 statements each \(positive 0, request 0, cri"),
        ({"polarity": ""}, r"No row has a polarity"),
    ],
)
def test_sheets_that_cannot_be_learnt_from(tmp_path: Path, sheet: Path, change: dict[str, str], told: str) -> None:
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = [row | change for row in list(csv.DictReader(file))[:8]]
    path = write_rows(tmp_path / "sheet.csv", [rows[0] | {"polarity": ""}, *rows[1:]])
    with pytest.raises(UsageError, match=told):
        train_polarity(read_polarities([path]))
    assert run_cli("train", "polarity", "--labels", path, "-o", tmp_path / "m").returncode == 2
    assert not (tmp_path / "m").exists()


def test_sheets_that_differ_are_refused(tmp_path: Path, sheet: Path) -> None:
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["polarity"]][:3]
    first = write_rows(tmp_path / "a.csv", rows)
    other = "request" if rows[0]["polarity"] != "request" else "neutral"
    second = write_rows(tmp_path / "b.csv", [rows[0] | {"polarity": other}])
    with pytest.raises(UsageError, match=r"1 statement\(s\) have other polarity"):
        read_polarities([first, second])
    assert len(read_polarities([first, first])) == 3


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"stance": "för"}, r"line 2 stance: 'för' is none of support"),
        ({"segment_id": ""}, r"line 2: has a stance but neither segment_id nor path and respondent"),
        ({"segment_id": "x.s1"}, r"line 2: 'x.s1' is no answer of these runs"),
        (
            {"segment_id": "", "path": "utlatande_digital_delaktighet.pdf", "respondent": "Okänd"},
            r"'Okänd, utl.* is no",
        ),
    ],
)
def test_tables_of_stances_with_faults(tmp_path: Path, sample_out: Path, row: dict[str, str], told: str) -> None:
    known = str(remissnlp.load(sample_out).stances["segment_id"][0])
    cells = {"segment_id": known, "path": "", "respondent": "", "stance": "support"} | row
    path = write_rows(tmp_path / "mine.csv", [cells])
    with pytest.raises(UsageError, match=told):
        read_answers({path: read_stances(path)}, [sample_out])


def test_answers_may_be_named_by_document_and_respondent(tmp_path: Path, sample_out: Path) -> None:
    run = remissnlp.load(sample_out)
    paths = dict(zip(run.documents["doc_id"], run.documents["path"], strict=True))
    first = run.stances.to_dict("records")[0]
    cells = {"path": paths[first["doc_id"]], "respondent": first["respondent"].upper(), "stance": "Oppose"}
    path = write_rows(tmp_path / "mine.csv", [cells])
    ((answer,), _) = read_answers({path: read_stances(path)}, [sample_out])
    assert (answer.segment_id, answer.stance) == (first["segment_id"], "oppose")
    other = write_rows(tmp_path / "b.csv", [{"segment_id": first["segment_id"], "stance": "support"}])
    with pytest.raises(UsageError, match="is labelled oppose too"):
        read_answers({path: read_stances(path), other: read_stances(other)}, [sample_out])
    with pytest.raises(UsageError, match="lacks the column stance"):
        read_stances(write_rows(tmp_path / "c.csv", [{"stance": "support"}]))


# --- the folder


def test_folder_has_model_record_errors_and_card(models: dict[str, Path], sheet: Path, tmp_path: Path) -> None:
    folder = models["polarity"]
    assert {path.name for path in folder.iterdir()} == {"polarity.npz", "polarity.json", "errors.csv", "card.md"}
    with (folder / "errors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    record = json.loads((folder / "polarity.json").read_text(encoding="utf-8"))
    assert len(rows) == round((1 - record["scores"]["own"]["accuracy"]) * record["n_rows"])
    assert {"text", "wanted", "found", "probability"} <= set(rows[0])
    card = (folder / "card.md").read_text(encoding="utf-8")
    assert f"| macro-F1 |  |  |  | {record['scores']['own']['macro_f1']:.2f} |" in card
    assert "## Confusion" in card
    assert "remissnlp train polarity --labels sheet.csv -o FOLDER" in card
    done = run_cli("train", "polarity", "--labels", sheet, "-o", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
    done = run_cli("train", "polarity", "--labels", sheet, "-o", folder)
    assert done.returncode == 2
    assert "--overwrite replaces it" in done.stderr


def test_folders_that_cannot_be_used_are_refused(models: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no stance model"):
        load_class_model(models["polarity"], STANCE)
    with np.load(models["polarity"] / "polarity.npz") as file:
        arrays = dict(file)
    record = json.loads((models["polarity"] / "polarity.json").read_text(encoding="utf-8"))
    for number, (changed, cells, told) in enumerate(
        [
            (record | {"vectors_sha256": "0" * 64}, arrays, "encoder of another version"),
            (record | {"format": 9}, arrays, "no polarity model of this version"),
            (record, arrays | {"coefficients": arrays["coefficients"][:, :9]}, "no polarity model of this version"),
            (record, arrays | {"intercepts": np.full(4, np.inf, np.float32)}, "no polarity model of this version"),
            (record, arrays | {"labels": np.array(list("abcd"))}, "has other labels than"),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        np.savez(folder / "polarity.npz", **cells)
        (folder / "polarity.json").write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(ConfigurationError, match=told):
            load_class_model(folder, POLARITY)
    done = run_cli("analyze", SAMPLE, "-o", tmp_path / "out", "--polarity-model", tmp_path / "0", "--quiet")
    assert done.returncode == 3
    assert "Train it again: remissnlp train polarity" in done.stderr


# --- a run with them


@pytest.fixture(scope="module")
def with_models(models: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "out"
    options = ("--polarity-model", models["polarity"], "--stance-model", models["stance"])
    done = run_cli("analyze", SAMPLE, "-o", out, *options, "--quiet", "--workers", "2")
    assert done.returncode in {0, 4}, done.stderr
    return out


def test_run_uses_the_models(with_models: Path, sample_out: Path, models: dict[str, Path], sheet: Path) -> None:
    run, plain = remissnlp.load(with_models), remissnlp.load(sample_out)
    for name, task in (("polarity", POLARITY), ("stance", STANCE)):
        assert run.info["models"][name] == load_class_model(models[name], task).describe()
    assert run.theme_scores.equals(plain.theme_scores)
    rules = set(run.statements["polarity_rule"])
    assert {rule.rpartition("+")[2] for rule in rules} == {"own_model", "kind", "holder"}
    assert all("+model" not in rule for rule in run.stances["rule"])
    wanted = {row.statement_id: row.polarity for row in read_labels(sheet)}

    def right(statements: Mapping[str, str]) -> int:
        return sum(statements[key] == polarity for key, polarity in wanted.items())

    own, shipped = (
        dict(zip(r.statements["statement_id"], r.statements["polarity"], strict=True)) for r in (run, plain)
    )
    assert right(own) > right(shipped)


def test_explain_knows_the_models(with_models: Path, models: dict[str, Path]) -> None:
    explainer = Explainer(remissnlp.load(with_models))
    for statement_id in explainer.run.statements["statement_id"][::9]:
        found = explainer.explain(statement_id)
        assert isinstance(found, StatementExplanation)
        assert (found.agrees, found.tone_rule) == (True, "own_model")
    for segment_id in explainer.run.stances["segment_id"][::4]:
        told = explainer.explain(segment_id)
        assert isinstance(told, StanceExplanation)
        assert (told.agrees, told.weighed_by) == (True, "own_model")
    done = run_cli("explain", with_models, explainer.run.stances["segment_id"][0])
    assert "by the model of your own" in done.stdout
    card = models["stance"] / "stance.json"
    text = card.read_bytes()
    try:
        card.write_bytes(text + b"\n")
        with pytest.raises(ConfigurationError, match="stance model stances has changed"):
            Explainer(remissnlp.load(with_models))
    finally:
        card.write_bytes(text)


def test_without_folders_nothing_is_loaded() -> None:
    assert load_own_models({}, DEFAULT).describe() == {}
