"""What the shipped models read in the statements of a document, and how their word is weighed against the cue rules.

Rules are exact in what they find and find little in wordings that nobody foresaw; the encoder finds more and errs more.
The letter models add what the words alone say: of themes to each statement, of the stance to a whole answer.
The few weights that balance the two stand in `models/statements/combination.json`, with the data they were chosen on.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from remissnlp.classify.cues import own_words
from remissnlp.encoder import MODEL, load_encoder
from remissnlp.letters import load_letters
from remissnlp.records import Polarity, Stance, Statement

POLARITIES = tuple(Polarity)
STANCES = tuple(Stance)
# The encoder votes are too sure of themselves: no stance is less likely by them than this, so that rules can object.
LEAST_SHARE = 0.001


@dataclass(frozen=True, slots=True)
class Reading:
    """Logits of one statement: every theme by id, the four polarities, the six stances, and the weight of these.

    `themes` are those of both models together, `letters` the part of the letter model. `tone_rule` names the model
    that `polarity` comes from: `model` (the shipped one) or `own_model`.
    """

    themes: Mapping[str, float]
    letters: Mapping[str, float]
    polarity: tuple[float, ...]
    stance: tuple[float, ...]
    weight: float
    tone_rule: str = "model"


def read_statements(statements: Sequence[Statement]) -> tuple[Reading, ...]:
    """Return the models' reading of statements, each after the one before it in the same segment."""
    return read_texts([statement.text for statement in statements], texts_before(statements))


def texts_before(statements: Sequence[Statement]) -> list[str]:
    """Return the text of the statement before each in its segment, "" for the first."""
    pairs = itertools.pairwise([None, *statements])
    return [last.text if last and this and last.segment_id == this.segment_id else "" for last, this in pairs]


def read_texts(texts: Sequence[str], before: Sequence[str]) -> tuple[Reading, ...]:
    """Return the models' reading of sentences, each after the one before it ("" where there is none).

    Of each only what is said is read, see `own_words`.
    """
    if not texts:
        return ()
    texts, before = [own_words(text) for text in texts], [own_words(text) for text in before]
    encoder = load_encoder()
    vectors = encoder.vectors([*texts, *before])
    rows = encoder.logits(vectors[: len(texts)], vectors[len(texts) :]).astype(float).round(4).tolist()
    model = load_letters("themes")
    worth, alone = [letters_worth(theme) for theme in model.outputs], weights().letters_alone_shift
    said = (model.logits(texts, before) * worth).astype(float).round(4).tolist()
    columns = {name: index for index, name in enumerate(encoder.outputs)}
    themes = {theme: columns.get(f"theme:{theme}") for theme in model.outputs}
    tones = [columns[f"polarity:{polarity}"] for polarity in POLARITIES]
    stances = [columns[f"stance:{stance}"] for stance in STANCES]
    return tuple(
        Reading(
            {theme: round(words[theme] + (alone if k is None else row[k]), 4) for theme, k in themes.items()},
            words,
            tuple(row[k] for k in tones),
            tuple(row[k] for k in stances),
            row[columns["weight"]],
        )
        for row, words in zip(rows, (dict(zip(model.outputs, line, strict=True)) for line in said), strict=True)
    )


def letters_worth(theme: str) -> float:
    """Return the worth of the letter model in the logit of a theme: beside the encoder or alone."""
    beside = f"theme:{theme}" in load_encoder().outputs
    return weights().theme_letters if beside else weights().letters_alone


def told_by_letters(texts: Sequence[str]) -> list[list[float]]:
    """Return the probability of every theme of the letter model by that model alone, a row a text."""
    w = weights()
    rows = load_letters("themes").logits(texts).astype(float).round(4).tolist()
    return [[theme_probability(w.letters_alone * logit + w.letters_alone_shift) for logit in row] for row in rows]


@dataclass(frozen=True, slots=True)
class Weights:
    """How model and cues are balanced.

    `theme_letters`, `stance_letters`: worth of the letter models beside the encoder. `letters_alone`,
    `letters_alone_shift`: their worth for a theme that the encoder does not know, and what is added. `theme_slope`,
    `theme_shift`: of the logit of a theme; `theme_cue`: worth of the strength of its cues.
    `polarity_cue`, `procedure`: worth of a cue's strength, and of a sentence of procedure for `neutral`, in logits.
    `stance_cue`: worth of the confidence of a rule that found a position in so many words; `stance_comment`: of a clear
    request or criticism against support without comments. `polarity_slope`,
    `stance_slope`: of the whole, so that score and confidence are calibrated.
    """

    theme_letters: float
    letters_alone: float
    letters_alone_shift: float
    theme_slope: float
    theme_shift: float
    theme_cue: float
    polarity_cue: float
    procedure: float
    polarity_slope: float
    stance_letters: float
    stance_cue: float
    stance_comment: float
    stance_slope: float


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Return the shipped weights."""
    return Weights(**json.loads((MODEL / "combination.json").read_text(encoding="utf-8"))["weights"])


def theme_probability(logit: float) -> float:
    """Return the probability that a statement has a theme, by the models alone."""
    w = weights()
    return sigmoid(w.theme_slope * logit + w.theme_shift)


def lifted(probability: float, strength: float) -> float:
    """Return the probability of a theme when cues for it are there too.

    Args:
        probability: by a model, 0-1. Where it is very small, the cues are taken for look-alikes: they lift it little.
        strength: of the cues, 0-1.
    """
    sure = min(max(probability, 1e-9), 1 - 1e-9)
    return sigmoid(math.log(sure / (1 - sure)) + weights().theme_cue * strength)


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
    shares = softmax([w.polarity_slope * value for value in total.values()])
    best = max(range(len(shares)), key=lambda k: (shares[k], -k))
    return POLARITIES[best], shares[best]


def whole_answer(texts: Sequence[str]) -> tuple[float, ...]:
    """Return the stance logits of an answer by the letters of all its statements; none where it has no statement."""
    if not texts:
        return ()
    said = " ".join(own_words(text) for text in texts)
    # In the order of `Stance`, as the model was fitted.
    return tuple(load_letters("stance").logits([said])[0].astype(float).round(4).tolist())


def voted(votes: Sequence[Sequence[float]]) -> list[float]:
    """Return the logarithm of the probability of every stance by the votes alone; zeros where there is none."""
    shares = softmax([vote[-1] for vote in votes])
    logits = [sum(share * vote[k] for share, vote in zip(shares, votes, strict=True)) for k in range(len(STANCES))]
    return log_softmax(logits, LEAST_SHARE) if votes else logits


def weigh_stance(
    votes: Sequence[Sequence[float]], letters: Sequence[float], rule: Stance, confidence: float, comment: float = 0.0
) -> dict[Stance, float]:
    """Return the probability of every stance of an answer.

    Args:
        votes: of its statements: six logits and their weight (its logarithm) each.
        letters: six logits of its wording as a whole, see `whole_answer`; none where there are no votes.
        rule: what the rules say.
        confidence: of that, 0-1; 0 where the rules found no position in so many words and only summed up: the models
            do that better.
        comment: how sure a request or criticism of the answer is, 0-1: with it, support is support with comments.
    """
    w = weights()
    sure = voted(votes)
    for column, value in enumerate(letters):
        sure[column] += w.stance_letters * value
    sure[STANCES.index(rule)] += w.stance_cue * confidence
    sure[STANCES.index(Stance.SUPPORT)] -= w.stance_comment * comment
    return dict(zip(STANCES, softmax([w.stance_slope * value for value in sure]), strict=True))


def softmax(values: Sequence[float]) -> list[float]:
    """Return shares that add up to 1."""
    top = max(values, default=0.0)
    powers = [math.exp(value - top) for value in values]
    total = sum(powers)
    return [power / total for power in powers]


def log_softmax(values: Sequence[float], least: float = 1e-9) -> list[float]:
    """Return the logarithms of the shares of `softmax`, none below that of `least`."""
    return [math.log(max(value, least)) for value in softmax(values)]


def sigmoid(value: float) -> float:
    """Return the probability of a logit."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))
