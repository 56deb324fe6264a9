"""People and the codebook: what a run coded, sheets to label, agreement of two coders, themes that may be missing.

Everything here reads the output folder of a finished run, or the sheets that people filled in.
"""

from __future__ import annotations

from remissnlp.annotation.agreement import Agreement, Difference, agreement, write_differences
from remissnlp.annotation.coded import Coded, coded_statements, run_codebook, theme_ids
from remissnlp.annotation.gold import gold_labels
from remissnlp.annotation.labels import LabelledRow, read_labels
from remissnlp.annotation.sampling import Strategy, choose
from remissnlp.annotation.sheet import write_sheet
from remissnlp.annotation.stances import LabelledStance, read_stances
from remissnlp.annotation.suggestions import draft_codebook, suggestions, write_suggestions
from remissnlp.annotation.usage import ThemeUsage, theme_usage

__all__ = [
    "Agreement", "Coded", "Difference", "LabelledRow", "LabelledStance", "Strategy", "ThemeUsage", "agreement",
    "choose", "coded_statements", "draft_codebook", "gold_labels", "read_labels", "read_stances", "run_codebook",
    "suggestions", "theme_ids", "theme_usage", "write_differences", "write_sheet", "write_suggestions",
]  # fmt: skip
