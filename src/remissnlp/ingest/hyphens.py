"""Joining of printed lines: what becomes of the hyphen at a line's end."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import lru_cache

from remissnlp import text
from remissnlp.rules import first_match, load_rules

_LABELS = {"join": ("", True), "keep": ("", False), "space": (" ", False)}
Vocabulary = Callable[[], Set[str]]


def seam(left: str, right: str, vocabulary: Vocabulary) -> tuple[str, bool]:
    """Return what stands between two joined lines, and whether the hyphen at the end of the first goes.

    Without a rule the document decides: a compound that it writes with the hyphen elsewhere keeps it.

    Args:
        left: what stands before, clean.
        right: the next line, clean.
        vocabulary: gives the lower-case words of the document; only asked where no rule answers.
    """
    if not _is_hyphenated(left, right):
        return " ", False
    head, tail = text.first_word(right), left[-40:].rsplit(" ", 1)[-1]
    found = first_match(load_rules("hyphenation_sv.yaml", "seam"), f"{tail}\n{head}")
    if found:
        return _LABELS[found[0].label]
    known = vocabulary()
    if _word(tail[:-1] + head) not in known and _word(tail + head) in known:
        return _LABELS["keep"]
    return _LABELS["join"]


def _is_hyphenated(left: str, right: str) -> bool:
    return len(left) > 1 and left[-1] in "-\u2010" and left[-2].isalnum() and right[:1].isalnum()


@lru_cache(maxsize=4096)
def _word(token: str) -> str:
    found = text.words(token.lower())
    return found[0] if found else ""
