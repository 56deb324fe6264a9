"""Reads a marked source: the blocks of a document to draw, and its gold, from the same lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

POLARITY = {"p": "positive", "r": "request", "c": "critical", "n": "neutral"}
THEME = {"s": "segregation", "i": "information_security", "f": "follow_up", "t": "timing"}
LISTED = {"parties", "authors", "respondent_also_ok", "stance_also_ok", "kind_also_ok", "co_respondents"}
SHORT = {"also": "respondent_also_ok", "co": "co_respondents", "party": "parties", "by": "authors"}
SENTENCE = re.compile(r"([prcn](?:/[prcn])*)(?::([sift?,]+))?(?: #([a-z]+-[a-z0-9]+))? (\S.*)")
MARKER = re.compile(r"(- |• |\d+\. |[a-d]\) )(\S.*)")


class SourceError(ValueError):
    """A line of a source that the marks do not allow."""


@dataclass
class Block:
    """One paragraph, heading, list item or loose line as it is drawn; `level` is 0 for text, `row` 0 outside tables."""

    text: str
    role: str = "paragraph"
    level: int = 0
    row: int = 0


@dataclass
class Source:
    """A parsed source: where it goes, how it is drawn, its blocks and its gold."""

    path: str
    options: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    margin: list[str] = field(default_factory=list)
    segments: list[dict[str, Any]] = field(default_factory=list)
    open: dict[str, Any] | None = None  # the segment that the next line belongs to
    row: int = 0  # the table row that the next block is a cell of
    rows: int = 0
    sentences: list[dict[str, Any]] = field(default_factory=list)
    copies: list[tuple[str, str, str]] = field(default_factory=list)  # cluster, segment, text
    declined: list[str] = field(default_factory=list)
    endorsements: list[dict[str, Any]] = field(default_factory=list)
    quotes: list[dict[str, Any]] = field(default_factory=list)


def parse_source(text: str) -> Source:
    """Return the source that `text` describes; raise SourceError with the line number where a mark is unreadable."""
    source = Source(path="")
    paragraph: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            _parse_line(source, paragraph, line.rstrip())
        except SourceError as error:
            raise SourceError(f"line {number}: {error}") from None
    _close(source, paragraph)
    return source


def _parse_line(source: Source, paragraph: list[str], line: str) -> None:
    if not line:
        _close(source, paragraph)
    elif line.startswith("@"):
        _close(source, paragraph)
        _directive(source, line[1:])
    elif line.startswith("#"):
        _close(source, paragraph)
        marks, _, text = line.partition(" ")
        _add(source, Block(text, "heading", len(marks)))
    elif line[0] in "~|":
        _close(source, paragraph)
        _outside(source, line)
    elif item := MARKER.match(line):
        _close(source, paragraph)
        _add(source, Block(item[1] + _sentences(source, item[2]), "item"))
    else:
        paragraph.append(_sentences(source, line))


def _outside(source: Source, line: str) -> None:
    """Furniture: drawn where it stands (`~`) or in the margin (`|`), part of no segment."""
    if line[0] == "|":
        source.margin.append(line[2:])
    else:
        source.blocks.append(Block(line[2:], "loose", row=source.row))


def _sentences(source: Source, line: str) -> str:
    """Note the sentence on `line` with its labels and return its bare text; `! ` marks text without labels."""
    if line.startswith("! "):
        return line[2:]
    match = SENTENCE.fullmatch(line)
    if match is None or source.open is None:
        raise SourceError(f"no mark, or no segment yet: {line[:60]}")
    polarities, codes, copied, text = match.groups()
    first, *others = [POLARITY[c] for c in polarities.split("/")]
    labels = [c for c in (codes or "").split(",") if c]
    row: dict[str, Any] = {"segment": source.open["id"], "text": text, "polarity": first}
    row["themes"] = [THEME[c] for c in labels if not c.endswith("?")]
    row["polarity_also_ok"] = others
    row["themes_also_ok"] = [THEME[c[0]] for c in labels if c.endswith("?")]
    if copied:
        source.copies.append((copied, row["segment"], text))
    source.sentences.append({k: v for k, v in row.items() if v or k == "themes"})
    return text


def _close(source: Source, paragraph: list[str]) -> None:
    if paragraph:
        _add(source, Block(" ".join(paragraph), row=source.row))
        paragraph.clear()


def _add(source: Source, block: Block) -> None:
    source.blocks.append(block)
    if source.open is None:
        raise SourceError("text before the first @seg")
    source.open["text"] = f"{source.open['text']} {block.text}".strip()


def _directive(source: Source, line: str) -> None:
    name, _, rest = line.partition(" ")
    first, *fields = [part.strip() for part in rest.split(";")]
    values = dict(part.split("=", 1) for part in fields)
    if name == "file":
        source.path, source.options = first, values
    elif name == "seg":
        _open_segment(source, first, values)
    elif name == "back":
        source.open = source.segments[int(first)]
    elif name in {"row", "endtable"}:
        source.rows += name == "row"
        source.row = source.rows if name == "row" else 0
    elif name == "declined":
        source.declined.append(first)
    elif name in {"endorses", "quotes"}:
        _relation(source, name, first, values)
    else:
        raise SourceError(f"unknown directive @{name}")


def _open_segment(source: Source, first: str, values: dict[str, str]) -> None:
    kind, _, respondent = first.partition(" ")
    segment: dict[str, Any] = {"id": f"s{len(source.segments):03d}", "kind": kind, "respondent": respondent}
    segment |= {"parties": [], "authors": [], "text": ""}
    for key, value in values.items():
        name = SHORT.get(key, key)
        segment[name] = value.split("|") if name in LISTED else value
    source.segments.append(segment)
    source.open = segment


def _relation(source: Source, name: str, first: str, values: dict[str, str]) -> None:
    respondent, _, target = (part.strip() for part in first.partition(">"))
    if name == "quotes":
        source.quotes.append({"respondent": respondent, "source_respondent": target, "text": values["text"]})
    else:
        parties = [p for p in values.get("party", "").split("|") if p]
        row = {"respondent": respondent, "target_respondent": target, "relation": values["as"], "parties": parties}
        source.endorsements.append(row)
