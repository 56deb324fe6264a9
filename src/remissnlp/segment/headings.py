"""What a block means for the structure: one cue per block, from the tables in `headings_sv.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from remissnlp.records import Block, BlockRole, Kind, RespondentType
from remissnlp.rules import Rule, first_match, load_rules
from remissnlp.segment.answer_parts import is_answer_part
from remissnlp.segment.marks import without_label, without_notes, without_number
from remissnlp.segment.particulars import without_particulars
from remissnlp.segment.parties import NO_PARTIES, NOBODY, Authors, Parties
from remissnlp.segment.register import body_from_name, is_body_name, is_generic, is_sender_office, same_body
from remissnlp.segment.speakers import nominative
from remissnlp.segment.statement_cues import heading_lead, is_statement_lead, read_lead

_TABLE = "headings_sv.yaml"
_STRUCTURE = "structure_sv.yaml"
_MAX_LEAD_CHARS = 420
_MAX_HEADING_CHARS = 110
_MAX_ACRONYM_CHARS = 6
# A lead-in in front of its answer, in one paragraph, ends in a colon within so many characters.
_MIN_INLINE_CHARS, _MAX_INLINE_CHARS = 15, 200
_PARTY = re.compile(r"\([A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{0,4}\)")
_PERSON = re.compile(r"(?:[A-ZÅÄÖ][a-zåäö]{1,4}\. )?(?:[a-zåäö]+ )?[A-ZÅÄÖ][\wÀ-ÿ-]+ [A-ZÅÄÖ][\wÀ-ÿ-]+")
# 'Bo Al, Storgatan 3', 'Vik AB, org.nr 55…': an address or number is no part of the name.
_ADDRESS_TAIL = re.compile(r", (?:org\.? ?nr|[A-ZÅÄÖ][\wÀ-ÿ ]*\d).*$")
# 'Kulturnämndens och fritidsnämndens'
_GENITIVES = re.compile(r"(?<=[a-zåäö])s(?=,| och | samt |$)")
_DECORATION = re.compile(r"^[-–—=*•·]+\s+(?=\S)|(?<=\S)\s+[-–—=*•·]+$")
_SMALL_WORDS = re.compile(r"(?<= )(?:I|Och|Samt|Från|För|På|Av|Vid|Till|Med|Län|Läns|Kommun|Stad)(?= |$)")
# 'Styrelsen för Vik har lämnat ett svar som lyder:' is a sentence, and no name.
_CLAUSE = re.compile(r" (?:har|som|är|var|ska|att) ")
_OWN_PART = re.compile(
    r"^(?P<body>[A-ZÅÄÖ][\wÀ-ÿ-]+)s (?:förslag|överväganden|bedömning|ställningstaganden?|synpunkter|slutsatser)"
    r"(?: .{3,60})?$"
)
_TITLED = re.compile(r"^[\wÀ-ÿ]+(?: [\wÀ-ÿ]+)?(?::| –| -) ")


class CueKind(StrEnum):
    """What a block begins."""

    BODY_HEADING = "body_heading"
    PART = "part"
    LEAD_IN = "lead_in"
    DECISION_LEAD = "decision_lead"
    STATEMENT = "statement"
    STATEMENT_REFERENCE = "statement_reference"
    STATEMENT_JOINS = "statement_joins"
    STATEMENT_HEADING = "statement_heading"
    STATEMENT_PLACE = "statement_place"
    RUN_IN = "run_in"
    COUNCIL = "council"
    EXECUTIVE = "executive"
    RAPPORTEUR = "rapporteur"
    REMARK = "remark"
    OPENER = "opener"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a document itself tells of names.

    `keys` are those of the bodies it says were asked. All else goes by the offset of a block: `headings` of bodies
    because their siblings are, `divisions` that rank above them, `remarks` of the sender, `leads` of a form that
    introduces answers elsewhere in the document, `run_ins` ('Byalaget: Ja.') with their name, `overview`, the same
    above answers that have headings, `openers`, paragraphs of a collection that begin with who speaks, with their
    names, and `listed`, sentences that list who has nothing to say. `parties` tells of those that no table knows.
    """

    keys: frozenset[str] = frozenset()
    headings: frozenset[int] = frozenset()
    divisions: frozenset[int] = frozenset()
    remarks: frozenset[int] = frozenset()
    run_ins: Mapping[int, str] = field(default_factory=dict)
    overview: Mapping[int, str] = field(default_factory=dict)
    leads: frozenset[int] = frozenset()
    openers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    listed: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    parties: Parties = NO_PARTIES


NO_NAMES = Names()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A structural cue: its kind, the rule that found it and what the rule read out of the block.

    A political statement has `authors`, and a `body` where its lead says in which one it was made.
    """

    kind: CueKind
    rule_id: str
    label: str = ""
    body: str = ""
    text: str = ""
    authors: Authors = NOBODY


def find_cue(block: Block, text: str, names: Names = NO_NAMES) -> Cue | None:
    """Return what a block begins, or None for running text.

    Args:
        block: the block; a list item or table row begins nothing, unless it is a numbered heading of a body.
        text: its text without list marker.
        names: what the document tells of names.
    """
    if block.char_start in names.headings and block.char_start not in names.run_ins:
        return Cue(kind=CueKind.BODY_HEADING, rule_id="sibling", body=heading_name(text, registered=True), text=text)
    head = text[:_MAX_LEAD_CHARS]
    if cue := _repeated_cue(block, head, names):
        return cue
    if block.role in {BlockRole.LIST_ITEM, BlockRole.TABLE}:
        return None
    if cue := _statement_cue(head, text, names):
        return cue
    return (_heading_cue(head, block, names) if len(text) <= _MAX_HEADING_CHARS else None) or _prose_cue(
        block, head, text, names
    )


def _prose_cue(block: Block, head: str, text: str, names: Names) -> Cue | None:
    cue = _lead_cue(block, head, text, names) or _inline_cue(block, head, names) or _run_in_cue(head, names)
    return cue or _topic_cue(block, text, names)


def _repeated_cue(block: Block, head: str, names: Names) -> Cue | None:
    """Return what a block begins because the document repeats its form."""
    if block.char_start in names.remarks:
        return Cue(kind=CueKind.REMARK, rule_id="repeated", text=head)
    if name := names.run_ins.get(block.char_start):
        return Cue(kind=CueKind.RUN_IN, rule_id="repeated", body=name, text=head)
    if name := names.overview.get(block.char_start):
        return Cue(kind=CueKind.RUN_IN, rule_id="overview", body=name, text=head)
    if block.char_start in names.openers or block.char_start in names.listed:
        return Cue(kind=CueKind.OPENER, rule_id="repeated", text=head)
    # Between paragraphs that begin with who speaks '3. Nya områden' is no item of a list.
    numbered = block.role is BlockRole.LIST_ITEM and block.marker[:1].isdigit() and len(head) <= _MAX_HEADING_CHARS
    if names.openers and numbered and head[:1].isupper() and head[-1:] not in ".:;,!":
        return Cue(kind=CueKind.TOPIC, rule_id="numbered", text=head)
    return None


def _topic_cue(block: Block, text: str, names: Names) -> Cue | None:
    """Return a topic: a heading above those of the answers, or between paragraphs that begin with their speakers."""
    if block.char_start in names.divisions:
        return Cue(kind=CueKind.TOPIC, rule_id="division", text=text)
    if not (names.run_ins or names.openers) or len(text) > _MAX_HEADING_CHARS or text.endswith("."):
        return None
    found = first_match(load_rules(_STRUCTURE, "topic"), text)
    if found is None and (block.role is not BlockRole.HEADING or is_closing(text.capitalize())):
        return None
    return Cue(kind=CueKind.TOPIC, rule_id=found[0].id if found else "heading", text=text)


def _inline_cue(block: Block, head: str, names: Names) -> Cue | None:
    """Return the lead-in with which a paragraph begins whose answer stands behind the colon."""
    prefix, colon, rest = head[:_MAX_INLINE_CHARS].partition(": ")
    if not colon or not rest or len(prefix) < _MIN_INLINE_CHARS:
        return None
    cue = _lead_cue(block, f"{prefix}:", f"{prefix}:", names)
    return replace(cue, text=head) if cue and cue.kind is CueKind.LEAD_IN else None


def _run_in_cue(head: str, names: Names) -> Cue | None:
    found = first_match(load_rules(_TABLE, "run_in"), head)
    if not found or found[0].id != "run_in.name_colon":
        return None
    name = heading_name(found[1]["body"])
    if not is_body_name(name, names.keys):
        return None
    return Cue(kind=CueKind.RUN_IN, rule_id=found[0].id, body=name, text=head)


def heading_name(text: str, *, registered: bool = False) -> str:
    """Return the name that a heading holds: without its number, a case number or 'Svar från'.

    Args:
        text: the heading.
        registered: whether a bare date or property behind the name is the registrar's; below a name it tells when its
            executive decided.
    """
    bare = _DECORATION.sub("", text.strip()).rstrip(" :")
    verdict = first_match(load_rules(_STRUCTURE, "verdict"), bare)
    bare = without_notes(without_number(bare[: verdict[1].start()] if verdict else bare), registered=registered)
    bare = without_notes(_as_sentence(bare), registered=registered)
    if registered:
        bare = without_particulars(without_label(bare))
    if found := first_match(load_rules(_TABLE, "answer_heading"), bare):
        bare = _ADDRESS_TAIL.sub("", found[1]["body"])
        if found[0].label == "joint":
            bare = _GENITIVES.sub("", bare)
        elif found[0].label:
            bare = nominative(bare)
    return bare[:1].upper() + bare[1:]


def _as_sentence(text: str) -> str:
    """Return a heading in capitals as a sentence ('Kultur- och fritidsnämnden') or a title ('Region Vik')."""
    if not text.isupper() or len(text) <= _MAX_ACRONYM_CHARS:
        return text
    titled = _SMALL_WORDS.sub(lambda match: match.group().lower(), text.title())
    return next((form for form in (text.capitalize(), titled) if is_body_name(form)), titled)


def section_label(text: str) -> str:
    """Return the part that a heading names ('views', 'proposal', …), or an empty string."""
    text = without_number(text.strip()).rstrip(":")
    if text.isupper():
        text = text.capitalize()
    found = first_match(load_rules(_TABLE, "part"), text)
    return found[0].label if found else ""


def is_answer_heading(text: str) -> bool:
    """Say whether a heading introduces an answer by its form: 'Svar från X', 'Yttrande nr 4 – X'."""
    return first_match(load_rules(_TABLE, "answer_heading"), text.strip()) is not None


def is_summary_heading(text: str) -> bool:
    """Say whether a heading introduces somebody else's summary of an answer: 'Sammanfattning av X yttrande'."""
    found = first_match(load_rules(_TABLE, "answer_heading"), text.strip())
    return found is not None and found[0].label == "summary"


def is_sender_part(text: str, sender: str) -> bool:
    """Say whether a heading names the sender's own conclusions: 'Kommunledningskontorets förslag'.

    Args:
        text: the heading.
        sender: the office that the document says prepared the case, or ''.
    """
    text = without_number(text.strip())
    match = _OWN_PART.match(text.capitalize() if text.isupper() else text)
    if not match:
        return False
    body = match["body"]
    return is_sender_office(body) or same_body(body, sender) or body_from_name(body).type is RespondentType.EXECUTIVE


def is_statement_heading(text: str) -> bool:
    """Say whether a heading stands above a political statement: 'Reservation', 'Särskilt yttrande till …'."""
    return is_statement_lead(text.strip())


def is_sender_remark(text: str) -> bool:
    """Say whether a paragraph is the sender's remark on an answer, and not 'Styrelsens svar 2019-03-04:' above one."""
    return first_match(load_rules(_TABLE, "sender_remark"), text) is not None and not is_answer_part(text)


def is_closing(text: str) -> bool:
    """Say whether a block closes a letter ('Med vänlig hälsning' and the like)."""
    return first_match(load_rules(_TABLE, "closing"), text) is not None


def is_office_mark(text: str) -> bool:
    """Say whether a block is one that only an office report has ('Tjänsteutlåtande', 'Handläggare …')."""
    return first_match(load_rules(_TABLE, "office_report_mark"), text) is not None


def _heading_cue(text: str, block: Block, names: Names) -> Cue | None:
    if found := first_match(load_rules(_TABLE, "council_lead"), text.strip()):
        return _cue(CueKind.COUNCIL, found, text)
    if lead := heading_lead(text, names.keys):
        kind = CueKind.STATEMENT_HEADING if lead.label else CueKind.STATEMENT_PLACE
        return Cue(kind=kind, rule_id=lead.rule_id, label=lead.label, body=lead.place, text=text)
    if text.endswith(":") and (cue := _lead_cue(block, text, text, names)):
        return cue  # 'Viks byalag skriver:' is no name, though 'Viks byalag:' is
    plain = without_number(text.strip().capitalize() if text.isupper() else text.strip())
    part = first_match(load_rules(_TABLE, "part"), plain)
    name = heading_name(text)
    # 'Bolag och förbund' has the form of a name, too.
    other = (part and part[0].label == "group") or (text.endswith(":") and _CLAUSE.search(name))
    if is_body_name(name, names.keys) and not other:
        return Cue(kind=CueKind.BODY_HEADING, rule_id="body_name", body=name, text=text)
    found = first_match(load_rules(_TABLE, "answer_heading"), text.strip())
    # A name of unknown form counts where the layout, too, says that this is a heading, and 'från' that it is a name.
    told = found and found[0].id.endswith(("answer_from", "joint_answer_of")) and not is_answer_part(text)
    told = told and not _TITLED.match(text.strip())
    if found and told and block.role is BlockRole.HEADING:
        return Cue(kind=CueKind.BODY_HEADING, rule_id=found[0].id, body=name, text=text)
    return _cue(CueKind.PART, part, text) if part else None


def _lead_cue(block: Block, head: str, text: str, names: Names) -> Cue | None:
    if found := first_match(load_rules(_TABLE, "rapporteur"), head):
        return _cue(CueKind.RAPPORTEUR, found, text)
    if found := first_match(load_rules(_TABLE, "executive_decision"), head):
        return _cue(CueKind.EXECUTIVE, found, text)
    for section, kind in (
        ("council_lead", CueKind.COUNCIL),
        ("decision_lead", CueKind.DECISION_LEAD),
        ("lead_in", CueKind.LEAD_IN),
    ):
        found = first_match(load_rules(_TABLE, section), head)
        if found and (block.char_start in names.leads or _names_a_body(found, names.keys)):
            return _cue(kind, found, text)
    return None


def _statement_cue(head: str, text: str, names: Names) -> Cue | None:
    lead = read_lead(head, names.parties, names.keys)
    if lead is None:
        return None
    kind = CueKind.STATEMENT_JOINS if lead.joins else CueKind.STATEMENT
    if lead.elsewhere and len(text) <= _MAX_LEAD_CHARS:
        kind = CueKind.STATEMENT_REFERENCE
    return Cue(kind=kind, rule_id=lead.rule_id, label=lead.kind, body=lead.place, text=text, authors=lead.authors)


def _names_a_body(found: tuple[Rule, re.Match[str]], known: frozenset[str]) -> bool:
    """Say whether a lead stands: the full formula proves itself, a looser one needs a real name in front."""
    rule, match = found
    if rule.id == "lead_in.answer_reads":
        return True
    body = match["body"].strip()
    if _PARTY.search(body):
        return False
    first = re.split(r",? (?:genom|via) |, | \(", body)[0]
    candidates = [body, first, body[:1].upper() + body[1:], body.removesuffix("s"), *re.split(r",? och |, ", body)]
    if any(is_body_name(name, known) or is_generic(name) for name in candidates):
        return True
    # A private person answers in a lead of the strictest form only.
    return match.string.endswith(":") and len(match.string) <= _MAX_HEADING_CHARS and bool(_PERSON.fullmatch(first))


def _cue(kind: CueKind, found: tuple[Rule, re.Match[str]], text: str) -> Cue:
    rule, match = found
    groups = match.groupdict()
    return Cue(
        kind=kind,
        rule_id=rule.id,
        label=rule.label,
        body=(groups.get("body") or groups.get("body2") or "").strip(),
        text=text,
    )


def statement_kind(label: str) -> Kind:
    """Return the kind of segment that a statement rule's label names."""
    return Kind(label)
