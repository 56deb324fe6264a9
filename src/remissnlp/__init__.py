"""remissnlp reads Swedish consultations: who thinks what, about which theme, in whose words.

`remissnlp.load(folder)` gives the tables of an output folder as pandas frames, `remissnlp.matrix(run)` a theme matrix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from remissnlp.matrices import matrix
    from remissnlp.output import Run, load

__all__ = ["Run", "__version__", "load", "matrix"]


def __getattr__(name: str) -> object:
    # pandas takes a third of a second to import; the command line must not pay for it.
    if name in {"Run", "load"}:
        from remissnlp import output

        return getattr(output, name)
    if name == "matrix":
        from remissnlp import matrices

        return matrices.matrix
    raise AttributeError(name)
