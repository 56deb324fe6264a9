"""What office reports, minutes and letters have in common: statements inside them, and their own part of minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from remissnlp.linguistics import sentence_spans
from remissnlp.records import POLITICAL_KINDS, BlockRole, Document, Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import Draft, DraftList, NumberedBlock
from remissnlp.segment.headings import Cue, CueKind, section_label, statement_kind
from remissnlp.segment.register import Body, is_generic
from remissnlp.segment.speakers import bodies_from, leading_bodies

SUBJECT = re.compile(r"\b(?:remiss\w*|yttrande\w*|svar|synpunkter)\b", re.IGNORECASE)
MIN_PROSE_CHARS = 90
HEAD_BLOCKS = 30
_PARAGRAPH = re.compile(r"^(?:[A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{1,4} )?§ ?(?P<number>\d{1,3})\b")
_ANNEX_OF = re.compile(
    r"^Bilaga (?:[\dA-H]{1,2},? )?(?:till )?(?:[A-ZÅÄÖ]{1,5} )?§ ?(?P<number>\d{1,3})\b", re.IGNORECASE
)
# What a part that only retells the draft says of it.
_TOLD = ("retold", "handed_over", "drafter_proposes")
CHAPTER = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=[A-ZÅÄÖ])")
# Minutes have so many paragraphs at least; an extract can leave out a few.
_MIN_ITEMS, _MAX_GAP = 3, 3
_CONSULTED = re.compile(r"\b(?:\w*remiss\w*|remitter\w*|samråd\w*)\b", re.IGNORECASE)


def open_statement(drafts: DraftList, index: int, cue: Cue, bodies: tuple[Body, ...], *, heading: bool = False) -> bool:
    """Begin a political statement or a council's views at a cue; return False where the cue is neither.

    Args:
        drafts: the drafts so far.
        index: the block's index in the document.
        cue: what the block begins.
        bodies: who speaks in the document.
        heading: whether the block is set as a heading.
    """
    if cue.kind is CueKind.COUNCIL:
        draft = drafts.open(index, Kind.ADVISORY_COUNCIL, bodies_from(cue.body), heading=cue.text)
        draft.parent = next((d for d in reversed(drafts.drafts[:-1]) if d.kind is Kind.RESPONSE), None)
        return True
    if cue.kind is CueKind.STATEMENT_HEADING:
        drafts.open(index, statement_kind(cue.label), _made_in(drafts, cue, bodies), heading=cue.text)
        return True
    if cue.kind is CueKind.STATEMENT_PLACE or _ends_statement(drafts, cue):
        draft = drafts.open(index, Kind.OTHER, bodies_from(cue.body) if cue.body else bodies, heading=cue.text)
        draft.has_text = cue.kind is CueKind.STATEMENT_PLACE and not heading  # 'Utdrag ur protokoll, nämnden i Vik'
        return True
    if cue.kind not in {CueKind.STATEMENT, CueKind.STATEMENT_JOINS}:
        return False
    place = _made_in(drafts, cue, bodies)
    draft = drafts.open(index, _kind(drafts, cue), place, heading=cue.text if heading else "")
    draft.parties, draft.authors = cue.authors.parties, cue.authors.names
    return True


def _made_in(drafts: DraftList, cue: Cue, bodies: tuple[Body, ...]) -> tuple[Body, ...]:
    """Return where a statement was made: the body its lead names, or whose minutes it stands in, else who answers."""
    if cue.body:
        return bodies_from(cue.body)
    above = drafts.current
    told = above is not None and (above.kind is Kind.OTHER or above.kind in POLITICAL_KINDS)
    return (above.bodies if told and above else ()) or bodies


def _ends_statement(drafts: DraftList, cue: Cue) -> bool:
    """Say whether a heading such as 'Bilaga B' stands below a statement and so ends it."""
    above = drafts.current
    return cue.label == "annex" and above is not None and above.kind in POLITICAL_KINDS


def _kind(drafts: DraftList, cue: Cue) -> Kind:
    """Return the kind of a statement; a heading right above its lead tells it first."""
    above = drafts.current
    headed = above is not None and not above.has_text and above.kind in POLITICAL_KINDS
    return above.kind if headed and above else statement_kind(cue.label)


def own_paragraph(blocks: Sequence[NumberedBlock]) -> tuple[int, int]:
    """Return the range of positions of the consultation in minutes of several paragraphs; else everything.

    The subject stands behind the paragraph sign or on the line below it. Of several, one that treats no other matter
    by its subject (a motion, a case in court) is taken, and one whose text tells of a consultation before the others.
    """
    starts = _paragraphs(blocks)
    answers, own = _answering(blocks, list(starts))
    if len(starts) < 2 or not answers:
        return 0, len(blocks)
    ends = dict(pairwise([*starts, len(blocks)]))
    told = [p for p in own if any(_CONSULTED.search(text) for _, _, text in blocks[p : ends[p]])]
    begin = (told or own or answers)[0]
    return begin, ends[begin]


def _paragraphs(blocks: Sequence[NumberedBlock]) -> dict[int, int]:
    """Return the position of the heading of each paragraph of minutes -> its number."""
    starts: dict[int, int] = {}
    number = 0
    for position, (_, block, text) in enumerate(blocks):
        heads = text.startswith("§") or block.gap_above or block.role is BlockRole.HEADING  # 'KS § 8' in a list refers
        match = _PARAGRAPH.match(text) if heads and len(text) <= 2 * MIN_PROSE_CHARS else None
        if match and int(match["number"]) != number:  # '§ 71 forts.' at the top of a page goes on
            starts[position] = number = int(match["number"])
    return starts


def _answering(blocks: Sequence[NumberedBlock], starts: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the paragraphs whose subject is an answer, and those of them that answer no motion, court or the like."""
    answers = [p for p in starts if any(SUBJECT.search(text) for _, _, text in blocks[p : p + 2])]
    return answers, [
        p for p in answers if not first_match(load_rules("structure_sv.yaml", "other_matter"), blocks[p][2])
    ]


def answering_item(document: Document, blocks: Sequence[NumberedBlock]) -> Document | None:
    """Return the one paragraph that answers a consultation in the minutes of a meeting, or None for other documents.

    The paragraphs of one meeting are numbered one after another; where only one of them answers, what stands in the
    others says nothing of it. Its annexes belong to it.
    """
    starts = _paragraphs(blocks)
    numbers = list(starts.values())
    in_order = all(1 <= below - above <= _MAX_GAP for above, below in pairwise(numbers))
    if len(numbers) < _MIN_ITEMS or not in_order or len(_answering(blocks, list(starts))[1]) != 1:
        return None
    first, last = own_paragraph(blocks)
    kept = [*range(first, last), *sorted(own_annexes(blocks, first, last))]
    return replace(document, blocks=tuple(blocks[position][1] for position in kept))


def own_annexes(blocks: Sequence[NumberedBlock], first: int, last: int) -> frozenset[int]:
    """Return the positions below a paragraph of minutes that are in annexes to it: 'Bilaga 1 till KS § 58'.

    Args:
        blocks: the content blocks.
        first: the position of the paragraph's heading.
        last: the position behind its last block.
    """
    own = _PARAGRAPH.match(blocks[first][2]) if blocks else None
    found: set[int] = set()
    inside = False
    for position in range(last, len(blocks) if own else last):
        text = blocks[position][2]
        if annex := _ANNEX_OF.match(text):
            inside = own is not None and annex["number"] == own["number"]
        elif _PARAGRAPH.match(text):
            inside = False
        if inside:
            found.add(position)
    return frozenset(found)


def is_below(text: str, heading: str) -> bool:
    """Say whether a numbered heading is below another one in the same series: '2.1 Avgifter' below '2 Förslagen'."""
    own, above = CHAPTER.match(text), CHAPTER.match(heading)
    return own is not None and above is not None and own["number"].startswith(f"{above['number']}.")


def retells(blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a summary only tells how the draft came and what is in it, and nothing of the respondent's own."""
    sentences: list[str] = []
    heading = blocks[position][2]
    for _, block, text in blocks[position + 1 :]:
        if is_below(text, heading):
            continue
        if block.role is BlockRole.HEADING or section_label(text):
            break
        sentences += [text[start:end] for start, end in sentence_spans(text)]
    told = [s for s in sentences if any(first_match(load_rules("holders_sv.yaml", part), s) for part in _TOLD)]
    own = [s for s in sentences if s not in told and (is_generic(s.split()[0]) or _names_body(s))]
    return bool(told) and not own


def _names_body(sentence: str) -> bool:
    """Say whether a sentence begins with a body, or with a preposition and one: 'Inom Viks kommun finns …'."""
    first, _, rest = sentence.partition(" ")
    placed = first_match(load_rules("structure_sv.yaml", "preposition"), first) is not None
    return bool(leading_bodies(rest if placed else sentence)[0])


def add_other(drafts: DraftList, index: int) -> None:
    """Let a block be part of a stretch that belongs to nobody."""
    if drafts.current is not None and drafts.current.kind is Kind.OTHER:
        drafts.extend(index)
    else:
        drafts.open(index, Kind.OTHER)


def is_fresh(drafts: DraftList) -> bool:
    """Say whether the current draft holds headings only."""
    return drafts.current is not None and not drafts.current.has_text


def extend(drafts: DraftList, entry: NumberedBlock) -> Draft:
    """Let the current draft grow over a block; headings above its text stay headings.

    'Kulturnämnden 2021-05-20, § 47' below the heading of a statement only tells where it was made.
    """
    index, block, text = entry
    stated = drafts.current is not None and drafts.current.kind in POLITICAL_KINDS
    placed = stated and first_match(load_rules("structure_sv.yaml", "registered_head"), text) is not None
    return drafts.extend(index, heading=is_fresh(drafts) and (placed or block.role is BlockRole.HEADING))
