"""One digest of the files of a model, by which a run says what it was made with (layer 0)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path


def folder_digest(folder: Path, names: Sequence[str] = ()) -> str:
    """Return one SHA-256 over the names and contents of all files of a folder, in the order of their names.

    Args:
        folder: its subfolders count too.
        names: only these files, by their paths in the folder.

    Raises:
        OSError: a file cannot be read.
    """
    paths = [folder / name for name in names] or [path for path in folder.rglob("*") if path.is_file()]
    total = hashlib.sha256()
    for path in sorted(paths):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path.relative_to(folder).as_posix()} {digest}\n".encode())
    return total.hexdigest()
