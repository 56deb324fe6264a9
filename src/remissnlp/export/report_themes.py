"""The report's view of themes: bars of counts, one row per theme, and the matrix of themes and respondents (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from remissnlp.export.report_index import Index, Speaker, ThemeLike
from remissnlp.export.view import UNCODED
from remissnlp.records import Kind, Polarity, Segment, StanceLabel

HEAT_LEVELS = 5

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# For themes without a colour of their own; told apart with the common kinds of colour blindness.
_PALETTE = ("#b4532a", "#2a6f97", "#5f7d2e", "#7a4a8c", "#a67c00", "#2b7a6b", "#a33b5e", "#4a5a8c")
_UNCODED_COLOUR = "#6b7280"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One part of a stacked bar; `start` and `width` are percent of the bar."""

    key: str
    label: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stacked bar of counts."""

    title: str
    total: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """A theme (or `uncoded`) with how often and in which tone it is raised."""

    id: str
    name: str
    definition: str
    colour: str
    n_statements: int
    n_rows: int
    bar: Bar


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """How many statements of one row have one theme; `level` is 0 (none) to 5 (as many as the fullest cell)."""

    theme: int
    theme_id: str
    count: int
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A respondent or political statement in the matrix."""

    key: str
    speaker: Speaker
    stance: str
    stance_label: str
    cells: tuple[MatrixCell, ...]


def make_bar(title: str, counts: Counter[str], labels: Mapping[str, str]) -> Bar:
    """Return a bar with one part per label that occurs, in the labels' order."""
    total = sum(counts.values())
    shares: list[Share] = []
    done = 0
    for key, label in labels.items():
        if count := counts[key]:
            start, width = 100 * done / total, 100 * count / total
            shares.append(Share(key=key, label=label, count=count, start=round(start, 3), width=round(width, 3)))
            done += count
    return Bar(title=title, total=total, shares=tuple(shares))


def theme_rows(index: Index, *, lang: str) -> tuple[ThemeRow, ...]:
    """Return one row per theme of the codebook, and one for `uncoded`."""
    counted = [(key, statement) for key, group in index.rows.items() for statement in index.statements_of(group)]
    tones: dict[str, Counter[str]] = {}
    speakers: dict[str, set[str]] = {}
    for key, statement in counted:
        for column in index.columns_of(statement.statement_id):
            tones.setdefault(column, Counter())[index.polarity_of(statement.statement_id)] += 1
            speakers.setdefault(column, set()).add(key)
    labels = {polarity.value: index.label("polarity", polarity) for polarity in Polarity}
    rows = [_theme_names(theme, number, lang=lang) for number, theme in enumerate(index.codebook.themes)]
    text = index.labels["text"]
    rows.append((UNCODED, text["uncoded"], text["uncoded_definition"], _UNCODED_COLOUR))
    return tuple(
        ThemeRow(
            id=theme_id,
            name=name,
            definition=definition,
            colour=colour,
            n_statements=tones.get(theme_id, Counter()).total(),
            n_rows=len(speakers.get(theme_id, ())),
            bar=make_bar(name, tones.get(theme_id, Counter()), labels),
        )
        for theme_id, name, definition, colour in rows
    )


def _theme_names(theme: ThemeLike, number: int, *, lang: str) -> tuple[str, str, str, str]:
    # The colour ends up in a style sheet, so nothing but a colour may pass.
    colour = theme.colour if _COLOUR.fullmatch(theme.colour or "") else _PALETTE[number % len(_PALETTE)]
    name = theme.name_sv if lang == "sv" else theme.name_en
    return theme.id, name or theme.id, theme.definition, colour


def matrix_rows(index: Index) -> tuple[MatrixRow, ...]:
    """Return the theme matrix; the columns are the codebook's themes and `uncoded`."""
    columns = [*(theme.id for theme in index.codebook.themes), UNCODED]
    counts = {
        key: Counter(
            column for statement in index.statements_of(group) for column in index.columns_of(statement.statement_id)
        )
        for key, group in index.rows.items()
    }
    fullest = max((count for row in counts.values() for count in row.values()), default=1)
    rows = []
    for key, group in index.rows.items():
        stance = stance_of(index, group)
        cells = tuple(
            MatrixCell(
                theme=number,
                theme_id=column,
                count=counts[key][column],
                level=heat_level(counts[key][column], fullest),
            )
            for number, column in enumerate(columns)
        )
        rows.append(
            MatrixRow(
                key=key,
                speaker=index.speaker(_main_segment(group)),
                stance=stance.stance if stance else "",
                stance_label=index.label("stance", stance.stance) if stance else "",
                cells=cells,
            )
        )
    return tuple(rows)


def heat_level(count: int, fullest: int) -> int:
    """Return the level of a cell, 0 to 5. The square root keeps small counts apart beside one very full cell."""
    return ceil(HEAT_LEVELS * sqrt(count / fullest))


def _main_segment(group: Sequence[Segment]) -> Segment:
    return next((segment for segment in group if segment.kind == Kind.RESPONSE), group[0])


def stance_of(index: Index, group: Sequence[Segment]) -> StanceLabel | None:
    """Return the stance of an answer's segments, that of the response before that of the decision."""
    ordered = sorted(group, key=lambda segment: segment.kind != Kind.RESPONSE)
    return next((index.stances[segment.segment_id] for segment in ordered if segment.segment_id in index.stances), None)
