"""`remissnlp train`: train the models that ship anew."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from remissnlp.cli.app import train_app
from remissnlp.cli.progress import Bars

NEW, GOING_ON = 1.5e-3, 5e-4  # learning rates


class Device(StrEnum):
    """Where to compute."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


@train_app.command(
    "encoder",
    epilog="""**Examples**

- `remissnlp train encoder data/training/statements plain-text -o my-encoder`

- `remissnlp train encoder data/training/statements plain-text -o mine --start my-encoder --steps 500 --batch 96`
""",
)
def train_encoder(
    statements: Annotated[Path, typer.Argument(help="Folder of labelled statements (data/training/README.md).")],
    text: Annotated[Path, typer.Argument(help="Folder of plain text, one sentence a line: .txt, .txt.xz.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write the encoder to.")],
    sample: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=LINES: draw so many lines from that file, and read no other. Repeat it for more files."
        ),
    ] = None,
    device: Annotated[Device, typer.Option(help="auto takes a GPU where there is one.")] = Device.AUTO,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that chance decides.")] = 1,
    epochs: Annotated[int, typer.Option(min=1, help="How often the teacher reads the statements.")] = 9,
    steps: Annotated[int, typer.Option(min=2, help="Updates of the student.")] = 3000,
    batch: Annotated[int, typer.Option(min=2, help="Lines of plain text in each update.")] = 384,
    start: Annotated[
        Path | None,
        typer.Option(
            help="Folder of an encoder that goes on learning; no teacher is trained then.", show_default="none"
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(min=0, help="Learning rate of the student.", show_default="0.0015; 0.0005 with --start"),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an encoder that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")] = False,
) -> None:
    """Train the sentence encoder: a teacher, the plain text that it labels, and the small network that ships.

    Needs the extra `training` and torch. Minutes on a GPU, more than a day on two cores (with `--start` half an hour).
    """
    from remissnlp.errors import UsageError
    from remissnlp.training.options import TrainingOptions
    from remissnlp.training.train import train_encoder

    if (out / "weights.npz").exists() and not overwrite:
        raise UsageError(f"{out}: holds an encoder.", hint="--overwrite replaces it.")
    samples = dict(_sample(value) for value in sample or [])
    options = TrainingOptions(
        seed=seed, device=device.value, epochs=epochs, n_steps=steps, n_plain=batch, samples=samples,
        rate=rate or (GOING_ON if start else NEW), start=start,
    )  # fmt: skip
    done = train_encoder(statements, text, out, options, progress=None if quiet else Bars())
    typer.echo(
        f"{done.folder}: trained on {done.device} from {done.n_statements} statements of {done.n_answers} answers "
        f"and {done.n_plain} lines of plain text; {done.n_pieces} word pieces."
    )


def _sample(value: str) -> tuple[str, int]:
    name, _, number = value.rpartition("=")
    if not name or not number.isdecimal() or int(number) < 1:
        raise typer.BadParameter(f"'{value}' is not NAME=LINES.", param_hint="--sample")
    return name, int(number)
