"""What stands around a name in a heading: its number in front, the notes of a registrar behind it."""

from __future__ import annotations

import re
from functools import lru_cache

from remissnlp.rules import first_match, load_rules

_TABLE = "marks_sv.yaml"
_ANY_NAME = "Namn"
_LEVEL = re.compile(r"(?<=\w)\.(?=\d)")


def number_in_front(text: str) -> str:
    """Return the number with which a heading begins, with its white space: '4.2. ', 'B.1 ', 'a) ', 'IV. ', or ''."""
    found = first_match(load_rules(_TABLE, "number"), text)
    return found[1].group() if found else ""


def without_number(text: str) -> str:
    """Return a heading without the number in front of it."""
    return text[len(number_in_front(text)) :]


def level_of(text: str) -> int:
    """Return how deep the number in front of a heading is: 0 for '4.' or none, 1 for '4.2' and 'B.1'."""
    return len(_LEVEL.findall(number_in_front(text)))


def is_lettered(text: str) -> bool:
    """Say whether a heading is numbered by a letter alone ('B.', 'IV.'): another series than one of figures."""
    number = number_in_front(text)
    return bool(number) and not any(char.isdigit() for char in number)


@lru_cache(maxsize=4096)
def without_notes(text: str, *, registered: bool = False) -> str:
    """Return a heading without what a registrar wrote behind the name: brackets, paragraphs, case numbers.

    Args:
        text: the heading.
        registered: whether a bare date is a note, too; below a name it tells when its executive decided.
    """
    sections = ("note", "dated") if registered else ("note",)
    bare = text
    while found := next(filter(None, (first_match(load_rules(_TABLE, part), bare) for part in sections)), None):
        shorter = bare[: found[1].start()].rstrip(" ,;:–—-")
        if not shorter:
            break
        bare = shorter
    return bare


def without_label(text: str) -> str:
    """Return a heading without the label of a register in front: 'R4 Viks byalag'."""
    found = first_match(load_rules(_TABLE, "label"), text)
    return text[found[1].end() :] if found else text


def is_dated(text: str) -> bool:
    """Say whether a date stands behind a name, bare or in brackets."""
    return first_match(load_rules(_TABLE, "dated"), text) is not None


def is_paper_line(text: str) -> bool:
    """Say whether a line only tells from which paper an answer was taken: 'Protokollsutdrag 2019-03-04 § 8'."""
    return first_match(load_rules(_TABLE, "paper"), text.strip()) is not None


def is_note(text: str) -> bool:
    """Say whether a line or cell is nothing but a registrar's note: a date, a paragraph, or both."""
    return without_notes(f"{_ANY_NAME} {text}", registered=True) == _ANY_NAME
