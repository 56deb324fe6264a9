"""Look-ups that the parts of the report share: who speaks, where it stands, which themes hold (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import quote

from remissnlp.export.view import View
from remissnlp.records import POLITICAL_KINDS, Document, Kind, Segment

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
    """Who says something, in the words of the report.

    `key` is that of the matrix row, empty where none counts this text; `case` is empty where the run has one case only.
    """

    key: str
    respondent: str
    kind: str
    kind_label: str
    parties: tuple[str, ...]
    case: str


@dataclass(frozen=True, kw_only=True)
class Index(View):
    """An analysis in the words of the report; `source_base` is the link from there to the input folder, or None."""

    codebook: CodebookLike
    labels: Labels
    source_base: str | None

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id."""
        return {document.doc_id: document for document in self.analysis.documents}

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """Cases of the run, in document order."""
        return tuple(dict.fromkeys(document.case_id for document in self.analysis.documents))

    def label(self, group: str, value: str) -> str:
        """Return what the report calls a value, the value itself where no label is known."""
        return str(self.labels[group].get(value, value))

    def speaker(self, segment: Segment) -> Speaker:
        """Return who speaks in a segment."""
        return Speaker(
            key=self.row_keys.get(segment.segment_id, ""),
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

    @cached_property
    def rows(self) -> dict[str, tuple[Segment, ...]]:
        """Matrix rows by key: one per answer with all its parts, one per political statement (as in the CSV).

        The key is the id of the row's first segment. Answers come before political statements.
        """
        ordered = sorted(self.voices, key=lambda group: group[0].kind in POLITICAL_KINDS)
        return {group[0].segment_id: group for group in ordered}

    @cached_property
    def row_keys(self) -> dict[str, str]:
        """Key of the matrix row by segment id."""
        return {segment.segment_id: key for key, group in self.rows.items() for segment in group}


def is_political(kind: str) -> bool:
    """Say whether a kind is a political statement."""
    return Kind(kind) in POLITICAL_KINDS
