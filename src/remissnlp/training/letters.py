"""Fits the letter models (`remissnlp.letters`) on the labelled statements: seconds on one core, no torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from remissnlp.letters import FILE, LONGEST, SHORTEST
from remissnlp.training.batches import pairs_of
from remissnlp.training.statements import THEME_CODES, LabelledAnswer
from remissnlp.training.targets import STANCES, theme_targets

# Chosen on the choice half of the validation documents (docs/decisions.md).
STRENGTH = 10.0  # inverse of the regularisation
BEFORE = 0.3  # of the sentence before, beside a sentence's own
LEAST = 2  # sentences (answers) that must have a sequence


def fit_letters(answers: Sequence[LabelledAnswer], folder: Path) -> None:
    """Fit the letter models of themes and stance and write `letters.npz`.

    Args:
        answers: labelled answers.
        folder: where to write.
    """
    arrays = {f"themes.{key}": value for key, value in _themes(answers).items()}
    arrays |= {f"stance.{key}": value for key, value in _stances(answers).items()}
    np.savez_compressed(folder / FILE, allow_pickle=False, **arrays)


def _themes(answers: Sequence[LabelledAnswer]) -> dict[str, NDArray[Any]]:
    pairs = [pair for answer in answers for pair in pairs_of(answer)]
    themes = tuple(THEME_CODES.values())
    targets = theme_targets([statement for answer in answers for statement in answer.statements], themes)
    cut = _cutter()
    own = cut.fit_transform([pair.text for pair in pairs])
    rows = hstack([own, cut.transform([pair.before for pair in pairs]) * BEFORE]).tocsr()
    known = ~np.isnan(targets)
    fits = [_fit(rows[known[:, k]], targets[known[:, k], k]) for k in range(len(themes))]
    coefficients, intercepts = _columns(fits)
    n_grams = own.shape[1]
    return _arrays(themes, cut, coefficients[:n_grams], coefficients[n_grams:] * BEFORE, intercepts)


def _stances(answers: Sequence[LabelledAnswer]) -> dict[str, NDArray[Any]]:
    told = [answer for answer in answers if answer.stance]
    wanted = np.array([STANCES.index(answer.stance) for answer in told if answer.stance])
    cut = _cutter()
    rows = cut.fit_transform([" ".join(statement.text for statement in answer.statements) for answer in told])
    coefficients, intercepts = _columns([_fit(rows, wanted == column) for column in range(len(STANCES))])
    outputs = [str(stance.value) for stance in STANCES]
    return _arrays(outputs, cut, coefficients, np.zeros_like(coefficients), intercepts)


def _cutter() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), min_df=LEAST, sublinear_tf=True)


def _fit(rows: csr_matrix, wanted: NDArray[Any]) -> tuple[NDArray[np.float64], float]:
    """Return coefficients and intercept of one label; zeros where all or none have it."""
    if len(set(wanted.tolist())) < 2:
        return np.zeros(rows.shape[1]), 0.0
    model = LogisticRegression(C=STRENGTH, max_iter=1000, solver="liblinear", random_state=0).fit(rows, wanted)
    return model.coef_[0], float(model.intercept_[0])


def _columns(fits: Sequence[tuple[NDArray[np.float64], float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    coefficients, intercepts = zip(*fits, strict=True)
    return np.stack(coefficients, axis=1), np.array(intercepts)


def _arrays(
    outputs: Sequence[str],
    cut: TfidfVectorizer,
    own: NDArray[np.float64],
    before: NDArray[np.float64],
    intercepts: NDArray[np.float64],
) -> dict[str, NDArray[Any]]:
    return {
        "outputs": np.array(outputs),
        "grams": cut.get_feature_names_out().astype(str),
        "rarity": cut.idf_.astype(np.float16),
        "own": own.astype(np.float16),
        "before": before.astype(np.float16),
        "intercepts": intercepts.astype(np.float32),
    }
