"""What a run coded: the statements of counted answers and political statements, with what a coder needs beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from remissnlp.codebook import Codebook, load_codebook
from remissnlp.errors import ConfigurationError
from remissnlp.values import VIEW_KINDS, Kind, Polarity

if TYPE_CHECKING:
    from remissnlp.output import Run

_UNCODED = frozenset({Polarity.REQUEST, Polarity.CRITICAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """One statement as the run coded it. `before` is the statement before it in its segment, or empty.

    `themes` are those above their threshold, `scores` (0-1) all that something spoke for. Copies of one passage have
    one `wording`.
    """

    statement_id: str
    path: str
    page: int
    respondent: str
    respondent_type: str
    kind: str
    section: str
    before: str
    text: str
    themes: tuple[str, ...]
    scores: dict[str, float]
    polarity: Polarity
    polarity_score: float
    wording: str

    @property
    def is_uncoded(self) -> bool:
        """Whether it is a request or criticism without any theme."""
        return not self.themes and self.polarity in _UNCODED


def coded_statements(run: Run) -> list[Coded]:
    """Return the statements that count in `theme_matrix.csv`, in the order of documents and places."""
    segments = {str(row["segment_id"]): row for row in _rows(run, "segments")}
    documents = {str(row["doc_id"]): row for row in _rows(run, "documents")}
    found = []
    before: dict[str, Any] = {}
    for row in _rows(run, "statements"):
        segment = segments[str(row["segment_id"])]
        document = documents[str(row["doc_id"])]
        same = before.get("segment_id") == row["segment_id"]
        context = str(before["text"]) if same else ""
        before = row
        if str(segment["kind"]) in set(VIEW_KINDS) and segment["counted"] == 1 and not document["duplicate_of"]:
            found.append(_coded(row, segment, document, context))
    return found


def _rows(run: Run, name: str) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in run[name].to_dict("records")]


def _coded(row: dict[str, Any], segment: dict[str, Any], document: dict[str, Any], before: str) -> Coded:
    scores = dict(str(pair).rpartition("=")[::2] for pair in row["theme_scores"])
    text = str(row["text"])
    return Coded(
        statement_id=str(row["statement_id"]),
        path=str(document["path"]),
        page=int(row["page"]),
        respondent=str(row["respondent"]),
        respondent_type=str(segment["respondent_type"]),
        kind=str(row["kind"]),
        section=str(row["section"]),
        before=before,
        text=text,
        themes=tuple(row["themes"]),
        scores={theme: float(score.replace(",", ".")) for theme, score in scores.items()},
        polarity=Polarity(str(row["polarity"])),
        polarity_score=float(row["polarity_score"]),
        wording=str(row["reuse_clusters"][0]) if row["reuse_clusters"] else " ".join(text.casefold().split()),
    )


def theme_ids(run: Run) -> tuple[str, ...]:
    """Return the themes that the run was coded with, in the order of its codebook."""
    columns = [str(column) for column in run["theme_matrix"].columns]
    return tuple(columns[columns.index("stance") + 1 : columns.index("uncoded")])


def run_codebook(run: Run, name: str | None = None) -> Codebook:
    """Return the codebook of a run, or the one that `name` gives in its place.

    Raises:
        ConfigurationError: it cannot be read, or is not what it was when the run was made.
    """
    if name:
        return load_codebook(name)
    try:
        codebook = load_codebook(run.info["options"]["run"]["codebook"])
    except ConfigurationError as error:
        raise ConfigurationError(error.message, hint="Give the codebook of the run with --codebook.") from error
    if codebook.sha256 != run.info["codebook"]["sha256"]:
        hint = "Run 'remissnlp analyze' again, or give it with --codebook."
        raise ConfigurationError(f"Codebook {codebook.id} has changed since {run.folder} was made.", hint=hint)
    return codebook


def is_codable(statement: Coded) -> bool:
    """Tell whether a person can code it: a decision list says what is decided and nothing of themes."""
    return statement.kind != Kind.DECISION.value
