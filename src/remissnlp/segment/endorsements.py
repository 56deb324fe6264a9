"""Where one speaker joins another: 'instämmer i', 'ansluter sig till', 'med hänvisning till', 'i likhet med'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from remissnlp.grouping import by_segment
from remissnlp.records import POLITICAL_KINDS, Endorsement, Kind, RespondentType, Segment, Statement
from remissnlp.rules import Rule, first_match, load_rules
from remissnlp.segment.parties import NO_PARTIES, Parties, parties_named
from remissnlp.segment.register import is_body_name, is_sender_office, same_body

_TABLE = "endorsements_sv.yaml"
_SPEAKING = frozenset({Kind.RESPONSE, Kind.ADVISORY_COUNCIL}) | POLITICAL_KINDS
_LOOK_BACK = 2
# A statement that joins another in its first sentences and is this short says nothing else.
_MAX_JOIN_STATEMENTS = 1
_CAPITAL = re.compile(r"\b[A-ZÅÄÖ][a-zåäöé]|\b(?:som|vad) [A-ZÅÄÖ]{2,6}\b|\b[A-ZÅÄÖ]{2,6}:s\b")
_OWN = re.compile(r"^(?:sin|sitt|sina|partiets|gruppens|den egna|det egna)\b")
# 'instämmer i anteckningen': the one just made.
_JUST_SAID = re.compile(
    r"^(?:den |det )?(?:reservationen|anteckningen|uttalandet|yttrandet|protokollsanteckningen)\.?$"
    r"|^(?:sin|sitt|partiets) "
)
_OFFICE_IN_TEXT = re.compile(
    r"\b[\wÀ-ÿ-]{4,}(?:kontoret|förvaltningen|nämnden|styrelsen|beredningen|bolaget|kansliet|mästaren"
    r"|(?<!om)rådet)(?=s?\b)"
    r"|\b(?-i:Nämnden|Styrelsen) för [\wÀ-ÿ-]{4,}(?: och [\wÀ-ÿ-]{4,})?",
    re.I,
)


def find_endorsements(
    segments: Sequence[Segment], statements: Sequence[Statement], parties: Parties = NO_PARTIES
) -> tuple[Endorsement, ...]:
    """Return the endorsements of one document; `target_text` holds what the text names, not yet resolved.

    Args:
        segments: the segments of the document.
        statements: its statements.
        parties: what the document tells of parties.
    """
    texts = by_segment(statements)
    found: list[Endorsement] = []
    for segment in segments:
        own = texts.get(segment.segment_id, ())
        if segment.kind in _SPEAKING or segment.kind is Kind.SUMMARY or _decides(segment, own):
            for position in range(len(own)):
                found += _in_statement(segment, own, position, parties)
    return tuple(found)


def _decides(segment: Segment, statements: Sequence[Statement]) -> bool:
    """Say whether an executive that treats the case speaks for itself: 'Kommunstyrelsen delar beredningens mening'."""
    own = segment.kind is Kind.PROPOSAL and segment.respondent_type is RespondentType.EXECUTIVE
    return own and bool(statements) and statements[0].text.startswith(f"{segment.respondent} ")


def _in_statement(
    segment: Segment, statements: Sequence[Statement], position: int, parties: Parties
) -> list[Endorsement]:
    statement = statements[position]
    if statement.holder:
        return []
    for rule in load_rules(_TABLE, "relation"):
        if segment.kind is Kind.SUMMARY and rule.label != "explicit":
            continue  # a summary keeps the plain word; what it says of shared views is the sender's wording
        match = rule.regex.search(statement.text)
        target = _target(rule, match["target"], statements, position, segment) if match else ""
        whole = segment.kind in POLITICAL_KINDS and len(statements) <= _MAX_JOIN_STATEMENTS
        same = whole and rule.label == "same"
        if match and (target or same):
            prep = match.groupdict().get("prep")
            return [
                Endorsement(
                    segment_id=segment.segment_id,
                    relation=f"{match['relation']} {prep}" if prep else rule.id.split(".", 1)[1].split(" (")[0],
                    target_text=target,
                    statement_id=statement.statement_id,
                    target_parties=_target_parties(match["target"], segment, parties),
                    whole_segment=whole,
                )
            ]
    return []


def _target_parties(target: str, segment: Segment, parties: Parties) -> tuple[str, ...]:
    """Return the parties whose statement is joined; 'sin reservation', 'partiets reservation' is the speaker's own."""
    return segment.parties if _OWN.match(target) else parties_named(target, parties)


def _target(rule: Rule, target: str, statements: Sequence[Statement], position: int, segment: Segment) -> str:
    """Return the words that name the target, or '' where nobody is named and so nobody is joined."""
    if rule.label == "view" and first_match(load_rules(_TABLE, "back_reference"), target.strip()):
        for earlier in reversed(statements[max(0, position - _LOOK_BACK) : position]):
            if earlier.holder and earlier.holder not in {"proposal", "quote"}:
                return earlier.holder
        return ""
    named = target.strip().rstrip(".")
    is_body = rule.label in {"body", "explicit"} and is_body_name(named)
    # 'instämmer i att …' joins a thought of the draft and not a speaker.
    if is_body or rule.label == "body" or target.startswith("att "):
        return named if is_body else ""
    head = target[:160]
    if segment.kind in POLITICAL_KINDS and _JUST_SAID.match(head):
        return target.strip().rstrip(".")
    told = parties_named(head) or names_in(head, ()) or _CAPITAL.search(head)
    if told and first_match(load_rules(_TABLE, "statement_word"), head):
        return named
    return named if names_in(head, (segment.respondent, segment.author_body)) else ""


def names_in(text: str, own: tuple[str, ...]) -> list[str]:
    """Return bodies named in `text` by a word of their form, without the speaker's own."""
    names = []
    for match in _OFFICE_IN_TEXT.finditer(text):
        name = match.group()[:1].upper() + match.group()[1:]
        if is_sender_office(name) or not any(same_body(name, other) for other in own if other):
            names.append(name)
    return names
