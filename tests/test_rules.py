"""Every rule of every table finds its examples and leaves its counter-examples alone."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from remissnlp.rules import Rule, expand, load_rules


def _tables() -> list[tuple[str, str]]:
    found = []
    for entry in sorted(files("remissnlp.resources").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".yaml"):
            table = yaml.safe_load(entry.read_text(encoding="utf-8"))
            found += [(entry.name, section) for section in table.get("sections", {})]
    return found


RULES = [rule for name, section in _tables() for rule in load_rules(name, section)]


def test_there_are_rules_to_test() -> None:
    assert len(RULES) > 100


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_finds_its_examples_and_not_its_counter_examples(rule: Rule) -> None:
    assert rule.examples, f"{rule.id} has no example"
    assert rule.counter_examples, f"{rule.id} has no counter-example"
    assert [text for text in rule.examples if not rule.regex.search(text)] == []
    assert [text for text in rule.counter_examples if rule.regex.search(text)] == []


@pytest.mark.parametrize(("name", "section"), _tables())
def test_rule_ids_are_unique(name: str, section: str) -> None:
    ids = [rule.id for rule in load_rules(name, section)]
    assert len(ids) == len(set(ids))


def test_macros_expand_inside_macros() -> None:
    assert expand("{{A}}b", {"A": "{{B}}?", "B": "x|y"}) == "(?:(?:x|y)?)b"


def test_no_rule_table_names_a_place_of_the_development_documents() -> None:
    for entry in files("remissnlp.resources").iterdir():
        if entry.name.endswith((".yaml", ".toml")):
            assert "stockholm" not in entry.read_text(encoding="utf-8").lower(), entry.name
