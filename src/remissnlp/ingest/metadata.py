"""Title, case number and date of a document, from the blocks at its head. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from remissnlp.dates import MONTHS
from remissnlp.records import Block, BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.text import ends_sentence

_NOT_HEAD = frozenset({BlockRole.LIST_ITEM, BlockRole.FOOTER})  # a foot may be a note that dates something else
_HEAD_BLOCKS = 40
_DATE_BLOCKS = 25
_RULES = "metadata_sv.yaml"
_NUMBERED_LABEL_CHARS = 45  # a shorter heading with a case number names the registry, not the subject
_SUBJECT_CHARS = 160
_RUNNING_CHARS = 120  # a longer block is running text, whose dates and numbers are those of others


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a document says of itself; None is unknown."""

    title: str | None
    case_number: str | None
    date: str | None


def find_metadata(text: str, blocks: Sequence[Block], *, title: str | None = None) -> Metadata:
    """Return title, case number and date (ISO).

    Args:
        text: the canonical text.
        blocks: its blocks.
        title: the title the file itself carries; used where the text shows none.
    """
    head = [
        text[block.char_start : block.char_end]
        for block in blocks[:_HEAD_BLOCKS]
        if block.role not in _NOT_HEAD and block.char_end - block.char_start <= _RUNNING_CHARS
    ]
    return Metadata(
        title=_title(text, blocks) or title,
        case_number=next((number for line in head if (number := case_number_in(line))), None),
        date=_date(head[:_DATE_BLOCKS]),
    )


def case_number_in(line: str) -> str | None:
    """Return the case number that a line names by its label, None without one."""
    found = first_match(load_rules(_RULES, "case_number"), line)
    return found[1]["number"].strip(" .,;:") if found else None


def date_in(line: str) -> str | None:
    """Return the first date of a line as ISO 8601, None without one."""
    found = first_match(load_rules(_RULES, "date"), line)
    if found is None:
        return None
    parts = found[1].groupdict()
    month = int(parts["month"]) if parts["month"].isdigit() else MONTHS.index(parts["month"].lower()) + 1
    day = int(parts["day"])
    return f"{parts['year']}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _title(text: str, blocks: Sequence[Block]) -> str | None:
    """Pick a heading above the first sentence: one that names a subject, of the highest level or largest font."""
    headings: list[tuple[bool, int, float, str]] = []
    in_head = True
    for block in blocks[:_HEAD_BLOCKS]:
        content = text[block.char_start : block.char_end]
        is_subject = first_match(load_rules(_RULES, "title_subject"), content) is not None
        if _may_be_title(block, content, in_head=in_head, is_subject=is_subject):
            headings.append((is_subject, -(block.heading_level or 9), block.font_size_pt or 0.0, content))
        elif block.role is not BlockRole.HEADING and ends_sentence(content) and len(content) > 40:
            in_head = False
    if not headings:
        return None
    best = max(range(len(headings)), key=lambda i: (headings[i][:3], -i))
    return headings[best][3]


def _may_be_title(block: Block, content: str, *, in_head: bool, is_subject: bool) -> bool:
    """Tell a heading, or a subject line above the first sentence that is not set as one."""
    if block.role is BlockRole.HEADING:
        return (in_head or block.heading_level == 1) and not _is_label(content)
    is_line = block.role is BlockRole.BODY and len(content) <= _SUBJECT_CHARS and not ends_sentence(content)
    return is_line and in_head and is_subject


def _is_label(content: str) -> bool:
    numbered = len(content) < _NUMBERED_LABEL_CHARS and case_number_in(content) is not None
    return numbered or first_match(load_rules(_RULES, "title_label"), content) is not None


def _date(head: Sequence[str]) -> str | None:
    for line in head:
        if date := date_in(line):
            return date
    return None
