"""How much of the segmentation comes from layout, and how much from language: segments F1 with one of them taken away.

    python scripts/ablation.py FOLDER GOLD.json [FOLDER GOLD.json ...]

`language only` makes every heading running text without font or weight; `layout only` lets no block but a heading begin
anything, so that lead-ins, decisions and statements in running text are not seen.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from remissnlp.codebook import load_codebook
from remissnlp.evaluate import evaluate
from remissnlp.export.dialect import DIALECTS
from remissnlp.export.tables import write_tables
from remissnlp.export.view import View
from remissnlp.ingest import discover, read_document
from remissnlp.records import Analysis, Block, BlockRole, Document
from remissnlp.segment import resolve_cases, segment_document


def language_only(block: Block) -> Block:
    """Return the block without what its layout tells."""
    role = BlockRole.BODY if block.role is BlockRole.HEADING else block.role
    return replace(block, role=role, font_size_pt=None, bold_share=None, heading_level=None)


def layout_only(block: Block) -> Block:
    """Return the block so that it begins nothing unless it is a heading."""
    return replace(block, role=BlockRole.TABLE) if block.role is BlockRole.BODY else block


VARIANTS: dict[str, Callable[[Block], Block]] = {
    "both": lambda block: block,
    "language only": language_only,
    "layout only": layout_only,
}


def score(documents: list[Document], gold: Path) -> dict[str, float]:
    """Segment the documents and return the metrics of the segmentation."""
    segmented = resolve_cases(documents, [segment_document(document) for document in documents])
    analysis = Analysis(documents=tuple(documents), segmented=segmented, labels={}, stances=())
    with tempfile.TemporaryDirectory() as out:
        write_tables(View(analysis, load_codebook("default")), Path(out), dialect=DIALECTS["standard"])
        return evaluate(gold, Path(out))


def main(arguments: list[str]) -> int:
    """Print one row a case and variant."""
    if not arguments or len(arguments) % 2:
        print(__doc__)
        return 2
    print("| case | cues | segments F1 | parties |\n| --- | --- | --- | --- |")
    for folder, gold in zip(map(Path, arguments[::2]), map(Path, arguments[1::2]), strict=True):
        documents = [read_document(source, folder) for source in discover(folder)[0]]
        for name, change in VARIANTS.items():
            changed = [replace(d, blocks=tuple(change(block) for block in d.blocks)) for d in documents]
            metrics = score(changed, gold)
            print(f"| {folder.name} | {name} | {metrics['segments_f1']:.3f} | {metrics['parties_accuracy']:.3f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
