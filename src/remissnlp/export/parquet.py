"""Typed columns for researchers: the only module that knows pyarrow, which is an extra (`remissnlp[parquet]`)."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from remissnlp.export.dialect import Cell, write_bytes
from remissnlp.export.matrix import Row
from remissnlp.export.tables import table
from remissnlp.export.view import View
from remissnlp.output import DATES, FLOATS, INTEGERS, LISTS

TABLES = ("statements", "segments", "reuse_members")


def is_available() -> bool:
    """Tell whether pyarrow is installed, and works."""
    try:
        import_module("pyarrow")
    except ImportError:
        return False
    return True


def write_parquet(view: View, out: Path) -> list[Path]:
    """Write `statements`, `segments` and `reuse_members` as Parquet into `out` and return the paths.

    The columns are those of the CSV files with their types: lists, numbers and dates as such, nothing as null, and
    text as it stands in the document, without the apostrophe that spreadsheets need. `statements` also has the score
    of each theme in a column of its own, `score:<theme>`; null where nothing spoke for it.
    """
    return [_write(view, name, out / f"{name}.parquet") for name in TABLES]


def _write(view: View, name: str, path: Path) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, rows = table(view, f"{name}.csv")
    fields = [pa.field(column, _type(column)) for column in columns]
    if name == "statements":
        rows = [row | _scores(view, str(row["statement_id"])) for row in rows]
        fields += [pa.field(f"score:{theme.id}", pa.float64()) for theme in view.codebook.themes]
    schema = pa.schema(fields)
    arrays = [pa.array([_value(row[f.name], f.name) for row in rows], type=f.type) for f in schema]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    write_bytes(path, sink.getvalue().to_pybytes())
    return path


def _type(column: str) -> Any:  # noqa: ANN401 - pyarrow has no types of its own
    import pyarrow as pa

    if column in LISTS:
        return pa.list_(pa.string())
    if column in INTEGERS:
        return pa.int64()
    if column in DATES:
        return pa.date32()
    return pa.float64() if column in FLOATS else pa.string()


def _scores(view: View, statement_id: str) -> Row:
    labels = view.analysis.labels.get(statement_id)
    scores = {score.label: score.score for score in labels.themes} if labels else {}
    return {f"score:{theme.id}": scores.get(theme.id) for theme in view.codebook.themes}


def _value(value: Cell, column: str) -> Cell | date:
    if isinstance(value, bool):
        return int(value)
    if column in DATES:
        return _date(str(value or ""))
    return list(value) if isinstance(value, tuple) else value


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None  # unknown, or not a day
