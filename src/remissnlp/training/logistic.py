"""Logistic regression of several labels that starts from given logarithms of probabilities.

scikit-learn's has no offset. With the shipped probabilities as features only, few labels make the model forget what the
shipped ones know: a stance learnt from six documents fell four points below them, with the offset it did not.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import log_softmax

MAX_ROTATED = 2000  # rows; with more, their products cost more than they save


def fit_from(
    rows: csr_matrix, wanted: np.ndarray, offset: np.ndarray, strength: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients (k, d) and intercepts (k,) that are added to the offset.

    They maximise strength * log-likelihood - (sum of their squares) / 2; the intercepts are held down too, so that a
    label that a small sheet happens to lack is not lost.

    Args:
        rows: features (n, d).
        wanted: column of each row's label (n,).
        offset: (n, k).
        strength: inverse of the regularisation.
    """
    basis, back = _rotated(rows) if rows.shape[0] <= MAX_ROTATED else (rows, None)
    target = np.eye(offset.shape[1])[wanted]
    n_features, n_labels = basis.shape[1], offset.shape[1]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(n_features + 1, n_labels)
        logs = log_softmax(offset + basis @ weights[:-1] + weights[-1], axis=1)
        error = np.exp(logs) - target
        slope = strength * np.concatenate([basis.T @ error, error.sum(axis=0, keepdims=True)]) + weights
        return float((flat**2).sum() / 2 - strength * (logs * target).sum()), slope.ravel()

    found = minimize(loss, np.zeros((n_features + 1) * n_labels), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    weights = found.x.reshape(n_features + 1, n_labels)
    coefficients = weights[:-1] if back is None else rows.T @ (back @ weights[:-1])
    return coefficients.T, weights[-1]


def _rotated(rows: csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows in the space that they span (n, r), and the map (n, r) from weights there to weights of rows.

    The best coefficients are a sum of rows: with few rows of many features this is the same problem, but a small one.
    """
    values, vectors = np.linalg.eigh((rows @ rows.T).toarray().astype(float))
    kept = values > 1e-9 * values[-1]
    lengths = np.sqrt(values[kept])
    return vectors[:, kept] * lengths, vectors[:, kept] / lengths
