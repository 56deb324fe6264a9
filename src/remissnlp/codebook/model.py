"""The records of a codebook: themes with their definitions, examples and cues."""

from __future__ import annotations

from dataclasses import dataclass

COLOUR = "#5b6770"
THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Cue:
    """What speaks for a theme: a regular expression (`pattern`), or one or several lemmas in a row (`lemma`).

    `weight` is 0-1, or below 0 for a look-alike to leave out. `window` is the number of following statements in which
    the theme stays near enough to lift weaker cues. The other of `pattern` and `lemma` is empty.
    """

    pattern: str
    weight: float
    window: int = 2
    lemma: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. A statement has it where its score (0-1) reaches `threshold`; `parent` is the id of a wider theme.

    `model` names the theme of the shipped model that means the same; without one, a theme is learnt from its examples.
    """

    id: str
    name_sv: str
    name_en: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()
    colour: str = COLOUR
    parent: str = ""
    threshold: float = THRESHOLD
    model: str = ""

    def name(self, lang: str) -> str:
        """Return the name in Swedish (`sv`) or English (anything else)."""
        return self.name_sv if lang == "sv" else self.name_en


@dataclass(frozen=True, slots=True)
class Codebook:
    """A checked codebook; `sha256` is the hex digest of its source and of the codebooks that it extends.

    `vectors` names the package whose vectors tell what sentences are about where a theme is learnt from its examples;
    empty for the shipped encoder.
    """

    id: str
    version: str
    title: str
    themes: tuple[Theme, ...]
    sha256: str = ""
    vectors: str = ""

    def theme(self, theme_id: str) -> Theme:
        """Return the theme with this id.

        Raises:
            KeyError: the codebook has no such theme.
        """
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)

    def children(self, theme_id: str) -> tuple[Theme, ...]:
        """Return the themes right below a theme, or the topmost ones for an empty id, in their order."""
        return tuple(theme for theme in self.themes if theme.parent == theme_id)
