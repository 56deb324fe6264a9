"""How the labels of a finished run came about, from its output folder alone (layer 3, pure but for reading models).

Segments and statements are read back from the tables and labelled again with the code that labelled them, so that the
reasons are those of the run. `agrees` says whether the same label and score came out; where it is false, the run was
made with another version, model or codebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from remissnlp.annotation import run_codebook
from remissnlp.classify import classify_document
from remissnlp.classify.reasons import (
    CueFound,
    Evidence,
    Neighbour,
    StanceReasons,
    StatementReasons,
    ThemeReasons,
    answer_with,
    document_evidence,
    documents_of,
    stance_reasons,
    statement_reasons,
)
from remissnlp.errors import UsageError
from remissnlp.linguistics import find_engine
from remissnlp.readback import Row, read_back, rows_of, run_models
from remissnlp.records import SegmentedDocument, Statement, StatementLabels

if TYPE_CHECKING:
    from remissnlp.output import Run

N_NEIGHBOURS = 3
_SAME = 1e-9
_HINT = "Take an id of segments.csv or statements.csv."


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A statement that the stance rests on: its share (0-1) in the model's word, and the stance it speaks for most."""

    statement_id: str
    page: int
    text: str
    share: float
    stance: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionFound:
    """A cue of position: what it says, its weight in its place, the words that it matched."""

    statement_id: str
    label: str
    weight: float
    rule: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceExplanation:
    """How the stance of an answer came about.

    `rules_*` is what the rules alone say; `model` and `together` (by `weighed_by`) are probabilities (0-1) by stance;
    `polarities` counts the answer's own statements; `words` speak most for the stance in the letter model. Where
    `inherited_from` is set, all of this is about the answer that it joins.
    """

    segment_id: str
    respondent: str
    kind: str
    parties: tuple[str, ...]
    stance: str
    confidence: float
    rule: str
    review: bool
    evidence_statement_id: str
    evidence_text: str
    inherited_from: str
    rules_stance: str
    rules_confidence: float
    rules_rule: str
    rules_text: str
    model: dict[str, float]
    together: dict[str, float]
    weighed_by: str
    statements: tuple[Weighed, ...]
    words: tuple[tuple[str, float], ...]
    polarities: dict[str, int]
    positions: tuple[PositionFound, ...]
    agrees: bool

    def as_mapping(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeExplanation:
    """How a statement came to a theme: `score` is `probability` (of `source`) with the worth of `cue_score` added.

    `source` is `model`, `own_model` or `examples`; with `examples` the score is the larger of the two. `logit` is that
    of a model before it is calibrated, `letters` the letter model's part of it, `words` those that add most to that.
    `cue_score` holds the context too where `cue_rule` is `context`.
    """

    theme: str
    score: float
    threshold: float
    has: bool
    rule: str
    source: str
    probability: float
    logit: float | None
    letters: float | None
    words: tuple[tuple[str, float], ...]
    cue_score: float
    cue_rule: str
    cues: tuple[CueFound, ...]
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementExplanation:
    """How a statement came to its themes and its polarity.

    `themes` are those of the codebook, the highest score first; none where no theme can be (`themeless`: a heading, a
    decision list, a sentence of procedure). `tones` are the probabilities of the polarities by `tone_rule`, `cue_*`
    what the cues alone say.
    """

    statement_id: str
    segment_id: str
    respondent: str
    kind: str
    holder: str
    page: int
    text: str
    themes: tuple[ThemeExplanation, ...]
    themeless: bool
    polarity: str
    polarity_score: float
    polarity_rule: str
    tones: dict[str, float]
    tone_rule: str
    cue_polarity: str
    cue_strength: float
    cue_rule: str
    procedure: bool
    cues: tuple[CueFound, ...]
    agrees: bool

    def as_mapping(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return asdict(self)


class Explainer:
    """Answers for one finished run; what one answer has worked out, the next need not.

    Args:
        run: a finished run.
        codebook: the codebook of the run, where it lies elsewhere now.

    Raises:
        UsageError: the run was made by a version that kept too little.
        ConfigurationError: the codebook or a model of the run cannot be read, or is not what it was.
    """

    def __init__(self, run: Run, *, codebook: str | None = None) -> None:
        self.run = run
        self.documents = read_back(run)
        self.codebook = run_codebook(run, codebook)
        options = run.info["options"]["run"]
        self.engine = find_engine(options["nlp"], options["nlp_model"])
        self.own = run_models(run, self.codebook)
        self._home = {s.statement_id: d for d in self.documents.values() for s in d.statements}
        self._segments = {s.segment_id for d in self.documents.values() for s in d.segments}
        self._written = {str(row["statement_id"]): row for row in rows_of(run, "statements")}
        self._stances = {str(row["segment_id"]): row for row in rows_of(run, "stances")}
        self._labels: dict[str, dict[str, StatementLabels]] = {}
        self._evidence: dict[str, dict[str, Evidence]] = {}

    def explain(self, identifier: str) -> StanceExplanation | StatementExplanation:
        """Return how the labels of a statement, or the stance of the answer that a segment is part of, came about.

        Raises:
            UsageError: the run has no such id, or the segment is part of no answer.
        """
        if identifier in self._home:
            return self._statement(identifier)
        if identifier in self._segments:
            return self._stance(identifier)
        raise UsageError(f"{self.run.folder}: has no segment or statement '{identifier}'.", hint=_HINT)

    def _stance(self, segment_id: str) -> StanceExplanation:
        found = answer_with(list(self.documents.values()), segment_id)
        if found is None:
            raise UsageError(
                f"{segment_id}: is part of no answer and gets no stance.", hint="Take an id of stances.csv."
            )
        answer, rows = found
        labels: dict[str, StatementLabels] = {}
        for doc_id in sorted(documents_of(answer, rows)):
            labels |= self._labelled(self.documents[doc_id])
        return _stance_record(
            stance_reasons(answer, rows, labels, self.own.stance), self._stances[answer.row.segment_id], labels
        )

    def _statement(self, statement_id: str) -> StatementExplanation:
        document = self._home[statement_id]
        label = self._labelled(document)[statement_id]
        if document.doc_id not in self._evidence:
            self._evidence[document.doc_id] = document_evidence(document, self.codebook, self.engine, self.own)
        evidence = self._evidence[document.doc_id][statement_id]
        return _statement_record(evidence.statement, label, statement_reasons(evidence), self._written[statement_id])

    def _labelled(self, document: SegmentedDocument) -> dict[str, StatementLabels]:
        if document.doc_id not in self._labels:
            found = classify_document(document, self.codebook, self.engine, self.own)
            self._labels[document.doc_id] = {label.statement_id: label for label in found}
        return self._labels[document.doc_id]


def explain(run: Run, identifier: str, *, codebook: str | None = None) -> StanceExplanation | StatementExplanation:
    """Return how a label of a finished run came about; arguments and errors are those of `Explainer`."""
    return Explainer(run, codebook=codebook).explain(identifier)


def _stance_record(reasons: StanceReasons, written: Row, labels: Mapping[str, StatementLabels]) -> StanceExplanation:
    label, rules = reasons.label, reasons.rules
    same = (label.stance.value, label.rule, label.evidence_statement_id) == tuple(
        str(written[key]) for key in ("stance", "rule", "evidence_statement_id")
    )
    polarities = Counter(labels[vote.statement.statement_id].polarity.value for vote in reasons.votes)
    return StanceExplanation(
        segment_id=label.segment_id,
        respondent=str(written["respondent"]),
        kind=str(written["kind"]),
        parties=tuple(written["parties"]),
        stance=label.stance.value,
        confidence=label.confidence,
        rule=label.rule,
        review=label.rule.endswith("+review"),
        evidence_statement_id=label.evidence_statement_id,
        evidence_text=label.evidence_text,
        inherited_from=label.inherited_from,
        rules_stance=rules.stance.value,
        rules_confidence=round(rules.confidence, 4),
        rules_rule=rules.rule,
        rules_text=rules.evidence.text if rules.evidence else "",
        model={stance.value: round(share, 4) for stance, share in reasons.model.items()},
        together={stance.value: round(share, 4) for stance, share in reasons.together.items()},
        weighed_by=reasons.weighed_by,
        statements=tuple(
            Weighed(
                statement_id=vote.statement.statement_id,
                page=vote.statement.page,
                text=vote.statement.text,
                share=round(vote.share, 4),
                stance=max(vote.stances, key=lambda stance: vote.stances[stance]).value,
                probability=round(max(vote.stances.values()), 4),
            )
            for vote in reasons.votes
        ),
        words=reasons.words,
        polarities=dict(sorted(polarities.items())),
        positions=tuple(
            PositionFound(
                statement_id=p.statement.statement_id,
                label=p.label,
                weight=round(p.weight, 4),
                rule=p.rule,
                text=p.text,
            )
            for p in reasons.positions
        ),
        agrees=same and abs(label.confidence - float(written["confidence"])) < _SAME,
    )


def _statement_record(
    statement: Statement, label: StatementLabels, reasons: StatementReasons, written: Row
) -> StatementExplanation:
    themes = sorted(map(_theme_record, reasons.themes or ()), key=lambda theme: -theme.score)
    polarity, strength, rule = reasons.by_cues
    return StatementExplanation(
        statement_id=statement.statement_id,
        segment_id=statement.segment_id,
        respondent=statement.respondent,
        kind=statement.kind.value,
        holder=statement.holder,
        page=statement.page,
        text=statement.text,
        themes=tuple(themes),
        themeless=reasons.themes is None,
        polarity=label.polarity.value,
        polarity_score=label.polarity_score,
        polarity_rule=label.polarity_rule,
        tones={tone.value: round(share, 4) for tone, share in reasons.tones.items()},
        tone_rule=reasons.tone_rule,
        cue_polarity=polarity.value,
        cue_strength=strength,
        cue_rule=rule,
        procedure=reasons.procedure,
        cues=reasons.cues,
        agrees=_is_as_written(label, written),
    )


def _theme_record(reasons: ThemeReasons) -> ThemeExplanation:
    evidence, label = reasons.evidence, reasons.evidence.label
    return ThemeExplanation(
        theme=label.label,
        score=label.score,
        threshold=evidence.theme.threshold,
        has=label.score >= evidence.theme.threshold,
        rule=label.rule if label.score > 0 else "",
        source=evidence.rule,
        probability=round(evidence.probability, 4),
        logit=evidence.logit,
        letters=evidence.letters,
        words=reasons.words,
        cue_score=evidence.cue.score if evidence.cue else 0.0,
        cue_rule=evidence.cue.rule if evidence.cue and evidence.cue.score > 0 else "",
        cues=reasons.cues,
        neighbours=reasons.neighbours[:N_NEIGHBOURS],
    )


def _is_as_written(label: StatementLabels, written: Row) -> bool:
    scores = tuple(f"{theme.label}={theme.score:.4f}" for theme in label.themes)
    rules = tuple(f"{theme.label}={theme.rule}" for theme in label.themes)
    told = tuple(str(pair).replace(",", ".") for pair in written["theme_scores"])
    tone = (label.polarity.value, label.polarity_rule) == (str(written["polarity"]), str(written["polarity_rule"]))
    near = abs(label.polarity_score - float(written["polarity_score"])) < _SAME
    return tone and near and (scores, rules) == (told, tuple(written["theme_rules"]))
