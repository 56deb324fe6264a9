"""Builds the sample case in `data/raw` from `scripts/sample`, or checks that what is there is what would be built.

    python scripts/build_sample.py            write every file
    python scripts/build_sample.py --check    build in memory; exit 1 and name the files that differ

The scan is compared as a coarse picture and the DOCX member by member, and not byte by byte: how a font is drawn and
how well a file is packed differs between machines.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pypdfium2

sys.path.insert(0, str(Path(__file__).parent))

from built_files import same_file, write_or_check
from sample import gold, render, source

TARGET = Path(__file__).parents[1] / "data" / "raw"
GOLD = "sample.gold.json"
WRITERS = {
    "utlatande": render.compiled_pdf,
    "socialnamnden": render.report_docx,
    "region": render.letter_pdf,
    "vastra_asen": render.double_spaced_text,
    "aldre_pa_natet": render.scanned_pdf,
}
SCANS = frozenset({source.load_source("aldre_pa_natet").file})
MAX_SCAN_DIFFERENCE = 6.0  # mean grey levels (0-255) between pictures of 8 x 8 pixel means


def build() -> dict[str, bytes]:
    """Return every file of the sample case by name."""
    sources = dict(zip(source.NAMES, source.load_sources(), strict=True))
    files = {sources[name].file: writer(sources[name]) for name, writer in WRITERS.items()}
    text = json.dumps(gold.build_gold(tuple(sources.values())), ensure_ascii=False, indent=1)
    return {**files, GOLD: (text + "\n").encode()}


def differing(files: dict[str, bytes], folder: Path) -> list[str]:
    """Return the names of the files that are missing in `folder` or are not what was built, and of surplus files."""
    faults = [name for name, data in files.items() if not _same(name, data, folder / name)]
    surplus = sorted(path.name for path in folder.iterdir() if path.name not in files and path.name != ".gitkeep")
    return faults + surplus


def _same(name: str, data: bytes, path: Path) -> bool:
    if name in SCANS and path.exists():
        return _scan_difference(path.read_bytes(), data) < MAX_SCAN_DIFFERENCE
    return same_file(path, data)


def _scan_difference(first: bytes, second: bytes) -> float:
    """Return how far two one-page PDFs differ as coarse grey pictures; 255 if their numbers of pages differ."""
    pictures = []
    for data in (first, second):
        document = pypdfium2.PdfDocument(data)
        if len(document) != 1:
            return 255.0
        fine = np.asarray(document[0].render(scale=1, grayscale=True).to_pil(), dtype=np.float64)
        height, width = (length // 8 for length in fine.shape)
        pictures.append(fine[: height * 8, : width * 8].reshape(height, 8, width, 8).mean(axis=(1, 3)))
    return float(np.abs(pictures[0] - pictures[1]).mean())


def main() -> int:
    """Write or check the files; return the exit status."""
    return write_or_check(__doc__, build, TARGET, differing)


if __name__ == "__main__":
    sys.exit(main())
