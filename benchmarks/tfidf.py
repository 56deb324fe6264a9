"""The baseline that everybody has: TF-IDF of character 3- to 5-grams and logistic regression (scikit-learn).

Trained on the statements that the shipped encoder was trained on (`data/training/statements`), and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from gold_rows import THEMES, Labels, Way, stances_of
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from remissnlp.records import LabelScore, Polarity, SegmentedDocument, StatementLabels
from remissnlp.training.statements import LabelledAnswer, read_answers

STATEMENTS = Path(__file__).resolve().parents[1] / "data/training/statements"


def subjects() -> list[str]:
    """Return the subjects of the training statements, one a file."""
    return sorted({answer.subject for answer in read_answers(STATEMENTS)})


def baseline(left_out: Collection[str] = ()) -> Way:
    """Return the baseline, trained on all subjects but those left out."""
    answers = [answer for answer in read_answers(STATEMENTS) if answer.subject not in left_out]
    statements = [statement for answer in answers for statement in answer.statements]
    texts = [statement.text for statement in statements]
    themes = _model(OneVsRestClassifier(_regression()))
    themes.fit(texts, [[theme in statement.themes for theme in THEMES] for statement in statements])
    tones = _model(_regression()).fit(texts, [str(statement.polarity.value) for statement in statements])
    told = [answer for answer in answers if answer.stance]
    stances = _model(_regression()).fit([_text(answer) for answer in told], [str(answer.stance) for answer in told])

    def labels(document: SegmentedDocument) -> Iterator[StatementLabels]:
        own = [statement.text for statement in document.statements]
        found = zip(document.statements, themes.predict(own), tones.predict(own), strict=True) if own else ()
        for statement, themed, tone in found:
            fired = (
                LabelScore(label=theme, score=1.0, rule="tfidf")
                for theme, there in zip(THEMES, themed, strict=True)
                if there
            )
            yield StatementLabels(
                statement_id=statement.statement_id, themes=tuple(fired), polarity=Polarity(tone), polarity_score=1.0,
                polarity_rule="tfidf",
            )  # fmt: skip

    def positions(document: SegmentedDocument, labelled: Labels) -> Mapping[str, tuple[str, float]]:
        # The same answers as for the other ways, so that all stand on the same rows.
        keys = list(stances_of(document, labelled))
        whole = [" ".join(s.text for s in document.statements if s.segment_id == key) for key in keys]
        found = zip(keys, stances.predict(whole), stances.predict_proba(whole), strict=True) if keys else ()
        return {key: (str(stance), float(max(shares))) for key, stance, shares in found}

    return Way("TF-IDF", labels, positions)


def _model(classifier: BaseEstimator) -> Pipeline:
    return make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True), classifier
    )


def _regression() -> LogisticRegression:
    return LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)


def _text(answer: LabelledAnswer) -> str:
    return " ".join(statement.text for statement in answer.statements)


def training_documents(names: Collection[str] = ()) -> dict[str, Any]:
    """Return the training statements in the form of a gold file: one document a subject (all, or those named)."""
    documents: dict[str, Any] = {}
    for number, answer in enumerate(read_answers(STATEMENTS)):
        if names and answer.subject not in names:
            continue
        document = documents.setdefault(answer.subject, {"segments": [], "sentences": []})
        key = f"a{number}"
        stance = {"stance": str(answer.stance.value)} if answer.stance else {}
        document["segments"].append({"id": key, "kind": "response", "respondent": answer.body, **stance})
        document["sentences"] += [
            {
                "segment": key,
                "text": s.text,
                "themes": [theme for theme in s.themes if theme in THEMES],
                "themes_also_ok": [theme for theme in s.themes_also if theme in THEMES],
                "polarity": str(s.polarity.value),
                "polarity_also_ok": [str(p.value) for p in s.polarity_also],
            }
            for s in answer.statements
        ]
    return documents
