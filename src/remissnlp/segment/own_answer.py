"""An answer that holds the answers of others: a group's parent company answers first and encloses its subsidiaries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from remissnlp.records import POLITICAL_KINDS, Document, Kind, RespondentType
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.asked import AskedList
from remissnlp.segment.drafts import Draft, NumberedBlock, content_blocks
from remissnlp.segment.headings import section_label
from remissnlp.segment.letters import letter_speaker
from remissnlp.segment.openers import opening_names
from remissnlp.segment.register import Body, is_generic, same_body

_ANSWERS = frozenset({Kind.RESPONSE, Kind.SUMMARY, Kind.DECISION, Kind.ADVISORY_COUNCIL})
_OWN_TITLE = re.compile(
    r"\b(?:svar (?:på|över|till|angående)|(?:yttrande|utlåtande) (?:över|om|angående)|remissvar|remissyttrande)\b", re.I
)
_HEAD_BLOCKS = 15
_SUBSIDIARY = frozenset({RespondentType.COMPANY, RespondentType.OTHER, RespondentType.ASSOCIATION})


def claim_opening(document: Document, drafts: list[Draft], asked: AskedList) -> None:
    """Give what stands before the first answer to the document's own sender where it is an answer itself.

    Args:
        document: a document with several answers.
        drafts: its drafts; the opening one becomes a response, and answers of companies below it its parts.
        asked: who the document says prepared the case; that office sends the draft and answers nothing.
    """
    first = next((number for number, draft in enumerate(drafts) if draft.kind in _ANSWERS), 0)
    blocks = content_blocks(document)
    title = answers_in_title(blocks)
    if not (first and title) or asked.sender:
        return
    begin, end = drafts[0].start, drafts[first].start
    head = [entry for entry in blocks if begin <= entry[0] < end]
    bodies = letter_speaker(document, head)
    own = next((d for d in drafts[:first] if _may_answer(d) and _speaks(head, d, bodies)), None)
    if not bodies or own is None or any(same_body(bodies[0].name, d.body.name) for d in drafts[first:] if d.body):
        return
    own.kind, own.bodies, own.date = Kind.RESPONSE, bodies, document.date
    _begin_at(drafts, own, next(index for index, _, text in blocks if text == title), title)
    for draft in drafts[drafts.index(own) + 1 :]:
        if draft.kind in _ANSWERS and draft.parent is None and draft.body and draft.body.type in _SUBSIDIARY:
            draft.parent = own
    # What stands below the last of them is said in the own board: its decision, what politicians add to it.
    for draft in takewhile(lambda d: d.kind in POLITICAL_KINDS | {Kind.OTHER}, reversed(drafts)):
        if draft.kind in POLITICAL_KINDS and (draft.body is None or draft.body.type in _SUBSIDIARY):
            draft.bodies = bodies
        elif draft.kind is Kind.OTHER and section_label(draft.heading) == "decided":
            draft.kind, draft.bodies = Kind.DECISION, bodies


def answers_in_title(blocks: Sequence[NumberedBlock]) -> str:
    """Return the line in the head of a document that says that it is an answer, or ''."""
    head = (text for _, _, text in blocks[:_HEAD_BLOCKS])
    return next((text for text in head if _OWN_TITLE.search(text) and not _collects(text)), "")


def _begin_at(drafts: list[Draft], own: Draft, subject: int, title: str) -> None:
    """Let an answer begin at its subject line: above it stands the letterhead, below it nobody else speaks."""
    above = [draft for draft in drafts[: drafts.index(own)] if draft.end >= subject]
    if subject > own.end or any(draft.kind is not Kind.OTHER for draft in above):
        return
    begin = (above or [own])[0].start
    place = drafts.index((above or [own])[0])
    del drafts[place : place + len(above)]
    if begin < subject:
        drafts.insert(place, Draft(kind=Kind.OTHER, start=begin, end=subject - 1, has_text=True))
    own.start, own.heading = subject, title


def _collects(text: str) -> bool:
    return first_match(load_rules("structure_sv.yaml", "collection"), text) is not None


def _may_answer(draft: Draft) -> bool:
    """Say whether a draft before the first answer can be the sender's own: of no kind yet, or its 'Sammanfattning'."""
    own_part = draft.kind is Kind.PROPOSAL and section_label(draft.heading) in {"own_summary", "views"}
    return draft.kind is Kind.OTHER or own_part


def _speaks(blocks: Sequence[NumberedBlock], draft: Draft, bodies: tuple[Body, ...]) -> bool:
    """Say whether a paragraph of the draft begins with the body, or with 'Bolaget' and the like, as its speaker."""
    for index, _, text in blocks:
        if not draft.start <= index <= draft.end:
            continue
        names = opening_names(text)
        if names and (is_generic(names[0]) or any(same_body(names[0], body.name) for body in bodies)):
            return True
    return False
