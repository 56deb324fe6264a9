"""Writes a trained student as the plain arrays that `remissnlp.encoder` reads."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from remissnlp.encoder import load_encoder
from remissnlp.errors import ConfigurationError
from remissnlp.training.targets import OUTPUTS

if TYPE_CHECKING:
    from torch import Tensor

N_BACKGROUND = 600  # statements whose meaning stands for that of an ordinary one
VARIANCE_EPS = 1e-5  # torch's own, of BatchNorm
# The linear layers: our names, torch's names.
LINEAR = {
    "hidden": "heads.hidden.1",
    "labels": "heads.labels",
    "attend": "attend",
    "sentence": "sentence",
    "meaning": "meaning",
}


def export_student(state: Mapping[str, Tensor], vocabulary: Sequence[tuple[str, float]], folder: Path) -> None:
    """Write `weights.npz` and `pieces.tsv`: word-piece vectors in 8 bits a number, everything else in 16.

    Args:
        state: the student's parameters.
        vocabulary: word pieces with their scores, in the order of the embedding.
        folder: where to write; it is made where absent.

    Raises:
        ConfigurationError: some number is not finite.
    """
    if not all(bool(value.isfinite().all()) for value in state.values()):
        raise ConfigurationError(
            "The encoder has numbers that are not finite: its training went astray, and nothing is written.",
            hint="Train again with another --seed.",
        )
    a = {key: value.detach().float().cpu().numpy() for key, value in state.items() if value.is_floating_point()}
    arrays = _embedding(a["embed.weight"])
    arrays["norm.mean"] = a["heads.norm.running_mean"]
    arrays["norm.deviation"] = np.sqrt(a["heads.norm.running_var"] + VARIANCE_EPS)
    for ours, theirs in LINEAR.items():
        for part in ("weight", "bias"):
            arrays[f"{ours}.{part}"] = a[f"{theirs}.{part}"].astype(np.float16)
    n_layers = sum(key.startswith("blocks.") and key.endswith("conv.bias") for key in a)
    for number in range(n_layers):
        block = f"blocks.{number}"
        conv = a[f"{block}.conv.weight"]  # (2 * width, width, 3)
        arrays[f"{block}.conv"] = conv.transpose(2, 1, 0).reshape(-1, conv.shape[0]).astype(np.float16)
        arrays[f"{block}.bias"] = a[f"{block}.conv.bias"].astype(np.float16)
        arrays[f"{block}.scale"] = a[f"{block}.norm.weight"].astype(np.float16)
        arrays[f"{block}.shift"] = a[f"{block}.norm.bias"].astype(np.float16)
    arrays["n_layers"] = np.array(n_layers)
    arrays["outputs"] = np.array(OUTPUTS)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "weights.npz", allow_pickle=False, **arrays)
    lines = [f"{piece}\t{score:.5f}\n" for piece, score in vocabulary]
    (folder / "pieces.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")


def _embedding(vectors: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """Return whole numbers of -127 to 127 and a scale for each word piece."""
    scale = np.abs(vectors).max(axis=1) / 127
    return {
        "embed.values": np.round(vectors / np.maximum(scale, 1e-12)[:, None]).astype(np.int8),
        "embed.scale": scale.astype(np.float32),
    }


def export_background(texts: Sequence[str], folder: Path, *, seed: int) -> None:
    """Write `background.npz`: a sample of statements, and what they are about as the encoder of the folder reads them.

    Args:
        texts: training statements.
        folder: has the files of `export_student`.
        seed: of the sample.
    """
    chosen = list(texts)
    random.Random(seed).shuffle(chosen)
    drawn = chosen[:N_BACKGROUND]
    meanings = load_encoder(folder).meanings(drawn).astype(np.float16)
    np.savez_compressed(folder / "background.npz", allow_pickle=False, texts=np.array(drawn), meanings=meanings)
