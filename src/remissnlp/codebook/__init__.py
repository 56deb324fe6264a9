"""Codebooks: the themes that statements are coded with, read from YAML, CSV or REFI-QDA and checked strictly (layer 1).

A codebook is data that its user may write: every fault in it is reported at once, with its place and a remedy. Themes
are defined by their examples and counter-examples; cues are optional.
"""

from __future__ import annotations

from remissnlp.codebook.cues import KEEPS_CASE, compiled, compiled_low, cue_matches, cue_score, lemma_rows, lowered
from remissnlp.codebook.model import Codebook, Cue, Theme
from remissnlp.codebook.page import codebook_markdown
from remissnlp.codebook.schema import codebook_warnings
from remissnlp.codebook.source import DEFAULT, check_codebook, load_codebook, read_draft, shipped_codebooks
from remissnlp.codebook.table import identifier
from remissnlp.codebook.writing import convert_codebook, new_codebook, write_codebook

__all__ = [
    "DEFAULT", "KEEPS_CASE", "Codebook", "Cue", "Theme", "check_codebook", "codebook_markdown", "codebook_warnings",
    "compiled", "compiled_low", "convert_codebook", "cue_matches", "cue_score", "identifier", "lemma_rows",
    "load_codebook", "lowered", "new_codebook", "read_draft", "shipped_codebooks", "write_codebook",
]  # fmt: skip
