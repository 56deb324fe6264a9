"""An office report or an extract of minutes, split into its sections; and which of these a document is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile

from remissnlp.records import Block, BlockRole, DocType, Document, Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.asked import AskedList
from remissnlp.segment.copied import tells_copies
from remissnlp.segment.drafts import Draft, DraftList, NumberedBlock, content_blocks
from remissnlp.segment.headings import (
    Cue,
    CueKind,
    Names,
    find_cue,
    is_closing,
    is_office_mark,
    is_statement_heading,
    section_label,
)
from remissnlp.segment.own_annex import is_annex_mark
from remissnlp.segment.parties import local_parties
from remissnlp.segment.register import Body, body_from_name, is_body_name
from remissnlp.segment.signers import signature_start
from remissnlp.segment.speakers import bodies_from, leading_bodies
from remissnlp.segment.standalone import (
    HEAD_BLOCKS,
    MIN_PROSE_CHARS,
    SUBJECT,
    add_other,
    extend,
    open_statement,
    own_annexes,
    own_paragraph,
    retells,
)
from remissnlp.segment.told import holds_text
from remissnlp.segment.votes import Votes, addressee

# Parts of an office report and what kind of text stands in them.
_REPORT_KINDS = {
    "decision": Kind.DECISION,
    "decided": Kind.DECISION,
    "own_summary": Kind.RESPONSE,
    "views": Kind.RESPONSE,
    "answers": Kind.RESPONSE,  # where one body speaks, its own
    "proposal": Kind.PROPOSAL,
    "preparation": Kind.PREPARATION,
    "attachments": Kind.OTHER,
}
_HEAD_AND_SECTION = 2
# The papers that a decision rests on, between its parts.
_BASIS = re.compile(r"^(?:Beslutsunderlag|Underlag (?:för|till) beslut(?:et)?|Handlingar i ärendet)$")
_OWN_PROPOSAL = re.compile(r"\b(?:föreslår|föreslås)\b.{0,40}\b\w*fullmäktige\b")
_ANSWER = re.compile(r"\b(?:som (?:sitt )?svar|remissen|besvara\w*|yttrande)\b", re.IGNORECASE)
_BOARD = r"(?P<body>[\wÀ-ÿ-]+(?: och [\wÀ-ÿ]+)?(?:nämnden|styrelsen))"
_DECIDING = re.compile(rf"\b(?:att|föreslår) {_BOARD} (?:beslutar|beslutade|besluta|föreslås)\b")
_DECIDED = re.compile(rf"^{_BOARD}s beslut$")
_DECIDES = re.compile(
    r"\b(?:beslut\w*|besvara\w*|överlämna\w*|godkänn\w*|justera\w*|anta\w*|översänd\w*)\b", re.IGNORECASE
)
_OWN_DEMAND = re.compile(r"\b(?:eget|egna|sitt|sina) (?:[a-zåäö]+ )?(?:till|ändrings)?yrkanden?\b")
_PARAGRAPH = re.compile(r"^(?:[A-ZÅÄÖ]{2,5} )?§ ?\d{1,3}\b(?!.*[.:]$)")
# 'att som Viks kommuns svar avge följande yttrande'
_ANSWERS_AS = re.compile(r"\b(?:som|såsom) (?P<body>[A-ZÅÄÖ][^.:;,]{3,60}?)s (?:svar|yttrande|remissvar)\b")
_OFFICE_HEADING = re.compile(r"^(?P<office>[A-ZÅÄÖ][\wÀ-ÿ-]{3,}(?:kontoret|förvaltningen|kansliet))s\b")


def split_report(document: Document, blocks: list[NumberedBlock] | None = None) -> list[Draft]:
    """Return the drafts of an office report: decision, own summary and views answer; background retells the draft.

    Args:
        document: the document.
        blocks: the content blocks of the report where the document holds several.
    """
    whole = blocks is None
    blocks = content_blocks(document) if blocks is None else blocks
    bodies, author = report_speaker(blocks)
    own_draft = _is_own_proposal(blocks)
    names = Names(parties=local_parties(document.text))
    drafts = DraftList()
    first, last = own_paragraph(blocks)
    annexes = own_annexes(blocks, first, last)
    minutes = any(_PARAGRAPH.match(text) for _, _, text in blocks[:HEAD_BLOCKS])
    between = _second_head(blocks)
    foot = signature_start(blocks, 0)
    for position, entry in enumerate(blocks):
        index, block, text = entry
        outside = not (first <= position < last or position in annexes) or position in between
        if outside or tells_copies(text) or (position == foot and _is_signed(drafts.current)):
            add_other(drafts, index)
            continue
        goes_on = position - 1 in between
        if (minutes or goes_on or _titles_annex(blocks, position)) and _is_subject(blocks, position):
            _open_section(drafts, index, Kind.RESPONSE, bodies, text)
            minutes = False
            continue
        cue = find_cue(block, text, names)
        if cue and _states(drafts, blocks, position, cue, bodies, names):
            continue
        label = section_label(text) if block.role is BlockRole.HEADING or (cue and cue.kind is CueKind.PART) else ""
        kind = Kind.RESPONSE if _BASIS.match(text) else _REPORT_KINDS.get(label)
        if kind is not None:
            retold = own_draft or (label == "own_summary" and retells(blocks, position))
            if retold and kind in {Kind.DECISION, Kind.RESPONSE}:
                kind = Kind.PROPOSAL
            _open_section(drafts, index, kind, bodies, text)
            _claim_title(drafts, blocks, position)
            continue
        if drafts.current is not None and drafts.current.kind is Kind.DECISION and _leaves_decision(block, text):
            drafts.open(index, Kind.RESPONSE, bodies)
            continue
        extend(drafts, entry)
    for draft in drafts.drafts:
        if draft.kind in {Kind.RESPONSE, Kind.DECISION, Kind.PROPOSAL, Kind.PREPARATION}:
            draft.author_body = author
            draft.date = document.date if whole else None
    return drafts.drafts


def _is_signed(draft: Draft | None) -> bool:
    """Say whether a draft is of the report itself, which its signature ends; a dissent has its own."""
    return draft is not None and draft.kind in {Kind.RESPONSE, Kind.DECISION, Kind.PROPOSAL}


def _second_head(blocks: Sequence[NumberedBlock]) -> frozenset[int]:
    """Return the positions between a report and the minutes or annex below it: who signed, the head of the other."""
    found: set[int] = set()
    prose = next((p for p, (_, _, text) in enumerate(blocks) if len(text) >= MIN_PROSE_CHARS), len(blocks))
    for position in range(prose + 1, len(blocks)):
        text = blocks[position][2]
        heads = heads_minutes(text) or is_annex_mark(text)
        if not heads or not _is_line(blocks[position]) or section_label(text) not in {"", "annex"}:
            continue
        below = list(takewhile(_is_line, blocks[position:]))
        headed = position + len(below) < len(blocks)
        if headed and blocks[position + len(below)][1].role is BlockRole.HEADING:
            above = list(takewhile(_is_line, reversed(blocks[:position])))
            found |= set(range(position - len(above), position + len(below)))
    return frozenset(found)


def heads_minutes(text: str) -> bool:
    """Say whether a line of a letterhead tells that minutes follow: 'PROTOKOLLSUTDRAG'."""
    found = first_match(load_rules("structure_sv.yaml", "letterhead"), text)
    return found is not None and found[0].id.endswith("minutes")


def _is_line(entry: NumberedBlock) -> bool:
    """Say whether a block is a line of a letterhead or signature by its form: short, no sentence, no heading."""
    _, block, text = entry
    return block.role is BlockRole.BODY and len(text) < MIN_PROSE_CHARS and text[-1] not in ".!?:"


def _is_subject(blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a heading, or a short line right below the number of a paragraph, is the subject of minutes."""
    _, block, text = blocks[position]
    below = position > 0 and bool(_PARAGRAPH.match(blocks[position - 1][2])) and len(text) <= 2 * MIN_PROSE_CHARS
    headed = below or block.role is BlockRole.HEADING
    return headed and bool(SUBJECT.search(text)) and not is_body_name(text)


def _titles_annex(blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a heading is the title of the answer in an annex: 'Bilaga 1 till § 24', 'Yttrande över …'."""
    above = section_label(blocks[position - 1][2]) if position else ""
    return above == "annex" and not is_statement_heading(blocks[position][2])


def _states(
    drafts: DraftList,
    blocks: Sequence[NumberedBlock],
    position: int,
    cue: Cue,
    bodies: tuple[Body, ...],
    names: Names,
) -> bool:
    """Begin a political statement at a cue, unless its heading stands above a mere reference; say whether it is one."""
    index, block, _ = blocks[position]
    if _only_refers(cue, blocks, position, names) or _told_below(cue, blocks, position, names):
        extend(drafts, blocks[position])
        return True
    return open_statement(drafts, index, cue, bodies, heading=block.role is BlockRole.HEADING)


def _only_refers(cue: Cue, blocks: Sequence[NumberedBlock], position: int, names: Names) -> bool:
    """Say whether a heading such as 'Reservation' stands in minutes above no more than who dissents, text elsewhere."""
    if cue.kind is not CueKind.STATEMENT_HEADING or position + 1 >= len(blocks):
        return False
    _, block, text = blocks[position + 1]
    below = find_cue(block, text, names)
    if below is None:
        return False
    return below.kind is CueKind.STATEMENT_REFERENCE or _told_below(below, blocks, position + 1, names)


def _told_below(cue: Cue, blocks: Sequence[NumberedBlock], position: int, names: Names) -> bool:
    """Say whether a line only tells who dissents, right above the next heading, and the text stands further down.

    'Bo Al (M) reserverar sig till förmån för eget yrkande.' joins what he moved; his reasons can stand below.
    """
    following = blocks[position + 1 :]
    ends = bool(following) and following[0][1].role is BlockRole.HEADING
    if cue.kind not in {CueKind.STATEMENT, CueKind.STATEMENT_JOINS} or holds_text(cue) or not ends:
        return False
    later = [find_cue(block, text, names) for _, block, text in following]
    return any(_has_text_of(cue, other, below) for other, below in pairwise(later))


def _has_text_of(cue: Cue, other: Cue | None, below: Cue | None) -> bool:
    """Say whether a later lead or bare heading, of the same kind as an earlier lead, stands above its text."""
    if other is None or other.label != cue.label:
        return False
    headed = other.kind is CueKind.STATEMENT_HEADING and (below is None or below.kind is not CueKind.STATEMENT)
    same = set(other.authors.names) & set(cue.authors.names) or set(other.authors.parties) & set(cue.authors.parties)
    titles = below is None and len(other.text) <= MIN_PROSE_CHARS and other.text[-1] not in ".:"  # 'Reservation (S)'
    # 'till förmån för eget yrkande' joins nobody else.
    headed = headed and (cue.kind is CueKind.STATEMENT or _OWN_DEMAND.search(cue.text) is not None)
    return headed or (other.kind is CueKind.STATEMENT and bool(same) and (titles or holds_text(other)))


def _leaves_decision(block: Block, text: str) -> bool:
    """Say whether a paragraph below a decision is the text that was decided on: 'avge följande yttrande: …'."""
    return block.role is BlockRole.BODY and len(text) >= MIN_PROSE_CHARS and not _DECIDES.search(text)


def _open_section(drafts: DraftList, index: int, kind: Kind, bodies: tuple[Body, ...], heading: str) -> None:
    """Begin a section, unless it goes on with the same kind; `section` of its statements tells the parts apart."""
    current = drafts.current
    if current is not None and current.kind is kind and current.has_text:
        drafts.extend(index)
        return
    # A head of headings alone (title, subject line) is not the section's own.
    if current is not None and not current.has_text and current.kind is Kind.OTHER:
        current.has_text = True
    drafts.open(index, kind, () if kind is Kind.OTHER else bodies, heading=heading)


def _claim_title(drafts: DraftList, blocks: Sequence[NumberedBlock], position: int) -> None:
    """Let the title of a report right above its first section belong to that section and not to the letterhead."""
    head = drafts.drafts[-2] if len(drafts.drafts) == _HEAD_AND_SECTION else None
    above = blocks[position - 1] if position > 1 else None
    if head is None or above is None or head.kind is not Kind.OTHER or head.end != above[0] or head.start == above[0]:
        return
    if above[1].heading_level is not None and not is_body_name(above[2]):
        head.end, drafts.drafts[-1].start = blocks[position - 2][0], above[0]


def _is_own_proposal(blocks: Sequence[NumberedBlock]) -> bool:
    """Say whether a report proposes its own draft to the council instead of answering somebody else's."""
    texts = [text for _, _, text in blocks[:HEAD_BLOCKS]]
    return any(_OWN_PROPOSAL.search(text) for text in texts) and not any(_ANSWER.search(text) for text in texts)


def report_speaker(blocks: Sequence[NumberedBlock]) -> tuple[tuple[Body, ...], str]:
    """Return (the body that answers, the office that wrote) of an office report or an extract of minutes.

    Where the decision says as whose answer it is sent, that is who answers. Else the addressee, the body that the
    proposed decision names and names in the head all vote.
    """
    texts = [text for _, _, text in blocks]
    if told := next((match["body"] for text in texts[:HEAD_BLOCKS] if (match := _ANSWERS_AS.search(text))), ""):
        return bodies_from(told), _office(texts)
    votes = Votes()
    for text in texts[:HEAD_BLOCKS]:
        if name := addressee(text):
            votes.add(name, 4.0)
        elif is_body_name(text):
            votes.add(text, 2.0)
        else:
            names, end = leading_bodies(text)
            for name in names:  # who sent the draft is answered, and answers nothing
                votes.add(name, -3.0 if AskedList.sends(text[end:]) else 3.0)
        if match := _DECIDING.search(text):
            votes.add(match["body"][:1].upper() + match["body"][1:], 3.0)
        if (match := _DECIDED.match(text)) and len(text) < MIN_PROSE_CHARS:
            votes.add(match["body"], 3.0)
    return (bodies_from(votes.winner()) if votes.winner() else ()), _office(texts)


def _office(texts: list[str]) -> str:
    """Return the office that writes: a name in the head, an office's own heading, or the office that speaks most."""
    for text in texts[:HEAD_BLOCKS]:
        if is_body_name(text) and body_from_name(text).is_office:
            return text
    named = [
        match["office"] for text in texts if (match := _OFFICE_HEADING.match(text)) and len(text) < MIN_PROSE_CHARS
    ]
    named += [name for text in texts for name in leading_bodies(text)[0] if body_from_name(name).is_office]
    return Counter(named).most_common(1)[0][0] if named else ""


def is_report(document: Document) -> bool:
    """Say whether a document has the marks of an office report or an extract of minutes.

    These are a proposed decision, or a line that only such forms have, together with at least one more known section.
    """
    blocks = content_blocks(document)
    labels = {section_label(text) for _, block, text in blocks if len(text) < MIN_PROSE_CHARS} - {""}
    head = [text for _, _, text in blocks[:HEAD_BLOCKS]]
    marked = any(is_office_mark(text) for text in head if not text.startswith(("Handläggare", "Till")))
    # An extract of minutes tells its paragraph and what was decided under it.
    minutes = "decided" in labels and any(_PARAGRAPH.match(text) for text in head)
    return len(labels) > 1 and ("decision" in labels or marked or minutes)


def doc_type_of(document: Document) -> DocType:
    """Return the type of a document that holds one respondent."""
    if is_report(document):
        return DocType.OFFICE_REPORT
    blocks = content_blocks(document)
    head = [text for _, _, text in blocks[:HEAD_BLOCKS]]
    closing = any(is_closing(text) for _, _, text in blocks[-12:])
    return DocType.LETTER if closing or any(SUBJECT.search(text) for text in head) else DocType.OTHER
