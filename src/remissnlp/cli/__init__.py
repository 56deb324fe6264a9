"""The command line: parses, calls a plain function, prints. Heavy imports wait until a command needs them.

Each module of this package holds the commands of one subject; importing it registers them with `app`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from remissnlp import __version__
from remissnlp.cli import analyze, annotation, codebook, evaluate, explain, matrix, train, train_classes, train_themes
from remissnlp.cli.app import app
from remissnlp.errors import RemissError

__all__ = [
    "analyze", "annotation", "app", "codebook", "evaluate", "explain", "main", "matrix", "train", "train_classes",
    "train_themes",
]  # fmt: skip


def main() -> None:
    """Run the command line; an error of ours is one clear line and an exit code, never a traceback."""
    try:
        app()
    except RemissError as error:
        typer.echo(f"Error: {error}", err=True)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        typer.echo("Stopped. What was read is kept: go on with --resume.", err=True)
        raise SystemExit(130) from None


def _version(show: bool) -> None:
    if show:
        typer.echo(f"remissnlp {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Read Swedish consultations: who thinks what, about which theme, in whose words."""


@app.command(epilog="**Example:** `remissnlp doctor`")
def doctor() -> None:
    """Say what is installed: libraries, extras, models, Tesseract."""
    from remissnlp.doctor import examine

    for check in examine():
        mark = "ok     " if check.ok else "missing"
        typer.echo(f"{mark}  {check.name:<24} {check.detail}" + ("" if check.ok else f"  -> {check.hint}"))


if __name__ == "__main__":
    main()
