"""PDF files: the text layer with boxes and fonts, and pages as pictures, by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest.columns import Fragment, page_lines
from remissnlp.ingest.lines import RawLine
from remissnlp.ingest.pdftext import TextLayer
from remissnlp.ingest.plumber import Plumber

_MIN_PAGE_CHARS = 8  # fewer are a stamp on a scanned page, not its text
_MAX_SHAPES = 100  # rules and boxes; more shapes are drawn letters
_MAX_RULES = 4000  # a drawing, not a table
_THIN_PT = 2.5
_MIN_RULES = 3  # in each direction: two rows, two columns


@dataclass(slots=True, kw_only=True)
class PdfPages:
    """What the pages hold: lines in reading order, and the pages (1-based) without text or that failed.

    `garbled` are those among the pages without text that have a text layer which stands for no characters.
    """

    lines: list[RawLine] = field(default_factory=list)
    n_pages: int = 0
    without_text: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A page as PDFium gives it."""

    fragments: list[Fragment]
    width: float
    has_rules: bool = False
    is_garbled: bool = False


def open_pdf(data: bytes, path: str) -> Any:  # noqa: ANN401 - PDFium's document, which has no types
    """Return PDFium's document; an empty password is no protection, and is tried by PDFium itself.

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


def read_pages(pdf: Any, data: bytes) -> PdfPages:  # noqa: ANN401
    """Read the text layer of every page.

    A page that PDFium fails on is read by pdfplumber; where that fails too, it is noted and the rest is read.

    Args:
        pdf: PDFium's document.
        data: the bytes it was opened from.
    """
    out = PdfPages(n_pages=len(pdf))
    plumber = Plumber(data)
    try:
        for number in range(1, out.n_pages + 1):
            sheet = _read_sheet(pdf, plumber, number, out.failed)
            if sheet is None:
                continue
            if sheet.is_garbled:
                out.garbled.append(number)
                out.without_text.append(number)
                continue
            if sum(len(f.text) for f in sheet.fragments) < _MIN_PAGE_CHARS and _shows_something(pdf, number):
                out.without_text.append(number)
            fragments = _with_tables(sheet.fragments, _table_rows(plumber, number) if sheet.has_rules else [])
            out.lines.extend(page_lines(fragments, page=number, page_width=sheet.width))
    finally:
        plumber.close()
    return out


def _read_sheet(pdf: Any, plumber: Plumber, number: int, failed: dict[int, str]) -> _Sheet | None:  # noqa: ANN401
    import pypdfium2

    try:
        return _sheet(pdf, number)
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        reason = str(error) or type(error).__name__
    try:
        fragments = plumber.fragments(number)
    except Exception:  # noqa: BLE001 - pdfminer raises anything on a broken page; PDFium's reason is told
        fragments = []
    if not fragments:
        failed[number] = reason
        return None
    return _Sheet(fragments=fragments, width=max(f.box[2] for f in fragments))


def _table_rows(plumber: Plumber, number: int) -> list[Fragment]:
    try:
        return plumber.table_rows(number)
    except Exception:  # noqa: BLE001 - pdfminer raises anything; without its tables the text is still whole
        return []


def _with_tables(fragments: Sequence[Fragment], rows: Sequence[Fragment]) -> list[Fragment]:
    """Put table rows in the place of the pieces inside them, if the rows have all of these pieces' characters."""
    if not rows:
        return list(fragments)
    inside = [fragment for fragment in fragments if any(_is_inside(fragment, row) for row in rows)]
    if _letters(inside) != _letters(rows):
        return list(fragments)
    taken = set(map(id, inside))
    size = max((fragment.size for fragment in inside), default=10.0)
    return [f for f in fragments if id(f) not in taken] + [replace(row, size=size) for row in rows]


def _letters(fragments: Sequence[Fragment]) -> list[str]:
    return sorted(char for fragment in fragments for char in fragment.text if char.isalnum())


def _is_inside(fragment: Fragment, row: Fragment) -> bool:
    middle = (fragment.box[1] + fragment.box[3]) / 2
    return row.box[0] - 2 <= fragment.box[0] <= row.box[2] and row.box[1] <= middle <= row.box[3]


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


def _sheet(pdf: Any, number: int) -> _Sheet:  # noqa: ANN401
    page = pdf[number - 1]
    try:
        text_page = page.get_textpage()
        try:
            layer = TextLayer(text_page.raw, crop=page.get_cropbox())
            fragments = list(layer.fragments())
        finally:
            text_page.close()
        upright = page.get_rotation() == 0
        return _Sheet(
            fragments=fragments,
            width=page.get_size()[0],
            has_rules=upright and _has_rules(page),
            is_garbled=layer.is_garbled,
        )
    finally:
        page.close()


def _has_rules(page: Any) -> bool:  # noqa: ANN401
    """Tell whether a page has enough lines or boxes in both directions for a ruled table."""
    from pypdfium2 import raw

    count = raw.FPDFPage_CountObjects(page.raw)
    edges = [ctypes.c_float() for _ in range(4)]
    flat = upright = 0
    for index in range(min(count, _MAX_RULES)):
        shape = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(shape) != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(shape, *edges):
            continue
        width, height = edges[2].value - edges[0].value, edges[3].value - edges[1].value
        flat += 2 * (width > 8) if height > _THIN_PT else width > 8
        upright += 2 * (height > 8) if width > _THIN_PT else height > 8
        if flat >= _MIN_RULES and upright >= _MIN_RULES:
            return True
    return False


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
