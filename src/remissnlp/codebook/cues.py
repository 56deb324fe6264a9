"""Cues: the regular expressions and the lemmas of a theme, matched without regard to case.

A cue with a negative weight takes what it matches away before the other cues look: that is how a cue is kept away from
a look-alike. Patterns look at the text and lemma cues at its lemmas, so each kind takes away from its own kind only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from remissnlp.codebook.model import Cue, Theme
from remissnlp.linguistics import Engine, lemmas

KEEPS_CASE = "(?-i"  # a cue in which case matters
_LETTERS = re.compile(r"(\\.)|[A-ZÅÄÖÉ]")
_TAKEN = "\n"  # stands where a look-alike stood: what was beside it has not become a row


def cue_score(theme: Theme, text: str, row: str = "") -> tuple[float, int]:
    """Return how strongly the theme's cues speak for `text` (0-1), and the widest window of the cues found.

    Cues are combined as independent evidence: 1 - (1 - w1)(1 - w2)...; the look-alikes are blanked first.

    Args:
        theme: whose cues to look for.
        text: a sentence.
        row: its lemmas, from `lemma_rows`; without them, lemma cues find nothing.
    """
    doubt, window = 1.0, 0
    for cue, _ in cue_matches(theme, text, row):
        doubt *= 1.0 - cue.weight
        window = max(window, cue.window)
    return 1.0 - doubt, window


def cue_matches(theme: Theme, text: str, row: str = "") -> Iterator[tuple[Cue, str]]:
    """Yield the cues of a theme that `text` shows, each with the words that it matched first, or with its lemmas.

    The arguments are those of `cue_score`.
    """
    for cue in theme.cues:
        if cue.weight < 0 and cue.lemma:
            row = row.replace(_row(cue.lemma), _TAKEN)
        elif cue.weight < 0:
            text = compiled(cue.pattern).sub(" ", text)
    low = text.lower()
    for cue in theme.cues:
        if cue.weight <= 0:
            continue
        if cue.lemma:
            if has_lemmas(row, cue.lemma):
                yield cue, cue.lemma
        elif match := compiled_low(cue.pattern).search(text if KEEPS_CASE in cue.pattern else low):
            yield cue, text[match.start() : match.end()]


def lemma_rows(themes: Iterable[Theme], texts: Sequence[str], engine: Engine | None = None) -> list[str]:
    """Return the lemmas of each text in the form that `cue_score` takes.

    Where no theme has a lemma cue the rows are empty, and no engine is loaded.

    Args:
        themes: whose cues will be looked for.
        texts: sentences.
        engine: which engine finds the lemmas; the shipped pipeline where none is named.

    Raises:
        ConfigurationError: the models of the engine cannot be used.
    """
    if not any(cue.lemma for theme in themes for cue in theme.cues):
        return [""] * len(texts)
    return [_row(" ".join(found)) for found in lemmas(texts, engine)]


def has_lemmas(row: str, lemma: str) -> bool:
    """Tell whether the lemmas of a text, from `lemma_rows`, have those of a cue in a row."""
    return _row(lemma) in row


@lru_cache(maxsize=4096)
def _row(words: str) -> str:
    """Return words in lower case, each between spaces of its own: a row is then a plain part of a longer one."""
    return "".join(f" {word} " for word in words.lower().split())


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
