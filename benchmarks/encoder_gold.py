"""Score the sentence encoder alone, without any cue rule, on the sentences of gold files.

    python benchmarks/encoder_gold.py [--encoder FOLDER] [GOLD.json ...]

The gold files default to the choice half of the validation documents, the encoder to the one that ships. A theme is
taken where its logit is above 0, the polarity and the stance with the highest; the stance is the weighted mean over the
answer's sentences. Labels in `..._also_ok` count as right. What cue rules add: classify_gold.py.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from remissnlp.encoder import MODEL, SentenceEncoder, load_encoder

CHOICE = Path(__file__).resolve().parents[1] / "data/validation/choice/validation_choice.gold.json"


def answers(documents: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield every segment that has labelled sentences, with them."""
    for document in documents.values():
        for segment in document["segments"]:
            sentences = [s for s in document["sentences"] if s["segment"] == segment["id"] and s.get("polarity")]
            if sentences:
                yield segment, sentences


def score(encoder: SentenceEncoder, documents: dict[str, Any]) -> dict[str, float]:
    """Return micro-F1 of the themes, macro-F1 of the polarity, accuracy of the stance, and how many there are."""
    themes: Counter[str] = Counter()
    right_polarity, said_polarity, stances = [], [], []
    for segment, sentences in answers(documents):
        own = encoder.vectors([s["text"] for s in sentences])
        rows = encoder.logits(own, np.concatenate([np.zeros_like(own[:1]), own[:-1]]))
        by_name = dict(zip(encoder.outputs, rows.T, strict=True))
        for index, sentence in enumerate(sentences):
            logits = {name: column[index] for name, column in by_name.items()}
            _count(themes, {name for name in _of("theme", logits) if logits[f"theme:{name}"] > 0}, sentence)
            said = max(_of("polarity", logits), key=lambda name: logits[f"polarity:{name}"])
            right = [sentence["polarity"], *(sentence.get("polarity_also_ok") or [])]
            said_polarity.append(said)
            right_polarity.append(said if said in right else right[0])
        if segment.get("stance"):
            share = np.exp(by_name["weight"] - by_name["weight"].max())
            said = max(_of("stance", by_name), key=lambda name: float(share @ by_name[f"stance:{name}"]))
            stances.append(said in [segment["stance"], *(segment.get("stance_also_ok") or [])])
    return {
        "sentences": len(said_polarity),
        "theme_micro_f1": 2 * themes["hit"] / max(1, 2 * themes["hit"] + themes["extra"] + themes["miss"]),
        "polarity_macro_f1": float(f1_score(right_polarity, said_polarity, average="macro")),
        "stances": len(stances),
        "stance_accuracy": sum(stances) / max(1, len(stances)),
    }


def _of(kind: str, outputs: dict[str, Any]) -> list[str]:
    return [name.removeprefix(f"{kind}:") for name in outputs if name.startswith(f"{kind}:")]


def _count(themes: Counter[str], said: set[str], sentence: dict[str, Any]) -> None:
    right, free = set(sentence["themes"]), set(sentence.get("themes_also_ok") or [])
    themes.update({"hit": len(said & right), "extra": len(said - right - free), "miss": len(right - said - free)})


def main() -> None:
    """Print one score a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, default=[CHOICE])
    parser.add_argument("--encoder", type=Path, default=MODEL, help="folder of an encoder")
    arguments = parser.parse_args()
    for path in arguments.gold:
        documents = json.loads(path.read_text(encoding="utf-8"))["documents"]
        for name, value in score(load_encoder(arguments.encoder), documents).items():
            print(f"{path.name} {name} {value:.3f}" if isinstance(value, float) else f"{path.name} {name} {value}")


if __name__ == "__main__":
    main()
