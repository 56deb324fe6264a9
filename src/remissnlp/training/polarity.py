"""Polarity learnt from labelled sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from remissnlp.annotation import LabelledRow, read_labels
from remissnlp.classify.own_classes import POLARITY, see_statements
from remissnlp.classify.polarity import cue_polarities, polarities
from remissnlp.classify.reading import read_texts
from remissnlp.errors import UsageError
from remissnlp.records import Kind, Statement
from remissnlp.training.classes import SHIPPED, Case, Examples, TrainedClasses, train_classes
from remissnlp.training.folders import joined

CUES = "cues"


def read_polarities(paths: Sequence[Path]) -> list[LabelledRow]:
    """Return the rows of several sheets that have a polarity; a statement that two of them label alike is one row.

    Raises:
        UsageError: a sheet has faults, or two sheets label a statement differently.
    """
    return joined((read_labels(path) for path in paths), lambda row: row.polarity, "polarity")


def train_polarity(rows: Sequence[LabelledRow]) -> TrainedClasses:
    """Return a model of the polarities of labelled rows, see `train_classes`.

    Raises:
        UsageError: too few rows are labelled.
    """
    return train_classes(polarity_examples(rows))


def polarity_examples(rows: Sequence[LabelledRow]) -> Examples:
    """Return what polarity is learnt from.

    Raises:
        UsageError: no row has a polarity.
    """
    labelled = [row for row in rows if row.polarity is not None]
    if not labelled:
        raise UsageError("No row has a polarity.", hint="Fill in the column 'polarity'.")
    texts, before = [row.text for row in labelled], [row.before for row in labelled]
    readings = read_texts(texts, before)
    statements = [_statement(row, number) for number, row in enumerate(labelled)]

    def decide(places: Sequence[int], logits: np.ndarray) -> list[tuple[str, float]]:
        own = [replace(readings[k], polarity=tuple(row)) for k, row in zip(places, logits.tolist(), strict=True)]
        found = polarities([statements[place] for place in places], own)
        return [(polarity.value, probability) for polarity, probability, _ in found]

    return Examples(
        task=POLARITY,
        cases=[_case(row) for row in labelled],
        seen=see_statements(texts, before, readings),
        decide=decide,
        beside={
            SHIPPED: [polarity.value for polarity, _, _ in polarities(statements, readings)],
            CUES: [polarity.value for polarity, _, _ in cue_polarities(statements)],
        },
        single="statements",
    )


def _case(row: LabelledRow) -> Case:
    label = row.polarity.value if row.polarity else ""
    return Case(id=row.statement_id, path=row.path, respondent=row.respondent, text=row.text, wanted=label)


def _statement(row: LabelledRow, number: int) -> Statement:
    """Return a row as a statement of its own segment: what stands around it in the document is not in the sheet."""
    known = row.kind in {kind.value for kind in Kind}
    return Statement(
        statement_id=row.statement_id,
        segment_id=str(number),
        doc_id=row.path,
        respondent=row.respondent,
        kind=Kind(row.kind) if known else Kind.RESPONSE,
        holder="",
        section=row.section,
        page=0,
        char_start=0,
        char_end=0,
        text=row.text,
        paragraph=0,
    )
