"""A document of one respondent: an office report or a letter, split into its sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from remissnlp.linguistics import sentence_spans
from remissnlp.records import FURNITURE, Block, BlockRole, DocType, Document, Kind, RespondentType
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import Draft, DraftList, NumberedBlock, content_blocks
from remissnlp.segment.headings import (
    Cue,
    CueKind,
    find_cue,
    heading_name,
    is_answer_heading,
    is_closing,
    is_office_mark,
    section_label,
    statement_kind,
)
from remissnlp.segment.register import Body, body_from_name, is_body_name, is_generic, is_sender_office, respondent_key
from remissnlp.segment.speakers import bodies_from, leading_bodies, nominative, read_authors

# Parts of an office report and what kind of text stands in them.
_REPORT_KINDS = {
    "decision": Kind.DECISION,
    "decided": Kind.DECISION,
    "own_summary": Kind.RESPONSE,
    "views": Kind.RESPONSE,
    "proposal": Kind.PROPOSAL,
    "preparation": Kind.PREPARATION,
    "attachments": Kind.OTHER,
}
_SUBJECT = re.compile(r"\b(?:remiss\w*|yttrande\w*|svar|synpunkter)\b", re.IGNORECASE)
_OWN_PROPOSAL = re.compile(r"\b(?:föreslår|föreslås)\b.{0,40}\b\w*fullmäktige\b")
_ANSWER = re.compile(r"\b(?:som (?:sitt )?svar|remissen|besvara\w*|yttrande)\b", re.IGNORECASE)
_MIN_PROSE_CHARS = 90
_HEAD_BLOCKS = 30
_TAIL_BLOCKS = 8
_ADDRESSEE = re.compile(r"^(?:Till\b:?|Mottagare:?)\s*", re.IGNORECASE)
_DATE_TAIL = re.compile(r",? (?:den )?\d{1,2} [a-z]{3,9}(?: \d{4})?$| \d{4}-\d\d-\d\d$")
_BOARD = r"(?P<body>[\wÀ-ÿ-]+(?: och [\wÀ-ÿ]+)?(?:nämnden|styrelsen))"
_DECIDING = re.compile(rf"\b(?:att|föreslår) {_BOARD} (?:beslutar|beslutade|besluta|föreslås)\b")
_DECIDED = re.compile(rf"^{_BOARD}s beslut$")
# 'För Vänner av ån' below a letter names the sender whatever the form of its name.
_SIGNED_FOR = re.compile(r"^För (?P<body>[A-ZÅÄÖ][\wÀ-ÿ &-]{4,60})$")
_THREAD = re.compile(r"^(?:-{2,} ?(?:Ursprungligt|Original|Vidarebefordrat)|>)")
_PARAGRAPH = re.compile(r"^§ ?\d{1,3}\b")
_OFFICE_HEADING = re.compile(r"^(?P<office>[A-ZÅÄÖ][\wÀ-ÿ-]{3,}(?:kontoret|förvaltningen|kansliet))s\b")
_NAME_IN_TEXT = re.compile(
    r"\b[A-ZÅÄÖ][\wÀ-ÿ-]+(?: (?:[A-ZÅÄÖ][\wÀ-ÿ-]+|i|och|för|universitet|kommun|stad|län|stadsdelsnämnd|högskola)){0,6}"
)


def split_report(document: Document) -> list[Draft]:
    """Return the drafts of an office report: decision, own summary and views answer; background retells the draft."""
    blocks = content_blocks(document)
    bodies, author = report_speaker(document)
    own_draft = _is_own_proposal(blocks)
    drafts = DraftList()
    first, last = _own_paragraph(blocks)
    for position, (index, block, text) in enumerate(blocks):
        if not first <= position < last:
            _other(drafts, index)
            continue
        cue = find_cue(block, text)
        if cue and _open_statement(drafts, index, cue, bodies):
            continue
        label = section_label(text) if block.role is BlockRole.HEADING or (cue and cue.kind is CueKind.PART) else ""
        kind = _REPORT_KINDS.get(label)
        if kind is not None:
            retold = own_draft or (label == "own_summary" and _retells(blocks, position))
            if retold and kind in {Kind.DECISION, Kind.RESPONSE}:
                kind = Kind.PROPOSAL
            _open_section(drafts, index, kind, bodies, text)
            continue
        drafts.extend(index, heading=block.role is BlockRole.HEADING and _fresh(drafts))
    return _finish(drafts, author, document)


def split_letter(document: Document) -> list[Draft]:
    """Return the drafts of a letter: head, one response from the subject line to the closing, and the rest."""
    blocks = content_blocks(document)
    bodies = letter_speaker(document)
    begin = _body_start(blocks)
    drafts = DraftList()
    for position, (index, block, text) in enumerate(blocks):
        cue = find_cue(block, text)
        if position < begin:
            drafts.extend(index)
        elif position == begin:
            heading = text if block.role is BlockRole.HEADING else ""
            drafts.open(index, Kind.RESPONSE, bodies, heading=heading)
        elif is_closing(text) or section_label(text) == "attachments":
            drafts.open(index, Kind.OTHER)
        elif cue and _open_statement(drafts, index, cue, bodies):
            continue
        else:
            drafts.extend(index, heading=block.role is BlockRole.HEADING and _fresh(drafts))
    return _finish(drafts, "", document)


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


def _open_statement(drafts: DraftList, index: int, cue: Cue, bodies: tuple[Body, ...]) -> bool:
    if cue.kind is CueKind.COUNCIL:
        draft = drafts.open(index, Kind.ADVISORY_COUNCIL, bodies_from(cue.body), heading=cue.text)
        draft.parent = next((d for d in reversed(drafts.drafts[:-1]) if d.kind is Kind.RESPONSE), None)
        return True
    if cue.kind is CueKind.STATEMENT_HEADING:
        drafts.open(index, statement_kind(cue.label), bodies, heading=cue.text)
        return True
    if cue.kind not in {CueKind.STATEMENT, CueKind.STATEMENT_JOINS}:
        return False
    authors = read_authors(cue.who)
    if not (authors.parties or authors.names):
        return False
    draft = drafts.open(index, statement_kind(cue.label), bodies)
    draft.parties, draft.authors = authors.parties, authors.names
    return True


def _finish(drafts: DraftList, author: str, document: Document) -> list[Draft]:
    for draft in drafts.drafts:
        if draft.kind in {Kind.RESPONSE, Kind.DECISION, Kind.PROPOSAL, Kind.PREPARATION}:
            draft.author_body = author
            draft.date = document.date
    return drafts.drafts


def _own_paragraph(blocks: Sequence[NumberedBlock]) -> tuple[int, int]:
    """Return the range of positions of the consultation in minutes of several paragraphs; else everything."""
    starts = [
        p for p, (_, _, text) in enumerate(blocks) if _PARAGRAPH.match(text) and len(text) <= 2 * _MIN_PROSE_CHARS
    ]
    own = [p for p in starts if _SUBJECT.search(blocks[p][2])]
    if len(starts) < 2 or not own:
        return 0, len(blocks)
    return own[0], next((p for p in starts if p > own[0]), len(blocks))


def _other(drafts: DraftList, index: int) -> None:
    if drafts.current is not None and drafts.current.kind is Kind.OTHER:
        drafts.extend(index)
    else:
        drafts.open(index, Kind.OTHER)


def _retells(blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a summary only tells how the draft came and what is in it, and nothing of the respondent's own."""
    sentences: list[str] = []
    for _, block, text in blocks[position + 1 :]:
        if block.role is BlockRole.HEADING or section_label(text):
            break
        sentences += [text[start:end] for start, end in sentence_spans(text)]
    told = [
        s
        for s in sentences
        if any(first_match(load_rules("holders_sv.yaml", part), s) for part in ("retold", "handed_over"))
    ]
    own = [s for s in sentences if is_generic(s.split()[0]) or (leading_bodies(s)[0] and s not in told)]
    return bool(told) and not own


def _fresh(drafts: DraftList) -> bool:
    return drafts.current is not None and not drafts.current.has_text


def _is_own_proposal(blocks: Sequence[NumberedBlock]) -> bool:
    """Say whether a report proposes its own draft to the council instead of answering somebody else's."""
    texts = [text for _, _, text in blocks[:_HEAD_BLOCKS]]
    return any(_OWN_PROPOSAL.search(text) for text in texts) and not any(_ANSWER.search(text) for text in texts)


def _body_start(blocks: Sequence[NumberedBlock]) -> int:
    """Return the position of a letter's subject line, or of its first prose where it has none."""
    prose = next(
        (p for p, (_, b, t) in enumerate(blocks) if b.role is not BlockRole.HEADING and len(t) >= _MIN_PROSE_CHARS), 0
    )
    subjects = [
        position
        for position, (_, block, text) in enumerate(blocks[:prose])
        if _SUBJECT.search(text) and not is_body_name(text) and (block.role is BlockRole.HEADING or len(text) > 20)
    ]
    return subjects[0] if subjects else prose


def report_speaker(document: Document) -> tuple[tuple[Body, ...], str]:
    """Return (the body that answers, the office that wrote) of an office report or an extract of minutes.

    The addressee, the body that the proposed decision names and names in the head all vote.
    """
    texts = [text for _, _, text in content_blocks(document)]
    votes = _Votes()
    for text in texts[:_HEAD_BLOCKS]:
        if name := _addressee(text):
            votes.add(name, 4.0)
        elif is_body_name(text):
            votes.add(text, 2.0)
        else:
            for name in leading_bodies(text)[0]:
                votes.add(name, 3.0)
        if match := _DECIDING.search(text):
            votes.add(match["body"][:1].upper() + match["body"][1:], 3.0)
        if (match := _DECIDED.match(text)) and len(text) < _MIN_PROSE_CHARS:
            votes.add(match["body"], 3.0)
    return (bodies_from(votes.winner()) if votes.winner() else ()), _office(texts)


def _office(texts: list[str]) -> str:
    """Return the office that writes: a name in the head, an office's own heading, or the office that speaks most."""
    for text in texts[:_HEAD_BLOCKS]:
        if is_body_name(text) and body_from_name(text).is_office:
            return text
    named = [
        match["office"] for text in texts if (match := _OFFICE_HEADING.match(text)) and len(text) < _MIN_PROSE_CHARS
    ]
    named += [name for text in texts for name in leading_bodies(text)[0] if body_from_name(name).is_office]
    return Counter(named).most_common(1)[0][0] if named else ""


def _addressee(text: str) -> str:
    """Return the name in an address line such as 'Till kulturnämnden den 3 mars 2025', or ''."""
    match = _ADDRESSEE.match(text)
    if not match:
        return ""
    name = _DATE_TAIL.sub("", text[match.end() :]).strip()
    return name[:1].upper() + name[1:]


def letter_speaker(document: Document) -> tuple[Body, ...]:
    """Return the bodies that answer in a letter, by its head, subject, first words, signature, file name.

    Every place where a name stands gives it a weight; the addressee loses what the letterhead gains.
    """
    blocks = _without_thread(content_blocks(document))
    for _, _, text in blocks[:_HEAD_BLOCKS]:
        if is_answer_heading(text) and len(joint := bodies_from(heading_name(text))) > 1:
            return joint
    votes = _Votes()
    for position, (_, block, text) in enumerate(blocks[:_HEAD_BLOCKS]):
        previous = blocks[position - 1][2] if position else ""
        _vote_head(votes, block, text, previous=previous, first=position == 0)
    for block in document.blocks:
        if block.role in FURNITURE:
            votes.add(document.block_text(block), 2.0)
    for _, _, text in blocks[-_TAIL_BLOCKS:]:
        if signed := _SIGNED_FOR.match(text):
            votes.add(signed["body"], 2.5, any_form=True)
        for match in _NAME_IN_TEXT.finditer(text[:200]):
            votes.add(match.group(), 1.5)
    stem = document.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    votes.add(" ".join(re.split(r"[\W_]+", stem)).strip().capitalize(), 1.0)
    name = votes.winner()
    return bodies_from(name) if name else ()


def _without_thread(blocks: list[NumberedBlock]) -> list[NumberedBlock]:
    """Return a message without the one that it answers, which a mail program quotes below it."""
    return list(takewhile(lambda entry: not _THREAD.match(entry[2]), blocks))


def _vote_head(votes: _Votes, block: Block, text: str, *, previous: str, first: bool) -> None:
    """Let one block of a letter's head vote: a name of its own, the subject of a sentence, or a lead."""
    if name := _addressee(text):
        votes.add(name, -3.0)
        return
    if is_body_name(text):
        letterhead = 2.0 if first else 1.0
        votes.add(text, -3.0 if _ADDRESSEE.fullmatch(previous) else letterhead)
    else:
        for name in leading_bodies(text)[0]:
            votes.add(name, 3.0)
    cue = find_cue(block, text)
    if cue and cue.body and cue.kind is not CueKind.BODY_HEADING:
        for body in bodies_from(nominative(cue.body)):
            votes.add(body.name, 3.0)


class _Votes:
    """Weights of names; spellings of one body count together, and the most readable spelling stands for them."""

    def __init__(self) -> None:
        self._weights: dict[str, float] = {}
        self._names: dict[str, str] = {}

    def add(self, name: str, weight: float, *, any_form: bool = False) -> None:
        name = " ".join(name.split()).strip(" .,:")
        if name.isupper() and len(name) > 5:
            name = name.title()
        if not (any_form or is_body_name(name)) or is_generic(name) or is_sender_office(name):
            return
        if body_from_name(name).type in {RespondentType.EXECUTIVE, RespondentType.MUNICIPALITY}:
            weight -= 1.0  # most letters go to them
        if body_from_name(name).is_office:
            weight -= 2.0  # an office writes, its board answers
        key = respondent_key(name)
        self._weights[key] = self._weights.get(key, 0.0) + weight
        self._names.setdefault(key, name)

    def winner(self) -> str:
        best = max(self._weights, key=lambda key: self._weights[key], default="")
        return self._names[best] if best and self._weights[best] > 0 else ""


def is_report(document: Document) -> bool:
    """Say whether a document has the marks of an office report or an extract of minutes.

    These are a proposed decision, or a line that only such forms have, together with at least one more known section.
    """
    blocks = content_blocks(document)
    labels = {section_label(text) for _, block, text in blocks if len(text) < _MIN_PROSE_CHARS} - {""}
    head = [text for _, _, text in blocks[:_HEAD_BLOCKS]]
    marked = any(is_office_mark(text) for text in head if not text.startswith(("Handläggare", "Till")))
    return len(labels) > 1 and ("decision" in labels or marked)


def doc_type_of(document: Document) -> DocType:
    """Return the type of a document that holds one respondent."""
    if is_report(document):
        return DocType.OFFICE_REPORT
    blocks = content_blocks(document)
    head = [text for _, _, text in blocks[:_HEAD_BLOCKS]]
    closing = any(is_closing(text) for _, _, text in blocks[-12:])
    return DocType.LETTER if closing or any(_SUBJECT.search(text) for text in head) else DocType.OTHER
