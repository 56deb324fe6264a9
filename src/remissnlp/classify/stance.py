"""Stance of a whole answer: an explicit position where there is one, else what its statements say of the draft.

A decision list over the cue table `stance`, in which negated and roundabout forms stand before the plain ones. The
first and the last paragraph weigh more, and the deciding body outweighs its office. Then position and comments are
combined: who supports a draft and asks for a change supports it with comments. At last the verdict is weighed with what
the shipped model reads in the statements (`reading.weigh_stance`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from remissnlp.classify.answers import Answer, answers_of_case, leads_in
from remissnlp.classify.cues import MIN_SCORE, combined, consume, find, fold, mask
from remissnlp.classify.own_classes import AnswerReading, ClassModel, own_stance
from remissnlp.classify.polarity import text_polarity
from remissnlp.classify.reading import STANCES, weigh_stance, whole_answer
from remissnlp.records import Polarity, SegmentedDocument, Stance, StanceLabel, Statement, StatementLabels

MIDDLE = 0.92  # weight of a position in the middle of a text, against 1 in its first or last paragraph
COMMENT = 0.6  # a weaker request or criticism does not turn support into support with comments
FIRM = 0.93  # a position in so many words
MAX_ASIDES = 2  # comments that an abstention may still hold
ASIDE = 0.7  # what a cue must weigh to count beside praise that the model hears
COMMENTS = frozenset({Polarity.REQUEST, Polarity.CRITICAL})
SUMMED_UP = frozenset({"praise", "comments", "nothing_found"})  # rules that found no position in so many words
REVIEW = 0.5  # below this confidence a person should look


@dataclass(frozen=True, slots=True)
class Position:
    """A cue of the table `stance`: what it says, how much it weighs in its place, and the words that it matched."""

    label: str
    weight: float
    rule: str
    statement: Statement
    text: str


@dataclass(frozen=True, slots=True)
class _Case:
    """What an answer shows: its best position for each label, its comments and its praise."""

    positions: dict[str, Position]
    comments: tuple[Statement, ...]
    praise: tuple[Statement, ...]
    first: Statement | None

    def best(self, *labels: str) -> Position | None:
        """Return the strongest position among the labels."""
        found = [self.positions[label] for label in labels if label in self.positions]
        return max(found, key=lambda position: position.weight, default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A stance with its confidence (0-1), the rule that decided it, and the statement that shows it."""

    stance: Stance
    confidence: float
    rule: str
    evidence: Statement | None


def classify_stances(
    segmented: Sequence[SegmentedDocument], labels: Mapping[str, StatementLabels], own: ClassModel | None = None
) -> tuple[StanceLabel, ...]:
    """Return one stance for every answer and political statement of a case, in the order of the text.

    Args:
        segmented: all documents of one case.
        labels: the labels of their statements by `statement_id`; a statement without labels counts as neutral.
        own: a model of the user's own, in place of the shipped weighing.
    """
    answers = answers_of_case(segmented)
    rows = {answer.row.segment_id: answer for answer in answers}
    return tuple(stance_of(answer, rows, labels, own) for answer in answers)


def stance_of(
    answer: Answer, rows: Mapping[str, Answer], labels: Mapping[str, StatementLabels], own: ClassModel | None = None
) -> StanceLabel:
    """Return the stance of one answer.

    Args:
        answer: of `rows`.
        rows: all answers of the case by the segment that their row stands on.
        labels: the labels of the statements of the answer, and of the one that it joins.
        own: see `classify_stances`.
    """
    target = joined(answer, rows)
    verdict = _weighed(target, by_rules(target, labels), labels, own)
    rule, evidence = verdict.rule, verdict.evidence
    confidence = verdict.confidence
    if target is not answer and answer.joins:
        rule, confidence = "inherited", confidence * 0.95
        said = {statement.statement_id: statement for statement in answer.body}
        evidence = said.get(answer.joins.statement_id) or next(iter(answer.body), evidence)
    return StanceLabel(
        segment_id=answer.row.segment_id,
        stance=verdict.stance,
        confidence=round(confidence, 3),
        evidence_statement_id=evidence.statement_id if evidence else "",
        evidence_text=evidence.text if evidence else "",
        rule=rule if confidence >= REVIEW else f"{rule}+review",
        inherited_from=answer.joins.target_segment_id if target is not answer and answer.joins else "",
    )


def _weighed(
    answer: Answer, verdict: Verdict, labels: Mapping[str, StatementLabels], own: ClassModel | None
) -> Verdict:
    """Weigh the verdict of the rules with what the model reads in the statements of the answer."""
    read = answer_reading(answer, verdict, labels)
    if read is None:
        return verdict
    shares = shares_of(read, own)
    source = "own_model" if own else "model"
    stance = max(shares, key=lambda option: shares[option])
    if stance is verdict.stance:
        return replace(verdict, confidence=shares[stance], rule=f"{verdict.rule}+{source}")
    column, said = STANCES.index(stance), voting(answer, labels)
    telling = max(range(len(said)), key=lambda k: (read.votes[k][-1] + read.votes[k][column], -k))
    return Verdict(stance, shares[stance], source, said[telling])


def answer_reading(answer: Answer, verdict: Verdict, labels: Mapping[str, StatementLabels]) -> AnswerReading | None:
    """Return what models and rules say of an answer; None where it has no statement that a model has read."""
    own = voting(answer, labels)
    texts = [statement.text for statement in own]
    votes = [labels[statement.statement_id].stance_votes for statement in own]
    if not votes or not all(votes):
        return None  # labels by the cues alone
    shares = weigh_stance(votes, whole_answer(texts), verdict.stance, worth_of(verdict), clearest_comment(own, labels))
    return AnswerReading(
        text=" ".join(texts),
        votes=votes,
        rule=verdict.stance,
        confidence=verdict.confidence,
        shares=tuple(shares.values()),
    )


def clearest_comment(statements: Sequence[Statement], labels: Mapping[str, StatementLabels]) -> float:
    """Return how far the clearest request or criticism among statements is above what counts as one, 0-1."""
    scores = (labels[s.statement_id].polarity_score for s in statements if labels[s.statement_id].polarity in COMMENTS)
    return max(0.0, max(scores, default=0.0) - COMMENT)


def shares_of(read: AnswerReading, own: ClassModel | None) -> dict[Stance, float]:
    """Return the probability of every stance, by a model of the user's own where there is one."""
    return own_stance(own, read) if own else dict(zip(STANCES, read.shares, strict=True))


def worth_of(verdict: Verdict) -> float:
    """Return the confidence (0-1) of a verdict of the rules beside the models: none where it only sums up."""
    return 0.0 if verdict.rule in SUMMED_UP else verdict.confidence


def voting(answer: Answer, labels: Mapping[str, StatementLabels]) -> list[Statement]:
    """Return the statements of an answer that the model's word is taken from: those that say its own view."""
    return [s for s in own_words((*answer.board, *answer.body)) if s.statement_id in labels]


def own_words(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements that an answer holds itself, without lead-ins ("Bo Al anför:") unless it has no other."""
    own = [statement for statement in statements if not statement.holder]
    return [statement for statement in own if not is_lead_in(statement)] or own


def is_lead_in(statement: Statement) -> bool:
    """Tell whether a statement only says that somebody's words follow or were handed in, and nothing of a position."""
    return leads_in(statement) and not any(positions([statement]))


def joined(answer: Answer, rows: Mapping[str, Answer]) -> Answer:
    """Follow whole-segment endorsements to the text that is endorsed; a circle or an unknown target ends the walk."""
    seen = {answer.row.segment_id}
    current = answer
    while current.joins and (target := rows.get(current.joins.target_segment_id)):
        if target.row.segment_id in seen:
            break
        seen.add(target.row.segment_id)
        current = target
    return current


def _read_case(answer: Answer, labels: Mapping[str, StatementLabels]) -> _Case:
    board = _strongest(answer.board)
    own = own_words(answer.body)
    comments, praise = [], []
    for statement in own:
        label = labels.get(statement.statement_id)
        if label is None:
            continue
        if label.polarity_score >= MIN_SCORE and (label.polarity is Polarity.POSITIVE or _praises_first(statement)):
            praise.append(statement)
        if (label.polarity in COMMENTS and label.polarity_score >= COMMENT) or _comments_too(statement, label):
            comments.append(statement)
    first = next(iter(own), None) or next(iter(answer.board), None)
    return _Case(board or _strongest(own), tuple(comments), tuple(praise), first)


def _comments_too(statement: Statement, label: StatementLabels) -> bool:
    """Return whether a statement that is praise on the whole asks for something or objects to something as well."""
    if label.polarity is not Polarity.POSITIVE:
        return False
    aside, strength, _ = text_polarity(fold(statement.text))
    return aside in COMMENTS and strength >= ASIDE


def _praises_first(statement: Statement) -> bool:
    """Return whether a comment begins with praise ("... is a good step, but ...")."""
    head, contrast, _ = fold(statement.text).partition(" men ")
    return bool(contrast) and combined([hit.rule.weight for hit in find("positive", head)]) >= MIN_SCORE


def _strongest(statements: Sequence[Statement]) -> dict[str, Position]:
    """Return the strongest position of every label; of equals, the first."""
    found: dict[str, Position] = {}
    for position in positions(statements):
        if position.label not in found or position.weight > found[position.label].weight:
            found[position.label] = position
    return found


def positions(statements: Sequence[Statement]) -> Iterator[Position]:
    """Yield the cues of position in statements that follow each other; a holder's view is nobody's own position."""
    edges = {statements[0].paragraph, statements[-1].paragraph} if statements else set()
    for statement in statements:
        if statement.holder:
            continue
        place = 1.0 if statement.paragraph in edges else MIDDLE
        for hit in consume("stance", mask("mask", fold(statement.text))):
            yield Position(hit.rule.label, hit.rule.weight * place, hit.rule.id, statement, hit.text)


def by_rules(answer: Answer, labels: Mapping[str, StatementLabels]) -> Verdict:
    """Return what the rules alone say of an answer."""
    case = _read_case(answer, labels)
    for decide in (_abstains, _opposes, _supports, _has_no_objection, _doubts):
        if verdict := decide(case):
            return verdict
    return _without_position(case)


def _abstains(case: _Case) -> Verdict | None:
    if (open_ := case.best("no_position")) and not case.best("oppose", "support", "support_if"):
        # Whoever leaves the position to others and still has views gives views only.
        stance = Stance.COMMENTS_ONLY if case.comments else Stance.ABSTAIN
        return Verdict(stance, open_.weight, open_.rule, open_.statement)
    position = case.best("abstain")
    other = case.best("oppose", "support", "support_if", "no_objection")
    if position is None or (other and other.weight > min(FIRM, position.weight)) or len(case.comments) > MAX_ASIDES:
        return None
    return Verdict(Stance.ABSTAIN, position.weight, position.rule, position.statement)


def _opposes(case: _Case) -> Verdict | None:
    position = case.best("oppose", "oppose_but")
    if position is None or "support_if" in case.positions:
        return None
    support = case.best("support")
    if support and (support.weight >= FIRM * MIDDLE or position.label == "oppose_but"):
        # Both in so many words: a part of the draft is refused.
        return Verdict(Stance.SUPPORT_WITH_COMMENTS, 0.6, f"{support.rule}+part", support.statement)
    return Verdict(Stance.OPPOSE, position.weight, position.rule, position.statement)


def _supports(case: _Case) -> Verdict | None:
    position = case.best("support", "support_if")
    if position is None:
        return None
    if "support_if" in case.positions or case.comments or case.best("oppose_part", "oppose_mild"):
        return Verdict(Stance.SUPPORT_WITH_COMMENTS, position.weight * 0.95, position.rule, position.statement)
    return Verdict(Stance.SUPPORT, position.weight, position.rule, position.statement)


def _has_no_objection(case: _Case) -> Verdict | None:
    position = case.best("no_objection", "no_objection_but")
    if position is None:
        return None
    if "no_objection_but" in case.positions or case.comments or case.best("oppose_part", "oppose_mild"):
        return Verdict(Stance.SUPPORT_WITH_COMMENTS, position.weight * 0.9, position.rule, position.statement)
    for statement in case.praise:
        if any(hit.rule.id != "positive.no_objection" for hit in find("positive", fold(statement.text))):
            return Verdict(Stance.SUPPORT, position.weight * 0.85, f"{position.rule}+praise", statement)
    return Verdict(Stance.NO_OBJECTION, position.weight, position.rule, position.statement)


def _doubts(case: _Case) -> Verdict | None:
    position = case.best("oppose_mild")
    if position is None or case.praise:
        return None
    return Verdict(Stance.OPPOSE, position.weight * 0.9, position.rule, position.statement)


def _without_position(case: _Case) -> Verdict:
    n_comments = len(case.comments)
    if (aim := case.best("aim")) and not case.praise:
        stance = Stance.SUPPORT_WITH_COMMENTS if n_comments else Stance.SUPPORT
        return Verdict(stance, 0.55, aim.rule, aim.statement)
    if (emphasis := case.best("emphasis")) and all(statement is emphasis.statement for statement in case.praise):
        return Verdict(Stance.COMMENTS_ONLY, emphasis.weight, emphasis.rule, emphasis.statement)
    if case.praise and 4 * len(case.praise) >= n_comments:
        stance = Stance.SUPPORT_WITH_COMMENTS if n_comments else Stance.SUPPORT
        return Verdict(stance, 0.6, "praise", case.praise[0])
    if n_comments:
        return Verdict(Stance.COMMENTS_ONLY, 0.65, "comments", case.comments[0])
    return Verdict(Stance.COMMENTS_ONLY, 0.3, "nothing_found", case.first)
