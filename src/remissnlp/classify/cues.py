"""A tiny engine over the cue tables of `resources/cues_sv.yaml`: which cues a sentence shows, and how strongly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from remissnlp.rules import Rule, load_rules

TABLE = "cues_sv.yaml"
MIN_SCORE = 0.5
# No sentence that a person wrote is longer; the cap bounds the time a hostile one can take.
MAX_CHARS = 2000

_SPACES = re.compile(r"\s+")
_QUOTE_MARKS = str.maketrans({"\u00ad": None, "\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found at `start` of the folded sentence."""

    rule: Rule
    start: int


def fold(text: str) -> str:
    """Return the sentence as the cues expect it: single spaces, no soft hyphens, plain hyphens, bounded length."""
    return _SPACES.sub(" ", text.translate(_QUOTE_MARKS)).strip()[:MAX_CHARS]


def find(section: str, text: str) -> tuple[Hit, ...]:
    """Return the first place of every cue of a section that `text` shows, in the order of the table."""
    return tuple(Hit(rule, m.start()) for rule in load_rules(TABLE, section) if (m := rule.regex.search(text)))


def consume(section: str, text: str) -> tuple[Hit, ...]:
    """Return the cues that `text` shows when each hides what it matched from the cues below it in the table."""
    hits = []
    for rule in load_rules(TABLE, section):
        if match := rule.regex.search(text):
            hits.append(Hit(rule, match.start()))
            text = rule.regex.sub(_blank, text)
    return tuple(hits)


def mask(section: str, text: str) -> str:
    """Return `text` with everything that the section's rules match blanked out."""
    for rule in load_rules(TABLE, section):
        text = rule.regex.sub(_blank, text)
    return text


def combined(weights: list[float]) -> float:
    """Return the strength (0-1) of independent pieces of evidence: 1 - (1 - w1)(1 - w2)..., rounded to 4 digits."""
    doubt = 1.0
    for weight in weights:
        doubt *= 1.0 - weight
    return round(1.0 - doubt, 4)


def _blank(match: re.Match[str]) -> str:
    # A full stop, so that no cue reaches across the gap.
    return " . "
