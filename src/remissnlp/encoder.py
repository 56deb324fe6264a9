"""The shipped sentence encoder: a small convolutional network over word pieces, in numpy alone.

It is the student of a fine-tuned multilingual-e5-small (`training.student` has the same network in torch): a sentence
becomes a vector of 256 numbers, and that vector, with the one of the sentence before, becomes logits for themes,
polarity and stance. Weights are plain arrays (`models/statements/weights.npz`, no pickle).

Word pieces are cut as in Kudo (2018), "Subword regularization": the most probable split of each word under a unigram
model (Viterbi). The gated convolutions follow Dauphin et al. (2017).
"""

from __future__ import annotations

import math
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from remissnlp.digest import folder_digest
from remissnlp.errors import ConfigurationError

if TYPE_CHECKING:
    import numpy as np

    Arrays = dict[str, np.ndarray]

MODEL = Path(__file__).parent / "models" / "statements"
MAX_PIECES = 96
CHUNK = 6000  # word pieces at a time: bounds memory
_SPACE = "\u2581"  # how the vocabulary writes a space before a word
_UNKNOWN = 3
_UNKNOWN_PENALTY = 10.0


@dataclass(frozen=True, slots=True)
class SentenceEncoder:
    """Weights and vocabulary. `outputs` names the columns of `logits`."""

    arrays: Arrays
    pieces: dict[str, int]
    scores: tuple[float, ...]
    unknown: float  # score of a character that no piece covers
    outputs: tuple[str, ...]

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors (n, 256), float32, of sentences; an empty sentence is the zero vector."""
        import numpy as np

        out = np.zeros((len(texts), self.arrays["sentence.bias"].size), np.float32)
        known: dict[str, int] = {}
        rows: list[list[int]] = []
        for text in texts:
            if text.strip() and text not in known:
                known[text] = len(rows)
                rows.append(self.cut(text)[:MAX_PIECES])
        found = np.concatenate([out[:0], *(self._forward(chunk) for chunk in _chunks(rows))])
        for number, text in enumerate(texts):
            if text in known:
                out[number] = found[known[text]]
        return out

    def logits(self, own: np.ndarray, before: np.ndarray) -> np.ndarray:
        """Return the logits (n, len(outputs)) of sentence vectors, read after those of the sentences before them.

        Args:
            own: (n, 256).
            before: (n, 256), zero where a sentence is the first.
        """
        import numpy as np

        a = self.arrays
        x = (np.concatenate([own, before], axis=1) - a["norm.mean"]) / a["norm.deviation"]
        hidden = _gelu(x @ a["hidden.weight"].T + a["hidden.bias"])
        found: np.ndarray = hidden @ a["labels.weight"].T + a["labels.bias"]
        return found

    def meanings(self, texts: Sequence[str]) -> np.ndarray:
        """Return vectors (n, 384) of length 1 in the space of multilingual-e5-small: what sentences are about.

        Cosine similarity of such vectors does not see negation: nothing may use it for stance.
        """
        found: np.ndarray = self.vectors(texts) @ self.arrays["meaning.weight"].T + self.arrays["meaning.bias"]
        return _unit(found)

    def cut(self, text: str) -> list[int]:
        """Return the word pieces of a text."""
        words = unicodedata.normalize("NFKC", text).split()
        return [piece for word in words for piece in _cut_word(word, self)]

    def __hash__(self) -> int:
        return id(self)

    def _forward(self, rows: list[list[int]]) -> np.ndarray:
        import numpy as np

        a = self.arrays
        lengths = np.array([len(row) + 1 for row in rows])  # a zero row parts the sentences
        starts = np.concatenate([[0], lengths.cumsum()[:-1]])
        mask = np.ones((lengths.sum(), 1), np.float32)
        mask[starts + lengths - 1] = 0
        ids = np.concatenate([[*row, 0] for row in rows])
        x = a["embed.values"][ids].astype(np.float32) * a["embed.scale"][ids][:, None] * mask
        for number in range(int(a["n_layers"])):
            x = _block(x, mask, {key: a[f"blocks.{number}.{key}"] for key in ("conv", "bias", "scale", "shift")})
        dark = np.where(mask == 0, np.float32(-1e4), np.float32(0))
        highest = np.maximum.reduceat(x + dark, starts, axis=0)
        score = x @ a["attend.weight"].T + a["attend.bias"] + dark
        top = np.repeat(np.maximum.reduceat(score, starts, axis=0), lengths, axis=0)
        weight = np.exp(score - top)
        total = np.add.reduceat(weight, starts, axis=0)
        shares = (weight / np.repeat(total, lengths, axis=0)).T
        heads = [np.add.reduceat(share[:, None] * x, starts, axis=0) for share in shares]
        pooled = np.concatenate([highest, *heads], axis=1)
        found: np.ndarray = np.tanh(pooled @ a["sentence.weight"].T + a["sentence.bias"])
        return found


def load_encoder(folder: Path = MODEL) -> SentenceEncoder:
    """Return the encoder of a folder.

    Raises:
        ConfigurationError: the folder holds no encoder.
    """
    return _load(folder)


@lru_cache(maxsize=2)
def describe(folder: Path = MODEL) -> dict[str, str]:
    """Return what `run.json` says of an encoder: its name and a digest of its files."""
    return {"model": folder.name, "sha256": folder_digest(folder)}


@lru_cache(maxsize=2)
def vectors_digest(folder: Path = MODEL) -> str:
    """Return a digest of what makes the vectors of an encoder: a model that was trained on them fits no others."""
    return folder_digest(folder, ("pieces.tsv", "weights.npz"))


@lru_cache(maxsize=2)
def _load(folder: Path) -> SentenceEncoder:
    import numpy as np

    try:
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            arrays = {key: file[key] if file[key].dtype != np.float16 else file[key].astype(np.float32) for key in file}
        rows = read_pieces(folder)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ConfigurationError(f"{folder}: no sentence encoder ({error}).", hint="Reinstall remissnlp.") from error
    pieces = {piece: number for number, (piece, _) in enumerate(rows) if number > _UNKNOWN}
    outputs = tuple(str(name) for name in arrays.pop("outputs"))
    scores = tuple(score for _, score in rows)
    return SentenceEncoder(arrays, pieces, scores, min(scores) - _UNKNOWN_PENALTY, outputs)


def read_pieces(folder: Path) -> list[tuple[str, float]]:
    """Return the word pieces of an encoder with their scores, in the order of its embedding."""
    lines = (folder / "pieces.tsv").read_text(encoding="utf-8").split("\n")[:-1]
    return [(piece, float(score)) for piece, score in (line.rsplit("\t", 1) for line in lines)]


@lru_cache(maxsize=65536)
def _cut_word(word: str, encoder: SentenceEncoder) -> tuple[int, ...]:
    """Return the most probable split of one word into pieces; what no piece covers is one unknown piece."""
    text = (_SPACE + word)[:64]
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # score, piece, start of the piece
    for end in range(1, len(text) + 1):
        options = [(best[end - 1][0] + encoder.unknown, -_UNKNOWN, end - 1)]
        for start in range(max(0, end - 16), end):
            piece = encoder.pieces.get(text[start:end])
            if piece is not None:
                options.append((best[start][0] + encoder.scores[piece], -piece, start))
        best.append(max(options))
    found: list[int] = []
    end = len(text)
    while end:
        _, piece, end = best[end]
        if not (piece == -_UNKNOWN and found and found[-1] == _UNKNOWN):
            found.append(-piece)
    return tuple(reversed(found))


def _chunks(rows: list[list[int]]) -> Iterator[list[list[int]]]:
    chunk: list[list[int]] = []
    size = 0
    for row in rows:
        if chunk and size + len(row) > CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(row)
        size += len(row) + 1
    if chunk:
        yield chunk


def _block(x: np.ndarray, mask: np.ndarray, a: Arrays) -> np.ndarray:
    """Return one gated convolution over neighbours with its residual path; `conv` is (3 * width, 2 * width)."""
    import numpy as np

    mean = x.mean(axis=1, keepdims=True)
    normed = ((x - mean) / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5) * a["scale"] + a["shift"]) * mask
    around = np.zeros((x.shape[0], 3 * x.shape[1]), np.float32)
    width = x.shape[1]
    around[1:, :width] = normed[:-1]
    around[:, width : 2 * width] = normed
    around[:-1, 2 * width :] = normed[1:]
    both = around @ a["conv"] + a["bias"]
    found: np.ndarray = (x + both[:, :width] / (1 + np.exp(-both[:, width:]))) * mask
    return found


def _gelu(x: np.ndarray) -> np.ndarray:
    import numpy as np

    # A few hundred thousand values at most: cheaper than loading a library that has erf for arrays.
    erf = np.vectorize(math.erf, otypes=[np.float32])
    found: np.ndarray = 0.5 * x * (1 + erf(x / 2**0.5))
    return found


def _unit(vectors: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return found


@dataclass(frozen=True, slots=True)
class Background:
    """Ordinary consultation statements: their texts, and what they are about (n, 384), as `meanings` gives it."""

    texts: tuple[str, ...]
    meanings: np.ndarray


@lru_cache(maxsize=1)
def background() -> Background:
    """Return the shipped background: a theme that is learnt from a few examples is told from it.

    Raises:
        ConfigurationError: the file is not there.
    """
    import numpy as np

    try:
        with np.load(MODEL / "background.npz", allow_pickle=False) as file:
            return Background(tuple(file["texts"].tolist()), _unit(file["meanings"].astype(np.float32)))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ConfigurationError(f"{MODEL}: no background ({error}).", hint="Reinstall remissnlp.") from error
