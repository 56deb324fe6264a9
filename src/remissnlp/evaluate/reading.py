"""Reads a gold file and an output folder into typed records. The only module here that touches files."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from remissnlp.errors import ConfigurationError, UsageError
from remissnlp.evaluate.likeness import Words, words_of
from remissnlp.text import bare

_LIST_SEPARATOR = re.compile(r"[;,|]\s*")
# A cell holds a whole passage at most; Python's own limit of 128 KiB is too small for one without a paragraph break.
_MAX_CELL_CHARS = 10**9

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSegment:
    """A segment as people drew it; `*_also_ok` are answers that count as right too."""

    id: str
    kind: str
    respondent: str
    text: str
    parties: frozenset[str]
    stance: str
    optional: bool
    kind_also_ok: frozenset[str]
    respondent_also_ok: tuple[str, ...]
    stance_also_ok: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSentence:
    """A sentence with its labels; `themes` is None and `polarity` empty where nobody labelled it."""

    segment: str
    text: str
    themes: frozenset[str] | None
    themes_also_ok: frozenset[str]
    polarity: str
    polarity_also_ok: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """A labelled document; `declined` is None where nobody looked for bodies that declined."""

    name: str
    segments: tuple[GoldSegment, ...]
    sentences: tuple[GoldSentence, ...]
    declined: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldCluster:
    """A copied wording; each member is (file, segment id, text)."""

    id: str
    type: str
    members: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Everything that people labelled. `quotes` are (text, source), `endorsements` (who, whom, parties)."""

    documents: tuple[GoldDocument, ...]
    clusters: tuple[GoldCluster, ...]
    quotes: tuple[tuple[str, str], ...]
    endorsements: tuple[tuple[str, str, frozenset[str]], ...]
    segments_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutStatement:
    """A row of `statements.csv`."""

    words: Words
    themes: frozenset[str]
    polarity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutSegment:
    """A row of `segments.csv` with its statements and its place in `reuse_members.csv`."""

    segment_id: str
    doc_id: str
    kind: str
    respondent: str
    parties: frozenset[str]
    stance: str
    heading_words: Words
    statements: tuple[OutStatement, ...]
    copies: tuple[tuple[str, Words], ...]

    @property
    def words(self) -> Words:
        """All words of its statements."""
        return tuple(word for statement in self.statements for word in statement.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """An output folder, as far as it is scored. `members` are (cluster id, segment id, words)."""

    doc_ids_by_path: tuple[tuple[str, str], ...]
    segments: tuple[OutSegment, ...]
    cluster_types: dict[str, str]
    members: tuple[tuple[str, str, Words], ...]
    declined: tuple[tuple[str, str], ...]
    quotes: tuple[tuple[str, Words], ...]
    endorsements: tuple[tuple[str, str, frozenset[str]], ...]
    offsets_ok: float = field(default=0.0)

    def doc_id_of(self, gold_name: str) -> str | None:
        """Return the document that stands for a gold document: same stem, the gold's own suffix first."""
        wanted = PurePath(gold_name)
        same = [
            (PurePath(path).suffix.lower() != wanted.suffix.lower(), path, doc_id)
            for path, doc_id in self.doc_ids_by_path
            if PurePath(path).stem.lower() == wanted.stem.lower()
        ]
        return min(same, key=lambda entry: entry[:2])[2] if same else None


def read_gold(path: Path) -> Gold:
    """Read a gold file.

    Raises:
        ConfigurationError: the file cannot be read, is no JSON, has no documents, or lacks a field.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"Cannot read the gold {path}: {error.strerror or error}.") from error
    except ValueError as error:
        raise ConfigurationError(f"The gold {path} is not valid JSON: {error}.") from error
    if not isinstance(data, dict) or not data.get("documents"):
        raise ConfigurationError(f"The gold {path} has no documents.", hint="It needs a filled object `documents`.")
    try:
        return _gold(data)
    except KeyError as error:
        raise ConfigurationError(f"The gold {path} lacks the field {error} somewhere.") from error
    except (AttributeError, TypeError) as error:
        raise ConfigurationError(f"The gold {path} has an unexpected shape: {error}.") from error


def _gold(data: dict[str, Any]) -> Gold:
    return Gold(
        documents=tuple(_gold_document(name, entry) for name, entry in data["documents"].items()),
        clusters=tuple(_gold_cluster(entry) for entry in data.get("reuse_clusters") or ()),
        quotes=tuple((entry["text"], entry["source_respondent"]) for entry in data.get("quotes") or ()),
        endorsements=tuple(
            (entry["respondent"], entry["target_respondent"], frozenset(entry.get("parties") or ()))
            for entry in data.get("endorsements") or ()
        ),
        segments_complete=bool(data.get("segments_complete", True)),
    )


def _gold_document(name: str, entry: dict[str, Any]) -> GoldDocument:
    return GoldDocument(
        name=name,
        segments=tuple(_gold_segment(segment) for segment in entry["segments"]),
        sentences=tuple(_gold_sentence(sentence) for sentence in entry.get("sentences") or ()),
        declined=tuple(entry["declined"]) if "declined" in entry else None,
    )


def _gold_segment(entry: dict[str, Any]) -> GoldSegment:
    return GoldSegment(
        id=entry["id"],
        kind=entry["kind"],
        respondent=entry["respondent"],
        text=entry["text"],
        parties=frozenset(entry.get("parties") or ()),
        stance=entry.get("stance") or "",
        optional=bool(entry.get("optional")),
        kind_also_ok=frozenset(entry.get("kind_also_ok") or ()),
        respondent_also_ok=tuple(entry.get("respondent_also_ok") or ()),
        stance_also_ok=frozenset(entry.get("stance_also_ok") or ()),
    )


def _gold_sentence(entry: dict[str, Any]) -> GoldSentence:
    return GoldSentence(
        segment=entry["segment"],
        text=entry["text"],
        themes=frozenset(entry["themes"]) if "themes" in entry else None,
        themes_also_ok=frozenset(entry.get("themes_also_ok") or ()),
        polarity=entry.get("polarity") or "",
        polarity_also_ok=frozenset(entry.get("polarity_also_ok") or ()),
    )


def _gold_cluster(entry: dict[str, Any]) -> GoldCluster:
    members = tuple((member["file"], member["segment"], member["text"]) for member in entry["members"])
    return GoldCluster(id=entry["id"], type=entry.get("type", "argument"), members=members)


def read_output(folder: Path) -> Output:
    """Read an output folder; a table other than `documents.csv` that is missing counts as empty.

    Raises:
        UsageError: there is no such folder, it has no `documents.csv`, or a table cannot be read as one.
    """
    if not (folder / "documents.csv").is_file():
        raise UsageError(
            f"{folder} is not an output folder: it has no documents.csv.", hint="Run `remissnlp analyze` first."
        )
    try:
        return _output(folder)
    except KeyError as error:
        raise UsageError(f"A table in {folder} lacks the column {error}.") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"A file in {folder} cannot be read: {error}.") from error


def _output(folder: Path) -> Output:
    statements = read_table(folder / "statements.csv")
    members = tuple(
        (row["cluster_id"], row["segment_id"], words_of(row["text"]))
        for row in read_table(folder / "reuse_members.csv")
    )
    return Output(
        doc_ids_by_path=tuple((row["path"], row["doc_id"]) for row in read_table(folder / "documents.csv")),
        segments=_segments(folder, statements, members),
        cluster_types={row["cluster_id"]: row["type"] for row in read_table(folder / "reuse_clusters.csv")},
        members=members,
        declined=tuple((row["doc_id"], row["respondent"]) for row in read_table(folder / "declined.csv")),
        quotes=tuple((row["source_respondent"], words_of(row["text"])) for row in read_table(folder / "quotes.csv")),
        endorsements=tuple(
            (row["respondent"], row["target_respondent"], split_list(row["parties"]))
            for row in read_table(folder / "endorsements.csv")
        ),
        offsets_ok=_offsets_ok(folder / "texts", statements),
    )


def _segments(
    folder: Path, statement_rows: list[Row], members: tuple[tuple[str, str, Words], ...]
) -> tuple[OutSegment, ...]:
    stances = {row["segment_id"]: row["stance"] for row in read_table(folder / "stances.csv")}
    statements: dict[str, list[OutStatement]] = defaultdict(list)
    for row in statement_rows:
        statement = OutStatement(
            words=words_of(row["text"]), themes=split_list(row["themes"]), polarity=row["polarity"]
        )
        statements[row["segment_id"]].append(statement)
    copies: dict[str, list[tuple[str, Words]]] = defaultdict(list)
    for cluster_id, segment_id, words in members:
        copies[segment_id].append((cluster_id, words))
    return tuple(
        OutSegment(
            segment_id=row["segment_id"],
            doc_id=row["doc_id"],
            kind=row["kind"],
            respondent=row["respondent"],
            parties=split_list(row["parties"]),
            stance=stances.get(row["segment_id"], ""),
            heading_words=words_of(row["heading"]),
            statements=tuple(statements[row["segment_id"]]),
            copies=tuple(copies[row["segment_id"]]),
        )
        for row in read_table(folder / "segments.csv")
    )


def _offsets_ok(texts: Path, rows: list[Row]) -> float:
    """Return the share of statements whose span of the canonical text is their text."""
    canonical: dict[str, str] = {}
    right = 0
    for row in rows:
        doc_id = row["doc_id"]
        if doc_id not in canonical:
            path = texts / f"{doc_id}.txt"
            canonical[doc_id] = path.read_text(encoding="utf-8") if path.exists() else ""
        start, end = row["char_start"], row["char_end"]
        right += start.isdecimal() and end.isdecimal() and canonical[doc_id][int(start) : int(end)] == row["text"]
    return right / len(rows) if rows else 0.0


def read_table(path: Path) -> list[Row]:
    """Read one table of either CSV dialect, an empty list where the file is missing.

    The dialect is seen from the header line: comma, or the semicolon of Swedish spreadsheets (with a byte order mark).
    The apostrophe that keeps a spreadsheet from running a cell as a formula is dropped.
    """
    if not path.is_file():
        return []
    csv.field_size_limit(_MAX_CELL_CHARS)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        header = handle.readline()
        handle.seek(0)
        delimiter = ";" if header.count(";") > header.count(",") else ","
        rows = csv.DictReader(handle, delimiter=delimiter, restval="")
        return [{name: bare(cell) for name, cell in row.items() if name} for row in rows]


def split_list(cell: str) -> frozenset[str]:
    """Return the parts of a list cell of either dialect."""
    return frozenset(part for part in _LIST_SEPARATOR.split(cell) if part)
