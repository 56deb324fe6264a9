"""Answers of finished runs that people labelled, with what models and rules read in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from remissnlp.annotation import LabelledStance
from remissnlp.annotation.cells import refuse
from remissnlp.classify.answers import Answer, answers_of_case
from remissnlp.classify.own_classes import AnswerReading
from remissnlp.classify.polarity import Scored, cue_polarities
from remissnlp.classify.reading import Reading, read_statements
from remissnlp.classify.reasons import documents_of
from remissnlp.classify.stance import answer_reading, by_rules, joined
from remissnlp.errors import UsageError
from remissnlp.output import load
from remissnlp.readback import read_back, rows_of
from remissnlp.records import Polarity, SegmentedDocument, Stance, StatementLabels

_NOTHING = Reading({}, {}, (), (), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAnswer:
    """A labelled answer: `read` is what models and rules say of it, `rules` the verdict of the rules alone."""

    segment_id: str
    path: str
    respondent: str
    stance: Stance
    read: AnswerReading
    rules: Stance

    @property
    def text(self) -> str:
        """Its own statements."""
        return self.read.text


@dataclass(slots=True)
class _Case:
    """The answers of one run, and what labels them; documents are read when an answer of theirs is labelled."""

    documents: dict[str, SegmentedDocument]
    paths: dict[str, str]
    tones: dict[str, Scored]
    rows: dict[str, Answer]
    parts: dict[str, Answer]
    labels: dict[str, StatementLabels] = field(default_factory=dict)
    by_cues: dict[str, StatementLabels] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, out: Path) -> _Case:
        run = load(out)
        documents = read_back(run)
        answers = answers_of_case(list(documents.values()))
        rows = {answer.row.segment_id: answer for answer in answers}
        parts = {s.segment_id: answer for answer in answers[::-1] for s in (*answer.board, *answer.body)}
        paths = {str(row["doc_id"]): str(row["path"]) for row in rows_of(run, "documents")}
        tones = {str(row["statement_id"]): _tone(row) for row in rows_of(run, "statements")}
        return cls(documents, paths, tones, rows, parts | rows)

    def named(self, label: LabelledStance) -> list[Answer]:
        """Return the answers that a label may mean."""
        if label.segment_id:
            return [self.parts[label.segment_id]] if label.segment_id in self.parts else []
        return [
            answer
            for answer in self.rows.values()
            if self.paths[answer.row.doc_id] == label.path and _same(answer.row.respondent, label.respondent)
        ]

    def read(self, answer: Answer, stance: Stance) -> ReadAnswer | None:
        """Return an answer with what is said of it; None where it has no statements that a model reads."""
        for doc_id in documents_of(answer, self.rows) - self.known:
            self._label(self.documents[doc_id])
            self.known.add(doc_id)
        target = joined(answer, self.rows)
        read = answer_reading(target, by_rules(target, self.labels), self.labels)
        if read is None:
            return None
        return ReadAnswer(
            segment_id=answer.row.segment_id,
            path=self.paths[answer.row.doc_id],
            respondent=answer.row.respondent,
            stance=stance,
            read=read,
            rules=by_rules(target, self.by_cues).stance,
        )

    def _label(self, document: SegmentedDocument) -> None:
        """Label the statements of a document: the tone as the run has it, the votes as the shipped models give them."""
        cues = cue_polarities(document.statements)
        for statement, reading, cue in zip(
            document.statements, read_statements(document.statements), cues, strict=True
        ):
            key = statement.statement_id
            self.labels[key] = _labels(key, self.tones[key], reading)
            self.by_cues[key] = _labels(key, cue, _NOTHING)


def read_answers(labels: Mapping[Path, Sequence[LabelledStance]], runs: Sequence[Path]) -> tuple[list[ReadAnswer], int]:
    """Return the labelled answers of runs, and how many more have no statements of their own and cannot be learnt from.

    Args:
        labels: by the table that they come from; labels of one answer must be alike.
        runs: output folders.

    Raises:
        UsageError: a run cannot be read, or a label means no answer of the runs, several, or contradicts another.
    """
    cases = [_Case.of(out) for out in runs]
    found: dict[str, ReadAnswer | None] = {}
    said: dict[str, Stance] = {}
    for table, rows in labels.items():
        faults: list[str] = []
        for label in rows:
            pairs = {a.row.segment_id: (case, a) for case in cases[::-1] for a in case.named(label)}
            if len(pairs) != 1:
                faults.append(f"{label.place}: {_told(label)} {_unclear(list(pairs))}")
                continue
            ((key, (case, answer)),) = pairs.items()
            if said.setdefault(key, label.stance) is not label.stance:
                faults.append(f"{label.place}: {_told(label)} is labelled {said[key]} too; keep one")
            elif key not in found:
                found[key] = case.read(answer, label.stance)
        refuse(table, faults)
    read = [answer for answer in found.values() if answer]
    if not read:
        raise UsageError("No answer with statements of its own is labelled.", hint="Fill in the column 'stance'.")
    return read, len(found) - len(read)


def _unclear(ids: Sequence[str]) -> str:
    if not ids:
        return "is no answer of these runs; name the run that it comes from with --run"
    return f"has several answers ({', '.join(ids)}); name one by its segment_id"


def _told(label: LabelledStance) -> str:
    return f"'{label.segment_id or f'{label.respondent}, {label.path}'}'"


def _same(left: str, right: str) -> bool:
    return left.casefold().split() == right.casefold().split()


def _tone(row: dict[str, Any]) -> Scored:
    return Polarity(str(row["polarity"])), float(row["polarity_score"]), str(row["polarity_rule"])


def _labels(statement_id: str, tone: Scored, reading: Reading) -> StatementLabels:
    polarity, score, rule = tone
    return StatementLabels(
        statement_id=statement_id,
        themes=(),
        polarity=polarity,
        polarity_score=score,
        polarity_rule=rule,
        stance_votes=(*reading.stance, reading.weight),
    )
