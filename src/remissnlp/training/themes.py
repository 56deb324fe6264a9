"""Themes refitted from sheets that people labelled, and how well that does on documents it has not seen.

One logistic regression a theme over meanings and letter sequences (`classify.own_model`). It learns from the labelled
rows, from the codebook's examples and counter-examples, and from ordinary statements that stand for all that no sheet
holds. Needs no torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, vstack

from remissnlp.annotation import LabelledRow
from remissnlp.classify.cues import fold
from remissnlp.classify.fewshot import learn
from remissnlp.classify.own_files import N_LETTERS
from remissnlp.classify.own_model import (
    N_MEANINGS,
    OWN_SCALE,
    ThemeModel,
    features,
    letters,
    meanings,
    rarity_of,
)
from remissnlp.classify.reading import lifted, read_texts, sigmoid, theme_probability
from remissnlp.codebook import Codebook, Theme, cue_score, lemma_rows
from remissnlp.encoder import background
from remissnlp.errors import UsageError
from remissnlp.training.folds import folds, kept_together
from remissnlp.training.scores import Flags, Score

MIN_POSITIVE = 3  # a theme that fewer labelled statements have stays as it was
STRENGTH = 3.0  # inverse of the regularisation, chosen on the tuning half of the validation documents


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeResult:
    """One theme: labelled statements that have it, and scores on rows that were held out.

    `trained` is the model that is written; beside it, on the same rows: `before` (what a run without it does), `cues`
    (None where the theme has none) and `tfidf` (words instead of meanings, same learner and rows).
    """

    theme: str
    n_positive: int
    trained: Score
    before: Score
    cues: Score | None
    tfidf: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedThemes:
    """A theme model with what it was made from. `left_out` are themes with too few labelled statements."""

    model: ThemeModel
    results: tuple[ThemeResult, ...]
    left_out: dict[str, int]
    n_rows: int
    n_documents: int
    n_folds: int
    kept_together: str


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts with what is learnt from them: `about` (n, 768), `counts` of letter sequences (n, 32768)."""

    texts: list[str]
    about: np.ndarray
    counts: csr_matrix

    @classmethod
    def of(cls, texts: Sequence[str], before: Sequence[str]) -> _Texts:
        return cls([fold(text) for text in texts], meanings(texts, before), letters(texts))

    def some(self, places: np.ndarray) -> _Texts:
        return _Texts([self.texts[place] for place in places], self.about[places], self.counts[places])


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Labelled rows and the sentences of the codebook; `groups` are never parted by a fold, `unit` is what they are."""

    rows: list[LabelledRow]
    own: _Texts
    lemmas: list[str]
    codebook: Codebook
    examples: _Texts
    unit: str
    groups: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Fitted:
    coefficients: np.ndarray
    intercept: float
    rarity: np.ndarray

    def logits(self, texts: _Texts) -> np.ndarray:
        found: np.ndarray = features(texts.about, texts.counts, self.rarity) @ self.coefficients + self.intercept
        return found


def train_themes(rows: Sequence[LabelledRow], codebook: Codebook) -> TrainedThemes:
    """Return a model for every theme that at least 3 labelled statements have, with its cross-validated scores.

    Folds keep the statements of one document together; where one document has most of the rows, those of one
    respondent in it; else each statement stands alone. What was held out is never learnt from, not as a copy elsewhere
    either, nor as an example of the codebook.

    Args:
        rows: labelled statements; rows without labels for themes are left out.
        codebook: with every theme of the rows.

    Raises:
        UsageError: a row has a theme that the codebook lacks, or no theme has enough statements.
    """
    sheet = _sheet(rows, codebook)
    flags = {theme.id: _flags(sheet, theme) for theme in codebook.themes}
    themes = [theme for theme in codebook.themes if flags[theme.id].sum() >= MIN_POSITIVE]
    if not themes:
        raise UsageError(
            f"No theme has {MIN_POSITIVE} labelled statements ({len(sheet.rows)} rows with themes or '-').",
            hint="Label more: remissnlp sample OUT --strategy stratified.",
        )
    parts = list(folds(sheet.own.texts, sheet.groups))
    now = _as_before(sheet)
    fits = [_learn(sheet, theme, np.arange(len(sheet.rows))) for theme in themes]
    return TrainedThemes(
        model=ThemeModel(
            tuple(theme.id for theme in themes),
            np.stack([fit.coefficients for fit in fits]).astype(np.float32),
            np.array([fit.intercept for fit in fits], np.float32),
            fits[0].rarity,
        ),
        results=tuple(_result(sheet, theme, parts, now[theme.id]) for theme in themes),
        left_out={theme: int(found.sum()) for theme, found in flags.items() if found.sum() < MIN_POSITIVE},
        n_rows=len(sheet.rows),
        n_documents=len({row.path for row in sheet.rows}),
        n_folds=len(parts),
        kept_together=sheet.unit,
    )


def _sheet(rows: Sequence[LabelledRow], codebook: Codebook) -> _Sheet:
    labelled = [row for row in rows if row.themes is not None]
    known = {theme.id for theme in codebook.themes}
    if unknown := sorted({theme for row in labelled for theme in row.themes or ()} - known):
        raise UsageError(
            f"The sheets have themes that the codebook '{codebook.id}' lacks: {', '.join(unknown)}.",
            hint="Give the codebook that they were labelled with (--codebook).",
        )
    told = dict.fromkeys(text for t in codebook.themes for text in (*t.examples, *t.counter_examples))
    return _Sheet(
        labelled,
        _Texts.of([row.text for row in labelled], [row.before for row in labelled]),
        lemma_rows(codebook.themes, [fold(row.text) for row in labelled]),
        codebook,
        _Texts.of(list(told), [""] * len(told)),
        *kept_together(labelled),
    )


def _flags(sheet: _Sheet, theme: Theme) -> Flags:
    return np.array([theme.id in (row.themes or ()) for row in sheet.rows], bool)


def _learn(sheet: _Sheet, theme: Theme, places: np.ndarray, apart: frozenset[str] = frozenset()) -> _Fitted:
    """Learn a theme from rows of the sheet, from sentences of the codebook but those `apart`, and ordinary ones."""
    from sklearn.linear_model import LogisticRegression

    rows = sheet.own.some(places)
    usable = [place for place, text in enumerate(sheet.examples.texts) if text not in apart]
    rarity = rarity_of(vstack([rows.counts, sheet.examples.counts[usable]]).tocsr())
    told, flags = _told(sheet, theme, apart)
    known = background().meanings
    ordinary = np.zeros((len(known), N_MEANINGS), np.float32)
    ordinary[:, : known.shape[1]] = known * OWN_SCALE
    about = np.concatenate([rows.about, told.about, ordinary])
    counts = vstack([rows.counts, told.counts, csr_matrix((len(ordinary), N_LETTERS))]).tocsr()
    wanted = np.concatenate([_flags(sheet, theme)[places], flags, np.zeros(len(ordinary), bool)])
    model = LogisticRegression(C=STRENGTH, max_iter=500, solver="liblinear", class_weight="balanced")
    model.fit(features(about, counts, rarity), wanted)
    return _Fitted(model.coef_[0], float(model.intercept_[0]), rarity)


def _told(sheet: _Sheet, theme: Theme, apart: frozenset[str]) -> tuple[_Texts, Flags]:
    """Return what the codebook says a theme is and is not; an example that two themes share tells against neither."""
    own = {fold(text) for text in theme.examples}
    against = {fold(text) for text in theme.counter_examples}
    for other in sheet.codebook.themes:
        against |= {fold(text) for text in other.examples if other.id != theme.id}
    pairs = [(place, text in own) for place, text in enumerate(sheet.examples.texts) if text in own | against]
    kept = [(place, flag) for place, flag in pairs if sheet.examples.texts[place] not in apart]
    return sheet.examples.some(np.array([place for place, _ in kept], int)), np.array([flag for _, flag in kept], bool)


def _result(sheet: _Sheet, theme: Theme, parts: Sequence[tuple[np.ndarray, np.ndarray]], now: Flags) -> ThemeResult:
    wanted = _flags(sheet, theme)
    trained, tfidf = np.zeros(len(wanted), bool), np.zeros(len(wanted), bool)
    strengths = np.array(_cue_scores(sheet, theme))
    strong = strengths >= theme.threshold
    for learnt, held_out in parts:
        apart = frozenset(sheet.own.texts[place] for place in held_out)
        logits = _learn(sheet, theme, learnt, apart).logits(sheet.own.some(held_out))
        pairs = zip(logits, strengths[held_out], strict=True)
        trained[held_out] = [lifted(sigmoid(float(logit)), cue) >= theme.threshold for logit, cue in pairs]
        tfidf[held_out] = _by_words(sheet, theme, learnt, held_out, apart)
    judged = np.concatenate([held_out for _, held_out in parts]) if parts else np.array([], int)
    return ThemeResult(
        theme=theme.id,
        n_positive=int(wanted.sum()),
        trained=Score.of(wanted[judged], trained[judged]),
        before=Score.of(wanted[judged], now[judged]),
        cues=Score.of(wanted[judged], strong[judged]) if theme.cues else None,
        tfidf=Score.of(wanted[judged], tfidf[judged]),
    )


def _cue_scores(sheet: _Sheet, theme: Theme) -> list[float]:
    return [cue_score(theme, text, row)[0] for text, row in zip(sheet.own.texts, sheet.lemmas, strict=True)]


def _by_words(sheet: _Sheet, theme: Theme, learnt: np.ndarray, held_out: np.ndarray, apart: frozenset[str]) -> Flags:
    """Return what TF-IDF of letter sequences (2-5, within words) finds with logistic regression in rows held out."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    told, flags = _told(sheet, theme, apart)
    cut = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = LogisticRegression(C=10.0, max_iter=500, solver="liblinear", class_weight="balanced")
    wanted = np.concatenate([_flags(sheet, theme)[learnt], flags])
    model.fit(cut.fit_transform([*sheet.own.some(learnt).texts, *told.texts]), wanted)
    found: Flags = model.predict(cut.transform(sheet.own.some(held_out).texts)).astype(bool)
    return found


def _as_before(sheet: _Sheet) -> dict[str, Flags]:
    """Return, by theme, what a run without the new model finds in each row: shipped model or examples, and cues."""
    readings = read_texts([row.text for row in sheet.rows], [row.before for row in sheet.rows])
    learnt = learn(sheet.codebook)
    shares = learnt.scores(sheet.own.texts) if learnt else [{} for _ in sheet.own.texts]
    found = {}
    for theme in sheet.codebook.themes:
        cues = _cue_scores(sheet, theme)
        if theme.model and all(theme.model in reading.themes for reading in readings):
            likely = [theme_probability(reading.themes[theme.model]) for reading in readings]
            scores = [lifted(share, cue) for share, cue in zip(likely, cues, strict=True)]
        else:
            scores = [max(share.get(theme.id, 0.0), cue) for share, cue in zip(shares, cues, strict=True)]
        found[theme.id] = np.array([score >= theme.threshold for score in scores])
    return found
