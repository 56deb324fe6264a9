"""Writes a trained student as the plain arrays that `remissnlp.encoder` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor


def export_student(
    state: Mapping[str, Tensor], vocabulary: Sequence[tuple[str, float]], outputs: Sequence[str], folder: Path
) -> None:
    """Write `weights.npz` and `pieces.tsv`: word-piece vectors in 8 bits a number, everything else in 16.

    Args:
        state: the student's parameters.
        vocabulary: word pieces with their scores, in the order of the embedding.
        outputs: the names of the columns of the logits.
        folder: where to write.
    """
    a = {key: value.detach().float().cpu().numpy() for key, value in state.items() if value.is_floating_point()}
    embed = a["embed.weight"]
    scale = np.abs(embed).max(axis=1) / 127
    arrays: dict[str, np.ndarray] = {
        "embed.values": np.round(embed / np.maximum(scale, 1e-12)[:, None]).astype(np.int8),
        "embed.scale": scale.astype(np.float32),
        "norm.mean": a["heads.norm.running_mean"],
        "norm.deviation": np.sqrt(a["heads.norm.running_var"] + 1e-5),
    }
    names = {"hidden": "heads.hidden.1", "labels": "heads.labels"}
    names |= {key: key for key in ("attend", "sentence", "meaning")}
    for ours, theirs in names.items():
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
    arrays["outputs"] = np.array(outputs)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "weights.npz", **arrays)
    lines = [f"{piece}\t{score:.5f}\n" for piece, score in vocabulary]
    (folder / "pieces.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")
