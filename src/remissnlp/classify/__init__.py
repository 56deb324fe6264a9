"""Statements become themes and polarity, answers become a stance with the sentence that shows it. All of it is pure."""

from __future__ import annotations

from remissnlp.classify.polarity import polarities
from remissnlp.classify.reading import read_statements
from remissnlp.classify.stance import classify_stances
from remissnlp.classify.themes import theme_scores
from remissnlp.codebook import Codebook
from remissnlp.records import SegmentedDocument, StatementLabels

__all__ = ["classify_document", "classify_stances"]


def classify_document(segmented: SegmentedDocument, codebook: Codebook) -> tuple[StatementLabels, ...]:
    """Return themes and polarity of every statement of one document, in the order of its statements.

    Every theme with a score above 0 is kept; whoever shows or counts them applies `Theme.threshold`.
    """
    readings = read_statements(segmented.statements)
    themes = theme_scores(segmented.statements, codebook, readings)
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
