"""`remissnlp train polarity`, `remissnlp train stance`: learnt from people's own labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remissnlp.cli.app import train_app

Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a model that is there.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder to write the model to.")]


@train_app.command(
    "polarity",
    epilog="""**Examples**

- `remissnlp sample result -n 200 --strategy stratified -o sheet.csv` writes a sheet; fill in its column `polarity`

- `remissnlp train polarity --labels sheet.csv -o my-polarity`

- `remissnlp analyze answers/ -o result2 --polarity-model my-polarity`
""",
)
def train_polarity(
    labels: Annotated[
        list[Path], typer.Option("--labels", help="Labelled sheet (.csv, .xlsx, JSON of Label Studio); repeatable.")
    ],
    out: Out,
    overwrite: Overwrite = False,
) -> None:
    """Learn polarity from labelled sheets and print how well that does on documents held out.

    Use it with 'remissnlp analyze --polarity-model FOLDER'. The folder holds a card, and a list of what was wrong.
    """
    from remissnlp.cli.class_tables import print_class_results
    from remissnlp.training.class_files import save_classes
    from remissnlp.training.polarity import read_polarities
    from remissnlp.training.polarity import train_polarity as train

    trained = train(read_polarities(labels))
    sheets = " ".join(f"--labels {path.name}" for path in labels)
    save_classes(trained, out, command=f"remissnlp train polarity {sheets} -o FOLDER", overwrite=overwrite)
    print_class_results(trained)
    typer.echo(f"{out}: polarity from {trained.n_rows} statements.")


@train_app.command(
    "stance",
    epilog="""**Examples**

- Copy `result/stances.csv` to `mine.csv`, correct its column `stance`, and empty it where you did not look

- `remissnlp train stance --labels mine.csv --run result -o my-stance`

- `remissnlp train stance --labels a.csv --labels b.csv --run case-a --run case-b -o my-stance`

- `remissnlp analyze answers/ -o result2 --stance-model my-stance`
""",
)
def train_stance(
    labels: Annotated[
        list[Path],
        typer.Option(
            "--labels", help="Table (.csv, .xlsx) with stance, and segment_id or path and respondent; repeatable."
        ),
    ],
    run: Annotated[list[Path], typer.Option("--run", help="Output folder that the answers are part of; repeatable.")],
    out: Out,
    overwrite: Overwrite = False,
) -> None:
    """Learn the stance of answers from labelled answers and print how well that does on documents held out.

    Use it with 'remissnlp analyze --stance-model FOLDER'. The folder holds a card, and a list of what was wrong.
    """
    from remissnlp.annotation import read_stances
    from remissnlp.cli.class_tables import print_class_results
    from remissnlp.training.answers import read_answers
    from remissnlp.training.class_files import save_classes
    from remissnlp.training.stances import train_stance as train

    answers, n_silent = read_answers({path: read_stances(path) for path in labels}, run)
    trained = train(answers)
    told = [*(f"--labels {path.name}" for path in labels), *(f"--run {path.name}" for path in run)]
    command = f"remissnlp train stance {' '.join(told)} -o FOLDER"
    save_classes(trained, out, command=command, overwrite=overwrite)
    print_class_results(trained)
    if n_silent:
        typer.echo(f"{n_silent} labelled answers have no statements of their own and were left out.")
    typer.echo(f"{out}: stance from {trained.n_rows} answers.")
