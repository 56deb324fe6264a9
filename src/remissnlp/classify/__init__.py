"""Statements become themes and polarity, answers become a stance with the sentence that shows it. All of it is pure."""

from __future__ import annotations

from remissnlp.classify.meanings import describe_vectors
from remissnlp.classify.own_classes import ClassModel, load_class_model
from remissnlp.classify.own_model import ThemeModel, load_theme_model
from remissnlp.classify.own_models import SHIPPED, OwnModels, load_own_models, read_with
from remissnlp.classify.polarity import cue_polarities, polarities
from remissnlp.classify.stance import classify_stances
from remissnlp.classify.themes import cue_labels, theme_scores
from remissnlp.codebook import Codebook
from remissnlp.linguistics import Engine
from remissnlp.records import SegmentedDocument, StatementLabels

__all__ = [
    "SHIPPED", "ClassModel", "OwnModels", "ThemeModel", "classify_by_cues", "classify_document", "classify_stances",
    "describe_vectors", "load_class_model", "load_own_models", "load_theme_model",
]  # fmt: skip


def classify_document(
    segmented: SegmentedDocument,
    codebook: Codebook,
    engine: Engine | None = None,
    own: OwnModels = SHIPPED,
) -> tuple[StatementLabels, ...]:
    """Return themes and polarity of every statement of one document, in the order of its statements.

    Every theme with a score above 0 is kept; whoever shows or counts them applies `Theme.threshold`.

    Args:
        segmented: the document.
        codebook: the themes.
        engine: whose lemmas the lemma cues look at; the shipped pipeline where none is named. It is loaded only where
            the codebook has lemma cues.
        own: models of the user's own, in place of shipped ones.

    Raises:
        ConfigurationError: the codebook has lemma cues, and the models of the engine cannot be used.
    """
    readings = read_with(own, segmented.statements)
    themes = theme_scores(segmented.statements, codebook, readings, engine, own.themes)
    attitudes = polarities(segmented.statements, readings)
    labels = []
    for statement, reading, (polarity, score, rule) in zip(segmented.statements, readings, attitudes, strict=True):
        labels.append(
            StatementLabels(
                statement_id=statement.statement_id,
                themes=themes[statement.statement_id],
                polarity=polarity,
                polarity_score=score,
                polarity_rule=rule,
                stance_votes=(*reading.stance, reading.weight),
            )
        )
    return tuple(labels)


def classify_by_cues(segmented: SegmentedDocument, codebook: Codebook) -> tuple[StatementLabels, ...]:
    """Return the labels that the cue rules give on their own: the baseline that the models are measured against.

    `classify_stances` over these labels gives the verdicts of the rules alone.
    """
    themes = cue_labels(segmented.statements, codebook)
    labels = []
    attitudes = cue_polarities(segmented.statements)
    for statement, (polarity, score, rule) in zip(segmented.statements, attitudes, strict=True):
        found = (label for label in (themes[statement.statement_id] or {}).values() if label.score > 0)
        labels.append(
            StatementLabels(
                statement_id=statement.statement_id,
                themes=tuple(sorted(found, key=lambda label: -label.score)),
                polarity=polarity,
                polarity_score=score,
                polarity_rule=rule,
            )
        )
    return tuple(labels)
