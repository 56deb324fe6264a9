"""Whose a political statement is where its lead does not say: its first words, the signature below it, its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from remissnlp.records import POLITICAL_KINDS, Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import Draft, NumberedBlock
from remissnlp.segment.parties import NO_PARTIES, Authors, Parties, parties_named, read_authors, speaks_for_staff
from remissnlp.segment.statement_cues import opening_speaker

_MAX_SIGNATURE_CHARS = 90
_MAX_FOOT_CHARS = 240
_SIGNATURE_BLOCKS = 5
# Persons, parties, their part in the board: 'Bo Al (M) Eva Ek (M)', 'Eva Ek, ersättare (C)', 'För SD-gruppen'.
_SIGNED = re.compile(r"^(?:För )?[A-ZÅÄÖ][\wÀ-ÿ ,./()&’'-]*$")
_SUBJECT_VERB = re.compile(
    r"^(?:är|vill|anser|har|tycker|menar|yrkar|välkomnar|säger|föreslår|reserverar|kräver|delar)\b"
)


def sign(draft: Draft, blocks: Sequence[NumberedBlock], parties: Parties = NO_PARTIES) -> None:
    """Complete the parties and authors of a political draft from its own text.

    Args:
        draft: the draft; one whose lead named parties is left as it is.
        blocks: the content blocks of the draft.
        parties: what the document tells of parties.
    """
    if draft.kind in POLITICAL_KINDS and speaks_for_staff(draft.heading):
        _sign_for_staff(draft, [text for _, _, text in blocks])
        return
    if draft.kind not in POLITICAL_KINDS or draft.parties:
        return
    texts = [text for _, _, text in blocks]
    below = texts[texts.index(draft.heading) + 1 :] if draft.heading in texts else texts[1:]
    opening = opening_speaker(below[0], parties) if below else None
    if opening is not None:
        _credit(draft, opening)
    if not draft.parties:
        tail = below[1:][-_SIGNATURE_BLOCKS:]
        for text in (text for text in tail if len(text) <= _MAX_SIGNATURE_CHARS and _SIGNED.match(text)):
            _credit(draft, read_authors(text.removeprefix("För "), parties))
    if not draft.parties:
        draft.parties = _speaks_as(draft, texts, parties)


def _sign_for_staff(draft: Draft, texts: Sequence[str]) -> None:
    """Keep the names of staff or students who speak; what stands behind them is a union and no party."""
    opening = next((speaker for text in texts[1:2] if (speaker := opening_speaker(text, NO_PARTIES))), None)
    draft.authors = draft.authors or (opening.names if opening else ())
    draft.parties = ()


def cut_sign_off(drafts: list[Draft], blocks: Sequence[NumberedBlock]) -> None:
    """Give the sign-off below a document's last statement to nobody: 'För nämnden', 'VIKS STADSHUS AB', names.

    Args:
        drafts: the drafts of the document, in order; one is added where there is a sign-off.
        blocks: its content blocks.
    """
    last = drafts[-1] if drafts else None
    if last is None or last.kind not in POLITICAL_KINDS:
        return
    inside = [entry for entry in blocks if last.start < entry[0] <= last.end]
    short = len(inside) - len(list(takewhile(lambda entry: _is_short(entry[2]), reversed(inside))))
    names = {draft.body.name.lower() for draft in drafts if draft.body}
    tail = inside[short:]
    begin = next((index for index, _, text in tail if text.lower() in names or _signs_off(text)), None)
    if begin is not None:
        end, last.end = last.end, max(index for index, _, _ in blocks if index < begin)
        drafts.append(Draft(kind=Kind.OTHER, start=begin, end=end, has_text=True))


def _is_short(text: str) -> bool:
    limit = _MAX_FOOT_CHARS if _signs_off(text) else _MAX_SIGNATURE_CHARS  # lines of a foot can have become one
    return len(text) <= limit and not text.endswith((".", "”", '"', "!", "?"))


def _signs_off(text: str) -> bool:
    return first_match(load_rules("statements_sv.yaml", "sign_off"), text) is not None


def _credit(draft: Draft, authors: Authors) -> None:
    draft.parties = tuple(dict.fromkeys((*draft.parties, *authors.parties)))
    draft.authors = tuple(dict.fromkeys((*draft.authors, *authors.names)))


def _speaks_as(draft: Draft, texts: Sequence[str], parties: Parties) -> tuple[str, ...]:
    """Return the party that the text speaks as: 'Liberalerna vill …', or who sent 'Reservation från Byalistan'."""
    for text in texts[1:2]:
        first = text[:80]
        named = parties_named(first.split(",")[0], parties)
        if named and parties_named(" ".join(first.split()[:2]), parties):
            return named[:1]
    for name in draft.authors:
        for text in texts[1:]:
            if text.startswith(name + " ") and _SUBJECT_VERB.match(text[len(name) + 1 :]):
                draft.authors = tuple(other for other in draft.authors if other != name)
                return (name,)
    return ()
