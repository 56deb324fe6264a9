"""Text recognition with Tesseract, behind one function. Optional: imported only where a page has no text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any

from remissnlp.errors import RemissError
from remissnlp.ingest.columns import Fragment
from remissnlp.text import clean_line

LANGUAGE = "swe"
INSTALL_HINT = "Install it: apt-get install tesseract-ocr tesseract-ocr-swe, and pip install 'remissnlp[ocr]'."
_MAX_FRAMES = 500


class RecognitionError(RemissError):
    """Text recognition is not installed or failed on a page."""

    code = "R410"


def recognise(picture: Any, *, points_per_pixel: float) -> list[Fragment]:  # noqa: ANN401 - a PIL image
    """Return the lines of a picture with boxes in points and confidences 0-1.

    Raises:
        RecognitionError: Tesseract, its Python package or its Swedish data is missing, or it failed.
    """
    tesseract = _tesseract()
    # Tesseract's own threads wait for each other on few cores and make it several times slower.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        table = tesseract.image_to_data(picture, lang=LANGUAGE, output_type=tesseract.Output.DICT, timeout=120)
    except (RuntimeError, OSError) as error:
        raise RecognitionError("text recognition failed on the page", hint=str(error)) from error
    return fragments_of(table, points_per_pixel)


def fragments_of(table: dict[str, list[Any]], scale: float) -> list[Fragment]:
    """Return one fragment for each line of Tesseract's word table; `scale` is points per pixel."""
    lines: dict[tuple[int, int, int], list[int]] = {}
    for index, word in enumerate(table["text"]):
        if word.strip() and float(table["conf"][index]) >= 0:
            key = (table["block_num"][index], table["par_num"][index], table["line_num"][index])
            lines.setdefault(key, []).append(index)
    return [_fragment(table, indices, scale) for indices in lines.values()]


def _fragment(table: dict[str, list[Any]], indices: list[int], scale: float) -> Fragment:
    left = min(table["left"][i] for i in indices) * scale
    top = min(table["top"][i] for i in indices) * scale
    right = max(table["left"][i] + table["width"][i] for i in indices) * scale
    bottoms = sorted(table["top"][i] + table["height"][i] for i in indices)
    words = [str(table["text"][i]) for i in indices]
    confidences = [float(table["conf"][i]) / 100 for i in indices]
    # Few words reach below the baseline. Boxes are too rough to tell fonts apart, so every line has one size.
    return Fragment(
        text=clean_line(" ".join(words)),
        box=(left, top, right, bottoms[-1] * scale),
        baseline=bottoms[len(bottoms) // 4] * scale,
        size=11.0,
        bold=0.0,
        confidence=round(sum(confidences) / len(confidences), 4),
    )


def frames(handle: IO[bytes]) -> Iterator[tuple[Any, float]]:
    """Yield the pages of a picture file in greyscale, each with its points per pixel (300 dpi where it says nothing).

    Raises:
        OSError: the file is damaged.
    """
    from PIL import Image, ImageSequence

    with Image.open(handle) as image:
        dpi = float(image.info.get("dpi", (300, 300))[0] or 300)
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            if number >= _MAX_FRAMES:
                return
            yield frame.convert("L"), 72 / (dpi if 50 <= dpi <= 1200 else 300)


@lru_cache(maxsize=1)
def _tesseract() -> Any:  # noqa: ANN401 - the module
    try:
        import pytesseract
    except ImportError as error:
        raise RecognitionError(
            "the page has no text layer, and text recognition is not installed", hint=INSTALL_HINT
        ) from error
    try:
        languages = pytesseract.get_languages()
    except (pytesseract.TesseractNotFoundError, OSError, RuntimeError) as error:
        raise RecognitionError(
            "the page has no text layer, and Tesseract is not installed", hint=INSTALL_HINT
        ) from error
    if LANGUAGE not in languages:
        raise RecognitionError("the page has no text layer, and Tesseract lacks Swedish", hint=INSTALL_HINT)
    return pytesseract
