"""The report's view of themes: tallies, one row per theme, and the matrix of themes and respondents (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from remissnlp.export.report_index import Index, Speaker, ThemeLike
from remissnlp.export.view import UNCODED
from remissnlp.export.voices import is_independent
from remissnlp.records import Kind, Polarity, Segment, StanceLabel, Statement

HEAT_LEVELS = 5

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# For themes without a colour of their own; told apart with the common kinds of colour blindness.
_PALETTE = ("#b4532a", "#2a6f97", "#5f7d2e", "#7a4a8c", "#a67c00", "#2b7a6b", "#a33b5e", "#4a5a8c")
_UNCODED_COLOUR = "#6b7280"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How often one value occurs."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often each value of a label occurs, those that do."""

    title: str
    total: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """A theme (or `uncoded`): how often it is raised, in which tone, and by how many; `n_once` counts copies once."""

    id: str
    name: str
    definition: str
    colour: str
    n_statements: int
    n_once: int
    n_rows: int
    tones: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCount:
    """Statements of one cell; `level` is 0 (none) to 5 (as many as the fullest cell), `tones` in `Polarity`'s order."""

    count: int
    level: int
    tones: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """How many statements of one row have one theme: all of them, and with each copied passage counted once."""

    theme: int
    theme_id: str
    all: CellCount
    once: CellCount


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A respondent or political statement in the matrix; not `independent` where it mostly repeats others."""

    key: str
    speaker: Speaker
    stance: str
    stance_label: str
    independent: bool
    cells: tuple[MatrixCell, ...]


def tally(title: str, counts: Counter[str], labels: Mapping[str, str]) -> Tally:
    """Return the counts of the labels that occur, in the labels' order."""
    parts = tuple(Part(key=key, label=label, count=counts[key]) for key, label in labels.items() if counts[key])
    return Tally(title=title, total=sum(part.count for part in parts), parts=parts)


def theme_rows(index: Index, *, lang: str) -> tuple[ThemeRow, ...]:
    """Return one row per theme of the codebook, and one for `uncoded`."""
    counted = [(key, statement) for key, group in index.rows.items() for statement in index.statements_of(group)]
    tones: dict[str, Counter[str]] = {}
    once: Counter[str] = Counter()
    speakers: dict[str, set[str]] = {}
    for key, statement in counted:
        for column in index.columns_of(statement.statement_id):
            tones.setdefault(column, Counter())[index.polarity_of(statement.statement_id)] += 1
            once[column] += statement.statement_id not in index.repeated
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
            n_once=once[theme_id],
            n_rows=len(speakers.get(theme_id, ())),
            tones=tally(name, tones.get(theme_id, Counter()), labels),
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
    tones = {key: _tones(index, index.statements_of(group)) for key, group in index.rows.items()}
    fullest = max((sum(cell.values()) for row in tones.values() for cell in row[0].values()), default=1)
    rows = []
    for key, group in index.rows.items():
        stance = stance_of(index, group)
        everything, once = tones[key]
        cells = tuple(
            MatrixCell(
                theme=number,
                theme_id=column,
                all=_cell_count(everything.get(column, Counter()), fullest),
                once=_cell_count(once.get(column, Counter()), fullest),
            )
            for number, column in enumerate(columns)
        )
        rows.append(
            MatrixRow(
                key=key,
                speaker=index.speaker(_main_segment(group)),
                stance=stance.stance if stance else "",
                stance_label=index.label("stance", stance.stance) if stance else "",
                independent=is_independent(index.statements_of(group), index.repeated),
                cells=cells,
            )
        )
    return tuple(rows)


_Tones = dict[str, Counter[str]]


def _tones(index: Index, statements: Sequence[Statement]) -> tuple[_Tones, _Tones]:
    """Return how often each theme is raised in each tone: by all statements, and by those that repeat nobody."""
    everything: _Tones = {}
    once: _Tones = {}
    for statement in statements:
        polarity = index.polarity_of(statement.statement_id).value
        for column in index.columns_of(statement.statement_id):
            everything.setdefault(column, Counter())[polarity] += 1
            if statement.statement_id not in index.repeated:
                once.setdefault(column, Counter())[polarity] += 1
    return everything, once


def _cell_count(tones: Counter[str], fullest: int) -> CellCount:
    count = tones.total()
    return CellCount(
        count=count, level=heat_level(count, fullest), tones=tuple(tones[polarity.value] for polarity in Polarity)
    )


def heat_level(count: int, fullest: int) -> int:
    """Return the level of a cell, 0 to 5. The square root keeps small counts apart beside one very full cell."""
    return ceil(HEAT_LEVELS * sqrt(count / fullest))


def _main_segment(group: Sequence[Segment]) -> Segment:
    return next((segment for segment in group if segment.kind == Kind.RESPONSE), group[0])


def stance_of(index: Index, group: Sequence[Segment]) -> StanceLabel | None:
    """Return the stance of an answer's segments, that of the response before that of the decision."""
    ordered = sorted(group, key=lambda segment: segment.kind != Kind.RESPONSE)
    return next((index.stances[segment.segment_id] for segment in ordered if segment.segment_id in index.stances), None)
