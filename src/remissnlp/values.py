"""The values that records may hold (layer 0); the output contract names and defines each of them."""

from __future__ import annotations

from enum import StrEnum


class BlockRole(StrEnum):
    """What a block is on the page."""

    BODY = "body"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TABLE = "table"
    HEADER = "header"
    FOOTER = "footer"
    PAGE_NUMBER = "page_number"
    MARGIN = "margin"


FURNITURE = frozenset({BlockRole.HEADER, BlockRole.FOOTER, BlockRole.PAGE_NUMBER, BlockRole.MARGIN})


class DocType(StrEnum):
    """Kind of a whole document."""

    COMPILATION = "compilation"
    OFFICE_REPORT = "office_report"
    LETTER = "letter"
    OTHER = "other"


class Status(StrEnum):
    """How much of a file could be read."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


class Kind(StrEnum):
    """Kind of a segment; `OUTPUT.md` in the design notes and `docs/output.md` define each."""

    RESPONSE = "response"
    DECISION = "decision"
    SUMMARY = "summary"
    SPECIAL_STATEMENT = "special_statement"
    SUBSTITUTE_STATEMENT = "substitute_statement"
    RESERVATION = "reservation"
    ADVISORY_COUNCIL = "advisory_council"
    PROPOSAL = "proposal"
    PREPARATION = "preparation"
    RAPPORTEUR = "rapporteur"
    OTHER = "other"


POLITICAL_KINDS = frozenset({Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT, Kind.RESERVATION})
ANSWER_KINDS = frozenset({Kind.RESPONSE, Kind.DECISION, Kind.SUMMARY, Kind.ADVISORY_COUNCIL})
# What says somebody's view: all others are the sender's words or no words of anybody.
VIEW_KINDS = ANSWER_KINDS | POLITICAL_KINDS


class RespondentType(StrEnum):
    """Sort of body that answers."""

    BOARD = "board"
    DISTRICT_BOARD = "district_board"
    EXECUTIVE = "executive"
    COMPANY = "company"
    REGION = "region"
    AUTHORITY = "authority"
    UNIVERSITY = "university"
    ASSOCIATION = "association"
    COUNCIL = "council"
    MUNICIPALITY = "municipality"
    OTHER = "other"


class Stance(StrEnum):
    """Stance of a whole answer towards the proposal."""

    SUPPORT = "support"
    SUPPORT_WITH_COMMENTS = "support_with_comments"
    NO_OBJECTION = "no_objection"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"
    COMMENTS_ONLY = "comments_only"


class Polarity(StrEnum):
    """Attitude of one statement towards the proposal."""

    POSITIVE = "positive"
    REQUEST = "request"
    CRITICAL = "critical"
    NEUTRAL = "neutral"


class Outcome(StrEnum):
    """What became of a request for an answer."""

    ANSWERED = "answered"
    DECLINED = "declined"
    ABSTAINED = "abstained"
    SILENT = "silent"
    MISSING = "missing"


class DecisionAction(StrEnum):
    """What a numbered item of a decision does."""

    APPROVE = "approve"
    REJECT = "reject"
    REFER_BACK = "refer_back"
    PASS_ON = "pass_on"  # noqa: S105 - hands an answer on, no password
    ASSIGN = "assign"
    AMEND = "amend"
    REPEAL = "repeal"
    FORMALITY = "formality"
    OTHER = "other"


class ClusterType(StrEnum):
    """Why a passage occurs more than once."""

    ARGUMENT = "argument"
    FORMULA = "formula"
    PROPOSAL = "proposal"
    SUMMARY = "summary"
    VERSION = "version"
    QUOTE = "quote"


# How the theme matrix of a finished run may be shaped: no values of records, but of options and files.
class RowShape(StrEnum):
    """What a row of a matrix stands for."""

    RESPONDENT = "respondent"
    PARTY = "party"
    BODY_TYPE = "body_type"
    DOCUMENT = "document"
    VOICE = "voice"


class CellShape(StrEnum):
    """What a cell of a matrix holds."""

    COUNT = "count"
    BINARY = "binary"
    COVERAGE = "coverage"


class MatrixFormat(StrEnum):
    """How a matrix is written."""

    CSV = "csv"
    XLSX = "xlsx"
    MD = "md"
