"""Cues: the regular expressions of a theme, matched without regard to case.

A cue with a negative weight takes what it matches out of the sentence before the other cues look at it: that is how a
cue is kept away from a look-alike.
"""

from __future__ import annotations

import re
from functools import lru_cache

from remissnlp.codebook.model import Theme

KEEPS_CASE = "(?-i"  # a cue in which case matters
_LETTERS = re.compile(r"(\\.)|[A-ZÅÄÖÉ]")


def cue_score(theme: Theme, text: str) -> tuple[float, int]:
    """Return how strongly the theme's cues speak for `text` (0-1), and the widest window of the cues found.

    Cues are combined as independent evidence: 1 - (1 - w1)(1 - w2)...; the look-alikes are blanked first.
    """
    for cue in theme.cues:
        if cue.weight < 0:
            text = compiled(cue.pattern).sub(" ", text)
    low = text.lower()
    doubt, window = 1.0, 0
    for cue in theme.cues:
        if cue.weight > 0 and compiled_low(cue.pattern).search(text if KEEPS_CASE in cue.pattern else low):
            doubt *= 1.0 - cue.weight
            window = max(window, cue.window)
    return 1.0 - doubt, window


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the compiled cue; case does not matter."""
    return re.compile(pattern, re.IGNORECASE)


def lowered(pattern: str) -> str:
    """Return a pattern with its letters in lower case, escapes apart. It is for text in lower case."""
    return _LETTERS.sub(lambda match: match[1] or match[0].lower(), pattern)


@lru_cache(maxsize=4096)
def compiled_low(pattern: str) -> re.Pattern[str]:
    """Return the cue for text in lower case: the same matches as `compiled`, without the cost of ignoring case."""
    return compiled(pattern) if KEEPS_CASE in pattern else re.compile(lowered(pattern))
