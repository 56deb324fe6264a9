"""The shipped letter models: labels from the letter sequences of a text, linear, in numpy alone.

Logistic regressions over TF-IDF of the sequences of 3-5 letters within words (`training.letters` fits them with
scikit-learn). Beside the sentence encoder they are blunt, but they err in other places: a word that names a theme
outright counts here, and so does the wording of a whole answer for its stance. What each word adds can be shown.

The sequences are those of scikit-learn's `char_wb` analyser, in eight lines here, since loading scikit-learn takes
longer than reading a document.
"""

from __future__ import annotations

import math
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from remissnlp.encoder import MODEL
from remissnlp.errors import ConfigurationError

if TYPE_CHECKING:
    import numpy as np

FILE = "letters.npz"
SHORTEST, LONGEST = 3, 5
_ARRAYS = ("outputs", "grams", "rarity", "own", "before", "intercepts")


@dataclass(frozen=True, slots=True, eq=False)
class LetterModel:
    """Weights over letter sequences.

    Args:
        outputs: the names of the k labels.
        grams: the row of every sequence.
        rarity: (n,) inverse document frequency of each.
        own: (n, k) what each speaks for in a text.
        before: (n, k) what each speaks for in the text before it; zero where the model does not look there.
        intercepts: (k,).
    """

    outputs: tuple[str, ...]
    grams: dict[str, int]
    rarity: np.ndarray
    own: np.ndarray
    before: np.ndarray
    intercepts: np.ndarray

    def logits(self, texts: Sequence[str], before: Sequence[str] = ()) -> np.ndarray:
        """Return the logits (n, k) of texts, each read after the one before it ("" where there is none)."""
        import numpy as np

        found: np.ndarray = np.zeros((len(texts), len(self.outputs))) + self.intercepts
        known = {text: self.weights(text)[0] for text in {*texts, *before}}  # most texts stand before another one, too
        for side, coefficients in ((texts, self.own), (before, self.before)):
            for row, text in enumerate(side):
                found[row] += _sum(known[text], coefficients)
        return found

    def words(self, text: str, output: str) -> list[tuple[str, float]]:
        """Return what every word of a text adds to the logit of one label, the largest first.

        A sequence that several words share counts for each of them in equal parts; words that add nothing are left out.
        """
        weights, counts = self.weights(text)
        column = self.outputs.index(output)
        total: dict[str, float] = {}
        for word in text.lower().split():
            for gram, number in Counter(_cut(f" {word} ")).items():
                if (row := self.grams.get(gram)) is not None:
                    added = weights[row] * float(self.own[row, column]) * number / counts[row]
                    total[word] = total.get(word, 0.0) + added
        return sorted(total.items(), key=lambda item: (-item[1], item[0]))

    def weights(self, text: str) -> tuple[dict[int, float], dict[int, int]]:
        """Return TF-IDF (together of length 1) and the counts of the sequences of a text, by their rows."""
        known = (self.grams.get(gram) for gram in letter_sequences(text))
        counts = Counter(row for row in known if row is not None)
        weighed = {row: (1 + math.log(number)) * float(self.rarity[row]) for row, number in sorted(counts.items())}
        length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
        return {row: value / length for row, value in weighed.items()}, counts


def _sum(weights: dict[int, float], coefficients: np.ndarray) -> np.ndarray:
    import numpy as np

    rows = np.fromiter(weights, dtype=np.int64, count=len(weights))
    shares = np.fromiter(weights.values(), dtype=np.float64, count=len(weights))
    found: np.ndarray = shares @ coefficients[rows]
    return found


def letter_sequences(text: str) -> Iterator[str]:
    """Yield the sequences of 3-5 letters of every word, with a space at either end; a shorter word is one sequence."""
    for word in text.lower().split():
        yield from _cut(f" {word} ")


def _cut(word: str) -> Iterator[str]:
    for size in range(SHORTEST, LONGEST + 1):
        yield from (word[start : start + size] for start in range(max(1, len(word) - size + 1)))
        if len(word) <= size:
            return


@lru_cache(maxsize=4)
def load_letters(name: str, folder: Path = MODEL) -> LetterModel:
    """Return a letter model of a folder: `themes` (of statements) or `stance` (of whole answers).

    Raises:
        ConfigurationError: the folder holds none.
    """
    import numpy as np

    try:
        with np.load(folder / FILE, allow_pickle=False) as file:
            found = {key: file[f"{name}.{key}"] for key in _ARRAYS}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ConfigurationError(f"{folder}: no letter model ({error}).", hint="Reinstall remissnlp.") from error
    outputs = tuple(str(output) for output in found.pop("outputs"))
    grams = {gram: row for row, gram in enumerate(found.pop("grams").tolist())}
    return LetterModel(outputs, grams, **{key: value.astype(np.float32) for key, value in found.items()})
