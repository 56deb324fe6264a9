"""Write files that a script builds, or check that the committed ones are what it builds."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def dated_zip(container: bytes, date: tuple[int, int, int, int, int, int]) -> bytes:
    """Return the same ZIP members with one date for all, so that two builds are the same bytes."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(container)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            info = ZipInfo(name, date_time=date)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return buffer.getvalue()


def same_file(path: Path, data: bytes) -> bool:
    """Tell whether a file holds `data`; a DOCX member by member, as packing differs between machines."""
    if not path.exists():
        return False
    committed = path.read_bytes()
    return _members(committed) == _members(data) if path.suffix == ".docx" else committed == data


def _members(container: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(container)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_or_check(
    doc: str | None, files: Callable[[], Mapping[str, bytes]], target: Path, differing: Callable[..., list[str]]
) -> int:
    """Run the command line of a build script; return its exit status.

    Args:
        doc: the script's own description.
        files: builds the content of every file by its name below `target`.
        target: the folder that the files lie in.
        differing: given the built files and the folder, names those that differ.
    """
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file differs")
    args = parser.parse_args()
    built = files()
    place = f"{target.parent.name}/{target.name}"
    if args.check:
        faults = differing(built, target)
        for name in faults:
            print(f"differs from its source: {place}/{name}")
        return 1 if faults else 0
    for name, data in built.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
        print(f"{place}/{name}  {len(data):,} bytes")
    return 0
