"""What a document itself tells of names: who was asked, and headings that are bodies because their siblings are."""

from __future__ import annotations

import re
from collections import defaultdict

from remissnlp.records import Block, BlockRole, Document
from remissnlp.segment.asked import AskedList
from remissnlp.segment.drafts import content_blocks
from remissnlp.segment.headings import Names, heading_name, is_answer_heading, is_statement_heading, section_label
from remissnlp.segment.register import is_body_name, is_generic

_NUMBERED = re.compile(r"^(?:[A-Z](?=\.)|(?:§ ?)?\d{1,3}(?:\.\d{1,2})?)[.)]?\s+(?=[A-ZÅÄÖ])")
_MAX_HEADING_CHARS = 110
_MAX_NAME_WORDS = 9
# So many headings of one style, and such a share of them, must be names by their form for the rest to count as names.
_MIN_NAMED = 3
# 'Svar från X' names a body whatever the form of its name, where a document has several such headings.
_ANSWER = ("answer",)
_MIN_SHARE = 0.6


def gather_names(document: Document, asked: AskedList) -> Names:
    """Return the names that a document tells: keys of those asked, and headings found by their siblings."""
    groups: dict[tuple[object, ...], list[tuple[Block, str]]] = defaultdict(list)
    blocks = [(block, text) for _, block, text in content_blocks(document)]
    for position, (block, text) in enumerate(blocks):
        following = blocks[position + 1][0] if position + 1 < len(blocks) else None
        if style := _style(block, text, following):
            groups[style].append((block, heading_name(text)))
    headings: set[int] = set()
    keys = asked.keys
    for style, members in groups.items():
        named = [block for block, name in members if is_body_name(name, keys) or style == _ANSWER]
        if len(named) >= _MIN_NAMED and len(named) >= _MIN_SHARE * len(members):
            headings |= {block.char_start for block, name in members if _could_be_name(name)}
    return Names(keys=keys, headings=frozenset(headings))


def _style(block: Block, text: str, following: Block | None) -> tuple[object, ...]:
    """Return what a heading shares with its siblings, or () for a block that is no heading of a group.

    Plain text shows no style but numbers; a numbered line is a heading where running text follows it.
    """
    if len(text) > _MAX_HEADING_CHARS or text.endswith((".", ":", ";", ",")) or is_statement_heading(text):
        return ()
    has_text = following is not None and following.role is BlockRole.BODY
    if (has_text or (following is not None and following.role is BlockRole.HEADING)) and is_answer_heading(text):
        return _ANSWER
    numbered = bool(_NUMBERED.match(text)) or (block.role is BlockRole.LIST_ITEM and block.marker[:1].isdigit())
    if numbered and (has_text or block.role is BlockRole.HEADING) and not section_label(_NUMBERED.sub("", text)):
        return ("numbered", text.split(" ", 1)[0].rstrip(".").count("."))
    styled = block.heading_level is not None or block.font_size_pt is not None
    if block.role is not BlockRole.HEADING or not styled or section_label(text):
        return ()
    size = round(block.font_size_pt, 1) if block.font_size_pt else None
    return ("styled", block.heading_level, size, round(block.bold_share or 0.0))


def _could_be_name(name: str) -> bool:
    return (
        name[:1].isupper() and len(name.split()) <= _MAX_NAME_WORDS and not is_generic(name) and not name.endswith("?")
    )
