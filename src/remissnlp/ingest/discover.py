"""Which files of a folder are read, and what they are called."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

from remissnlp.ingest.sniff import SUFFIXES
from remissnlp.records import Issue, SourceFile

STAGE = "ingest"
_ID_CHARS = 48
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ł": "l"})


def discover(folder: Path) -> tuple[list[SourceFile], list[Issue]]:
    """Return the readable files below `folder` by relative path, and an issue for every file that is left out.

    Hidden files and folders, Office lock files and `.json` files (gold labels, settings) are left out without a word.
    Links to folders are not followed.
    """
    found: list[SourceFile] = []
    issues: list[Issue] = []
    for path, name in _files(folder):
        if refused := _refusal(path):
            issues.append(Issue(path=name, stage=STAGE, error=refused, action="skipped"))
            continue
        try:
            found.append(_source(path, name))
        except OSError as error:
            reason = f"cannot be opened: {error.strerror or error}"
            issues.append(Issue(path=name, stage=STAGE, error=reason, action="skipped"))
    return found, issues


def doc_id_of(relative_path: str) -> str:
    """Return the id of a document: a readable part, cut to 48 characters, and six hexadecimal digits of the path."""
    path = unicodedata.normalize("NFC", relative_path)
    plain = unicodedata.normalize("NFKD", path.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_ID_CHARS].rstrip("-")
    digest = hashlib.sha1(path.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()[:6]
    return f"{slug or 'doc'}-{digest}"


def _files(folder: Path) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith((".", "~$")) and not name.lower().endswith(".json"):
                path = Path(parent, name)
                found.append((path, path.relative_to(folder).as_posix()))
    return sorted(found, key=lambda pair: pair[1])


def _refusal(path: Path) -> str:
    if path.stem.upper().startswith("README"):
        return "is a description of the folder, not a document"
    if path.suffix.lower() not in SUFFIXES:
        return f"has a format that is not read ({path.suffix or 'no suffix'})"
    if path.exists() and not path.is_file():
        return "is a pipe or a device, no file"
    return ""


def _source(path: Path, name: str) -> SourceFile:
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    top, slash, _ = name.partition("/")
    return SourceFile(
        doc_id=doc_id_of(name),
        case_id=top if slash else ".",
        path=name,
        sha256=digest,
        size_bytes=path.stat().st_size,
    )
