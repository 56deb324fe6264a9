"""The tables of docs/accuracy.md.

    python benchmarks/accuracy.py [--only TABLE,…]            # print Markdown
    python benchmarks/accuracy.py --write                     # put the tables between their marks in docs/accuracy.md
    python benchmarks/accuracy.py GOLD.json [GOLD.json …]     # the same tables of gold files of your own
    python benchmarks/accuracy.py --errors FOLDER             # also what was labelled wrongly, one TSV a gold file

The classifier is scored on the gold's own sentences, so that a document which is cut wrongly does not count here; the
table `end_to_end` goes from file to label. Real documents beside the project are scored where they are. Fixed seeds, so
the same files give the same tables; scikit-learn is needed for the baseline. About five minutes on one core.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import itertools
import json
import math
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

from classify_gold import false_alarms
from gold_rows import (
    POLARITIES,
    RULES,
    SHIPPED,
    STANCES,
    THEMES,
    Headline,
    Labels,
    Rows,
    Score,
    Way,
    class_scores,
    headlines,
    reliability,
    rows_of,
    theme_scores,
)
from tfidf import baseline, subjects, training_documents

from remissnlp.classify import classify_by_cues, classify_document, reading
from remissnlp.config import load_settings
from remissnlp.evaluate import evaluate
from remissnlp.linguistics import sentence_spans
from remissnlp.pipeline import analyze
from remissnlp.records import SegmentedDocument, StatementLabels

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/accuracy.md"
SHARED = ROOT.parent / "shared"
GOLDS = {
    "choice": ROOT / "data/validation/choice/validation_choice.gold.json",
    "tuning": ROOT / "data/validation/validation.gold.json",
    "sample": ROOT / "data/raw/sample.gold.json",
    "2020": SHARED / "eval/gold_2020_dev.json",
}
TEXTS = {
    "statutes": (SHARED / "data/text/laws_sfs_1980-2025.txt.xz", 20_000),
    "interpellations": (SHARED / "data/text/riksdag_interpellations_1999-2024.txt.xz", 5_000),
}
TIE = 1e-6  # worth of a rule that decides only where the model has nothing to read
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
N_FOLDS = 4
MEASURES = {"themes": "theme micro-F1", "polarity": "polarity macro-F1", "stance": "stance accuracy"}
END_TO_END = (
    "segments_f1", "parties_accuracy", "stance_accuracy", "theme_precision", "theme_recall", "theme_micro_f1",
    "polarity_macro_f1", "reuse_f1", "declined_f1", "quotes_recall", "endorsements_recall",
)  # fmt: skip


@lru_cache(maxsize=1)
def ways() -> tuple[Way, ...]:
    """Return what is compared: what ships, the rules, the model without rules, and the baseline."""
    alone = dataclasses.replace(reading.weights(), theme_cue=0.0, polarity_cue=0.0, procedure=0.0, stance_cue=TIE)

    def labels(document: SegmentedDocument) -> Iterable[StatementLabels]:
        with mock.patch.object(reading, "weights", return_value=alone):
            return SHIPPED.labels(document)

    def stances(document: SegmentedDocument, labelled: Labels) -> Mapping[str, tuple[str, float]]:
        with mock.patch.object(reading, "weights", return_value=alone):
            return SHIPPED.stances(document, labelled)

    model = Way("model alone", labels, stances)
    return SHIPPED, model, RULES, baseline()


class Scores:
    """Every gold file labelled in every way, each only once."""

    def __init__(self, golds: Mapping[str, Path]) -> None:
        found = {name: json.loads(path.read_text(encoding="utf-8")) for name, path in golds.items() if path.exists()}
        self.documents: dict[str, dict[str, Any]] = {name: gold["documents"] for name, gold in found.items()}
        self._rows: dict[tuple[str, str], Rows] = {}

    def of(self, gold: str, way: Way) -> Rows:
        """Return the rows of one gold file, labelled in one way."""
        if (gold, way.title) not in self._rows:
            self._rows[gold, way.title] = rows_of(self.documents[gold], way)
        return self._rows[gold, way.title]

    def each(self) -> Iterator[tuple[str, Way, Rows]]:
        """Yield every gold file with every way and its rows."""
        for gold in self.documents:
            for way in ways():
                yield gold, way, self.of(gold, way)


def headline(scores: Scores) -> str:
    """Return the three numbers of every way, with intervals."""
    lines = []
    for gold, way, rows in scores.each():
        found = headlines(rows)
        cells = [_interval(found[name]) for name in MEASURES]
        lines.append([gold, way.title, str(found["polarity"].n), cells[0], cells[1], str(found["stance"].n), cells[2]])
    heads = ["gold", "labels by", "sentences", MEASURES["themes"], MEASURES["polarity"], "answers", MEASURES["stance"]]
    return _table(heads, lines)


def themes(scores: Scores) -> str:
    """Return precision, recall and F1 of each theme."""
    return _classes(scores, lambda rows: theme_scores(rows.sentences), (*THEMES, "micro"))


def polarity(scores: Scores) -> str:
    """Return precision, recall and F1 of each polarity."""
    return _classes(scores, lambda rows: class_scores(rows.polarities()), POLARITIES)


def stance(scores: Scores) -> str:
    """Return precision, recall and F1 of each stance."""
    return _classes(scores, lambda rows: class_scores(rows.stances()), STANCES)


def _classes(scores: Scores, measure: Callable[[Rows], Mapping[str, Score]], names: Sequence[str]) -> str:
    lines = []
    for gold, way, rows in scores.each():
        found = measure(rows)
        cells = [" / ".join(_short(x) for x in found[name]) if name in found else "–" for name in names]
        lines.append([gold, way.title, *cells])
    return _table(["gold", "labels by", *names], lines)


def polarity_confusion(scores: Scores) -> str:
    """Return what was found for what was meant: model and rules, and in brackets the rules alone."""
    return _confusion(scores, Rows.polarities, POLARITIES)


def stance_confusion(scores: Scores) -> str:
    """Return the same for the stances."""
    return _confusion(scores, Rows.stances, STANCES)


def _confusion(scores: Scores, pairs: Callable[[Rows], list[tuple[str, str]]], names: Sequence[str]) -> str:
    lines = []
    for gold in scores.documents:
        ours, rules = (Counter(pairs(scores.of(gold, way))) for way in (SHIPPED, RULES))
        for wanted in names:
            if any(ours[wanted, got] for got in names):
                lines.append([gold, wanted, *(f"{ours[wanted, got]} ({rules[wanted, got]})" for got in names)])
    return _table(["gold", "meant", *names], lines)


def confidence(scores: Scores) -> str:
    """Return how often a stance of some confidence, and a polarity of some probability, is right."""
    lines = []
    for gold in scores.documents:
        rows = scores.of(gold, SHIPPED)
        stances = [(row.confidence, row.wanted == row.got) for row in rows.answers]
        tones = [(row.probability, row.wanted == row.got) for row in rows.sentences if row.wanted]
        for name, judged in (("stance `confidence`", stances), ("`polarity_score`", tones)):
            bins = reliability(judged, BINS)
            gap = sum(n * abs(mean - right) for n, mean, right in bins) / max(1, len(judged))
            cells = [f"{_short(mean)} → {_short(right)} ({n})" if n else "–" for n, mean, right in bins]
            lines.append([gold, name, *cells, _short(gap)])
    spans = [f"{low:.1f}–{high:.1f}" for low, high in itertools.pairwise(BINS)]
    return _table(["gold", "what", *spans, "mean gap"], lines)


def hard(scores: Scores) -> str:
    """Return the share of the hard single cases that each way gets right."""
    del scores
    tables = {"themes": _hard_themes(), "polarity": _hard_polarities(), "stance": _hard_stances()}
    lines = []
    for name, documents in tables.items():
        cells = []
        for way in ways():
            rows = rows_of(documents, way)
            themed = [row.exact() for row in rows.sentences if row.right is not None]
            pairs = rows.stances() if name == "stance" else rows.polarities()
            right = themed if name == "themes" else [wanted == got for wanted, got in pairs]
            cells.append(_short(sum(right) / len(right)))
        lines.append([f"`tests/data/{name}_hard.tsv`", str(len(right)), *cells])
    return _table(["table", "cases", *(way.title for way in ways())], lines)


def _cases(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    with (ROOT / "tests/data" / name).open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)):
            yield f"case{number}", row


def _case(sentences: Iterable[dict[str, Any]], **labels: str) -> dict[str, Any]:
    part = {"id": "s", "kind": "response", "respondent": "X", **labels}
    return {"segments": [part], "sentences": [{"segment": "s", **sentence} for sentence in sentences]}


def _listed(cell: str) -> list[str]:
    return list(filter(None, cell.split(";")))


def _hard_themes() -> dict[str, Any]:
    found = {}
    for key, row in _cases("themes_hard.tsv"):
        before = [{"text": row["before"]}] if row["before"] else []
        own = {"text": row["text"], "themes": _listed(row["themes"]), "themes_also_ok": _listed(row["also_ok"])}
        found[key] = _case([*before, own])
    return found


def _hard_polarities() -> dict[str, Any]:
    labels = {
        key: {"text": row["text"], "polarity": row["polarity"], "polarity_also_ok": _listed(row["also_ok"])}
        for key, row in _cases("polarity_hard.tsv")
    }
    return {key: _case([sentence]) for key, sentence in labels.items()}


def _hard_stances() -> dict[str, Any]:
    found = {}
    for key, row in _cases("stance_hard.tsv"):
        sentences = [{"text": row["text"][start:end]} for start, end in sentence_spans(row["text"])]
        found[key] = _case(sentences, stance=row["stance"])
    return found


def drop(scores: Scores) -> str:
    """Return the scores from the statements of the training to documents that nobody trained on."""
    own = training_documents()
    lines = []
    for way in ways():
        found = {"training": headlines(rows_of(own, way))}
        found |= {gold: headlines(scores.of(gold, way)) for gold in scores.documents}
        lines.append([way.title, *(_three(found[gold]) for gold in found)])
    lines.append(["TF-IDF, other subjects", _three(headlines(_cross_checked())), *("–" for _ in scores.documents)])
    return _table(["labels by", "training", *scores.documents], lines)


def _cross_checked() -> Rows:
    """Return the training statements, each subject labelled by a baseline that was trained on other subjects."""
    rows, names = Rows(), subjects()
    for fold in range(N_FOLDS):
        left_out = names[fold::N_FOLDS]
        found = rows_of(training_documents(left_out), baseline(left_out))
        rows.sentences.extend(found.sentences)
        rows.answers.extend(found.answers)
    return rows


def end_to_end(scores: Scores) -> str:
    """Return the scores from file to label, over the cases of the quality gate."""
    del scores
    columns: dict[str, dict[str, float]] = {}
    cases = tomllib.loads((ROOT / "scripts/gate.toml").read_text(encoding="utf-8"))
    for case, entry in cases.items():
        if (ROOT / entry["gold"]).exists():
            with tempfile.TemporaryDirectory() as out:
                analyze(ROOT / entry["folder"], Path(out) / "run", load_settings())
                columns[case] = evaluate(ROOT / entry["gold"], Path(out) / "run")
    lines = [[name, *(_short(metrics.get(name, math.nan)) for metrics in columns.values())] for name in END_TO_END]
    return _table(["measure", *columns], lines)


def plain(scores: Scores) -> str:
    """Return the labels on text that is no consultation, in per cent of its sentences."""
    del scores
    found = {
        f"{name}, {n:,}, {title}": false_alarms(path, n, classify)
        for name, (path, n) in TEXTS.items()
        for title, classify in ((SHIPPED.title, classify_document), (RULES.title, classify_by_cues))
        if path.exists()
    }
    lines = [[key, *(f"{shares.get(key, 0):.1f}" for shares in found.values())] for key in (*THEMES, "any_theme")]
    lines.append(["polarity other than neutral", *(f"{100 - shares['neutral']:.1f}" for shares in found.values())])
    return _table(["label", *found], lines)


TABLES: dict[str, Callable[[Scores], str]] = {
    f.__name__: f
    for f in (headline, themes, polarity, polarity_confusion, stance, stance_confusion, confidence, hard, drop,
              end_to_end, plain)
}  # fmt: skip
OF_GOLD = ("headline", "themes", "polarity", "polarity_confusion", "stance", "stance_confusion", "confidence")


def _short(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _three(found: Mapping[str, Headline]) -> str:
    return " / ".join(_short(found[name].value) for name in MEASURES)


def _interval(found: Headline) -> str:
    return f"**{found.value:.3f}** ({_short(found.low)}–{_short(found.high)})" if found.n else "–"


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def written(page: str, tables: Mapping[str, str]) -> str:
    """Return the page with the tables between their marks.

    Raises:
        ValueError: the page has no such marks.
    """
    for name, table in tables.items():
        begin, end = f"<!-- table: {name} -->\n", "\n<!-- end -->"
        head, mark, rest = page.partition(begin)
        if not mark or end not in rest:
            raise ValueError(f"no place for the table '{name}'")
        page = head + mark + table + end + rest.partition(end)[2]
    return page


def write_errors(scores: Scores, folder: Path) -> None:
    """Write what was labelled wrongly, one file a gold (of the tuning half only may they be read)."""
    folder.mkdir(parents=True, exist_ok=True)
    for gold in scores.documents:
        rows = scores.of(gold, SHIPPED)
        lines = [("stance", row.answer, row.wanted, row.got) for row in rows.answers if row.wanted != row.got]
        lines += [("polarity", row.answer, row.wanted, row.got) for row in rows.sentences if row.wanted != row.got]
        for row in (row for row in rows.sentences if row.right is not None and not row.exact()):
            lines.append(("themes", row.answer, ";".join(sorted(row.right or ())), ";".join(sorted(row.said))))
        with (folder / f"{gold}.tsv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, delimiter="\t").writerows([("what", "answer", "meant", "found"), *lines])


def main() -> None:
    """Make the tables that were asked for and print them or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("golds", nargs="*", type=Path)
    parser.add_argument("--only", default="", help=f"some of {','.join(TABLES)}")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", type=Path)
    args = parser.parse_args()
    scores = Scores({path.name: path for path in args.golds} or GOLDS)
    names = [name for name in args.only.split(",") if name] or (OF_GOLD if args.golds else tuple(TABLES))
    tables = {}
    for name in names:
        tables[name] = TABLES[name](scores)
        if not args.write:
            print(f"<!-- table: {name} -->\n{tables[name]}\n<!-- end -->\n", flush=True)
    if args.write:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), tables), encoding="utf-8")
    if args.errors:
        write_errors(scores, args.errors)


if __name__ == "__main__":
    main()
