"""Joining of printed lines: what becomes of the hyphen at a line's end.

First the rules of form answer, then the document (it writes most of its words more than once), then, only for the
forms that can be either, the word list. Nothing of these: the hyphen is the typesetter's and goes, as nearly all do.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import lru_cache

from remissnlp import text
from remissnlp.ingest.lexicon import is_listed, is_word
from remissnlp.rules import first_match, load_rules

Seam = tuple[str, bool]
_JOIN: Seam = ("", True)
_KEEP: Seam = ("", False)
_SUSPEND: Seam = (" ", False)
_LABELS = {"join": _JOIN, "keep": _KEEP, "space": _SUSPEND}
_HYPHENS = "-\u2010"
_TAIL_CHARS = 60
Vocabulary = Callable[[], Set[str]]


def seam(left: str, right: str, vocabulary: Vocabulary) -> Seam:
    """Return what stands between two joined lines, and whether the hyphen at the end of the first goes.

    Args:
        left: what stands before, clean.
        right: the next line, clean.
        vocabulary: gives the lower-case words of the document; only asked where no rule answers.
    """
    if not left or not right[:1].isalnum() or left[-1] not in _HYPHENS + "–/":
        return " ", False
    head, before = text.first_word(right), left[-_TAIL_CHARS:].replace("\u2010", "-")
    if left[-1] in "–/" or not left[-2:-1].isalnum():
        found = first_match(load_rules("hyphenation_sv.yaml", "mark"), f"{before}\n{head}")
        return _LABELS[found[0].label] if found else (" ", False)
    tail = before.rsplit(" ", 1)[-1]
    found = first_match(load_rules("hyphenation_sv.yaml", "seam"), f"{tail}\n{head}")
    if found and found[0].label in _LABELS:
        return _LABELS[found[0].label]
    label = found[0].label if found else ""
    return _by_document(tail, head, vocabulary(), label) or (_by_word_list(tail, head, label) if label else _JOIN)


def _by_document(tail: str, head: str, known: Set[str], label: str) -> Seam | None:
    """Decide by what the document itself writes elsewhere, None where it does not."""
    if _word(tail[:-1] + head) in known:
        return _JOIN
    if label != "ask_space" and _word(tail + head) in known:
        return _KEEP
    return None


def _by_word_list(tail: str, head: str, label: str) -> Seam:
    last = _word(tail[:-1].rsplit("-", 1)[-1])
    following = _word(head)
    if label == "ask_space":  # "miljösamt" can be taken for a compound; the words that end like this are listed
        return _JOIN if is_listed(last + following) else _SUSPEND
    is_joined_word = is_word(last + following)
    if label == "ask_capitals":
        return _JOIN if is_joined_word or is_word(following) else _KEEP
    return _KEEP if not is_joined_word and is_word(following) else _JOIN


@lru_cache(maxsize=4096)
def _word(token: str) -> str:
    found = text.words(token.lower())
    return found[0] if found else ""
