"""What the shipped encoder reads in the statements of a document, and how its word is weighed against the cue rules.

Rules are exact in what they find and find little in wordings that nobody foresaw; the encoder finds more and errs more.
The few weights that balance the two stand in `models/statements/combination.json`, with the data they were chosen on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from remissnlp.encoder import MODEL, load_encoder
from remissnlp.records import Polarity, Stance, Statement

POLARITIES = tuple(Polarity)
STANCES = tuple(Stance)


@dataclass(frozen=True, slots=True)
class Reading:
    """Logits of one statement: every theme by id, the four polarities, the six stances, and the weight of these."""

    themes: Mapping[str, float]
    polarity: tuple[float, ...]
    stance: tuple[float, ...]
    weight: float


def read_statements(statements: Sequence[Statement]) -> tuple[Reading, ...]:
    """Return the encoder's reading of statements, each after the one before it in the same segment."""
    if not statements:
        return ()
    encoder = load_encoder()
    texts = [statement.text for statement in statements]
    own = encoder.vectors(texts)
    before = own.copy()
    before[1:] = own[:-1]
    before[firsts(statements)] = 0
    columns = {name: index for index, name in enumerate(encoder.outputs)}
    themes = {name.removeprefix("theme:"): k for name, k in columns.items() if name.startswith("theme:")}
    tones = [columns[f"polarity:{polarity}"] for polarity in POLARITIES]
    stances = [columns[f"stance:{stance}"] for stance in STANCES]
    return tuple(
        Reading(
            {theme: row[k] for theme, k in themes.items()},
            tuple(row[k] for k in tones),
            tuple(row[k] for k in stances),
            row[columns["weight"]],
        )
        for row in encoder.logits(own, before).astype(float).round(4).tolist()
    )


def firsts(statements: Sequence[Statement]) -> list[int]:
    """Return the indices of the statements that have none before them in their segment."""
    return [
        index
        for index, statement in enumerate(statements)
        if index == 0 or statements[index - 1].segment_id != statement.segment_id
    ]


@dataclass(frozen=True, slots=True)
class Weights:
    """How model and cues are balanced.

    `theme_slope`, `theme_shift`: of the logit of a theme; `veto`: a cue does not count where the model gives its theme
    a smaller probability. `polarity_cue`, `procedure`: worth of a cue's strength, and of a sentence of procedure for
    `neutral`, in logits. `stance_cue`, `stance_hint`: worth of the confidence of a rule that found a position in so
    many words, and of one that summed up; `stance_slope`: of the whole, so that the confidence is calibrated.
    """

    theme_slope: float
    theme_shift: float
    veto: float
    polarity_cue: float
    procedure: float
    stance_cue: float
    stance_hint: float
    stance_slope: float


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Return the shipped weights."""
    return Weights(**json.loads((MODEL / "combination.json").read_text(encoding="utf-8"))["weights"])


def theme_probability(logit: float) -> float:
    """Return the probability that a statement has a theme, by the model alone."""
    w = weights()
    return sigmoid(w.theme_slope * logit + w.theme_shift)


def vetoed(logit: float) -> bool:
    """Return whether the model is so sure that a theme is absent that a cue for it is taken as a look-alike."""
    return sigmoid(logit) <= weights().veto


def weigh_polarity(
    logits: Sequence[float], cue: Polarity, strength: float, *, procedure: bool
) -> tuple[Polarity, float]:
    """Return the polarity and its probability.

    Args:
        logits: of the model.
        cue: what the cue rules say.
        strength: of that, 0-1.
        procedure: whether the sentence only says who met, decided or handed over.
    """
    w = weights()
    total = dict(zip(POLARITIES, logits, strict=True))
    if cue is not Polarity.NEUTRAL:
        total[cue] += w.polarity_cue * strength
    if procedure:
        total[Polarity.NEUTRAL] += w.procedure
    shares = softmax(list(total.values()))
    best = max(range(len(shares)), key=lambda k: (shares[k], -k))
    return POLARITIES[best], shares[best]


def weigh_stance(
    votes: Sequence[Sequence[float]], rule: Stance, confidence: float, *, summed_up: bool
) -> dict[Stance, float]:
    """Return the probability of every stance of an answer.

    Args:
        votes: of its statements: six logits and their weight (its logarithm) each.
        rule: what the rules say.
        confidence: of that, 0-1.
        summed_up: whether the rules found no position in so many words and only summed up praise and comments.
    """
    w = weights()
    shares = softmax([vote[-1] for vote in votes])
    logits = [sum(share * vote[k] for share, vote in zip(shares, votes, strict=True)) for k in range(len(STANCES))]
    sure = [math.log(max(value, 1e-9)) for value in softmax(logits)] if votes else [0.0] * len(STANCES)
    sure[STANCES.index(rule)] += (w.stance_hint if summed_up else w.stance_cue) * confidence
    return dict(zip(STANCES, softmax([w.stance_slope * value for value in sure]), strict=True))


def softmax(values: Sequence[float]) -> list[float]:
    """Return shares that add up to 1."""
    top = max(values, default=0.0)
    powers = [math.exp(value - top) for value in values]
    total = sum(powers)
    return [power / total for power in powers]


def sigmoid(value: float) -> float:
    """Return the probability of a logit."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))
