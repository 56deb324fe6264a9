"""Sets paragraphs into lines and lines onto A4 pages, and draws them with reportlab. Lengths are PDF points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from sample.source import hyphenation

WIDTH, HEIGHT = A4
MIN_LINES_WITH_HEADING = 4  # a heading that has less room below it goes to the next page


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a block is set. `before` is the space above it, `indent` is on the left."""

    font: str
    size: float
    leading: float
    before: float
    indent: float = 0.0
    justify: bool = False
    keep: bool = False


BODY = Style(font="Times-Roman", size=11.5, leading=15, before=7, justify=True)
ITEM = Style(font="Times-Roman", size=11.5, leading=15, before=3, indent=18)
LINE = Style(font="Times-Roman", size=11.5, leading=15, before=0)
SUBHEADING = Style(font="Times-BoldItalic", size=11.5, leading=15, before=9, keep=True)
HEADINGS = (
    Style(font="Helvetica-Bold", size=19, leading=25, before=10, keep=True),
    Style(font="Helvetica-Bold", size=14, leading=18, before=20, keep=True),
    Style(font="Helvetica-Bold", size=11.5, leading=15, before=16, keep=True),
    Style(font="Helvetica", size=11, leading=15, before=10, keep=True),
)
ROLES = {"paragraph": BODY, "item": ITEM, "line": LINE, "heading": SUBHEADING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A printed line: its baseline, left edge and the extra space between its words."""

    x: float
    y: float
    text: str
    style: Style
    word_space: float = 0.0


@dataclass(slots=True, kw_only=True)
class Frame:
    """The area that text flows through, page after page. `top` is the first page's own start, measured from above."""

    left: float = 85
    right: float = WIDTH - 85
    top: float = 85
    next_top: float = 85
    bottom: float = 80
    pages: list[list[Placed]] = field(default_factory=lambda: [[]])
    y: float = 0.0

    def __post_init__(self) -> None:
        self.y = HEIGHT - self.top

    def new_page(self) -> None:
        """Go on at the top of a fresh page, unless the current one is empty."""
        if self.pages[-1]:
            self.pages.append([])
            self.y = HEIGHT - self.next_top

    def add(self, text: str, style: Style) -> None:
        """Set one block, over the page's end if need be."""
        width = self.right - self.left - style.indent
        lines = break_lines(text, width, lambda part: stringWidth(part, style.font, style.size))
        need = style.leading * (len(lines) + MIN_LINES_WITH_HEADING if style.keep else 1) + style.before
        if self.y - need < self.bottom:
            self.new_page()
        if self.pages[-1]:
            self.y -= style.before
        for number, line in enumerate(lines):
            self._place(line, style, last=number == len(lines) - 1)

    def _place(self, line: str, style: Style, *, last: bool) -> None:
        if self.y - style.leading < self.bottom:
            self.new_page()
        self.y -= style.leading
        gaps = line.count(" ")
        width = self.right - self.left - style.indent
        spare = (width - stringWidth(line, style.font, style.size)) / gaps if gaps else 0.0
        space = round(spare, 3) if style.justify and not last else 0.0
        self.pages[-1].append(Placed(x=self.left + style.indent, y=self.y, text=line, style=style, word_space=space))


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return `text` as lines of at most `width`, dividing listed words with a hyphen where that fills a line."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if not line or measure(longer) <= width:
            line = longer
            continue
        head = _fitting_head(line, word, width, measure)
        lines.append(f"{line} {head}-" if head else line)
        line = word[len(head) :]
    return [*lines, line]


def _fitting_head(line: str, word: str, width: float, measure: Callable[[str], float]) -> str:
    """Return the longest first part of `word` that still fits behind `line` with a hyphen, or an empty string."""
    lower = word.lower()
    places = [lower.index(entry) + place for entry, place in hyphenation() if entry in lower]
    heads = [word[:place] for place in sorted(places, reverse=True)]
    return next((head for head in heads if measure(f"{line} {head}-") <= width), "")


def draw(frame: Frame, *, title: str, author: str, furniture: Callable[[Canvas, int, int], None]) -> bytes:
    """Return the frame's pages as a PDF. `furniture(canvas, page, pages)` draws what stands outside the frame.

    The streams are not compressed, so that the bytes do not depend on the compression library.
    """
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=0)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for number, page in enumerate(frame.pages, start=1):
        furniture(canvas, number, len(frame.pages))
        for placed in page:
            text = canvas.beginText(placed.x, placed.y)
            text.setFont(placed.style.font, placed.style.size)
            text.setWordSpace(placed.word_space)
            text.textLine(placed.text)
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
