"""Themes that no trained model knows: learnt at once from the examples and counter-examples of a codebook.

One logistic regression a theme over what a sentence is about (the shipped encoder, or the vectors that the codebook
asks for), over its letter sequences, since the encoder knows little of subjects that it was not trained on, and over
the themes of the shipped codebooks that the letter model tells: a new theme may lie near one of them. What a theme is
not is told by its own counter-examples, by the examples of the other themes, and by a background of ordinary
statements. The examples together weigh as much as all the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from remissnlp.classify.cues import fold
from remissnlp.classify.meanings import Meanings, describe_vectors, find_meanings
from remissnlp.classify.reading import told_by_letters
from remissnlp.letters import load_letters

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    from remissnlp.codebook import Codebook, Theme

# Chosen on the ten themes of `sakerhet` and a labelled sheet of the sample case (docs/accuracy.md).
STRENGTH = 0.1  # inverse of the regularisation
MEANING_SCALE, LETTERS_SCALE, KNOWN_SCALE = 5.0, 2.0, 2.0
# The background holds statements of the theme too, so a theme has between these shares of it.
LEAST_ORDINARY, MOST_ORDINARY = 0.02, 0.1
MIN_EXAMPLES = 3
MAX_FOLDS = 5


@dataclass(frozen=True, slots=True)
class FewShot:
    """Weights of the themes that were learnt from examples.

    `coefficients` are (themes, meanings + letter sequences + known themes) in the space of `meanings`, `intercepts`
    (themes,).
    """

    theme_ids: tuple[str, ...]
    coefficients: np.ndarray
    intercepts: np.ndarray
    meanings: Meanings

    def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return the probability of every theme for every text."""
        import numpy as np

        logits = _features(texts, self.meanings) @ self.coefficients.T + self.intercepts
        shares = 1 / (1 + np.exp(-logits))
        return [dict(zip(self.theme_ids, row, strict=True)) for row in shares.astype(float).round(4).tolist()]


@lru_cache(maxsize=4)
def learn(codebook: Codebook, known: frozenset[str] = frozenset()) -> FewShot | None:
    """Return what the examples of a codebook teach, or None where models know all its themes.

    `known` are the themes that a model of the user's own knows; the shipped model knows those that name it.

    Raises:
        ConfigurationError: the vectors that the codebook asks for are not installed.
    """
    import numpy as np

    themes = [theme for theme in codebook.themes if theme.id not in known and is_learnt(theme)]
    if not themes:
        return None
    fits = [_fit(codebook, *_material(theme, codebook)) for theme in themes]
    coefficients, intercepts = zip(*fits, strict=True)
    ids = tuple(theme.id for theme in themes)
    return FewShot(ids, np.stack(coefficients), np.array(intercepts), _meanings(codebook))


def is_learnt(theme: Theme) -> bool:
    """Return whether a theme is learnt from its examples: no model and no cue knows it, and they suffice.

    Words that somebody chose are more exact than what a few examples teach; both together find little more, among many
    false alarms (docs/codebooks.md).
    """
    return not theme.model and not theme.cues and len(theme.examples) >= MIN_EXAMPLES


def _material(theme: Theme, codebook: Codebook) -> tuple[list[str], list[str]]:
    """Return what a theme is and what it is not; an example that two themes share tells against neither."""
    own = list(theme.examples)
    others = [text for other in codebook.themes if other.id != theme.id for text in other.examples if text not in own]
    return own, [*theme.counter_examples, *others]


def _meanings(codebook: Codebook) -> Meanings:
    describe_vectors(codebook)
    return find_meanings(codebook.vectors)


def _features(texts: Sequence[str], meanings: Meanings) -> csr_matrix:
    """Return (n, meanings + letter sequences + known themes)."""
    folded = [fold(text) for text in texts]
    return _joined(meanings.of(folded), folded)


@lru_cache(maxsize=4)
def _sentences(codebook: Codebook) -> tuple[dict[str, int], csr_matrix]:
    """Return the features of all examples and counter-examples of a codebook, and the row of each."""
    told = dict.fromkeys(text for theme in codebook.themes for text in (*theme.examples, *theme.counter_examples))
    return {text: row for row, text in enumerate(told)}, _features(list(told), _meanings(codebook))


def _told(codebook: Codebook, texts: Sequence[str]) -> csr_matrix:
    places, features = _sentences(codebook)
    return features[[places[text] for text in texts]]


@lru_cache(maxsize=2)
def _ordinary(vectors: str) -> csr_matrix:
    meanings = find_meanings(vectors)
    return _joined(meanings.rows, meanings.texts)


def _joined(about: np.ndarray, texts: Sequence[str]) -> csr_matrix:
    import numpy as np
    from scipy.sparse import csr_matrix, hstack

    model = load_letters("themes")
    cells = [(n, row, share) for n, text in enumerate(texts) for row, share in model.weights(text)[0].items()]
    rows, columns, shares = zip(*cells, strict=True) if cells else ((), (), ())
    letters = csr_matrix((shares, (rows, columns)), shape=(len(texts), len(model.grams)))
    known = np.array(told_by_letters(texts)).reshape(len(texts), len(model.outputs))
    return hstack([csr_matrix(about * MEANING_SCALE), letters * LETTERS_SCALE, csr_matrix(known * KNOWN_SCALE)]).tocsr()


def _fit(codebook: Codebook, examples: Sequence[str], others: Sequence[str]) -> tuple[np.ndarray, float]:
    import numpy as np
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    told, background = _told(codebook, [*examples, *others]), _ordinary(codebook.vectors)
    features = vstack([told, background]).tocsr()
    wanted = np.arange(features.shape[0]) < len(examples)
    weight = np.where(wanted, (~wanted).sum() / len(examples), 1.0)
    model = LogisticRegression(C=STRENGTH, max_iter=500, solver="liblinear").fit(features, wanted, sample_weight=weight)
    ordinary = model.decision_function(background)
    border = float(np.clip(0.0, np.quantile(ordinary, 1 - MOST_ORDINARY), np.quantile(ordinary, 1 - LEAST_ORDINARY)))
    return model.coef_[0], float(model.intercept_[0]) - border


def cross_validated(theme: Theme, codebook: Codebook) -> tuple[float, float]:
    """Return (recall, precision) of a theme on its own examples and counter-examples, each judged without itself.

    The counter-examples are chosen to be hard and the examples are few, so this is a hint and no promise.
    """
    own, others = _material(theme, codebook)
    counter = list(theme.counter_examples)
    folds = max(2, min(MAX_FOLDS, len(own)))
    hits = false = 0
    for fold_ in range(folds):
        left = set(own[fold_::folds]) | set(counter[fold_::folds])
        weights, shift = _fit(codebook, [t for t in own if t not in left], [t for t in others if t not in left])
        judged = sorted(left)
        found = dict(zip(judged, _told(codebook, judged) @ weights + shift, strict=True))
        hits += sum(found[text] > 0 for text in own if text in left)
        false += sum(found[text] > 0 for text in counter if text in left)
    return hits / len(own), hits / max(1, hits + false)
