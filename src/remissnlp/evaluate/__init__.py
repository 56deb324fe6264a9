"""Scores an output folder against a gold file (layer 2): segments, parties, stance, themes, polarity, reuse and more.

    metrics = evaluate(Path("gold.json"), Path("OUT"))
    for missed in missed_segments(Path("gold.json"), Path("OUT")):
        print(missed)

Measures are defined in the project's documentation of evaluation; values are 0-1 unless a name says `_rows` or
`_leaks`, which are counts. NaN means that the gold says nothing about a measure.
"""

from __future__ import annotations

from pathlib import Path

from remissnlp.evaluate.reading import read_gold, read_output
from remissnlp.evaluate.scoring import Evaluation, MissedSegment, score

__all__ = ["Evaluation", "MissedSegment", "evaluate", "evaluate_folder", "missed_segments"]


def evaluate_folder(gold: Path, out: Path) -> Evaluation:
    """Return the metrics and the gold segments that were not found, from one reading of the files.

    Raises:
        ConfigurationError: `gold` cannot be used as a gold file.
        UsageError: `out` is not an output folder, or holds no document of the gold.
    """
    return score(read_gold(gold), read_output(out))


def evaluate(gold: Path, out: Path) -> dict[str, float]:
    """Return metric name -> value of one output folder; errors as in `evaluate_folder`."""
    return dict(evaluate_folder(gold, out).metrics)


def missed_segments(gold: Path, out: Path) -> tuple[str, ...]:
    """Return a line for each gold segment that was not found, in the gold's order; errors as in `evaluate_folder`."""
    return tuple(str(missed) for missed in evaluate_folder(gold, out).missed)
