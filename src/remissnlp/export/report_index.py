"""Look-ups that the parts of the report share: who speaks, where it stands, which themes hold (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import quote

from remissnlp.records import (
    ANSWER_KINDS,
    POLITICAL_KINDS,
    Analysis,
    Document,
    Kind,
    Polarity,
    Segment,
    StanceLabel,
    Statement,
)

UNCODED = "uncoded"
_WANTS_A_THEME = frozenset({Polarity.REQUEST, Polarity.CRITICAL})

Labels = Mapping[str, Any]


class ThemeLike(Protocol):
    """What the report needs to know of a theme."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name_sv(self) -> str: ...  # noqa: D102
    @property
    def name_en(self) -> str: ...  # noqa: D102
    @property
    def definition(self) -> str: ...  # noqa: D102
    @property
    def colour(self) -> str: ...  # noqa: D102
    @property
    def threshold(self) -> float: ...  # noqa: D102


class CodebookLike(Protocol):
    """What the report needs to know of a codebook."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def themes(self) -> Sequence[ThemeLike]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is printed. `href` is empty where there is nothing to link to."""

    path: str
    page: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who says something, in the words of the report. `case` is empty where the run has one case only."""

    respondent: str
    kind: str
    kind_label: str
    parties: tuple[str, ...]
    case: str


@dataclass(frozen=True, kw_only=True)
class Index:
    """One analysis with its look-ups. `source_base` is the link from the report to the input folder, or None."""

    analysis: Analysis
    codebook: CodebookLike
    labels: Labels
    source_base: str | None

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id."""
        return {document.doc_id: document for document in self.analysis.documents}

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
        groups: dict[str, list[Statement]] = defaultdict(list)
        for statement in self.statements.values():
            groups[statement.segment_id].append(statement)
        return {segment_id: tuple(group) for segment_id, group in groups.items()}

    @cached_property
    def stances(self) -> dict[str, StanceLabel]:
        """Stances by the id of their segment."""
        return {stance.segment_id: stance for stance in self.analysis.stances}

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """Cases of the run, in document order."""
        return tuple(dict.fromkeys(document.case_id for document in self.analysis.documents))

    @cached_property
    def copies(self) -> dict[str, str]:
        """Ids of documents that are another one's copy, with the original's id."""
        return {document.doc_id: document.duplicate_of for document in self.analysis.segmented if document.duplicate_of}

    @cached_property
    def _thresholds(self) -> dict[str, float]:
        return {theme.id: theme.threshold for theme in self.codebook.themes}

    def label(self, group: str, value: str) -> str:
        """Return what the report calls a value, the value itself where no label is known."""
        return str(self.labels[group].get(value, value))

    def speaker(self, segment: Segment) -> Speaker:
        """Return who speaks in a segment."""
        return Speaker(
            respondent=segment.respondent,
            kind=segment.kind,
            kind_label=self.label("kind", segment.kind),
            parties=segment.parties,
            case=self.case(segment.case_id),
        )

    def case(self, case_id: str) -> str:
        """Return the name of a case to print, empty where the run has only one."""
        return case_id if len(self.cases) > 1 else ""

    def place(self, doc_id: str, page: int) -> Place:
        """Return the printed place in a document."""
        document = self.documents.get(doc_id)
        path = document.path if document else doc_id
        return Place(path=path, page=page, href=self.source_href(path, page) if document else "")

    def source_href(self, path: str, page: int | None = None) -> str:
        """Return a relative link to a source file, for PDFs to the page; percent-encoded, so never a scheme."""
        if self.source_base is None:
            return ""
        href = quote(f"{self.source_base}/{path}")
        return f"{href}#page={page}" if page is not None and path.lower().endswith(".pdf") else href

    def themes_of(self, statement_id: str) -> tuple[str, ...]:
        """Return the ids of the themes whose score reaches the codebook's threshold, in the codebook's order."""
        labels = self.analysis.labels.get(statement_id)
        scores = {score.label: score.score for score in labels.themes} if labels else {}
        return tuple(theme for theme, threshold in self._thresholds.items() if scores.get(theme, -1.0) >= threshold)

    def polarity_of(self, statement_id: str) -> str:
        """Return the polarity of a statement, `neutral` where it has no label."""
        labels = self.analysis.labels.get(statement_id)
        return labels.polarity if labels else Polarity.NEUTRAL

    def columns_of(self, statement_id: str) -> tuple[str, ...]:
        """Return the matrix columns of a statement: its themes, or `uncoded` for a wish or fault without any."""
        themes = self.themes_of(statement_id)
        wanting = not themes and self.polarity_of(statement_id) in _WANTS_A_THEME
        return (UNCODED,) if wanting else themes

    def is_counted(self, segment: Segment) -> bool:
        """Say whether a segment is an answer or a political statement that counts."""
        is_view = segment.kind in ANSWER_KINDS or segment.kind in POLITICAL_KINDS
        return is_view and segment.counted and segment.doc_id not in self.copies

    @cached_property
    def rows(self) -> dict[str, tuple[Segment, ...]]:
        """Matrix rows by key: one per answer with all its parts, one per political statement (as in the CSV).

        The key is the id of the row's first segment. Answers come before political statements.
        """
        groups: dict[tuple[str, str], list[Segment]] = defaultdict(list)
        for segment in self.segments.values():
            if self.is_counted(segment):
                stands_alone = segment.kind in POLITICAL_KINDS or segment.kind == Kind.ADVISORY_COUNCIL
                own_key = stands_alone or not segment.answer_id
                groups[segment.doc_id, segment.segment_id if own_key else segment.answer_id].append(segment)
        ordered = sorted(groups.values(), key=lambda group: group[0].kind in POLITICAL_KINDS)
        return {group[0].segment_id: tuple(group) for group in ordered}

    @cached_property
    def row_keys(self) -> dict[str, str]:
        """Key of the matrix row by segment id."""
        return {segment.segment_id: key for key, group in self.rows.items() for segment in group}

    def statements_of(self, segments: Sequence[Segment]) -> tuple[Statement, ...]:
        """Return the statements of several segments, in their order."""
        return tuple(
            statement for segment in segments for statement in self.statements_by_segment.get(segment.segment_id, ())
        )


def is_political(kind: str) -> bool:
    """Say whether a kind is a political statement."""
    return Kind(kind) in POLITICAL_KINDS
