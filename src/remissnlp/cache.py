"""Documents that an earlier run has already read, kept in the output folder for `--resume`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from remissnlp import __version__
from remissnlp.records import Document, SourceFile

FOLDER = ".remissnlp"


class DocumentCache:
    """Read and written by the main process only; an entry counts for one content, one path, one version, one OCR mode.

    Args:
        out: the output folder of the run.
        ocr: the OCR mode, part of the key.
        resume: whether entries of an earlier run are used.
    """

    def __init__(self, out: Path, *, ocr: str, resume: bool) -> None:
        self._folder = out / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._salt = f"{__version__}/{ocr}"
        self._resume = resume
        self._adapter = TypeAdapter(Document)

    def get(self, source: SourceFile) -> Document | None:
        """Return the document as read before, or None; a broken entry counts as none."""
        if not self._resume:
            return None
        try:
            return self._adapter.validate_json(self._path(source).read_bytes())
        except (OSError, ValidationError):
            return None

    def put(self, source: SourceFile, document: Document) -> None:
        """Keep a document that was read in full; written whole or not at all."""
        path = self._path(source)
        temporary = path.with_suffix(".part")
        temporary.write_bytes(self._adapter.dump_json(document))
        temporary.replace(path)

    def _path(self, source: SourceFile) -> Path:
        key = sha256(f"{self._salt}/{source.path}/{source.sha256}".encode()).hexdigest()
        return self._folder / f"{key}.json"
