"""What every reader returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from remissnlp.ingest.lines import Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFault:
    """A page that could not be read: its number, what is wrong, and what to do."""

    page: int
    error: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as paragraphs. `extraction` is as in `Document`; `title` is the file's own, if it has one."""

    paragraphs: Sequence[Paragraph]
    extraction: str
    n_pages: int = 1
    title: str | None = None
    faults: Sequence[PageFault] = field(default=())
    warnings: Sequence[str] = field(default=())
