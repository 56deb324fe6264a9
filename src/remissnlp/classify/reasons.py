"""How a label came about: what cues, context, model and examples said of it. The same code that labels, asked why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from remissnlp.classify.answers import Answer, answers_of_case
from remissnlp.classify.cues import find, fold, mask
from remissnlp.classify.fewshot import is_learnt
from remissnlp.classify.meanings import find_meanings
from remissnlp.classify.own_classes import ClassModel
from remissnlp.classify.own_models import SHIPPED, OwnModels, read_with
from remissnlp.classify.polarity import cue_polarities, is_procedure
from remissnlp.classify.reading import (
    POLARITIES,
    STANCES,
    Reading,
    letters_worth,
    softmax,
    weigh_stance,
    weights,
    whole_answer,
)
from remissnlp.classify.stance import (
    Position,
    Verdict,
    answer_reading,
    by_rules,
    joined,
    positions,
    shares_of,
    stance_of,
    voting,
)
from remissnlp.classify.themes import ThemeEvidence, theme_evidence
from remissnlp.codebook import Codebook, Theme, cue_matches, lemma_rows
from remissnlp.letters import load_letters
from remissnlp.linguistics import Engine
from remissnlp.records import Polarity, SegmentedDocument, Stance, StanceLabel, Statement, StatementLabels

N_WORDS = 5
_TONES = (Polarity.POSITIVE, Polarity.REQUEST, Polarity.CRITICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class CueFound:
    """A cue that a sentence shows: its rule or pattern, what it speaks for, its weight, and the words it matched."""

    rule: str
    label: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """An example of a codebook and how alike it is (cosine of meanings); `counter` marks a counter-example."""

    text: str
    likeness: float
    counter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeReasons:
    """Why a statement has a theme or not; `neighbours` only where the theme is learnt from its examples.

    `words` are those that the letter model takes for the theme most, with what each adds to the logit.
    """

    evidence: ThemeEvidence
    cues: tuple[CueFound, ...]
    words: tuple[tuple[str, float], ...]
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReasons:
    """Why a statement has its labels. `themes` is None where no theme can be (headings, decisions, procedure).

    `tones` is the probability of each polarity by `tone_rule` (`model` or `own_model`); `by_cues` what the cues alone
    say (polarity, strength, rule).
    """

    themes: tuple[ThemeReasons, ...] | None
    tones: Mapping[Polarity, float]
    tone_rule: str
    by_cues: tuple[Polarity, float, str]
    procedure: bool
    cues: tuple[CueFound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A statement as the model reads it for the stance: its share in the answer, and its probability of each stance."""

    statement: Statement
    share: float
    stances: Mapping[Stance, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceReasons:
    """Why an answer has its stance.

    `target` is the answer whose text decides (another one where the answer only joins it), `rules` what the rules say
    of it, `model` the probabilities by the shipped models alone, `together` those of both by `weighed_by` (`model` or
    `own_model`), `votes` the heaviest first, `words` those of the whole answer that speak most for the stance by the
    letter model, with what each adds to its logit.
    """

    label: StanceLabel
    target: Answer
    rules: Verdict
    model: Mapping[Stance, float]
    together: Mapping[Stance, float]
    weighed_by: str
    votes: tuple[Vote, ...]
    words: tuple[tuple[str, float], ...]
    positions: tuple[Position, ...]


def answer_with(segmented: Sequence[SegmentedDocument], segment_id: str) -> tuple[Answer, dict[str, Answer]] | None:
    """Return the answer that a segment is part of, with all answers of the case by the segment of their row.

    None where the segment is part of no answer that gets a stance.
    """
    answers = answers_of_case(segmented)
    rows = {answer.row.segment_id: answer for answer in answers}
    parts = (a for a in answers if any(s.segment_id == segment_id for s in a.board + a.body))
    answer = rows.get(segment_id) or next(parts, None)
    return (answer, rows) if answer else None


def documents_of(answer: Answer, rows: Mapping[str, Answer]) -> frozenset[str]:
    """Return the documents whose statements must be labelled to know the stance of an answer."""
    target = joined(answer, rows)
    return frozenset(s.doc_id for part in (answer, target) for s in part.board + part.body)


def stance_reasons(
    answer: Answer, rows: Mapping[str, Answer], labels: Mapping[str, StatementLabels], model: ClassModel | None = None
) -> StanceReasons:
    """Return why an answer has its stance; the arguments are those of `stance_of`."""
    target = joined(answer, rows)
    rules = by_rules(target, labels)
    own = voting(target, labels)
    votes = [labels[statement.statement_id].stance_votes for statement in own]
    letters = whole_answer([statement.text for statement in own])
    shares = softmax([vote[-1] for vote in votes])
    told = [
        Vote(statement=s, share=share, stances=dict(zip(STANCES, softmax(vote[:-1]), strict=True)))
        for s, share, vote in zip(own, shares, votes, strict=True)
    ]
    label = stance_of(answer, rows, labels, model)
    read = answer_reading(target, rules, labels)
    return StanceReasons(
        label=label,
        target=target,
        rules=rules,
        model=weigh_stance(votes, letters, rules.stance, 0.0) if votes else {},
        together=shares_of(read, model) if read else {},
        weighed_by="own_model" if model else "model",
        words=() if model else _words("stance", " ".join(statement.text for statement in own), label.stance.value),
        votes=tuple(sorted(told, key=lambda vote: -vote.share)),
        positions=(*positions(target.board), *positions([s for s in target.body if not s.holder])),
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the labels of one statement, before anybody asks why; `vectors` is what the codebook asks for."""

    statement: Statement
    reading: Reading
    themes: tuple[ThemeEvidence, ...] | None
    by_cues: tuple[Polarity, float, str]
    lemmas: str
    vectors: str


def document_evidence(
    document: SegmentedDocument,
    codebook: Codebook,
    engine: Engine | None = None,
    own: OwnModels = SHIPPED,
) -> dict[str, Evidence]:
    """Return, by `statement_id`, what speaks for the labels of every statement; as `classify_document` finds them."""
    readings = read_with(own, document.statements)
    themes = theme_evidence(document.statements, codebook, readings, engine, own.themes)
    rows = lemma_rows(codebook.themes, [fold(statement.text) for statement in document.statements], engine)
    found = zip(document.statements, readings, cue_polarities(document.statements), rows, strict=True)
    return {
        s.statement_id: Evidence(s, reading, themes[s.statement_id], cue, row, codebook.vectors)
        for s, reading, cue, row in found
    }


def statement_reasons(evidence: Evidence) -> StatementReasons:
    """Return why a statement has its themes and its polarity."""
    text = fold(evidence.statement.text)
    themes = evidence.themes
    return StatementReasons(
        themes=None if themes is None else tuple(_theme_reasons(item, text, evidence) for item in themes),
        tones=dict(zip(POLARITIES, softmax(evidence.reading.polarity), strict=True)),
        tone_rule=evidence.reading.tone_rule,
        by_cues=evidence.by_cues,
        procedure=is_procedure(text),
        cues=_polarity_cues(text),
    )


def _polarity_cues(text: str) -> tuple[CueFound, ...]:
    gates = find("gate", text)
    hits = [hit for tone in _TONES for hit in find(tone.value, mask("mask", text))]
    return tuple(
        CueFound(rule=hit.rule.id, label=hit.rule.label or hit.rule.id.partition(".")[0], weight=weight, text=hit.text)
        for hit, weight in [*((hit, 0.0) for hit in gates), *((hit, hit.rule.weight) for hit in hits)]
    )


def _theme_reasons(found: ThemeEvidence, text: str, evidence: Evidence) -> ThemeReasons:
    theme = found.theme
    cues = tuple(
        CueFound(rule=cue.pattern or f"lemma {cue.lemma}", label=theme.id, weight=cue.weight, text=words)
        for cue, words in cue_matches(theme, text, evidence.lemmas)
    )
    shown = _neighbours(theme, text, evidence.vectors) if found.rule == "examples" and is_learnt(theme) else ()
    words = _words("themes", text, theme.model) if found.rule == "model" and theme.model else ()
    return ThemeReasons(evidence=found, cues=cues, words=words, neighbours=shown)


def _words(model: str, text: str, output: str) -> tuple[tuple[str, float], ...]:
    """Return the words of a text that speak for a label most by the letter model, and how much."""
    worth = letters_worth(output) if model == "themes" else weights().stance_letters
    told = ((word, round(added * worth, 4)) for word, added in load_letters(model).words(text, output))
    return tuple(islice(((word, added) for word, added in told if added > 0), N_WORDS))


def _neighbours(theme: Theme, text: str, vectors: str) -> tuple[Neighbour, ...]:
    """Return the examples and counter-examples of a theme, the most alike first."""
    examples = [(example, False) for example in theme.examples] + [(one, True) for one in theme.counter_examples]
    rows = find_meanings(vectors).of([text, *(fold(example) for example, _ in examples)])
    likeness = (rows[1:] @ rows[0]).astype(float).round(4).tolist()
    found = [Neighbour(text=t, likeness=k, counter=c) for (t, c), k in zip(examples, likeness, strict=True)]
    return tuple(sorted(found, key=lambda neighbour: -neighbour.likeness))
