"""PDFs of our own, one for each kind of page: drawn line by line, so that every line's place is known."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

BREAK = "\u00ad"  # where a word may be parted
LEADING = 13.0
BODY = ("Times-Roman", 11.0)
BOLD = ("Times-Bold", 11.0)
TITLE = ("Helvetica-Bold", 16.0)
SMALL = ("Helvetica", 8.0)

PARAGRAPHS = (
    "Nämnden anser att förslaget till plan är väl genom\u00adarbetat och att det ger en god grund för det fort\u00adsatta "
    "arbetet. Ansvars\u00adför\u00addelningen mellan nämnder och bolag bör för\u00adtydligas, så att upp\u00adfölj\u00adningen kan "
    "ske på ett lik\u00advärdigt sätt i hela kommunen.",
    "Kommunens risk- och sårbar\u00adhets\u00adanalys bör ligga till grund för priori\u00adteringarna. Det gäller sär\u00adskilt "
    "de ytter\u00adområden där parker och torg har efter\u00adsatts under lång tid, och där de boende själva pekar ut "
    "belys\u00adningen som den vik\u00adtigaste frågan.",
    "Kon\u00adtoret ser positivt på att planen gäller för åren 2019–2023 och att den följs upp varje år. En tät åter\u00ad"
    "rapport\u00adering ger möjlig\u00adhet att rätta det som inte fungerar innan kost\u00adnaderna växer, vilket även "
    "revi\u00adsorerna har påpekat i sin gransk\u00adning av verksam\u00adheten.",
)


def plain(text: str) -> str:
    """Return a text as it should be read: without the places where words may be parted."""
    return text.replace(BREAK, "")


class Press:
    """A sheet with a few typesetter's tools; y counts down from the top of the page."""

    def __init__(self, *, size: tuple[float, float] = (595.0, 842.0), encrypt: Any = None) -> None:
        from reportlab.pdfgen import canvas

        self._out = io.BytesIO()
        self.width, self.height = size
        self._canvas = canvas.Canvas(self._out, pagesize=size, invariant=1, encrypt=encrypt)
        self.page = 1
        self.on_page: Callable[[Press], None] = lambda _: None

    def put(self, x: float, y: float, text: str, font: tuple[str, float] = BODY) -> None:
        self._canvas.setFont(*font)
        self._canvas.drawString(x, self.height - y, text)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self._canvas.line(x0, self.height - y0, x1, self.height - y1)

    def turn(self, degrees: int) -> None:
        self._canvas.setPageRotation(degrees)

    def slanted(self, x: float, y: float, text: str, degrees: float, font: tuple[str, float] = BODY) -> None:
        self._canvas.saveState()
        self._canvas.translate(x, self.height - y)
        self._canvas.rotate(degrees)
        self._canvas.setFont(*font)
        self._canvas.drawString(0, 0, text)
        self._canvas.restoreState()

    def next_page(self) -> None:
        self.on_page(self)
        self._canvas.showPage()
        self.page += 1

    def wrap(self, text: str, width: float, font: tuple[str, float] = BODY, indent: float = 0.0) -> list[str]:
        """Break a text into lines of at most `width` points; a word parts at its marks."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        lines, line, room = [], "", width - indent
        for word in text.split(" "):
            pieces = word.split(BREAK)
            while pieces:
                for count in range(len(pieces), 0, -1):
                    part = "".join(pieces[:count]) + ("" if count == len(pieces) else "-")
                    candidate = f"{line} {part}" if line else part
                    if stringWidth(candidate, *font) <= room or (not line and count == 1):
                        line, pieces = candidate, pieces[count:]
                        break
                else:
                    lines.append(line)
                    line, room = "", width
                    continue
                if pieces:
                    lines.append(line)
                    line, room = "", width
        return [*lines, line]

    def flow(
        self, x: float, y: float, width: float, text: str, font: tuple[str, float] = BODY, *, indent: float = 0.0,
        hang: float = 0.0, bottom: float = 780.0, top: float = 80.0,
    ) -> float:  # fmt: skip
        """Set a paragraph and return the next baseline; it goes on at the top of the next page where one is full."""
        for index, line in enumerate(self.wrap(text, width - hang, font, indent)):
            if y > bottom:
                self.next_page()
                y = top
            self.put(x + (indent if index == 0 else hang), y, line, font)
            y += LEADING
        return y

    def data(self) -> bytes:
        self.on_page(self)
        self._canvas.save()
        return self._out.getvalue()


def letter() -> bytes:
    """A letter: letterhead, date and number at the right, address in the margin, lists, signature, foot in columns."""
    press = Press()

    def edges(sheet: Press) -> None:
        for row, line in enumerate(
            [] if sheet.page > 1 else ["Parkförvaltningen", "Storgatan 1", "111 22 Orten", "park@example.org"]
        ):
            sheet.put(40, 600 + 10 * row, line, SMALL)
        sheet.put(40, 812, "Namnlös kommun", SMALL)
        sheet.put(220, 812, "Växel 000-00 00 00", SMALL)
        sheet.put(420, 812, f"Sida {sheet.page} (2)", SMALL)

    press.on_page = edges
    press.put(150, 60, "Parkförvaltningen", ("Helvetica-Bold", 11.0))
    press.put(400, 60, "2018-03-14")
    press.put(400, 74, "Dnr PN 2018/17")
    press.put(400, 100, "Till")
    press.put(400, 113, "Kommunstyrelsen")
    press.put(150, 150, "Yttrande över parkplanen", TITLE)
    y = 180.0
    for text in PARAGRAPHS:
        y = press.flow(150, y, 390, text) + 8
    press.put(150, y, "Förvaltningen föreslår följande:")
    y += LEADING + 6
    for text in (PARAGRAPHS[1], "gator och torg", PARAGRAPHS[2]):
        press.put(150, y, "\u2022")
        y = press.flow(165, y, 375, text)
    y += 8
    for number, text in enumerate((PARAGRAPHS[0], "Paragrafen justeras omedelbart."), start=1):
        press.put(150, y, f"{number}.")
        y = press.flow(168, y, 372, text)
    for text in PARAGRAPHS * 3:
        y = press.flow(150, y + 8, 390, text)
    press.put(150, y + 30, "Anna Berg")
    press.put(150, y + 43, "Parkdirektör")
    return press.data()


def compilation() -> bytes:
    """Many pages with a running head that counts, indented paragraphs, and another document's head in the text."""
    press = Press()

    def edges(sheet: Press) -> None:
        sheet.put(90, 40, f"Namnlös kommun Utlåtande 2018:{11} Sida {sheet.page} (9)", SMALL)

    press.on_page = edges
    y = press.flow(90, 90, 400, "Parkplan för åren 2019–2023", TITLE) + 10
    for index, name in enumerate(("Byggnämnden", "Kulturnämnden", "Skolnämnden", "Trafiknämnden", "Parknämnden")):
        y = press.flow(90, y + 12, 400, name, BOLD)
        for place, text in enumerate(PARAGRAPHS * 4):
            y = press.flow(90, y, 400, text, indent=18 if place else 0)
        if index == 2:
            y = press.flow(
                90, y, 400, "Beslutet om planen är viktigt för alla som bor i kommunen och bör därför", indent=18
            )
            y = press.flow(90, y, 400, "Sammanträdesprotokoll 7/2018 Protokollsutdrag § 12 Sida 2 (5)")
            y = press.flow(90, y, 400, "fattas före årsskiftet så att verksamheterna får tid på sig.")
    return press.data()


def columns() -> bytes:
    """Two columns below a title across both, with a bare page number at the foot."""
    press = Press()
    press.on_page = lambda sheet: sheet.put(295, 815, str(sheet.page), SMALL)
    press.put(60, 70, "Yttrande över parkplanen", TITLE)
    for page in range(2):
        if page:
            press.next_page()
        for x in (60.0, 310.0):
            y = 110.0
            for text in PARAGRAPHS:
                y = press.flow(x, y, 225, text) + 8
            y = press.flow(x, y, 225, "Träd och gräs" if x < 100 else "Gator och torg", BOLD) + 8
            for text in PARAGRAPHS[1:]:
                y = press.flow(x, y, 225, text) + 8
    return press.data()


CELLS = (
    ("Nämnd", "Svar", "Kommentar"),
    ("Byggnämnden", "Tillstyrker", "Planen bör följas upp varje år och redovisas för kommunstyrelsen."),
    ("Kulturnämnden", "Avstår", "Inga synpunkter."),
    ("Nämnden för mark och exploatering", "Tillstyrker delvis", "Kostnaden för träden saknas i förslaget."),
)


def table() -> bytes:
    """A ruled table whose cells have several lines, and a small one without rules."""
    press = Press()
    press.put(90, 80, "Svar på remissen", TITLE)
    y = press.flow(90, 110, 400, PARAGRAPHS[0]) + 20
    edges = (90.0, 200.0, 300.0, 490.0)
    press.rule(edges[0], y, edges[-1], y)
    top = y
    for row in CELLS:
        lines = [press.wrap(cell, right - left - 8) for cell, left, right in zip(row, edges, edges[1:], strict=False)]
        for left, cell in zip(edges, lines, strict=False):
            for index, line in enumerate(cell):
                press.put(left + 4, y + 12 + LEADING * index, line)
        y += LEADING * max(map(len, lines)) + 6
        press.rule(edges[0], y, edges[-1], y)
    for edge in edges:
        press.rule(edge, top, edge, y)
    y = press.flow(90, y + 30, 400, PARAGRAPHS[1]) + 12
    for left, middle, right in (
        ("År", "Träd", "Kostnad"),
        ("2019", "120", "1 200"),
        ("2020", "80", "900"),
        ("2021", "60", "700"),
    ):
        press.put(90, y, left)
        press.put(200, y, middle)
        press.put(300, y, right)
        y += LEADING
    press.flow(90, y + 12, 400, PARAGRAPHS[2])
    return press.data()


NOTES = (
    "Kommunstyrelsens protokoll 2018-02-01, paragraf 12.",
    "Parkförvaltningens rapport om träd i gatumiljö, som finns hos förvaltningen och som beskriver hur träden mår i var och en av kommundelarna.",
)


def footnotes() -> bytes:
    """Notes below a rule at the foot of the page, in the middle of a sentence that goes on overleaf."""
    press = Press()
    press.put(90, 70, "Yttrande över parkplanen", TITLE)
    y = 100.0

    def feet(sheet: Press) -> None:
        sheet.put(295, 825, str(sheet.page), SMALL)
        for number, note in enumerate(NOTES, start=2 * sheet.page - 1):
            row = 740 + 26 * ((number - 1) % 2)
            sheet.put(90, row, str(number), ("Times-Roman", 6.0))
            for index, line in enumerate(sheet.wrap(note, 380, ("Times-Roman", 9.0))):
                sheet.put(96, row + 3 + 10 * index, line, ("Times-Roman", 9.0))

    press.on_page = feet
    for text in PARAGRAPHS * 8:
        y = press.flow(90, y, 400, text, bottom=700) + 6
    return press.data()


def turned() -> bytes:
    """A page scanned or set on its side, and one in landscape, among upright ones."""
    press = Press()
    y = 80.0
    for text in PARAGRAPHS:
        y = press.flow(90, y, 400, text) + 8
    press.next_page()
    press.turn(90)  # shown lying: drawn text must run up the sheet
    x = 80.0
    for text in PARAGRAPHS:
        for line in press.wrap(text, 600):
            press.slanted(x, 760, line, 90)
            x += LEADING
        x += 8
    press.next_page()
    press.turn(0)
    y = 80.0
    press.slanted(25, 700, "Dokumentnummer 4711-0815", 90, SMALL)
    for text in PARAGRAPHS[:2]:
        y = press.flow(90, y, 400, text) + 8
    return press.data()


def alternating() -> bytes:
    """Heads that change between left and right pages, a bare number at the outer edge, and none on the first page."""
    press = Press()

    def edges(sheet: Press) -> None:
        if sheet.page == 1:
            return
        sheet.put(90, 40, "Parkplan 2019–2023" if sheet.page % 2 else "Namnlös kommun", SMALL)
        sheet.put(480 if sheet.page % 2 else 90, 815, str(sheet.page), SMALL)

    press.on_page = edges
    y = press.flow(90, 90, 400, "Parkplan för åren 2019–2023", TITLE) + 10
    for _ in range(22):
        for text in PARAGRAPHS:
            y = press.flow(90, y, 400, text) + 7
    return press.data()


KINDS: dict[str, Callable[[], bytes]] = {
    "letter": letter, "compilation": compilation, "columns": columns, "table": table, "footnotes": footnotes,
    "turned": turned, "alternating": alternating,
}  # fmt: skip


def words(text: str) -> list[str]:
    return re.findall(r"\w+", plain(text))
