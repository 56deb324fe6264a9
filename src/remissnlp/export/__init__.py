"""Export: what a run found, as the files that people and programs open."""

from __future__ import annotations

from remissnlp.export.report import write_report
from remissnlp.export.tables import write_tables

__all__ = ["write_report", "write_tables"]
