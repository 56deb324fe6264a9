"""Language knowledge and defaults that ship with the package: data, not code."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml


def read_text(name: str) -> str:
    """Return the text of a shipped resource, by its path below `resources/`."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def read_yaml(name: str) -> Any:  # noqa: ANN401 - the shape is the caller's to check
    """Return the parsed content of a shipped YAML resource."""
    return yaml.safe_load(read_text(name))
