"""Independent voices: of a passage that several speakers copied, one counts (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from remissnlp.records import Analysis, ClusterType, ReuseCluster, ReuseMember, Segment, Statement

# A statement of which a member holds at least this share (0-1) is the copy; of a longer one only a clause is.
MIN_COPIED_SHARE = 0.7
# A segment of which at least this share (0-1) was said before has no voice of its own.
MIN_REPEATED_SHARE = 0.5
# The same answer in another place is told apart by `Segment.counted`.
_OF_ONE_SPEAKER = frozenset({ClusterType.VERSION, ClusterType.SUMMARY})


def repeated_statements(analysis: Analysis) -> frozenset[str]:
    """Return the ids of the counted statements that repeat what another counted speaker said first.

    First is the likely origin of the passage where it is known and counted, else whoever stands first.
    """
    segments = {s.segment_id: s for doc in analysis.segmented for s in doc.segments}
    statements = {s.statement_id: s for doc in analysis.segmented for s in doc.statements}
    repeated: set[str] = set()
    for cluster in analysis.clusters:
        if cluster.type not in _OF_ONE_SPEAKER:
            for member in _later(cluster, segments):
                repeated.update(i for i in member.statement_ids if _is_copied(statements.get(i), member))
    return frozenset(repeated)


def is_independent(statements: Iterable[Statement], repeated: frozenset[str]) -> bool:
    """Tell whether less than half of what somebody says, in characters, was said by another before."""
    total = copied = 0
    for statement in statements:
        total += len(statement.text)
        copied += len(statement.text) if statement.statement_id in repeated else 0
    return copied == 0 or copied < MIN_REPEATED_SHARE * total


def _later(cluster: ReuseCluster, segments: Mapping[str, Segment]) -> list[ReuseMember]:
    """Return the members of all counted voices but the first."""
    counted = [m for m in cluster.members if m.segment_id in segments and segments[m.segment_id].counted]
    first = next((m for m in counted if m.segment_id == cluster.origin_segment_id), counted[0] if counted else None)
    if first is None:
        return []
    voice = _voice(segments[first.segment_id])
    return [member for member in counted if _voice(segments[member.segment_id]) != voice]


def _voice(segment: Segment) -> tuple[str, str, tuple[str, ...]]:
    return segment.case_id, segment.respondent_id, segment.parties


def _is_copied(statement: Statement | None, member: ReuseMember) -> bool:
    if statement is None:
        return False
    inside = min(statement.char_end, member.char_end) - max(statement.char_start, member.char_start)
    return inside >= MIN_COPIED_SHARE * (statement.char_end - statement.char_start)
