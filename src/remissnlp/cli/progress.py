"""What a person sees while a command works and when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from remissnlp.pipeline import Advance
    from remissnlp.summary import RunSummary


class Bars:
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


def print_summary(summary: RunSummary) -> None:
    """Print the closing table and where the report lies."""
    from rich.console import Console
    from rich.markup import escape
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
        *((f"Left out: {name}", escape(hint)) for name, hint in summary.left_out.items()),
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
    if summary.n_unlabelled:
        parts.append(f"{summary.n_unlabelled} without labels")
    return ", ".join(parts)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
