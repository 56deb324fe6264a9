"""`remissnlp analyze`: read a folder, write tables, texts and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remissnlp.cli.app import app
from remissnlp.cli.options import (
    CsvDialect,
    Independent,
    Lang,
    Matrix,
    Nlp,
    NlpModel,
    Ocr,
    PolarityModel,
    StanceModel,
    ThemeModel,
    Workers,
)
from remissnlp.cli.progress import Bars, print_summary
from remissnlp.errors import EXIT_SOME_FAILED


@app.command(
    epilog="**Examples**\n\n"
    "- `remissnlp analyze answers/` reads the folder and writes `remissnlp-out/`\n\n"
    "- `remissnlp analyze answers/ -o result --lang en` writes another folder, with an English report\n\n"
    "- `remissnlp analyze answers/ -o result --resume` goes on after a stop; what was read is kept\n\n"
    "- `remissnlp analyze answers/ --codebook mine.yaml --csv-dialect excel-sv`"
)
def analyze(
    folder: Annotated[
        Path, typer.Argument(help="Folder with the documents (PDF, DOCX, TXT, MD, HTML), subfolders too.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")] = Path("remissnlp-out"),
    codebook: Annotated[
        str | None, typer.Option(help="Codebook: the name of a shipped one, or a YAML file.", show_default="default")
    ] = None,
    workers: Workers = None,
    lang: Annotated[Lang | None, typer.Option(help="Language of the report.", show_default="sv")] = None,
    csv_dialect: Annotated[
        CsvDialect | None, typer.Option(help="CSV for programs, or for Swedish Excel.", show_default="standard")
    ] = None,
    matrix: Annotated[
        Matrix | None, typer.Option(help="full: every theme also by polarity.", show_default="default")
    ] = None,
    independent: Independent = None,
    ocr: Annotated[Ocr | None, typer.Option(help="When pages are read by Tesseract.", show_default="auto")] = None,
    nlp: Nlp = None,
    nlp_model: NlpModel = None,
    theme_model: ThemeModel = None,
    polarity_model: PolarityModel = None,
    stance_model: StanceModel = None,
    config: Annotated[Path | None, typer.Option(help="TOML file with settings; options go before it.")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the run that the output folder holds.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run that the output folder holds.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No bars and no closing table.")] = False,
) -> None:
    """Read a folder of consultation documents and write tables, texts and a report."""
    from remissnlp.config import load_settings

    overrides = {
        "run": {
            "codebook": codebook,
            "workers": workers,
            "lang": lang.value if lang else None,
            "csv_dialect": csv_dialect.value if csv_dialect else None,
            "matrix": matrix.value if matrix else None,
            "independent": independent,
            "ocr": ocr.value if ocr else None,
            "nlp": nlp,
            "nlp_model": str(nlp_model) if nlp_model else None,
            "theme_model": str(theme_model) if theme_model else None,
            "polarity_model": str(polarity_model) if polarity_model else None,
            "stance_model": str(stance_model) if stance_model else None,
        }
    }
    settings = load_settings(config, overrides)
    from remissnlp.pipeline import analyze as run_analysis

    summary = run_analysis(
        folder, out, settings, overwrite=overwrite, resume=resume, progress=None if quiet else Bars()
    )
    if not quiet:
        print_summary(summary)
    n_bad = summary.n_failed + summary.n_partial + summary.n_unlabelled
    if n_bad:
        typer.echo(f"{n_bad} file(s) could not be read or labelled in full: see {summary.out / 'errors.csv'}", err=True)
        raise typer.Exit(EXIT_SOME_FAILED)
