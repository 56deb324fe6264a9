"""Speed and memory of finding copied passages, side by side with MinHash libraries, and how it grows.

    python benchmarks/bench_reuse.py            34,000 paragraphs: ours, datasketch, rensa
    python benchmarks/bench_reuse.py --quick    3,000 paragraphs, in less than a minute
    python benchmarks/bench_reuse.py --growth   ours alone, 1,000 to 300,000 paragraphs

Each measurement runs in a process of its own, so that its peak memory is its own. The clock starts when the paragraphs
are in memory, and stops when all pairs are known; ours goes on to clusters with exact spans and word-level edits. The
LSH libraries get the highest threshold at which they reach our recall, found on a sample; what they return are pairs of
paragraphs without spans, checked with the same word similarity, since LSH alone returns far too many.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from reuse_corpus import Material, generate

FULL, QUICK, SAMPLE = 34_000, 3_000, 3_000
GROWTH = (1_000, 3_000, 10_000, 34_000, 100_000, 300_000)
PER_DOCUMENT = 20
N_PERMUTATIONS = 128
SHINGLE_WORDS = 3
THRESHOLDS = (0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1)
MIN_SIMILARITY = 0.6
Pairs = set[tuple[int, int]]


def ours(texts: Sequence[str], _: float) -> tuple[float, Pairs]:
    """Return (seconds, pairs): the whole reuse stage, from records to clusters with spans and edits."""
    from remissnlp.reuse import find_reuse

    documents, segmented = _records(texts)
    start = time.perf_counter()
    clusters, _quotes = find_reuse(documents, segmented)
    seconds = time.perf_counter() - start
    pairs: Pairs = set()
    for cluster in clusters:
        numbers = sorted({int(i) for member in cluster.members for i in member.statement_ids})
        pairs.update(combinations(numbers, 2))
    return seconds, pairs


def datasketch(texts: Sequence[str], threshold: float) -> tuple[float, Pairs]:
    """Return (seconds, pairs) of MinHash and LSH by datasketch."""
    from datasketch import MinHash, MinHashLSH

    start = time.perf_counter()
    index = MinHashLSH(threshold=threshold, num_perm=N_PERMUTATIONS)
    words = [text.lower().rstrip(".").split() for text in texts]
    hashes = MinHash.bulk(([shingle.encode() for shingle in _shingles(row)] for row in words), num_perm=N_PERMUTATIONS)
    for number, minhash in enumerate(hashes):
        index.insert(number, minhash)
    found = ((number, other) for number, minhash in enumerate(hashes) for other in index.query(minhash))
    pairs = _verified(words, found)
    return time.perf_counter() - start, pairs


def rensa(texts: Sequence[str], threshold: float) -> tuple[float, Pairs]:
    """Return (seconds, pairs) of R-MinHash and LSH by rensa."""
    from rensa import RMinHash, RMinHashLSH

    start = time.perf_counter()
    index = RMinHashLSH(threshold=threshold, num_perm=N_PERMUTATIONS, num_bands=_bands(threshold))
    words = [text.lower().rstrip(".").split() for text in texts]
    hashes = []
    for number, row in enumerate(words):
        minhash = RMinHash(num_perm=N_PERMUTATIONS, seed=6)
        minhash.update(_shingles(row))
        index.insert(number, minhash)
        hashes.append(minhash)
    found = ((number, other) for number, minhash in enumerate(hashes) for other in index.query(minhash))
    pairs = _verified(words, found)
    return time.perf_counter() - start, pairs


METHODS: dict[str, Callable[[Sequence[str], float], tuple[float, Pairs]]] = {
    "remissnlp": ours,
    "datasketch": datasketch,
    "rensa": rensa,
}


def _records(texts: Sequence[str]) -> tuple[list, list]:
    from remissnlp.records import DocType, Document, Kind, RespondentType, Segment, SegmentedDocument, Statement

    documents, segmented = [], []
    for first in range(0, len(texts), PER_DOCUMENT):
        name, text, statements = f"d{first:08d}", "", []
        for number, words in enumerate(texts[first : first + PER_DOCUMENT], start=first):
            statements.append(
                Statement(
                    statement_id=str(number), segment_id=name, doc_id=name, respondent=name, kind=Kind.RESPONSE,
                    holder="", section="", page=1, char_start=len(text), char_end=len(text) + len(words), text=words,
                    paragraph=number - first,
                )
            )  # fmt: skip
            text += words + "\n"
        segment = Segment(
            segment_id=name, doc_id=name, case_id=".", kind=Kind.RESPONSE, respondent=name, respondent_id=name,
            respondent_type=RespondentType.OTHER, char_start=0, char_end=len(text), page_start=1, page_end=1,
        )  # fmt: skip
        documents.append(
            Document(
                doc_id=name, case_id=".", path=name, sha256="", text=text, blocks=(), lines=(), n_pages=1,
                extraction="text",
            )
        )  # fmt: skip
        segmented.append(
            SegmentedDocument(
                doc_id=name, doc_type=DocType.LETTER, respondent=name, segments=(segment,), statements=tuple(statements)
            )
        )
    return documents, segmented


def _shingles(words: Sequence[str]) -> list[str]:
    return [" ".join(words[k : k + SHINGLE_WORDS]) for k in range(len(words) - SHINGLE_WORDS + 1)]


def _bands(threshold: float) -> int:
    """Return the number of bands whose LSH threshold, (1/bands)^(bands/permutations), is next below the wanted."""
    options = [bands for bands in (2, 4, 8, 16, 32, 64, 128) if (1 / bands) ** (bands / N_PERMUTATIONS) <= threshold]
    return min(options, default=128)


def _verified(words: Sequence[Sequence[str]], found: Iterable[tuple[int, int]]) -> Pairs:
    """Return the pairs that are alike, compared as fast as ours are: a word is one character."""
    from rapidfuzz.distance import Indel

    codes: dict[str, str] = {}
    texts = ["".join(codes.setdefault(word, chr(len(codes) + 1)) for word in row) for row in words]
    return {(a, b) for a, b in found if a < b and Indel.normalized_similarity(texts[a], texts[b]) >= MIN_SIMILARITY}


def _quality(material: Material, pairs: Pairs) -> tuple[float, float]:
    """Return (recall, precision) against what was copied."""
    true = sum(material.origin[a] == material.origin[b] >= 0 for a, b in pairs)
    return true / max(1, material.pairs), true / max(1, len(pairs))


def _child(method: str, n: int, threshold: float) -> None:
    material = generate(n)
    seconds, pairs = METHODS[method](material.texts, threshold)
    recall, precision = _quality(material, pairs)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = {"method": method, "paragraphs": n, "threshold": threshold, "seconds": seconds, "peak_mb": peak_mb}
    print(json.dumps(row | {"recall": recall, "precision": precision}))


def _measure(method: str, n: int, threshold: float = 0.0) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", method, str(n), str(threshold)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    row: dict[str, float] = json.loads(done.stdout)
    return row


def _threshold_for(method: str, recall: float, n: int) -> float:
    """Return the highest threshold at which a method has the wanted recall on a sample."""
    for threshold in THRESHOLDS:
        if _measure(method, n, threshold)["recall"] >= recall:
            return threshold
    return THRESHOLDS[-1]


def _show(row: dict[str, float]) -> None:
    threshold = f"{row['threshold']:.2f}" if row["threshold"] else "-"
    print(
        f"{row['method']:<11}{row['paragraphs']:>9,}{threshold:>10}{row['seconds']:>9.2f} s{row['peak_mb']:>8.0f} MB"
        f"{row['recall']:>9.4f}{row['precision']:>11.4f}",
        flush=True,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and print one line a measurement; 0 when ours finds at least 99 % of all copies."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} paragraphs")
    parser.add_argument("--growth", action="store_true", help="ours alone, up to 300,000 paragraphs")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.child:
        _child(options.child[0], int(options.child[1]), float(options.child[2]))
        return 0
    print(f"{'method':<11}{'paragraphs':>9}{'threshold':>11}{'time':>10}{'memory':>11}{'recall':>9}{'precision':>11}")
    if options.growth:
        for n in GROWTH:
            _show(_measure("remissnlp", n))
        return 0
    n = QUICK if options.quick else FULL
    own = _measure("remissnlp", n)
    _show(own)
    for method in ("datasketch", "rensa"):
        threshold = _threshold_for(method, own["recall"] - 0.005, min(n, SAMPLE))
        _show(_measure(method, n, threshold))
    return 0 if own["recall"] >= 0.99 else 1


if __name__ == "__main__":
    sys.exit(main())
