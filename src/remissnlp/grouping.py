"""Which statements and segments belong together (layer 0, pure)."""

from __future__ import annotations

from collections.abc import Iterable

from remissnlp.records import POLITICAL_KINDS, Kind, Segment, Statement


def by_segment(statements: Iterable[Statement]) -> dict[str, tuple[Statement, ...]]:
    """Return the statements of each segment by its id, in their order."""
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(statement.segment_id, []).append(statement)
    return {segment_id: tuple(group) for segment_id, group in groups.items()}


def voice_id(segment: Segment) -> str:
    """Return what all parts of one view share: the id of their answer, or the segment's own where it speaks for itself.

    A council speaks for itself, even where it is filed under the answer of its board.
    """
    return voice_key(segment.kind, segment.segment_id, segment.answer_id)


def voice_key(kind: Kind, segment_id: str, answer_id: str) -> str:
    """Return what `voice_id` returns, from the three values that decide it: those that a table of segments has."""
    alone = kind in POLITICAL_KINDS or kind is Kind.ADVISORY_COUNCIL
    return segment_id if alone or not answer_id else answer_id
