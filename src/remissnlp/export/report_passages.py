"""The report's evidence, passage by passage: copies, endorsements, decisions, who was asked (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from remissnlp.export.report_index import Index, Place, Speaker
from remissnlp.records import ClusterType, Decision, Endorsement, ReuseCluster, ReuseMember

_WORD_OR_SPACE = re.compile(r"\s+|\w+|[^\w\s]")
# Longer passages would take too long to align word by word; they are shown without marks.
_MAX_ALIGNED_TOKENS = 3000
_EXCERPT_CHARS = 180
_NAME_STEM_CHARS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A run of text that a copy shares with the representative (`same`), adds (`insert`) or leaves out (`delete`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One occurrence of a copied passage; `turns_meaning` where an edit turns it, such as an added "inte"."""

    speaker: Speaker | None
    place: Place
    date: str
    similarity: float
    edits: tuple[Edit, ...]
    is_origin: bool
    turns_meaning: bool

    @property
    def is_verbatim(self) -> bool:
        """Whether the copy has the representative's words, to the letter."""
        return all(edit.kind == "same" for edit in self.edits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A copied argument. `number` counts the report's passages from 1."""

    number: int
    text: str
    n_respondents: int
    parties: tuple[str, ...]
    first_date: str
    origin: Speaker | None
    carriers: tuple[Carrier, ...]
    statement_ids: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The carriers' names, each once."""
        return tuple(dict.fromkeys(one.speaker.respondent for one in self.carriers if one.speaker))


@dataclass(frozen=True, slots=True, kw_only=True)
class EndorsementRow:
    """One speaker joins another."""

    speaker: Speaker | None
    relation: str
    target: str
    target_parties: tuple[str, ...]
    text: str
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A body that was asked, and what came of it."""

    respondent: str
    asked_by: str
    outcome: str
    outcome_label: str
    evidence: str
    place: Place
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinedRow:
    """A body that said that it does not answer."""

    respondent: str
    outcome: str
    outcome_label: str
    evidence: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionItem:
    """A numbered item of a decision."""

    item: str
    text: str
    action: str
    action_label: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionGroup:
    """The items that one speaker decided or moved."""

    speaker: Speaker | None
    items: tuple[DecisionItem, ...]

    @property
    def n_items(self) -> int:
        """Number of items."""
        return len(self.items)


def excerpt(text: str, name: str) -> str:
    """Return the part of a long text around a name, cut at blanks and with "…" for what is left out.

    A list of forty bodies is the evidence for each of them; the reader wants the one line that names this one. A
    name's genitive or compound may differ from the text, so that its beginning is looked for; else the text's own
    beginning is shown.
    """
    if len(text) <= _EXCERPT_CHARS:
        return text
    found = max(text.lower().find(name.lower()[:_NAME_STEM_CHARS]), 0)
    start = max(min(found - _EXCERPT_CHARS // 2, len(text) - _EXCERPT_CHARS), 0)
    part = text[start : start + _EXCERPT_CHARS]
    before, after = start > 0, start + _EXCERPT_CHARS < len(text)
    if before:
        part = part.partition(" ")[2] or part
    if after:
        part = part.rpartition(" ")[0] or part
    return f"{'… ' if before else ''}{part}{' …' if after else ''}"


def word_edits(original: str, copy: str) -> tuple[Edit, ...]:
    """Return the edits that lead from `original` to `copy`, word by word.

    The texts of `same` and `delete` make up the original, those of `same` and `insert` the copy.
    """
    left, right = _WORD_OR_SPACE.findall(original), _WORD_OR_SPACE.findall(copy)
    if max(len(left), len(right)) > _MAX_ALIGNED_TOKENS:
        return (Edit(kind="delete", text=original), Edit(kind="insert", text=copy))
    edits: list[Edit] = []
    for tag, left_start, left_end, right_start, right_end in _aligned(left, right):
        if tag == "equal":
            edits.append(Edit(kind="same", text="".join(left[left_start:left_end])))
            continue
        if left_end > left_start:
            edits.append(Edit(kind="delete", text="".join(left[left_start:left_end])))
        if right_end > right_start:
            edits.append(Edit(kind="insert", text="".join(right[right_start:right_end])))
    return tuple(edits)


def _aligned(left: Sequence[str], right: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    """Yield difflib's opcodes; a lone blank between two changes is part of them, so that whole phrases are marked."""
    merged: list[tuple[str, int, int, int, int]] = []
    opcodes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for number, (tag, *span) in enumerate(opcodes):
        inside = 0 < number < len(opcodes) - 1
        is_blank = tag == "equal" and inside and not "".join(left[span[0] : span[1]]).strip()
        change = "replace" if tag != "equal" or is_blank else "equal"
        if merged and merged[-1][0] == change:
            merged[-1] = (change, merged[-1][1], span[1], merged[-1][3], span[3])
        else:
            merged.append((change, span[0], span[1], span[2], span[3]))
    return merged


def passages(index: Index) -> tuple[Passage, ...]:
    """Return the copied arguments, those with the most respondents first."""
    arguments = [cluster for cluster in index.analysis.clusters if cluster.type == ClusterType.ARGUMENT]
    arguments.sort(key=lambda cluster: (-cluster.n_respondents, -len(cluster.members), cluster.cluster_id))
    return tuple(_passage(index, cluster, number) for number, cluster in enumerate(arguments, start=1))


def _passage(index: Index, cluster: ReuseCluster, number: int) -> Passage:
    segments = [index.segments[member.segment_id] for member in cluster.members if member.segment_id in index.segments]
    parties = dict.fromkeys(party for segment in segments for party in segment.parties)
    return Passage(
        number=number,
        text=cluster.text,
        n_respondents=cluster.n_respondents,
        parties=tuple(sorted(parties)),
        first_date=cluster.first_date or "",
        origin=_speaker(index, cluster.origin_segment_id),
        carriers=tuple(_carrier(index, cluster, member) for member in cluster.members),
        statement_ids=tuple(dict.fromkeys(one for member in cluster.members for one in member.statement_ids)),
    )


def _carrier(index: Index, cluster: ReuseCluster, member: ReuseMember) -> Carrier:
    segment = index.segments.get(member.segment_id)
    return Carrier(
        speaker=_speaker(index, member.segment_id),
        place=index.place(member.doc_id, member.page),
        date=(segment.date or segment.meeting_date or "") if segment else "",
        similarity=member.similarity,
        edits=word_edits(cluster.text, member.text),
        is_origin=member.segment_id == cluster.origin_segment_id,
        turns_meaning=bool(member.turns_meaning),
    )


def _speaker(index: Index, segment_id: str) -> Speaker | None:
    segment = index.segments.get(segment_id)
    return index.speaker(segment) if segment else None


def endorsement_rows(index: Index) -> tuple[EndorsementRow, ...]:
    """Return who joins whom, in document order; documents that are copies are left out."""
    return tuple(
        _endorsement_row(index, endorsement)
        for document in index.analysis.segmented
        if not document.duplicate_of
        for endorsement in document.endorsements
    )


def _endorsement_row(index: Index, endorsement: Endorsement) -> EndorsementRow:
    statement = index.statements.get(endorsement.statement_id)
    return EndorsementRow(
        speaker=_speaker(index, endorsement.segment_id),
        relation=endorsement.relation,
        target=endorsement.target_respondent or endorsement.target_text,
        target_parties=endorsement.target_parties,
        text=statement.text if statement else endorsement.target_text,
        place=index.place(statement.doc_id, statement.page) if statement else None,
    )


def asked_rows(index: Index) -> tuple[AskedRow, ...]:
    """Return who was asked, in document order; documents that are copies are left out."""
    return tuple(
        AskedRow(
            respondent=asked.respondent,
            asked_by=asked.asked_by,
            outcome=asked.outcome,
            outcome_label=index.label("outcome", asked.outcome),
            evidence=excerpt(asked.evidence_text, asked.respondent),
            place=index.place(asked.doc_id, asked.page),
            case=index.case(asked.case_id),
        )
        for document in index.analysis.segmented
        if not document.duplicate_of
        for asked in document.asked
    )


def declined_rows(index: Index) -> tuple[DeclinedRow, ...]:
    """Return who said that it does not answer, in document order; documents that are copies are left out."""
    return tuple(
        DeclinedRow(
            respondent=declined.respondent,
            outcome=declined.outcome,
            outcome_label=index.label("outcome", declined.outcome),
            evidence=excerpt(declined.evidence_text, declined.respondent),
            place=index.place(declined.doc_id, declined.page),
        )
        for document in index.analysis.segmented
        if not document.duplicate_of
        for declined in document.declined
    )


def decision_groups(index: Index) -> tuple[DecisionGroup, ...]:
    """Return the decisions by speaker, in document order; documents that are copies are left out."""
    decisions = [
        decision
        for document in index.analysis.segmented
        if not document.duplicate_of
        for decision in document.decisions
    ]
    return tuple(
        DecisionGroup(speaker=_speaker(index, segment_id), items=tuple(_decision_item(index, one) for one in group))
        for segment_id, group in groupby(decisions, key=lambda decision: decision.segment_id)
    )


def _decision_item(index: Index, decision: Decision) -> DecisionItem:
    return DecisionItem(
        item=decision.item,
        text=decision.text,
        action=decision.action,
        action_label=index.label("action", decision.action),
        place=index.place(decision.doc_id, decision.page),
    )
