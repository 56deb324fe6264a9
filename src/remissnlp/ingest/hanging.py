"""Tables without rules in plain text: a name at the margin, its text in a column beside it over several lines. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from remissnlp.rules import first_match, load_rules
from remissnlp.text import clean_line

_MIN_OFFSET = 12
_MIN_ROWS, _MIN_WRAPPED = 3, 2
_MIN_WORDS = 3
_MAX_HEAD_LINES = 3
_DIGITS = re.compile(r"\d+")
_GAP = re.compile(r"\S(?: {2,}|\t+)(?=\S)")
Row = tuple[str, int, int]  # raw line, page, empty lines above


def hanging_rows(rows: Sequence[Row]) -> dict[int, tuple[str, str, int]]:
    """Return index of the first line -> (left cell, right cell, number of lines) of each row of an unruled table.

    The right column begins at one offset, at which several lines go on that have nothing at the margin. A letterhead in
    two columns has no such lines, and a list has no names.
    """
    running = _running(rows)
    for offset, _ in Counter(_indent(raw) for raw, _, _ in rows if _indent(raw) >= _MIN_OFFSET).most_common(3):
        found = {number: row for number, row in _rows_at(rows, offset).items() if number not in running}
        wrapped = sum(lines > 1 for _, _, lines in found.values())
        worded = sum(len(right.split()) >= _MIN_WORDS for _, right, _ in found.values())
        if len(found) >= _MIN_ROWS and wrapped >= _MIN_WRAPPED and worded >= _MIN_ROWS:
            return found
    return {}


def _running(rows: Sequence[Row]) -> set[int]:
    """Return the lines of page heads and feet: they come back, and one beside them counts pages."""
    keys = [_DIGITS.sub("0", clean_line(raw)) for raw, _, _ in rows]
    times = Counter(keys)
    counts = [number for number, (raw, _, _) in enumerate(rows) if times[keys[number]] > 1 and _counts(clean_line(raw))]
    beside = {number + step for number in counts for step in range(-_MAX_HEAD_LINES, _MAX_HEAD_LINES + 1)}
    return {number for number in beside if 0 <= number < len(rows) and times[keys[number]] > 1}


def _counts(text: str) -> bool:
    return any(first_match(load_rules("furniture_sv.yaml", part), text) for part in ("page_number", "counting"))


def _rows_at(rows: Sequence[Row], offset: int) -> dict[int, tuple[str, str, int]]:
    found: dict[int, tuple[str, str, int]] = {}
    number = 0
    while number < len(rows):
        cells = _split(rows[number][0], offset)
        if not cells:
            number += 1
            continue
        end = number + 1
        while end < len(rows) and not rows[end][2] and _indent(rows[end][0]) == offset:
            end += 1
        right = " ".join([cells[1], *(clean_line(raw) for raw, _, _ in rows[number + 1 : end])])
        # In running text, too, a word can begin at the offset; only a line that goes on below shows a column there.
        if end - number > 1 or _GAP.search(rows[number][0]):
            found[number] = (cells[0], right, end - number)
        number = end
    return found


def _split(raw: str, offset: int) -> tuple[str, str] | None:
    """Return the two cells of a line that has one at the margin and one at the offset, or just behind a longer name."""
    if not raw or raw[0] == " " or len(raw) <= offset:
        return None
    if raw[offset - 1] == " " and raw[offset] != " ":
        left, right = raw[:offset], raw[offset:]
    elif gap := _GAP.search(raw):
        left, right = raw[: gap.end()], raw[gap.end() :]
    else:
        return None
    return (clean_line(left), clean_line(right)) if abs(len(left) - offset) <= 2 else None


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip())
