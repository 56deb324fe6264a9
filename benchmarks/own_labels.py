"""Polarity and stance learnt from few labelled documents, judged on all others, beside what ships on the same rows.

    python benchmarks/own_labels.py

The tuning half of the validation documents is labelled, first as its gold has it, then with another use of the labels,
as a person may have it: praise counts as neutral; who supports with comments only comments. Mean of four draws. What
ships was adjusted on these documents, so that there is little to gain with the gold's own labels.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from classify_gold import as_document
from gold_rows import sheet_of

from remissnlp.classify import classify_by_cues, classify_document
from remissnlp.classify.answers import answers_of_case
from remissnlp.classify.stance import answer_reading, by_rules
from remissnlp.codebook import load_codebook
from remissnlp.records import Polarity, Stance
from remissnlp.training.answers import ReadAnswer
from remissnlp.training.classes import Examples, fit
from remissnlp.training.polarity import polarity_examples
from remissnlp.training.scores import ClassScores
from remissnlp.training.stances import stance_examples

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "data/validation/validation.gold.json"
N_DRAWS, SIZES = 4, (6, 20)


def answers(documents: dict[str, Any]) -> list[ReadAnswer]:
    """Return the answers of gold documents that have a stance, with what models and rules say of them."""
    codebook, found = load_codebook("default"), []
    for name, gold in documents.items():
        document, _ = as_document(name, gold)
        labels = {label.statement_id: label for label in classify_document(document, codebook)}
        cues = {label.statement_id: label for label in classify_by_cues(document, codebook)}
        wanted = {f"{name}#{part['id']}": part["stance"] for part in gold["segments"] if part.get("stance")}
        for answer in answers_of_case([document]):
            key, read = answer.row.segment_id, answer_reading(answer, by_rules(answer, labels), labels)
            if key in wanted and read:
                rules, stance = by_rules(answer, cues).stance, Stance(wanted[key])
                who = answer.row.respondent
                found.append(
                    ReadAnswer(segment_id=key, path=name, respondent=who, stance=stance, read=read, rules=rules)
                )
    return found


def show(title: str, examples: Examples) -> None:
    """Print macro-F1 and accuracy of a model of some documents on the others, and of what ships."""
    wanted = [case.wanted for case in examples.cases]
    names = sorted({case.path for case in examples.cases})
    for size in SIZES:
        numbers, learnt = [], []
        for seed in range(N_DRAWS):
            chosen = set(random.Random(seed).sample(names, size))
            known = np.array([case.path in chosen for case in examples.cases])
            places = np.flatnonzero(~known)
            logits = fit(examples, np.flatnonzero(known)).logits(examples.seen.some(places))
            found = {"own": [label for label, _ in examples.decide(places.tolist(), logits)]}
            found |= {name: [said[place] for place in places] for name, said in examples.beside.items()}
            right = [wanted[place] for place in places]
            scores = {name: ClassScores.of(right, said, examples.task.labels) for name, said in found.items()}
            numbers.append([(score.macro_f1, score.accuracy) for score in scores.values()])
            learnt.append(int(known.sum()))
        means = np.mean(numbers, axis=0)
        told = "  ".join(f"{name} {f1:.3f}/{share:.3f}" for name, (f1, share) in zip(scores, means, strict=True))
        print(f"{title:<32} {size:>3} documents ({np.mean(learnt):.0f} rows): macro-F1/accuracy  {told}", flush=True)


def other_use(rows: Sequence[Any], key: str, change: Callable[[Any], Any]) -> list[Any]:
    """Return rows with another label."""
    return [replace(row, **{key: change(getattr(row, key))}) for row in rows]


def main() -> None:
    """Print all of it."""
    documents = json.loads(GOLD.read_text(encoding="utf-8"))["documents"]
    rows, told = [row for row in sheet_of(documents) if row.polarity], answers(documents)
    mute = {Polarity.POSITIVE: Polarity.NEUTRAL}
    only = {Stance.SUPPORT_WITH_COMMENTS: Stance.COMMENTS_ONLY}
    show("polarity", polarity_examples(rows))
    show("polarity, praise is neutral", polarity_examples(other_use(rows, "polarity", lambda p: mute.get(p, p))))
    show("stance", stance_examples(told))
    show("stance, comments only", stance_examples(other_use(told, "stance", lambda s: only.get(s, s))))


if __name__ == "__main__":
    main()
