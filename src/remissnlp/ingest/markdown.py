"""Markdown by its token stream: headings, paragraphs, list items, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from remissnlp.ingest.lines import Paragraph, can_be_bold_heading, structured, table_row
from remissnlp.ingest.markers import parse_marker
from remissnlp.records import BlockRole
from remissnlp.text import clean_line

if TYPE_CHECKING:
    from markdown_it.token import Token

_SHORT_CHARS = 60  # a hard break behind a longer line is a wrapped line, not a line of an address
_TAG = re.compile(r"<[^<>]*>")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(slots=True)
class _Lists:
    """The lists around a token: the next number of each, 0 for bullets, and the marker still to be printed."""

    numbers: list[int] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    marker: str = ""
    is_tight: bool = False


def read_markdown(characters: str) -> list[Paragraph]:
    """Return the paragraphs of a Markdown text; marks of emphasis are gone, list markers stay."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(characters.replace("\f", "\n\n"))
    return list(_paragraphs(tokens))


def _paragraphs(tokens: list[Token]) -> Iterator[Paragraph]:
    lists = _Lists()
    heading = 0
    row: list[str] | None = None
    for token in tokens:
        if token.type in {"fence", "code_block", "html_block"}:
            yield from _raw(token)
        elif token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield from table_row(row)
            row = None
        elif token.type != "inline":
            _track_lists(lists, token)
        elif row is not None:
            row.append(clean_line(" ".join(text for text, _ in _lines(token))))
        else:
            yield from _inline(token, heading, lists)
            heading = 0


def _track_lists(lists: _Lists, token: Token) -> None:
    if token.type in {"bullet_list_open", "ordered_list_open"}:
        lists.numbers.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else 0)
    elif token.type in {"bullet_list_close", "ordered_list_close"}:
        lists.numbers.pop()
        lists.marker = ""
    elif token.type == "list_item_open":
        number = lists.numbers[-1]
        lists.marker = f"{token.info or number}{token.markup} " if number else f"{token.markup} "
        lists.numbers[-1] = number + 1 if number else 0


def _inline(token: Token, heading: int, lists: _Lists) -> Iterator[Paragraph]:
    lines = _lines(token)
    if heading:
        text = clean_line(" ".join(text for text, _ in lines))
        if text:
            yield structured(text, BlockRole.HEADING, level=heading, bold_share=1.0)
        return
    for position, (text, is_bold) in enumerate(_joined(lines)):
        if lists.numbers:
            yield _item(text, lists)
        elif len(lines) == 1 and is_bold and can_be_bold_heading(text):
            yield structured(text, BlockRole.HEADING, bold_share=1.0)
        else:
            yield structured(text, gap_above=position == 0, bold_share=1.0 if is_bold else 0.0)


def _item(text: str, lists: _Lists) -> Paragraph:
    own = parse_marker(text)
    marker = own.text if own and lists.marker else lists.marker
    lists.marker = ""
    content = text if own else marker + text
    return structured(content, BlockRole.LIST_ITEM, marker=marker, gap_above=not lists.numbers)


def _joined(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Join lines at hard breaks behind long lines; the short ones (an address, a signature) stay apart."""
    out: list[tuple[str, bool]] = []
    previous = 0
    for text, is_bold in lines:
        if out and previous > _SHORT_CHARS and not out[-1][0].endswith((".", ":", "?", "!")):
            out[-1] = (f"{out[-1][0]} {text}", out[-1][1] and is_bold)
        else:
            out.append((text, is_bold))
        previous = len(text)
    return out


def _lines(token: Token) -> list[tuple[str, bool]]:
    """Return the text between hard breaks, and whether all of it is strong. A soft break is a space."""
    pieces: list[list[tuple[str, bool]]] = [[]]
    strong = 0
    for child in token.children or ():
        if child.type == "strong_open":
            strong += 1
        elif child.type == "strong_close":
            strong -= 1
        elif child.type == "hardbreak" or (child.type == "html_inline" and _BREAK_TAG.match(child.content)):
            pieces.append([])
        else:
            pieces[-1].append((_content(child), strong > 0))
    lines = []
    for piece in pieces:
        text = clean_line("".join(part for part, _ in piece))
        if text:
            lines.append((text, all(bold for part, bold in piece if part.strip())))
    return lines


def _content(child: Token) -> str:
    if child.type == "softbreak":
        return "\n"
    return child.content if child.type in {"text", "code_inline", "image", "text_special"} else ""


def _raw(token: Token) -> Iterator[Paragraph]:
    """Code and HTML blocks: their lines as text."""
    content = _TAG.sub(" ", token.content) if token.type == "html_block" else token.content
    for chunk in re.split(r"\n\s*\n", content):
        if text := clean_line(chunk):
            yield structured(text)
