"""A letter of one respondent: its head, one answer from the subject line to the closing, and the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from remissnlp.dates import first_date
from remissnlp.records import FURNITURE, Block, BlockRole, Document, Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.asked import AskedList
from remissnlp.segment.copied import copied_to, is_digital_note, tells_copies
from remissnlp.segment.drafts import Draft, DraftList, NumberedBlock, content_blocks
from remissnlp.segment.headings import (
    CueKind,
    Names,
    find_cue,
    heading_name,
    is_answer_heading,
    is_closing,
    section_label,
)
from remissnlp.segment.letter_head import PERSON_LINE, head_name, is_furniture, is_subject, line_above, whole_name
from remissnlp.segment.letter_parts import go_on
from remissnlp.segment.mails import head_length, is_quoted, sender_body, whole_of
from remissnlp.segment.openers import opening_names
from remissnlp.segment.parties import local_parties
from remissnlp.segment.register import Body, is_body_name, is_generic
from remissnlp.segment.signers import is_signer, own_name, signature_start, signed_name
from remissnlp.segment.speakers import bodies_from, leading_bodies, nominative
from remissnlp.segment.standalone import (
    HEAD_BLOCKS,
    MIN_PROSE_CHARS,
    SUBJECT,
    add_other,
    open_statement,
    own_annexes,
    own_paragraph,
)
from remissnlp.segment.told_senders import bare_name, listed_senders, told_senders
from remissnlp.segment.votes import Votes, addressee, first_name, is_address_word, running_name

_TAIL_BLOCKS = 8
_MAX_SIGNATURE_CHARS = 70
# 'För Vänner av ån, avdelning 9' below a letter names the sender whatever the form of its name.
_SIGNED_FOR = re.compile(r"^För (?P<body>[A-ZÅÄÖ][\wÀ-ÿ &-]{4,60})(?:, [a-zåäö][\wÀ-ÿ ]{3,30})?$")
# 'Bo Al, Viks fritidsgård', 'mvh Viks Taxi': who signs, and for whom.
_SIGNED_AS = re.compile(
    r"^(?:[A-ZÅÄÖ][\wÀ-ÿ-]+(?: [A-ZÅÄÖ][\wÀ-ÿ-]+){0,2}, (?=[A-ZÅÄÖ])|(?:[Mm]vh|[Hh]älsningar från|//? ?)\s*)"
    r"(?P<body>[A-ZÅÄÖ][^.:;@]{2,60}?)(?: (?:genom|gm) .*)?$"
)
# 'Socialdepartementet har genom remiss den 3 maj begärt …': who asks is not who answers.
_ASKS = re.compile(
    r"^ (?:har|hade) (?:[^.]{0,80} )?(?:remitterat|översänt|begärt [^.]{3,60} (?:yttrande|synpunkter|svar)"
    r"|(?:berett|gett|givit|erbjudit) [^.]{3,60} (?:tillfälle|möjlighet)|(?:anmodat|inbjudit|bett) [^.]{3,60} att)\b"
)
# Words that name a place of work: 'Eva Ek, Viksskolan'; any other single word behind a person is where she lives.
_INSTITUTION = re.compile(
    r"(?:skolan?|gymnasiet|kliniken|biblioteket|museet|gården|huset|hemmet|centralen|laget|klubben|kyrkan|hallen|badet)$"
    r"|^[A-ZÅÄÖ]{2,}"
)
# 'Eva Ek, ordförande i Viks byalag'
_OFFICER = re.compile(
    r"\b(?i:ordförande|ordf\.?|sekreterare|kassör|vd|talesperson|kanslichef|ägare) (?:i|för|till|på|vid) "
    r"(?P<body>[A-ZÅÄÖ][^.:;@]{2,60})$"
)
# 'Vi på Krogen Ankaret tycker'
_WE_AT = re.compile(
    r"(?:^|[.!?] )Vi (?:på|i|från|inom) (?P<body>[A-ZÅÄÖ][\wÀ-ÿ-]+(?: (?:&|[A-ZÅÄÖ][\wÀ-ÿ-]+)){1,4})(?= [a-zåäö])"
)
# A line below a name that says by whom it is signed.
_SIGNED_BY = re.compile(r"^(?:genom|gm\.?|g\.m\.|enligt uppdrag|e\.u\.|/)\s*\S", re.IGNORECASE)
_FROM = re.compile(
    r"^(?:[\[(]?\d{1,3}[\]).:]?\s+)?(?:Från|From|Avsändare):\s*\"?(?P<body>[^<>\[\"@]{3,60}?)\"?"
    r"(?:\s*[<\[].*|\s*\([^()]*@[^()]*\)|\s+\S+@\S+)?\s*$"
)
# 'Viks byalag      Vik den 3 februari 2017'
_PLACE_AND_DATE = re.compile(
    r"\s+(?:[A-ZÅÄÖ][\wÀ-ÿ-]+,?\s)?(?:den\s)?(?:\d{1,2}\s[a-z]{3,9}\s(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)$"
)
# Not in 'Yttrande till Viks högskola': that is who gets it.
_NAME_IN_TEXT = re.compile(
    r"(?<![Tt]ill )\b[A-ZÅÄÖ][\wÀ-ÿ-]+"
    r"(?: (?:[A-ZÅÄÖ][\wÀ-ÿ-]+|(?:i|och|för|universitet|kommun|stad|län|stadsdelsnämnd|högskola)\b)){0,6}"
)
_BARE_LABEL = re.compile(
    r"^(?:remis(?:s|svar|syttrande)|yttrande|svar(?: på remiss)?|skrivelse|synpunkter)$", re.IGNORECASE
)
_MAX_SELF_NAMED = 3
_GENERIC_SHARE = 0.25
_MIN_SENTENCE_CHARS = 25
_MAX_TOP_WORDS = 6


def split_letter(
    document: Document,
    blocks: list[NumberedBlock] | None = None,
    *,
    bodies: tuple[Body, ...] | None = None,
    heading_lines: int = 0,
) -> list[Draft]:
    """Return the drafts of a letter.

    Args:
        document: the document.
        blocks: the content blocks of one letter where the document holds several.
        bodies: who answers, where that is known already.
        heading_lines: so many lines at the top are the answer's heading where its text begins right below them.
    """
    whole = blocks is None
    blocks = content_blocks(document) if blocks is None else blocks
    first, last = own_paragraph(blocks)
    annexes = own_annexes(blocks, first, last)
    bodies = letter_speaker(document, blocks, whole=whole) if bodies is None else bodies
    begin = head_length(blocks) or max(first, _body_start(blocks[first:last]) + first)
    names = Names(parties=local_parties(document.text))
    begin = 0 if begin <= heading_lines else begin
    copied = copied_to(blocks)
    ends = {len(blocks), *(_first(blocks, begin, told) for told in (is_digital_note, is_quoted))}
    signed = {signature_start(blocks[:end], begin) for end in ends}

    def signs(position: int, drafts: DraftList) -> bool:
        answering = drafts.current is not None and drafts.current.kind is Kind.RESPONSE
        return answering and (position in signed or position in copied or is_digital_note(blocks[position][2]))

    drafts = DraftList()
    for position, entry in enumerate(blocks):
        index, block, text = entry
        cue = find_cue(block, text, names)
        if position >= last and position not in annexes:
            add_other(drafts, index)
        elif position == begin:
            # The first block is text even where the layout calls it a heading, unless it is one line of few.
            heading = text if block.role is BlockRole.HEADING else ""
            drafts.open(index, Kind.RESPONSE, bodies, heading=heading)
        elif position < begin:
            drafts.extend(index)
        elif (
            is_closing(text)
            or is_quoted(text)
            or section_label(text) == "attachments"
            or tells_copies(text)
            or signs(position, drafts)
        ):
            drafts.open(index, Kind.OTHER)
        elif not (cue and open_statement(drafts, index, cue, bodies, heading=block.role is BlockRole.HEADING)):
            go_on(blocks, position, drafts, bodies)
    for draft in drafts.drafts:
        if draft.kind is Kind.RESPONSE:
            draft.date = document.date if whole else None
    return drafts.drafts


def _first(blocks: Sequence[NumberedBlock], begin: int, told: Callable[[str], bool]) -> int:
    """Return the position of the first block below a letter's beginning of which something is so, or the end."""
    return next((p for p in range(begin + 1, len(blocks)) if told(blocks[p][2])), len(blocks))


def _body_start(blocks: Sequence[NumberedBlock]) -> int:
    """Return the position of a letter's subject line, or of its first prose where it has none."""
    prose = _first_prose(blocks)
    subjects = [position for position, (_, block, text) in enumerate(blocks[:prose]) if is_subject(block, text)]
    told = [position for position in subjects if not _is_label(blocks[position][2])]
    above = line_above(blocks, prose)
    return (told or [above] if told or above < prose else subjects or [prose])[0]


def _is_label(text: str) -> bool:
    """Say whether a line only says what the document is: 'Yttrande', 'Yttrande 2021-09-14, § 171'."""
    found = first_match(load_rules("structure_sv.yaml", "registered_head"), text)
    return _BARE_LABEL.match(found[1]["name"].strip(" ,") if found else text) is not None


def _first_prose(blocks: Sequence[NumberedBlock]) -> int:
    """Return the position of the first long paragraph; in a letter without any, of its first sentence."""
    texts = [
        (p, text)
        for p, (_, block, text) in enumerate(blocks)
        if block.role is not BlockRole.HEADING and (text[-1:] in ".!?" or not is_furniture(text))
    ]
    long = [p for p, text in texts if len(text) >= MIN_PROSE_CHARS]
    short = [p for p, text in texts if len(text) >= _MIN_SENTENCE_CHARS and text.endswith((".", "!", "?"))]
    return (long or short or [0])[0]


def letter_speaker(document: Document, blocks: list[NumberedBlock], *, whole: bool = True) -> tuple[Body, ...]:
    """Return the bodies that answer in a letter, by its head, subject, first words, signature, file name.

    Every place where a name stands gives it a weight; the addressee loses what the letterhead gains.

    Args:
        document: the document.
        blocks: the content blocks of the letter.
        whole: whether the letter is all of the document, so that running heads and the file name count.
    """
    copied = copied_to(blocks)
    own = (entry for position, entry in enumerate(blocks) if position not in copied)
    blocks = list(takewhile(lambda entry: not is_quoted(entry[2]), own))
    for _, _, text in blocks[:HEAD_BLOCKS]:
        if is_answer_heading(text) and len(joint := bodies_from(heading_name(text))) > 1:
            return joint
        names = leading_bodies(text)[0] if first_match(load_rules("structure_sv.yaml", "joint"), text) else ()
        if len(names) > 1:
            return tuple(body for name in names for body in bodies_from(name))
    votes = Votes()
    addressed = False
    for position, (_, block, text) in enumerate(blocks[:HEAD_BLOCKS]):
        addressed = is_address_word(text) or (addressed and not block.gap_above and len(text) <= _MAX_SIGNATURE_CHARS)
        _vote_head(votes, block, text, addressed=addressed, first=position == 0)
    _vote_tail(votes, blocks)
    if whole:
        for block in document.blocks:
            if block.role in FURNITURE:
                votes.add(running_name(document.block_text(block)), 2.0)
        stem = document.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        votes.add(" ".join(re.split(r"[\W_]+", stem)).strip().capitalize(), 1.0)
    _vote_self(votes, blocks)
    texts = [text for _, _, text in blocks]
    if listed := listed_senders(texts):
        return tuple(body for name in listed for body in bodies_from(name))
    told = texts[: min(HEAD_BLOCKS, _first_prose(blocks))]
    if not whole and _may_head(blocks):
        votes.add(blocks[0][2], 3.0, any_form=True)
    senders = [found["body"] for text in told if (found := _FROM.match(text))]
    signed = own_name(blocks, senders)
    named = signed in told or any(sender.split()[-1] == signed.split()[-1] for sender in senders if signed)
    votes.add(signed if named else "", 2.5, any_form=True)
    _vote_told(votes, texts)
    found_name = votes.winner() or signed or signed_name(blocks)
    name = bare_name(whole_name(whole_of(found_name, blocks), blocks), texts)
    return bodies_from(name) if name else ()


def _may_head(blocks: Sequence[NumberedBlock]) -> bool:
    """Say whether the first line of one of several letters names its sender in a form that no table knows."""
    text = blocks[0][2]
    line = len(text.split()) <= _MAX_TOP_WORDS and text[0].isupper() and ":" not in text and text[-1] not in ".;,!?"
    known = is_body_name(head_name(text)) or is_generic(text) or PERSON_LINE.match(text) or is_furniture(text)
    plain = not (known or first_date(text) or is_closing(text) or SUBJECT.search(text) or section_label(text))
    return line and plain and len(blocks) > 1 and _first_prose(blocks) > 1


def _vote_head(votes: Votes, block: Block, text: str, *, addressed: bool, first: bool) -> None:
    """Let one block of a letter's head vote: a name of its own, the subject of a sentence, or a lead."""
    if (sender := _FROM.match(text)) and not is_address_word(text):
        name = sender_body(sender["body"].strip())
        votes.add(name, 0.5 if PERSON_LINE.match(name) and not is_body_name(name) else 2.5, any_form=True)
        return
    if name := addressee(text):
        votes.add(name, -3.0)
        return
    text = head_name(_PLACE_AND_DATE.sub("", text))
    if is_body_name(text):
        letterhead = 2.0 if first else 1.0
        votes.add(text, -3.0 if addressed else letterhead)
    else:
        names, end = leading_bodies(text)
        addresses = text[end : end + 2] == ", " and len(text) <= _MAX_SIGNATURE_CHARS and text[-1] not in ".!?"
        asks = _ASKS.match(text[end:]) is not None or AskedList.sends(text[end:])
        for name in names if asks or not (addresses or AskedList.is_procedure(text[end:])) else ():
            votes.add(name, -3.0 if asks else 3.0)
    cue = find_cue(block, text)
    if cue and cue.body and cue.kind is not CueKind.BODY_HEADING:
        for body in bodies_from(nominative(cue.body)):
            votes.add(body.name, 3.0)


def _vote_self(votes: Votes, blocks: Sequence[NumberedBlock]) -> None:
    """Let the names count with which paragraphs of any form begin as their speaker: 'Grannskapet vill …'."""
    told = 0
    for _, block, text in blocks:
        if block.role is not BlockRole.BODY or told >= _MAX_SELF_NAMED or not text:
            continue
        if is_generic(word := text.split()[0].rstrip(",")):
            votes.support(word, 1.0)
            told += 1
            continue
        if own := _WE_AT.search(text):
            votes.add(own["body"], 1.5, any_form=True)
        for name in opening_names(text):
            votes.add(name, 1.0, any_form=len(name.split()) > 1)
            told += 1


def _vote_told(votes: Votes, texts: Sequence[str]) -> None:
    """Let the sentences and titles vote that tell who answers; 'Föreningen' stands for one that is named elsewhere."""
    for name, weight in told_senders(texts):
        if is_generic(name):
            votes.support(name, _GENERIC_SHARE * weight)
        else:
            votes.add(name, weight, any_form=True)


def _names_person(signed: re.Match[str]) -> bool:
    """Say whether a signature such as 'Hälsningar, Bo Al' or 'Vik, Bo Al' only names who signs."""
    greeted = is_closing(signed.group()) and "," in signed.group()
    body = signed["body"]
    lives = not greeted and "," in signed.group() and " " not in body and not _INSTITUTION.search(body)  # 'Bo Al, Näs'
    return greeted or ((lives or is_signer(body)) and not is_body_name(body))


def _vote_tail(votes: Votes, blocks: Sequence[NumberedBlock]) -> None:
    """Let the end of a letter vote: names in it, who it is signed for, the line above 'genom …'."""
    tail = [text for _, _, text in blocks[-_TAIL_BLOCKS:]]
    for text, following in zip(tail, [*tail[1:], ""], strict=True):
        if signed := _SIGNED_FOR.match(text):
            votes.add(signed["body"], 2.5, any_form=True)
        officer, signed = _OFFICER.search(text), _SIGNED_AS.match(text)
        signed = officer or (None if signed and _names_person(signed) else signed)
        if len(text) <= _MAX_SIGNATURE_CHARS and signed and not is_furniture(signed["body"]):
            votes.add(signed["body"], 2.0, any_form=True)
        # 'Det är bra. Rektor Eva Ek, Viksskolan': a signature that has become part of the text.
        if (last := _SIGNED_AS.match(text.rpartition(". ")[2])) and last.group() != text and not _names_person(last):
            votes.add(last["body"], 2.0, any_form=True)
        if len(text) <= _MAX_SIGNATURE_CHARS:
            votes.add(first_name(text), 1.0)
        line = len(text) <= _MAX_SIGNATURE_CHARS and text[-1:] not in ".!?"
        if _SIGNED_BY.match(following) and line and not (PERSON_LINE.match(text) or is_closing(text)):
            votes.add(text, 3.0, any_form=True)
        for match in _NAME_IN_TEXT.finditer(text[:200]):
            votes.add(match.group(), 1.5)
