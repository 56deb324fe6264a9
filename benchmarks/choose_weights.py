"""How model and cue rules are balanced: what each weight gives on documents that neither was made from.

    python benchmarks/choose_weights.py [GOLD.json ...]

The gold files default to the choice half of the validation documents. Prints, for every candidate weight, the score of
themes, polarity and stance (the gold's own sentences, as in classify_gold.py), then the slope that makes the stance's
confidence most likely, and the reliability table. The chosen weights stand in `models/statements/combination.json`.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from classify_gold import as_document, score

from remissnlp.classify import classify_document, classify_stances, reading
from remissnlp.codebook import load_codebook

CHOICE = Path(__file__).resolve().parents[1] / "data/validation/choice/validation_choice.gold.json"
GRID = {
    "theme_shift": (0.0, -0.33, -0.66, -1.0, -1.33),
    "veto": (0.0, 0.01, 0.02, 0.05),
    "polarity_cue": (0.0, 1.0, 2.0, 3.0, 4.0, 6.0),
    "procedure": (0.0, 3.0),
    "stance_cue": (0.0, 4.0, 6.0, 8.0, 10.0),
    "stance_hint": (0.0, 2.0, 4.0, 6.0),
}
SLOPES = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8)
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def trials() -> Iterator[tuple[str, reading.Weights]]:
    """Yield the shipped weights, then each of them moved on its own."""
    shipped = reading.weights()
    yield "as shipped", shipped
    for name, values in GRID.items():
        for value in values:
            yield f"{name} {value}", dataclasses.replace(shipped, **{name: value})


def judged(documents: dict[str, Any]) -> list[tuple[float, bool]]:
    """Return (confidence, right) of every stance of gold documents."""
    codebook = load_codebook("default")
    found = []
    for name, gold in documents.items():
        document, _ = as_document(name, gold)
        labels = {label.statement_id: label for label in classify_document(document, codebook)}
        rows = {row.segment_id: row for row in classify_stances((document,), labels)}
        for part in gold["segments"]:
            if part.get("stance") and (row := rows.get(f"{name}#{part['id']}")):
                right = str(row.stance.value) in [part["stance"], *(part.get("stance_also_ok") or [])]
                found.append((row.confidence, right))
    return found


def main() -> None:
    """Print the scores of every candidate, then how far the confidence can be trusted."""
    paths = [Path(argument) for argument in sys.argv[1:]] or [CHOICE]
    documents = {k: v for path in paths for k, v in json.loads(path.read_text(encoding="utf-8"))["documents"].items()}
    for title, candidate in trials():
        with mock.patch.object(reading, "weights", lambda found=candidate: found):
            result = score(documents)
        names = ("theme_micro_f1", "polarity_macro_f1", "stance_accuracy")
        print(f"{title:<20}", "  ".join(f"{name} {result[name]:.3f}" for name in names), flush=True)
    for slope in SLOPES:
        candidate = dataclasses.replace(reading.weights(), stance_slope=slope)
        with mock.patch.object(reading, "weights", lambda found=candidate: found):
            rows = judged(documents)
        loss = -sum(math.log(max(1e-6, c if right else 1 - c)) for c, right in rows) / len(rows)
        print(f"stance_slope {slope}: loss {loss:.3f}")
    rows = judged(documents)
    for low, high in itertools.pairwise(BINS):
        inside = [right for confidence, right in rows if low <= confidence < high]
        if inside:
            print(f"confidence {low:.1f}-{min(high, 1):.1f}: {sum(inside)}/{len(inside)} right")


if __name__ == "__main__":
    main()
