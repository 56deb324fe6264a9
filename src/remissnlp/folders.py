"""The folder that a run reads and the folder that it writes: what may be there, and what is ours."""

from __future__ import annotations

import shutil
from pathlib import Path

from remissnlp.cache import FOLDER as CACHE_FOLDER
from remissnlp.errors import UsageError
from remissnlp.export import PATTERNS
from remissnlp.ingest import discover
from remissnlp.output import SUGGESTIONS
from remissnlp.records import Issue, SourceFile

RUN_FILE = "run.json"


def find_sources(folder: Path, out: Path) -> tuple[list[SourceFile], list[Issue]]:
    """Return the files to read and the files passed over; what lies in `out` is none of them.

    Raises:
        UsageError: the folder is missing, is no folder, or holds nothing to read.
    """
    if not folder.exists():
        raise UsageError(f"{folder}: there is no such folder.", hint="Check the spelling of the path.")
    if not folder.is_dir():
        raise UsageError(f"{folder}: is a file and no folder.", hint="Give the folder that holds the documents.")
    sources, issues = discover(folder)
    inside = _relative(out, folder)
    if inside:
        sources = [source for source in sources if not source.path.startswith(inside)]
        issues = [issue for issue in issues if not issue.path.startswith(inside)]
    if not sources:
        raise UsageError(
            f"{folder}: holds no document that can be read.",
            hint="Put PDF, DOCX, TXT, MD or HTML files there."
            + (f" Passed over: {len(issues)} files." if issues else ""),
        )
    return sources, issues


def _relative(out: Path, folder: Path) -> str:
    """Return the path of `out` below `folder` with a slash at its end, or ''."""
    try:
        return out.resolve().relative_to(folder.resolve()).as_posix() + "/"
    except ValueError:
        return ""


def prepare_output(out: Path, *, overwrite: bool, resume: bool) -> None:
    """Make the output folder ready; nothing that is not ours is ever removed.

    Raises:
        UsageError: it is a file, holds something else, or holds a run and neither option was given.
    """
    if overwrite and resume:
        raise UsageError("--overwrite and --resume exclude each other.", hint="Give one of them.")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file.", hint="Give a folder with -o.")
    held = sorted(path.name for path in out.iterdir()) if out.exists() else []
    is_run = RUN_FILE in held or CACHE_FOLDER in held
    if held and not is_run:
        raise UsageError(f"{out}: is not empty and holds no run of remissnlp.", hint="Choose another folder with -o.")
    if held and not (overwrite or resume):
        raise UsageError(
            f"{out}: already holds a run.",
            hint="Use --overwrite to replace it, --resume to go on with it, or another folder.",
        )
    if overwrite and held:
        _remove_run(out)
    shutil.rmtree(out / "texts", ignore_errors=True)
    for name in (RUN_FILE, SUGGESTIONS):  # suggestions are made from a finished run, and would be those of the old one
        (out / name).unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)


def _remove_run(out: Path) -> None:
    """Remove what a run wrote, and nothing else."""
    for pattern in PATTERNS:
        for path in out.glob(pattern):
            path.unlink()
    shutil.rmtree(out / CACHE_FOLDER, ignore_errors=True)
