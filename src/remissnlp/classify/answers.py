"""Which segments make up one answer, and which of them carries its stance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from remissnlp.classify.cues import find, fold
from remissnlp.grouping import by_segment, voice_id
from remissnlp.records import (
    POLITICAL_KINDS,
    Endorsement,
    Kind,
    Segment,
    SegmentedDocument,
    Statement,
)
from remissnlp.values import VIEW_KINDS

LEAD_INS = frozenset({"gate.statement_made", "gate.words_follow", "gate.wording_follows"})
# Where several segments make up one answer, its row stands on the first of these kinds.
ROW_ORDER = (Kind.RESPONSE, Kind.ADVISORY_COUNCIL, Kind.DECISION, Kind.SUMMARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer or political statement: the segment that its row stands on, and its text.

    `board` is what the deciding body itself says, `body` the office's text, the letter or the statement.
    `joins` is the endorsement of an answer or statement that says nothing but that it joins another.
    """

    row: Segment
    board: tuple[Statement, ...]
    body: tuple[Statement, ...]
    joins: Endorsement | None = None


def answers_of_case(segmented: Sequence[SegmentedDocument]) -> tuple[Answer, ...]:
    """Return every answer of a case that gets a stance, in the order of the documents and of their text."""
    elsewhere = _full_texts(segmented)
    found: list[Answer] = []
    for document in segmented:
        found += _of_document(document, elsewhere)
    return tuple(found)


def _of_document(document: SegmentedDocument, elsewhere: dict[str, tuple[Statement, ...]]) -> list[Answer]:
    texts = by_segment(document.statements)
    groups: dict[str, list[Segment]] = {}
    for segment in document.segments:
        if segment.kind in VIEW_KINDS:
            groups.setdefault(voice_id(segment), []).append(segment)
    joins = {e.segment_id: e for e in document.endorsements if e.target_segment_id and _is_all_said(e, texts)}
    answers = (_answer(group, texts, joins, elsewhere) for group in groups.values())
    return sorted((a for a in answers if a), key=lambda a: (a.row.char_start, a.row.segment_id))


def _is_all_said(endorsement: Endorsement, texts: Mapping[str, tuple[Statement, ...]]) -> bool:
    """Tell whether a segment says nothing but that it joins another ("Nämnden instämmer i kontorets yttrande.")."""
    if endorsement.whole_segment:
        return True
    said = [s for s in texts.get(endorsement.segment_id, ()) if not s.holder and not leads_in(s)]
    return [statement.statement_id for statement in said] == [endorsement.statement_id]


def leads_in(statement: Statement) -> bool:
    """Tell whether a statement says that somebody's words follow or were handed in ("Bo Al (S) anför:")."""
    return any(hit.rule.id in LEAD_INS for hit in find("gate", fold(statement.text)))


def _answer(
    group: list[Segment],
    texts: dict[str, tuple[Statement, ...]],
    joins: dict[str, Endorsement],
    elsewhere: dict[str, tuple[Statement, ...]],
) -> Answer | None:
    if group[0].kind in POLITICAL_KINDS:
        (row,) = group
        return Answer(row=row, board=(), body=texts.get(row.segment_id, ()), joins=joins.get(row.segment_id))
    kind = next(kind for kind in ROW_ORDER if any(segment.kind is kind for segment in group))
    same = [segment for segment in group if segment.kind is kind]
    row = max(same, key=lambda segment: (len(texts.get(segment.segment_id, ())), -segment.char_start))
    if kind is Kind.SUMMARY and not (row.counted and row.answer_id not in elsewhere):
        return None
    board = [s for segment in group if segment.kind is Kind.DECISION for s in texts.get(segment.segment_id, ())]
    rest = [s for segment in same if segment.kind is not Kind.DECISION for s in texts.get(segment.segment_id, ())]
    before, body = _split_at_lead_in(rest)
    if kind is Kind.DECISION:
        body = list(elsewhere.get(row.answer_id, ()))
    alone = joins.get(row.segment_id) if len(group) == 1 else None
    return Answer(row=row, board=tuple(board + before), body=tuple(body), joins=alone)


def _split_at_lead_in(statements: list[Statement]) -> tuple[list[Statement], list[Statement]]:
    """Part the board's decision from the office text that it is followed by ("... har följande lydelse")."""
    for index, statement in enumerate(statements):
        text = fold(statement.text)
        if "utlåtande" in text or "skrivelse" in text:
            rules = {hit.rule.id for hit in find("gate", text)}
            if "gate.wording_follows" in rules:
                return statements[: index + 1], statements[index + 1 :]
    return [], statements


def _full_texts(segmented: Sequence[SegmentedDocument]) -> dict[str, tuple[Statement, ...]]:
    """Return the longest response text of every answer of the case, by `answer_id`."""
    full: dict[str, tuple[Statement, ...]] = {}
    for document in segmented:
        texts = by_segment(document.statements)
        for segment in document.segments:
            if segment.kind is Kind.RESPONSE and segment.answer_id:
                text = texts.get(segment.segment_id, ())
                if segment.answer_id not in full or len(text) > len(full[segment.answer_id]):
                    full[segment.answer_id] = text
    return full
