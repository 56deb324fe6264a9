"""From paragraphs to the canonical text with its blocks and lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from remissnlp import text
from remissnlp.ingest.hyphens import seam
from remissnlp.ingest.lines import Paragraph, RawLine
from remissnlp.records import Block, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The canonical text, its blocks (one a line of it) and its printed lines, both in text order."""

    text: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Builder:
    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    length: int = 0


def assemble(paragraphs: Sequence[Paragraph]) -> Assembled:
    """Join the lines of each paragraph, undo hyphens, and count offsets. Paragraphs without text are left out."""
    vocabulary = _Vocabulary(paragraphs)
    builder = _Builder()
    for paragraph in paragraphs:
        _add(builder, paragraph, vocabulary)
    return Assembled(text="\n".join(builder.parts), blocks=tuple(builder.blocks), lines=tuple(builder.lines))


class _Vocabulary:
    """The lower-case words of a document, gathered when first asked for."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._words: frozenset[str] | None = None

    def __call__(self) -> frozenset[str]:
        if self._words is None:
            self._words = frozenset(
                word for para in self._paragraphs for line in para.lines for word in text.words(line.text.lower())
            )
        return self._words


def join_lines(lines: Sequence[RawLine], vocabulary: _Vocabulary) -> tuple[str, list[int]]:
    """Return the text of joined lines, and where each line starts in it."""
    joined = lines[0].text
    starts = [0]
    for line in lines[1:]:
        between, drop_hyphen = seam(joined, line.text, vocabulary)
        joined = (joined[:-1] if drop_hyphen else joined) + between
        starts.append(len(joined))
        joined += line.text
    return joined, starts


def _add(builder: _Builder, paragraph: Paragraph, vocabulary: _Vocabulary) -> None:
    printed = [line for line in paragraph.lines if line.text]
    if not printed:
        return
    joined, starts = join_lines(printed, vocabulary)
    begin = builder.length
    for line, start, end in zip(printed, starts, [*starts[1:], len(joined)], strict=True):
        builder.lines.append(
            Line(
                page=line.page,
                char_start=begin + start,
                char_end=begin + end,
                box_pt=line.box_pt,
                confidence=line.confidence,
            )
        )
    builder.blocks.append(_block(paragraph, printed, begin, begin + len(joined)))
    builder.parts.append(joined)
    builder.length += len(joined) + 1


def _block(paragraph: Paragraph, printed: Sequence[RawLine], start: int, end: int) -> Block:
    bolds = [line.bold_share for line in printed if line.bold_share is not None]
    return Block(
        char_start=start,
        char_end=end,
        role=paragraph.role,
        page=printed[0].page,
        marker=paragraph.marker,
        gap_above=paragraph.gap_above,
        font_size_pt=printed[0].size_pt,
        bold_share=round(sum(bolds) / len(bolds), 3) if bolds else None,
        heading_level=paragraph.heading_level,
    )
