"""Below a letter: the note that it was signed digitally and the list of those who get a copy; none of them speaks."""

from __future__ import annotations

from collections.abc import Sequence

from remissnlp.records import BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.headings import is_statement_heading, section_label

_TABLE = "structure_sv.yaml"
_MAX_LINE_CHARS = 90
_ENDS = frozenset({"attachments", "annex"})


def is_digital_note(text: str) -> bool:
    """Say whether a block is the note that stands for a signature: 'Beslutet har undertecknats digitalt …'."""
    return first_match(load_rules(_TABLE, "digital_note"), text) is not None


def tells_copies(text: str) -> bool:
    """Say whether a block begins with 'Beslutet skickas till' or the like, with or without the names."""
    found = first_match(load_rules(_TABLE, "copies"), text)
    return found is not None and found[1].start() == 0


def copied_to(blocks: Sequence[NumberedBlock]) -> frozenset[int]:
    """Return the positions of the lines that name who gets a copy: below 'Kopia till', or behind it.

    Args:
        blocks: the content blocks of a letter or report.
    """
    found: set[int] = set()
    listing = False
    for position, (_, block, text) in enumerate(blocks):
        label = first_match(load_rules(_TABLE, "copies"), text)
        if label:
            listing = label[1].end() == len(text)
            if label[1].start() == 0:
                found.add(position)
            continue
        listing = listing and _is_name_line(text, block.role)
        if listing:
            found.add(position)
    return frozenset(found)


def copies_below(blocks: Sequence[NumberedBlock], headings: frozenset[int]) -> frozenset[int]:
    """Return the positions of labels such as 'Beslutet skickas till' and of the lines that stand right below them.

    Among several answers a line with space above it can be the heading of the next one.

    Args:
        blocks: the content blocks of a document that holds several answers.
        headings: offsets of the headings of answers.
    """
    found: set[int] = set()
    for position in sorted(copied_to(blocks)):
        block = blocks[position][1]
        below = position - 1 in found and not block.gap_above and block.heading_level is None
        labels = first_match(load_rules(_TABLE, "copies"), blocks[position][2]) is not None
        if labels or (below and block.char_start not in headings):
            found.add(position)
    return frozenset(found)


def _is_name_line(text: str, role: BlockRole) -> bool:
    """Say whether a line can be one of a list of names: short, no sentence and no heading of what comes next."""
    if section_label(text) in _ENDS or is_statement_heading(text):
        return False
    return len(text) <= _MAX_LINE_CHARS and (role is BlockRole.LIST_ITEM or text[-1] not in ".!?:")
