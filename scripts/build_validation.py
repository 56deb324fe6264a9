"""Builds the validation documents and their gold from the marked sources in `data/validation/sources`.

    python scripts/build_validation.py            write every file
    python scripts/build_validation.py --check    build in memory; exit 1 and name the files that differ

A source is plain text with marks at the line start, described in `data/validation/README.md`. Text and labels stand on
one line, so that the gold can never say something that the document does not.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from built_files import same_file, write_or_check
from validation.render import draw
from validation.source import Source, SourceError, parse_source

ROOT = Path(__file__).resolve().parents[1] / "data" / "validation"
GOLDS = {
    "tuning": "validation.gold.json",
    "choice": "choice/validation_choice.gold.json",
    "held_out": "held_out/validation_held_out.gold.json",
}


def load_half(half: str) -> list[Source]:
    """Return the sources of `tuning`, `choice` or `held_out`, by file name."""
    sources = []
    for path in sorted((ROOT / "sources" / half).glob("*.src")):
        try:
            sources.append(parse_source(path.read_text(encoding="utf-8")))
        except (SourceError, KeyError, ValueError) as error:
            raise SourceError(f"{path.name}: {error}") from error
    return sources


def gold_of(half: str, sources: list[Source]) -> dict[str, Any]:
    """Return the gold of one half in the form that the scorer reads; documents are keyed by file name."""
    documents = {}
    for source in sources:
        gold: dict[str, Any] = {"segments": source.segments, "sentences": source.sentences, "declined": source.declined}
        documents[Path(source.path).name] = gold
    return {
        "note": f"Gold of the {half} half of the validation documents; see data/validation/README.md.",
        "documents": documents,
        "reuse_clusters": _clusters(sources),
        "quotes": [row for source in sources for row in source.quotes],
        "endorsements": [row for source in sources for row in source.endorsements],
    }


def _clusters(sources: list[Source]) -> list[dict[str, Any]]:
    """Collect the sentences that carry the same `#type-name`; `arg` is short for `argument`."""
    clusters: dict[str, list[dict[str, str]]] = {}
    for source in sources:
        for cluster, segment, text in source.copies:
            member = {"file": Path(source.path).name, "segment": segment, "text": text}
            clusters.setdefault(cluster, []).append(member)
    return [
        {"id": name, "type": name.split("-")[0].replace("arg", "argument"), "members": members}
        for name, members in sorted(clusters.items())
    ]


def build() -> dict[str, bytes]:
    """Return every generated file by its path under `data/validation`."""
    files = {}
    for half, gold_name in GOLDS.items():
        sources = load_half(half)
        for source in sources:
            files[f"{half}/{source.path}"] = draw(source)
        files[gold_name] = (json.dumps(gold_of(half, sources), ensure_ascii=False, indent=1) + "\n").encode()
    return files


def differing(files: dict[str, bytes], folder: Path) -> list[str]:
    """Return the paths under `folder` that are missing, are not what was built, or should not be there."""
    faults = [name for name, data in files.items() if not same_file(folder / name, data)]
    there = {
        path.relative_to(folder).as_posix() for half in GOLDS for path in (folder / half).rglob("*") if path.is_file()
    }
    return sorted(faults + [name for name in there if name not in files])


def main() -> int:
    """Write or check the files; return the exit status."""
    return write_or_check(__doc__, build, ROOT, differing)


if __name__ == "__main__":
    sys.exit(main())
