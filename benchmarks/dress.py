"""Other dress for a marked source: the same answers by the same bodies, in another format, numbering or wording.

Each variant is a map from the text of a source (`data/validation/README.md`) to the text of another one. As text and
gold stand on the same lines, the gold follows by itself. None of them may change who speaks where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

Dress = Callable[[str], str]
ANSWERING = ("response", "summary", "advisory_council")
DIRECTIVE = re.compile(r"@seg (?P<kind>\w+) ?(?P<name>[^;]*)")
HEADING = re.compile(r"(?P<marks>#+) (?P<text>.+)")
NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[A-Z][.)]|§ ?\d+|\(\d+\))\s+(?=[A-ZÅÄÖ])")
BOLD = re.compile(r"\*\*(.+?)\*\*")
BOLD_LINE = re.compile(r"(?m)^! \*\*([^*]+)\*\*$")
LINED = re.compile(r"(?m)^~ (.+)\n~ [-=]{4,}$")
WRAPPED = {"txt": {"wrap": "76"}}
DRAWN = "; text="
ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FORMATS = ("txt", "md", "docx", "pdf", "html")
NUMBERINGS = (
    "{n}. ",
    "3.{n} ",
    "4.2.{n}. ",
    "{n}) ",
    "({n}) ",
    "B.{n} ",
    "{roman}. ",
    "{letter}) ",
    "§ {n} ",
    "{n:02d} ",
)
TAILS = (
    " (2019-01-31, § 9)", " (10 december 1997, § 190)", " (styrelsen 27 november 1997)", ", dnr 2019/123",
    " (dnr KS 2019/123)", ", den 3 maj 2012", " § 22", " – yttrande 2012-05-03", ", inkom 2012-05-03", " [3 maj 2012]",
)  # fmt: skip
# Headings of parts that mean the same; the first ones are those that documents have, the others stand in for them.
PARTS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("Remissinstanser", "Remisser", "Remissvar", "Remissyttranden", "Inkomna yttranden", "Inkomna remissvar",
         "Inkomna synpunkter", "Yttranden", "Synpunkter", "Remissammanställning", "Remissinstansernas synpunkter"),
        ("Inkomna svar", "Yttranden från nämnderna", "Vad instanserna har svarat", "Svaren på remissen"),
    ),
    (("Bakgrund", "Ärendet", "Ärendebeskrivning"), ("Om ärendet", "Beskrivning av ärendet", "Ärendets bakgrund")),
    (
        ("Sammanfattning", "Sammanfattning av ärendet", "Ärendet i korthet"),
        ("Kort om ärendet", "Ärendet i sammandrag", "Sammandrag"),
    ),
    (("Förslag till beslut",), ("Beslutsförslag", "Förslag till nämndens beslut", "Hemställan")),
    (
        ("Beredning", "Ärendets beredning", "Remissbehandling", "Beredningen av ärendet"),
        ("Ärendets handläggning", "Hur ärendet har beretts", "Remissförfarande"),
    ),
    (
        ("Förvaltningens bedömning", "Förvaltningens överväganden", "Förvaltningens yttrande"),
        ("Förvaltningens synpunkter", "Förvaltningens analys", "Förvaltningens ställningstagande"),
    ),
    (
        ("Reservationer", "Reservationer m.m.", "Reservationer och särskilda yttranden"),
        ("Avvikande meningar", "Reservationer och uttalanden", "Särskilda yttranden m.m."),
    ),
    (("Yrkanden",), ("Yrkanden och förslag", "Framställda yrkanden", "Förslag på sammanträdet")),
    (("Beslutsunderlag",), ("Underlag för beslutet", "Handlingar i ärendet", "Underlag")),
)  # fmt: skip
INVENTED = (
    "Klang", "Stiftelsen Ekot", "Grannar i Samverkan", "Norrsken", "Lyktan", "Vi på Berget", "Trygg Hamn", "Solgläntan",
    "Fria Ord", "Tillsammans för Ån", "Kompassen", "Rum för Alla", "Blå Stjärnan", "Nätverket Vidsyn", "Hjärtat",
    "Öppen Dörr", "Vågbrytaren", "Liv i Dalen", "Gnistan", "Röda Tråden", "Spira", "Nya Steg", "Hammarby Lyfter",
    "Ringar på Vattnet", "Kupolen", "Fyren", "Alla Ska Med", "Trappan", "Bryggan Väst", "Pulsen", "Medvind",
    "Folkets Trädgård", "Tornet", "Stigfinnarna", "Kvarnhjulet", "Tåget", "Vita Duken", "Rosengrens Arv", "Höjden",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to dress a source; one without effect returns it unchanged."""

    group: str
    name: str
    dress: Dress


def variants() -> Iterator[Variant]:
    """Yield every variant, group by group."""
    for suffix in FORMATS:
        yield Variant("format", suffix, partial(as_format, suffix=suffix))
    for form in NUMBERINGS:
        yield Variant("numbering", _shown(form), partial(numbered, form=form))
    yield Variant("heading", "capitals", partial(headings, change=str.upper))
    yield Variant("heading", "underlined ---", partial(with_options, suffixes=(".txt",), headings="-"))
    yield Variant("heading", "underlined ===", partial(with_options, suffixes=(".txt",), headings="="))
    yield Variant(
        "heading", "bold lines", partial(with_options, suffixes=(".md", ".docx", ".pdf", ".html"), headings="bold")
    )
    yield Variant("heading", "colon behind", partial(answer_headings, change=lambda text, n: f"{text}:"))
    for tail in TAILS:
        yield Variant("tail", f"X{tail}", partial(answer_headings, change=lambda text, n, tail=tail: text + tail))
    for place in range(min(len(others) for _, others in PARTS)):
        yield Variant("parts", f"synonyms {place + 1}", partial(other_parts, place=place))
    yield Variant("names", "of unknown form", renamed)
    sheet = {"suffixes": (".txt",), "sheet": "46", "head": "KOMMUNSTYRELSEN  PROTOKOLL  2019-05-06"}
    yield Variant("pages", "txt, 'Sida 2 av 5'", partial(with_options, number="Sida {page} av {pages}", **sheet))
    yield Variant("pages", "txt, '- 2 -'", partial(with_options, number="- {page} -", **sheet))
    foot = {"suffixes": (".pdf",), "furniture": "foot"}
    yield Variant("pages", "pdf, foot 'sid 2/5'", partial(with_options, number="sid {page}/{pages}", **foot))
    yield Variant("pages", "pdf, foot '2'", partial(with_options, number="{page}", **foot))
    for width in ("56", "100", "0"):
        yield Variant("wrap", width, partial(with_options, suffixes=(".txt",), wrap=width))


def _shown(form: str) -> str:
    return form.format(n=2, roman="II", letter="b") + "X"


def with_options(text: str, suffixes: Sequence[str], **options: str) -> str:
    """Return the source with other drawing options, if its file has one of the suffixes; pages are counted anew."""
    first, *rest = text.split("\n")
    name, *fields = [part.strip() for part in first.split(";")]
    if not name.endswith(tuple(suffixes)):
        return text
    kept = [field for field in fields if field.split("=")[0] not in {"pages", *options}]
    return "\n".join(["; ".join([name, *kept, *(f"{key}={value}" for key, value in options.items())]), *rest])


def as_format(text: str, suffix: str) -> str:
    """Return the source as one of another format; plain text is wrapped as most of it is.

    A line in the bold of Markdown, or with a line drawn below it, is a heading elsewhere; a running head, and lines in
    the margin, are a letterhead. What is set in columns of white space stays as it is.
    """
    first, rest = text.split("\n", 1)
    path, *options = [part.strip() for part in first.removeprefix("@file ").split(";")]
    if path.endswith(f".{suffix}") or DRAWN in text:
        return text
    if suffix != "md":
        rest = BOLD.sub(r"\1", BOLD_LINE.sub(r"#### \1", rest))
    if suffix != "txt":
        rest = LINED.sub(r"### \1", rest)
    if suffix not in {"pdf", "html"}:
        rest = re.sub(r"(?m)^\| ", "~ ", rest)
    head = next((option.removeprefix("head=") for option in options if option.startswith("head=")), "")
    if head and suffix != "pdf":
        rest = f"~ {head}\n{rest}"
    path = f"@file {PurePosixPath(path).with_suffix(f'.{suffix}')}"
    return with_options("\n".join(["; ".join([path, *options]), rest]), (suffix,), **WRAPPED.get(suffix, {}))


def headings(text: str, change: Callable[[str], str]) -> str:
    """Return the source with every heading changed."""
    return re.sub(r"(?m)^(#+ )(.+)$", lambda match: match[1] + change(match[2]), text)


def answer_headings(text: str, change: Callable[[str, int], str], *, bare: bool = True) -> str:
    """Return the source with the headings of its answers changed, where two of them at least are names.

    Args:
        text: the source.
        change: heading without number, and which one it is (from 1) -> other heading.
        bare: whether only headings that are a name and nothing else are changed, and keep the number they have.
    """
    lines = text.split("\n")
    found = [(place, name) for place, name in _answered(lines)]
    count = 0
    for place, name in found if len(found) > 1 else ():
        marks, heading = lines[place].split(" ", 1)
        number = match.group() if (match := NUMBERED.match(heading)) else ""
        rest = heading.removeprefix(number)
        if rest == name or (not bare and rest.startswith(name)):
            count += 1
            lines[place] = f"{marks} {number if bare else ''}{change(rest, count)}"
    return "\n".join(lines)


def _answered(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (line number of its heading, respondent) of each answer whose heading begins with the respondent."""
    name = ""
    for place, line in enumerate(lines):
        if match := DIRECTIVE.match(line):
            name = match["name"].strip() if match["kind"] in ANSWERING else ""
        elif line and name:
            heading = HEADING.fullmatch(line)
            if heading and NUMBERED.sub("", heading["text"]).startswith(name):
                yield place, name
            if not line.startswith("@"):
                name = ""


def numbered(text: str, form: str) -> str:
    """Return the source with the headings of its answers numbered in this form, whatever numbers they had."""

    def change(heading: str, n: int) -> str:
        number = form.format(n=n, roman=ROMANS[(n - 1) % len(ROMANS)], letter=LETTERS[(n - 1) % len(LETTERS)])
        return number + heading

    return answer_headings(text, change, bare=False)


def other_parts(text: str, place: int) -> str:
    """Return the source with other words in the headings of its parts."""
    other = {word.lower(): others[place] for words, others in PARTS for word in words}

    def change(heading: str) -> str:
        number = match.group() if (match := NUMBERED.match(heading)) else ""
        word = other.get(heading.removeprefix(number).lower())
        return heading if word is None else number + (word.upper() if heading.isupper() else word)

    return headings(text, change)


def renamed(text: str) -> str:
    """Return the source with invented names for the bodies whose headings are their names, wherever they stand."""
    names = list(dict.fromkeys(name for _, name in _answered(text.split("\n"))))
    if not 1 < len(names) <= len(INVENTED):
        return text
    new = dict(zip(names, INVENTED, strict=False))
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\wÀ-ÿ-])({'|'.join(map(re.escape, longest_first))})(s?)(?![\wÀ-ÿ-])")
    return pattern.sub(lambda match: new[match[1]] + (match[2] and _genitive(new[match[1]])), text)


def _genitive(name: str) -> str:
    return "" if name[-1] in "sxz" else "s"
