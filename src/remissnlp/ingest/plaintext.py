"""Plain text: bytes to characters, characters to printed lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from remissnlp.ingest.hanging import hanging_rows
from remissnlp.ingest.lines import RawLine
from remissnlp.ingest.sniff import wide_encoding
from remissnlp.records import BlockRole
from remissnlp.text import clean_line

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")

# | cell | cell |
_PIPED = re.compile(r"^\s*\|.*\|.*\|\s*$")
_ENCODINGS = ("cp1252", "mac_roman", "cp850")
_SWEDISH = re.compile("[åäöÅÄÖéÉüÜ§–—”“’•…]")


def decode(data: bytes) -> str:
    """Return the characters of a text file: by its byte-order mark, as UTF-8, else by the likeliest encoding."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if wide := wide_encoding(data[:4096]):
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data)


def _guess(data: bytes) -> str:
    """Decode by the encoding in which most characters beyond ASCII are Swedish; where none is, by the likeliest."""
    candidates = {encoding: data.decode(encoding, errors="replace") for encoding in _ENCODINGS}
    best = max(_ENCODINGS, key=lambda encoding: len(_SWEDISH.findall(candidates[encoding])))
    if len(_SWEDISH.findall(candidates[best])) >= 0.5 * sum(byte > 127 for byte in data):
        return candidates[best]
    from charset_normalizer import from_bytes

    guessed = from_bytes(data).best()
    return str(guessed) if guessed is not None else candidates["cp1252"]


def printed_lines(characters: str) -> list[RawLine]:
    """Return the lines that are not empty; widths count characters, a form feed starts a page."""
    rows: list[tuple[str, int, int]] = []  # raw line, page, empty lines above
    for page, sheet in enumerate(characters.split("\f"), start=1):
        empty = 0
        for raw in _BREAK.split(sheet):
            if clean_line(raw):
                rows.append((raw.expandtabs(4).rstrip(), page, empty))
                empty = 0
            else:
                empty += 1
    spacing = 1 if _is_double_spaced(rows) else 0
    lines: list[RawLine] = []
    hanging = hanging_rows(rows)
    skipped = 0
    for number, (raw, page, empty) in enumerate(rows):
        if number in hanging:
            left, right, skipped = hanging[number]
            lines += [_cell(left, page, gap_above=True), _cell(right, page, gap_above=False)]
        if skipped:
            skipped -= 1
            continue
        lines += _cells(raw, page) or [_line(raw, page, gap_above=empty > spacing)]
    return lines


def _cell(text: str, page: int, *, gap_above: bool) -> RawLine:
    return RawLine(text=text, page=page, x1=len(text), gap_above=gap_above, role=BlockRole.TABLE)


def _cells(raw: str, page: int) -> list[RawLine]:
    """Return the cells of a table row drawn with upright strokes; none for any other line.

    The line under the head, which holds no words, is a cell without words.
    """
    if not _PIPED.match(raw):
        return []
    texts = [text for text in map(clean_line, raw.strip().strip("|").split("|")) if text]
    if not any(char.isalnum() for text in texts for char in text):
        texts = [clean_line(raw)]
    return [_cell(text, page, gap_above=place == 0) for place, text in enumerate(texts)]


def _line(raw: str, page: int, *, gap_above: bool) -> RawLine:
    indent = len(raw) - len(raw.lstrip())
    text = clean_line(raw)
    return RawLine(text=text, page=page, x0=indent, x1=indent + len(text), gap_above=gap_above)


def _is_double_spaced(rows: Sequence[tuple[str, int, int]]) -> bool:
    """Tell whether nearly every line has an empty one above, also where a sentence runs on."""
    below = rows[1:]
    if len(below) < 6:
        return False
    spaced = sum(empty >= 1 for _, _, empty in below)
    running = sum(empty >= 1 and clean_line(raw)[0].islower() for raw, _, empty in below)
    return spaced >= 0.8 * len(below) and running >= 0.25 * len(below)
