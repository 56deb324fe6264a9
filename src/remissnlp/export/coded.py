"""Reads the counted voices of a finished run from its tables, so that matrices and thresholds need no new run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from remissnlp.errors import UsageError
from remissnlp.export.shapes import CodedStatement, Voice
from remissnlp.export.view import UNCODED, WANTS_A_THEME
from remissnlp.grouping import voice_key
from remissnlp.output import Run
from remissnlp.records import Kind, Polarity
from remissnlp.text import words
from remissnlp.values import VIEW_KINDS

Record = dict[str, Any]


def parse_thresholds(given: Sequence[str], themes: Sequence[str]) -> dict[str, float]:
    """Return the threshold by theme that `THEME=0.6` sets for one theme and `0.6` for all; the last one wins.

    Raises:
        UsageError: a theme is unknown, or a number is none between 0 and 1.
    """
    known = [theme for theme in themes if theme != UNCODED]
    found: dict[str, float] = {}
    for text in given:
        theme, _, number = text.rpartition("=")
        if theme and theme not in known:
            raise UsageError(f"{text}: the run has no theme '{theme}'.", hint=f"Its themes: {', '.join(known)}.")
        found |= dict.fromkeys([theme] if theme else known, _share(number, text))
    return found


def _share(number: str, text: str) -> float:
    try:
        value = float(number.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"{text}: a threshold is a number from 0 to 1.", hint="Write 0.6, or THEME=0.6 for one theme.")
    return value


def coded_voices(run: Run, thresholds: Mapping[str, float] | None = None) -> list[Voice]:
    """Return the counted answers and political statements of a run, in the order of `theme_matrix.csv`.

    Args:
        run: a finished run.
        thresholds: themes whose threshold moves; a sentence has the theme where its score reaches it. The other
            themes stay as the run set them.
    """
    documents = {row["doc_id"]: row for row in _records(run, "documents")}
    statements: dict[str, list[CodedStatement]] = {}
    for row in _records(run, "statements"):
        statements.setdefault(row["segment_id"], []).append(_coded(row, thresholds or {}))
    groups: dict[tuple[str, str], list[Record]] = {}
    for row in _records(run, "segments"):
        original = not documents[row["doc_id"]]["duplicate_of"]
        if original and row["counted"] and Kind(row["kind"]) in VIEW_KINDS:
            key = voice_key(Kind(row["kind"]), row["segment_id"], row["answer_id"])
            groups.setdefault((row["doc_id"], key), []).append(row)
    return [_voice(group, documents, statements) for group in groups.values()]


def _records(run: Run, table: str) -> list[Record]:
    return [{str(name): value for name, value in row.items()} for row in run[table].to_dict("records")]


def _coded(row: Record, thresholds: Mapping[str, float]) -> CodedStatement:
    polarity = Polarity(row["polarity"])
    scores = {name: float(score) for name, _, score in (text.rpartition("=") for text in row["theme_scores"])}
    kept = [theme for theme in row["themes"] if theme not in thresholds]
    themes = (*kept, *(theme for theme, least in thresholds.items() if scores.get(theme, -1.0) >= least))
    wanting = not themes and polarity in WANTS_A_THEME
    return CodedStatement(
        columns=(UNCODED,) if wanting else themes,
        polarity=polarity,
        n_words=len(words(row["text"])),
        repeated=bool(row["repeated"]),
    )


def _voice(
    group: Sequence[Record], documents: Mapping[str, Record], statements: Mapping[str, Sequence[CodedStatement]]
) -> Voice:
    # As in theme_matrix.csv: the answer's own text names it, not its decision list.
    first = sorted(group, key=lambda row: row["kind"] == Kind.DECISION)[0]
    return Voice(
        segment_id=first["segment_id"],
        doc_id=first["doc_id"],
        path=documents[first["doc_id"]]["path"],
        case_id=first["case_id"],
        kind=Kind(first["kind"]),
        respondent=first["respondent"],
        respondent_id=first["respondent_id"],
        body_type=first["respondent_type"],
        parties=tuple(first["parties"]),
        statements=tuple(one for row in group for one in statements.get(row["segment_id"], ())),
    )
