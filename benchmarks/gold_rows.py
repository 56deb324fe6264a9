"""Gold against labels, row by row, and what can be counted on the rows: precision, recall, confusion, intervals."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from classify_gold import as_document

from remissnlp.annotation import LabelledRow
from remissnlp.classify import classify_by_cues, classify_document, classify_stances
from remissnlp.codebook import load_codebook
from remissnlp.records import Polarity, SegmentedDocument, Stance, StatementLabels

Labels: TypeAlias = dict[str, StatementLabels]
CODEBOOK = load_codebook("default")
THEMES = tuple(theme.id for theme in CODEBOOK.themes)
POLARITIES = tuple(str(polarity.value) for polarity in Polarity)
STANCES = tuple(str(stance.value) for stance in Stance)
FEW_DOCUMENTS = 8  # below this, answers are drawn for an interval instead of documents
N_DRAWS = 1000


class Sentence(NamedTuple):
    """A gold sentence: its themes (`right` is None where it has no labels for them) and its polarity ("": no label)."""

    document: str
    answer: str
    right: frozenset[str] | None
    free: frozenset[str]
    said: frozenset[str]
    wanted: str
    got: str
    probability: float

    def exact(self) -> bool:
        """Return whether the themes are right, those that are right either way left out."""
        return self.right is not None and self.said - self.free == self.right - self.free


class Answer(NamedTuple):
    """A gold answer: its stance, what was found, and the confidence."""

    document: str
    answer: str
    wanted: str
    got: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Way:
    """One way to label: labels of the statements of a document, then (stance, confidence) of its segments."""

    title: str
    labels: Callable[[SegmentedDocument], Iterable[StatementLabels]]
    stances: Callable[[SegmentedDocument, Labels], Mapping[str, tuple[str, float]]]


def stances_of(document: SegmentedDocument, labels: Labels) -> dict[str, tuple[str, float]]:
    """Return what the package makes of an answer's labels."""
    rows = classify_stances((document,), labels)
    return {row.segment_id: (str(row.stance.value), row.confidence) for row in rows}


SHIPPED = Way("model + rules", lambda document: classify_document(document, CODEBOOK), stances_of)
RULES = Way("rules alone", lambda document: classify_by_cues(document, CODEBOOK), stances_of)


@dataclass(frozen=True, slots=True)
class Rows:
    """The scored sentences and answers of gold documents."""

    sentences: list[Sentence] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def polarities(self) -> list[tuple[str, str]]:
        """Return (wanted, found) of every sentence with a polarity."""
        return [(row.wanted, row.got) for row in self.sentences if row.wanted]

    def stances(self) -> list[tuple[str, str]]:
        """Return (wanted, found) of every answer."""
        return [(row.wanted, row.got) for row in self.answers]


def rows_of(documents: Mapping[str, Any], way: Way) -> Rows:
    """Label gold documents, each segment as one paragraph; labels in `..._also_ok` count as the wanted one."""
    rows = Rows()
    for name, gold in documents.items():
        document, sentence_of = as_document(name, gold)
        labels = {label.statement_id: label for label in way.labels(document)}
        for key, sentence in sentence_of.items():
            rows.sentences.append(_sentence(name, labels[key], sentence))
        found = way.stances(document, labels)
        for part in gold["segments"]:
            if part.get("stance") and (key := f"{name}#{part['id']}") in found:
                got, confidence = found[key]
                also = part.get("stance_also_ok") or []
                rows.answers.append(
                    Answer(name, key, part["stance"], part["stance"] if got in also else got, confidence)
                )
    return rows


def sheet_of(documents: Mapping[str, Any]) -> list[LabelledRow]:
    """Return the sentences of gold documents as a labelled sheet; themes and polarity are None where gold has none."""
    rows = []
    for name, document in documents.items():
        before = {"segment": "", "text": ""}
        for number, sentence in enumerate(document.get("sentences", [])):
            behind = before["text"] if before["segment"] == sentence["segment"] else ""
            before = sentence
            rows.append(
                LabelledRow(
                    statement_id=f"{name}#{number}", text=sentence["text"], before=behind, path=name,
                    themes=tuple(sentence["themes"]) if "themes" in sentence else None,
                    polarity=Polarity(sentence["polarity"]) if sentence.get("polarity") else None,
                )
            )  # fmt: skip
    return rows


def _sentence(name: str, label: StatementLabels, gold: dict[str, Any]) -> Sentence:
    wanted, also = gold.get("polarity") or "", gold.get("polarity_also_ok") or []
    return Sentence(
        document=name,
        answer=f"{name}#{gold['segment']}",
        right=frozenset(gold["themes"]) if "themes" in gold else None,
        free=frozenset(gold.get("themes_also_ok") or []),
        said=frozenset(t.label for t in label.themes if t.score >= CODEBOOK.theme(t.label).threshold),
        wanted=wanted,
        got=wanted if label.polarity in also else str(label.polarity.value),
        probability=label.polarity_score,
    )


class Score(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float


def theme_scores(sentences: Sequence[Sentence]) -> dict[str, Score]:
    """Return the score of each theme, and of all together under `micro`."""
    count: Counter[tuple[str, str]] = Counter()
    for row in sentences:
        for theme in () if row.right is None else THEMES:
            if theme in row.said and theme in row.right:
                count[theme, "hit"] += 1
            elif theme not in row.free:
                count[theme, "extra"] += theme in row.said
                count[theme, "miss"] += theme in row.right
    for kind in ("hit", "extra", "miss"):
        count["micro", kind] = sum(count[theme, kind] for theme in THEMES)
    return {name: _score(*(count[name, kind] for kind in ("hit", "extra", "miss"))) for name in (*THEMES, "micro")}


def class_scores(pairs: Sequence[tuple[str, str]]) -> dict[str, Score]:
    """Return the score of each class that is wanted somewhere."""
    table = Counter(pairs)
    found = {}
    for name in dict.fromkeys(wanted for wanted, _ in sorted(pairs)):
        hit = table[name, name]
        wanted, got = (sum(n for pair, n in table.items() if pair[k] == name) for k in (0, 1))
        found[name] = _score(hit, got - hit, wanted - hit)
    return found


def _score(hit: int, extra: int, miss: int) -> Score:
    return Score(hit / max(1, hit + extra), hit / max(1, hit + miss), 2 * hit / max(1, 2 * hit + extra + miss))


class Headline(NamedTuple):
    """A number with its 95 % interval, and on how many rows it stands."""

    value: float
    low: float
    high: float
    n: int


def headlines(rows: Rows) -> dict[str, Headline]:
    """Return theme micro-F1, polarity macro-F1 and stance accuracy, each with an interval (seed 7, 1,000 draws).

    Whole documents are drawn with replacement, because sentences of one document are alike; where there are fewer than
    8 documents, whole answers.
    """
    themed = [row for row in rows.sentences if row.right is not None]
    toned = [row for row in rows.sentences if row.wanted]
    return {
        "themes": _headline(themed, _theme_counts, _micro),
        "polarity": _headline(toned, _polarity_counts, _macro),
        "stance": _headline(rows.answers, _right_counts, _accuracy),
    }


def _headline(
    rows: Sequence[Any], count: Callable[[Any], np.ndarray], measure: Callable[[np.ndarray], np.ndarray]
) -> Headline:
    if not rows:
        return Headline(np.nan, np.nan, np.nan, 0)
    by = "document" if len({row.document for row in rows}) >= FEW_DOCUMENTS else "answer"
    units: dict[str, np.ndarray] = {}
    for row in rows:
        units[getattr(row, by)] = units.get(getattr(row, by), 0) + count(row)
    table = np.stack(list(units.values())).astype(float)
    draws = np.random.default_rng(7).multinomial(len(table), [1 / len(table)] * len(table), size=N_DRAWS)
    low, high = np.nanpercentile(measure(draws @ table), [2.5, 97.5])
    return Headline(float(measure(table.sum(axis=0))), float(low), float(high), len(rows))


def _theme_counts(row: Sentence) -> np.ndarray:
    right = row.right or frozenset()
    return np.array([len(row.said & right), len(row.said - right - row.free), len(right - row.said - row.free)])


def _polarity_counts(row: Sentence) -> np.ndarray:
    table = np.zeros((len(POLARITIES), len(POLARITIES)))
    table[POLARITIES.index(row.wanted), POLARITIES.index(row.got)] = 1
    return table.ravel()


def _right_counts(row: Answer) -> np.ndarray:
    return np.array([row.wanted == row.got, 1])


def _micro(counts: np.ndarray) -> np.ndarray:
    hit, extra, miss = np.moveaxis(counts, -1, 0)
    return 2 * hit / np.maximum(1, 2 * hit + extra + miss)


def _macro(counts: np.ndarray) -> np.ndarray:
    table = counts.reshape(*counts.shape[:-1], len(POLARITIES), len(POLARITIES))
    wanted, got = table.sum(axis=-1), table.sum(axis=-2)
    f1 = 2 * np.diagonal(table, axis1=-2, axis2=-1) / np.maximum(1, wanted + got)
    there = wanted > 0  # a class that no drawn sentence has says nothing
    return (f1 * there).sum(axis=-1) / np.maximum(1, there.sum(axis=-1))


def _accuracy(counts: np.ndarray) -> np.ndarray:
    return counts[..., 0] / np.maximum(1, counts[..., 1])


def reliability(judged: Sequence[tuple[float, bool]], bins: Sequence[float]) -> list[tuple[int, float, float]]:
    """Return (rows, mean probability, share that is right) of each bin between two of `bins`; the last is closed."""
    found = []
    for low, high in itertools.pairwise(bins):
        inside = [(p, right) for p, right in judged if low <= p < high or (p == high == bins[-1])]
        n = max(1, len(inside))
        found.append((len(inside), sum(p for p, _ in inside) / n, sum(right for _, right in inside) / n))
    return found
