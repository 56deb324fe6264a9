"""Language knowledge and defaults that ship with the package: data, not code."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

# The same safe loader in C, where PyYAML was built with it: seven times as fast, and these files are long.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(name: str) -> str:
    """Return the text of a shipped resource, by its path below `resources/`."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def read_yaml(name: str) -> Any:  # noqa: ANN401 - the shape is the caller's to check
    """Return the parsed content of a shipped YAML resource."""
    loader = _Loader(read_text(name))
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
