"""`suggested_themes.csv`: groups of what no theme of a run caught, as candidates for its codebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from remissnlp.annotation.coded import Coded
from remissnlp.codebook import Codebook, Theme, identifier
from remissnlp.export.dialect import Cell, Dialect, csv_text, write_text
from remissnlp.output import SUGGESTIONS
from remissnlp.suggest import SuggestedTheme, Uncoded, suggest_themes

N_EXAMPLES = 5
N_DRAFT_EXAMPLES = 12
COLUMNS = (
    "suggestion_id", "terms", "n_statements", "n_respondents", "respondents", "statement_ids",
    *(f"example_{number}" for number in range(1, N_EXAMPLES + 1)),
)  # fmt: skip


def suggestions(statements: Iterable[Coded], *, most: int = 20) -> tuple[SuggestedTheme, ...]:
    """Return the groups of a run's uncoded requests and criticism, those of most respondents first."""
    uncoded = [
        Uncoded(statement_id=s.statement_id, text=s.text, respondent=s.respondent, wording=s.wording)
        for s in statements
        if s.is_uncoded
    ]
    return suggest_themes(uncoded, most=most)


def write_suggestions(found: Sequence[SuggestedTheme], out: Path, dialect: Dialect) -> Path:
    """Write `suggested_themes.csv` into `out` and return its path."""
    path = out / SUGGESTIONS
    rows = [_row(number, theme) for number, theme in enumerate(found, 1)]
    write_text(path, csv_text(COLUMNS, rows, dialect), encoding=dialect.encoding)
    return path


def _row(number: int, theme: SuggestedTheme) -> dict[str, Cell]:
    examples = (*theme.examples, *[""] * N_EXAMPLES)
    row: dict[str, Cell] = {
        "suggestion_id": f"s{number:03d}",
        "terms": theme.terms,
        "n_statements": len(theme.statements),
        "n_respondents": len(theme.respondents),
        "respondents": theme.respondents,
        "statement_ids": [statement.statement_id for statement in theme.statements],
    }
    return row | {f"example_{place}": examples[place - 1] for place in range(1, N_EXAMPLES + 1)}


def draft_codebook(found: Sequence[SuggestedTheme]) -> Codebook:
    """Return the groups as a codebook to complete: named by their first terms, defined by their statements only."""
    themes = []
    for number, group in enumerate(found, 1):
        name = " / ".join(group.terms[:2])
        themes.append(
            Theme(
                id=f"s{number:03d}_{identifier(group.terms[0])}",
                name_sv=name,
                name_en=name,
                definition=name,
                examples=group.examples[:N_DRAFT_EXAMPLES],
            )
        )
    return Codebook("suggested", "1", "Suggested themes", tuple(themes))
