"""Headings that say that several answer together, whatever the form of their names."""

from __future__ import annotations

import re

from remissnlp.segment.persons import is_household
from remissnlp.segment.speakers import split_joint

_TOGETHER = re.compile(r"\bgemensam(?:t|ma)?\b|\btillsammans\b", re.IGNORECASE)
_AND = re.compile(r",? (?:och|samt|&) |, ")
# 'Hobäckens övre och nedre fiskevårdsområde': two of one kind, of one place.
_SHARED = re.compile(
    r"^(?P<owner>(?:[A-ZÅÄÖ][\wÀ-ÿ-]*s )?)(?P<one>[\wÀ-ÿ-]{3,}[aeo]) (?:och|samt) (?P<other>[\wÀ-ÿ-]{3,}[aeo])"
    r" (?P<kind>[\wÀ-ÿ][\wÀ-ÿ -]*)$"
)
_PLURAL = re.compile(r"(?<=[a-zåäö])(?:er|ar|or|erna|arna|orna)$")


def told_together(heading: str) -> bool:
    """Say whether a heading tells that those whom it names answer together: 'gemensamt yttrande'."""
    return _TOGETHER.search(heading) is not None


def joint_names(name: str, keys: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names of those who answer together, or () where the words name one body or one household.

    Args:
        name: the heading without what it says of their answer.
        keys: keys of the bodies that the document names.
    """
    known = split_joint(name, keys)
    if len(known) > 1 or is_household(name):
        return known if len(known) > 1 else ()
    if shared := _SHARED.match(name):
        kind, owner = _PLURAL.sub("", shared["kind"]), shared["owner"]
        told = [shared[part].lower() if owner else shared[part] for part in ("one", "other")]
        names = [f"{owner}{which} {kind}" for which in told]
        return tuple(part[:1].upper() + part[1:] for part in names)
    parts = tuple(part.strip() for part in _AND.split(name) if part.strip())
    return parts if len(parts) > 1 and all(part[0].isupper() for part in parts) else ()
