"""Page heads copied into the text of a file without pages: 'VIKS KOMMUN 2 (4)' between two paragraphs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from remissnlp.ingest.lines import Paragraph
from remissnlp.records import BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.text import ends_sentence

_RULES = "furniture_sv.yaml"
_MAX_LINES = 4  # a page head has no more lines than this
_MAX_CHARS = 100


def mark_page_heads(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs with a role on those that are the head or foot of a page in the middle of the text.

    A run of few short lines, none of them a sentence, with text above and below it, is one where a line in it counts
    pages. What stands at the top of a document, or in a longer letterhead, stays as it is.

    Args:
        paragraphs: the paragraphs of a file that knows no pages (Word, HTML, Markdown).
    """
    marked: list[Paragraph] = []
    for is_short, group in groupby(paragraphs, key=_is_short):
        run = list(group)
        inside = bool(marked) and len(marked) + len(run) < len(paragraphs)
        if is_short and inside and len(run) <= _MAX_LINES and any(_counts(_text(line)) for line in run):
            run = [replace(line, role=BlockRole.HEADER) for line in run]
        marked += run
    return marked


def _text(paragraph: Paragraph) -> str:
    return " ".join(line.text for line in paragraph.lines)


def _is_short(paragraph: Paragraph) -> bool:
    """Say whether a paragraph can be a line of a page head: plain, short and no sentence."""
    text = _text(paragraph)
    plain = paragraph.role is BlockRole.BODY and paragraph.heading_level is None
    return plain and len(text) <= _MAX_CHARS and not ends_sentence(text) and not text.endswith(":")


def _counts(text: str) -> bool:
    return any(first_match(load_rules(_RULES, part), text) for part in ("page_number", "counting", "page_edge"))
