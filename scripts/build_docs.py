"""Write docs/cli.md from the command line itself, so that the two cannot drift apart.

python scripts/build_docs.py            write it
python scripts/build_docs.py --check    fail where the file differs
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from remissnlp.resources import read_text

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "cli.md"


def command_reference() -> str:
    """Return the reference of all commands as Typer writes it."""
    command = ["-m", "typer", "remissnlp.cli", "utils", "docs", "--name", "remissnlp", "--title", "Command line"]
    done = subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"},
    )
    return done.stdout.strip()


def page() -> str:
    """Return the whole page."""
    return (
        f"{command_reference()}\n\n"
        "## Settings\n\n"
        "`--config FILE.toml` takes any of these; options on the command line go before it. These are the defaults:\n\n"
        f"```toml\n{read_text('defaults.toml').strip()}\n```\n\n"
        "## Exit codes\n\n"
        "| code | meaning |\n| --- | --- |\n"
        "| 0 | all well |\n"
        "| 2 | wrong usage: a path or option; one line says what and what to do |\n"
        "| 3 | a setting, codebook or model cannot be used; all faults are listed |\n"
        "| 4 | finished, but some files or pages could not be read: see `errors.csv` |\n"
        "| 130 | stopped with Ctrl-C; go on with `--resume` |\n\n"
        "`--resume` uses what an earlier run in the same output folder has already read (kept in its\n"
        "folder `.remissnlp`) where path, content, version and OCR mode are the same; the rest is done anew.\n\n"
        "This page is made by `make docs` from the command line and the shipped defaults.\n"
    )


def main(arguments: list[str]) -> int:
    """Write the page, or compare it."""
    text = page()
    if arguments == ["--check"]:
        if TARGET.read_text(encoding="utf-8") != text:
            print("docs/cli.md is out of date: run 'make docs'")
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
