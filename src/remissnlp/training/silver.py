"""Plain text that the teacher labels for the student: a sample in blocks, so that sentences keep the one before."""

from __future__ import annotations

import lzma
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from remissnlp.errors import UsageError

BLOCK = 20  # lines that stay together
MIN_WORDS, MAX_WORDS = 3, 60
MOST = 100_000  # lines of a file, where nothing else is asked
_HINT = "One sentence a line, UTF-8, in .txt or .txt.xz files."


@dataclass(frozen=True, slots=True)
class PlainText:
    """Sentences; `before` is the index of the one before each of them, -1 where a block begins."""

    texts: list[str]
    before: list[int]


def read_text(folder: Path, names: Mapping[str, int]) -> dict[str, list[str]]:
    """Return the lines of the files of a folder, by file name.

    Args:
        folder: with `.txt` and `.txt.xz` files, one sentence a line.
        names: the files to read; empty: all, by name.

    Raises:
        UsageError: a file is missing or cannot be read, or there is none.
    """
    found = sorted(path.name for path in folder.glob("*") if path.name.endswith((".txt", ".txt.xz")))
    missing = [name for name in names if name not in found]
    if missing or not found:
        raise UsageError(f"{folder}: no {' or '.join(missing) or 'plain text'}.", hint=_HINT)
    return {name: _lines(folder / name) for name in names or found}


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
        text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error}).", hint=_HINT) from error
    return [line.strip() for line in text.removesuffix("\n").split("\n")]


def sample(files: Mapping[str, list[str]], sizes: Mapping[str, int], *, seed: int) -> PlainText:
    """Return blocks of neighbouring lines, drawn at random; lines of under 3 or over 60 words are left out.

    Args:
        files: lines by file name.
        sizes: how many lines to draw from each; `MOST` where a file is not named.
        seed: the same one draws the same lines.
    """
    chance = random.Random(seed)
    texts: list[str] = []
    before: list[int] = []
    for name, lines in files.items():
        n_blocks = max(1, len(lines) // BLOCK)
        wanted = min(max(1, sizes.get(name, MOST) // BLOCK), n_blocks)
        for block in sorted(chance.sample(range(n_blocks), wanted)):
            last = -1
            for line in lines[block * BLOCK : (block + 1) * BLOCK]:
                if MIN_WORDS <= len(line.split()) <= MAX_WORDS:
                    texts.append(line)
                    before.append(last)
                    last = len(texts) - 1
    return PlainText(texts, before)
