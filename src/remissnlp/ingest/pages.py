"""Files of pages: a PDF by its text layer, scanned pages and pictures by text recognition."""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest import ocr as recognition
from remissnlp.ingest import pdf as pdfs
from remissnlp.ingest.columns import page_lines
from remissnlp.ingest.layout import paragraphs
from remissnlp.ingest.lines import RawLine
from remissnlp.ingest.reading import PageFault, Reading

_DPI = 300
_N_THREADS = max(1, min(os.cpu_count() or 1, 4))  # Tesseract is a process of its own for each page


def read_pdf(data: bytes, path: str, *, ocr: str) -> Reading:
    """Read a PDF; a page that fails is a fault, and the rest is read.

    Raises:
        UnreadableFileError: the file is encrypted or damaged, or no page of it could be read.
    """
    pdf = pdfs.open_pdf(data, path)
    try:
        pages = pdfs.read_pages(pdf, data)
        scanned = list(range(1, pages.n_pages + 1)) if ocr == "force" else pages.without_text
        lines, faults, used_ocr = _recognise(pdf, pages, scanned, ocr)
    finally:
        pdf.close()
    faults += [
        PageFault(page=page, error=f"the page cannot be read: {error}", action="left out")
        for page, error in sorted(pages.failed.items())
    ]
    if not lines:
        raise _unreadable(path, faults)
    empty = sorted(set(scanned) - set(used_ocr) - {fault.page for fault in faults})
    return Reading(
        paragraphs=paragraphs(lines),
        extraction="ocr" if used_ocr and len(scanned) * 2 > pages.n_pages else "pdf",
        n_pages=pages.n_pages,
        faults=sorted(faults, key=lambda fault: fault.page),
        warnings=[
            *([f"{len(used_ocr)} page(s) read by text recognition"] if used_ocr else []),
            *([f"no text was recognised on page(s) {', '.join(map(str, empty[:10]))}"] if empty else []),
        ],
    )


def _unreadable(path: str, faults: list[PageFault]) -> UnreadableFileError:
    if faults:
        return UnreadableFileError(f"{path}: {faults[0].error}.", hint=faults[0].action)
    return UnreadableFileError(f"{path}: the PDF has no page with text.", hint="Check that it is the right file.")


def _recognise(
    pdf: Any,  # noqa: ANN401
    pages: pdfs.PdfPages,
    scanned: list[int],
    ocr: str,
) -> tuple[list[RawLine], list[PageFault], list[int]]:
    """Put recognised lines in the place of the pages in `scanned`: (lines, faults, pages that were recognised)."""
    faults: list[PageFault] = []
    recognised: dict[int, list[RawLine]] = {}
    if ocr == "never":
        faults += [PageFault(page=n, error=_want(n, pages), action="Run with OCR switched on.") for n in scanned]
        scanned = []
    with ThreadPoolExecutor(max_workers=_N_THREADS) as pool:
        for first in range(0, len(scanned), _N_THREADS):  # few pictures at a time: one takes some 9 MB
            batch = scanned[first : first + _N_THREADS]
            tasks = [(page, pool.submit(_recognise_picture, *_picture(pdf, page), page)) for page in batch]
            for page, task in tasks:
                try:
                    recognised[page] = task.result()
                except recognition.RecognitionError as error:
                    problem = f"{_want(page, pages)}: {error.message}" if page in pages.garbled else error.message
                    faults.append(PageFault(page=page, error=problem, action=error.hint))
    kept = [line for line in pages.lines if line.page not in recognised]
    merged = sorted([*kept, *(line for page in recognised.values() for line in page)], key=lambda line: line.page)
    return merged, faults, [page for page in recognised if recognised[page]]


def _want(page: int, pages: pdfs.PdfPages) -> str:
    if page in pages.garbled:
        return "the page's text layer stands for no readable characters (its fonts lack a Unicode map)"
    return "the page has no text layer"


def _picture(pdf: Any, page: int) -> tuple[Any, float]:  # noqa: ANN401
    """Return a page's picture and its width in points; PDFium draws one page at a time."""
    return pdfs.render_page(pdf, page, dpi=_DPI), pdfs.page_size(pdf, page)[0]


def _recognise_picture(picture: Any, width: float, page: int) -> list[RawLine]:  # noqa: ANN401
    fragments = recognition.recognise(picture, points_per_pixel=72 / _DPI)
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
