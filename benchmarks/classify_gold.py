"""Classify the sentences of a gold file as they stand, so that themes, polarity and stance are scored on their own.

    python benchmarks/classify_gold.py GOLD.json [--only a.md,b.txt] [--skip a.md,b.txt]
    python benchmarks/classify_gold.py --plain TEXT.txt.xz [-n 20000] [--fired FILE]
                                    # false alarms: one sentence a line, no consultation; FILE gets those with a theme

`remissnlp evaluate` scores the whole way from file to label; where a document is cut wrongly it says little about the
classifier. Here the gold's own segments are taken, each as one paragraph. Labels in `..._also_ok` count as right.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from remissnlp.classify import classify_by_cues, classify_document, classify_stances
from remissnlp.codebook import Codebook, load_codebook
from remissnlp.records import (
    BlockRole,
    DocType,
    Kind,
    RespondentType,
    Segment,
    SegmentedDocument,
    Statement,
    StatementLabels,
)

UNSCORED = {"proposal", "preparation", "other", "rapporteur"}
N_PLAIN = 5000
BATCH = 250  # plain sentences at a time


def as_document(name: str, gold: dict[str, Any]) -> tuple[SegmentedDocument, dict[str, dict[str, Any]]]:
    """Return one gold document as segments and statements, and the gold sentence of every statement id.

    A segment without labelled sentences is left out: there is nothing to judge it by.
    """
    segments: list[Segment] = []
    statements: list[Statement] = []
    sentence_of: dict[str, dict[str, Any]] = {}
    labelled = {sentence["segment"] for sentence in gold.get("sentences", [])}
    for part in gold["segments"]:
        if part["kind"] in UNSCORED or part["id"] not in labelled:
            continue
        kind = Kind(part["kind"])
        key = f"{name}#{part['id']}"
        place = {"doc_id": name, "respondent": part["respondent"], "kind": kind, "char_start": 0, "char_end": 0}
        segments.append(
            Segment(
                segment_id=key, case_id=".", respondent_id=part["respondent"].lower(), page_start=1, page_end=1,
                respondent_type=RespondentType.OTHER, **place,
            )
        )  # fmt: skip
        for sentence in (s for s in gold.get("sentences", []) if s["segment"] == part["id"]):
            statement_id = f"{key}.{len(statements)}"
            sentence_of[statement_id] = sentence
            marker, _, rest = sentence["text"].partition(" ")
            is_item = marker in {"-", "•"} or (marker[:-1].isdigit() and marker.endswith("."))
            statements.append(
                Statement(
                    statement_id=statement_id, segment_id=key, holder="", section="", page=1, paragraph=0,
                    text=rest if is_item else sentence["text"],
                    role=BlockRole.LIST_ITEM if is_item else BlockRole.BODY, **place,
                )
            )  # fmt: skip
    document = SegmentedDocument(
        doc_id=name, doc_type=DocType.OTHER, respondent="", segments=tuple(segments), statements=tuple(statements)
    )
    return document, sentence_of


Classify = Callable[[SegmentedDocument, Codebook], tuple[StatementLabels, ...]]


def score(documents: dict[str, Any], classify: Classify = classify_document) -> dict[str, float]:
    """Return micro-F1 of the themes, macro-F1 of the polarity and accuracy of the stance over gold documents.

    `classify` is what sets the labels: with `classify_by_cues`, the rules alone.
    """
    codebook = load_codebook("default")
    themes: Counter[str] = Counter()
    polarity: list[tuple[str, str]] = []
    stance: list[bool] = []
    for name, gold in documents.items():
        document, sentence_of = as_document(name, gold)
        labels = {label.statement_id: label for label in classify(document, codebook)}
        for statement_id, sentence in sentence_of.items():
            label = labels[statement_id]
            said = {t.label for t in label.themes if t.score >= codebook.theme(t.label).threshold}
            if "themes" in sentence:
                right, free = set(sentence["themes"]), set(sentence.get("themes_also_ok") or [])
                themes.update(
                    {"hit": len(said & right), "extra": len(said - right - free), "miss": len(right - said - free)}
                )
            if wanted := sentence.get("polarity"):
                also = sentence.get("polarity_also_ok") or []
                polarity.append((wanted, wanted if label.polarity in also else str(label.polarity.value)))
        found = {row.segment_id: str(row.stance.value) for row in classify_stances((document,), labels)}
        for part in gold["segments"]:
            if part.get("stance") and (key := f"{name}#{part['id']}") in found:
                stance.append(found[key] in [part["stance"], *(part.get("stance_also_ok") or [])])
    hit, extra, miss = themes["hit"], themes["extra"], themes["miss"]
    return {
        "theme_precision": hit / max(1, hit + extra),
        "theme_recall": hit / max(1, hit + miss),
        "theme_micro_f1": 2 * hit / max(1, 2 * hit + extra + miss),
        "polarity_macro_f1": _macro(polarity),
        "stance_accuracy": sum(stance) / max(1, len(stance)),
        "n_sentences": len(polarity),
        "n_stances": len(stance),
    }


def _macro(pairs: list[tuple[str, str]]) -> float:
    scores = []
    for label in sorted({wanted for wanted, _ in pairs}):
        hit = sum(wanted == got == label for wanted, got in pairs)
        wrong = sum((wanted == label) != (got == label) for wanted, got in pairs)
        scores.append(2 * hit / max(1, 2 * hit + wrong))
    return sum(scores) / max(1, len(scores))


def false_alarms(
    path: Path, n: int = N_PLAIN, classify: Classify = classify_document, fired_to: Path | None = None
) -> dict[str, float]:
    """Return the share (per cent) of a fixed sample of plain sentences that gets each theme and each polarity.

    Each sentence is an answer of its own, so that none stands in the context of another. `fired_to` is a file for those
    that got a theme, one a line: themes, tab, sentence.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        pool = [line.strip() for line in lines if len(line.split()) > 3]
    sample = random.Random(7).sample(pool, min(n, len(pool)))
    codebook = load_codebook("default")
    counts: Counter[str] = Counter()
    fired_lines = []
    for start in range(0, len(sample), BATCH):
        batch = dict(enumerate(sample[start : start + BATCH]))
        parts = [{"id": str(key), "kind": "response", "respondent": "X"} for key in batch]
        sentences = [{"segment": str(key), "text": text} for key, text in batch.items()]
        document, sentence_of = as_document(f"plain{start}", {"segments": parts, "sentences": sentences})
        for label in classify(document, codebook):
            fired = [t.label for t in label.themes if t.score >= codebook.theme(t.label).threshold]
            counts.update([*fired, *(["any_theme"] if fired else []), str(label.polarity.value)])
            if fired:
                fired_lines.append(f"{','.join(fired)}\t{sentence_of[label.statement_id]['text']}\n")
    if fired_to:
        fired_to.write_text("".join(fired_lines), encoding="utf-8")
    return {key: round(100 * number / len(sample), 2) for key, number in sorted(counts.items())}


def main() -> None:
    """Read the arguments and print one name and number a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--skip", default="")
    parser.add_argument("--plain", type=Path)
    parser.add_argument("-n", type=int, default=N_PLAIN, help="how many plain sentences")
    parser.add_argument("--fired", type=Path, help="a file for the plain sentences that got a theme")
    parser.add_argument("--cues", action="store_true", help="the cue rules alone, without the models")
    args = parser.parse_args()
    classify = classify_by_cues if args.cues else classify_document
    if args.plain:
        result = false_alarms(args.plain, args.n, classify, args.fired)
    else:
        documents = json.loads(args.gold.read_text(encoding="utf-8"))["documents"]
        only, skip = (set(filter(None, names.split(","))) for names in (args.only, args.skip))
        result = score(
            {n: d for n, d in documents.items() if (not only or n in only) and n not in skip},
            classify,
        )
    for key, number in result.items():
        print(f"{key} {number:.3f}" if number != int(number) else f"{key} {int(number)}")


if __name__ == "__main__":
    main()
