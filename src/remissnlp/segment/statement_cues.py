"""Leads and headings of political statements: of what kind, whose, in which body; tables in `statements_sv.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from remissnlp.records import Kind, RespondentType
from remissnlp.rules import Rule, first_match, load_rules
from remissnlp.segment.lead_order import read_frame
from remissnlp.segment.marks import without_notes, without_number
from remissnlp.segment.parties import (
    NO_PARTIES,
    PERSON,
    Authors,
    Parties,
    begins_with_party,
    parties_named,
    read_authors,
)
from remissnlp.segment.register import body_from_name, is_body_name, is_generic
from remissnlp.segment.speakers import nominative
from remissnlp.segment.told_leads import told_lead

_TABLE = "statements_sv.yaml"
_MAX_REFERENCE_CHARS = 420
_MAX_PLACE_CHARS = 90
# Words without which no lead is one: most paragraphs need no other pattern.
_MARKS = re.compile(
    r"reserv|yttrande|uttalande|anteckn|röstförklaring|instäm|anslut|anslöt|hänvis|yrkande|avvikande|skiljaktig|särskild"
    r"|bakom|biträd|beslut|röst|avst|skrivelse|synpunkter|protokoll|\):$"
    r"|\) (?:anför|skriver|uttalar|yttra|framför|tillägger)",
    re.IGNORECASE,
)
_ANNEX = re.compile(r"^Bilaga [\dA-H]{1,2}\b[.:,]?(?: [–-])? (?=[A-ZÅÄÖ])", re.IGNORECASE)
# What parts the body from what was stated in it: 'Kulturnämnden § 71. Bo Al (S) reserverar sig.'
_BEHIND_PLACE = re.compile(r"[:.,;] | [–—-] | \((?=[a-zåäö])")
# 'Reservation (bilaga till nämndens svar)': an aside that names nobody.
_ASIDE = re.compile(r"\s*\((?!båda |alla |samtliga )[a-zåäö]{4,}(?: [^()A-ZÅÄÖ]*)?\)$")
_BY_NOUN = ("noun_by", "substitute_named", "attached", "against_reserved", "reserved_in_body", "dissents")
# Forms in which staff, experts and members without a party dissent, too.
_OF_STAFF = ("submits", "dissents", "noun_by", "to_decision_submits", "attached", "told_in_body", "votes_because")
# 'Yttranden i nämnderna' names no body in particular.
_SEVERAL = re.compile(r"(?:nämnderna|bolagen|styrelserna|svaren|yttrandena|instanserna)$")
# A list of parties alone: each of its parts must be one.
_PARTS = re.compile(r"(?:,? och |,? samt |, )(?![^(]*\))|(?<=\)) (?=\()")
WORKING_COMMITTEE = "Arbetsutskottet"
_BOARDS = frozenset({RespondentType.BOARD, RespondentType.DISTRICT_BOARD, RespondentType.EXECUTIVE})
_INSIDE = re.compile(
    r"\b(?:har|hade|lät|lämnade|reserverade sig|anmälde|avgav) i (?P<body>[\wÀ-ÿ][\wÀ-ÿ, -]{3,60}?)"
    r"(?= (?:låtit|lämnat|anmält|reserverat|avgett|avgivit|anfört|antecknat|fogat|ett|en|följande|mot)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The lead of a political statement.

    `place` is the body named in the lead itself, or ''; `joins` says that the statement only joins another one and
    `elsewhere` that its text stands in an annex.
    """

    rule_id: str
    kind: Kind
    authors: Authors
    place: str = ""
    joins: bool = False
    elsewhere: bool = False


def read_lead(text: str, parties: Parties = NO_PARTIES, keys: frozenset[str] = frozenset()) -> Lead | None:
    """Return what a block tells as the lead of a statement, or None.

    Args:
        text: the block, or its beginning.
        parties: what the document tells of parties.
        keys: keys of the bodies that the document names.
    """
    if not _MARKS.search(text):
        return None
    text = _ANNEX.sub("", text)
    if stopped := first_match(load_rules(_TABLE, "stopped_noun"), text):
        text = f"{stopped[1]['noun']}, {text[stopped[1].end() :]}"
    if lead := _placed_lead(text, parties, keys):
        return lead
    for rule in load_rules(_TABLE, "statement"):
        match = rule.regex.search(text)
        if match and (lead := _lead(rule, match, text, parties, keys)):
            return lead
    if lead := _framed_lead(text, parties, keys) or _told_lead(text, parties, keys):
        return lead
    for place, rest in _places(text, keys):
        if inner := read_lead(rest[:1].upper() + rest[1:], parties, keys):
            return replace(inner, place=place)
    return None


def _placed_lead(text: str, parties: Parties, keys: frozenset[str]) -> Lead | None:
    """Return the lead of 'Reservation, kulturnämnden, Eva Ek (S): …': the body stands between word and speaker."""
    placed = first_match(load_rules(_TABLE, "placed_noun"), text)
    name = placed[1]["body"] if placed else ""
    body = name[:1].upper() + name[1:]
    if placed is None or not is_body_name(body, keys):
        return None
    inner = read_lead(f"{placed[1]['noun']}, {text[placed[1].end() :]}", parties, keys)
    return replace(inner, place=body) if inner else None


def _framed_lead(text: str, parties: Parties, keys: frozenset[str]) -> Lead | None:
    """Return what a lead tells whose words stand in another order than in the table of leads."""
    framed = read_frame(text, parties)
    return _lead_of(framed.rule_id, framed.authors, framed.place, text, framed.frame, keys) if framed else None


def _told_lead(text: str, parties: Parties, keys: frozenset[str]) -> Lead | None:
    """Return the lead of any other wording: who speaks, and a word that says that it is a statement."""
    told = told_lead(text, parties)
    if told is None:
        return None
    authors = read_authors(told.who, parties)
    known = authors.parties or first_match(load_rules(_TABLE, "role"), told.who)
    return _lead_of(told.rule_id, authors, _board_behind(told.who), text, text, keys) if known else None


def _lead_of(rule_id: str, authors: Authors, place: str, text: str, told: str, keys: frozenset[str]) -> Lead:
    """Return a lead of free wording; `told` are the words that tell its kind."""
    joined = first_match(load_rules(_TABLE, "statement_joins"), text)
    reference = first_match(load_rules(_TABLE, "statement_reference"), text)
    return Lead(
        rule_id=rule_id,
        kind=kind_of(told[: joined[1].start()] if joined and told == text else told),
        authors=authors,
        place=_body(nominative(place), keys),
        joins=bool(joined) and not text.endswith(":"),
        elsewhere=bool(reference) and len(text) <= _MAX_REFERENCE_CHARS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingLead:
    """A heading over statements: the kind of segment that it begins ('' for none yet) and the body it names."""

    rule_id: str
    label: str
    place: str


def heading_lead(text: str, keys: frozenset[str] = frozenset()) -> HeadingLead | None:
    """Return what a heading says of the statements below it: 'Reservation', 'Särskilt yttrande i socialnämnden'.

    Args:
        text: the heading.
        keys: keys of the bodies that the document names.
    """
    text = without_number(_ANNEX.sub("", text.strip()))
    text = text.capitalize() if text.isupper() else text
    # 'Kulturnämnden (reservation)' tells in brackets what it is; 'Reservation (bilaga till svaret)' does not.
    forms = dict.fromkeys((text, _ASIDE.sub("", text)))
    return next((lead for form in forms if (lead := _heading_lead(form, keys) or _placed_heading(form, keys))), None)


def _placed_heading(text: str, keys: frozenset[str]) -> HeadingLead | None:
    """Return what a heading says that has the body in front: 'Kulturnämnden § 4 – särskilt yttrande'."""
    for place, rest in _places(text, keys):
        if (lead := _heading_lead(rest[:1].upper() + rest[1:], keys)) and not lead.place:
            return replace(lead, place=place)
    return None


def _heading_lead(text: str, keys: frozenset[str]) -> HeadingLead | None:
    for section in ("statement_heading", "statement_place"):
        if found := first_match(load_rules(_TABLE, section), text):
            place = found[1].groupdict().get("body") or ""
            if _SEVERAL.search(place) or _SEVERAL.search(text):
                continue
            body = _body(nominative(place[:1].upper() + place[1:]), keys) or (
                place if section == "statement_place" else ""
            )
            known = bool(body) and (is_body_name(body, keys) or is_generic(body))
            if found[0].id.endswith(("of_body", "treatment")) and not known:
                continue  # 'Ärendets behandling' names nobody
            return HeadingLead(rule_id=found[0].id, label=found[0].label, place=body)
    return None


def is_statement_lead(text: str) -> bool:
    """Say whether a heading or lead begins political statements, whatever the document tells of parties."""
    return heading_lead(text) is not None or read_lead(text) is not None


def _places(text: str, keys: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (body, rest) of 'Kulturnämnden § 71. Bo Al (S) …', 'Viks kommun (reservation)', shortest name first."""
    for mark in _BEHIND_PLACE.finditer(text, 0, _MAX_PLACE_CHARS):
        place = without_notes(without_number(text[: mark.start()]), registered=True)
        if is_body_name(place, keys):
            yield place, text[mark.end() :].removesuffix(")" if "(" in mark.group() else "")


def _lead(rule: Rule, match: re.Match[str], text: str, parties: Parties, keys: frozenset[str]) -> Lead | None:
    groups = match.groupdict()
    who = " ".join(filter(None, (groups.get("who"), groups.get("who2")))).strip()
    named = rule.id.endswith("noun_by") and is_body_name(who.rstrip("."), keys)  # 'Norra Vik kommun' is no person
    if not who or named or not _speaks(who, rule, parties):
        return None
    joined = first_match(load_rules(_TABLE, "statement_joins"), text)
    reference = first_match(load_rules(_TABLE, "statement_reference"), text)
    place = nominative((groups.get("body") or groups.get("body2") or "").strip())
    place = place or ("" if joined or reference else _board_behind(who) or _board_inside(text))
    return Lead(
        rule_id=rule.id,
        kind=Kind(rule.label) if rule.label else kind_of(text[: joined[1].start()] if joined else text),
        authors=read_authors(who, parties),
        place=_body(place, keys),
        joins=bool(joined) and not text.endswith(":"),
        elsewhere=bool(reference) and len(text) <= _MAX_REFERENCE_CHARS,
    )


def _board_behind(who: str) -> str:
    """Return the board in which those who speak sit, where the words end with it: 'Bo Al (S) i kulturnämnden'."""
    _, found, name = who.rstrip(". ").rpartition(" i ")
    board = name[:1].upper() + name[1:]
    return board if found and body_from_name(board).type in _BOARDS else ""


def _board_inside(text: str) -> str:
    """Return the board that a lead names between its verbs, or '': 'har i Södra nämnden låtit anteckna'."""
    inside = _INSIDE.search(text[:_MAX_REFERENCE_CHARS].partition(". ")[0])
    board = inside["body"][:1].upper() + inside["body"][1:] if inside else ""
    return board if body_from_name(board).type in _BOARDS else ""


def _body(name: str, keys: frozenset[str]) -> str:
    """Return a name within a lead as that of a body, or '' for 'nämnden' and the like."""
    name = name[:1].upper() + name[1:]
    if name == WORKING_COMMITTEE:
        return name  # of the executive that meets; no other body has only one organ of this name
    return name if name and is_body_name(name, keys) and not is_generic(name) else ""


def _speaks(who: str, rule: Rule, parties: Parties) -> bool:
    """Say whether words begin with somebody who can make a political statement."""
    if rule.id.endswith(("noun_party", "views_of", "views_about", "views_party", "of_party")):
        return all(_is_party(part, parties) for part in _PARTS.split(who.rstrip(".")))
    if begins_with_party(who, parties):
        return True
    if rule.id.endswith(_OF_STAFF) and first_match(load_rules(_TABLE, "role"), who):
        return True
    named = bool(parties_named(who, parties))
    if named and who.startswith("("):
        return True
    person = first_match(load_rules(_TABLE, "speaker"), who)
    named = named or bool(parties.of_people(PERSON.findall(who)))
    # After 'Reservation av' or in front of 'är skiljaktig' a name, or a party near it, tells enough.
    if rule.id.endswith(_BY_NOUN):
        return bool(person) or bool(parties_named(who[:_MAX_PLACE_CHARS], parties))
    return bool(person) and named


def _is_party(text: str, parties: Parties) -> bool:
    return bool(parties_named(text, parties)) or re.fullmatch(r"[A-ZÅÄÖ]{1,4}", text) is not None


def kind_of(text: str) -> Kind:
    """Return the kind of a statement by the words of its lead."""
    found = first_match(load_rules(_TABLE, "kind"), text)
    return Kind(found[0].label) if found else Kind.SPECIAL_STATEMENT


def opening_speaker(text: str, parties: Parties) -> Authors | None:
    """Return who speaks in the first words of a statement below a heading: 'Bo Al, Skogspartiet (SP): Vi vill …'."""
    head = text.removeprefix("Från ").split(". ")[0][:260]
    colon = head.find(":")
    head = head[:colon] if colon > 0 else head
    if begins_with_party(head, parties) or first_match(load_rules(_TABLE, "role"), head):
        return read_authors(head, parties)
    if first_match(load_rules(_TABLE, "speaker"), head) and parties_named(head, parties):
        return read_authors(head, parties)
    return None
