"""The engines behind `annotate`: the shipped pipeline, another spaCy pipeline, Stanza. All with real models."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest
import spacy

from remissnlp.config import load_settings
from remissnlp.errors import ConfigurationError
from remissnlp.linguistics import Engine, annotate, describe, find_engine, lemmas, sentence_spans
from remissnlp.linguistics.engine import SHIPPED
from remissnlp.linguistics.lemma_layer import LemmaLayer, known_lemma
from tests.conftest import ROOT, SAMPLE, run_cli
from tests.test_linguistics import CASES, TABLE

TEXTS = [
    "Kommunstyrelsen avstyrker förslaget. Den saknar mål för stadsdelsnämnderna.",
    "",
    "  Nämnden (se s. 3) anser att t.ex. bullret  är för högt.\tDet\nbör åtgärdas. ",
    " ",
    "Målen är tre: 1. trygghet, 2. hälsa, 3. klimat. De är bra.",
    "”Staden ska växa. Alla ska med”, heter det. Hur är oklart.",
    *(case.replace("|", "") for case in CASES),
]


def _shape(doc: spacy.tokens.Doc) -> list[tuple[object, ...]]:
    return [(t.text, t.lemma_, t.pos_, t.tag_, str(t.morph), t.dep_, t.head.i, t.is_sent_start) for t in doc]


@pytest.fixture(scope="module")
def docs() -> list[spacy.tokens.Doc]:
    return list(annotate(TEXTS))


def test_docs_keep_their_text_and_our_sentences(docs: list[spacy.tokens.Doc]) -> None:
    assert [doc.text for doc in docs] == TEXTS
    for text, doc in zip(TEXTS, docs, strict=True):
        found = [sentence.text.strip() for sentence in doc.sents if sentence.text.strip()]
        assert found == [text[start:end] for start, end in sentence_spans(text)]


def test_sentences_of_the_table_survive_the_parser() -> None:
    texts = [" ".join(case.split("|")) for _, case in TABLE]
    for text, doc in zip(texts, annotate(texts), strict=True):
        wanted = {start for start, _ in sentence_spans(text)}
        # A sentence can begin only where the tokeniser begins a token.
        wanted &= {token.idx for token in doc}
        assert {sentence[0].idx for sentence in doc.sents} == wanted


def test_the_analysis_is_right_where_it_must_be(docs: list[spacy.tokens.Doc]) -> None:
    first = docs[0]
    assert [token.lemma_ for token in first[:3]] == ["kommunstyrelse", "avstyrka", "förslag"]
    verb = first[1]
    assert (verb.pos_, verb.dep_) == ("VERB", "ROOT")
    assert {child.dep_: child.text for child in verb.children if child.dep_ != "punct"} == {
        "nsubj": "Kommunstyrelsen",
        "obj": "förslaget",
    }
    assert first[-2].lemma_ == "stadsdelsnämnd"
    assert all(token.pos_ == "SPACE" for doc in docs for token in doc if token.is_space)


@pytest.mark.parametrize("size", [1, 3, 64])
def test_the_size_of_a_batch_changes_nothing(docs: list[spacy.tokens.Doc], size: int) -> None:
    assert [_shape(doc) for doc in annotate(TEXTS, batch_size=size)] == [_shape(doc) for doc in docs]


@pytest.mark.slow
def test_processes_change_nothing(docs: list[spacy.tokens.Doc]) -> None:
    assert [_shape(doc) for doc in annotate(TEXTS, batch_size=8, processes=2)] == [_shape(doc) for doc in docs]


def test_texts_are_read_as_they_come() -> None:
    read = []

    def stream():
        for number in range(1000):
            read.append(number)
            yield "Nämnden tillstyrker."

    next(iter(annotate(stream(), batch_size=4)))
    assert len(read) < 100


def test_without_the_parser_all_else_is_the_same(docs: list[spacy.tokens.Doc]) -> None:
    for whole, light in zip(docs, annotate(TEXTS, parse=False), strict=True):
        assert [(t.lemma_, t.pos_, t.is_sent_start) for t in light] == [
            (t.lemma_, t.pos_, t.is_sent_start) for t in whole
        ]
        assert not any(token.dep_ for token in light)


def test_lemmas_are_those_of_the_whole_pipeline(docs: list[spacy.tokens.Doc]) -> None:
    assert list(lemmas(TEXTS)) == [[token.lemma_ for token in doc if not token.is_space] for doc in docs]


@pytest.mark.parametrize(
    ("form", "pos", "lemma"),
    [
        ("stadsdelsnämndernas", "NOUN", "stadsdelsnämnd"),
        ("medborgarlöftena", "NOUN", "medborgarlöfte"),
        ("upphandlades", "VERB", "upphandla"),
        ("rimligare", "ADJ", "rimlig"),
        ("berörde", "VERB", None),
        ("avlönade", "ADJ", None),
        ("glädjande", "ADJ", "glädjande"),
        ("xyzqwrt", "NOUN", None),
        ("nämnderna", "ADV", None),
    ],
)
def test_the_word_list(form: str, pos: str, lemma: str | None) -> None:
    assert known_lemma(form, pos) == lemma


def test_names_keep_their_form() -> None:
    nlp = spacy.blank("sv")
    words = ["Kommunstyrelsen", "Lindviks", "Malmen", "Ek"]
    doc = spacy.tokens.Doc(nlp.vocab, words=words, pos=["PROPN"] * 4, morphs=["", "Case=Gen", "", ""])
    assert [token.lemma_ for token in LemmaLayer()(doc)] == ["kommunstyrelse", "Lindvik", "Malmen", "Ek"]


def test_the_shipped_model_holds_no_pickle_and_is_small() -> None:
    files = [path for path in SHIPPED.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 30_000_000
    assert not [path for path in files if path.suffix in {".pkl", ".pickle", ".pt", ".joblib"}]
    for path in files:
        start = path.read_bytes()[:2]
        # Protocol 2 and later begin so; a MessagePack map never does.
        assert not (start[:1] == b"\x80" and start[1:2] in {b"\x02", b"\x03", b"\x04", b"\x05"}), path
    meta = json.loads((SHIPPED / "meta.json").read_text(encoding="utf-8"))
    assert meta["license"] == "CC BY-SA 4.0"
    assert meta["performance"]["pos_acc"] >= 0.955


@pytest.fixture(scope="module")
def other_pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline somebody else might have, installed as `spacy package` lays it out."""
    root = tmp_path_factory.mktemp("site")
    nlp = spacy.blank("sv")
    nlp.add_pipe("sentencizer")
    package = root / "sv_own_model"
    package.mkdir()
    nlp.to_disk(package / "sv_own_model-1.0.0")
    (package / "__init__.py").write_text("")
    return root


def test_an_installed_pipeline_by_name(other_pipeline: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(other_pipeline))
    engine = find_engine("spacy:sv_own_model")
    assert engine.name == "sv_own_model"
    assert describe(engine)["version"] == "0.0.0"
    (doc,) = annotate(["Nämnden tillstyrker t.ex. mål. Den väntar."], engine)
    assert len(list(doc.sents)) == 2
    assert list(lemmas(["Mål nås."], engine)) == [["mål", "nås", "."]]


def test_a_pipeline_in_a_folder(other_pipeline: Path) -> None:
    folder = other_pipeline / "sv_own_model" / "sv_own_model-1.0.0"
    engine = find_engine("spacy", folder)
    assert engine == Engine("spacy", folder.resolve(), folder.name)
    assert [doc.text for doc in annotate(TEXTS, engine)] == TEXTS


@pytest.mark.parametrize(
    ("nlp", "model", "said"),
    [
        ("foo", "", "no such engine"),
        ("spacy:", "", "no such engine"),
        ("spacy:../x", "", "no such engine"),
        ("spacy:sv_nothing_there", "", "no spaCy pipeline of that name"),
        ("spacy:json", "", "no spaCy pipeline of that name"),
        ("spacy", "/nothing/here", "is no spaCy pipeline"),
        ("spacy:sv_own_model", "/nothing/here", "names a pipeline"),
        ("stanza", "/nothing/here", "has no Swedish models|is not installed"),
    ],
)
def test_an_engine_that_is_not_there_is_a_clear_error(nlp: str, model: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        find_engine(nlp, model)
    assert caught.value.hint


def test_analyze_names_its_engine_and_refuses_a_wrong_one(sample_out: Path, tmp_path: Path) -> None:
    run = json.loads((sample_out / "run.json").read_text(encoding="utf-8"))
    assert run["models"]["nlp"] == describe(find_engine())
    assert len(run["models"]["nlp"]["sha256"]) == 64
    done = run_cli("analyze", SAMPLE, "-o", tmp_path / "out", "--nlp", "spacy:sv_nothing_there")
    assert done.returncode == 3
    assert "sv_nothing_there" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_settings_name_the_engine(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[run]\nnlp = "stanza"\nnlp_model = "models"\n')
    run = load_settings(tmp_path / "mine.toml").run
    assert (run.nlp, run.nlp_model) == ("stanza", "models")
    assert load_settings(None, {"run": {"nlp": None}}).run.nlp == "spacy"


def test_sentences_need_no_library() -> None:
    code = (
        "import sys\nfrom remissnlp.linguistics import sentence_spans, find_engine, describe\n"
        "sentence_spans('Ett. Två.'); describe(find_engine())\n"
        "print(sorted({'spacy', 'numpy', 'simplemma', 'stanza', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def stanza_folder(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Stanza pipeline, trained here: it knows little, but all four parts are real."""
    if util.find_spec("stanza") is None:
        pytest.skip("the extra 'stanza' is not installed")
    folder = tmp_path_factory.mktemp("stanza") / "tiny"
    script = ROOT / "scripts" / "train_stanza.py"
    command = [sys.executable, script, shared / "data", folder, "--sentences", "120", "--steps", "30"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.filterwarnings("ignore")
def test_stanza(stanza_folder: Path, tmp_path: Path) -> None:
    engine = find_engine("stanza", stanza_folder)
    found = list(annotate(TEXTS, engine))
    assert [doc.text for doc in found] == TEXTS
    for text, doc in zip(TEXTS, found, strict=True):
        inside = {start for start, _ in sentence_spans(text)} & {token.idx for token in doc}
        assert inside <= {sentence[0].idx for sentence in doc.sents} | {
            0,
            *(t.idx for t in doc if t.i and doc[t.i - 1].is_space),
        }
        assert all(token.head in token.sent for token in doc)
    words = [token for doc in found for token in doc if not token.is_space]
    assert all(token.lemma_ and token.pos_ and token.dep_ for token in words)
    assert any(str(token.morph) for token in words)
    assert len({token.dep_ for token in words}) > 3
    assert [_shape(doc) for doc in annotate(TEXTS, engine, batch_size=1)] == [_shape(doc) for doc in found]
    light = list(annotate(TEXTS, engine, parse=False))
    assert [[t.lemma_ for t in doc] for doc in light] == [[t.lemma_ for t in doc] for doc in found]
    assert not any(token.dep_ for doc in light for token in doc)
    assert list(lemmas(TEXTS, engine)) == [[t.lemma_ for t in doc if not t.is_space] for doc in found]
    done = run_cli("analyze", SAMPLE, "-o", tmp_path / "out", "--nlp", "stanza", "--nlp-model", stanza_folder, "-q")
    assert done.returncode in {0, 4}, done.stderr
    run = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert run["models"]["nlp"] == describe(engine)
