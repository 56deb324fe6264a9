"""`remissnlp sample` and `agreement`: sheets for people to label, and how far two people agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remissnlp.cli.app import app
from remissnlp.cli.options import CsvDialect, Sampling


@app.command(
    epilog="**Examples**\n\n"
    "- `remissnlp sample remissnlp-out -n 100 -o sheet.xlsx` for a spreadsheet\n\n"
    "- `remissnlp sample remissnlp-out --strategy random -o tasks.json` for Label Studio, with its labelling interface"
)
def sample(
    out: Annotated[Path, typer.Argument(help="Output folder of a run.")],
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=100_000, help="How many statements.")] = 50,
    strategy: Annotated[
        Sampling,
        typer.Option(help="Least sure first; at random (for fair figures); or every theme and polarity in turn."),
    ] = Sampling.UNCERTAIN,
    seed: Annotated[int, typer.Option(help="Another number gives another sample.")] = 0,
    file: Annotated[Path, typer.Option("-o", "--out", help="Sheet to write: .csv, .xlsx or .json.")] = Path(
        "sheet.csv"
    ),
    prefill: Annotated[
        bool, typer.Option("--prefill", help="Put the program's labels in (people then tend to agree).")
    ] = False,
    codebook: Annotated[
        str | None, typer.Option(help="Codebook with the themes to choose from.", show_default="that of the run")
    ] = None,
    csv_dialect: Annotated[
        CsvDialect, typer.Option(help="CSV for programs, or for Swedish Excel.")
    ] = CsvDialect.STANDARD,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a sheet that is there.")] = False,
) -> None:
    """Choose statements of a run and write a sheet for people to label."""
    from remissnlp.annotation import Strategy, choose, coded_statements, run_codebook, write_sheet
    from remissnlp.output import load

    run = load(out)
    book = run_codebook(run, codebook)
    thresholds = {theme.id: theme.threshold for theme in book.themes}
    chosen = choose(coded_statements(run), number, strategy=Strategy(strategy.value), seed=seed, thresholds=thresholds)
    written = write_sheet(chosen, file, book, csv_dialect=csv_dialect.value, prefill=prefill, overwrite=overwrite)
    typer.echo(f"{', '.join(map(str, written))}: {len(chosen)} statements to label.")


@app.command(epilog="**Example:** `remissnlp agreement anna.xlsx bo.xlsx -o differences.csv`")
def agreement(
    first: Annotated[Path, typer.Argument(help="Labelled sheet (.csv, .xlsx, or JSON of Label Studio).")],
    second: Annotated[Path, typer.Argument(help="The same sheet labelled by another person.")],
    file: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the differences to this CSV file.", show_default="none")
    ] = None,
    csv_dialect: Annotated[
        CsvDialect, typer.Option(help="CSV for programs, or for Swedish Excel.")
    ] = CsvDialect.STANDARD,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
) -> None:
    """Measure how far two coders agree (Cohen's kappa, Krippendorff's alpha) and list where they differ."""
    import json
    from dataclasses import asdict

    from remissnlp.annotation import agreement as measure
    from remissnlp.annotation import read_labels, write_differences
    from remissnlp.cli.tables import print_agreement

    found, differences = measure(read_labels(first), read_labels(second))
    if as_json:
        result = {
            "agreement": [item.as_mapping() for item in found],
            "differences": [asdict(difference) for difference in differences],
        }
        typer.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        print_agreement(found, differences)
    if file:
        write_differences(differences, file, csv_dialect=csv_dialect.value, overwrite=overwrite)
        typer.echo(f"{file}: {len(differences)} differences.", err=as_json)
