"""One id for one body within a case, however its name is written: in full, short, misread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from remissnlp.records import Kind, SegmentedDocument
from remissnlp.segment.register import misspelt, respondent_key, same_body

_FULL = frozenset({Kind.RESPONSE, Kind.DECISION})


def unify_respondents(docs: Sequence[SegmentedDocument]) -> list[SegmentedDocument]:
    """Return the documents of a case with one `respondent_id` for each body.

    Bodies that answer in full under names of their own stay apart: 'Vik Energi' and 'Vik Energi Nät AB' may be two
    companies. Any other spelling takes the id of the one answering body that it can denote, if there is just one.
    """
    answering = _distinct(s.respondent for doc in docs for s in doc.segments if s.kind in _FULL and s.respondent)
    ids: dict[str, str] = {}

    def key(name: str) -> str:
        if name not in ids:
            ids[name] = _identify(name, answering)
        return ids[name]

    return [
        replace(
            doc,
            segments=tuple(replace(s, respondent_id=key(s.respondent)) if s.respondent else s for s in doc.segments),
            asked=tuple(replace(row, respondent_id=key(row.respondent)) for row in doc.asked),
            declined=tuple(replace(row, respondent_id=key(row.respondent)) for row in doc.declined),
        )
        for doc in docs
    ]


def _distinct(names: Iterable[str]) -> dict[str, str]:
    """Key -> name of each answering body; a misread spelling joins the one that came first."""
    found: dict[str, str] = {}
    for name in names:
        if not any(misspelt(name, other) for other in found.values()):
            found.setdefault(respondent_key(name), name)
    return found


def _identify(name: str, answering: dict[str, str]) -> str:
    own = respondent_key(name)
    if own in answering:
        return own
    same = [key for key, other in answering.items() if misspelt(name, other)]
    same = same or [key for key, other in answering.items() if same_body(name, other)]
    return same[0] if len(same) == 1 else own
