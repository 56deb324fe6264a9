"""The theme matrix: how often each answer and political statement raises each theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from remissnlp.export.dialect import Cell
from remissnlp.export.view import View
from remissnlp.export.voices import is_independent, repeated_statements
from remissnlp.records import POLITICAL_KINDS, Kind, Polarity, Segment, Statement

Row = dict[str, Cell]
_MATRIX_KINDS = frozenset({Kind.RESPONSE, Kind.DECISION, Kind.SUMMARY, Kind.ADVISORY_COUNCIL}) | POLITICAL_KINDS


def theme_matrix(view: View, *, full: bool = False, independent: bool = False) -> tuple[list[str], list[Row]]:
    """Return (columns, rows) of the theme matrix: one row per counted answer or political statement.

    A cell is the number of its statements with the theme; `uncoded` are requests and criticism without any theme. With
    `full`, each theme is also split by polarity. With `independent`, a copied passage counts only for the first who has
    it, and the column `independent` is 0 for a voice that mostly repeats others.
    """
    themes = [theme.id for theme in view.codebook.themes]
    columns = ["doc_id", "respondent", "kind", "parties", "stance", *themes, "uncoded"]
    if full:
        columns += [f"{theme}:{polarity.value}" for theme in themes for polarity in Polarity]
    repeated = repeated_statements(view.analysis) if independent else frozenset()
    stances = {stance.segment_id: stance.stance.value for stance in view.analysis.stances}
    rows: list[Row] = []
    for doc in view.analysis.segmented:
        by_segment: dict[str, list[Statement]] = {}
        for statement in doc.statements:
            by_segment.setdefault(statement.segment_id, []).append(statement)
        for group in _answers(doc.segments):
            statements = [s for segment in group for s in by_segment.get(segment.segment_id, [])]
            first = group[0]
            counts = _count(view, (s for s in statements if s.statement_id not in repeated))
            stance = next((stances[s.segment_id] for s in group if s.segment_id in stances), "")
            row: Row = {"doc_id": first.doc_id, "respondent": first.respondent, "kind": first.kind.value,
                        "parties": first.parties, "stance": stance}  # fmt: skip
            row |= {column: counts[column] for column in columns[5:]}
            rows.append(row | {"independent": is_independent(statements, repeated)} if independent else row)
    return ([*columns, "independent"] if independent else columns), rows


def _answers(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Group the counted segments of a document by answer; the fullest kind (`response`) leads its group."""
    groups: dict[tuple[str, bool], list[Segment]] = {}
    for segment in segments:
        if segment.counted and segment.kind in _MATRIX_KINDS:
            own = segment.kind in POLITICAL_KINDS or segment.kind is Kind.ADVISORY_COUNCIL
            groups.setdefault(
                (segment.segment_id if own or not segment.answer_id else segment.answer_id, own), []
            ).append(segment)
    return [sorted(group, key=lambda s: s.kind is Kind.DECISION) for group in groups.values()]


def _count(view: View, statements: Iterable[Statement]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for statement in statements:
        labels = view.analysis.labels.get(statement.statement_id)
        if labels is None:
            continue
        themes = view.themes_of(labels)
        counts.update(themes)
        counts.update(f"{theme}:{labels.polarity.value}" for theme in themes)
        if not themes and labels.polarity in {Polarity.REQUEST, Polarity.CRITICAL}:
            counts["uncoded"] += 1
    return counts
