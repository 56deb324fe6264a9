"""Themes of statements: the codebook's cues, and the argument that goes on over the next sentences.

A statement that plainly refers to the one before ("Detta ...", "I annat fall ...") takes over part of its theme; a
weak cue counts for more while the theme is near. What is taken over fades, so that no theme runs on through an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from remissnlp.classify.cues import combined, find, fold
from remissnlp.classify.polarity import is_procedure
from remissnlp.codebook import Codebook, Theme, cue_score
from remissnlp.records import FURNITURE, BlockRole, Kind, LabelScore, Statement

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


def theme_scores(statements: Sequence[Statement], codebook: Codebook) -> dict[str, tuple[LabelScore, ...]]:
    """Return, per `statement_id`, every theme that scores above 0, strongest first, ties in the codebook's order."""
    result: dict[str, tuple[LabelScore, ...]] = {}
    memory: dict[str, _Memory] = {}
    before: Statement | None = None
    for statement in statements:
        if before is None or before.segment_id != statement.segment_id:
            memory = {}
        elif before.paragraph != statement.paragraph:
            memory = {key: _Memory(m.last * PARAGRAPH_FADE, m.topic, m.left) for key, m in memory.items()}
        labels, memory = _score(statement, codebook, memory)
        result[statement.statement_id] = labels
        before = statement
    return result


def _score(
    statement: Statement, codebook: Codebook, memory: dict[str, _Memory]
) -> tuple[tuple[LabelScore, ...], dict[str, _Memory]]:
    text = fold(statement.text)
    if statement.role in UNTHEMED or statement.kind in UNTHEMED_KINDS or is_procedure(text):
        return (), {}
    own = {theme.id: cue_score(theme, text) for theme in codebook.themes}
    tie = max((hit.rule.weight for hit in find("continuation", text)), default=0.0)
    settled = {theme.id for theme in codebook.themes if own[theme.id][0] >= theme.threshold}
    labels, after = [], {}
    for theme in codebook.themes:
        known = memory.get(theme.id, _Memory())
        if settled - {theme.id} and theme.id not in settled:
            known = _Memory(0.0, known.topic, known.left)  # the sentence has turned to another theme
        label, after[theme.id] = _one(theme, own[theme.id], known, tie)
        labels.append(label)
    found = sorted((label for label in labels if label.score > 0), key=lambda label: -label.score)
    return tuple(found), after


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
