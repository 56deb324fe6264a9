"""One page's text layer as PDFium has it: pieces of lines with boxes, size and weight.

Only the ends of a line are measured; a character in the middle costs nothing but its code point.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from remissnlp.ingest.columns import Fragment
from remissnlp.text import clean_line

Box = tuple[float, float, float, float]
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # font descriptor flag, ISO 32000-1, table 123
_BREAK = re.compile("\r\n|[\n\r]|(?<=[\u0002\ufffe])")
_SPACES = re.compile(r"\s+")
_HOLE_SIZES = 1.0  # width of a space, in font sizes, that no justified line has
_DENSE = 0.6  # mean width of a character, in font sizes, that a line with a hole exceeds
_ANGLE_SAMPLES = 24
# What a font without a map to characters leaves: controls, private and unknown code points.
_STRANGE = re.compile("[\x00-\x01\x03-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_WORD_BULLET = re.compile("^[\uf000-\uf0ff]", re.MULTILINE)
_LETTER = re.compile(r"[^\W\d_]")
_VOWEL = re.compile("[aeiouyåäöæøéüAEIOUYÅÄÖÆØÉÜ]")
_STRANGE_SHARE = 0.2
_VOWEL_SHARE = 0.15  # Swedish has 0.37
_MIN_SAMPLE = 20
_SAMPLE_CHARS = 500


class TextLayer:
    """Reads the characters of a page by index through PDFium's C interface.

    Args:
        text_page: PDFium's handle.
        crop: the visible part of the sheet in its own, unturned space (left, bottom, right, top), in points.
    """

    def __init__(self, text_page: Any, *, crop: Box) -> None:  # noqa: ANN401
        from pypdfium2 import raw

        self._raw = raw
        self._page = text_page
        self._crop = crop
        self._doubles = tuple(ctypes.c_double() for _ in range(2))
        self._rect = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._turn = self._count = 0
        self.is_garbled = False

    def fragments(self) -> Iterator[Fragment]:
        """Yield the pieces of lines in the order of the file, upright whatever way the sheet was turned."""
        text, index_of = self._characters()
        pieces = list(_visible(text))
        self.is_garbled = is_garbled(text, n_lost=self._count - len(text))
        self._turn = self._main_turn([index_of(start) for start, _ in pieces])
        for start, end in pieces:
            yield from self._line(text, start, end, index_of)

    def _characters(self) -> tuple[str, Callable[[int], int]]:
        """Return the text of the page, and a map from its positions to PDFium's character indices."""
        count = self._count = max(self._raw.FPDFText_CountChars(self._page), 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = self._raw.FPDFText_GetText(self._page, 0, count, buffer) if count else 0
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text, int
        codes = [self._raw.FPDFText_GetUnicode(self._page, i) for i in range(count)]
        kept = [i for i, code in enumerate(codes) if code and code <= 0x10FFFF and not 0xD800 <= code < 0xE000]
        return "".join(chr(codes[i]) for i in kept), kept.__getitem__

    def _main_turn(self, starts: list[int]) -> int:
        """Return how many quarters the sheet must be turned clockwise for most lines to stand upright."""
        step = max(len(starts) // _ANGLE_SAMPLES, 1)
        turns = Counter(self._quarter(index) for index in starts[::step])
        return max(turns, key=lambda turn: (turns[turn], -turn)) if turns else 0

    def _quarter(self, index: int) -> int:
        # PDFium's angle runs clockwise, as the sheet must be turned the other way round than its text.
        angle = float(self._raw.FPDFText_GetCharAngle(self._page, index))
        return -round(angle / (math.pi / 2)) % 4

    def _line(self, text: str, start: int, end: int, index_of: Callable[[int], int]) -> Iterator[Fragment]:
        first, last = index_of(start), index_of(end - 1)
        left, top, first_right, bottom = self._box(first)
        last_left, last_top, right, last_bottom = self._box(last)
        middle = index_of((start + end) // 2)
        size = self._size(middle)  # the first character may be a bullet of another font
        is_aside = self._quarter(first) != self._turn
        if not is_aside and not self._is_dense(first, last, right - left, size * (end - start)):
            hole = self._hole(text, start, end, index_of, size)
            if hole is not None:
                yield from self._line(text, start, hole[0], index_of)
                yield from self._line(text, hole[1], end, index_of)
                return
        content = clean_line(text[start:end])
        if content:
            yield Fragment(
                text=content,
                box=(min(left, last_left), min(top, last_top), max(right, first_right), max(bottom, last_bottom)),
                baseline=self._baseline(first),
                size=size,
                bold=self._bold(first, middle, last),
                is_aside=is_aside,
            )

    def _is_dense(self, first: int, last: int, width: float, sizes: float) -> bool:
        """Tell a line that one operator drew and that is no wider than its characters make it: it has no hole."""
        if width > _DENSE * sizes:
            return False
        objects = [self._raw.FPDFText_GetTextObject(self._page, index) for index in (first, last)]
        return bool(objects[0]) and ctypes.addressof(objects[0].contents) == ctypes.addressof(objects[1].contents)

    def _hole(
        self, text: str, start: int, end: int, index_of: Callable[[int], int], size: float
    ) -> tuple[int, int] | None:
        """Return the widest space of a line, if no justified line has such a one."""
        best: tuple[float, int, int] = (_HOLE_SIZES * size, 0, 0)
        for match in _SPACES.finditer(text, start, end):
            before, after = match.start() - 1, match.end()
            if before >= start and after < end:
                gap = self._box(index_of(after))[0] - self._box(index_of(before))[2]
                best = max(best, (gap, before + 1, after))
        return best[1:] if best[2] else None

    def _box(self, index: int) -> Box:
        self._raw.FPDFText_GetLooseCharBox(self._page, index, self._rect)
        rect = self._rect
        if not self._turn:
            left, top = self._crop[0], self._crop[3]
            return rect.left - left, top - rect.top, rect.right - left, top - rect.bottom
        one, other = self._upright(rect.left, rect.top), self._upright(rect.right, rect.bottom)
        return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])

    def _upright(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._crop
        return ((x - left, top - y), (y - bottom, x - left), (right - x, y - bottom), (top - y, right - x))[self._turn]

    def _baseline(self, index: int) -> float:
        x, y = self._doubles
        self._raw.FPDFText_GetCharOrigin(self._page, index, x, y)
        return self._upright(x.value, y.value)[1]

    def _size(self, index: int) -> float:
        size = float(self._raw.FPDFText_GetFontSize(self._page, index))
        if self._raw.FPDFText_GetMatrix(self._page, index, self._matrix):
            size *= (self._matrix.c**2 + self._matrix.d**2) ** 0.5 or 1.0
        return round(size, 2)

    def _bold(self, first: int, middle: int, last: int) -> float:
        """Return the share of bold print, as three characters tell it."""
        ends = self._is_bold(first) + self._is_bold(last)
        return (ends + (self._is_bold(middle) if ends == 1 else ends / 2)) / 3

    def _is_bold(self, index: int) -> bool:
        self._raw.FPDFText_GetFontInfo(self._page, index, self._name, len(self._name), self._flags)
        if name_is_bold(self._name.value) or self._flags.value & _FORCE_BOLD:
            return True
        return bool(self._raw.FPDFText_GetFontWeight(self._page, index) >= 600)


def is_garbled(text: str, *, n_lost: int = 0) -> bool:
    """Tell whether a text layer stands for no readable characters, as where its fonts have no map to them.

    Args:
        text: the characters of the page.
        n_lost: how many more there are without any code point.
    """
    strange = len(_STRANGE.findall(text)) - len(_WORD_BULLET.findall(text)) + n_lost
    if strange > _STRANGE_SHARE * (len(text) + n_lost):
        return len(text) + n_lost >= _MIN_SAMPLE
    if len(text) < 10 * _MIN_SAMPLE:
        return False
    sample = text[-_SAMPLE_CHARS:]  # the end: the head of a page may be a form
    n_letters = len(_LETTER.findall(sample))
    return n_letters > 0.5 * len(sample) and len(_VOWEL.findall(sample)) < _VOWEL_SHARE * n_letters


def _visible(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the visible part of each line begins and ends."""
    begin = 0
    for match in (*_BREAK.finditer(text), None):
        end = match.start() if match else len(text)
        piece = text[begin:end]
        if stripped := piece.strip():
            start = begin + len(piece) - len(piece.lstrip())
            yield start, start + len(stripped)
        begin = match.end() if match else end


@lru_cache(maxsize=1024)
def name_is_bold(name: bytes) -> bool:
    """Tell whether a font's name says that it is bold."""
    return _BOLD.search(name.decode("utf-8", errors="replace")) is not None
