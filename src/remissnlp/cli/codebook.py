"""`remissnlp codebook`: show and check codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remissnlp.cli.app import codebook_app
from remissnlp.cli.options import Lang


@codebook_app.command("show", epilog="**Example:** `remissnlp codebook show default --lang en`")
def codebook_show(
    codebook: Annotated[str, typer.Argument(help="Name of a shipped codebook, or a YAML file.")] = "default",
    lang: Annotated[Lang, typer.Option(help="Language of the names.")] = Lang.SV,
) -> None:
    """Print a codebook as Markdown: themes, definitions, examples."""
    from remissnlp.codebook import codebook_markdown, load_codebook

    typer.echo(codebook_markdown(load_codebook(codebook), lang.value))


@codebook_app.command("check", epilog="**Example:** `remissnlp codebook check mine.yaml`")
def codebook_check(codebook: Annotated[Path, typer.Argument(help="A codebook of your own (YAML).")]) -> None:
    """Check a codebook and list all its faults at once."""
    from remissnlp.codebook import check_codebook
    from remissnlp.errors import EXIT_CONFIGURATION

    faults = check_codebook(codebook)
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(EXIT_CONFIGURATION)
    typer.echo(f"{codebook}: no faults.")
