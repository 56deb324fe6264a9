"""One item that hangs, dies or fails costs itself only, and the order of results is the order of items."""

from __future__ import annotations

import os
import time

import pytest

from remissnlp.errors import UnreadableFileError
from remissnlp.executor import Executor


def act(name: str) -> str:
    """Do what the name says; runs in a worker."""
    if name == "hang":
        time.sleep(60)
    if name == "die":
        os._exit(7)
    if name == "refuse":
        raise UnreadableFileError("a.pdf: is encrypted.", hint="Save it without a password.")
    if name == "break":
        raise ZeroDivisionError("oops")
    if name == "devour":
        return str(len(bytearray(2 * 1024**3)))
    return name.upper()


@pytest.mark.slow
def test_bad_items_cost_no_neighbour() -> None:
    names = ["a", "hang", "b", "die", "c", "refuse", "break", "devour", "d"]
    seen: list[int] = []
    with Executor(workers=2, seconds=3, memory_mb=512) as executor:
        outcomes = executor.map(act, [(name,) for name in names], on_done=lambda index, _: seen.append(index))
    assert seen == list(range(len(names)))
    values = {name: outcome.value for name, outcome in zip(names, outcomes, strict=True)}
    errors = {name: outcome.error for name, outcome in zip(names, outcomes, strict=True)}
    assert [values[name] for name in "abcd"] == ["A", "B", "C", "D"]
    assert "longer than 3 seconds" in errors["hang"]
    assert "died" in errors["die"]
    assert errors["refuse"] == "a.pdf: is encrypted."
    assert errors["break"] == "ZeroDivisionError: oops"
    assert "memory" in errors["devour"]
    assert executor.peak_memory_mb > 0
