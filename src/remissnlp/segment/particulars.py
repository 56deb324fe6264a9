"""What a heading tells behind a name of who answers: an address, a property, what a person is, which unit writes."""

from __future__ import annotations

import re

from remissnlp.records import RespondentType
from remissnlp.rules import Rule, first_match, load_rules
from remissnlp.segment.persons import of_person
from remissnlp.segment.register import body_from_name, is_body_name

_TABLE = "particulars_sv.yaml"
_WITH_UNITS = frozenset(
    {RespondentType.AUTHORITY, RespondentType.MUNICIPALITY, RespondentType.REGION, RespondentType.UNIVERSITY}
)


def without_particulars(name: str) -> str:
    """Return a name without an address or a role behind it, nor the unit of an authority that writes.

    A district of an association is a body of its own and stays.
    """
    while found := first_match(load_rules(_TABLE, "address"), name) or _role(name):
        shorter = name[: found[1].start()].rstrip(" ,")
        if not shorter or shorter[-1] in "-–:":
            break
        name = shorter
    name = of_person(name)
    unit = first_match(load_rules(_TABLE, "unit"), name)
    whole = name[: unit[1].start()] if unit else ""
    return whole if whole and body_from_name(whole).type in _WITH_UNITS else name


def _role(name: str) -> tuple[Rule, re.Match[str]] | None:
    found = first_match(load_rules(_TABLE, "person"), name)
    return found if found and not is_body_name(name[: found[1].start()]) else None
