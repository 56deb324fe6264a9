"""Themes that no trained model knows: learnt at once from the examples and counter-examples of a codebook.

One logistic regression a theme over the sentence vectors of the shipped encoder. What a theme is not is told by its own
counter-examples, by the examples of the other themes, and by a background of ordinary statements. The examples together
weigh as much as all the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from remissnlp.classify.cues import fold
from remissnlp.encoder import background, load_encoder

if TYPE_CHECKING:
    import numpy as np

    from remissnlp.codebook import Codebook, Theme

STRENGTH = 0.1  # inverse of the regularisation, chosen on the shipped themes (docs/accuracy.md)
SCALE = 5.0
# The background holds statements of the theme too, so a theme has between these shares of it.
LEAST_ORDINARY, MOST_ORDINARY = 0.02, 0.1
MIN_EXAMPLES = 3
MAX_FOLDS = 5


@dataclass(frozen=True, slots=True)
class FewShot:
    """Weights of the themes that were learnt from examples: `coefficients` (themes, 384) and `intercepts` (themes,)."""

    theme_ids: tuple[str, ...]
    coefficients: np.ndarray
    intercepts: np.ndarray

    def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return the probability of every theme for every text."""
        import numpy as np

        logits = _features(texts) @ self.coefficients.T + self.intercepts
        shares = 1 / (1 + np.exp(-logits))
        return [dict(zip(self.theme_ids, row, strict=True)) for row in shares.astype(float).round(4).tolist()]


@lru_cache(maxsize=4)
def learn(codebook: Codebook, known: frozenset[str] = frozenset()) -> FewShot | None:
    """Return what the examples of a codebook teach, or None where models know all its themes.

    `known` are the themes that a model of the user's own knows; the shipped model knows those that name it.
    """
    import numpy as np

    themes = [theme for theme in codebook.themes if theme.id not in known and is_learnt(theme)]
    if not themes:
        return None
    fits = [_fit(*_material(theme, codebook)) for theme in themes]
    coefficients, intercepts = zip(*fits, strict=True)
    return FewShot(tuple(theme.id for theme in themes), np.stack(coefficients), np.array(intercepts))


def is_learnt(theme: Theme) -> bool:
    """Return whether a theme is learnt from its examples: the shipped model does not know it, and they suffice."""
    return not theme.model and len(theme.examples) >= MIN_EXAMPLES


def _material(theme: Theme, codebook: Codebook) -> tuple[list[str], list[str]]:
    """Return what a theme is and what it is not; an example that two themes share tells against neither."""
    own = list(theme.examples)
    others = [text for other in codebook.themes if other.id != theme.id for text in other.examples if text not in own]
    return own, [*theme.counter_examples, *others]


def _features(texts: Sequence[str]) -> np.ndarray:
    return load_encoder().meanings([fold(text) for text in texts]) * SCALE


def _fit(examples: Sequence[str], others: Sequence[str]) -> tuple[np.ndarray, float]:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    rest = np.concatenate([_features(others), background() * SCALE])
    features = np.concatenate([_features(examples), rest])
    wanted = np.r_[np.ones(len(examples)), np.zeros(len(rest))]
    weight = np.where(wanted == 1, len(rest) / len(examples), 1.0)
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit(features, wanted, sample_weight=weight)
    ordinary = model.decision_function(background() * SCALE)
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
        weights, shift = _fit([t for t in own if t not in left], [t for t in others if t not in left])
        judged = sorted(left)
        found = dict(zip(judged, _features(judged) @ weights + shift, strict=True))
        hits += sum(found[text] > 0 for text in own if text in left)
        false += sum(found[text] > 0 for text in counter if text in left)
    return hits / len(own), hits / max(1, hits + false)
