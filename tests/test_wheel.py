"""What is installed is what was tested: the wheel carries the models and works from another place."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
def test_the_wheel_carries_the_pipeline(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    code = (
        "from remissnlp.linguistics import lemmas\nfrom remissnlp.linguistics.engine import SHIPPED\n"
        "print(SHIPPED)\nprint(*next(lemmas(['Nämnderna avstyrker.'])))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONIOENCODING": "utf-8"}
    used = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=environment, timeout=120, check=True
    )
    place, words = used.stdout.splitlines()
    assert Path(place).is_relative_to(tmp_path / "site")
    assert words == "nämnd avstyrka ."
