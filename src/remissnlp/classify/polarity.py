"""Attitude of one statement towards the draft: request before critical before positive, else neutral.

Only a firm request comes before a stronger criticism: "ska" in an objection is no wish.

A cue lexicon with weights, in which cues of one class add up as independent evidence, is weighed with the shipped model
(`reading.weigh_polarity`). Only the respondent's own view can be other than neutral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from remissnlp.classify.cues import MIN_SCORE, combined, find, fold, mask
from remissnlp.classify.reading import Reading, weigh_polarity
from remissnlp.records import FURNITURE, POLITICAL_KINDS, BlockRole, Kind, Polarity, Statement

GOES_ON = 0.2  # lift of a weak cue after a statement of the same attitude
OWN = 0.1  # lift of a weak request that stands in somebody's own answer
FIRM = 0.7  # strength of a request that no criticism overrules, and of a decision that is more than procedure

Scored: TypeAlias = tuple[Polarity, float, str]

# Text that is somebody's case text, and no answer.
SILENT_KINDS = frozenset({Kind.PROPOSAL, Kind.PREPARATION, Kind.OTHER})
SILENT_ROLES = FURNITURE | {BlockRole.HEADING}
NEUTRAL = (Polarity.NEUTRAL, 0.0, "neutral")
CLOSED = frozenset({"holder", "kind"})  # what is nobody's own view is neutral whatever the model says


@dataclass(frozen=True, slots=True)
class _Setting:
    """What stands around a statement: the attitude just before it, and whether it stands in somebody's answer."""

    before: Polarity = Polarity.NEUTRAL
    answer: bool = False


def polarities(statements: Sequence[Statement], readings: Sequence[Reading]) -> tuple[Scored, ...]:
    """Return polarity, its probability (0-1) and what decided it for every statement, in their order.

    The model's word is weighed with that of the cues; a statement that is nobody's own view stays neutral.
    """
    pairs = zip(statements, readings, cue_polarities(statements), strict=True)
    return tuple(_weighed(statement, reading, cue) for statement, reading, cue in pairs)


def _weighed(statement: Statement, reading: Reading, cue: Scored) -> Scored:
    polarity, strength, rule = cue
    if rule in CLOSED:
        return cue
    procedure = is_procedure(fold(statement.text))
    found, share = weigh_polarity(reading.polarity, polarity, strength, procedure=procedure)
    agrees = found is polarity and polarity is not Polarity.NEUTRAL
    return found, round(share, 4), f"{rule}+{reading.tone_rule}" if agrees else reading.tone_rule


def cue_polarities(statements: Sequence[Statement]) -> tuple[Scored, ...]:
    """Return polarity, strength (0-1) and the id of the strongest rule of every statement by the cues alone.

    A weak cue counts for more where the statement before, in the same paragraph, had the same attitude.
    """
    found: list[Scored] = []
    last: Statement | None = None
    for statement in statements:
        near = last is not None and (last.segment_id, last.paragraph) == (statement.segment_id, statement.paragraph)
        before = found[-1][0] if near else Polarity.NEUTRAL
        found.append(polarity_of(statement, before))
        last = statement
    return tuple(found)


def polarity_of(statement: Statement, before: Polarity = Polarity.NEUTRAL) -> Scored:
    """Return polarity, strength (0-1) and the id of the strongest rule of one statement that follows on `before`."""
    if statement.holder:
        return Polarity.NEUTRAL, 0.0, "holder"
    if statement.kind in SILENT_KINDS or statement.role in SILENT_ROLES:
        return Polarity.NEUTRAL, 0.0, "kind"
    text = fold(statement.text)
    if statement.kind is Kind.DECISION:
        return _decided(text)
    found = text_polarity(text, _Setting(before, answer=True))
    if found[0] is Polarity.NEUTRAL and _is_counter_proposal(statement):
        return Polarity.REQUEST, 0.6, "counter_proposal"
    return found


@lru_cache(maxsize=8192)
def text_polarity(text: str, setting: _Setting = _Setting()) -> Scored:
    """Return polarity, strength and rule of a folded sentence that is the speaker's own view."""
    gates = {hit.rule.label: hit.rule.id for hit in find("gate", text)}
    if rule := gates.get("procedure") or gates.get("statute"):
        return Polarity.NEUTRAL, 0.0, rule
    text = mask("mask", text)
    request = NEUTRAL if "retold" in gates else _scored(Polarity.REQUEST, text, setting)
    if request[1] >= FIRM:
        return request  # what a retold draft asks for is the draft's wish
    critical = _scored(Polarity.CRITICAL, text, setting)
    if max(request[1], critical[1]) >= MIN_SCORE:
        return max(request, critical, key=lambda found: found[1])
    positive = _scored(Polarity.POSITIVE, text, setting)
    return positive if positive[1] >= MIN_SCORE else NEUTRAL


def _scored(polarity: Polarity, text: str, setting: _Setting) -> Scored:
    hits = find(polarity.value, text)
    if not hits:
        return NEUTRAL
    strongest = max(hits, key=lambda hit: hit.rule.weight)
    return polarity, combined([hit.rule.weight for hit in hits] + _lifts(polarity, setting)), strongest.rule.id


def _lifts(polarity: Polarity, setting: _Setting) -> list[float]:
    lifts = [GOES_ON] if polarity is setting.before else []
    return [*lifts, OWN] if setting.answer and polarity is Polarity.REQUEST else lifts


def _decided(text: str) -> Scored:
    """Return the polarity of an item of a board's decision: neutral, unless it takes a position in so many words."""
    found = text_polarity(text)
    return found if found[1] >= FIRM else (Polarity.NEUTRAL, 0.0, "kind")


@lru_cache(maxsize=8192)
def is_procedure(text: str) -> bool:
    """Return whether a folded sentence only says who met, decided or handed over."""
    return any(hit.rule.label == "procedure" for hit in find("gate", text))


def _is_counter_proposal(statement: Statement) -> bool:
    """Return whether it is an item of a political statement's own proposal for decision."""
    is_item = statement.role is BlockRole.LIST_ITEM and statement.kind in POLITICAL_KINDS
    return is_item and any(word in statement.text.lower().split() for word in ("ska", "skall", "att"))
