"""Attitude of one statement towards the draft: request before critical before positive, else neutral.

The method is a cue lexicon with weights; cues of one class add up as independent evidence. Only the respondent's own
view can be other than neutral.
"""

from __future__ import annotations

from functools import lru_cache

from remissnlp.classify.cues import MIN_SCORE, combined, find, fold, mask
from remissnlp.records import FURNITURE, POLITICAL_KINDS, BlockRole, Kind, Polarity, Statement

ORDER = (Polarity.REQUEST, Polarity.CRITICAL, Polarity.POSITIVE)
# Text that is somebody's case text or a list of decisions, and no answer.
SILENT_KINDS = frozenset({Kind.DECISION, Kind.PROPOSAL, Kind.PREPARATION, Kind.OTHER})
SILENT_ROLES = FURNITURE | {BlockRole.HEADING}
NEUTRAL = (Polarity.NEUTRAL, 0.0, "neutral")


def polarity_of(statement: Statement) -> tuple[Polarity, float, str]:
    """Return polarity, strength (0-1) and the id of the strongest rule of one statement."""
    if statement.holder:
        return Polarity.NEUTRAL, 0.0, "holder"
    if statement.kind in SILENT_KINDS or statement.role in SILENT_ROLES:
        return Polarity.NEUTRAL, 0.0, "kind"
    found = text_polarity(fold(statement.text))
    if found[0] is Polarity.NEUTRAL and _is_counter_proposal(statement):
        return Polarity.REQUEST, 0.6, "counter_proposal"
    return found


@lru_cache(maxsize=8192)
def text_polarity(text: str) -> tuple[Polarity, float, str]:
    """Return polarity, strength and rule of a folded sentence that is the speaker's own view."""
    gates = {hit.rule.label: hit.rule.id for hit in find("gate", text)}
    if rule := gates.get("procedure"):
        return Polarity.NEUTRAL, 0.0, rule
    text = mask("mask", text)
    for polarity in ORDER:
        if polarity is Polarity.REQUEST and "retold" in gates:
            continue  # what a retold draft asks for is the draft's wish
        hits = find(polarity.value, text)
        score = combined([hit.rule.weight for hit in hits])
        if score >= MIN_SCORE:
            strongest = max(hits, key=lambda hit: hit.rule.weight)
            return polarity, score, strongest.rule.id
    return NEUTRAL


@lru_cache(maxsize=8192)
def is_procedure(text: str) -> bool:
    """Return whether a folded sentence only says who met, decided or handed over."""
    return any(hit.rule.label == "procedure" for hit in find("gate", text))


def _is_counter_proposal(statement: Statement) -> bool:
    """Return whether it is an item of a political statement's own proposal for decision."""
    is_item = statement.role is BlockRole.LIST_ITEM and statement.kind in POLITICAL_KINDS
    return is_item and any(word in statement.text.lower().split() for word in ("ska", "skall", "att"))
