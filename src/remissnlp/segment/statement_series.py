"""Political statements one below another: where the next speaker begins, and where a text says that there are none.

Below 'Protokollsanteckningar' a paragraph 'Eva Ek (V): Planen är dyr.' is a statement of its own, whatever is above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from remissnlp.records import POLITICAL_KINDS, BlockRole, Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import Draft, NumberedBlock
from remissnlp.segment.parties import Authors, Parties, read_authors
from remissnlp.segment.statement_cues import kind_of
from remissnlp.segment.subjects import subject_end

_MAX_LAST_CHARS = 200
_SUBSTITUTE = re.compile(r"\b[Ee]rsättar\w*\b|\b[Ss]uppleant\w*\b")


def split_series(drafts: list[Draft], blocks: Sequence[NumberedBlock], parties: Parties) -> None:
    """Cut the political drafts of a document where another speaker begins; sentences that tell of none are nobody's.

    Args:
        drafts: the drafts of the document, in order; cut in place.
        blocks: its content blocks.
        parties: what the document tells of parties.
    """
    for number in range(len(drafts) - 1, -1, -1):
        if drafts[number].kind in POLITICAL_KINDS and not drafts[number].closed:
            drafts[number : number + 1] = _cut(drafts[number], blocks, parties)


def _cut(draft: Draft, blocks: Sequence[NumberedBlock], parties: Parties) -> list[Draft]:
    parts = [draft]
    inside = [entry for entry in blocks if draft.start <= entry[0] <= draft.end]
    said = [entry for entry in inside if entry[1].role is BlockRole.BODY and entry[0] > draft.start]
    # What stands right below a heading or lead is its text, whatever the party is called there.
    begun = bool(inside) and ": " in inside[0][2]
    for number, (index, _, text) in enumerate(said):
        current = parts[-1]
        authors = _next_speaker(text, parties) if number or begun else None
        if authors and current.kind in POLITICAL_KINDS and set(authors.parties) - set(_told(current, blocks, parties)):
            parts.append(_begin(draft, current, index, kind=_kind(draft, text), authors=authors))
        elif current.kind in POLITICAL_KINDS and _tells_of_none(text):
            parts.append(_begin(draft, current, index, kind=Kind.OTHER, authors=Authors()))
    return parts


def _begin(draft: Draft, above: Draft, index: int, *, kind: Kind, authors: Authors) -> Draft:
    """Return the part of a draft that begins at a block, and end the part above it."""
    end, above.end = above.end, index - 1
    bodies = () if kind is Kind.OTHER else draft.bodies
    part = replace(draft, kind=kind, start=index, end=end, bodies=bodies, heading="", has_text=True)
    part.parties, part.authors = authors.parties, authors.names
    return part


def _told(draft: Draft, blocks: Sequence[NumberedBlock], parties: Parties) -> tuple[str, ...]:
    """Return the parties whose statement a draft is; where only a heading stands above it, every speaker is new."""
    first = next((text for index, block, text in blocks if index > draft.start and block.role is BlockRole.BODY), "")
    opening = _next_speaker(first, parties) if draft.heading and not draft.parties else None
    return draft.parties or (opening.parties if opening else ())


def _kind(draft: Draft, text: str) -> Kind:
    head = text.partition(":")[0]
    return kind_of(f"{head} anför") if _SUBSTITUTE.search(head) else draft.kind


def _next_speaker(text: str, parties: Parties) -> Authors | None:
    """Return who speaks in a paragraph such as 'Eva Ek (V): Planen är dyr.', or None."""
    end = subject_end(text, parties)
    if not end or text[end : end + 2] != ": ":
        return None
    authors = read_authors(text[:end], parties)
    return authors if authors.parties else None


def _tells_of_none(text: str) -> bool:
    return len(text) <= _MAX_LAST_CHARS and first_match(load_rules("statements_sv.yaml", "none_made"), text) is not None
