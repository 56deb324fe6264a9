"""An analysis with the look-ups that tables, matrix and report share: who counts, what stands where (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from remissnlp.export.voices import repeated_statements
from remissnlp.grouping import by_segment, voice_id
from remissnlp.records import (
    POLITICAL_KINDS,
    Analysis,
    Document,
    Polarity,
    Segment,
    SegmentedDocument,
    StanceLabel,
    Statement,
)
from remissnlp.values import VIEW_KINDS

UNCODED = "uncoded"
WANTS_A_THEME = frozenset({Polarity.REQUEST, Polarity.CRITICAL})


class ThemeLike(Protocol):
    """What the tables need of a theme."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def threshold(self) -> float: ...  # noqa: D102


class CodebookLike(Protocol):
    """What the tables need of a codebook."""

    @property
    def themes(self) -> Sequence[ThemeLike]: ...  # noqa: D102


@dataclass(frozen=True)
class View:
    """An analysis with the look-ups that tables, matrix and report share; each is made once."""

    analysis: Analysis
    codebook: CodebookLike

    @property
    def pairs(self) -> Iterator[tuple[Document, SegmentedDocument]]:
        """Documents with their segmentation."""
        return zip(self.analysis.documents, self.analysis.segmented, strict=True)

    @cached_property
    def segments(self) -> dict[str, Segment]:
        """Segments of all documents by id, in document order."""
        return {segment.segment_id: segment for document in self.analysis.segmented for segment in document.segments}

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Statements of all documents by id, in document order."""
        return {
            statement.statement_id: statement
            for document in self.analysis.segmented
            for statement in document.statements
        }

    @cached_property
    def statements_by_segment(self) -> dict[str, tuple[Statement, ...]]:
        """Statements by the id of their segment."""
        return by_segment(self.statements.values())

    @cached_property
    def stances(self) -> dict[str, StanceLabel]:
        """Stances by the id of their segment."""
        return {stance.segment_id: stance for stance in self.analysis.stances}

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Ids of the counted statements that repeat what another counted speaker said first."""
        return repeated_statements(self.analysis)

    @cached_property
    def copies(self) -> dict[str, str]:
        """Ids of documents that are another one's copy, with the original's id."""
        return {document.doc_id: document.duplicate_of for document in self.analysis.segmented if document.duplicate_of}

    @cached_property
    def _thresholds(self) -> dict[str, float]:
        return {theme.id: theme.threshold for theme in self.codebook.themes}

    def themes_of(self, statement_id: str) -> tuple[str, ...]:
        """Return the ids of the themes whose score reaches the codebook's threshold, in the codebook's order."""
        labels = self.analysis.labels.get(statement_id)
        scores = {score.label: score.score for score in labels.themes} if labels else {}
        return tuple(theme for theme, threshold in self._thresholds.items() if scores.get(theme, -1.0) >= threshold)

    def polarity_of(self, statement_id: str) -> Polarity:
        """Return the polarity of a statement, `neutral` where it has no label."""
        labels = self.analysis.labels.get(statement_id)
        return labels.polarity if labels else Polarity.NEUTRAL

    def columns_of(self, statement_id: str) -> tuple[str, ...]:
        """Return the matrix columns of a statement: its themes, or `uncoded` for a wish or fault without any."""
        themes = self.themes_of(statement_id)
        wanting = not themes and self.polarity_of(statement_id) in WANTS_A_THEME
        return (UNCODED,) if wanting else themes

    def is_counted(self, segment: Segment) -> bool:
        """Say whether a segment is an answer or a political statement that counts."""
        return segment.kind in VIEW_KINDS and segment.counted and segment.doc_id not in self.copies

    @cached_property
    def voices(self) -> tuple[tuple[Segment, ...], ...]:
        """The rows of the matrix: one per answer with all its parts, one per political statement, in document order."""
        groups: dict[tuple[str, str], list[Segment]] = defaultdict(list)
        for segment in self.segments.values():
            if self.is_counted(segment):
                groups[segment.doc_id, voice_id(segment)].append(segment)
        return tuple(tuple(group) for group in groups.values())

    @property
    def answers(self) -> tuple[tuple[Segment, ...], ...]:
        """The voices that are no political statements."""
        return tuple(voice for voice in self.voices if voice[0].kind not in POLITICAL_KINDS)

    @cached_property
    def counted_stances(self) -> tuple[StanceLabel, ...]:
        """The stances of segments that count: at most one for each voice, in document order."""
        return tuple(s for s in self.analysis.stances if self.is_counted(self.segments[s.segment_id]))

    @property
    def respondents(self) -> frozenset[tuple[str, str]]:
        """Who answers, as (case, respondent)."""
        return frozenset((voice[0].case_id, voice[0].respondent_id or voice[0].respondent) for voice in self.answers)

    def statements_of(self, segments: Sequence[Segment]) -> tuple[Statement, ...]:
        """Return the statements of several segments, in their order."""
        return tuple(
            statement for segment in segments for statement in self.statements_by_segment.get(segment.segment_id, ())
        )
