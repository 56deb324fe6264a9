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
from remissnlp.training.statements import LabelledAnswer
from remissnlp.training.targets import N_STANCES, N_THEMES, STANCES, THEMES, theme_targets

# Chosen on the choice half of the validation documents (docs/decisions.md).
THEME_STRENGTH, STANCE_STRENGTH = 10.0, 10.0  # inverse of the regularisation
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
    targets = theme_targets([statement for answer in answers for statement in answer.statements])
    cut = _cutter()
    own = cut.fit_transform([pair.text for pair in pairs])
    rows = hstack([own, cut.transform([pair.before for pair in pairs]) * BEFORE]).tocsr()
    coefficients, intercepts = np.zeros((rows.shape[1], N_THEMES)), np.zeros(N_THEMES)
    for column in range(N_THEMES):
        known = ~np.isnan(targets[:, column])
        _fit(rows[known], targets[known, column], THEME_STRENGTH, column, coefficients, intercepts)
    n_grams = own.shape[1]
    return _arrays(THEMES, cut, coefficients[:n_grams], coefficients[n_grams:] * BEFORE, intercepts)


def _stances(answers: Sequence[LabelledAnswer]) -> dict[str, NDArray[Any]]:
    told = [answer for answer in answers if answer.stance]
    wanted = np.array([STANCES.index(answer.stance) for answer in told if answer.stance])
    cut = _cutter()
    rows = cut.fit_transform([" ".join(statement.text for statement in answer.statements) for answer in told])
    coefficients, intercepts = np.zeros((rows.shape[1], N_STANCES)), np.zeros(N_STANCES)
    for column in range(N_STANCES):
        _fit(rows, wanted == column, STANCE_STRENGTH, column, coefficients, intercepts)
    outputs = [str(stance.value) for stance in STANCES]
    return _arrays(outputs, cut, coefficients, np.zeros_like(coefficients), intercepts)


def _cutter() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), min_df=LEAST, sublinear_tf=True)


def _fit(
    rows: csr_matrix,
    wanted: NDArray[Any],
    strength: float,
    column: int,
    coefficients: NDArray[np.float64],
    intercepts: NDArray[np.float64],
) -> None:
    """Fit one column in place; a label that all or none have is left at zero."""
    if len(set(wanted.tolist())) < 2:
        return
    model = LogisticRegression(C=strength, max_iter=1000, solver="liblinear", random_state=0).fit(rows, wanted)
    coefficients[:, column], intercepts[column] = model.coef_[0], model.intercept_[0]


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
