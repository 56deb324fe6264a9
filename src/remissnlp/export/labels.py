"""The package's own words for values, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

from remissnlp.errors import UsageError

LANGUAGES = ("sv", "en")
Labels = Mapping[str, Any]


def load_labels(lang: str) -> Labels:
    """Return the report's own texts in a language.

    Raises:
        UsageError: there is no report in this language.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"There is no report in the language {lang!r}.", hint=f"Choose one of {', '.join(LANGUAGES)}.")
    text = (files("remissnlp.export") / "templates" / f"labels_{lang}.yaml").read_text(encoding="utf-8")
    labels: dict[str, Any] = yaml.safe_load(text)
    return labels
