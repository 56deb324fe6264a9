"""Private persons among those who answer: a household is one, and where it lives is no body of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from remissnlp.resources import read_yaml

_AND = r"(?:,? (?:och|samt|&|/) |, )"
_SURNAME = r"(?: (?:von|af|av|de))?(?: [A-ZÅÄÖÉ][\wÀ-ÿ'-]+){0,2}"
_HOUSEHOLD = re.compile(
    r"^(?:(?:Familjen|Makarna|Syskonen|Paret) )?"
    rf"(?P<given>[A-ZÅÄÖ][a-zåäöé-]+(?:{_AND}[A-ZÅÄÖ][a-zåäöé-]+)*){_SURNAME}$"
)


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    return frozenset(read_yaml("given_names_sv.yaml")["names"].split())


def is_household(name: str) -> bool:
    """Say whether words name persons of one household: 'Sven och Eva Ek', 'Makarna Ek', 'Maria & Hamid'."""
    if name.startswith(("Familjen ", "Makarna ", "Syskonen ", "Paret ")):
        return _HOUSEHOLD.match(name) is not None
    match = _HOUSEHOLD.match(name)
    given = re.split(_AND, match["given"]) if match else []
    return bool(given) and all(part in _given_names() for part in given)


def of_person(name: str) -> str:
    """Return a person or household without the place behind it: 'Bo Al, Viken' -> 'Bo Al'; other names stay."""
    bare, comma, rest = name.partition(", ")
    placed = comma and re.fullmatch(r"[A-ZÅÄÖ][\wÀ-ÿ-]+(?: [A-ZÅÄÖ][\wÀ-ÿ-]+)?", rest) is not None
    return bare if placed and " " in bare and is_household(bare) and not is_household(rest) else name
