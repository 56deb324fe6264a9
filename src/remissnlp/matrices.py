"""Theme matrices of a finished run in the shapes that content analysts use: for programs, notebooks and the command."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from remissnlp.errors import UsageError
from remissnlp.export.coded import coded_voices, parse_thresholds
from remissnlp.export.shapes import Matrix, shape_matrix
from remissnlp.values import CellShape, Polarity, RowShape

if TYPE_CHECKING:
    import pandas as pd

    from remissnlp.output import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is counted, see `remissnlp.matrix`; nothing named is everything."""

    themes: Sequence[str] = ()
    polarities: Collection[Polarity] = ()
    thresholds: Sequence[str] = ()
    independent: bool = False


def make_matrix(run: Run, *, rows: RowShape, values: CellShape, selection: Selection) -> Matrix:
    """Return a matrix of themes.

    Raises:
        UsageError: the run has no such theme, or a threshold is no number between 0 and 1.
    """
    known = run.themes
    if unknown := [name for name in selection.themes if name not in known]:
        raise UsageError(f"The run has no theme '{unknown[0]}'.", hint=f"Its themes: {', '.join(known)}.")
    return shape_matrix(
        coded_voices(run, parse_thresholds(selection.thresholds, known)),
        [name for name in known if not selection.themes or name in selection.themes],
        rows=rows,
        values=values,
        polarities=frozenset(selection.polarities or Polarity),
        independent=selection.independent,
    )


def matrix(  # noqa: PLR0913 - the options of a public function, all but two by name
    run: Run,
    rows: str = "respondent",
    values: str = "count",
    *,
    themes: Sequence[str] = (),
    polarities: Sequence[str] = (),
    thresholds: Sequence[str] = (),
    independent: bool = False,
) -> pd.DataFrame:
    """Return a theme matrix of a run as a frame: its index names the row, its columns are sizes and themes.

    Args:
        run: what `remissnlp.load` returned.
        rows: `respondent`, `party`, `body_type`, `document` or `voice` (each answer and political statement).
        values: `count` (sentences), `binary` (0 or 1) or `coverage` (share, 0-1, of the words of the row).
        themes: only these; all where empty.
        polarities: only sentences of these, such as `critical`; all where empty.
        thresholds: `THEME=0.6`, or `0.6` for all themes: moves the threshold without a new run.
        independent: count a copied passage once.

    Raises:
        UsageError: the run has no such theme, or a threshold is no number between 0 and 1.
        ValueError: there is no such sort of row, cell or polarity.
    """
    import pandas as pd

    selection = Selection(
        themes=themes,
        polarities=[Polarity(polarity) for polarity in polarities],
        thresholds=thresholds,
        independent=independent,
    )
    shaped = make_matrix(run, rows=RowShape(rows), values=CellShape(values), selection=selection)
    frame = pd.DataFrame(list(shaped.rows), columns=shaped.columns)
    return frame.set_index(list(shaped.labels))
