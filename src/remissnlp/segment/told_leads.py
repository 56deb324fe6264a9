"""Leads of political statements in words that no table has: who speaks, and somewhere a word that says what it is.

'Eva Ek (V), ersättare, ges tillfälle att avge ersättaryttrande:', 'Protokollsanteckning begärdes av Bo Al (M)': the
verb can be any, the speakers stand in front of it, behind 'av', or at the end of a heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from remissnlp.rules import first_match, load_rules
from remissnlp.segment.parties import PERSON, Parties
from remissnlp.segment.subjects import WORD, speaker_span, subject_end

_TABLE = "statements_sv.yaml"
# The first sentence, or what stands in front of its colon; 'm.fl.' and 'kl.' end none.
_FIRST = re.compile(r"^.*?(?::|(?<!\bm)(?<!fl)(?<!kl)(?<!\b[A-ZÅÄÖ])\.(?=\s|$))", re.DOTALL)
# A party alone in front of the verb introduces its statement only where the words say so, else it speaks already.
_INTRODUCES = re.compile(
    r":$|\b(?:följande|nedan)\b|\breserv\w+ sig\b|\bantecknat?\b"
    r"|[(,:–-] ?(?i:reservation|särskilt|protokolls|röstförkl|ersättaryttr)"
)
_MAX_TOLD_CHARS, _MAX_TITLE_CHARS = 320, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The words of a lead that name its speakers, and the rule that knows it for a lead."""

    who: str
    rule_id: str


def told_lead(text: str, parties: Parties) -> Told | None:
    """Return who makes a statement by the first sentence of a block, or None where it is about something else.

    Args:
        text: a block, or its beginning.
        parties: what the document tells of parties.
    """
    head = _FIRST.match(text) if len(text) > _MAX_TITLE_CHARS or text[-1:] in ".:" else None
    told = head.group() if head else text
    if len(told) > _MAX_TOLD_CHARS or first_match(load_rules(_TABLE, "none_made"), told):
        return None
    if end := subject_end(told, parties):
        return _by_subject(told, end)
    if titled := _at_end(text, parties):
        return Told(who=titled, rule_id="statement.titled")
    for rule in load_rules(_TABLE, "stated_by"):
        if found := rule.regex.search(told):
            span = speaker_span(told, parties, found.end() if rule.label == "noun" else 1)
            return Told(who=told[slice(*span)], rule_id=rule.id) if span else None
    return None


def _by_subject(told: str, end: int) -> Told | None:
    """Return the lead that begins with its speakers: what is said of them must have a word for a statement."""
    predicate = told[end:].lstrip(", ")
    stated = first_match(load_rules(_TABLE, "states"), predicate)
    if stated is None or first_match(load_rules(_TABLE, "moves"), predicate):
        return None
    introduced = PERSON.search(told[:end]) or _INTRODUCES.search(told)
    return Told(who=told[:end], rule_id=stated[0].id) if introduced else None


def _at_end(text: str, parties: Parties) -> str:
    """Return whose statement a heading is that begins with the word for it and ends with names or parties, or ''."""
    found = first_match(load_rules(_TABLE, "noun_title"), text) if len(text) <= _MAX_TITLE_CHARS else None
    for word in WORD.finditer(text, found[1].end()) if found else ():
        who = text[word.start() :]
        if subject_end(who, parties) == len(who):
            return who
    return ""
