"""Where a document says what it is: spans of its title, case number, date, sender and type, for a reader to check."""

from __future__ import annotations

import re

from remissnlp.dates import find_dates
from remissnlp.records import Document
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.asked import AskedList
from remissnlp.segment.headings import heading_name, is_office_mark
from remissnlp.segment.register import is_body_name

_HEAD_BLOCKS = 40
# What tells the type: the mark of an office report, the title of a collection, a subject line.
_SUBJECT = re.compile(r"\b(?:remissvar|yttrande|svar på|synpunkter på|remiss)\b[^.]*", re.IGNORECASE)


def sender_of(document: Document, respondent: str, asked: AskedList) -> str:
    """Return who sends a document: the respondent of a letter or report, or whoever put a compilation together."""
    if respondent or asked.sender:
        return respondent or asked.sender
    head = (document.block_text(block).strip() for block in document.blocks[:_HEAD_BLOCKS])
    return next((name for text in head if is_body_name(name := heading_name(text))), "")


def metadata_spans(document: Document, sender: str) -> tuple[tuple[str, int, int], ...]:
    """Return (field, start, end) of each piece of metadata that the document's text shows.

    Args:
        document: the document with its title, case number and date.
        sender: who sends it.
    """
    head = document.text[: document.blocks[:_HEAD_BLOCKS][-1].char_end] if document.blocks else ""
    found = {
        "title": _place(head, document.title),
        "case_number": _place(head, document.case_number),
        "date": next(((start, end) for start, end, iso in find_dates(head) if iso == document.date), None),
        "sender": _place(document.text, sender),
        "doc_type": _type_place(document),
    }
    return tuple((field, *place) for field, place in found.items() if place)


def _place(text: str, value: str | None) -> tuple[int, int] | None:
    """Return where a value first stands in a text, whatever the case of its letters."""
    match = re.search(re.escape(value), text, re.IGNORECASE) if value else None
    return match.span() if match else None


def _type_place(document: Document) -> tuple[int, int] | None:
    """Return the words in the head that tell the type: 'Tjänsteutlåtande', 'Samrådsredogörelse', 'Svar på remiss'."""
    for block in document.blocks[:_HEAD_BLOCKS]:
        text = document.block_text(block)
        if is_office_mark(text.strip()):
            return block.char_start, block.char_end
        collection = first_match(load_rules("structure_sv.yaml", "collection"), text)
        match = collection[1] if collection else _SUBJECT.search(text)
        if match:
            return block.char_start + match.start(), block.char_start + match.end()
    return None
