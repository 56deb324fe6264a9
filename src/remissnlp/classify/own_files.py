"""The folder of a model of the user's own, read with care: a person may have got it from anywhere."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remissnlp.digest import folder_digest
from remissnlp.errors import ConfigurationError

if TYPE_CHECKING:
    import numpy as np

N_LETTERS = 2**15
CARD = "card.md"
MAX_BYTES = 50_000_000
COEFFICIENTS, INTERCEPTS, RARITY = "coefficients", "intercepts", "rarity"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What a folder must hold.

    Args:
        kind: of the model, for messages.
        arrays: name of the file of plain arrays.
        record: name of the JSON file beside it.
        version: of the format.
        labels: the array that names the k labels.
        width: features; `coefficients` are (k, width), `intercepts` (k,), `rarity` (32768,).
        again: what a person should do where the folder cannot be used.
    """

    kind: str
    arrays: str
    record: str
    version: int
    labels: str
    width: int
    again: str

    def read(self, folder: Path, made_with: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return the record and the arrays.

        Args:
            folder: of the model.
            made_with: digests of the shipped models that its features come from, as the record must have them.

        Raises:
            ConfigurationError: the folder holds no such model, or other models made its features.
        """
        record, arrays = self._unpacked(folder)
        k = arrays[self.labels].size
        shapes = {self.labels: (k,), COEFFICIENTS: (k, self.width), INTERCEPTS: (k,), RARITY: (N_LETTERS,)}
        sound = isinstance(record, dict) and record.get("format") == self.version and k
        if not sound or not all(_fits(arrays[key], shape, key != self.labels) for key, shape in shapes.items()):
            raise ConfigurationError(f"{folder}: holds no {self.kind} model of this version.", hint=self.again)
        if any(record.get(key) != digest for key, digest in made_with.items()):
            raise ConfigurationError(
                f"{folder}: was trained with the sentence encoder of another version.", hint=self.again
            )
        return record, arrays

    def digest(self, folder: Path) -> str:
        """Return the digest by which a run names the model."""
        return folder_digest(folder, (self.arrays, self.record))

    def _unpacked(self, folder: Path) -> tuple[Any, dict[str, np.ndarray]]:
        import numpy as np

        try:
            with zipfile.ZipFile(folder / self.arrays) as packed:
                unpacked = sum(item.file_size for item in packed.infolist())
            if max(unpacked, (folder / self.record).stat().st_size) > MAX_BYTES:
                raise ValueError(f"over {MAX_BYTES} bytes")
            record = json.loads((folder / self.record).read_text(encoding="utf-8"))
            with np.load(folder / self.arrays, allow_pickle=False) as file:
                arrays = {key: file[key] for key in (self.labels, COEFFICIENTS, INTERCEPTS, RARITY)}
        except (OSError, ValueError, KeyError, EOFError, MemoryError, RecursionError, zipfile.BadZipFile) as error:
            raise ConfigurationError(f"{folder}: holds no {self.kind} model ({error}).", hint=self.again) from error
        return record, arrays


def _fits(array: np.ndarray, shape: tuple[int, ...], is_number: bool) -> bool:
    import numpy as np

    return array.shape == shape and (not is_number or (array.dtype.kind == "f" and bool(np.isfinite(array).all())))
