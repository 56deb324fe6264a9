"""Rules drawn with characters: where one stands below a line of its own it makes that line a heading. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from remissnlp.ingest.lines import RawLine

_DRAWN_CHARS = 4
_MAX_HEADING_CHARS = 90
# A rule about as long as the line above it underlines that line; so does one of any length that comes back between such
# lines and their text. Any other one parts what stands above it from what stands below.
_SHORTEST, _LONGEST = 0.75, 1.35
_MIN_RETURNS = 3
_STRONG = frozenset("=#*█▀■")


def is_drawn(line: RawLine) -> bool:
    """Tell a rule drawn with characters, which is a line of its own whatever stands around it."""
    return len(line.text) >= _DRAWN_CHARS and not any(char.isalnum() for char in line.text)


def underlined(groups: Sequence[Sequence[RawLine]]) -> dict[int, int]:
    """Return the place of each paragraph that a drawn rule underlines -> its level as a heading, 1 or 2.

    Args:
        groups: the lines of each paragraph, in reading order; a drawn rule is one of its own.
    """
    found: dict[int, RawLine] = {}
    for place, (group, below) in enumerate(pairwise(groups)):
        if len(group) != 1 or len(below) != 1 or below[0].gap_above or not is_drawn(below[0]):
            continue
        line, rule = group[0], below[0]
        is_heading = line.role is None and not is_drawn(line) and len(line.text) <= _MAX_HEADING_CHARS
        if is_heading and (line.gap_above or place == 0 or _overlined(groups[place - 1], line)) and _is_one(rule.text):
            found[place] = rule
    close = [len(rule.text) for place, rule in found.items() if _has_text_below(groups, place + 1)]
    return {
        place: 1 if rule.text[0] in _STRONG else 2
        for place, rule in found.items()
        if _SHORTEST <= len(rule.text) / len(groups[place][0].text) <= _LONGEST
        or (_has_text_below(groups, place + 1) and close.count(len(rule.text)) >= _MIN_RETURNS)
    }


def _has_text_below(groups: Sequence[Sequence[RawLine]], place: int) -> bool:
    return place + 1 < len(groups) and not groups[place + 1][0].gap_above


def _overlined(above: Sequence[RawLine], line: RawLine) -> bool:
    return len(above) == 1 and is_drawn(above[0]) and not line.gap_above


def _is_one(rule: str) -> bool:
    """Tell one unbroken rule of one character, or of two in turn ('-=-='); the head of a table has one a column."""
    return len(set(rule.replace(" ", ""))) <= 2 and "|" not in rule and "+" not in rule and "  " not in rule
