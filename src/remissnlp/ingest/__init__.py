"""Ingest: a folder of files -> `Document`s with canonical text, blocks and the way back to the page."""

from remissnlp.ingest.discover import discover
from remissnlp.ingest.reader import read_document

__all__ = ["discover", "read_document"]
