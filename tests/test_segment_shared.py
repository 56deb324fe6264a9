"""A real compilation: whether it is set as text or printed, the same bodies speak in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest

from remissnlp.ingest import discover, read_document
from remissnlp.segment import segment_document

pytestmark = pytest.mark.shared


def test_text_and_pdf_have_the_same_segments(shared: Path) -> None:
    folder = shared / "data" / "seeds"
    sources = {source.path: source for source in discover(folder)[0]}
    text, printed = (
        [(s.kind, s.respondent, s.parties) for s in segment_document(read_document(sources[name], folder)).segments]
        for name in ("utlatande_2020.txt", "utlatande_2020.pdf")
    )
    assert len(text) > 100
    assert printed == text
