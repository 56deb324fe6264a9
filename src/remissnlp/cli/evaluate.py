"""`remissnlp evaluate`: a run against labels made by people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remissnlp.cli.app import app


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
