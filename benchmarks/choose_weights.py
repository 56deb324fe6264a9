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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from classify_gold import as_document, score

from remissnlp.classify import classify_document, classify_stances, reading
from remissnlp.codebook import load_codebook
from remissnlp.encoder import SentenceEncoder
from remissnlp.letters import LetterModel

CHOICE = Path(__file__).resolve().parents[1] / "data/validation/choice/validation_choice.gold.json"
GRID = {
    "theme_letters": (0.0, 0.4, 0.6, 0.8, 1.0),
    "theme_shift": (-0.3, 0.0, 0.2, 0.4, 0.6),
    "theme_cue": (0.0, 1.0, 2.0, 2.5, 3.0, 4.0),
    "polarity_cue": (0.0, 1.0, 2.0, 3.0, 4.0, 6.0),
    "procedure": (0.0, 3.0),
    "stance_letters": (0.0, 0.3, 0.6, 1.0, 1.5),
    "stance_cue": (0.0, 4.0, 6.0, 8.0, 10.0),
}
SLOPES = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


class Remembering:
    """A model that reads no text twice: only the weights change from trial to trial."""

    def __init__(self, model: SentenceEncoder | LetterModel) -> None:
        self.model = model
        self.known: dict[Any, np.ndarray] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(self.model, name)

    def rows(self, keys: list[Any], read: Callable[[list[Any]], np.ndarray]) -> np.ndarray:
        """Return the rows of keys; those that are new are read, all together."""
        new = list(dict.fromkeys(key for key in keys if key not in self.known))
        if new:
            self.known.update(zip(new, read(new), strict=True))
        return np.stack([self.known[key] for key in keys])

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """As `SentenceEncoder.vectors`."""
        return self.rows(list(texts), self.model.vectors)


class RememberingLetters(Remembering):
    """The same for a letter model."""

    def logits(self, texts: Sequence[str], before: Sequence[str] = ()) -> np.ndarray:
        """As `LetterModel.logits`."""
        pairs = list(zip(texts, before or [""] * len(texts), strict=True))
        return self.rows(pairs, lambda new: self.model.logits([t for t, _ in new], [b for _, b in new]))


def trials() -> Iterator[tuple[str, reading.Weights]]:
    """Yield the shipped weights, then each of them moved on its own."""
    shipped = reading.weights()
    yield "as shipped", shipped
    for name, values in GRID.items():
        for value in values:
            yield f"{name} {value}", dataclasses.replace(shipped, **{name: value})


def judged(documents: dict[str, Any]) -> dict[str, list[tuple[float, bool]]]:
    """Return (confidence, right) of every stance, polarity and theme probability of gold documents."""
    codebook = load_codebook("default")
    found: dict[str, list[tuple[float, bool]]] = {"stance": [], "polarity": [], "theme": []}
    for name, gold in documents.items():
        document, sentence_of = as_document(name, gold)
        labels = {label.statement_id: label for label in classify_document(document, codebook)}
        rows = {row.segment_id: row for row in classify_stances((document,), labels)}
        for part in gold["segments"]:
            if part.get("stance") and (row := rows.get(f"{name}#{part['id']}")):
                right = str(row.stance.value) in [part["stance"], *(part.get("stance_also_ok") or [])]
                found["stance"].append((row.confidence, right))
        for statement, told in zip(document.statements, reading.read_statements(document.statements), strict=True):
            sentence, label = sentence_of[statement.statement_id], labels[statement.statement_id]
            if sentence.get("polarity"):
                right = label.polarity in [sentence["polarity"], *(sentence.get("polarity_also_ok") or [])]
                found["polarity"].append((label.polarity_score, right))
            for theme, logit in told.themes.items():
                if "themes" in sentence and theme not in (sentence.get("themes_also_ok") or []):
                    found["theme"].append((reading.theme_probability(logit), theme in sentence["themes"]))
    return found


def loss(pairs: list[tuple[float, bool]]) -> float:
    """Return the mean logarithmic loss of probabilities."""
    return -sum(math.log(max(1e-6, share if right else 1 - share)) for share, right in pairs) / len(pairs)


def sloped(slope: float) -> reading.Weights:
    """Return the shipped weights with all slopes the same; the border of a theme stays where it is."""
    w = reading.weights()
    shift = w.theme_shift / w.theme_slope * slope
    return dataclasses.replace(w, theme_slope=slope, theme_shift=shift, polarity_slope=slope, stance_slope=slope)


def main() -> None:
    """Print the scores of every candidate, then how far scores and confidences can be trusted."""
    paths = [Path(argument) for argument in sys.argv[1:]] or [CHOICE]
    documents = {k: v for path in paths for k, v in json.loads(path.read_text(encoding="utf-8"))["documents"].items()}
    encoder = Remembering(reading.load_encoder())
    letters = {name: RememberingLetters(reading.load_letters(name)) for name in ("themes", "stance")}
    with mock.patch.multiple(reading, load_encoder=lambda: encoder, load_letters=letters.__getitem__):
        for title, candidate in trials():
            with mock.patch.object(reading, "weights", lambda found=candidate: found):
                result = score(documents)
            names = ("theme_micro_f1", "polarity_macro_f1", "stance_accuracy")
            print(f"{title:<20}", "  ".join(f"{name} {result[name]:.3f}" for name in names), flush=True)
        for slope in SLOPES:
            with mock.patch.object(reading, "weights", return_value=sloped(slope)):
                losses = {name: loss(pairs) for name, pairs in judged(documents).items()}
            print(f"slope {slope}:", "  ".join(f"{name} loss {value:.3f}" for name, value in losses.items()))
        for name, pairs in judged(documents).items():
            for low, high in itertools.pairwise(BINS):
                inside = [right for share, right in pairs if low <= share < high]
                if inside:
                    print(f"{name} {low:.1f}-{min(high, 1):.1f}: {sum(inside)}/{len(inside)} right")


if __name__ == "__main__":
    main()
