"""Parts inside an answer: a chapter that only retells the draft, and where the answer goes on."""

from __future__ import annotations

from collections.abc import Sequence

from remissnlp.records import POLITICAL_KINDS, BlockRole, Kind
from remissnlp.segment.drafts import Draft, DraftList, NumberedBlock
from remissnlp.segment.headings import section_label
from remissnlp.segment.register import Body
from remissnlp.segment.speakers import leading_bodies
from remissnlp.segment.standalone import CHAPTER, SUBJECT, extend, is_below, retells


def go_on(blocks: Sequence[NumberedBlock], position: int, drafts: DraftList, bodies: tuple[Body, ...]) -> None:
    """Let a letter go on over a block; a heading can begin a part that only retells the draft, or end it."""
    index, block, text = blocks[position]
    kind = _part_kind(blocks, position, drafts, bodies) if block.role is BlockRole.HEADING else None
    if kind:
        names = leading_bodies(CHAPTER.sub("", text))[0]  # '5. Viks kommun med anledning av …'
        own = tuple(body for body in bodies if body.name in names)
        drafts.open(index, kind, own or bodies, heading=text)
    else:
        extend(drafts, blocks[position])


def _part_kind(
    blocks: Sequence[NumberedBlock], position: int, drafts: DraftList, bodies: tuple[Body, ...]
) -> Kind | None:
    """Return what a heading inside an answer begins: a part that only retells the draft, or the answer again.

    Enclosed minutes of who answers go on with the answer at the item about it.
    """
    current, text = drafts.current, blocks[position][2]
    if current is None or not current.has_text:
        return None
    if current.kind is Kind.OTHER and current.bodies and current.bodies == bodies:
        return Kind.RESPONSE if SUBJECT.search(text) else None
    if current.kind is Kind.PROPOSAL and is_below(text, current.heading):
        return None
    if current.kind is Kind.PROPOSAL or _goes_on_behind(current, text):
        return Kind.RESPONSE
    told = section_label(text) == "proposal" and retells(blocks, position)
    return Kind.PROPOSAL if told and current.kind is Kind.RESPONSE else None


def _goes_on_behind(current: Draft, text: str) -> bool:
    """Say whether a heading is the next one of the series in which a dissent has a number of its own."""
    dissent, own = CHAPTER.match(current.heading), CHAPTER.match(text)
    if current.kind not in POLITICAL_KINDS or not (dissent and own):
        return False
    return dissent.group().count(".") == own.group().count(".")
