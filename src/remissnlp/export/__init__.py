"""Export: what a run found, as the files that people and programs open."""

from __future__ import annotations

from remissnlp.export.files import N_STEPS, PATTERNS, Options, write_all

__all__ = ["N_STEPS", "PATTERNS", "Options", "write_all"]
