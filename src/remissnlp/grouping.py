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
    alone = segment.kind in POLITICAL_KINDS or segment.kind is Kind.ADVISORY_COUNCIL
    return segment.segment_id if alone or not segment.answer_id else segment.answer_id
