"""Matrix shapes that content analysts expect: themes by respondent, party, sort of body or document (pure).

A cell is a number of sentences, 0 or 1, or the share of the words (coverage). `coded.py` makes the voices from the
tables of a run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from remissnlp.export.dialect import Cell
from remissnlp.records import POLITICAL_KINDS, Kind, Polarity
from remissnlp.values import CellShape, RowShape

Row = dict[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedStatement:
    """A sentence as the matrix sees it; `columns` are its themes, or `uncoded` for a wish or fault without any."""

    columns: tuple[str, ...]
    polarity: Polarity
    n_words: int
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A counted answer with all its parts, or a political statement: one row of `theme_matrix.csv`."""

    segment_id: str
    doc_id: str
    path: str
    case_id: str
    kind: Kind
    respondent: str
    respondent_id: str
    body_type: str
    parties: tuple[str, ...]
    statements: tuple[CodedStatement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A matrix: `labels` name the row, `sizes` say how much it holds, `themes` are the cells."""

    labels: tuple[str, ...]
    sizes: tuple[str, ...]
    themes: tuple[str, ...]
    values: CellShape
    rows: tuple[Row, ...]

    @property
    def columns(self) -> list[str]:
        """All columns in their order."""
        return [*self.labels, *self.sizes, *self.themes]


_LABELS = {
    RowShape.RESPONDENT: ("case_id", "respondent_id", "respondent", "body_type"),
    RowShape.PARTY: ("party",),
    RowShape.BODY_TYPE: ("body_type",),
    RowShape.DOCUMENT: ("doc_id", "path"),
    RowShape.VOICE: ("doc_id", "segment_id", "respondent", "kind", "parties"),
}
_SIZES = ("voices", "statements", "words")


def shape_matrix(
    voices: Iterable[Voice],
    themes: Sequence[str],
    *,
    rows: RowShape,
    values: CellShape,
    polarities: Collection[Polarity] = frozenset(Polarity),
    independent: bool = False,
) -> Matrix:
    """Return a matrix of themes, with its rows in the order of their names (voices and documents: as they stand).

    Args:
        voices: what is counted.
        themes: the columns, `uncoded` among them if wanted.
        rows: `respondent` and `body_type` hold answers only, `party` holds political statements only, and a joint
            statement counts for each of its parties; `document` and `voice` hold both.
        values: number of sentences, 0 or 1, or the share (0-1) of the words of the row.
        polarities: only sentences of these polarities count; the words of the row are those of all its sentences.
        independent: leave out sentences that repeat what another speaker said first.
    """
    groups: dict[tuple[str, ...], tuple[Row, list[Voice]]] = {}
    for voice in voices:
        for key, labels in _keys(voice, rows):
            groups.setdefault(key, (labels, []))[1].append(voice)
    ordered = sorted(groups) if rows not in {RowShape.DOCUMENT, RowShape.VOICE} else list(groups)
    found = []
    for key in ordered:
        labels, members = groups[key]
        said = [statement for voice in members for statement in voice.statements]
        n_words = sum(statement.n_words for statement in said)
        counted = [s for s in said if s.polarity in polarities and not (independent and s.repeated)]
        sizes: Row = dict(zip(_SIZES, (len(members), len(said), n_words), strict=True))
        cells = {theme: _value([s for s in counted if theme in s.columns], values, n_words) for theme in themes}
        found.append({**labels, **sizes, **cells})
    return Matrix(labels=_LABELS[rows], sizes=_SIZES, themes=tuple(themes), values=values, rows=tuple(found))


def _keys(voice: Voice, rows: RowShape) -> list[tuple[tuple[str, ...], Row]]:
    """Return the rows that a voice belongs to: their keys, by which they are sorted, and their labels."""
    is_answer = voice.kind not in POLITICAL_KINDS
    if rows is RowShape.PARTY:
        return [((party,), {"party": party}) for party in voice.parties]
    if rows is RowShape.DOCUMENT:
        return [((voice.doc_id,), {"doc_id": voice.doc_id, "path": voice.path})]
    if rows is RowShape.VOICE:
        labels: Row = {
            "doc_id": voice.doc_id, "segment_id": voice.segment_id, "respondent": voice.respondent,
            "kind": voice.kind.value, "parties": voice.parties,
        }  # fmt: skip
        return [((voice.segment_id,), labels)]
    if not is_answer:
        return []
    if rows is RowShape.BODY_TYPE:
        return [((voice.body_type,), {"body_type": voice.body_type})]
    name = voice.respondent_id or voice.respondent
    labels = {
        "case_id": voice.case_id, "respondent_id": voice.respondent_id, "respondent": voice.respondent,
        "body_type": voice.body_type,
    }  # fmt: skip
    return [((voice.case_id, name), labels)]


def _value(statements: Sequence[CodedStatement], values: CellShape, n_words: int) -> int | float:
    if values is CellShape.BINARY:
        return int(bool(statements))
    if values is CellShape.COUNT:
        return len(statements)
    return sum(statement.n_words for statement in statements) / n_words if n_words else 0.0
