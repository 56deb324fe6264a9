"""The letter models: cut as scikit-learn cuts, summed as it sums, and explained word by word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from remissnlp.errors import ConfigurationError
from remissnlp.letters import LONGEST, SHORTEST, LetterModel, letter_sequences, load_letters
from remissnlp.records import Stance
from remissnlp.training.letters import fit_letters
from remissnlp.training.statements import parse_answers
from tests.conftest import ROOT

CYCLES = ROOT / "data" / "training" / "statements" / "cykelplan.txt"
ANALYSE = TfidfVectorizer(analyzer="char_wb", ngram_range=(SHORTEST, LONGEST)).build_analyzer()


@given(st.text(max_size=60))
def test_sequences_are_those_of_the_library(text: str) -> None:
    assert sorted(letter_sequences(text)) == sorted(ANALYSE(text))


def test_sequences_of_words_of_all_lengths() -> None:
    text = "I å  en tre\tFyra femma SJUTTON, (8)!"
    assert sorted(letter_sequences(text)) == sorted(ANALYSE(text))
    assert list(letter_sequences("å")) == [" å "]
    assert list(letter_sequences("")) == []


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters")
    fit_letters(list(parse_answers(CYCLES.read_text(encoding="utf-8"), CYCLES.name)), folder)
    return folder


def test_a_stance_is_what_the_library_makes_of_whole_answers(fitted: Path) -> None:
    answers = [a for a in parse_answers(CYCLES.read_text(encoding="utf-8"), CYCLES.name) if a.stance]
    texts = [" ".join(statement.text for statement in answer.statements) for answer in answers]
    cut = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True)
    rows = cut.fit_transform(texts)
    found = load_letters("stance", fitted).logits(texts)
    assert found.shape == (len(texts), len(Stance))
    for column, stance in enumerate(Stance):
        model = LogisticRegression(C=10.0, max_iter=1000, solver="liblinear", random_state=0)
        wanted = model.fit(rows, [answer.stance is stance for answer in answers]).decision_function(rows)
        assert found[:, column] == pytest.approx(wanted, abs=0.02)  # written in 16 bits


def test_the_sentence_before_counts_a_little() -> None:
    model = load_letters("themes")
    text, before = "Det gäller särskilt de norra delarna.", "Uppföljning och redovisning saknas."
    alone, after = model.logits([text], [""])[0], model.logits([text], [before])[0]
    own = model.logits([before], [""])[0]
    column = model.outputs.index("follow_up")
    assert alone == pytest.approx(model.logits([text])[0])
    assert 0 < after[column] - alone[column] < own[column] - model.logits(["x"])[0][column]


def test_words_add_up_to_the_logit() -> None:
    model = load_letters("themes")
    text = "Uppföljning saknas: ingen följer upp hur uppföljningen ska gå till."
    for output, total in zip(model.outputs, model.logits([text])[0], strict=True):
        words = model.words(text, output)
        assert sum(added for _, added in words) + model.intercepts[model.outputs.index(output)] == pytest.approx(total)
        assert [added for _, added in words] == sorted((added for _, added in words), reverse=True)
    assert model.words(text, "follow_up")[0][0].startswith("uppföljning")


def test_texts_do_not_depend_on_each_other() -> None:
    model = load_letters("themes")
    texts = ["Tiden var för kort.", "", "Lösenorden ligger öppet.", "Tiden var för kort."]
    together = model.logits(texts, ["", *texts[:-1]])
    for row, (text, before) in zip(together, zip(texts, ["", *texts[:-1]], strict=True), strict=True):
        assert row == pytest.approx(model.logits([text], [before])[0])
    assert model.logits([]).shape == (0, len(model.outputs))


def test_the_same_statements_give_the_same_bytes(fitted: Path, tmp_path: Path) -> None:
    fit_letters(list(parse_answers(CYCLES.read_text(encoding="utf-8"), CYCLES.name)), tmp_path)
    assert (tmp_path / "letters.npz").read_bytes() == (fitted / "letters.npz").read_bytes()


@pytest.mark.parametrize("content", [None, b"", b"no archive"])
def test_a_folder_without_letters_is_a_clear_error(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "letters.npz").write_bytes(content)
    with pytest.raises(ConfigurationError, match="no letter model"):
        load_letters("themes", tmp_path)


def test_an_empty_model_says_nothing() -> None:
    nothing = np.zeros((0, 1), np.float32)
    model = LetterModel(("x",), {}, nothing[:, 0], nothing, nothing, np.array([0.5], np.float32))
    assert model.logits(["Ett ord."]).tolist() == [[0.5]]
    assert model.words("Ett ord.", "x") == []
