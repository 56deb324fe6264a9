"""Codebooks as CSV: one row a theme, one line a sentence inside a cell; what a spreadsheet can edit."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import Any

from remissnlp.codebook.model import Codebook, Cue
from remissnlp.text import bare, neutral

LISTS = ("include", "exclude", "examples", "counter_examples")
HEAD = ("codebook_id", "codebook_version", "codebook_title")
VECTORS = "codebook_vectors"  # a column only where a codebook asks for some
PLAIN = ("id", "name_sv", "name_en", "definition", "colour", "parent", "model")
COLUMNS = ("id", "name_sv", "name_en", "definition", *LISTS, "cues", "colour", "parent", "threshold", "model", *HEAD)
_CUE = re.compile(r"(?P<weight>-?\d+(?:[.,]\d+)?) (?P<window>\d+) (?P<words>.+)")
_LEMMA = "lemma:"
_DELIMITERS = ",;\t"
csv.field_size_limit(2_000_000)


def table_text(codebook: Codebook, *, swedish: bool = False) -> str:
    """Return a codebook as CSV text; `swedish` separates cells by semicolon and writes decimal commas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if swedish else ",", lineterminator="\n")
    columns = (*COLUMNS, VECTORS) if codebook.vectors else COLUMNS
    writer.writerow(columns)
    for theme in codebook.themes:
        row = {key: "\n".join(getattr(theme, key)) for key in LISTS}
        row |= {key: getattr(theme, key) for key in PLAIN}
        row |= dict(zip(HEAD, (codebook.id, codebook.version, codebook.title), strict=True))
        row[VECTORS] = codebook.vectors
        row["cues"] = "\n".join(cue_line(cue) for cue in theme.cues)
        row["threshold"] = f"{theme.threshold!r}".replace(".", "," if swedish else ".")
        writer.writerow([neutral(row[column]) for column in columns])
    return buffer.getvalue()


def table_mapping(text: str, stem: str, faults: list[str]) -> dict[str, Any]:
    """Return the mapping that CSV text stands for; the delimiter is found, columns may be left out or reordered."""
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        cells = [row for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        faults.append(f"row {rows.line_num}: not valid CSV ({error}); correct it")
        return {}
    head: dict[str, str] = {}
    themes = []
    for number, row in enumerate(cells):
        if len(row) > len(header):
            what = f"has {len(row)} cells, the header {len(header)}; quote cells that hold {delimiter!r}"
            faults.append(f"themes[{number}]: {what}")
        values = {key: value for key, cell in zip(header, row, strict=False) if (value := bare(cell).strip())}
        for key in (*HEAD, VECTORS):
            head.setdefault(key, values.pop(key, ""))
        themes.append(completed(_theme(values)))
    vectors = {"vectors": head[VECTORS]} if head.get(VECTORS) else {}
    return {
        "id": head.get("codebook_id") or identifier(stem),
        "version": head.get("codebook_version") or "1",
        "title": head.get("codebook_title") or stem,
        **vectors,
        "themes": themes,
    }


def _theme(values: dict[str, str]) -> dict[str, Any]:
    theme: dict[str, Any] = dict(values)
    for key in LISTS:
        if key in values:
            theme[key] = [line for line in values[key].splitlines() if line.strip()]
    if "cues" in values:
        lines = [line for line in values["cues"].splitlines() if line.strip()]
        theme["cues"] = [cue_mapping(line) for line in lines]
    if "threshold" in values:
        theme["threshold"] = values["threshold"].replace(",", ".")
    return theme


def cue_line(cue: Cue) -> str:
    """Return a cue as one line: weight, window and pattern; a lemma cue has `lemma:` before them."""
    kind = f"{_LEMMA} " if cue.lemma else ""
    return f"{kind}{cue.weight!r} {cue.window} {cue.lemma or cue.pattern}"


def cue_mapping(line: str) -> dict[str, Any]:
    """Return the cue that `cue_line` wrote; the numbers may be left out."""
    kind = "lemma" if line.strip().startswith(_LEMMA) else "pattern"
    words = line.strip().removeprefix(_LEMMA).strip()
    match = _CUE.fullmatch(words)
    if match is None:
        return {kind: words}
    return {kind: match["words"], "weight": match["weight"].replace(",", "."), "window": match["window"]}


def identifier(name: str) -> str:
    """Return a name as an id: lower-case letters without accents, digits and underscores."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode("ascii")
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return words if words[:1].isalpha() else f"t_{words}".rstrip("_")


def completed(theme: dict[str, Any]) -> dict[str, Any]:
    """Return a theme from another tool with what it need not know filled in from its name."""
    name = theme.get("name_sv") or theme.get("name_en") or theme.get("id")
    if not isinstance(name, str):
        return theme
    return {"id": identifier(name), "name_sv": name, "name_en": name, "definition": name} | theme


__all__ = ["COLUMNS", "completed", "cue_line", "cue_mapping", "identifier", "table_mapping", "table_text"]
