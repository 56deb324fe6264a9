"""`remissnlp train themes`: themes refitted from sheets that people labelled."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remissnlp.cli.app import train_app


@train_app.command(
    "themes", epilog="**Example:** `remissnlp train themes --labels sheet.xlsx --codebook mine.yaml -o my-themes`"
)
def train_themes(
    labels: Annotated[
        list[Path], typer.Option("--labels", help="Labelled sheet (.csv, .xlsx, JSON of Label Studio); repeatable.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write the model to.")],
    codebook: Annotated[str, typer.Option(help="The codebook that they were labelled with.")] = "default",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a model that is there.")] = False,
) -> None:
    """Refit themes from labelled sheets and print how well that does on documents held out.

    Use it with 'remissnlp analyze --theme-model FOLDER'.
    """
    from remissnlp.cli.tables import print_theme_results
    from remissnlp.codebook import load_codebook
    from remissnlp.training.theme_files import read_sheets, save_themes
    from remissnlp.training.themes import train_themes as train

    book = load_codebook(codebook)
    trained = train(read_sheets(labels, book), book)
    save_themes(trained, book, out, sheets=labels, overwrite=overwrite)
    print_theme_results(trained)
    typer.echo(f"{out}: {len(trained.results)} themes from {trained.n_rows} statements.")
