"""Prints the sources in the formats that answers come in: PDF, letter, scan, DOCX and double-spaced text."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from built_files import dated_zip
from sample.layout import BODY, HEADINGS, HEIGHT, LINE, ROLES, WIDTH, Frame, break_lines, draw
from sample.source import Part, Source

if TYPE_CHECKING:
    from docx.document import Document

AUTHOR = "Lindviks stad (påhittad)"
SCAN_DPI = 150
SCAN_TILT_DEGREES = 0.7
SCAN_SEED = 20250325
TEXT_WIDTH = 75
ZIP_DATE = (2025, 2, 24, 12, 0, 0)


def compiled_pdf(source: Source) -> bytes:
    """Return the compiled document: running head, page numbers, justified text."""
    frame = Frame()
    for part in source.parts:
        if part.meta.get("new_page"):
            frame.new_page()
        _flow(frame, part)

    def furniture(canvas: Canvas, page: int, pages: int) -> None:
        canvas.setFont("Helvetica", 9)
        if page > 1:
            canvas.drawRightString(WIDTH - 85, HEIGHT - 50, source.meta["head"])
        canvas.drawCentredString(WIDTH / 2, 45, f"Sida {page} ({pages})")

    return draw(frame, title="Program för digital delaktighet 2025–2028", author=AUTHOR, furniture=furniture)


def letter_pdf(source: Source) -> bytes:
    """Return a letter: letterhead, facts at the top right, and a narrow column in the left margin if there is one."""
    margin = source.meta.get("margin", [])
    frame = Frame(left=175 if margin else 85, top=225)
    for part in source.parts:
        _flow(frame, part)
    for number, line in enumerate(source.meta["closing"]):
        frame.add(line or " ", LINE if number else BODY)

    def furniture(canvas: Canvas, page: int, pages: int) -> None:
        if page == 1:
            _letterhead(canvas, source, frame.left)
            _lines(canvas, margin, x=55, y=HEIGHT - 250, leading=11, font=("Helvetica", 8))
        canvas.setFont("Helvetica", 8)
        if pages > 1:
            canvas.drawRightString(WIDTH - 55, 40, f"{page} ({pages})")

    return draw(frame, title=source.parts[0].heading, author=source.meta["letterhead"][0], furniture=furniture)


def _flow(frame: Frame, part: Part) -> None:
    if part.heading:
        frame.add(part.heading, HEADINGS[part.level])
    previous = ""
    for block in part.blocks:
        style = BODY if block.role == "line" != previous else ROLES[block.role]
        frame.add(block.text, style)
        previous = block.role


def _letterhead(canvas: Canvas, source: Source, left: float) -> None:
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(55, HEIGHT - 62, source.meta["letterhead"][0])
    _lines(canvas, source.meta["letterhead"][1:], x=55, y=HEIGHT - 78, leading=12, font=("Helvetica", 9))
    canvas.line(55, HEIGHT - 92, WIDTH - 55, HEIGHT - 92)
    _lines(canvas, source.meta["facts"], x=WIDTH - 215, y=HEIGHT - 112, leading=13, font=("Helvetica", 9))
    _lines(canvas, source.meta["recipient"], x=left, y=HEIGHT - 165, leading=14, font=("Times-Roman", 11.5))


def _lines(canvas: Canvas, lines: list[str], *, x: float, y: float, leading: float, font: tuple[str, float]) -> None:
    canvas.setFont(*font)
    for number, line in enumerate(lines):
        canvas.drawString(x, y - number * leading, line)


def scanned_pdf(source: Source) -> bytes:
    """Return a letter as a slightly turned, speckled grey picture without a text layer."""
    page = pypdfium2.PdfDocument(letter_pdf(source))[0]
    picture = page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil()
    picture = picture.rotate(SCAN_TILT_DEGREES, resample=Image.Resampling.BICUBIC, fillcolor=255)
    grey = np.asarray(picture, dtype=np.float64)
    speckle = np.random.default_rng(SCAN_SEED).normal(0.0, 5.0, grey.shape)
    noisy = np.clip(grey * 0.86 + 26 + speckle, 0, 255).astype(np.uint8)
    return _picture_pdf(Image.fromarray(noisy), source)


def _picture_pdf(picture: Image.Image, source: Source) -> bytes:
    """Return a PDF whose one page is the picture, stored as JPEG."""
    jpeg = BytesIO()
    picture.save(jpeg, format="JPEG", quality=35)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=0)
    canvas.setTitle(source.parts[0].heading)
    canvas.drawImage(ImageReader(jpeg), 0, 0, width=WIDTH, height=HEIGHT)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def report_docx(source: Source) -> bytes:
    """Return an office report as DOCX with fixed dates."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = f"Lindviks stad\t\t{source.meta['sender']}"
    document.add_paragraph(source.meta["doc_type"], style="Subtitle")
    for fact in source.meta["facts"]:
        document.add_paragraph(fact)
    for part in source.parts:
        if part.heading:
            document.add_heading(part.heading, level=part.level)
        for block in part.blocks:
            _docx_block(document, block.role, block.text)
    for line in source.meta["closing"]:
        document.add_paragraph(line)
    _fix_properties(document, source)
    buffer = BytesIO()
    document.save(buffer)
    return dated_zip(buffer.getvalue(), ZIP_DATE)


def _docx_block(document: Document, role: str, text: str) -> None:
    """Add one block; the number or dash of a list item comes from its style."""
    if role == "heading":
        document.add_heading(text, level=2)
        return
    style = None
    if role == "item":
        marker, text = text.split(" ", 1)
        style = "List Bullet" if marker == "–" else "List Number"
    document.add_paragraph(text, style=style)


def _fix_properties(document: Document, source: Source) -> None:
    core = document.core_properties
    core.author = core.last_modified_by = source.meta["sender"]
    core.title = source.parts[0].heading
    core.comments = ""
    core.created = core.modified = datetime(*ZIP_DATE)
    core.revision = 1


def double_spaced_text(source: Source) -> bytes:
    """Return plain text with an empty line after every line, more between blocks, and a page number inside one."""
    lines: list[str] = []
    for part in source.parts:
        for block in [part.heading, *(block.text for block in part.blocks)]:
            lines += [*break_lines(block, TEXT_WIDTH, len), " "] if block else []
    middle = len(lines) * 3 // 5
    inside = next(place for place in range(middle, len(lines)) if " " not in lines[place - 1 : place + 1])
    lines.insert(inside, "2")
    return ("\n\n".join(lines).rstrip() + "\n").encode()
