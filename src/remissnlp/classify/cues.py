"""A tiny engine over the cue tables of `resources/cues_sv.yaml`: which cues a sentence shows, and how strongly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from remissnlp.codebook import lowered
from remissnlp.rules import Rule, load_rules

TABLE = "cues_sv.yaml"
MIN_SCORE = 0.5
# No sentence that a person wrote is longer; the cap bounds the time a hostile one can take.
MAX_CHARS = 2000

_CASELESS = "(?i)"
# What somebody is said to say: at least so many words, and a whole sentence.
_SAID = re.compile(r"(?:\S+\s+){2,}\S+[.!?…]\W*$")
_SPACES = re.compile(r"\s+")
_QUOTE_MARKS = str.maketrans({"\u00ad": None, "\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found at `start` of the folded sentence, with the words that it matched."""

    rule: Rule
    start: int
    text: str


def fold(text: str) -> str:
    """Return the own words of a sentence as the cues expect them: single spaces, plain hyphens, bounded length."""
    return own_words(_SPACES.sub(" ", text.translate(_QUOTE_MARKS)).strip()[:MAX_CHARS])


@lru_cache(maxsize=8192)
def own_words(text: str) -> str:
    """Return a sentence without what only says who speaks in it: 'Eva Ek (V) anför: Vi säger nej.' -> 'Vi säger nej.'.

    A sentence that is nothing but a lead-in stays whole.
    """
    if ":" not in text:
        return text
    for _, regex, _ in _section("introduction"):
        if (match := regex.match(text)) and _SAID.match(text, match.end()):
            return text[match.end() :]
    return text


@lru_cache(maxsize=64)
def _section(name: str) -> tuple[tuple[Rule, re.Pattern[str], bool], ...]:
    """Return the rules of a section; those that ignore case are compiled for text in lower case, which is faster."""
    found: list[tuple[Rule, re.Pattern[str], bool]] = []
    for rule in load_rules(TABLE, name):
        caseless = rule.regex.pattern.startswith(_CASELESS)
        source = lowered(rule.regex.pattern[len(_CASELESS) :]) if caseless else ""
        found.append((rule, re.compile(source) if caseless else rule.regex, caseless))
    return tuple(found)


def find(section: str, text: str) -> tuple[Hit, ...]:
    """Return the first place of every cue of a section that `text` shows, in the order of the table."""
    low = text.lower()
    hits = []
    for rule, regex, any_case in _section(section):
        if match := regex.search(low if any_case else text):
            hits.append(Hit(rule, match.start(), text[match.start() : match.end()]))
    return tuple(hits)


def consume(section: str, text: str) -> tuple[Hit, ...]:
    """Return the cues that `text` shows when each hides what it matched from the cues below it in the table."""
    hits = []
    low = text.lower()
    for rule, regex, any_case in _section(section):
        if match := regex.search(low if any_case else text):
            hits.append(Hit(rule, match.start(), text[match.start() : match.end()]))
            text = rule.regex.sub(_blank, text)
            low = text.lower()
    return tuple(hits)


def mask(section: str, text: str) -> str:
    """Return `text` with everything that the section's rules match blanked out."""
    low = text.lower()
    for rule, regex, any_case in _section(section):
        if regex.search(low if any_case else text):
            text = rule.regex.sub(_blank, text)
            low = text.lower()
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
