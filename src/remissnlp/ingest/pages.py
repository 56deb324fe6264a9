"""Files of pages: a PDF by its text layer, scanned pages and pictures by text recognition."""

from __future__ import annotations

import io
from typing import Any

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest import ocr as recognition
from remissnlp.ingest import pdf as pdfs
from remissnlp.ingest.columns import page_lines
from remissnlp.ingest.layout import paragraphs
from remissnlp.ingest.lines import RawLine
from remissnlp.ingest.reading import PageFault, Reading

_DPI = 300


def read_pdf(data: bytes, path: str, *, ocr: str) -> Reading:
    """Read a PDF; a page that fails is a fault, and the rest is read.

    Raises:
        UnreadableFileError: the file is encrypted or damaged, or no page of it could be read.
    """
    pdf = pdfs.open_pdf(data, path)
    try:
        pages = pdfs.read_pages(pdf)
        scanned = list(range(1, pages.n_pages + 1)) if ocr == "force" else pages.without_text
        lines, faults, used_ocr = _recognise(pdf, pages.lines, scanned, ocr)
    finally:
        pdf.close()
    faults += [
        PageFault(page=page, error=f"the page cannot be read: {error}", action="left out")
        for page, error in sorted(pages.failed.items())
    ]
    if not lines:
        raise _unreadable(path, faults)
    return Reading(
        paragraphs=paragraphs(lines),
        extraction="ocr" if used_ocr and len(scanned) * 2 > pages.n_pages else "pdf",
        n_pages=pages.n_pages,
        faults=sorted(faults, key=lambda fault: fault.page),
        warnings=[f"{len(used_ocr)} page(s) read by text recognition"] if used_ocr else [],
    )


def _unreadable(path: str, faults: list[PageFault]) -> UnreadableFileError:
    if faults:
        return UnreadableFileError(f"{path}: {faults[0].error}.", hint=faults[0].action)
    return UnreadableFileError(f"{path}: the PDF has no page with text.", hint="Check that it is the right file.")


def _recognise(
    pdf: Any,  # noqa: ANN401
    lines: list[RawLine],
    scanned: list[int],
    ocr: str,
) -> tuple[list[RawLine], list[PageFault], list[int]]:
    """Put recognised lines in the place of the pages in `scanned`: (lines, faults, pages that were recognised)."""
    faults: list[PageFault] = []
    recognised: dict[int, list[RawLine]] = {}
    for page in scanned:
        if ocr == "never":
            faults.append(PageFault(page=page, error="the page has no text layer", action="Run with OCR switched on."))
            continue
        try:
            recognised[page] = _recognise_page(pdf, page)
        except recognition.RecognitionError as error:
            faults.append(PageFault(page=page, error=error.message, action=error.hint))
    kept = [line for line in lines if line.page not in recognised]
    merged = sorted([*kept, *(line for page in recognised.values() for line in page)], key=lambda line: line.page)
    return merged, faults, [page for page in recognised if recognised[page]]


def _recognise_page(pdf: Any, page: int) -> list[RawLine]:  # noqa: ANN401
    width, _ = pdfs.page_size(pdf, page)
    fragments = recognition.recognise(pdfs.render_page(pdf, page, dpi=_DPI), points_per_pixel=72 / _DPI)
    return page_lines(fragments, page=page, page_width=width)


def read_image(data: bytes, path: str, *, ocr: str) -> Reading:
    """Read the pages of a picture by text recognition.

    Raises:
        UnreadableFileError: the picture is damaged, has no text, or nothing can recognise it.
    """
    if ocr == "never":
        raise UnreadableFileError(f"{path}: the file is a picture.", hint="Run with OCR switched on.")
    lines: list[RawLine] = []
    try:
        frames = recognition.frames(io.BytesIO(data))
        for page, (picture, points_per_pixel) in enumerate(frames, start=1):
            fragments = recognition.recognise(picture, points_per_pixel=points_per_pixel)
            lines += page_lines(fragments, page=page, page_width=picture.width * points_per_pixel)
    except recognition.RecognitionError as error:
        raise UnreadableFileError(f"{path}: {error.message}.", hint=error.hint) from error
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"{path}: the picture is damaged.", hint="Scan or fetch it again.") from error
    if not lines:
        raise UnreadableFileError(f"{path}: no text was recognised.", hint="Scan it again at 300 dpi or more.")
    return Reading(paragraphs=paragraphs(lines), extraction="ocr", n_pages=max(line.page for line in lines))
