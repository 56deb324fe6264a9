"""Draws a source as plain text, Markdown, DOCX or PDF; the same source gives the same bytes."""

from __future__ import annotations

import io
import textwrap
import zipfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from validation.source import Source, SourceError

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import SimpleDocTemplate

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
MARGIN_POINTS = 62.0


def plain_text(source: Source) -> bytes:
    """Return the document as plain text, hard-wrapped where the source asks for it, or as Markdown."""
    width = int(source.options.get("wrap", "0"))
    markdown = source.path.endswith(".md")
    lines: list[str] = []
    previous = ""
    for block in source.blocks:
        if lines and not (block.role == previous and block.role in {"loose", "item"} and not markdown):
            lines.append("")
        text = f"{'#' * block.level} {block.text}" if markdown and block.level else block.text
        if width and block.role in {"paragraph", "item"}:
            indent = " " * 3 if block.role == "item" else ""
            text = textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        lines.append(text)
        previous = block.role
    return ("\n".join(lines) + "\n").encode()


def word_document(source: Source) -> bytes:
    """Return the document as DOCX with heading styles, fixed properties and fixed member dates."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = EPOCH.replace(tzinfo=None)
    for block in source.blocks:
        if block.role == "heading":
            document.add_heading(block.text, level=min(block.level, 4))
        elif block.role == "item" and block.text.startswith("- "):
            document.add_paragraph(block.text[2:], style="List Bullet")
        else:
            document.add_paragraph(block.text)
    packed = io.BytesIO()
    document.save(packed)
    return _repack(packed.getvalue())


def _repack(container: bytes) -> bytes:
    """Give every member the same date, so that two builds are the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=EPOCH.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return target.getvalue()


def pdf_document(source: Source) -> bytes:
    """Return the document as A4 PDF, with a running head, page numbers and, on page one, a margin column."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles = _styles(int(source.options.get("size", "10")))
    left = 185 if source.margin else 80

    def furnish(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN_POINTS, A4[1] - 40, source.options.get("head", ""))
        canvas.drawRightString(A4[0] - MARGIN_POINTS, A4[1] - 40, f"{page.page} ({source.options['pages']})")
        for row, line in enumerate(source.margin if page.page == 1 else []):
            canvas.drawString(MARGIN_POINTS, A4[1] - 200 - 11 * row, line)

    target = io.BytesIO()
    template = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=left, rightMargin=75, topMargin=75, bottomMargin=65, invariant=1
    )
    story = [
        Paragraph(escape(b.text), styles[b.role if not b.level else f"heading{min(b.level, 3)}"]) for b in source.blocks
    ]
    template.build(story, onFirstPage=furnish, onLaterPages=furnish)
    if str(template.page) != source.options["pages"]:
        raise SourceError(f"{source.path} has {template.page} pages; say so with pages=")
    return target.getvalue()


def _styles(size: int) -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    base = ParagraphStyle("paragraph", fontName="Times-Roman", fontSize=size, leading=size * 1.3, spaceAfter=size * 0.7)
    styles = {
        "paragraph": base,
        "item": ParagraphStyle("item", base, leftIndent=14, spaceAfter=2),
        "loose": ParagraphStyle("loose", base, spaceAfter=0),
    }
    for level, extra in ((1, 5), (2, 3), (3, 0)):
        name = f"heading{level}"
        styles[name] = ParagraphStyle(
            name, base, fontName="Helvetica-Bold", fontSize=size + extra, leading=(size + extra) * 1.25, spaceBefore=9,
            spaceAfter=3, keepWithNext=1,
        )  # fmt: skip
    return styles


WRITERS = {".txt": plain_text, ".md": plain_text, ".docx": word_document, ".pdf": pdf_document}


def draw(source: Source) -> bytes:
    """Return the file that `source.path` names, in the format of its suffix."""
    return WRITERS[Path(source.path).suffix](source)
