"""Read an output folder back into pandas frames, for notebooks and programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remissnlp.errors import UsageError
from remissnlp.text import bare

if TYPE_CHECKING:
    import pandas as pd

# The types of columns; all others are text.
INTEGERS = (
    "page", "page_start", "page_end", "char_start", "char_end", "n_pages", "n_chars", "n_statements", "n_members",
    "n_respondents", "n_parties", "source_char_start", "source_char_end", "counted", "independent", "repeated",
)  # fmt: skip
FLOATS = ("confidence", "similarity", "polarity_score")
LISTS = ("parties", "authors", "co_respondents", "themes", "theme_scores", "theme_rules", "reuse_clusters",
          "statement_ids", "warnings")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """An output folder: `run.tables["statements"]`, or `run["statements"]`, is a frame; `run.info` is `run.json`."""

    folder: Path
    info: dict[str, Any]
    tables: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def text(self, doc_id: str) -> str:
        """Return the canonical text of a document; every `char_start:char_end` is a slice of it."""
        if doc_id not in set(self.tables["documents"]["doc_id"]):
            raise KeyError(doc_id)
        return (self.folder / "texts" / f"{doc_id}.txt").read_bytes().decode("utf-8")


def load(out: str | Path) -> Run:
    """Return the tables of an output folder with their types: lists as tuples, counts as integers, scores as floats.

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
    tables = {path.stem: _table(path, swedish=swedish) for path in sorted(folder.glob("*.csv"))}
    return Run(folder, info, tables)


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
        else:
            frame[column] = text
    return frame


_MATRIX_TEXT = frozenset({"doc_id", "respondent", "kind", "parties", "stance"})
