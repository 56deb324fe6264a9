"""How far two coders agree: Cohen's kappa and Krippendorff's alpha for each theme and polarity, and where they differ.

The coefficients come from scikit-learn (kappa) and NLTK (alpha); they are None where both coders used one value only,
for then chance explains everything and neither is defined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from remissnlp.annotation.labels import LabelledRow
from remissnlp.errors import UsageError
from remissnlp.export.dialect import DIALECTS, csv_text, write_text

ALL_THEMES, POLARITY = "themes", "polarity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement on one theme (has it or not), on `themes` (the whole set) or on `polarity`.

    `n` is the number of statements that both labelled, `n_first` and `n_second` are those to which each gave the theme
    (None for `themes` and `polarity`), `share` (0-1) is the share on which they agree. `kappa` is Cohen's; `alpha` is
    Krippendorff's for nominal values, for `themes` with the MASI distance between sets, where kappa is not defined.
    """

    label: str
    n: int
    n_first: int | None
    n_second: int | None
    share: float
    kappa: float | None
    alpha: float | None

    def as_mapping(self) -> dict[str, object]:
        """Return it as plain values, fractions with four decimals."""
        values = {column.name: getattr(self, column.name) for column in fields(self)}
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A statement on which two coders differ; `label` is `themes` or `polarity`."""

    statement_id: str
    label: str
    first: str
    second: str
    text: str


def agreement(
    first: Iterable[LabelledRow], second: Iterable[LabelledRow]
) -> tuple[tuple[Agreement, ...], tuple[Difference, ...]]:
    """Return the agreement on each theme that occurs, on whole sets of themes and on polarity, and the differences.

    Only statements that both coders labelled count, for themes and for polarity apart.

    Raises:
        UsageError: there is no such statement.
    """
    others = {row.statement_id: row for row in second}
    pairs = [(row, others[row.statement_id]) for row in first if row.statement_id in others]
    themed = [(a, b, a.themes, b.themes) for a, b in pairs if a.themes is not None and b.themes is not None]
    toned = [(a, a.polarity, b.polarity) for a, b in pairs if a.polarity is not None and b.polarity is not None]
    if not themed and not toned:
        raise UsageError("The two sheets have no labelled statement in common.", hint="Give two labels of one sheet.")
    found: list[Agreement] = []
    if themed:
        sets = [(frozenset(mine), frozenset(yours)) for _, _, mine, yours in themed]
        found += [_theme(theme, sets) for theme in sorted(frozenset().union(*(a | b for a, b in sets)))]
        found.append(_sets(sets))
    if toned:
        values = [(mine.value, yours.value) for _, mine, yours in toned]
        found.append(_measured(POLARITY, values, kappa=_kappa(values)))
    differing = [
        Difference(
            statement_id=a.statement_id, label=ALL_THEMES, first=_listed(mine), second=_listed(yours), text=a.text
        )
        for a, _, mine, yours in themed
        if set(mine) != set(yours)
    ]
    differing += [
        Difference(statement_id=a.statement_id, label=POLARITY, first=mine.value, second=yours.value, text=a.text)
        for a, mine, yours in toned
        if mine != yours
    ]
    return tuple(found), tuple(differing)


def _listed(themes: Collection[str]) -> str:
    return ";".join(themes) or "-"


def _theme(theme: str, sets: Sequence[tuple[frozenset[str], frozenset[str]]]) -> Agreement:
    values = [(str(theme in mine), str(theme in yours)) for mine, yours in sets]
    counts = [sum(theme in pair[coder] for pair in sets) for coder in (0, 1)]
    return _measured(theme, values, kappa=_kappa(values), counts=(counts[0], counts[1]))


def _sets(sets: Sequence[tuple[frozenset[str], frozenset[str]]]) -> Agreement:
    # The distance between two empty sets is not defined; "no theme" is a value like any other.
    filled = [tuple(side or frozenset({"-"}) for side in pair) for pair in sets]
    return _measured(ALL_THEMES, filled, kappa=None, of_sets=True)


def _measured(
    label: str,
    values: Sequence[tuple[object, ...]],
    *,
    kappa: float | None,
    counts: tuple[int, int] | None = None,
    of_sets: bool = False,
) -> Agreement:
    return Agreement(
        label=label,
        n=len(values),
        n_first=counts[0] if counts else None,
        n_second=counts[1] if counts else None,
        share=sum(mine == yours for mine, yours in values) / len(values),
        kappa=kappa,
        alpha=_alpha(values, of_sets=of_sets),
    )


def _kappa(values: Sequence[tuple[str, str]]) -> float | None:
    if len({value for pair in values for value in pair}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    mine, yours = zip(*values, strict=True)
    return float(cohen_kappa_score(mine, yours))


def _alpha(values: Sequence[tuple[object, ...]], *, of_sets: bool) -> float | None:
    if len({value for pair in values for value in pair}) < 2:
        return None
    try:
        from nltk.metrics.agreement import AnnotationTask
        from nltk.metrics.distance import binary_distance, masi_distance
    except ImportError as error:
        hint = "pip install 'remissnlp[annotation]'."
        raise UsageError("Krippendorff's alpha needs NLTK, which is not installed.", hint=hint) from error
    data = [(coder, item, value) for item, pair in enumerate(values) for coder, value in enumerate(pair)]
    return float(AnnotationTask(data, distance=masi_distance if of_sets else binary_distance).alpha())


def write_differences(
    differences: Iterable[Difference], path: Path, *, csv_dialect: str = "standard", overwrite: bool = False
) -> None:
    """Write differences as CSV: one row a statement and label.

    Raises:
        UsageError: the file is there, or cannot be written.
    """
    if path.exists() and not overwrite:
        raise UsageError(f"{path}: is there already.", hint="Choose another name, or give --overwrite.")
    dialect = DIALECTS[csv_dialect]
    names = [column.name for column in fields(Difference)]
    rows = [{name: getattr(difference, name) for name in names} for difference in differences]
    try:
        write_text(path, csv_text(names, rows, dialect), encoding=dialect.encoding)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise UsageError(f"{path}: {reason}.", hint="Choose another place.") from error
