"""Fixtures that several test files share."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "raw"
SAMPLE_GOLD = SAMPLE / "sample.gold.json"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real documents and tools beside the project; a clone elsewhere has none, and the test says so."""
    folder = ROOT.parent / "shared"
    if not (folder / "eval" / "score.py").exists():
        pytest.skip(f"the real documents are not here: {folder.name}/ does not lie beside the project")
    return folder


def load_script(name: str) -> ModuleType:
    """Return a script of `scripts/` as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def run_cli(
    *arguments: object, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "remissnlp", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
    )


@pytest.fixture(scope="session")
def sample_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a run over the sample case."""
    out = tmp_path_factory.mktemp("sample") / "out"
    done = run_cli("analyze", SAMPLE, "-o", out, "--quiet", "--workers", "2")
    assert done.returncode in {0, 4}, done.stderr
    return out
