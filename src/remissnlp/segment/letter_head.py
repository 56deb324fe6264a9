"""The head of a letter: what in it is furniture, what its subject, and where the name of who writes ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from remissnlp.records import Block, BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.headings import heading_name
from remissnlp.segment.letterhead_names import name_in_front
from remissnlp.segment.register import is_body_name, is_generic
from remissnlp.segment.standalone import HEAD_BLOCKS, SUBJECT
from remissnlp.segment.votes import addressee, is_address_word

_TABLE = "structure_sv.yaml"
_BOLD = 0.5
# 'Remissvar | Bevakning' is the way to a web page.
_TRAIL = re.compile(r" [|›»>/] ")
_MIN_SUBJECT_CHARS = 20
_MAX_LINE_CHARS = 80
_MIN_PLACES = 2
# 'u.remissvar@…' is where an answer is sent, 'www.vik.example/remisser' where it is read.
_CONTACT = re.compile(r"\S@\S|\bwww\.|https?://|^(?:Post|Besöks|Gatu|Box)?[Aa]dress\b")
_UNIT = re.compile(r"^[A-ZÅÄÖa-zåäö][\wÀ-ÿ -]*(?:avdelningen|enheten|kansliet|sektionen|byrån|roteln|gruppen)$")
PERSON_LINE = re.compile(r"^[A-ZÅÄÖ][\wÀ-ÿ-]+(?: [A-ZÅÄÖ][\wÀ-ÿ-]+){1,2}$")
# 'Föreningen Läsande skolas remissvar på betänkandet …', 'För Föreningen Läsande skola'
_TITLED = re.compile(
    r"^(?P<body>[A-ZÅÄÖ][^.:;]{3,80}?)s (?:remissvar|remissyttrande|yttrande|svar|synpunkter|utlåtande|kommentarer)"
    r"(?: (?:på|över|om|angående|avseende|gällande|rörande|till|med anledning av)\b.*)?$"
)
_SIGNED = re.compile(r"^(?:För|På uppdrag av|Å) (?P<body>[A-ZÅÄÖ][\wÀ-ÿ &/-]{4,80})$")
# What joins another name, or who writes, to a name.
_JOINED = re.compile(r"^(?:,|och\b|samt\b|genom\b|gm\b|via\b)")


def head_name(text: str) -> str:
    """Return the name in front of a date, case number or 'YTTRANDE' in a line of a letterhead, else the whole line."""
    name = _registered_name(text)
    return (name if is_body_name(name) else "") or name_in_front(text) or _of_unit(text)


def _of_unit(text: str) -> str:
    """Return the authority in 'Rikspolisstyrelsen, Polisavdelningen', or the whole line."""
    name, comma, unit = text.partition(", ")
    return name if comma and is_body_name(name) and _UNIT.match(unit) else text


def is_contact(text: str) -> bool:
    """Say whether a line tells how to reach somebody: an address of mail, e-mail or web."""
    return _CONTACT.search(text) is not None


def stands_in_letterhead(blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a name stands above another line of a letterhead, and so above no answer of its own.

    'Viks kommun' above 'Kulturnämnden', 'Socialdepartementet' above '103 33 STOCKHOLM'.
    """
    _, block, text = blocks[position]
    if block.role is not BlockRole.BODY or position + 1 >= len(blocks):
        return False
    _, below, following = blocks[position + 1]
    if below.role is not BlockRole.BODY or below.gap_above or not is_body_name(head_name(text)):
        return False
    form = any(first_match(load_rules(_TABLE, part), following) for part in ("letterhead", "registered_head"))
    return form or is_body_name(head_name(following)) or is_contact(following)


def is_subject(block: Block, text: str) -> bool:
    """Say whether a line in the head of a letter can be its subject: it speaks of an answer and is no furniture.

    'Skatteverket Remissvar Datum 2015-10-12' and an address such as 'remissvar@vik.example' speak of one, too.
    """
    if not SUBJECT.search(text) or is_contact(text) or _TRAIL.search(text) or is_body_name(head_name(text)):
        return False
    name = _registered_name(text)
    if name != text and is_generic(name):
        return False
    return block.role is BlockRole.HEADING or len(text) > _MIN_SUBJECT_CHARS


def line_above(blocks: Sequence[NumberedBlock], prose: int) -> int:
    """Return the position of the line above the prose where it can be a subject ('Nytt färjeläge'), else the prose."""
    if not prose:
        return prose
    for position in range(prose - 1, max(prose - 4, -1), -1):
        if _is_styled(*blocks[position][1:]):
            return _title(blocks, position)
    _, block, text = blocks[prose - 1]
    addressed = addressee(text) or is_address_word(blocks[prose - 2][2] if prose > 1 else "")
    named = is_body_name(text) or PERSON_LINE.match(text) or first_match(load_rules(_TABLE, "mail_from"), text)
    lived = prose > 1 and is_furniture(blocks[prose - 2][2]) and " " not in text  # 'Box 33', 'Vik'
    is_title = block.gap_above or block.role is BlockRole.HEADING
    ends = text.endswith((":", ",", "!"))
    return prose if addressed or lived or is_furniture(text) or named or not is_title or ends else prose - 1


def whole_name(name: str, blocks: Sequence[NumberedBlock]) -> str:
    """Return a name as whole lines have it: 'Föreningen Läsande skola' where the known form ends before 'skola'.

    A title ('Xs remissvar på …') or a signature ('För X') gives it, and another of these or a line of its own bears
    it out.

    Args:
        name: who speaks as far as it is known, or ''.
        blocks: the content blocks of a letter.
    """
    places: dict[str, set[str]] = defaultdict(set)
    lines = {text for _, _, text in blocks[:HEAD_BLOCKS] if len(text) <= _MAX_LINE_CHARS}
    for place, told in _told_names(blocks):
        places[told] |= {place, "line"} if told in lines else {place}
    sure = [told for told, where in places.items() if len(where) >= _MIN_PLACES]
    return max((told for told in sure if _is_longer(told, name)), key=len, default=name)


def _registered_name(text: str) -> str:
    found = first_match(load_rules(_TABLE, "registered_head"), text)
    return heading_name(found[1]["name"].strip(" ,")) if found else text


def is_furniture(text: str) -> bool:
    """Say whether a line is of a letterhead by its form: date, case number, address."""
    numbered = first_match(load_rules("senders_sv.yaml", "case_number"), text)
    return is_contact(text) or numbered is not None or first_match(load_rules(_TABLE, "letterhead"), text) is not None


def _is_styled(block: Block, text: str) -> bool:
    """Say whether a line is set as a heading and names nobody."""
    styled = block.heading_level is not None or (block.bold_share or 0) > _BOLD
    return block.role is BlockRole.HEADING and styled and not is_body_name(text)


def _title(blocks: Sequence[NumberedBlock], position: int) -> int:
    """Return the position of the title right above the first heading of a letter's text, else that heading."""
    above = blocks[position - 1] if position else None
    if above is None or not _is_styled(*above[1:]) or is_furniture(above[2]):
        return position
    return position - 1


def _told_names(blocks: Sequence[NumberedBlock]) -> Iterator[tuple[str, str]]:
    """Yield (where, name) of each title and signature; a name can end in s by nature."""
    for number, (_, _, text) in enumerate(blocks):
        if number < HEAD_BLOCKS and (titled := _TITLED.match(text)):
            yield "title", titled["body"]
            yield "title", titled["body"] + "s"
        if len(text) <= _MAX_LINE_CHARS and (signed := _SIGNED.match(text)):
            yield "signature", signed["body"]


def _is_longer(told: str, name: str) -> bool:
    """Say whether a name goes on behind the known one, and no other is joined to it."""
    rest = told[len(name) + 1 :]
    return not name or (told.startswith(f"{name} ") and not _JOINED.match(rest))
