"""How often a theme cue is right on the training statements, weakest first; cues are written from other text.

    python benchmarks/cue_precision.py [CODEBOOK] [--least N]

A cue that fires on N statements or more (10) and is right on fewer than 55 in 100 of them says less than the model
knows without it. Statements that may have the theme (`?`) count as half right. The training statements hold look-alikes
on purpose, so that a wording of which many were written ("följa upp") looks worse here than in documents.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from remissnlp.classify.cues import fold
from remissnlp.codebook import Theme, cue_matches, load_codebook
from remissnlp.training.statements import LabelledStatement, read_answers

STATEMENTS = Path(__file__).resolve().parents[1] / "data/training/statements"


class Row(NamedTuple):
    """A cue of a theme, on how many statements it fires, and the share of these that have the theme."""

    theme: str
    cue: str
    fires: int
    precision: float


def precisions(themes: Sequence[Theme], statements: Sequence[LabelledStatement]) -> Iterator[Row]:
    """Yield a row for every cue that fires."""
    texts = [fold(statement.text) for statement in statements]
    for theme in themes:
        right: dict[str, list[float]] = defaultdict(list)
        for statement, text in zip(statements, texts, strict=True):
            worth = 1.0 if theme.id in statement.themes else 0.5 * (theme.id in statement.themes_also)
            for cue, _ in cue_matches(theme, text):
                right[cue.pattern].append(worth)
        for pattern, worths in right.items():
            yield Row(theme.id, pattern, len(worths), sum(worths) / len(worths))


def main() -> None:
    """Print the rows, weakest first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("codebook", nargs="?", default="default")
    parser.add_argument("--least", type=int, default=10, help="fires at least so often (10)")
    arguments = parser.parse_args()
    statements = [statement for answer in read_answers(STATEMENTS) for statement in answer.statements]
    rows = (row for row in precisions(load_codebook(arguments.codebook).themes, statements))
    for row in sorted(rows, key=lambda row: (row.precision, row.cue)):
        if row.fires >= arguments.least:
            print(f"{row.precision:.2f} {row.fires:5d} {row.theme:22} {row.cue[:120]}")


if __name__ == "__main__":
    main()
