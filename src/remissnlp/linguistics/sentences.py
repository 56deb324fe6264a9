"""Swedish sentences and tokens behind one small interface: `annotate(texts)` gives spaCy `Doc`s.

The engine is spaCy's Swedish tokeniser with a sentence component of our own, which knows the abbreviations, numbered
decisions and quotations of the genre. It needs no trained model, so it works offline the minute it is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from remissnlp.resources import read_yaml

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# End marks, then closing quotation marks or brackets, then white space.
_END = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[”\"’»)\]]*)\s+(?=(?P<next>\S))")
_QUOTATION = re.compile(r"(?<![\w])[”\"“»](?=\S)[^”\"“»«]+[”\"“«»](?![\w])")
_LAST_WORD = re.compile(r"[^\s(/”\"»]+$")
_OPENING = frozenset('”"“»(–-•[§')


@lru_cache(maxsize=1)
def _table() -> tuple[frozenset[str], frozenset[str], int]:
    table = read_yaml("sentences_sv.yaml")
    return frozenset(table["never_final"]), frozenset(table["maybe_final"]), int(table["max_quotation_chars"])


def sentence_breaks(text: str) -> list[int]:
    """Return the offsets in a paragraph at which a new sentence begins (0 not among them).

    Args:
        text: one paragraph or list item.
    """
    max_quotation = _table()[2]
    quotations = [m.span() for m in _QUOTATION.finditer(text) if m.end() - m.start() <= max_quotation]
    return [
        match.end()
        for match in _END.finditer(text)
        if _ends_sentence(text, match) and not any(a < match.start("mark") and match.end() < b for a, b in quotations)
    ]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if following.islower():
        return False
    word_match = _LAST_WORD.search(text, 0, match.start("mark"))
    word = word_match.group().lower() if word_match else ""
    if match["mark"] != "." or match["close"]:
        return following.isalnum() or following in _OPENING
    never_final, maybe_final, _ = _table()
    if word in never_final or (len(word) == 1 and word.isalpha()):
        return False
    if word in maybe_final:
        return following.isupper()
    if word.isdigit() and len(word) <= 2 and _starts_item(text, word_match):
        return False
    return following.isalnum() or following in _OPENING


def _starts_item(text: str, word: re.Match[str] | None) -> bool:
    """Whether a number stands where an item begins: at the start or right after an end mark, a colon or semicolon."""
    before = text[: word.start()].rstrip() if word else ""
    return not before or before[-1] in ".:;"


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    import spacy
    from spacy.language import Language

    @Language.component("remiss_sentences")
    def remiss_sentences(doc: Doc) -> Doc:
        breaks = set(sentence_breaks(doc.text))
        for token in doc:
            token.is_sent_start = token.i == 0 or token.idx in breaks
        return doc

    nlp = spacy.blank("sv")
    nlp.add_pipe("remiss_sentences")
    return nlp


def annotate(texts: Iterable[str]) -> Iterator[Doc]:
    """Yield one spaCy `Doc` with tokens and sentence borders for each paragraph of `texts`."""
    yield from _pipeline().pipe(texts)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every sentence of a paragraph, without the white space around it.

    The same borders as the `Doc.sents` of `annotate`, without its tokens: whoever needs no tokens need not load spaCy.
    """
    borders = [0, *sentence_breaks(text), len(text)]
    spans = []
    for start, end in pairwise(borders):
        stripped = text[start:end].strip()
        if stripped:
            offset = start + text[start:end].index(stripped)
            spans.append((offset, offset + len(stripped)))
    return spans
