"""What a run says of documents that could not be labelled."""

from __future__ import annotations

from pathlib import Path

from remissnlp.classify import classify_document
from remissnlp.codebook import load_codebook
from remissnlp.records import Analysis
from remissnlp.segment import resolve_cases, segment_document
from remissnlp.summary import RunSummary, summarise
from tests.segment_helpers import read

LETTER = "Till kommunstyrelsen\n\nYttrande över cykelplanen\n\nViks Cykelklubb tillstyrker planen.\n\nEva Ek\nViks Cykelklubb\n"


def _summary(tmp_path: Path, *, labelled: bool) -> RunSummary:
    codebook = load_codebook("default")
    document = read(tmp_path, LETTER)
    segmented = resolve_cases([document], [segment_document(document)])
    labels = {label.statement_id: label for label in classify_document(segmented[0], codebook)} if labelled else {}
    analysis = Analysis(
        documents=(document,),
        segmented=segmented,
        labels=labels,
        stances=(),
        clusters=(),
        quotes=(),
        issues=(),
        failed=(),
    )
    return summarise(analysis, codebook, out=tmp_path, report=tmp_path / "report.html", seconds={})


def test_a_document_that_took_too_long_to_label_is_counted(tmp_path: Path) -> None:
    assert _summary(tmp_path, labelled=False).n_unlabelled == 1
    assert _summary(tmp_path, labelled=True).n_unlabelled == 0
