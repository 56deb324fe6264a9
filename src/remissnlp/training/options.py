"""What a training of the sentence encoder can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from remissnlp.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """Options; the defaults are those of the encoder that ships.

    Args:
        seed: of the plain text that is drawn, the order of everything, first weights and dropout.
        device: `cpu`, `cuda`, or `auto`: a GPU where there is one.
        epochs: how often the teacher reads the labelled statements.
        n_steps: updates of the student.
        rate: how far they go at most (of Adam).
        n_plain: sentences of plain text in each of them.
        start: folder of an encoder that goes on learning: no teacher is trained, and its own word on the plain text
            keeps it from forgetting.
        samples: how many lines to draw from each file of plain text, by its name; empty: up to 100,000 of every file.

    Raises:
        UsageError: a number is too small.
    """

    seed: int = 1
    device: str = "auto"
    epochs: int = 9
    n_steps: int = 3000
    rate: float = 1.5e-3
    n_plain: int = 384
    start: Path | None = None
    samples: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        least = {"seed": 0, "epochs": 1, "n_steps": 2, "n_plain": 2}
        for name, number in least.items():
            if getattr(self, name) < number:
                raise UsageError(f"Training: {name} is {getattr(self, name)}; it must be at least {number}.")
