"""Settings: shipped defaults, a file of the user's own and options, checked together, all faults listed at once."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from remissnlp.errors import ConfigurationError
from remissnlp.resources import read_text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RunSettings(_Strict):
    """What a run does."""

    codebook: str
    workers: int = Field(ge=0, le=256)
    lang: Literal["sv", "en"]
    csv_dialect: Literal["standard", "excel-sv"]
    matrix: Literal["default", "full"]
    independent: bool
    ocr: Literal["auto", "never", "force"]
    nlp: str
    nlp_model: str
    theme_model: str
    polarity_model: str
    stance_model: str

    @property
    def n_workers(self) -> int:
        """Number of processes, at least one."""
        if self.workers:
            return self.workers
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LimitSettings(_Strict):
    """What one file may cost: seconds and MiB."""

    file_seconds: float = Field(gt=0)
    file_memory_mb: int = Field(ge=256)


class Settings(_Strict):
    """All settings of a run."""

    run: RunSettings
    limits: LimitSettings


def load_settings(path: Path | None = None, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> Settings:
    """Return the settings: defaults, then the file, then the overrides (values of None are left out).

    Raises:
        ConfigurationError: the file cannot be read, or some settings are unknown or wrong; all of them are named.
    """
    layers: list[Mapping[str, Mapping[str, Any]]] = [tomllib.loads(read_text("defaults.toml"))]
    if path is not None:
        layers.append(_read(path))
    layers.append(overrides or {})
    merged: dict[str, dict[str, Any]] = {}
    for layer in layers:
        for section, values in layer.items():
            if not isinstance(values, Mapping):
                raise ConfigurationError(
                    f"{path}: '{section}' stands outside a section.", hint="Put it under [run] or [limits]."
                )
            merged.setdefault(section, {}).update({key: value for key, value in values.items() if value is not None})
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']} (got {e['input']!r})" for e in error.errors())
        raise ConfigurationError(f"{path or 'options'}: {faults}.", hint="See docs/cli.md for the settings.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}).", hint="Give the path of a TOML file."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{path}: is no valid TOML ({error}).", hint="Compare it with the defaults in docs/cli.md."
        ) from error
