"""How a run used its codebook: how often each theme occurs, in which tone, from what sort of body (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remissnlp.annotation.coded import Coded
from remissnlp.values import Polarity, RespondentType

UNCODED = "uncoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeUsage:
    """One theme, or `uncoded`, in a run.

    `by_polarity` and `by_type` hold numbers of statements by value, without zeros. `examples` are its statements with
    the highest scores, one of each wording.
    """

    theme: str
    n_statements: int
    n_respondents: int
    by_polarity: dict[str, int]
    by_type: dict[str, int]
    examples: tuple[Coded, ...]

    def as_mapping(self) -> dict[str, object]:
        """Return it as plain values, for JSON."""
        examples = [
            {"statement_id": s.statement_id, "respondent": s.respondent, "path": s.path, "page": s.page, "text": s.text}
            for s in self.examples
        ]
        names = ("theme", "n_statements", "n_respondents", "by_polarity", "by_type")
        return {name: getattr(self, name) for name in names} | {"examples": examples}


def theme_usage(statements: Sequence[Coded], themes: Iterable[str], *, n_examples: int = 2) -> tuple[ThemeUsage, ...]:
    """Return the usage of each theme in their order, `uncoded` last."""
    found = [_usage(theme, [s for s in statements if theme in s.themes], n_examples) for theme in themes]
    return (*found, _usage(UNCODED, [s for s in statements if s.is_uncoded], n_examples))


def _usage(theme: str, statements: Sequence[Coded], n_examples: int) -> ThemeUsage:
    polarities = Counter(statement.polarity for statement in statements)
    types = Counter(statement.respondent_type for statement in statements)
    best: dict[str, Coded] = {}
    for statement in sorted(statements, key=lambda s: -s.scores.get(theme, s.polarity_score)):
        best.setdefault(statement.wording, statement)
    return ThemeUsage(
        theme=theme,
        n_statements=len(statements),
        n_respondents=len({statement.respondent for statement in statements}),
        by_polarity={polarity.value: polarities[polarity] for polarity in Polarity if polarities[polarity]},
        by_type={kind.value: types[kind.value] for kind in RespondentType if types[kind.value]},
        examples=tuple(best.values())[:n_examples],
    )
