"""Pages as pdfplumber reads them: the rows of ruled tables, and the text of pages that the fast engine fails on.

Some fifty times slower than PDFium, so it is asked for single pages only. Both engines give pieces of lines of one
kind, and the tests hold them to the same text.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from remissnlp.ingest.columns import Fragment
from remissnlp.ingest.hyphens import seam
from remissnlp.ingest.pdftext import name_is_bold
from remissnlp.text import clean_line

_HOLE_SIZES = 1.0
_WORD_GAP_SIZES = 0.15  # letters that stand further apart are two words
_MIN_ROWS = 2
_MIN_CELLS = 2
_MAX_CELL_CHARS = 700  # a longer cell is a frame around running text


_UNMAPPED = re.compile(r"\(cid:(\d+)\)")


class Plumber:
    """pdfplumber's view of a file, opened when first asked."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pdf: Any = None

    def close(self) -> None:
        """Let go of the file; pdfplumber's own way reads every page once more, and fails on broken ones."""
        self._pdf = None

    def fragments(self, number: int) -> list[Fragment]:
        """Return the pieces of lines on page `number` (1-based)."""
        page = self._page(number)
        words = page.extract_words(
            x_tolerance_ratio=_WORD_GAP_SIZES, use_text_flow=True, extra_attrs=["fontname", "size"]
        )
        found = [piece for words in _pieces(words) if (piece := _fragment(words)) is not None]
        page.close()
        return found

    def table_rows(self, number: int) -> list[Fragment]:
        """Return the cells of the ruled tables on page `number`, row by row; frames around text are none."""
        page = self._page(number)
        rows = [row for table in page.find_tables() for row in _rows(table)]
        page.close()
        return rows

    def _page(self, number: int) -> Any:  # noqa: ANN401
        if self._pdf is None:
            import pdfplumber

            logging.getLogger("pdfminer").setLevel(logging.ERROR)  # what it warns of is in our own issues
            self._pdf = pdfplumber.open(io.BytesIO(self._data), unicode_norm="NFC")
        return self._pdf.pages[number - 1]


def _pieces(words: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Join words on one baseline until a hole parts them."""
    piece: list[dict[str, Any]] = []
    for word in words:
        if piece and not _follows(piece[-1], word):
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


def _follows(left: dict[str, Any], right: dict[str, Any]) -> bool:
    size = max(left["size"], right["size"])
    is_beside = -0.3 * size <= right["x0"] - left["x1"] <= _HOLE_SIZES * size
    return (
        is_beside and abs(right["bottom"] - left["bottom"]) < 0.5 * size and bool(right["upright"] == left["upright"])
    )


def _fragment(words: Sequence[dict[str, Any]]) -> Fragment | None:
    text = clean_line(_UNMAPPED.sub(_character, _spaced(words)))
    if not text:
        return None
    chars = sum(len(word["text"]) for word in words) or 1
    main = max(words, key=lambda word: len(word["text"]))
    bold = sum(len(word["text"]) for word in words if name_is_bold(str(word["fontname"]).encode()))
    return Fragment(
        text=text,
        box=(words[0]["x0"], min(w["top"] for w in words), words[-1]["x1"], max(w["bottom"] for w in words)),
        baseline=main["bottom"] - 0.2 * main["size"],
        size=round(main["size"], 2),
        bold=round(bold / chars, 3),
        is_aside=not main["upright"],
    )


def _character(match: re.Match[str]) -> str:
    # Unused codes of the standard encoding stand for a bullet (ISO 32000-1, table D.2, note 3).
    return "•" if 0x7F <= int(match[1]) <= 0x9F else "\ufffd"


def _spaced(words: Sequence[dict[str, Any]]) -> str:
    """Words of two fonts that touch are one word: a bold letter, a raised number."""
    text = words[0]["text"]
    for left, right in pairwise(words):
        touches = right["x0"] - left["x1"] < _WORD_GAP_SIZES * right["size"]
        text += ("" if touches else " ") + right["text"]
    return str(text)


def _rows(table: Any) -> list[Fragment]:  # noqa: ANN401
    texts = [[_cell(cell or "") for cell in row] for row in table.extract(x_tolerance_ratio=_WORD_GAP_SIZES)]
    filled = [row for row in texts if sum(map(bool, row)) >= _MIN_CELLS]
    if len(filled) < _MIN_ROWS or any(len(cell) > _MAX_CELL_CHARS for row in texts for cell in row):
        return []
    return [
        _piece_of_row(cell, box, bottom=place.bbox[3])
        for row, place in zip(texts, table.rows, strict=True)
        for cell, box in zip(row, place.cells, strict=True)
        if cell and box is not None
    ]


def _cell(text: str) -> str:
    """Join the lines of a cell."""
    joined = ""
    for line in filter(None, map(clean_line, text.split("\n"))):
        between, drop = seam(joined, line, frozenset) if joined else ("", False)
        joined = (joined[:-1] if drop else joined) + between + line
    return joined


def _piece_of_row(text: str, box: tuple[float, float, float, float], *, bottom: float) -> Fragment:
    """Return a cell; all cells of a row stand on one baseline, whatever their heights."""
    return Fragment(text=text, box=box, baseline=bottom - 3.0, size=0.0, bold=0.0, is_row=True)
