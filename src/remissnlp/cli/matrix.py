"""`remissnlp matrix`: other shapes of the theme matrix, from a finished run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from remissnlp.cli.app import app
from remissnlp.cli.options import CsvDialect
from remissnlp.values import CellShape, MatrixFormat, Polarity, RowShape


@app.command(
    epilog="**Examples**\n\n"
    "- `remissnlp matrix result` prints sentences per respondent and theme\n\n"
    "- `remissnlp matrix result --rows party --values binary -o parties.xlsx`\n\n"
    "- `remissnlp matrix result --values coverage --polarity critical --polarity request`\n\n"
    "- `remissnlp matrix result --threshold 0.7 --threshold follow_up=0.4 --format md`"
)
def matrix(
    out: Annotated[Path, typer.Argument(help="Output folder of a run.")],
    rows: Annotated[
        RowShape,
        typer.Option(
            help="A row per respondent (answers), party (political statements), sort of body (answers), document, or "
            "voice (each answer and political statement)."
        ),
    ] = RowShape.RESPONDENT,
    values: Annotated[
        CellShape, typer.Option(help="Number of sentences, 0/1, or share of the row's words.")
    ] = CellShape.COUNT,
    theme: Annotated[
        list[str] | None, typer.Option(help="Only this theme; may be given several times.", show_default="all")
    ] = None,
    polarity: Annotated[
        list[Polarity] | None,
        typer.Option(help="Only sentences of this polarity; may be given several times.", show_default="all"),
    ] = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(help="THEME=0.6 or 0.6 for all: moves the threshold without a new run.", show_default="as run"),
    ] = None,
    independent: Annotated[bool, typer.Option("--independent", help="Count a copied passage once.")] = False,
    form: Annotated[
        MatrixFormat | None,
        typer.Option("--format", help="How it is written.", show_default="by the file's ending, else csv"),
    ] = None,
    csv_dialect: Annotated[CsvDialect, typer.Option(help="For programs, or for Swedish Excel.")] = CsvDialect.STANDARD,
    file: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write.", show_default="standard output")
    ] = None,
) -> None:
    """Print or write a matrix of themes by respondent, party, sort of body or document."""
    from remissnlp.errors import UsageError
    from remissnlp.export.dialect import DIALECTS
    from remissnlp.export.matrix_files import matrix_bytes
    from remissnlp.matrices import Selection, make_matrix
    from remissnlp.output import load

    written = form or _by_ending(file)
    if written is MatrixFormat.XLSX and file is None:
        raise UsageError("A workbook is no text for the screen.", hint="Name a file with -o FILE.xlsx.")
    selection = Selection(
        themes=theme or (), polarities=polarity or (), thresholds=threshold or (), independent=independent
    )
    shaped = make_matrix(load(out), rows=rows, values=values, selection=selection)
    _write(matrix_bytes(shaped, written, dialect=DIALECTS[csv_dialect.value]), file)


def _write(data: bytes, file: Path | None) -> None:
    from remissnlp.errors import UsageError

    if file is None:
        sys.stdout.buffer.write(data)
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror}).", hint="Give another path with -o.") from error


def _by_ending(file: Path | None) -> MatrixFormat:
    ending = file.suffix.lower().lstrip(".") if file else ""
    return MatrixFormat(ending) if ending in {"xlsx", "md"} else MatrixFormat.CSV
