"""Lines right below a name that only tell when an answer was written or came in: 'Skrev 18 mars 2026, kl. 10:22'."""

from __future__ import annotations

from remissnlp.rules import first_match, load_rules

_MAX_CHARS = 90


def is_byline(text: str) -> bool:
    """Say whether a line tells when something was written or came in, and nothing else."""
    return len(text) <= _MAX_CHARS and first_match(load_rules("bylines_sv.yaml", "byline"), text.strip()) is not None
