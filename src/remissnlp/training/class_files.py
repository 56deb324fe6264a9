"""A folder with a polarity or stance model: weights, record, what it got wrong, and card."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np

from remissnlp import __version__
from remissnlp.classify.own_classes import FORMAT
from remissnlp.classify.own_files import CARD
from remissnlp.export.dialect import DIALECTS, csv_text
from remissnlp.training.classes import MAJORITY, MIN_LABELLED, OWN, SHIPPED, STRENGTH, Miss, TrainedClasses
from remissnlp.training.folders import write_folder
from remissnlp.training.scores import ClassScores

ERRORS = "errors.csv"
EXPLAINED = (
    "P precision, R recall. The columns at the right are F1 on the same rows: a run without this model, the rules "
    "alone, and the label that most other rows have."
)
_LEARNT_FROM = {
    "polarity": "the shipped probabilities of the four polarities, the shipped encoder's vectors of a statement and of "
    "the one before it, and its letter sequences (TF-IDF)",
    "stance": "the shipped probabilities of the six stances (encoder, letter model and rules together), those of the "
    "encoder's weighted word for each statement alone, the verdict of the rules, and the letter sequences of the whole "
    "answer (TF-IDF)",
}
_IN_A_RUN = {
    "polarity": "In a run the model's word takes the place of the shipped one; the cues are weighed with it as before.",
    "stance": "In a run the model's word is the stance; an answer without own statements keeps the rules' verdict.",
}


def save_classes(trained: TrainedClasses, folder: Path, *, command: str, overwrite: bool = False) -> None:
    """Write weights, record, `errors.csv` and `card.md`; the same labels give the same bytes.

    Args:
        trained: what to write.
        folder: a new one, or with `overwrite` one that holds such a model.
        command: that trains it again, for the card.
        overwrite: replace the model that is there.

    Raises:
        UsageError: the folder holds a model already, holds something else, or cannot be written.
    """
    task = trained.model.task
    files = {task.file.arrays: _arrays(trained), task.file.record: _record(trained), ERRORS: _errors(trained.misses)}
    write_folder(folder, files | {CARD: _card(trained, command)}, task.name, overwrite=overwrite)


def _arrays(trained: TrainedClasses) -> bytes:
    buffer, model = io.BytesIO(), trained.model
    np.savez_compressed(
        buffer,
        labels=np.array(model.task.labels),
        coefficients=model.coefficients,
        intercepts=model.intercepts,
        rarity=model.rarity,
    )
    return buffer.getvalue()


def _record(trained: TrainedClasses) -> bytes:
    record = {
        "format": FORMAT,
        "version": __version__,
        "task": trained.model.task.name,
        **trained.model.task.made_with(),
        "n_rows": trained.n_rows,
        "n_documents": trained.n_documents,
        "n_folds": trained.n_folds,
        "kept_together": trained.kept_together,
        "rows": trained.counts,
        "gained": trained.gained,
        "lost": trained.lost,
        "scores": {name: asdict(scores) for name, scores in trained.scores.items()},
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _errors(misses: Sequence[Miss]) -> bytes:
    names = [column.name for column in fields(Miss)]
    return csv_text(names, [asdict(miss) for miss in misses], DIALECTS["standard"]).encode("utf-8")


def score_rows(trained: TrainedClasses) -> list[list[str]]:
    """Return one row of cells a label, then macro-F1 and accuracy: rows, P, R, F1, and F1 by the other means."""
    own = trained.scores[OWN]
    others = [scores for name, scores in trained.scores.items() if name != OWN]
    rows = []
    for label, number in trained.counts.items():
        score = own.labels[label]
        found = (score.precision, score.recall, score.f1, *(other.labels[label].f1 for other in others))
        rows.append([label, str(number), *(f"{value:.2f}" for value in found)])
    for name, values in (
        ("macro-F1", [scores.macro_f1 for scores in (own, *others)]),
        ("accuracy", [scores.accuracy for scores in (own, *others)]),
    ):
        rows.append([name, "", "", "", *(f"{value:.2f}" for value in values)])
    return rows


def score_columns(trained: TrainedClasses) -> list[str]:
    """Return the heads of `score_rows`."""
    heads = {SHIPPED: "without", MAJORITY: "most"}
    others = [heads.get(name, name) for name in trained.scores if name != OWN]
    return [trained.model.task.name, "rows", "P", "R", "F1", *others]


def confusions(scores: ClassScores) -> list[str]:
    """Return one line for each label that people gave: how often each label was found, the right one first."""
    lines = []
    for label, found in scores.confusion.items():
        parts = sorted(found.items(), key=lambda item: (item[0] != label, -item[1]))
        if any(found.values()):
            lines.append(f"{label}: found as " + ", ".join(f"{name} {number}" for name, number in parts if number))
    return lines


def held_out(trained: TrainedClasses) -> str:
    """Return in one or two sentences what was held out and what the model changes."""
    if not trained.scores:
        return "Nothing could be held out: all rows are one. There are no scores."
    return (
        f"On {trained.kept_together} held out, {trained.n_folds} folds. Of {trained.n_rows} {trained.single}, "
        f"{trained.gained} are right only with this model, {trained.lost} only without it."
    )


def _card(trained: TrainedClasses, command: str) -> bytes:
    name = trained.model.task.name
    few = [f"{label} {number}" for label, number in trained.counts.items() if number < MIN_LABELLED]
    lines = [
        f"# {name.capitalize()} model",
        "",
        f"For `remissnlp analyze --{name}-model`.",
        "",
        "## Data",
        f"{trained.n_rows} labelled {trained.single} of {trained.n_documents} document(s)."
        + (f" Few or none of: {', '.join(few)}; there it stays near the shipped model." if few else ""),
        "",
        "## Scores",
        held_out(trained) + f" {EXPLAINED}",
        "",
        *(_table(score_columns(trained), score_rows(trained)) if trained.scores else []),
        "Macro-F1 is the mean over the labels that occur. `errors.csv` lists what was wrong, the surest first: look "
        "there for slips in the labels too. **Keep the shipped model where this one is not clearly better.**",
        "",
        *(_confusion(trained) if trained.scores else []),
        "## Method",
        f"Logistic regression over {_LEARNT_FROM[name]}. It starts from the shipped probabilities (an offset), and "
        f"what it learns is added to them; C {STRENGTH}. {_IN_A_RUN[name]} `{name}.npz` holds plain arrays, "
        f"`{name}.json` these figures.",
        "",
        "## Limits",
        "It knows what was labelled, in the words of those documents; few rows make rough figures. It fits the shipped "
        "models of the version that trained it; another refuses it, and it is trained again from the same labels:",
        "",
        f"    {command}",
        "",
    ]
    return "\n".join(lines).encode("utf-8")


def _confusion(trained: TrainedClasses) -> list[str]:
    labels = list(trained.model.task.labels)
    head = "Rows are the labels that people gave, columns what was found."
    confusion = trained.scores[OWN].confusion
    rows = [[label, *map(str, found.values())] for label, found in confusion.items() if any(found.values())]
    return ["## Confusion", head, "", *_table(["", *labels], rows)]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [columns, ["---"] * len(columns), *rows]
    return [*(f"| {' | '.join(cells)} |" for cells in lines), ""]
