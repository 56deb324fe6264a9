"""Read an output folder back into pandas frames, for notebooks and programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remissnlp.errors import UsageError
from remissnlp.text import bare
from remissnlp.values import (
    ClusterType,
    DecisionAction,
    DocType,
    Kind,
    Outcome,
    Polarity,
    RespondentType,
    Stance,
    Status,
)

if TYPE_CHECKING:
    import pandas as pd

SUGGESTIONS = "suggested_themes.csv"  # made from a finished run, see `remissnlp.annotation`
# The types of columns; all others are text.
INTEGERS = (
    "page", "page_start", "page_end", "char_start", "char_end", "n_pages", "n_chars", "n_statements", "n_members",
    "n_respondents", "n_parties", "source_char_start", "source_char_end", "counted", "independent", "repeated",
    "paragraph",
)  # fmt: skip
FLOATS = ("confidence", "similarity", "polarity_score")
LISTS = ("parties", "authors", "co_respondents", "themes", "theme_scores", "theme_rules", "reuse_clusters",
         "statement_ids", "warnings", "terms", "respondents", "metadata_spans")  # fmt: skip
DATES = ("date", "meeting_date", "first_date")
CATEGORIES: Mapping[str, type[StrEnum]] = {
    "kind": Kind, "respondent_type": RespondentType, "stance": Stance, "polarity": Polarity, "outcome": Outcome,
    "action": DecisionAction, "type": ClusterType, "doc_type": DocType, "status": Status,
}  # fmt: skip
# Columns of the same name elsewhere hold free text.
_FREE = {("errors", "action"), ("quotes", "status")}
_MATRIX_TEXT = frozenset({"doc_id", "respondent", "kind", "parties", "stance"})


@dataclass(frozen=True, slots=True)
class Run:
    """An output folder: `run.statements` (or `run["statements"]`) is a frame; `run.info` is `run.json`.

    The frames have the columns of the CSV files: lists as tuples, counts as `Int64`, scores as floats, dates as
    `datetime64` (`NaT` where unknown), and values of a fixed set as categories in the order of docs/output.md.
    """

    folder: Path
    info: dict[str, Any]
    tables: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @property
    def documents(self) -> pd.DataFrame:
        """One row an input file."""
        return self.tables["documents"]

    @property
    def segments(self) -> pd.DataFrame:
        """One row a stretch of text by one speaker and of one kind."""
        return self.tables["segments"]

    @property
    def statements(self) -> pd.DataFrame:
        """One row a sentence or list item."""
        return self.tables["statements"]

    @property
    def stances(self) -> pd.DataFrame:
        """One row an answer or political statement."""
        return self.tables["stances"]

    @property
    def theme_matrix(self) -> pd.DataFrame:
        """One row a counted answer or political statement, one column a theme."""
        return self.tables["theme_matrix"]

    @property
    def reuse_clusters(self) -> pd.DataFrame:
        """One row a copied passage."""
        return self.tables["reuse_clusters"]

    @property
    def reuse_members(self) -> pd.DataFrame:
        """One row an occurrence of a copied passage."""
        return self.tables["reuse_members"]

    @property
    def endorsements(self) -> pd.DataFrame:
        """One row a place where one speaker joins another."""
        return self.tables["endorsements"]

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes that the run was coded with, `uncoded` last."""
        columns = list(self.theme_matrix.columns)
        return tuple(columns[columns.index("stance") + 1 : columns.index("uncoded") + 1])

    @property
    def theme_scores(self) -> pd.DataFrame:
        """Scores (0-1) of each theme, one row a statement by its id; NaN where nothing spoke for the theme."""
        import pandas as pd

        pairs = (dict(text.rsplit("=", 1) for text in cell) for cell in self.statements["theme_scores"])
        frame = pd.DataFrame(list(pairs), index=pd.Index(self.statements["statement_id"]))
        return frame.reindex(columns=[theme for theme in self.themes if theme != "uncoded"]).astype(float)

    def text(self, doc_id: str) -> str:
        """Return the canonical text of a document; every `char_start:char_end` is a slice of it.

        Raises:
            KeyError: the run has no such document.
        """
        if doc_id not in set(self.documents["doc_id"]):
            raise KeyError(doc_id)
        return (self.folder / "texts" / f"{doc_id}.txt").read_bytes().decode("utf-8")


def load(out: str | Path) -> Run:
    """Return the tables of an output folder with their types, see `Run`.

    Either CSV dialect is read. The apostrophe that keeps a spreadsheet from running a cell is dropped.

    Raises:
        UsageError: the folder holds no finished run.
    """
    folder = Path(out)
    try:
        info = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder}: holds no finished run.", hint="Run 'remissnlp analyze' first.") from error
    swedish = info["options"]["run"]["csv_dialect"] == "excel-sv"
    tables = {name: _table(folder / f"{name}.csv", swedish=swedish) for name in _names(folder, info)}
    return Run(folder, info, tables)


def _names(folder: Path, info: Mapping[str, Any]) -> list[str]:
    """Return the tables that the run wrote; a matrix that somebody put beside them is none of them."""
    later = [SUGGESTIONS] if (folder / SUGGESTIONS).is_file() else []
    return sorted(name.removesuffix(".csv") for name in [*info["rows"], *later])


def _table(path: Path, *, swedish: bool) -> pd.DataFrame:
    import pandas as pd

    frame = pd.read_csv(path, sep=";" if swedish else ",", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    separator = "|" if swedish else ";"
    for column in frame.columns:
        text = frame[column].map(bare)
        if column in LISTS:
            frame[column] = text.map(lambda cell: tuple(cell.split(separator)) if cell else ())
        elif column in FLOATS:
            frame[column] = pd.to_numeric(text.str.replace(",", "."), errors="coerce")
        elif column in INTEGERS or (path.stem == "theme_matrix" and column not in _MATRIX_TEXT):
            frame[column] = pd.to_numeric(text, errors="coerce").astype("Int64")
        elif column in DATES:
            frame[column] = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
        elif column in CATEGORIES and (path.stem, column) not in _FREE:
            frame[column] = _category(text, CATEGORIES[column])
        else:
            frame[column] = text
    return frame


def _category(text: pd.Series, values: type[StrEnum]) -> pd.Categorical:
    """Return a column as categories; a value that this version does not know stays what it is."""
    import pandas as pd

    known = [value.value for value in values]
    return pd.Categorical(text, categories=known + sorted(set(text) - set(known)))
