"""The answer in an annex to the report or minutes that decide on it: 'Bilaga § 93 A', of the same sender."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from remissnlp.records import BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.headings import heading_name
from remissnlp.segment.register import is_body_name, same_body
from remissnlp.segment.standalone import MIN_PROSE_CHARS
from remissnlp.segment.votes import addressee

_MAX_HEAD_LINES = 12
# What stands behind the name in a letterhead: 'Region Vik, 860 00 Vik', 'VIKS KOMMUN 3 (4)'.
_BEHIND = re.compile(r",? \d.*$|,? (?:Box|Dnr|Diarienr) .*$", re.IGNORECASE)


def is_annex_mark(text: str) -> bool:
    """Say whether a line of a letterhead says that what follows is an annex: 'Kommunstyrelsen Bilaga 1'."""
    return len(text) < MIN_PROSE_CHARS and first_match(load_rules("papers_sv.yaml", "annex_mark"), text) is not None


def encloses(above: Sequence[NumberedBlock], part: Sequence[NumberedBlock]) -> bool:
    """Say whether a paper is an annex to the one above it by the same sender, and so no letter of somebody else's.

    Args:
        above: the content blocks of a paper.
        part: those of the paper below it.
    """
    head = _head(part)
    if not any(is_annex_mark(text) for text in head):
        return False
    title = [text for _, _, text in part[len(head) : len(head) + 1]]  # can be the name of who wrote it
    sender = next((name for text in [*head, *title] if (name := _name(text))), "")
    own = [name for text in _head(above) if (name := _name(text) or addressee(text))]
    return not sender or any(same_body(sender, name) for name in own)


def _head(part: Sequence[NumberedBlock]) -> list[str]:
    """Return the short lines with which a paper begins, up to its first heading in another type or its prose."""
    lines = takewhile(lambda entry: len(entry[2]) < MIN_PROSE_CHARS and not _is_title(entry), part)
    return [text for _, _, text in list(lines)[:_MAX_HEAD_LINES]]


def _is_title(entry: NumberedBlock) -> bool:
    return entry[1].role is BlockRole.HEADING and entry[1].heading_level is not None


def _name(text: str) -> str:
    """Return the body that a line of a letterhead names, or ''."""
    found = first_match(load_rules("papers_sv.yaml", "annex_mark"), text)
    name = heading_name(_BEHIND.sub("", text[: found[1].start()] if found else text).strip())
    return name if is_body_name(name) else ""
