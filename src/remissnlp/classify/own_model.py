"""A theme model of the user's own: trained from labelled sheets (`remissnlp train themes`), read from its folder.

One logistic regression a theme over what a statement and the one before it are about (`SentenceEncoder.meanings`), and
over the letter sequences of the statement: the encoder knows little of subjects that it was not trained on, words do.
The model stands in for the shipped one, or for the codebook's examples, for its themes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remissnlp.classify.cues import fold
from remissnlp.classify.own_files import N_LETTERS, ModelFile
from remissnlp.encoder import load_encoder, vectors_digest
from remissnlp.errors import ConfigurationError

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    from remissnlp.codebook import Codebook

ARRAYS, RECORD = "themes.npz", "themes.json"
FORMAT = 1
# Chosen on the tuning half of the validation documents (docs/decisions.md).
OWN_SCALE, BEFORE_SCALE, LETTERS_SCALE = 5.0, 2.0, 2.0
N_MEANINGS = 2 * 384
_AGAIN = "Train it again: remissnlp train themes --labels SHEET --codebook CODEBOOK -o FOLDER."


@dataclass(frozen=True, slots=True, eq=False)
class ThemeModel:
    """Weights of the themes of a folder, and their digest.

    `coefficients` are (themes, 768 + 32768), `intercepts` (themes,), `rarity` (32768,) what a letter sequence weighs.
    """

    theme_ids: tuple[str, ...]
    coefficients: np.ndarray
    intercepts: np.ndarray
    rarity: np.ndarray
    name: str = ""
    sha256: str = ""

    def logits(self, texts: Sequence[str], before: Sequence[str]) -> list[dict[str, float]]:
        """Return the logit of every theme for every statement, read after the statement before it ("" for none)."""
        if not texts:
            return []
        found = features(meanings(texts, before), letters(texts), self.rarity)
        rows = found @ self.coefficients.T + self.intercepts
        return [dict(zip(self.theme_ids, row, strict=True)) for row in rows.astype(float).round(4).tolist()]

    def describe(self) -> dict[str, Any]:
        """Return what `run.json` says of it."""
        return {"model": self.name, "sha256": self.sha256, "themes": list(self.theme_ids)}


def meanings(texts: Sequence[str], before: Sequence[str]) -> np.ndarray:
    """Return what statements are about (n, 768); `before` has the statement before each, "" where there is none."""
    import numpy as np

    encoder = load_encoder()
    behind = [fold(text) for text in before]
    there = np.array([bool(text) for text in behind], dtype=np.float32).reshape(-1, 1)
    own = encoder.meanings([fold(text) for text in texts])
    return np.concatenate([own * OWN_SCALE, encoder.meanings(behind) * there * BEFORE_SCALE], axis=1)


def letters(texts: Sequence[str]) -> csr_matrix:
    """Return how often each statement has each sequence of 2-5 letters within a word (n, 32768), as 1 + log(number)."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import HashingVectorizer

    if not texts:
        return csr_matrix((0, N_LETTERS))
    cut = HashingVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), n_features=N_LETTERS, alternate_sign=False, norm=None
    )
    found = cut.transform([fold(text) for text in texts])
    found.data = 1 + np.log(found.data)
    return found


def rarity_of(counts: csr_matrix) -> np.ndarray:
    """Return what each letter sequence weighs (32768,): its inverse document frequency, smoothed."""
    import numpy as np

    present = np.bincount(counts.indices, minlength=N_LETTERS)
    found: np.ndarray = (np.log((1 + counts.shape[0]) / (1 + present)) + 1).astype(np.float32)
    return found


def features(about: np.ndarray, counts: csr_matrix, rarity: np.ndarray) -> csr_matrix:
    """Return the features (n, d + 32768) of texts from numbers (n, d), their letters, and what these weigh."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.preprocessing import normalize

    weighed = normalize(counts.multiply(rarity).tocsr()) * LETTERS_SCALE
    return hstack([csr_matrix(about), weighed]).tocsr()


def load_theme_model(folder: str | Path, codebook: Codebook) -> ThemeModel:
    """Return the theme model of a folder, to be used with a codebook.

    Raises:
        ConfigurationError: the folder holds no theme model, another sentence encoder made its features, or the codebook
            lacks one of its themes.
    """
    folder = Path(folder)
    file = ModelFile("theme", ARRAYS, RECORD, FORMAT, "theme_ids", N_MEANINGS + N_LETTERS, _AGAIN)
    record, arrays = file.read(folder, {"vectors_sha256": vectors_digest()})
    model = ThemeModel(
        tuple(str(theme) for theme in arrays["theme_ids"]),
        arrays["coefficients"],
        arrays["intercepts"],
        arrays["rarity"],
        folder.name,
        file.digest(folder),
    )
    known = {theme.id for theme in codebook.themes}
    if missing := [theme for theme in model.theme_ids if theme not in known]:
        told = record.get("codebook")
        named = told.get("id", "?") if isinstance(told, Mapping) else "?"
        raise ConfigurationError(
            f"{folder}: the codebook '{codebook.id}' lacks themes of this model: {', '.join(missing)}.",
            hint=f"Give the codebook that it was trained with ('{named}'), or train it again.",
        )
    return model
