"""Made-up paragraphs of which a known part was copied: the material of `bench_reuse.py`.

Words are drawn by Zipf's law from invented ones with Swedish sounds, behind the most frequent Swedish function words;
one place in fifteen starts a stock phrase, so that short n-grams come back as often as in real text.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

FUNCTION_WORDS = (
    "och att i är som en på det för med av till den har inte om ett de kan vi ska eller vid från men ut så när man "
    "över även också under genom mellan efter bör utan mot vara samt där detta alla än bli finns sin"
)
N_WORDS = 40_000
N_PHRASES = 400
PHRASE_EVERY = 15
MIN_PARAGRAPH, MAX_PARAGRAPH = 40, 120
COPIED_SHARE = 0.2
MAX_CLUSTER = 40
MAX_EDITED = 0.12
_ONSETS = "b bl br d dr f fl fr g gr h j k kl kn kr l m n p pl r s sk sl sm sp st str t tr v"
_VOWELS = "a e i o u y å ä ö"
_CODAS = ["", "", "l", "n", "r", "s", "t", "ll", "nd", "ng", "rk", "st"]


@dataclass(frozen=True, slots=True)
class Material:
    """`texts` are paragraphs; `origin[k]` is the number of the passage that paragraph k is a copy of, or -1."""

    texts: list[str]
    origin: list[int]

    @property
    def pairs(self) -> int:
        """Number of pairs of paragraphs that are copies of the same passage."""
        sizes: dict[int, int] = {}
        for passage in self.origin:
            sizes[passage] = sizes.get(passage, 0) + 1
        return sum(n * (n - 1) // 2 for passage, n in sizes.items() if passage >= 0)


class _Writer:
    """Draws paragraphs."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        onsets, vowels = _ONSETS.split(), _VOWELS.split()
        invented: dict[str, None] = {}
        while len(invented) < N_WORDS:
            n_syllables = rng.choice([2, 2, 3, 3, 4])
            syllables = [rng.choice(onsets) + rng.choice(vowels) + rng.choice(_CODAS) for _ in range(n_syllables)]
            invented["".join(syllables)] = None
        self._words = [*FUNCTION_WORDS.split(), *invented]
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self._phrases = [self.words(rng.randint(3, 7)) for _ in range(N_PHRASES)]
        self._phrase_weights = list(accumulate(1 / (rank + 1) for rank in range(N_PHRASES)))

    def words(self, count: int) -> list[str]:
        return self._rng.choices(self._words, cum_weights=self._weights, k=count)

    def paragraph(self) -> list[str]:
        count = self._rng.randint(MIN_PARAGRAPH, MAX_PARAGRAPH)
        drawn = self.words(count)
        for _ in range(count // PHRASE_EVERY):
            (phrase,) = self._rng.choices(self._phrases, cum_weights=self._phrase_weights)
            at = self._rng.randrange(count)
            drawn[at : at + len(phrase)] = phrase
        return drawn[:count]

    def edited(self, words: list[str], rate: float) -> list[str]:
        """Return a copy in which a share of the words was swapped, dropped, followed by another, or misread."""
        out = []
        for word in words:
            if self._rng.random() >= rate:
                out.append(word)
                continue
            action = self._rng.randrange(4)
            if action == 0:
                out += self.words(1)
            elif action == 1:
                out += [word, *self.words(1)]
            elif action == 2:
                out.append(word[:-1] + "l1")
        return out


def generate(n: int, *, seed: int = 6) -> Material:
    """Return `n` paragraphs of 40-120 words, a fifth of them copies in clusters of 2-40 with 0-12 % edited words.

    The same arguments give the same material on every machine.
    """
    rng = random.Random(seed)
    writer = _Writer(rng)
    made: list[tuple[str, int]] = []
    passage = 0
    while len(made) < COPIED_SHARE * n:
        original = writer.paragraph()
        for _ in range(rng.randint(2, MAX_CLUSTER)):
            words = writer.edited(original, rng.uniform(0, MAX_EDITED))
            made.append((_sentence(words), passage))
        passage += 1
    while len(made) < n:
        made.append((_sentence(writer.paragraph()), -1))
    rng.shuffle(made)
    return Material([text for text, _ in made[:n]], [origin for _, origin in made[:n]])


def _sentence(words: list[str]) -> str:
    return " ".join(words).capitalize() + "."
