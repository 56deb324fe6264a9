"""Draws a source as plain text, Markdown, HTML, DOCX or PDF; the same source gives the same bytes."""

from __future__ import annotations

import io
import re
import textwrap
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from built_files import dated_zip
from validation.source import Block, Source, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable, SimpleDocTemplate

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
MARGIN_POINTS = 62.0
BOLD = "bold"
SYLLABLE = re.compile(r"(?<=[aeiouyåäölmnr])(?=[bcdfghjklmnprstv][aeiouyåäö])")


def _parts(source: Source) -> Iterator[tuple[bool, list[list[Block]]]]:
    """Yield the document in order: (True, rows of cells) for a table, (False, [[block]]) for any other block."""
    for in_table, run in groupby(source.blocks, key=lambda block: block.row > 0):
        if in_table:
            yield True, [list(cells) for _, cells in groupby(run, key=lambda block: block.row)]
        else:
            yield from ((False, [[block]]) for block in run)


def _fill(text: str, width: int, indent: str, hyphenated: bool) -> str:
    """Break `text` into lines; where `hyphenated`, a word that does not fit is divided between two syllables."""
    if not hyphenated:
        return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    lines = [""]
    for word in text.split():
        gap = " " if lines[-1].strip() else ""
        room = width - len(lines[-1] + gap)
        if len(word) <= room:
            lines[-1] += gap + word
            continue
        cut = max((m.start() for m in SYLLABLE.finditer(word) if 2 <= m.start() < min(room, len(word) - 3)), default=0)
        if cut and word.isalpha():
            lines[-1] += gap + word[:cut] + "-"
        lines.append(indent + word[cut if word.isalpha() else 0 :])
    return "\n".join(lines)


def plain_text(source: Source) -> bytes:
    """Return the document as plain text, hard-wrapped where the source asks for it, or as Markdown."""
    width = int(source.options.get("wrap", "0"))
    hyphenated = "hyphens" in source.options
    markdown = source.path.endswith(".md")
    lines: list[str] = []
    previous = ""
    for in_table, rows in _parts(source):
        if in_table:
            lines += ["", *_pipes(rows)]
            previous = "table"
            continue
        block = rows[0][0]
        if lines and not (block.role == previous and block.role in {"loose", "item"} and not markdown):
            lines.append("")
        text = _plain_heading(source, block, markdown) if block.level else block.text
        if width and block.role in {"paragraph", "item"}:
            indent = " " * 3 if block.role == "item" else ""
            text = _fill(text, width, indent, hyphenated)
        lines.append(text)
        previous = block.role
    return ("\n".join(_sheets(source, lines)) + "\n").encode()


def _plain_heading(source: Source, block: Block, markdown: bool) -> str:
    """Return a heading as `headings=` wants it: bold (Markdown), or with a line of such a character below it."""
    form = source.options.get("headings", "")
    if form and form != BOLD:
        return f"{block.text}\n{form * len(block.text)}"
    if not markdown:
        return block.text
    return f"**{block.text}**" if form else f"{'#' * block.level} {block.text}"


def _sheets(source: Source, lines: list[str]) -> list[str]:
    """Return the lines on pages of `sheet=` lines, each but the first below a running head and its number."""
    printed = "\n".join(lines).split("\n")
    n_lines = int(source.options.get("sheet", "0")) or len(printed)
    pages = -(-len(printed) // n_lines)
    for page in range(pages, 1, -1):
        furniture = [source.options.get("head", ""), _page_number(source, page, pages), ""]
        furniture[0] = "\f" + furniture[0]
        printed[(page - 1) * n_lines : (page - 1) * n_lines] = furniture
    return printed


def _page_number(source: Source, page: int, pages: int) -> str:
    """Return the number of a page in the form of `number=`."""
    return source.options.get("number", "{page} ({pages})").format(page=page, pages=pages)


def _pipes(rows: list[list[Block]]) -> list[str]:
    """Return a table as Markdown; its first row is the head."""
    head, *body = ["| " + " | ".join(cell.text for cell in row) + " |" for row in rows]
    return [head, "|" + " --- |" * len(rows[0]), *body]


def web_page(source: Source) -> bytes:
    """Return the document as an HTML5 page: the site's name and menu, the way there, the text, its margin, a footer."""
    site = source.options.get("site", "")
    menu, trail, foot = (source.options.get(name, "").split("|") for name in ("nav", "trail", "foot"))
    title = next((block.text for block in source.blocks if block.level), "")
    lines = [
        "<!DOCTYPE html>",
        '<html lang="sv">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{escape(' - '.join(filter(None, (title, site))))}</title>",
        "</head>",
        "<body>",
        *_inside("header", [*_each("p", [site]), *_inside("nav", _inside("ul", _links(menu)))]),
        *_inside("nav", _inside("ol", _links(trail))),
        *_inside("main", list(_elements(source))),
        *_inside("aside", _each("p", source.margin)),
        *_inside("footer", _each("p", foot)),
        "</body>",
        "</html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _inside(tag: str, lines: list[str]) -> list[str]:
    """Return the lines inside an element, or nothing where there are none."""
    return [f"<{tag}>", *lines, f"</{tag}>"] if lines else []


def _each(tag: str, texts: list[str]) -> list[str]:
    """Return an element for each text that is not empty."""
    return [f"<{tag}>{escape(text)}</{tag}>" for text in texts if text]


def _links(labels: list[str]) -> list[str]:
    return [f'<li><a href="#">{escape(label)}</a></li>' for label in labels if label]


def _elements(source: Source) -> Iterator[str]:
    """Yield the text line by line; items that follow each other are one list, loose lines one paragraph."""
    bold = source.options.get("headings") == BOLD
    for tag, run in groupby(_parts(source), key=_tag):
        rows = [row for _, part in run for row in part]
        texts = [row[0].text for row in rows]
        if bold and tag[0] == "h":
            yield from (f"<p><strong>{escape(text)}</strong></p>" for text in texts)
            continue
        if tag == "table":
            head, *body = [_row("td" if number else "th", row) for number, row in enumerate(rows)]
            yield from _inside("table", _inside("thead", [head]) + _inside("tbody", body))
        elif tag == "br":
            yield "<p>" + "<br>\n".join(map(escape, texts)) + "</p>"
        elif tag == "ul":
            yield from _inside("ul", _each("li", [text[2:] for text in texts]))
        elif tag == "ol":
            numbered = [text.split(". ", 1) for text in texts]
            yield from _inside("ol", [f'<li value="{number}">{escape(text)}</li>' for number, text in numbered])
        else:
            yield from _each(tag, texts)


def _row(tag: str, cells: list[Block]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell.text)}</{tag}>" for cell in cells) + "</tr>"


def _tag(part: tuple[bool, list[list[Block]]]) -> str:
    """Name the HTML element that a part of the document is drawn in; `br` for loose lines."""
    in_table, rows = part
    block = rows[0][0]
    if block.level:
        return f"h{block.level}"
    if block.role == "item":
        return "ol" if block.text[0].isdigit() else "ul" if block.text[0] in "-•" else "p"
    return "table" if in_table else "br" if block.role == "loose" else "p"


def word_document(source: Source) -> bytes:
    """Return the document as DOCX with heading styles, fixed properties and fixed member dates."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = EPOCH.replace(tzinfo=None)
    for in_table, rows in _parts(source):
        block = rows[0][0]
        if in_table:
            table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    table.cell(row, column).text = cell.text
        elif block.role == "heading" and source.options.get("headings") == BOLD:
            document.add_paragraph().add_run(block.text).bold = True
        elif block.role == "heading":
            document.add_heading(block.text, level=min(block.level, 4))
        elif block.role == "item" and block.text.startswith("- "):
            document.add_paragraph(block.text[2:], style="List Bullet")
        else:
            document.add_paragraph(block.text)
    packed = io.BytesIO()
    document.save(packed)
    return dated_zip(packed.getvalue(), EPOCH.timetuple()[:6])


def pdf_document(source: Source) -> bytes:
    """Return the document as A4 PDF, with a running head, page numbers and, on page one, a margin column.

    Without `pages=` the pages are counted first.
    """
    pages = int(source.options.get("pages") or _set_pages(source, 1)[1])
    data, drawn = _set_pages(source, pages)
    if drawn != pages:
        raise SourceError(f"{source.path} has {drawn} pages; say so with pages=")
    return data


def _set_pages(source: Source, pages: int) -> tuple[bytes, int]:
    """Return the PDF, numbered as if it had so many pages, and how many it has."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    styles = _styles(int(source.options.get("size", "10")), source.options.get("headings") == BOLD)
    left = 185 if source.margin else 80
    edge = 40 if source.options.get("furniture") == "foot" else A4[1] - 40

    def furnish(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN_POINTS, edge, source.options.get("head", ""))
        canvas.drawRightString(A4[0] - MARGIN_POINTS, edge, _page_number(source, page.page, pages))
        for row, line in enumerate(source.margin if page.page == 1 else []):
            canvas.drawString(MARGIN_POINTS, A4[1] - 200 - 11 * row, line)

    target = io.BytesIO()
    template = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=left, rightMargin=75, topMargin=75, bottomMargin=65, invariant=1
    )
    story = [_flowable(in_table, rows, styles, template.width) for in_table, rows in _parts(source)]
    template.build(story, onFirstPage=furnish, onLaterPages=furnish)
    return target.getvalue(), template.page


def _flowable(in_table: bool, rows: list[list[Block]], styles: dict[str, Any], width: float) -> Flowable:
    from reportlab.lib.colors import black
    from reportlab.platypus import Paragraph, Table

    if not in_table:
        block = rows[0][0]
        return Paragraph(escape(block.text), styles[block.role if not block.level else f"heading{min(block.level, 3)}"])
    cells = [[Paragraph(escape(cell.text), styles["loose"]) for cell in row] for row in rows]
    shares = [0.24, 0.46, 0.3] if len(rows[0]) == 3 else [1 / len(rows[0])] * len(rows[0])
    style = [("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(cells, colWidths=[width * share for share in shares], repeatRows=1, style=style)


def _styles(size: int, bold: bool) -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    base = ParagraphStyle("paragraph", fontName="Times-Roman", fontSize=size, leading=size * 1.3, spaceAfter=size * 0.7)
    styles = {
        "paragraph": base,
        "item": ParagraphStyle("item", base, leftIndent=14, spaceAfter=2),
        "loose": ParagraphStyle("loose", base, spaceAfter=0),
    }
    for level, larger in ((1, 5), (2, 3), (3, 0)):
        name, extra = f"heading{level}", 0 if bold else larger
        styles[name] = ParagraphStyle(
            name, base, fontName="Helvetica-Bold", fontSize=size + extra, leading=(size + extra) * 1.25, spaceBefore=9,
            spaceAfter=3, keepWithNext=1,
        )  # fmt: skip
    return styles


WRITERS = {".txt": plain_text, ".md": plain_text, ".html": web_page, ".docx": word_document, ".pdf": pdf_document}


def draw(source: Source) -> bytes:
    """Return the file that `source.path` names, in the format of its suffix."""
    return WRITERS[Path(source.path).suffix](source)
