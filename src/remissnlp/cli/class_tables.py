"""Scores of a polarity or stance model, as a person sees them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remissnlp.cli.tables import new_table

if TYPE_CHECKING:
    from remissnlp.training.classes import TrainedClasses


def print_class_results(trained: TrainedClasses) -> None:
    """Print the cross-validated scores of a model beside those of other means, and who was taken for whom."""
    from rich.console import Console

    from remissnlp.training.class_files import EXPLAINED, confusions, held_out, score_columns, score_rows
    from remissnlp.training.classes import OWN

    console = Console()
    lines = [held_out(trained)]
    if trained.scores:
        shown = new_table(*score_columns(trained))
        for row in score_rows(trained):
            shown.add_row(*row)
        console.print(shown)
        lines = [EXPLAINED, *confusions(trained.scores[OWN]), *lines]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
