"""From a source file to a `Document`: picks the reader, joins, counts offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest import sniff
from remissnlp.ingest.assemble import assemble
from remissnlp.ingest.discover import STAGE
from remissnlp.ingest.layout import paragraphs
from remissnlp.ingest.metadata import find_metadata
from remissnlp.ingest.pageheads import mark_page_heads
from remissnlp.ingest.plaintext import decode, printed_lines
from remissnlp.ingest.reading import PageFault, Reading
from remissnlp.ingest.wholeness import torn_edges
from remissnlp.records import Document, Issue, SourceFile, Status

OCR_MODES = ("auto", "never", "force")


def read_document(source: SourceFile, folder: Path, *, ocr: str = "auto") -> Document:
    """Read one file.

    Args:
        source: the file, as `discover` found it.
        folder: the folder that `source.path` is relative to.
        ocr: `auto` recognises pages without a text layer, `never` none, `force` every page.

    Raises:
        UnreadableFileError: nothing of the file can be read; says what, where and what to do.
        ValueError: `ocr` is no such mode.
    """
    if ocr not in OCR_MODES:
        raise ValueError(f"ocr is one of {', '.join(OCR_MODES)}, not {ocr!r}")
    data = _load(source, folder)
    reading = _read(data, source, ocr)
    document = assemble(reading.paragraphs)
    if not document.text:
        raise UnreadableFileError(
            f"{source.path}: the file holds no text.", hint="Check that it is the right file, and not an empty form."
        )
    meta = find_metadata(document.text, document.blocks, title=reading.title)
    return Document(
        doc_id=source.doc_id,
        case_id=source.case_id,
        path=source.path,
        sha256=source.sha256,
        text=document.text,
        blocks=document.blocks,
        lines=document.lines,
        n_pages=reading.n_pages,
        extraction=reading.extraction,
        title=meta.title,
        case_number=meta.case_number,
        date=meta.date,
        status=Status.PARTIAL if reading.faults else Status.OK,
        warnings=(*reading.warnings, *_fault_warning(reading.faults), *torn_edges(document.text, document.blocks)),
        issues=tuple(
            Issue(path=source.path, stage=STAGE, page=fault.page, error=fault.error, action=fault.action)
            for fault in reading.faults
        ),
    )


def _fault_warning(faults: Sequence[PageFault]) -> list[str]:
    if not faults:
        return []
    pages = ", ".join(str(fault.page) for fault in faults[:10]) + (" …" if len(faults) > 10 else "")
    return [f"{len(faults)} page(s) could not be read: {pages}"]


def _load(source: SourceFile, folder: Path) -> bytes:
    try:
        data = (folder / source.path).read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"{source.path}: cannot be opened ({error.strerror}).", hint="Check that it exists and may be read."
        ) from error
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFileError(f"{source.path}: the file is empty.", hint="Fetch the file again.")
    return data


def _read(data: bytes, source: SourceFile, ocr: str) -> Reading:
    head = data[:4096]
    kind = sniff.sniff(head, source.suffix)
    if kind is None:
        problem, hint = sniff.refuse_reason(head)
        raise UnreadableFileError(f"{source.path}: the file {problem}", hint=hint)
    if kind is sniff.Kind.TEXT and source.suffix in {".pdf", ".docx", ".odt"} and len(data) < 64:
        raise UnreadableFileError(f"{source.path}: the file is cut short.", hint="Fetch the file again.")
    reading = _READERS[kind](data, source.path, ocr)
    if kind in _WITHOUT_PAGES:
        return replace(reading, paragraphs=mark_page_heads(reading.paragraphs))
    return reading


def _read_text(data: bytes, _path: str, _ocr: str) -> Reading:
    lines = printed_lines(decode(data))
    n_pages = max((line.page for line in lines), default=1)
    return Reading(paragraphs=paragraphs(lines), extraction="text", n_pages=n_pages)


def _read_markdown(data: bytes, _path: str, _ocr: str) -> Reading:
    from remissnlp.ingest.markdown import read_markdown

    return Reading(paragraphs=read_markdown(decode(data)), extraction="markdown")


def _read_html(data: bytes, path: str, _ocr: str) -> Reading:
    from remissnlp.ingest.html import read_html

    return read_html(data, path)


def _read_docx(data: bytes, path: str, _ocr: str) -> Reading:
    from remissnlp.ingest.word import read_docx

    return read_docx(data, path)


def _read_odt(data: bytes, path: str, _ocr: str) -> Reading:
    from remissnlp.ingest.odt import read_odt

    return read_odt(data, path)


def _read_pdf(data: bytes, path: str, ocr: str) -> Reading:
    from remissnlp.ingest.pages import read_pdf

    return read_pdf(data, path, ocr=ocr)


def _read_image(data: bytes, path: str, ocr: str) -> Reading:
    from remissnlp.ingest.pages import read_image

    return read_image(data, path, ocr=ocr)


_READERS = {
    sniff.Kind.TEXT: _read_text,
    sniff.Kind.MARKDOWN: _read_markdown,
    sniff.Kind.HTML: _read_html,
    sniff.Kind.DOCX: _read_docx,
    sniff.Kind.ODT: _read_odt,
    sniff.Kind.PDF: _read_pdf,
    sniff.Kind.IMAGE: _read_image,
}
_WITHOUT_PAGES = frozenset({sniff.Kind.MARKDOWN, sniff.Kind.HTML, sniff.Kind.DOCX, sniff.Kind.ODT})
