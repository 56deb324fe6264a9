"""The theme matrix: how often each answer and political statement raises each theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from remissnlp.export.dialect import Cell
from remissnlp.export.view import UNCODED, View
from remissnlp.export.voices import is_independent
from remissnlp.records import Kind, Polarity, Statement

Row = dict[str, Cell]


def theme_matrix(view: View, *, full: bool = False, independent: bool = False) -> tuple[list[str], list[Row]]:
    """Return (columns, rows) of the theme matrix: one row per counted answer or political statement.

    A cell is the number of its statements with the theme; `uncoded` are requests and criticism without any theme. With
    `full`, each theme is also split by polarity. With `independent`, a copied passage counts only for the first who has
    it, and the column `independent` is 0 for a voice that mostly repeats others.
    """
    themes = [theme.id for theme in view.codebook.themes]
    columns = ["doc_id", "respondent", "kind", "parties", "stance", *themes, UNCODED]
    if full:
        columns += [f"{theme}:{polarity.value}" for theme in themes for polarity in Polarity]
    repeated = view.repeated if independent else frozenset()
    rows: list[Row] = []
    for voice in view.voices:
        # The fullest kind (`response`) leads its group.
        group = sorted(voice, key=lambda segment: segment.kind is Kind.DECISION)
        first = group[0]
        statements = view.statements_of(group)
        counts = _count(view, (s for s in statements if s.statement_id not in repeated))
        stance = next((found.stance.value for s in group if (found := view.stances.get(s.segment_id))), "")
        row: Row = {"doc_id": first.doc_id, "respondent": first.respondent, "kind": first.kind.value,
                    "parties": first.parties, "stance": stance}  # fmt: skip
        row |= {column: counts[column] for column in columns[5:]}
        rows.append(row | {"independent": is_independent(statements, repeated)} if independent else row)
    return ([*columns, "independent"] if independent else columns), rows


def _count(view: View, statements: Iterable[Statement]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for statement in statements:
        polarity = view.polarity_of(statement.statement_id).value
        counts.update(view.columns_of(statement.statement_id))
        counts.update(f"{theme}:{polarity}" for theme in view.themes_of(statement.statement_id))
    return counts
