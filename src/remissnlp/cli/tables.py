"""Tables about themes and coders, as a person sees them in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from remissnlp.values import Polarity

if TYPE_CHECKING:
    from rich.table import Table

    from remissnlp.annotation import Agreement, Difference, ThemeUsage
    from remissnlp.codebook import Codebook
    from remissnlp.suggest import SuggestedTheme
    from remissnlp.training.themes import TrainedThemes

_SHOWN = 3


def new_table(*columns: str) -> Table:
    """Return an empty table that never cuts a word: it would cut the names of themes first."""
    from rich.table import Table

    table = Table()
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    return table


def print_usage(found: Sequence[ThemeUsage]) -> None:
    """Print how often themes occur, by polarity, then by sort of respondent, then examples."""
    from rich.console import Console

    console = Console()
    table = new_table("theme", "statements", "respondents", *(polarity.value for polarity in Polarity))
    for usage in found:
        tones = (usage.by_polarity.get(polarity.value, 0) for polarity in Polarity)
        table.add_row(usage.theme, *map(str, (usage.n_statements, usage.n_respondents, *tones)))
    console.print(table)
    types = list(dict.fromkeys(kind for usage in found for kind in usage.by_type))
    table = new_table("theme", *types)
    for usage in found:
        table.add_row(usage.theme, *(str(usage.by_type.get(kind, 0)) for kind in types))
    console.print(table)
    for usage in found:
        for example in usage.examples:
            place = f"{example.respondent}, {example.path} p. {example.page}"
            console.print(f"{usage.theme}: {example.text} ({place})", markup=False, highlight=False, soft_wrap=True)


def print_suggestions(found: Sequence[SuggestedTheme]) -> None:
    """Print groups of uncoded statements with their key terms and most typical sentences."""
    from rich.console import Console

    console = Console()
    for number, group in enumerate(found, 1):
        counts = f"{len(group.statements)} statements, {len(group.respondents)} respondents"
        lines = [f"s{number:03d} {', '.join(group.terms)} ({counts})", *(f"  - {t}" for t in group.examples[:_SHOWN])]
        console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def print_agreement(found: Sequence[Agreement], differences: Sequence[Difference]) -> None:
    """Print coefficients, then each difference."""
    from rich.console import Console

    console = Console()
    table = new_table("label", "statements", "first", "second", "same", "Cohen's kappa", "Krippendorff's alpha")
    for item in found:
        counts = ("" if count is None else str(count) for count in (item.n_first, item.n_second))
        numbers = ("-" if value is None else f"{value:.2f}" for value in (item.kappa, item.alpha))
        table.add_row(item.label, str(item.n), *counts, f"{item.share:.0%}", *numbers)
    console.print(table)
    for difference in differences:
        line = (
            f"{difference.statement_id} {difference.label}: {difference.first} | {difference.second}  {difference.text}"
        )
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def print_theme_results(trained: TrainedThemes) -> None:
    """Print the cross-validated scores of a theme model, and which themes had too few statements."""
    from rich.console import Console

    from remissnlp.training.theme_files import score_row

    console = Console()
    table = new_table("theme", "statements", "P", "R", "F1", "F1 without", "F1 cues", "F1 TF-IDF")
    for result in trained.results:
        table.add_row(*score_row(result))
    console.print(table)
    told = f"On {trained.kept_together} held out, {trained.n_folds} folds."
    console.print(told, markup=False, highlight=False)
    for theme, number in trained.left_out.items():
        console.print(
            f"{theme}: {number} labelled statements, too few; stays as it was.", markup=False, highlight=False
        )


def print_learnt(codebook: Codebook) -> None:
    """Print how well each theme without cues and model is learnt from its examples, each judged without itself."""
    from rich.console import Console

    from remissnlp.classify.fewshot import cross_validated, is_learnt

    console = Console()
    table = new_table("theme", "examples", "counter-examples", "found again", "right of what is found")
    for theme in codebook.themes:
        if is_learnt(theme):
            recall, precision = cross_validated(theme, codebook)
            counts = (str(len(theme.examples)), str(len(theme.counter_examples)))
            table.add_row(theme.id, *counts, f"{recall:.0%}", f"{precision:.0%}")
    if not table.row_count:
        console.print("No theme is learnt from its examples alone.", markup=False, highlight=False)
        return
    console.print(table)
    told = "Each example judged by what the others teach. Few examples, hard counter-examples: a hint, no promise."
    console.print(told, markup=False, highlight=False, soft_wrap=True)
