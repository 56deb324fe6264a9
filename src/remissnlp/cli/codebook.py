"""`remissnlp codebook`: make, check, show and convert codebooks, and see how a run used one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remissnlp.cli.app import codebook_app
from remissnlp.cli.options import CsvDialect, Lang

_Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")]


@codebook_app.command("new", epilog="**Example:** `remissnlp codebook new mine.yaml`")
def codebook_new(
    file: Annotated[Path, typer.Argument(help="The YAML file to write.")], overwrite: _Overwrite = False
) -> None:
    """Write a commented codebook with one theme, to fill with your own."""
    from remissnlp.codebook import new_codebook

    new_codebook(file, overwrite=overwrite)
    typer.echo(f"{file}: fill in your themes, then run 'remissnlp codebook check {file}'.")


@codebook_app.command("show", epilog="**Example:** `remissnlp codebook show default --lang en`")
def codebook_show(
    codebook: Annotated[
        str, typer.Argument(help="Name of a shipped codebook (default, sakerhet), or a YAML, CSV or .qdc file.")
    ] = "default",
    lang: Annotated[Lang, typer.Option(help="Language of the names.")] = Lang.SV,
) -> None:
    """Print a codebook as Markdown: themes, definitions, examples."""
    from remissnlp.codebook import codebook_markdown, load_codebook

    typer.echo(codebook_markdown(load_codebook(codebook), lang.value))


@codebook_app.command("check", epilog="**Example:** `remissnlp codebook check mine.yaml --score`")
def codebook_check(
    codebook: Annotated[str, typer.Argument(help="A codebook of your own (YAML, CSV or .qdc).")],
    score: Annotated[
        bool, typer.Option("--score", help="Also say how well each theme is learnt from its own examples.")
    ] = False,
) -> None:
    """Check a codebook: all faults at once, and what would make it better."""
    from remissnlp.codebook import check_codebook, codebook_warnings, load_codebook
    from remissnlp.errors import EXIT_CONFIGURATION

    faults = check_codebook(codebook)
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(EXIT_CONFIGURATION)
    book = load_codebook(codebook)
    warnings = codebook_warnings(book)
    for warning in warnings:
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(f"{codebook}: no faults" + (f", {len(warnings)} warnings." if warnings else "."))
    if score:
        from remissnlp.cli.tables import print_learnt

        print_learnt(book)


@codebook_app.command(
    "convert",
    epilog="**Examples**\n\n"
    "- `remissnlp codebook convert mine.yaml mine.qdc` for NVivo, MAXQDA, ATLAS.ti, QualCoder\n\n"
    "- `remissnlp codebook convert sakerhet mine.csv --csv-dialect excel-sv` to edit in Swedish Excel",
)
def codebook_convert(
    source: Annotated[str, typer.Argument(help="Name of a shipped codebook, or a YAML, CSV or .qdc file.")],
    target: Annotated[Path, typer.Argument(help="The .yaml, .csv or .qdc file to write.")],
    lang: Annotated[Lang, typer.Option(help="Language of the names in a .qdc file.")] = Lang.SV,
    csv_dialect: Annotated[
        CsvDialect, typer.Option(help="CSV for programs, or for Swedish Excel.")
    ] = CsvDialect.STANDARD,
    overwrite: _Overwrite = False,
) -> None:
    """Write a codebook in another format; it may still lack examples."""
    from remissnlp.codebook import convert_codebook

    swedish = csv_dialect is CsvDialect.EXCEL_SV
    for line in convert_codebook(source, target, lang=lang.value, swedish_csv=swedish, overwrite=overwrite):
        typer.echo(f"still to do: {line}", err=True)
    typer.echo(f"{target}: written.")


@codebook_app.command("stats", epilog="**Example:** `remissnlp codebook stats remissnlp-out`")
def codebook_stats(
    out: Annotated[Path, typer.Argument(help="Output folder of a run.")],
    examples: Annotated[int, typer.Option(min=0, max=20, help="Statements to show for each theme.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say how often each theme occurs in a run, by polarity and sort of respondent, with examples."""
    import json

    from remissnlp.annotation import coded_statements, theme_ids, theme_usage
    from remissnlp.cli.tables import print_usage
    from remissnlp.output import load

    run = load(out)
    found = theme_usage(coded_statements(run), theme_ids(run), n_examples=examples)
    if as_json:
        typer.echo(json.dumps([usage.as_mapping() for usage in found], ensure_ascii=False, indent=1))
    else:
        print_usage(found)


@codebook_app.command("suggest", epilog="**Example:** `remissnlp codebook suggest remissnlp-out --draft new.yaml`")
def codebook_suggest(
    out: Annotated[Path, typer.Argument(help="Output folder of a run.")],
    most: Annotated[int, typer.Option(min=1, max=200, help="Largest number of groups.")] = 20,
    draft: Annotated[
        Path | None, typer.Option(help="Also write the groups as a codebook to complete (.yaml, .csv, .qdc).")
    ] = None,
) -> None:
    """Group the requests and criticism that no theme caught, as candidates for the codebook.

    Writes suggested_themes.csv into the output folder.
    """
    from remissnlp.annotation import coded_statements, draft_codebook, suggestions, write_suggestions
    from remissnlp.cli.tables import print_suggestions
    from remissnlp.codebook import write_codebook
    from remissnlp.export.dialect import DIALECTS
    from remissnlp.output import load

    run = load(out)
    found = suggestions(coded_statements(run), most=most)
    path = write_suggestions(found, out, DIALECTS[run.info["options"]["run"]["csv_dialect"]])
    print_suggestions(found)
    typer.echo(f"{path}: {len(found)} groups.")
    if draft and found:
        write_codebook(draft_codebook(found), draft)
        typer.echo(f"{draft}: give each theme its definition and counter-examples.")
