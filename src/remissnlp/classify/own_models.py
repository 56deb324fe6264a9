"""The models of the user's own that a run takes in place of shipped ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from remissnlp.classify.own_classes import POLARITY, STANCE, ClassModel, load_class_model, own_tones
from remissnlp.classify.own_model import ThemeModel, load_theme_model
from remissnlp.classify.reading import Reading, read_statements
from remissnlp.codebook import Codebook
from remissnlp.records import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnModels:
    """For themes, polarity and stance; None where the shipped models stay."""

    themes: ThemeModel | None = None
    polarity: ClassModel | None = None
    stance: ClassModel | None = None

    def describe(self) -> dict[str, dict[str, Any]]:
        """Return what `run.json` says of each, by what it is for."""
        models = {"themes": self.themes, "polarity": self.polarity, "stance": self.stance}
        return {name: model.describe() for name, model in models.items() if model}


SHIPPED = OwnModels()


def load_own_models(options: Mapping[str, Any], codebook: Codebook) -> OwnModels:
    """Return the models that the options `theme_model`, `polarity_model` and `stance_model` of a run name.

    Raises:
        ConfigurationError: a folder holds no such model, or one that cannot be used with this version or codebook.
    """
    themes, polarity, stance = (options.get(f"{name}_model") for name in ("theme", "polarity", "stance"))
    return OwnModels(
        themes=load_theme_model(themes, codebook) if themes else None,
        polarity=load_class_model(polarity, POLARITY) if polarity else None,
        stance=load_class_model(stance, STANCE) if stance else None,
    )


def read_with(own: OwnModels, statements: Sequence[Statement]) -> tuple[Reading, ...]:
    """Return what models read in the statements of a document; a tone model of the user's own goes before."""
    readings = read_statements(statements)
    return own_tones(own.polarity, statements, readings) if own.polarity else readings
