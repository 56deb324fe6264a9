"""Going on from an encoder that is there: its weights as a student, and its own word on plain text.

New labelled statements are learnt in minutes on a processor that way. What the encoder said of plain text before keeps
it from forgetting (rehearsal, Robins 1995).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from remissnlp.encoder import SentenceEncoder, load_encoder
from remissnlp.pipeline import Advance
from remissnlp.training.export import LINEAR, VARIANCE_EPS
from remissnlp.training.silver import PlainText
from remissnlp.training.student import Silver, Student

BLOCK = 512  # lines at a time


def student_of(folder: Path) -> Student:
    """Return the encoder of a folder as a network that can be trained: the inverse of `export.export_student`.

    Raises:
        ConfigurationError: the folder holds no encoder.
    """
    a = load_encoder(folder).arrays
    width = a["embed.values"].shape[1]
    pieces = a["embed.values"].astype(np.float32) * a["embed.scale"][:, None]
    found = {
        "heads.norm.running_mean": a["norm.mean"],
        "heads.norm.running_var": a["norm.deviation"] ** 2 - VARIANCE_EPS,
    }
    for ours, theirs in LINEAR.items():
        found |= {f"{theirs}.{part}": a[f"{ours}.{part}"] for part in ("weight", "bias")}
    for number in range(int(a["n_layers"])):
        block = f"blocks.{number}"
        conv = a[f"{block}.conv"]
        found[f"{block}.conv.weight"] = conv.reshape(-1, width, conv.shape[1]).transpose(2, 1, 0)
        found[f"{block}.conv.bias"] = a[f"{block}.bias"]
        found[f"{block}.norm.weight"], found[f"{block}.norm.bias"] = a[f"{block}.scale"], a[f"{block}.shift"]
    student = Student(pieces, len(a["meaning.bias"]))
    state = {key: torch.from_numpy(np.ascontiguousarray(value, dtype=np.float32)) for key, value in found.items()}
    student.load_state_dict(state | {"embed.weight": student.embed.weight.data}, strict=False)
    return student


def silver_of(encoder: SentenceEncoder, plain: PlainText, advance: Advance) -> Silver:
    """Return plain text with what an encoder says of it.

    Args:
        encoder: whose labels and meanings are wanted.
        plain: sentences, each with the one before it.
        advance: is told how many sentences are done.
    """
    vectors = []
    for start in range(0, len(plain.texts), BLOCK):
        vectors.append(encoder.vectors(plain.texts[start : start + BLOCK]))
        advance(len(vectors[-1]))
    own = np.concatenate(vectors)
    before = np.array(plain.before)
    logits = encoder.logits(own, own[before] * (before >= 0)[:, None])
    meanings = own @ encoder.arrays["meaning.weight"].T + encoder.arrays["meaning.bias"]
    rows = [encoder.cut(text) for text in plain.texts]
    return Silver(rows, before, logits.astype(np.float16), meanings.astype(np.float16))
