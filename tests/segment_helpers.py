"""Make documents for segmentation tests out of plain text, through the real reader."""

from __future__ import annotations

import hashlib
from pathlib import Path

from remissnlp.ingest import discover, read_document
from remissnlp.records import Document, SegmentedDocument
from remissnlp.segment import resolve_cases, segment_document


def read(tmp_path: Path, text: str, name: str = "handling.txt") -> Document:
    """Write `text` to a file of its own folder and read it as the tool does."""
    folder = tmp_path / hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8]
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    (source,) = discover(folder)[0]
    return read_document(source, folder)


def segment(tmp_path: Path, text: str, name: str = "handling.txt") -> SegmentedDocument:
    """Return the segmentation of a text, with the case resolved."""
    document = read(tmp_path, text, name)
    return resolve_cases([document], [segment_document(document)])[0]
