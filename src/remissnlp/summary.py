"""What a run found, in numbers: for the closing table and `run.json`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from remissnlp.codebook import Codebook
from remissnlp.export.view import View
from remissnlp.records import POLITICAL_KINDS, Analysis, ClusterType, SegmentedDocument, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run found, for a closing table.

    `n_failed` are files of which nothing could be read, `n_unlabelled` documents that took too long to label.
    """

    out: Path
    report: Path
    n_documents: int
    n_failed: int
    n_partial: int
    n_unlabelled: int
    n_respondents: int
    n_answers: int
    n_political: int
    n_statements: int
    n_copied_passages: int
    n_declined: int
    n_issues: int
    stances: dict[str, int]
    themes: dict[str, int]
    seconds: dict[str, float]
    left_out: dict[str, str]


def summarise(
    analysis: Analysis,
    codebook: Codebook,
    *,
    out: Path,
    report: Path,
    seconds: dict[str, float],
    left_out: dict[str, str] | None = None,
) -> RunSummary:
    """Count what a run found; a second version or copy of an answer counts once.

    `left_out` are files that an extra would have written, with the command that installs it.
    """
    view = View(analysis, codebook)
    stances = view.counted_stances
    answers = [stance for stance in stances if view.segments[stance.segment_id].kind not in POLITICAL_KINDS]
    said = (statement for voice in view.voices for statement in view.statements_of(voice))
    themes = Counter(theme for statement in said for theme in view.themes_of(statement.statement_id))
    return RunSummary(
        out=out,
        report=report,
        n_documents=len(analysis.documents),
        n_failed=len(analysis.failed),
        n_partial=sum(document.status is Status.PARTIAL for document in analysis.documents),
        n_unlabelled=sum(_is_unlabelled(doc, analysis) for doc in analysis.segmented),
        n_respondents=len(view.respondents),
        n_answers=len(answers),
        n_political=len(stances) - len(answers),
        n_statements=sum(len(doc.statements) for doc in analysis.segmented),
        n_copied_passages=sum(cluster.type is ClusterType.ARGUMENT for cluster in analysis.clusters),
        n_declined=sum(len(doc.declined) for doc in analysis.segmented if not doc.duplicate_of),
        n_issues=len(analysis.issues),
        stances=dict(Counter(stance.stance.value for stance in answers).most_common()),
        themes={theme.id: themes[theme.id] for theme in codebook.themes},
        seconds=seconds,
        left_out=left_out or {},
    )


def _is_unlabelled(document: SegmentedDocument, analysis: Analysis) -> bool:
    """Tell whether a document has statements and none of them any labels."""
    return bool(document.statements) and document.statements[0].statement_id not in analysis.labels
