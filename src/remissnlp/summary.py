"""What a run found, in numbers: for the closing table and `run.json`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from remissnlp.codebook import Codebook
from remissnlp.export.view import View
from remissnlp.records import Analysis, ClusterType, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run found, for a closing table. `n_failed` are files of which nothing could be read."""

    out: Path
    report: Path
    n_documents: int
    n_failed: int
    n_partial: int
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


def summarise(
    analysis: Analysis, codebook: Codebook, *, out: Path, report: Path, seconds: dict[str, float]
) -> RunSummary:
    """Count what a run found; a second version or copy of an answer counts once."""
    counted = {s.segment_id: s for doc in analysis.segmented for s in doc.segments if s.counted}
    stances = [stance for stance in analysis.stances if stance.segment_id in counted]
    answers = [stance for stance in stances if not counted[stance.segment_id].parties]
    view = View(analysis, codebook)
    said = (statement for statement in view.statements.values() if statement.segment_id in counted)
    themes = Counter(theme for statement in said for theme in view.themes_of(statement.statement_id))
    return RunSummary(
        out=out,
        report=report,
        n_documents=len(analysis.documents),
        n_failed=len(analysis.failed),
        n_partial=sum(document.status is Status.PARTIAL for document in analysis.documents),
        n_respondents=len({counted[s.segment_id].respondent_id for s in answers}),
        n_answers=len(answers),
        n_political=len(stances) - len(answers),
        n_statements=sum(len(doc.statements) for doc in analysis.segmented),
        n_copied_passages=sum(cluster.type is ClusterType.ARGUMENT for cluster in analysis.clusters),
        n_declined=sum(len(doc.declined) for doc in analysis.segmented if not doc.duplicate_of),
        n_issues=len(analysis.issues),
        stances=dict(Counter(stance.stance.value for stance in answers).most_common()),
        themes={theme.id: themes[theme.id] for theme in codebook.themes},
        seconds=seconds,
    )
