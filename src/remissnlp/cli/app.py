"""The Typer applications that the commands register with."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="remissnlp",
    help="Read Swedish consultations: who thinks what, about which theme, in whose words.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
codebook_app = typer.Typer(help="Make, check, show and convert codebooks (themes).", no_args_is_help=True)
app.add_typer(codebook_app, name="codebook")
train_app = typer.Typer(help="Train the models that ship anew, or on data of your own.", no_args_is_help=True)
app.add_typer(train_app, name="train")
