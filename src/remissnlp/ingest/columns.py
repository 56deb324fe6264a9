"""From pieces of text on a page to printed lines in reading order: margin blocks, columns, rows. Pure geometry."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from remissnlp.ingest.lines import RawLine
from remissnlp.records import BlockRole

_SAME_ROW = 0.35  # share of the font size by which baselines on one row may differ
_GAP = 1.3  # line pitches above which space is more than between lines
_MIN_COLUMN_LINES = 6
_FAR_SIZES = 5.0  # font sizes between two pieces of a row that belong to different parts of a letterhead


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A piece of one printed line without a hole. `box` is (x0, top, x1, bottom) in points from the top left.

    `is_aside` marks text that runs another way than the page's, such as a number up its edge; `is_row` a cell of a
    ruled table, whose size is 0.
    """

    text: str
    box: tuple[float, float, float, float]
    baseline: float
    size: float
    bold: float
    confidence: float | None = None
    is_aside: bool = False
    is_row: bool = False


def page_lines(fragments: Sequence[Fragment], *, page: int, page_width: float) -> list[RawLine]:
    """Return the printed lines of a page in reading order, with `gap_above`, and a role on margin and table lines."""
    asides = [fragment for fragment in fragments if fragment.is_aside]
    upright = [fragment for fragment in fragments if not fragment.is_aside]
    columns = _columns(upright, page_width)
    margin: list[Fragment] = []
    if len(columns) == 1:
        margin, columns[0] = _split_margin(upright, page_width)
    lines = [line for column in columns for line in _column_lines(column, page)]
    beside = [line for group in (margin, asides) for line in _column_lines(group, page)]
    return lines + [replace(line, role=BlockRole.MARGIN) for line in beside]


def _split_margin(fragments: Sequence[Fragment], page_width: float) -> tuple[list[Fragment], list[Fragment]]:
    """Small print left of the text, such as an address column: (margin, body)."""
    if len(fragments) < 4:
        return [], list(fragments)
    edge = _left_edge(fragments)
    margin = [f for f in fragments if f.box[2] < edge - 6 and f.box[2] < 0.4 * page_width]
    margin = [f for f in margin if not _has_twin(f, fragments)]
    if len(margin) < 3 or sum(len(f.text) for f in margin) > 0.25 * sum(len(f.text) for f in fragments):
        return [], list(fragments)
    if statistics.median(f.size for f in margin) > statistics.median(f.size for f in fragments) - 0.5:
        return [], list(fragments)
    inside = set(map(id, margin))
    return margin, [f for f in fragments if id(f) not in inside]


def _has_twin(fragment: Fragment, fragments: Sequence[Fragment]) -> bool:
    """Tell a piece of a foot set in columns: print of its size stands right of it in its row."""
    return any(
        other.box[0] > fragment.box[2]
        and abs(other.baseline - fragment.baseline) < 1.0
        and abs(other.size - fragment.size) < 0.3
        for other in fragments
    )


def _left_edge(fragments: Sequence[Fragment]) -> float:
    """Return where most of the text starts, to within four points."""
    chars: Counter[int] = Counter()
    for fragment in fragments:
        chars[round(fragment.box[0] / 4)] += len(fragment.text)
    return max(chars, key=lambda key: (chars[key], -key)) * 4.0 if chars else 0.0


def _columns(fragments: Sequence[Fragment], page_width: float) -> list[list[Fragment]]:
    """Two columns where a white gutter parts enough lines that stand beside each other, else one."""
    middle = _gutter(fragments, page_width)
    if middle is None:
        return [list(fragments)]
    crossing = [f for f in fragments if f.box[0] < middle < f.box[2]]
    columns: list[list[Fragment]] = []
    bounds = sorted(f.baseline for f in crossing)
    above = float("-inf")
    for below in (*bounds, float("inf")):
        band = [f for f in fragments if above < f.baseline < below and f not in crossing]
        columns.append([f for f in band if f.box[2] <= middle])
        columns.append([f for f in band if f.box[0] >= middle])
        columns.append([f for f in crossing if f.baseline == below])
        above = below
    return _merge_neighbours([column for column in columns if column])


def _merge_neighbours(columns: list[list[Fragment]]) -> list[list[Fragment]]:
    """Join parts that follow each other down the page, so that gaps are measured through."""
    out: list[list[Fragment]] = []
    for column in columns:
        if out and max(f.baseline for f in out[-1]) < min(f.baseline for f in column):
            out[-1] = [*out[-1], *column]
        else:
            out.append(column)
    return out


def _gutter(fragments: Sequence[Fragment], page_width: float) -> float | None:
    for share in (0.5, 0.48, 0.52, 0.46, 0.54, 0.44, 0.56):
        middle = share * page_width
        left = [f for f in fragments if f.box[2] <= middle and f.box[2] - f.box[0] > 0.2 * page_width]
        right = [f for f in fragments if f.box[0] >= middle and f.box[2] - f.box[0] > 0.2 * page_width]
        crossing = len(fragments) - sum(f.box[2] <= middle or f.box[0] >= middle for f in fragments)
        if min(len(left), len(right)) >= _MIN_COLUMN_LINES and crossing <= 0.3 * len(fragments):
            return middle
    return None


def _column_lines(fragments: Sequence[Fragment], page: int) -> list[RawLine]:
    rows = _rows(fragments)
    pitch = _pitch(rows)
    left = _left_edge(fragments)
    tables = _table_rows(rows)
    lines: list[RawLine] = []
    previous: list[Fragment] | None = None
    for index, row in enumerate(rows):
        gap = previous is not None and _is_gap(previous, row, pitch)
        role = BlockRole.TABLE if index in tables else None
        parts = [[cell] for cell in row] if role else _split_far(row)
        for place, part in enumerate(parts):
            # A cell is a line of its own; only the first of a row has space above it.
            space = place == 0 if role else gap or place > 0
            lines.append(_line(part, page, left, gap_above=space, role=role))
        previous = row
    return lines


def _split_far(row: Sequence[Fragment]) -> list[list[Fragment]]:
    """Part a row of a letterhead: a name at the left and a date or address far to the right of it."""
    parts = [[row[0]]]
    for left, right in pairwise(row):
        is_far = right.box[0] - left.box[2] > _FAR_SIZES * max(left.size, right.size)
        if is_far and _has_words(left) and _has_words(right) and not left.text.endswith(":"):
            parts.append([right])
        else:
            parts[-1].append(right)
    return parts if len(parts) == 2 else [list(row)]


def _has_words(fragment: Fragment) -> bool:
    """Tell text from a list marker or the page number of a table of contents."""
    return len(fragment.text) > 4 and not fragment.text.endswith("....")


def _rows(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments on one baseline, rows from top to bottom, fragments from left to right."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: (f.baseline, f.box[0])):
        is_beside = rows and fragment.baseline - rows[-1][0].baseline <= _SAME_ROW * max(fragment.size, 6.0)
        if is_beside and not (fragment.is_row or rows[-1][0].is_row):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [sorted(row, key=lambda f: f.box[0]) for row in rows]


def _pitch(rows: Sequence[Sequence[Fragment]]) -> float | None:
    """Return the usual distance of baselines in font sizes, as most lines have it."""
    steps = [(below[0].baseline - above[0].baseline) / max(below[0].size, 1.0) for above, below in pairwise(rows)]
    rounded = Counter(round(step * 20) / 20 for step in steps if 0.8 <= step <= 2.6)
    if not rounded:
        return None
    usual = max(rounded, key=lambda key: (rounded[key], -key))
    smaller = [key for key in rounded if key < usual / _GAP and rounded[key] >= 0.34 * rounded[usual]]
    return min(smaller, default=usual)


def _is_gap(above: Sequence[Fragment], below: Sequence[Fragment], pitch: float | None) -> bool:
    size = min(max(above[0].size, 1.0), max(below[0].size, 1.0))
    step = (below[0].baseline - above[0].baseline) / max(size, 1.0)
    return step > _GAP * (pitch or 1.3)


def _table_rows(rows: Sequence[Sequence[Fragment]]) -> frozenset[int]:
    """Rows of two or more cells, at least three in a row, whose second cells start at the same place."""
    found: set[int] = set()
    run: list[int] = []
    for index, row in enumerate([*rows, []]):
        if row and row[0].is_row:
            found.add(index)
        if len(row) > 1 and (not run or abs(row[1].box[0] - rows[run[-1]][1].box[0]) < 4):
            run.append(index)
            continue
        if len(run) >= 3:
            found.update(run)
        run = [index] if len(row) > 1 else []
    return frozenset(found)


def _line(row: Sequence[Fragment], page: int, left: float, *, gap_above: bool, role: BlockRole | None) -> RawLine:
    if len(row) == 1:  # nearly all rows
        return _single(row[0], page, left, gap_above=gap_above, role=role)
    text = " ".join(fragment.text for fragment in row)
    chars = max(sum(len(fragment.text) for fragment in row), 1)
    confidences = [fragment.confidence for fragment in row if fragment.confidence is not None]
    x0, x1 = row[0].box[0], max(fragment.box[2] for fragment in row)
    box = (x0, min(f.box[1] for f in row), x1, max(f.box[3] for f in row))
    return RawLine(
        text=text,
        page=page,
        x0=x0 - left,  # edges count from the column's own, which moves between columns and between odd and even pages
        x1=x1 - left,
        char_width=sum(f.box[2] - f.box[0] for f in row) / chars,
        gap_above=gap_above,
        size_pt=max(row, key=lambda f: len(f.text)).size,
        bold_share=sum(f.bold * len(f.text) for f in row) / chars,
        box_pt=(round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)),
        confidence=statistics.fmean(confidences) if confidences else None,
        role=role,
    )


def _single(piece: Fragment, page: int, left: float, *, gap_above: bool, role: BlockRole | None) -> RawLine:
    x0, top, x1, bottom = piece.box
    return RawLine(
        text=piece.text,
        page=page,
        x0=x0 - left,
        x1=x1 - left,
        char_width=(x1 - x0) / max(len(piece.text), 1),
        gap_above=gap_above,
        size_pt=piece.size,
        bold_share=piece.bold,
        box_pt=(round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)),
        confidence=piece.confidence,
        role=role,
    )
