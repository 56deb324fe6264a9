"""Names in the plural that stand for several bodies: 'Ekens, Viks och Norra Hamnens stadsdelsnämnder'."""

from __future__ import annotations

import re

from remissnlp.rules import Rule, load_rules
from remissnlp.segment.register import is_body_name

_JOINERS = re.compile(r",? och |,? samt |, ")


def singular_names(name: str) -> tuple[str, ...]:
    """Return the name of each body that a name in the plural denotes, or () for any other name."""
    for rule in load_rules("names_sv.yaml", "several"):
        if match := rule.regex.fullmatch(name):
            return _spelt_out(rule, match)
    return ()


def spell_out(text: str) -> str:
    """Return a list of names with those in the plural written one by one: 'Viks och Eks kommuner' -> two names."""
    for rule in load_rules("names_sv.yaml", "several"):
        text = rule.regex.sub(lambda match, rule=rule: ", ".join(_spelt_out(rule, match)), text)  # type: ignore[misc]
    return text


def _spelt_out(rule: Rule, match: re.Match[str]) -> tuple[str, ...]:
    """Return the names of a match; in front of 'Viks och Eks kommuner' a name that is one already stays as it is."""
    places = _JOINERS.split(match["places"])
    return tuple(
        place if is_body_name(place) else rule.label.format(**match.groupdict(), place=place) for place in places
    )
