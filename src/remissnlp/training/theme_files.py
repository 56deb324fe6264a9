"""Labelled sheets in, a folder with a theme model out: weights, record and card."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from remissnlp import __version__
from remissnlp.annotation import LabelledRow, read_labels
from remissnlp.classify.own_files import CARD
from remissnlp.classify.own_model import ARRAYS, FORMAT, RECORD
from remissnlp.codebook import Codebook
from remissnlp.encoder import background, vectors_digest
from remissnlp.training.folders import joined, write_folder
from remissnlp.training.scores import Score
from remissnlp.training.themes import STRENGTH, ThemeResult, TrainedThemes


def read_sheets(paths: Sequence[Path], codebook: Codebook) -> list[LabelledRow]:
    """Return the rows of several labelled sheets; a statement that two of them label alike is one row.

    Raises:
        UsageError: a sheet has faults, or two sheets label a statement differently.
    """
    known = {theme.id for theme in codebook.themes}
    sheets = (read_labels(path, themes=known) for path in paths)
    return joined(sheets, lambda row: None if row.themes is None else frozenset(row.themes), "themes")


def save_themes(
    trained: TrainedThemes, codebook: Codebook, folder: Path, *, sheets: Sequence[Path], overwrite: bool = False
) -> None:
    """Write `themes.npz`, `themes.json` and `card.md`; the same sheets give the same bytes.

    Raises:
        UsageError: the folder holds a model already, holds something else, or cannot be written.
    """
    files = {ARRAYS: _arrays(trained), RECORD: _record(trained, codebook), CARD: _card(trained, codebook, sheets)}
    write_folder(folder, files, "theme", overwrite=overwrite)


def _arrays(trained: TrainedThemes) -> bytes:
    buffer = io.BytesIO()
    model = trained.model
    np.savez(
        buffer,
        theme_ids=np.array(model.theme_ids),
        coefficients=model.coefficients,
        intercepts=model.intercepts,
        rarity=model.rarity,
    )
    return buffer.getvalue()


def _record(trained: TrainedThemes, codebook: Codebook) -> bytes:
    themes: dict[str, Any] = {
        result.theme: {"threshold": codebook.theme(result.theme).threshold}
        | {key: value for key, value in asdict(result).items() if key != "theme"}
        for result in trained.results
    }
    record = {
        "format": FORMAT,
        "version": __version__,
        "codebook": {"id": codebook.id, "version": codebook.version, "sha256": codebook.sha256},
        "vectors_sha256": vectors_digest(),
        "n_rows": trained.n_rows,
        "n_documents": trained.n_documents,
        "n_folds": trained.n_folds,
        "kept_together": trained.kept_together,
        "themes": themes,
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _card(trained: TrainedThemes, codebook: Codebook, sheets: Sequence[Path]) -> bytes:
    names = ", ".join(f"`{path.name}`" for path in sheets)
    lines = [
        "# Theme model",
        "",
        f"For `remissnlp analyze --theme-model` with the codebook `{codebook.id}` (version {codebook.version}, "
        f"sha256 {codebook.sha256}).",
        "",
        "## Data",
        f"{trained.n_rows} labelled statements of {trained.n_documents} document(s), from {names}; the examples and "
        f"counter-examples of the codebook; {len(background().texts)} ordinary consultation statements of the package, "
        "which stand for what no theme is.",
        "",
        "## Scores",
        f"On {trained.kept_together} that were held out ({trained.n_folds} folds), sentence by sentence, without the "
        "context that a run adds. P precision, R recall. The columns at the right are F1 on the same rows: what a run "
        "without this model finds, the codebook's cues alone, TF-IDF with the same learner.",
        "",
        "| theme | statements | P | R | F1 | without | cues | TF-IDF |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(f"| {' | '.join(score_row(result))} |" for result in trained.results),
        "",
        "Few statements make rough figures: with ten, one more hit moves recall by 0.1.",
        "",
        "## Method",
        "Logistic regression (scikit-learn) a theme, over the shipped encoder's vectors of a statement and of the one "
        f"before it, and over its letter sequences (TF-IDF); C {STRENGTH}, both sides weigh the same. "
        "`themes.npz` holds plain arrays. `themes.json` has the thresholds, those of the codebook, and these figures.",
        "",
        "## Limits",
        "It knows what was labelled, in the words of those documents. It fits the encoder of the version that trained "
        "it; another version refuses it, and it is trained again from the same sheets:",
        "",
        "    remissnlp train themes "
        + " ".join(f"--labels {path.name}" for path in sheets)
        + " --codebook CODEBOOK -o FOLDER",
        "",
    ]
    return "\n".join(lines).encode("utf-8")


def score_row(result: ThemeResult) -> list[str]:
    """Return one theme as cells: name, statements, precision, recall, F1, and F1 of what it is compared with."""

    def f1(score: Score | None) -> str:
        return "-" if score is None else f"{score.f1:.2f}"

    own = (result.trained.precision, result.trained.recall, result.trained.f1)
    beside = (result.before, result.cues, result.tfidf)
    return [result.theme, str(result.n_positive), *(f"{value:.2f}" for value in own), *map(f1, beside)]
