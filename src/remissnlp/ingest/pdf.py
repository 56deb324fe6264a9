"""PDF files: the text layer with boxes and fonts, and pages as pictures. The only module that knows PDFium."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest.columns import Fragment, page_lines
from remissnlp.ingest.lines import RawLine
from remissnlp.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # font descriptor flag, ISO 32000-1, table 123
_BREAK = re.compile("\r\n|[\n\r]|(?<=[\u0002\ufffe])")
_SPACES = re.compile(r"\s+")
_MIN_PAGE_CHARS = 8  # fewer are a stamp on a scanned page, not its text
_MAX_SHAPES = 100  # rules and boxes; more shapes are drawn letters
_HOLE_SIZES = 1.0  # width of a space, in font sizes, that no justified line has


@dataclass(slots=True, kw_only=True)
class PdfPages:
    """What the pages hold: lines in reading order, and the pages (1-based) without text or that failed."""

    lines: list[RawLine] = field(default_factory=list)
    n_pages: int = 0
    without_text: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)


def open_pdf(data: bytes, path: str) -> Any:  # noqa: ANN401 - PDFium's document, which has no types
    """Return PDFium's document.

    Raises:
        UnreadableFileError: the file is encrypted or damaged.
    """
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFileError(
                f"{path}: the PDF is protected by a password.", hint="Save a copy without the password."
            ) from error
        raise UnreadableFileError(
            f"{path}: the PDF is damaged or incomplete.", hint="Fetch the file again, or print it to a new PDF."
        ) from error


def read_pages(pdf: Any) -> PdfPages:  # noqa: ANN401
    """Read the text layer of every page; a page that fails is noted and the rest is read."""
    import pypdfium2

    out = PdfPages(n_pages=len(pdf))
    for number in range(1, out.n_pages + 1):
        try:
            fragments, size = _page_fragments(pdf, number)
        except (pypdfium2.PdfiumError, ValueError, OSError) as error:
            out.failed[number] = str(error) or type(error).__name__
            continue
        if sum(len(fragment.text) for fragment in fragments) < _MIN_PAGE_CHARS and _shows_something(pdf, number):
            out.without_text.append(number)
        out.lines.extend(page_lines(fragments, page=number, page_width=size[0]))
    return out


def render_page(pdf: Any, number: int, *, dpi: int = 300) -> Any:  # noqa: ANN401
    """Return page `number` (1-based) as a greyscale picture (PIL)."""
    page = pdf[number - 1]
    try:
        return page.render(scale=dpi / 72, grayscale=True).to_pil()
    finally:
        page.close()


def page_size(pdf: Any, number: int) -> tuple[float, float]:  # noqa: ANN401
    """Return width and height of page `number` (1-based) in points."""
    width, height = pdf.get_page_size(number - 1)
    return float(width), float(height)


def _page_fragments(pdf: Any, number: int) -> tuple[list[Fragment], tuple[float, float]]:  # noqa: ANN401
    page = pdf[number - 1]
    try:
        text_page = page.get_textpage()
        try:
            size = page.get_size()
            left, _, _, top = page.get_mediabox()
            reader = _TextLayer(text_page.raw, left=left, top=top)
            return list(reader.fragments()), size
        finally:
            text_page.close()
    finally:
        page.close()


def _shows_something(pdf: Any, number: int) -> bool:  # noqa: ANN401
    """Tell a page with a picture, or with text drawn as shapes, from an empty one."""
    from pypdfium2 import raw

    page = pdf[number - 1]
    try:
        count = raw.FPDFPage_CountObjects(page.raw)
        kinds = [raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page.raw, i)) for i in range(min(count, _MAX_SHAPES))]
    finally:
        page.close()
    return raw.FPDF_PAGEOBJ_IMAGE in kinds or raw.FPDF_PAGEOBJ_FORM in kinds or count >= _MAX_SHAPES


class _TextLayer:
    """Reads one page's characters by index through PDFium's C interface: only the ends of a line are measured."""

    def __init__(self, text_page: Any, *, left: float, top: float) -> None:  # noqa: ANN401
        from pypdfium2 import raw

        self._raw = raw
        self._page = text_page
        self._left = left
        self._top = top
        self._doubles = tuple(ctypes.c_double() for _ in range(4))
        self._rect = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()

    def fragments(self) -> Iterator[Fragment]:
        text, index_of = self._characters()
        start = 0
        for piece in (*_BREAK.split(text),):
            begin = text.index(piece, start) if piece else start
            start = begin + len(piece)
            visible = [i for i in range(begin, start) if not text[i].isspace()] if piece.strip() else []
            if visible:
                yield from self._line(text, visible[0], visible[-1] + 1, index_of)

    def _characters(self) -> tuple[str, Callable[[int], int]]:
        """Return the text of the page, and a map from its positions to PDFium's character indices."""
        count = max(self._raw.FPDFText_CountChars(self._page), 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = self._raw.FPDFText_GetText(self._page, 0, count, buffer) if count else 0
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text, int
        codes = [self._raw.FPDFText_GetUnicode(self._page, i) for i in range(count)]
        kept = [i for i, code in enumerate(codes) if code and code <= 0x10FFFF and not 0xD800 <= code < 0xE000]
        return "".join(chr(codes[i]) for i in kept), kept.__getitem__

    def _line(self, text: str, start: int, end: int, index_of: Callable[[int], int]) -> Iterator[Fragment]:
        first, last = index_of(start), index_of(end - 1)
        left, top, _, bottom = self._box(first)
        _, last_top, right, last_bottom = self._box(last)
        middle = index_of((start + end) // 2)
        size = self._size(middle)  # the first character may be a bullet of another font
        hole = self._hole(text, start, end, index_of, size)
        if hole is not None:
            yield from self._line(text, start, hole[0], index_of)
            yield from self._line(text, hole[1], end, index_of)
            return
        content = clean_line(text[start:end])
        if content:
            yield Fragment(
                text=content,
                box=(left, min(top, last_top), max(right, left), max(bottom, last_bottom)),
                baseline=self._baseline(first),
                size=size,
                bold=self._bold(first, middle, last),
            )

    def _hole(
        self, text: str, start: int, end: int, index_of: Callable[[int], int], size: float
    ) -> tuple[int, int] | None:
        """Return the widest space of a line, if no justified line has such a one."""
        best: tuple[float, int, int] = (_HOLE_SIZES * size, 0, 0)
        for match in _SPACES.finditer(text, start, end):
            before, after = match.start() - 1, match.end()
            if before >= start and after < end:
                gap = self._box(index_of(after))[0] - self._box(index_of(before))[2]
                best = max(best, (gap, before + 1, after))
        return best[1:] if best[2] else None

    def _box(self, index: int) -> tuple[float, float, float, float]:
        self._raw.FPDFText_GetLooseCharBox(self._page, index, self._rect)
        rect = self._rect
        return rect.left - self._left, self._top - rect.top, rect.right - self._left, self._top - rect.bottom

    def _baseline(self, index: int) -> float:
        x, y = self._doubles[:2]
        self._raw.FPDFText_GetCharOrigin(self._page, index, x, y)
        return self._top - y.value

    def _size(self, index: int) -> float:
        size = float(self._raw.FPDFText_GetFontSize(self._page, index))
        if self._raw.FPDFText_GetMatrix(self._page, index, self._matrix):
            size *= (self._matrix.c**2 + self._matrix.d**2) ** 0.5 or 1.0
        return round(size, 2)

    def _bold(self, *indices: int) -> float:
        return sum(self._is_bold(index) for index in indices) / len(indices)

    def _is_bold(self, index: int) -> bool:
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        self._raw.FPDFText_GetFontInfo(self._page, index, name, 128, flags)
        weight = self._raw.FPDFText_GetFontWeight(self._page, index)
        return weight >= 600 or bool(flags.value & _FORCE_BOLD) or _name_is_bold(name.value)


@lru_cache(maxsize=1024)
def _name_is_bold(name: bytes) -> bool:
    return _BOLD.search(name.decode("utf-8", errors="replace")) is not None
