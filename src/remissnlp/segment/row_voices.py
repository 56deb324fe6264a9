"""Rows of a table of answers in which politicians speak: 'Oppositionen i Viks kommunstyrelse (S) | Reservation: …'."""

from __future__ import annotations

import re
from dataclasses import dataclass

from remissnlp.records import Kind, RespondentType
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.parties import Authors, Parties, parties_named, read_authors
from remissnlp.segment.register import Body, is_body_name
from remissnlp.segment.speakers import bodies_from, nominative
from remissnlp.segment.statement_cues import kind_of, opening_speaker, read_lead

_NOUN = "statement_order_sv.yaml"
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_JOINER = re.compile(r" i | från | vid |, |: | [–-] ")
_ORGANS = frozenset({RespondentType.BOARD, RespondentType.EXECUTIVE, RespondentType.DISTRICT_BOARD})
_WHOLE = frozenset({RespondentType.MUNICIPALITY, RespondentType.REGION})


@dataclass(frozen=True, slots=True, kw_only=True)
class RowVoice:
    """What politicians added in a row: the kind of their statement, the body they sit in and who they are."""

    kind: Kind
    bodies: tuple[Body, ...]
    authors: Authors


def row_voice(name: str, text: str, above: tuple[Body, ...], parties: Parties, keys: frozenset[str]) -> RowVoice | None:
    """Return what politicians say in a row of a table of answers, or None for the row of a body.

    Args:
        name: the cell of the column of names.
        text: the cell of the answer.
        above: the bodies of the nearest row above that a body has; without a body in the cell itself it is theirs.
        parties: what the document tells of parties.
        keys: keys of the bodies that the document says were asked.
    """
    lead = read_lead(name, parties, keys)
    headed = first_match(load_rules(_NOUN, "noun"), name)
    said = first_match(load_rules(_NOUN, "noun"), text)
    groups = first_match(load_rules(_NOUN, "group"), name)
    named = parties_named(name, parties)
    if lead is None and not headed and not (named and (said or groups)):
        return None
    place = lead.place if lead and lead.place else _place(name, keys)
    bodies = _of_whole(bodies_from(place, keys) if place else (), above) or above
    if not bodies:
        return None
    authors = lead.authors if lead else read_authors(name, parties)
    if not authors.parties and not authors.names:
        authors = opening_speaker(text[said[1].end() :].strip() if said else text, parties) or authors
    told = name if headed or lead else text[: said[1].end()] if said else ""
    return RowVoice(kind=lead.kind if lead else kind_of(told), bodies=bodies, authors=authors)


def _place(name: str, keys: frozenset[str]) -> str:
    """Return the body that a cell names beside the politicians: 'Oppositionen i Viks kommunstyrelse (S)', or ''."""
    parts = [part.strip() for part in _JOINER.split(_PARENTHESIS.sub("", name))]
    tails = [_PARENTHESIS.sub("", name)[match.end() :].strip() for match in _JOINER.finditer(name)]
    for part in (*tails, *parts):
        body = nominative(part[:1].upper() + part[1:])
        if is_body_name(body, keys) and not parties_named(body):
            return body
    return ""


def _of_whole(named: tuple[Body, ...], above: tuple[Body, ...]) -> tuple[Body, ...]:
    """Return the municipality in the row above where a cell names only its board: that is whose answer it is."""
    if len(named) == 1 and len(above) == 1 and above[0].type in _WHOLE and named[0].type in _ORGANS:
        own = above[0].name.split()[0].removesuffix("s")
        executive = named[0].type is RespondentType.EXECUTIVE and " " not in named[0].name
        return above if executive or own in named[0].name else named
    return named
