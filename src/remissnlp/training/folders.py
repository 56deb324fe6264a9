"""Labelled sheets in, a folder of files out: what all models of the user's own have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from remissnlp.annotation import LabelledRow
from remissnlp.errors import UsageError

_MAX_LISTED = 10


def joined(
    sheets: Iterable[Sequence[LabelledRow]], label: Callable[[LabelledRow], object], kind: str
) -> list[LabelledRow]:
    """Return the rows of several sheets that have a label; a statement that two of them label alike is one row.

    Args:
        sheets: rows of each.
        label: what is compared; None where a row has no label of this kind.
        kind: of label, for messages.

    Raises:
        UsageError: two sheets label a statement differently.
    """
    found: dict[tuple[str, str], LabelledRow] = {}
    differing = []
    for row in (row for rows in sheets for row in rows if label(row) is not None):
        first = found.setdefault((row.statement_id, row.text), row)
        if label(first) != label(row):
            differing.append(row.statement_id)
    if differing:
        listed = ", ".join(differing[:_MAX_LISTED]) + (" ..." if len(differing) > _MAX_LISTED else "")
        raise UsageError(
            f"{len(differing)} statement(s) have other {kind} in one sheet than in another: {listed}.",
            hint="Agree on one sheet: remissnlp agreement FIRST SECOND lists the differences.",
        )
    return list(found.values())


def write_folder(folder: Path, files: Mapping[str, bytes], kind: str, *, overwrite: bool) -> None:
    """Write the files of a model.

    Raises:
        UsageError: the folder holds a model already, holds something else, or cannot be written.
    """
    try:
        there = {path.name for path in folder.iterdir()} if folder.exists() else set()
        if there - set(files):
            raise UsageError(f"{folder}: holds something else.", hint="Name a new folder.")
        if there and not overwrite:
            raise UsageError(f"{folder}: holds a {kind} model already.", hint="--overwrite replaces it.")
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise UsageError(f"{folder}: {reason}.", hint="Name another folder.") from error
