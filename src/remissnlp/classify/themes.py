"""Themes of statements: a trained model, the codebook's examples and cues, and the argument that goes on.

The score of a theme is the probability that a model gives it, the shipped one or one learnt from labelled sheets, with
the worth of its cues added: where the model is sure that these are look-alikes, they lift it little. A theme without a
model has the strength of its cues or, where it has none, the probability that its examples teach.
A statement that plainly refers to the one before ("Detta ...", "I annat fall ...") takes over part of its theme; a
weak cue counts for more while the theme is near. What is taken over fades, so that no theme runs on through an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from remissnlp.classify.cues import combined, find, fold
from remissnlp.classify.fewshot import learn
from remissnlp.classify.polarity import is_procedure
from remissnlp.classify.reading import Reading, lifted, sigmoid, texts_before, theme_probability
from remissnlp.codebook import Codebook, Theme, cue_score, lemma_rows
from remissnlp.linguistics import Engine
from remissnlp.records import FURNITURE, BlockRole, Kind, LabelScore, Statement

if TYPE_CHECKING:
    from remissnlp.classify.own_model import ThemeModel

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


@dataclass(frozen=True, slots=True)
class ThemeEvidence:
    """What speaks for one theme in one statement, and the score (0-1) that it comes to.

    `cue` is what cues and context say; `rule` is what `probability` comes from: `model` (the shipped one), `own_model`
    or `examples` (of the codebook). `logit` is that of a model, `letters` the part of the letter model in it.
    """

    theme: Theme
    cue: LabelScore | None
    rule: str
    probability: float
    logit: float | None = None
    letters: float | None = None

    @property
    def label(self) -> LabelScore:
        """Both together. The rule is the cue where the model alone would not reach the threshold."""
        strength = self.cue.score if self.cue else 0.0
        by_cue = strength > 0 and self.probability < self.theme.threshold
        score = max(strength, self.probability) if self.logit is None else lifted(self.probability, strength)
        rule = self.cue.rule if self.cue and by_cue else self.rule
        return LabelScore(label=self.theme.id, score=round(score, 4) if score >= MIN_SHOWN else 0.0, rule=rule)


def theme_scores(
    statements: Sequence[Statement],
    codebook: Codebook,
    readings: Sequence[Reading],
    engine: Engine | None = None,
    own_model: ThemeModel | None = None,
) -> dict[str, tuple[LabelScore, ...]]:
    """Return, per `statement_id`, every theme that scores above 0, strongest first, ties in the codebook's order.

    Args:
        statements: of one document, in their order.
        codebook: the themes.
        readings: what the encoder reads in each statement.
        engine: whose lemmas the lemma cues look at; the shipped pipeline where none is named.
        own_model: a model of the user's own, in place of the shipped one and of the examples for its themes.
    """
    evidence = theme_evidence(statements, codebook, readings, engine, own_model)
    result: dict[str, tuple[LabelScore, ...]] = {}
    for statement_id, found in evidence.items():
        scored = [item.label for item in found or () if item.label.score > 0]
        result[statement_id] = tuple(sorted(scored, key=lambda label: -label.score))
    return result


def theme_evidence(
    statements: Sequence[Statement],
    codebook: Codebook,
    readings: Sequence[Reading],
    engine: Engine | None = None,
    own_model: ThemeModel | None = None,
) -> dict[str, tuple[ThemeEvidence, ...] | None]:
    """Return, per `statement_id`, what speaks for each theme, in the codebook's order; None where no theme can be.

    The arguments are those of `theme_scores`.
    """
    texts = [statement.text for statement in statements]
    nothing: list[dict[str, float]] = [{}] * len(texts)
    learnt = learn(codebook, frozenset(own_model.theme_ids) if own_model else frozenset())
    few = learnt.scores(texts) if learnt else nothing
    own = own_model.logits(texts, texts_before(statements)) if own_model else nothing
    cues = cue_labels(statements, codebook, engine)
    result: dict[str, tuple[ThemeEvidence, ...] | None] = {}
    for statement, reading, shares, logits in zip(statements, readings, few, own, strict=True):
        labels = cues[statement.statement_id]
        result[statement.statement_id] = (
            None
            if labels is None
            else tuple(_evidence(theme, labels.get(theme.id), reading, shares, logits) for theme in codebook.themes)
        )
    return result


def _evidence(
    theme: Theme,
    cue: LabelScore | None,
    reading: Reading,
    shares: Mapping[str, float],
    logits: Mapping[str, float],
) -> ThemeEvidence:
    if theme.id in logits:
        logit = logits[theme.id]
        return ThemeEvidence(theme, cue, "own_model", sigmoid(logit), logit)
    if theme.model and theme.model in reading.themes:
        logit = reading.themes[theme.model]
        return ThemeEvidence(theme, cue, "model", theme_probability(logit), logit, reading.letters[theme.model])
    return ThemeEvidence(theme, cue, "examples", shares.get(theme.id, 0.0))


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
