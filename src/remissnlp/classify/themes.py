"""Themes of statements: a trained model, the codebook's examples and cues, and the argument that goes on.

The score of a theme is the larger of two: the probability that the model gives it (for themes of one's own, a model
learnt from their examples), and the strength of its cues, unless the model is sure that these are look-alikes.
A statement that plainly refers to the one before ("Detta ...", "I annat fall ...") takes over part of its theme; a
weak cue counts for more while the theme is near. What is taken over fades, so that no theme runs on through an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from remissnlp.classify.cues import combined, find, fold
from remissnlp.classify.fewshot import learn
from remissnlp.classify.polarity import is_procedure
from remissnlp.classify.reading import Reading, theme_probability, vetoed
from remissnlp.codebook import Codebook, Theme, cue_score, lemma_rows
from remissnlp.linguistics import Engine
from remissnlp.records import FURNITURE, BlockRole, Kind, LabelScore, Statement

MIN_SHOWN = 0.05  # a smaller probability is not worth a cell
NEAR = 0.4  # share of a near theme's score that lifts a weak cue of its own
FADE = 0.9  # per statement of distance
PARAGRAPH_FADE = 0.9  # a new paragraph is a weaker tie
UNTHEMED = FURNITURE | {BlockRole.HEADING}
UNTHEMED_KINDS = frozenset({Kind.DECISION, Kind.PREPARATION})  # lists of decisions and of who was asked


@dataclass(frozen=True, slots=True)
class _Memory:
    """What the statements before leave behind for one theme: the last score, and the topic while its window lasts."""

    last: float = 0.0
    topic: float = 0.0
    left: int = 0


def theme_scores(
    statements: Sequence[Statement], codebook: Codebook, readings: Sequence[Reading], engine: Engine | None = None
) -> dict[str, tuple[LabelScore, ...]]:
    """Return, per `statement_id`, every theme that scores above 0, strongest first, ties in the codebook's order.

    Args:
        statements: of one document, in their order.
        codebook: the themes.
        readings: what the encoder reads in each statement.
        engine: whose lemmas the lemma cues look at; the shipped pipeline where none is named.
    """
    learnt = learn(codebook)
    few = learnt.scores([statement.text for statement in statements]) if learnt else [{}] * len(statements)
    cues = cue_labels(statements, codebook, engine)
    result: dict[str, tuple[LabelScore, ...]] = {}
    for statement, reading, own in zip(statements, readings, few, strict=True):
        labels = cues[statement.statement_id]
        if labels is None:
            result[statement.statement_id] = ()
            continue
        found = [_balanced(theme, labels.get(theme.id), reading, own) for theme in codebook.themes]
        result[statement.statement_id] = tuple(sorted((f for f in found if f.score > 0), key=lambda f: -f.score))
    return result


def _balanced(theme: Theme, cue: LabelScore | None, reading: Reading, own: Mapping[str, float]) -> LabelScore:
    logit = reading.themes.get(theme.model) if theme.model else None
    shown = cue.score if cue else 0.0
    if logit is not None:
        model, rule = theme_probability(logit), "model"
        shown = 0.0 if vetoed(logit) else shown
    else:
        model, rule = own.get(theme.id, 0.0), "examples"
    if cue and shown >= model:
        return cue
    return LabelScore(label=theme.id, score=round(model, 4) if model >= MIN_SHOWN else 0.0, rule=rule)


def cue_labels(
    statements: Sequence[Statement], codebook: Codebook, engine: Engine | None = None
) -> dict[str, dict[str, LabelScore] | None]:
    """Return, per `statement_id`, what the cues and the context say of each theme; None where no theme can be."""
    result: dict[str, dict[str, LabelScore] | None] = {}
    memory: dict[str, _Memory] = {}
    before: Statement | None = None
    texts = [fold(statement.text) for statement in statements]
    rows = lemma_rows(codebook.themes, texts, engine)
    for statement, text, row in zip(statements, texts, rows, strict=True):
        if before is None or before.segment_id != statement.segment_id:
            memory = {}
        elif before.paragraph != statement.paragraph:
            memory = {key: _Memory(m.last * PARAGRAPH_FADE, m.topic, m.left) for key, m in memory.items()}
        labels, memory = _score(statement, (text, row), codebook, memory)
        result[statement.statement_id] = labels
        before = statement
    return result


def _score(
    statement: Statement, seen: tuple[str, str], codebook: Codebook, memory: dict[str, _Memory]
) -> tuple[dict[str, LabelScore] | None, dict[str, _Memory]]:
    text, row = seen
    if statement.role in UNTHEMED or statement.kind in UNTHEMED_KINDS or is_procedure(text):
        return None, {}
    own = {theme.id: cue_score(theme, text, row) for theme in codebook.themes}
    tie = max((hit.rule.weight for hit in find("continuation", text)), default=0.0)
    settled = {theme.id for theme in codebook.themes if own[theme.id][0] >= theme.threshold}
    labels, after = [], {}
    for theme in codebook.themes:
        known = memory.get(theme.id, _Memory())
        if settled - {theme.id} and theme.id not in settled:
            known = _Memory(0.0, known.topic, known.left)  # the sentence has turned to another theme
        label, after[theme.id] = _one(theme, own[theme.id], known, tie)
        labels.append(label)
    return {label.label: label for label in labels}, after


def _one(theme: Theme, own: tuple[float, int], known: _Memory, tie: float) -> tuple[LabelScore, _Memory]:
    score, window = own
    context = max(known.last * tie, known.topic * NEAR if score > 0 and known.left > 0 else 0.0)
    total = combined([score, context])
    rule = "cue" if score >= theme.threshold or context == 0 else "context"
    if score >= theme.threshold:
        after = _Memory(total, total, window)
    else:
        # Context alone is never handed on at full strength.
        after = _Memory(total * FADE if total >= theme.threshold else 0.0, known.topic * FADE, known.left - 1)
    return LabelScore(label=theme.id, score=total, rule=rule), after
