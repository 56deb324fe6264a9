"""What a reader hands to the layout analysis: printed lines, or paragraphs where the format has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from remissnlp.records import BlockRole

_MAX_BOLD_HEADING_CHARS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLine:
    """A printed line.

    `text` is clean (`text.clean_line`). `x0` and `x1` are its edges and `char_width` the mean width of its characters,
    all in points, or in characters for plain text. `gap_above` tells of more space above than between lines. `role` is
    None until the layout analysis or the reader knows it. `is_cut` marks a line whose tail was a pasted page header.
    """

    text: str
    page: int = 1
    x0: float = 0.0
    x1: float = 0.0
    char_width: float = 1.0
    gap_above: bool = False
    size_pt: float | None = None
    bold_share: float | None = None
    box_pt: tuple[float, float, float, float] | None = None
    confidence: float | None = None
    role: BlockRole | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines that make one block of the canonical text. `marker` is the list marker that the first line starts with."""

    lines: tuple[RawLine, ...]
    role: BlockRole
    marker: str = ""
    gap_above: bool = True
    heading_level: int | None = None


def structured(
    text: str,
    role: BlockRole = BlockRole.BODY,
    *,
    marker: str = "",
    gap_above: bool = True,
    level: int | None = None,
    bold_share: float | None = None,
) -> Paragraph:
    """Return a paragraph of one line, for formats that know their paragraphs; `text` is clean and has the marker."""
    line = RawLine(text=text, x1=len(text), gap_above=gap_above, bold_share=bold_share)
    return Paragraph(lines=(line,), role=role, marker=marker, gap_above=gap_above, heading_level=level)


def can_be_bold_heading(text: str) -> bool:
    """Say whether a line in bold of its own can be a heading by its form: short, no sentence; a colon may end it."""
    return len(text) <= _MAX_BOLD_HEADING_CHARS and text[-1] not in ".,;"


def table_row(cells: Iterable[str]) -> Iterator[Paragraph]:
    """Yield the cells of a table row, each a paragraph; the first of a row has space above it, the others have none."""
    for place, cell in enumerate(text for text in cells if text):
        yield structured(cell, BlockRole.TABLE, gap_above=place == 0)
