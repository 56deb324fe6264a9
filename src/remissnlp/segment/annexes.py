"""A letter that encloses the answers it builds on: an annex each, headed by the body that gave it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from remissnlp.records import Document, Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import Draft, DraftList, NumberedBlock, content_blocks
from remissnlp.segment.headings import find_cue, heading_name
from remissnlp.segment.letters import letter_speaker, split_letter
from remissnlp.segment.own_annex import encloses
from remissnlp.segment.register import Body, is_body_name
from remissnlp.segment.speakers import bodies_from, split_joint
from remissnlp.segment.standalone import MIN_PROSE_CHARS, SUBJECT, extend, open_statement

_ANNEX = re.compile(
    r"^bilaga (?:(?:\d{1,2}|[A-ZÅÄÖ])\b[.:,]?|till [^.:;]{3,60}s (?:remissvar|yttrande|remissyttrande|svar)$)",
    re.IGNORECASE,
)
_HEAD_BLOCKS = 15
_MAX_HEADING_LINES = 2
# What stands behind a name in the heading of an annex: how and when it was decided.
_DECIDED = re.compile(r",? (?:ordförande|delegations|styrelse|presidie)?beslut\b.*$|,? protokoll\b.*$")


def split_annexed(document: Document, blocks: list[NumberedBlock] | None = None) -> list[Draft] | None:
    """Return the drafts of a letter and of the answers in its annexes, or None where no annex is headed by a body.

    An annex of political statements belongs to whoever wrote the letter.

    Args:
        document: the document.
        blocks: the content blocks of one letter where the document holds several.
    """
    whole = blocks is None
    blocks = content_blocks(document) if blocks is None else blocks
    starts = [position for position, (_, _, text) in enumerate(blocks) if _begins_annex(blocks, position, text)]
    head = [text for _, _, text in blocks[:_HEAD_BLOCKS]]
    own = any(SUBJECT.search(text) for text in head) and not any(_collects(text) for text in head)
    others = [start for start in starts if not encloses(blocks[: starts[0]], blocks[start:])]
    named = {start: name for start in others if (name := _annex_name(blocks, start))}
    if not (own and named) or not any(len(text) >= MIN_PROSE_CHARS for _, _, text in blocks[: starts[0]]):
        return None
    letter = blocks[: starts[0]]
    bodies = letter_speaker(document, letter, whole=whole)
    drafts = split_letter(document, letter, bodies=bodies)
    for draft in drafts:
        draft.date = document.date if whole and draft.kind is Kind.RESPONSE else draft.date
    for begin, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        annex = blocks[begin:end]
        if begin in named:
            drafts += split_letter(document, annex, bodies=bodies_from(named[begin]), heading_lines=_MAX_HEADING_LINES)
        else:
            drafts += _statements(annex, bodies)
    return drafts


def _collects(text: str) -> bool:
    return first_match(load_rules("structure_sv.yaml", "collection"), text) is not None


def _begins_annex(blocks: Sequence[NumberedBlock], position: int, text: str) -> bool:
    """Say whether a line is the heading of an annex and no line of the list of annexes."""
    if not _ANNEX.match(text) or len(text) > MIN_PROSE_CHARS or text.endswith("."):
        return False
    following = blocks[position + 1][2] if position + 1 < len(blocks) else ""
    return bool(following) and not _ANNEX.match(following)


def _annex_name(blocks: Sequence[NumberedBlock], start: int) -> str:
    """Return the body that the heading of an annex names, behind its number or on the line below, or ''."""
    rest = _ANNEX.sub("", blocks[start][2]).strip(" –-")
    line = rest or blocks[start + 1][2]
    name = heading_name(_DECIDED.sub("", line), registered=True)
    return name if all(is_body_name(part) for part in split_joint(name)) else ""


def _statements(blocks: Sequence[NumberedBlock], bodies: tuple[Body, ...]) -> list[Draft]:
    """Return the drafts of an annex that no body heads: political statements, or something that is no answer."""
    drafts = DraftList()
    drafts.open(blocks[0][0], Kind.OTHER, heading=blocks[0][2])
    for entry in blocks[1:]:
        index, block, text = entry
        cue = find_cue(block, text)
        if not (cue and open_statement(drafts, index, cue, bodies)):
            extend(drafts, entry)
    return drafts.drafts
