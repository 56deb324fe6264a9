"""The gate itself must be able to fail: on a low score, on a score that is missing, and on changed gold."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gate", ROOT / "scripts" / "gate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ENTRY = {"floors": {"segments_f1": 0.9}, "ceilings": {"leaks": 0}}


@pytest.mark.parametrize(
    ("metrics", "n_faults"),
    [
        ({"segments_f1": 0.9, "leaks": 0}, 0),
        ({"segments_f1": 0.89, "leaks": 0}, 1),
        ({"segments_f1": 0.95, "leaks": 1}, 1),
        ({"segments_f1": math.nan, "leaks": 0}, 1),
        ({}, 2),
    ],
)
def test_faults(gate: ModuleType, metrics: dict[str, float], n_faults: int) -> None:
    assert len(gate.faults("case", ENTRY, metrics)) == n_faults


def test_a_case_without_floors_fails(gate: ModuleType) -> None:
    assert gate.faults("case", {"floors": {}}, {"segments_f1": 1.0})


def test_every_case_has_floors_and_a_pinned_gold(gate: ModuleType) -> None:
    import tomllib

    table = tomllib.loads(gate.TABLE.read_text(encoding="utf-8"))
    assert table["sample"]["required"]
    assert set(gate.pinned()) == set(table)
    assert all(len(entry["floors"]) > 5 for entry in table.values())


def test_changed_gold_is_noticed(gate: ModuleType, tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text("{}", encoding="utf-8")
    pins = {"case": gate.digest(gold)}
    assert gate.digest_faults("case", gold, pins) == []
    gold.write_text("{ }", encoding="utf-8")
    assert gate.digest_faults("case", gold, pins) == ["case: the gold has changed; look at it and run --pin"]
    assert gate.digest_faults("new", gold, pins)
