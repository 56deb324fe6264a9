"""Whose a political statement is where its lead does not say: the signature below it, or the party it speaks as."""

from __future__ import annotations

import re
from collections.abc import Sequence

from remissnlp.records import POLITICAL_KINDS
from remissnlp.segment.drafts import Draft, NumberedBlock
from remissnlp.segment.speakers import parties_named, read_authors

_MAX_SIGNATURE_CHARS = 70
_SIGNATURE_BLOCKS = 4
_SIGNED = re.compile(r"^(?:För )?[A-ZÅÄÖ][\wÀ-ÿ .,-]*(?:\([A-ZÅÄÖa-zåäö]{1,5}\))?$")
_SUBJECT_VERB = re.compile(
    r"^(?:är|vill|anser|har|tycker|menar|yrkar|välkomnar|säger|föreslår|reserverar|kräver|delar)\b"
)


def sign(draft: Draft, blocks: Sequence[NumberedBlock]) -> None:
    """Complete the parties and authors of a political draft from its own text.

    Args:
        draft: the draft; one whose lead named parties is left as it is.
        blocks: the content blocks of the draft.
    """
    if draft.kind not in POLITICAL_KINDS or draft.parties:
        return
    tail = [
        text
        for _, _, text in blocks[1:][-_SIGNATURE_BLOCKS:]
        if len(text) <= _MAX_SIGNATURE_CHARS and _SIGNED.match(text)
    ]
    for text in tail:
        authors = read_authors(text.removeprefix("För "))
        draft.parties = tuple(dict.fromkeys((*draft.parties, *authors.parties)))
        draft.authors = tuple(dict.fromkeys((*draft.authors, *authors.names)))
    if not draft.parties:
        draft.parties = _speaks_as(draft, [text for _, _, text in blocks])


def _speaks_as(draft: Draft, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the party that the text speaks as: 'Liberalerna vill …', or who sent 'Reservation från Byalistan'."""
    for text in texts[1:2]:
        first = text[:80]
        named = parties_named(first.split(",")[0])
        if named and parties_named(" ".join(first.split()[:2])):
            return named[:1]
    for name in draft.authors:
        for text in texts[1:]:
            if text.startswith(name + " ") and _SUBJECT_VERB.match(text[len(name) + 1 :]):
                draft.authors = tuple(other for other in draft.authors if other != name)
                return (name,)
    return ()
