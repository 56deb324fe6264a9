"""Segmentation: who speaks, in what capacity, in which section of a document, and in which sentences."""

from __future__ import annotations

from remissnlp.segment.cases import resolve_cases
from remissnlp.segment.document import segment_document

__all__ = ["resolve_cases", "segment_document"]
