"""Where Swedish sentences end: rules for the abbreviations, dates, numbered decisions and quotations of the genre.

Pure text in, offsets out: no library, no model, the same borders for every engine.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from remissnlp.resources import read_yaml

# End marks, then closing quotation marks or brackets, then white space.
_END = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[”\"’»)\]]*)\s+(?=(?P<next>\S))")
_QUOTATION = re.compile(r"(?<![\w])[”\"“»](?=\S)[^”\"“»«]+[”\"“«»](?![\w])")
_LAST_WORD = re.compile(r"[^\s(/”\"»]+$")
_INITIALS = re.compile(r"(?:[A-ZÅÄÖ]\.)*[A-ZÅÄÖ]")
# A small letter begins a sentence where it counts an item ("b) ...") or a name is written so ("iPad").
_SMALL_START = re.compile(r"[a-zåäö](?:\)|[A-ZÅÄÖ])")
_OPENING = frozenset('”"“»(–-•[§')


class _Table(NamedTuple):
    never_final: frozenset[str]
    maybe_final: frozenset[str]
    labelled: frozenset[str]
    max_quotation_chars: int


@lru_cache(maxsize=1)
def _table() -> _Table:
    table = read_yaml("sentences_sv.yaml")
    return _Table(
        never_final=frozenset(table["never_final"]),
        maybe_final=frozenset(table["maybe_final"]),
        labelled=frozenset(table["labelled"]),
        max_quotation_chars=int(table["max_quotation_chars"]),
    )


def sentence_breaks(text: str) -> list[int]:
    """Return the offsets in a paragraph at which a new sentence begins (0 not among them).

    Args:
        text: one paragraph or list item.
    """
    max_quotation = _table().max_quotation_chars
    quotations = quotation_spans(text)
    embedded = [(a, b) for a, b in quotations if b - a <= max_quotation and not _is_speech(text, a, b)]
    breaks = {
        match.end()
        for match in _END.finditer(text)
        if _ends_sentence(text, match) and not any(a < match.start("mark") and match.end() < b for a, b in embedded)
    }
    spoken = {a for a, b in quotations if _is_speech(text, a, b) and any(a < offset < b for offset in breaks)}
    return sorted((breaks | spoken) - {0})


def quotation_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every marked quotation of a paragraph, with its marks."""
    return [match.span() for match in _QUOTATION.finditer(text)]


def _is_speech(text: str, start: int, end: int) -> bool:
    """Whether a quotation is all that is said: it ends the paragraph and begins it, or follows a colon."""
    return not text[end:].strip(" .") and text[:start].rstrip()[-1:] in {"", ":"}


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if following.islower():
        return bool(_SMALL_START.match(text, match.end()))
    word_match = _LAST_WORD.search(text, 0, match.start("mark"))
    written = word_match.group() if word_match else ""
    word = written.lower()
    if match["mark"] != "." or match["close"]:
        return following.isalnum() or following in _OPENING
    table = _table()
    before = text[: word_match.start()].rstrip() if word_match else ""
    if word in table.maybe_final or (len(word) == 1 and _is_label(before)):
        return following.isupper()
    if word in table.never_final or _INITIALS.fullmatch(written):
        return False
    if (len(word) == 1 or (word.isdigit() and len(word) == 2)) and _begins_item(before):
        return False
    return following.isalnum() or following in _OPENING


def _is_label(before: str) -> bool:
    """Whether a single letter after this text is the name of a thing ("alternativ A", "Storgatan 12 B"), no initial."""
    last = before.rpartition(" ")[2].lower()
    return last.isdigit() or last in _table().labelled


def _begins_item(before: str) -> bool:
    """Whether a number or letter after this text counts an item: at the start, after an end mark or a colon.

    The full stop of an abbreviation is no end mark: "kl. 18", "s. 14".
    """
    if not before or before[-1] in ":;":
        return True
    return before[-1] == "." and before[:-1].rpartition(" ")[2].lower() not in _table().never_final


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every sentence of a paragraph, without the white space around it.

    The same borders as those of `annotate`, without its tokens: whoever needs no tokens need not load an engine.
    """
    borders = [0, *sentence_breaks(text), len(text)]
    spans = []
    for start, end in pairwise(borders):
        stripped = text[start:end].strip()
        if stripped:
            offset = start + text[start:end].index(stripped)
            spans.append((offset, offset + len(stripped)))
    return spans
