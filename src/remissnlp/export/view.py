"""An analysis with the look-ups that several tables share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from remissnlp.records import Analysis, Document, Segment, SegmentedDocument, StatementLabels


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


@dataclass(frozen=True, slots=True)
class View:
    """An analysis with the look-ups that several tables share."""

    analysis: Analysis
    codebook: CodebookLike

    @property
    def pairs(self) -> Iterator[tuple[Document, SegmentedDocument]]:
        """Documents with their segmentation."""
        return zip(self.analysis.documents, self.analysis.segmented, strict=True)

    @property
    def segments(self) -> dict[str, Segment]:
        """Segment id -> segment."""
        return {s.segment_id: s for doc in self.analysis.segmented for s in doc.segments}

    def themes_of(self, labels: StatementLabels | None) -> list[str]:
        """Return the themes at or above their threshold, in the codebook's order."""
        scores = {label.label: label.score for label in labels.themes} if labels else {}
        return [theme.id for theme in self.codebook.themes if scores.get(theme.id, 0.0) >= theme.threshold]
