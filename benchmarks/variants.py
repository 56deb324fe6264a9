"""The same documents in other dress: what a form costs that changes nothing of who speaks where.

    python benchmarks/variants.py [--group GROUP,…] [--sources N]   # print the table
    python benchmarks/variants.py --misses "numbering 3.2 X"         # also what this variant loses

Sources of the tuning half are drawn anew in each variant of `dress.py`, read and cut into segments. A variant is
scored over the sources that it changes, beside the same sources as they are. The sample is fixed: the sources whose
names have the lowest digests. Needs what the validation documents are built with; about five seconds a variant.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dress import Variant, variants

from remissnlp.evaluate import Evaluation
from remissnlp.evaluate.likeness import words_of
from remissnlp.evaluate.reading import Output, OutSegment, OutStatement, read_gold
from remissnlp.evaluate.scoring import score
from remissnlp.ingest import discover, read_document
from remissnlp.records import SegmentedDocument
from remissnlp.segment import resolve_cases, segment_document

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
from validation.render import draw  # noqa: E402
from validation.source import Source, parse_source  # noqa: E402

SOURCES = ROOT / "data/validation/sources/tuning"
N_SOURCES = 60
MEASURES = ("segments_f1", "parties_accuracy")


def sample(n_sources: int) -> dict[str, str]:
    """Return file name -> text of so many sources of the tuning half, those with the lowest digests of their names."""
    paths = sorted(SOURCES.glob("*.src"), key=lambda path: hashlib.sha256(path.name.encode()).digest())
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(paths[:n_sources])}


def analysed(sources: Iterable[Source], folder: Path) -> Output:
    """Draw the sources under `folder`, read and cut them; nothing is classified, for only who speaks is scored."""
    for source in sources:
        path = folder / source.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(draw(source))
    documents = [read_document(file, folder) for file in discover(folder)[0]]
    cut = resolve_cases(documents, [segment_document(document) for document in documents])
    return Output(
        doc_ids_by_path=tuple((document.path, document.doc_id) for document in documents),
        segments=tuple(row for document in cut for row in _rows(document)),
        declined=tuple((document.doc_id, row.respondent) for document in cut for row in document.declined),
        cluster_types={}, members=(), quotes=(), endorsements=(),
    )  # fmt: skip


def _rows(document: SegmentedDocument) -> Iterator[OutSegment]:
    texts: dict[str, list[OutStatement]] = defaultdict(list)
    for statement in document.statements:
        row = OutStatement(words=words_of(statement.text), themes=frozenset(), polarity="")
        texts[statement.segment_id].append(row)
    for segment in document.segments:
        yield OutSegment(
            segment_id=segment.segment_id, doc_id=segment.doc_id, kind=segment.kind, respondent=segment.respondent,
            parties=frozenset(segment.parties), heading_words=words_of(segment.heading),
            statements=tuple(texts[segment.segment_id]), stance="", copies=(),
        )  # fmt: skip


def scored(sources: Iterable[Source], output: Output) -> Evaluation:
    """Return how well an output fits the gold of the sources."""
    documents: dict[str, Any] = {
        Path(source.path).name: {"segments": source.segments, "sentences": [], "declined": source.declined}
        for source in sources
    }
    with tempfile.TemporaryDirectory() as folder:
        gold = Path(folder) / "gold.json"
        gold.write_text(json.dumps({"documents": documents}), encoding="utf-8")
        return score(read_gold(gold), output)


def compare(variant: Variant, texts: Mapping[str, str], plain: Output) -> tuple[int, Evaluation, Evaluation] | None:
    """Return (sources changed, scores as they are, scores in this dress); None where the variant changes nothing."""
    dressed = {name: other for name, text in texts.items() if (other := variant.dress(text)) != text}
    if not dressed:
        return None
    sources = [parse_source(text) for text in dressed.values()]
    with tempfile.TemporaryDirectory() as folder:
        new = scored(sources, analysed(sources, Path(folder)))
    return len(dressed), scored([parse_source(texts[name]) for name in dressed], plain), new


def _row(variant: Variant, n_sources: int, before: Evaluation, after: Evaluation) -> str:
    pairs = [(before.metrics[name], after.metrics[name]) for name in MEASURES]
    cells = [f"{old:.3f} → {new:.3f}" for old, new in pairs]
    loss = pairs[0][0] - pairs[0][1]
    return f"| {variant.group} | `{variant.name}` | {n_sources} | {' | '.join(cells)} | {loss:.3f} |"


def main() -> int:
    """Print the table, row by row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--group", default="", help="only these groups")
    parser.add_argument("--sources", type=int, default=N_SOURCES, help="how many sources are drawn")
    parser.add_argument("--misses", default="", help="a variant ('GROUP NAME') whose new misses are listed")
    options = parser.parse_args()
    texts = sample(options.sources)
    print("| what | variant | sources | segments F1 | parties | loss |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        plain = analysed(map(parse_source, texts.values()), Path(folder))
        for variant in variants():
            called = f"{variant.group} {variant.name}"
            if (options.misses and called != options.misses) or (
                options.group and variant.group not in options.group.split(",")
            ):
                continue
            if found := compare(variant, texts, plain):
                print(_row(variant, *found), flush=True)
                if options.misses:
                    known = {(missed.id, missed.respondent) for missed in found[1].missed}
                    print(*(m for m in found[2].missed if (m.id, m.respondent) not in known), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
