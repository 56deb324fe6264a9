r"""Tables of language rules: a YAML file, a tiny engine, and an example and a counter-example for every rule.

A rule file looks like this; `{{NAME}}` in a pattern stands for the macro of that name:

    macros:
      BODY: '[A-ZÅÄÖ]\w+nämnden'
    sections:
      lead_in:
        - id: office_report
          label: response
          pattern: '^(?P<body>{{BODY}})s tjänsteutlåtande'
          examples: ["Kulturnämndens tjänsteutlåtande"]
          counter_examples: ["Tjänsteutlåtande från kulturnämnden"]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from remissnlp.resources import read_yaml

_MACRO = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One pattern with what it means. `weight` is 0-1; `label` is free to the table that holds the rule."""

    id: str
    regex: re.Pattern[str]
    label: str
    weight: float
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@cache
def load_rules(resource: str, section: str) -> tuple[Rule, ...]:
    """Return the rules of one section of a rule file, in the file's order.

    Raises:
        KeyError: the file has no such section.
    """
    table = _table(resource)
    macros = {name: str(value) for name, value in (table.get("macros") or {}).items()}
    return tuple(_rule(entry, macros, section) for entry in table["sections"][section])


@cache
def _table(resource: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(resource)
    return content


def rule_sections(resource: str) -> tuple[str, ...]:
    """Return the names of the sections of a rule file."""
    return tuple(_table(resource)["sections"])


def expand(pattern: str, macros: dict[str, str]) -> str:
    """Replace `{{NAME}}` by the macro of that name, also inside macros; a macro becomes a group of its own."""
    while _MACRO.search(pattern):
        pattern = _MACRO.sub(lambda match: f"(?:{macros[match.group(1)]})", pattern)
    return pattern


def _rule(entry: dict[str, Any], macros: dict[str, str], section: str) -> Rule:
    flags = re.IGNORECASE if entry.get("ignore_case") else re.NOFLAG
    return Rule(
        id=f"{section}.{entry['id']}",
        regex=re.compile(expand(entry["pattern"], macros), flags),
        label=str(entry.get("label", "")),
        weight=float(entry.get("weight", 1.0)),
        examples=tuple(entry["examples"]),
        counter_examples=tuple(entry["counter_examples"]),
    )


def first_match(rules: tuple[Rule, ...], text: str) -> tuple[Rule, re.Match[str]] | None:
    """Return the first rule that is found in `text`, with its match."""
    for rule in rules:
        if match := rule.regex.search(text):
            return rule, match
    return None
