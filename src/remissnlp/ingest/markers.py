"""List markers: their forms, and whether a line that has the form of one plausibly starts a list item."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A digit or letter with a mark, a dash, or a bullet (Word's own bullets lie in the private use area; "o" is its second
# level, printed in a typewriter font).
_MARKER = re.compile(
    r"(?:(?P<number>\d{1,2})(?P<mark>[.)])|(?P<letter>[a-zåäö])\)|(?P<dash>[-–—])|(?P<bullet>[•●▪■◦‣∙·⁃\uf000-\uf8ff*]|o(?=\s)))\s+(?=\S)"
)

_MISREAD = re.compile(r"(?:[e°¢«»·.*+]\s*[-–]?)\s+(?=[A-ZÅÄÖ])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A printed list marker. `text` has its white space; `style` is equal for items of one list; `ordinal` or None."""

    text: str
    style: str
    ordinal: int | None = None


def parse_marker(text: str, *, is_recognised: bool = False) -> Marker | None:
    """Return the list marker a clean line starts with, plausible or not.

    Args:
        text: the line.
        is_recognised: whether it comes from text recognition, which takes bullets for small letters.
    """
    match = _MARKER.match(text) or (_MISREAD.match(text) if is_recognised else None)
    if match is None:
        return None
    if match.re is _MISREAD:
        return Marker(text=match[0], style="•")
    if match["number"]:
        return Marker(text=match[0], style=f"1{match['mark']}", ordinal=int(match["number"]))
    if match["letter"]:
        return Marker(text=match[0], style="a)", ordinal="abcdefghijklmnopqrstuvwxyzåäö".index(match["letter"]) + 1)
    return Marker(text=match[0], style=match[0].strip())


def is_plausible(marker: Marker, *, last_ordinal: int | None, gap_above: bool, may_continue: bool) -> bool:
    """Tell whether a line with the form of a list item is one.

    Args:
        marker: what the line starts with.
        last_ordinal: the number of the last item in this style, None without one.
        gap_above: whether there is space above the line.
        may_continue: whether the line above is full and unfinished, so that this one may be its continuation.
    """
    if marker.ordinal is None:
        return not may_continue or marker.style not in "-–—*·o"
    if marker.ordinal == (last_ordinal or 0) + 1:
        return True
    return not may_continue and (gap_above or marker.ordinal == 1)
