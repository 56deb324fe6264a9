"""The records that stages hand to each other (layer 0); their values come from `values.py`.

Offsets are Unicode code points in `Document.text`, 0-based, end exclusive. `page` is 1-based. `_pt` is PDF points with
the origin at the top left. Scores are 0-1. Dates are ISO 8601. `None` is unknown, an empty string known to be empty.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import PurePosixPath

from remissnlp.values import (
    ANSWER_KINDS,
    FURNITURE,
    POLITICAL_KINDS,
    BlockRole,
    ClusterType,
    DecisionAction,
    DocType,
    Kind,
    Outcome,
    Polarity,
    RespondentType,
    Stance,
    Status,
)  # fmt: skip

__all__ = [
    "ANSWER_KINDS", "FURNITURE", "POLITICAL_KINDS", "Analysis", "Asked", "Block", "BlockRole",
    "ClusterType", "Decision", "DecisionAction", "Declined", "DocType", "Document", "Endorsement", "Issue", "Kind",
    "LabelScore", "Line", "Outcome", "Polarity", "Quote", "RespondentType", "ReuseCluster", "ReuseMember", "Segment",
    "SegmentedDocument", "SourceFile", "Stance", "StanceLabel", "Statement", "StatementLabels", "Status",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A file, page or passage that could not be read or understood in full: a row of `errors.csv`."""

    path: str
    stage: str
    error: str
    action: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of the input folder. `path` is relative to it, with `/`."""

    doc_id: str
    case_id: str
    path: str
    sha256: str
    size_bytes: int

    @property
    def suffix(self) -> str:
        """The lower-case suffix with its dot, such as `.pdf`."""
        return PurePosixPath(self.path).suffix.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A printed line: the way back from the canonical text, which has `char_start:char_end` of it, to the page.

    `box_pt` is (x0, top, x1, bottom), or None without layout. `confidence` is the recogniser's own (0-1), else None.
    """

    page: int
    char_start: int
    char_end: int
    box_pt: tuple[float, float, float, float] | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of the canonical text: a paragraph, heading, list item or piece of page furniture.

    `marker` is the printed list marker with its white space ("1. ", "- "), which the block's text begins with.
    `gap_above` is True where the source has an empty line, or clearly more space than between lines, above the block.
    """

    char_start: int
    char_end: int
    role: BlockRole
    page: int
    marker: str = ""
    gap_above: bool = True
    font_size_pt: float | None = None
    bold_share: float | None = None
    heading_level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One source file as canonical text with its structure.

    `text` is NFC; every block is one line of it, in reading order. `extraction` is `text`, `pdf`, `ocr`, `docx`, …
    """

    doc_id: str
    case_id: str
    path: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    n_pages: int
    extraction: str
    title: str | None = None
    case_number: str | None = None
    date: str | None = None
    status: Status = Status.OK
    warnings: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()

    def block_text(self, block: Block) -> str:
        """Return the text of a block, list marker included."""
        return self.text[block.char_start : block.char_end]

    def page_at(self, offset: int) -> int:
        """Return the page on which the character at `offset` is printed (1 where a document has no lines)."""
        if not self.lines:
            return 1
        index = bisect_right(self.lines, offset, key=lambda line: line.char_start) - 1
        return self.lines[max(index, 0)].page


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of one document by one speaker and of one kind."""

    segment_id: str
    doc_id: str
    case_id: str
    kind: Kind
    respondent: str
    respondent_id: str
    respondent_type: RespondentType
    char_start: int
    char_end: int
    page_start: int
    page_end: int
    heading: str = ""
    answer_id: str = ""
    counted: bool = True
    co_respondents: tuple[str, ...] = ()
    author_body: str = ""
    parties: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    date: str | None = None
    meeting_date: str | None = None
    parent_segment_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence or list item of a segment; its list marker is not part of the span.

    `holder` is empty for the respondent's own view, else the name of the body that holds it, `proposal` or `quote`.
    `section` is the heading above it, `paragraph` counts the segment's blocks from 0, `role` is that of its block.
    """

    statement_id: str
    segment_id: str
    doc_id: str
    respondent: str
    kind: Kind
    holder: str
    section: str
    page: int
    char_start: int
    char_end: int
    text: str
    paragraph: int
    role: BlockRole = BlockRole.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Endorsement:
    """A place where one speaker joins another: 'instämmer i', 'med hänvisning till' and the like."""

    segment_id: str
    relation: str
    target_text: str
    statement_id: str
    target_segment_id: str = ""
    target_respondent: str = ""
    target_parties: tuple[str, ...] = ()
    whole_segment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A body that was asked for an answer, and what came of it."""

    doc_id: str
    case_id: str
    respondent: str
    respondent_id: str
    asked_by: str
    outcome: Outcome
    evidence_text: str
    page: int
    segment_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A body that was asked and said that it does not answer."""

    doc_id: str
    respondent: str
    respondent_id: str
    evidence_text: str
    page: int
    char_start: int
    char_end: int
    outcome: Outcome = Outcome.DECLINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A numbered item of a decision, a proposal for decision or a counter-proposal."""

    segment_id: str
    doc_id: str
    item: str
    text: str
    action: DecisionAction
    page: int
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentedDocument:
    """What the segmentation found in one document. `metadata_spans` are (field, char_start, char_end)."""

    doc_id: str
    doc_type: DocType
    respondent: str
    segments: tuple[Segment, ...]
    statements: tuple[Statement, ...]
    endorsements: tuple[Endorsement, ...] = ()
    asked: tuple[Asked, ...] = ()
    declined: tuple[Declined, ...] = ()
    decisions: tuple[Decision, ...] = ()
    issues: tuple[Issue, ...] = ()
    warnings: tuple[str, ...] = ()
    duplicate_of: str = ""
    sender: str = ""
    metadata_spans: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScore:
    """A label with its score (0-1) and the rule or model that set it."""

    label: str
    score: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLabels:
    """Themes and polarity of one statement; every theme that scored is kept, thresholds are applied late."""

    statement_id: str
    themes: tuple[LabelScore, ...]
    polarity: Polarity
    polarity_score: float
    polarity_rule: str
    stance_votes: tuple[float, ...] = ()  # the model's logits in the order of `Stance`, and their logarithmic weight


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceLabel:
    """Stance of an answer or political statement, with the sentence that shows it or the segment that it joins."""

    segment_id: str
    stance: Stance
    confidence: float
    evidence_statement_id: str
    evidence_text: str
    rule: str
    inherited_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseMember:
    """One occurrence of a copied passage. `edits` lead from the representative to it; some may turn its meaning."""

    cluster_id: str
    segment_id: str
    doc_id: str
    statement_ids: tuple[str, ...]
    page: int
    char_start: int
    char_end: int
    text: str
    similarity: float
    edits: str
    turns_meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseCluster:
    """A passage as it travels, with all its occurrences."""

    cluster_id: str
    type: ClusterType
    text: str
    members: tuple[ReuseMember, ...]
    n_respondents: int
    n_parties: int
    first_date: str | None = None
    origin_segment_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A marked quotation with the passage it quotes; a source that was not found is an empty id and no place."""

    segment_id: str
    text: str
    page: int
    char_start: int
    char_end: int
    source_segment_id: str
    source_char_start: int | None
    source_char_end: int | None
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything that one run found, in a fixed order: documents by path, the rest by place in their document."""

    documents: tuple[Document, ...]
    segmented: tuple[SegmentedDocument, ...]
    labels: dict[str, StatementLabels]
    stances: tuple[StanceLabel, ...]
    clusters: tuple[ReuseCluster, ...] = ()
    quotes: tuple[Quote, ...] = ()
    issues: tuple[Issue, ...] = ()
    failed: tuple[SourceFile, ...] = ()
