"""The command line: parses, calls a plain function, prints. Heavy imports wait until a command needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from remissnlp import __version__
from remissnlp.errors import EXIT_SOME_FAILED, RemissError

if TYPE_CHECKING:
    from rich.console import Console

    from remissnlp.pipeline import Advance
    from remissnlp.summary import RunSummary

app = typer.Typer(
    name="remissnlp",
    help="Read Swedish consultations: who thinks what, about which theme, in whose words.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
codebook_app = typer.Typer(help="Show and check codebooks (themes).", no_args_is_help=True)
app.add_typer(codebook_app, name="codebook")


class Lang(StrEnum):
    """Language of the report."""

    SV = "sv"
    EN = "en"


class CsvDialect(StrEnum):
    """How CSV files are written."""

    STANDARD = "standard"
    EXCEL_SV = "excel-sv"


class Matrix(StrEnum):
    """Columns of the theme matrix."""

    DEFAULT = "default"
    FULL = "full"


class Ocr(StrEnum):
    """When pages are read by Tesseract."""

    AUTO = "auto"
    NEVER = "never"
    FORCE = "force"


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
    workers: Annotated[
        int | None,
        typer.Option(min=0, max=256, help="Processes to read with; 0 is one per processor.", show_default="0"),
    ] = None,
    lang: Annotated[Lang | None, typer.Option(help="Language of the report.", show_default="sv")] = None,
    csv_dialect: Annotated[
        CsvDialect | None, typer.Option(help="CSV for programs, or for Swedish Excel.", show_default="standard")
    ] = None,
    matrix: Annotated[
        Matrix | None, typer.Option(help="full: every theme also by polarity.", show_default="default")
    ] = None,
    independent: Annotated[
        bool | None,
        typer.Option(
            "--independent/--no-independent",
            help="Count a copied passage once in theme_matrix.csv.",
            show_default="no-independent",
        ),
    ] = None,
    ocr: Annotated[Ocr | None, typer.Option(help="When pages are read by Tesseract.", show_default="auto")] = None,
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
        }
    }
    settings = load_settings(config, overrides)
    from remissnlp.pipeline import analyze as run_analysis

    summary = run_analysis(
        folder, out, settings, overwrite=overwrite, resume=resume, progress=None if quiet else _Bars()
    )
    if not quiet:
        _print_summary(summary)
    if summary.n_failed or summary.n_partial:
        n_bad = summary.n_failed + summary.n_partial
        typer.echo(f"{n_bad} file(s) could not be read in full: see {summary.out / 'errors.csv'}", err=True)
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command(epilog="**Example:** `remissnlp evaluate gold.json remissnlp-out`")
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold file (JSON).")],
    out: Annotated[Path, typer.Argument(help="Output folder of a run.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score a run against a gold file: one metric a line."""
    import json

    from remissnlp.evaluate import evaluate_folder

    found = evaluate_folder(gold, out)
    result, missed = found.metrics, [str(segment) for segment in found.missed]
    if as_json:
        typer.echo(json.dumps(dict(result) | {"_missed_segments": missed}, ensure_ascii=False, indent=1))
        return
    for name, value in result.items():
        typer.echo(f"{name} {value:.4f}" if isinstance(value, float) else f"{name} {value}")
    for line in missed:
        typer.echo(f"  missed segment: {line}")


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


@app.command(epilog="**Example:** `remissnlp doctor`")
def doctor() -> None:
    """Say what is installed: libraries, extras, models, Tesseract."""
    from remissnlp.doctor import examine

    for check in examine():
        mark = "ok     " if check.ok else "missing"
        typer.echo(f"{mark}  {check.name:<24} {check.detail}" + ("" if check.ok else f"  -> {check.hint}"))


class _Bars:
    """A bar per stage with counts and time left, on standard error so that pipes stay clean."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(stderr=True)

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Advance]:
        """Show a bar for one stage."""
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            TextColumn("left"), TimeRemainingColumn(),
        )  # fmt: skip
        with Progress(*columns, console=self._console) as progress:
            task = progress.add_task(name, total=total)
            yield lambda steps: progress.advance(task, steps)


def _print_summary(summary: RunSummary) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(title="remissnlp", show_header=False)
    rows = [
        ("Documents", _with_failures(summary)),
        ("Respondents", str(summary.n_respondents)),
        ("Answers", f"{summary.n_answers} ({_counts(summary.stances)})" if summary.stances else "0"),
        ("Political statements", str(summary.n_political)),
        ("Statements", str(summary.n_statements)),
        ("Themes", _counts(summary.themes)),
        ("Copied arguments", str(summary.n_copied_passages)),
        ("Declined", str(summary.n_declined)),
        ("Problems", f"{summary.n_issues} (errors.csv)" if summary.n_issues else "none"),
        ("Seconds", f"{sum(summary.seconds.values()):.1f}"),
    ]
    for name, value in rows:
        table.add_row(name, value)
    console.print(table)
    _print_result(console, summary)


def _print_result(console: Console, summary: RunSummary) -> None:
    found = (
        f"Found {summary.n_answers} answers and {summary.n_political} political statements "
        f"in {summary.n_documents} documents."
    )
    console.print(found, highlight=False)
    console.print(f"Report: {summary.report}", highlight=False, soft_wrap=True)


def _with_failures(summary: RunSummary) -> str:
    parts = [str(summary.n_documents)]
    if summary.n_failed:
        parts.append(f"{summary.n_failed} not read")
    if summary.n_partial:
        parts.append(f"{summary.n_partial} read in part")
    return ", ".join(parts)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


if __name__ == "__main__":
    main()
