"""Reads the sources of the sample case: YAML files whose sentences carry their labels at the end of the line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
NAMES = ("utlatande", "socialnamnden", "region", "vastra_asen", "aldre_pa_natet")

POLARITIES = {"n": "neutral", "p": "positive", "r": "request", "c": "critical"}
THEMES = {"seg": "segregation", "inf": "information_security", "fol": "follow_up", "tim": "timing"}
CLUSTER_TYPES = {
    "arg": "argument",
    "for": "formula",
    "pro": "proposal",
    "sum": "summary",
    "ver": "version",
    "quo": "quote",
}

_TAGS = re.compile(r"((?: #[a-z]{3}-\w+)*)$")
_LABELS = re.compile(r" @([nprc])(?:/([nprc]+))?((?: ~?(?:seg|inf|fol|tim))*)$")
_ITEM = re.compile(r"(?:\d+\.|–) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence with its hand-set labels; `polarity` is empty where the text is not labelled."""

    text: str
    polarity: str = ""
    polarity_also_ok: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    themes_also_ok: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What is printed as one paragraph. `role` is `paragraph`, `item`, `heading` or `line`."""

    role: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences in a row."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading with what stands under it. `meta` holds the fields of the source (kind, respondent, stance …).

    Level 0 is the largest heading. A part without `kind` in `meta` is a title and belongs to no segment.
    """

    meta: dict[str, Any]
    heading: str
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of the case. `meta` holds the fields of the source but for its parts."""

    file: str
    meta: dict[str, Any]
    parts: tuple[Part, ...]


def load_source(name: str) -> Source:
    """Return the source file `name` (without suffix).

    Raises:
        ValueError: a line carries a mark that is none of those described in `utlatande.yaml`.
    """
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    parts = tuple(_part(entry) for entry in data.pop("segments"))
    return Source(file=str(data.pop("file")), meta=data, parts=parts)


def load_sources() -> tuple[Source, ...]:
    """Return every file of the case, the compiled document first."""
    return tuple(load_source(name) for name in NAMES)


def _part(entry: dict[str, Any]) -> Part:
    meta = dict(entry)
    heading = meta.pop("title", None) or meta.pop("heading", "")
    return Part(meta=meta, heading=heading, level=meta.pop("level", 2), blocks=parse_blocks(meta.pop("text", "")))


def parse_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a marked-up text: list items and `>` lines stand alone, other lines join to paragraphs."""
    blocks: list[Block] = []
    paragraph: list[Sentence] = []

    def close() -> None:
        if paragraph:
            blocks.append(Block(role="paragraph", sentences=tuple(paragraph)))
            paragraph.clear()

    for line in text.splitlines():
        role = _role(line)
        if role == "paragraph":
            paragraph.append(parse_sentence(line))
            continue
        close()
        if role:
            marked = line.removeprefix("## ").removeprefix("> ")
            blocks.append(Block(role=role, sentences=(parse_sentence(marked),)))
    close()
    return tuple(blocks)


def _role(line: str) -> str:
    if not line.strip():
        return ""
    if line.startswith("## "):
        return "heading"
    if line.startswith("> "):
        return "line"
    return "item" if _ITEM.match(line) else "paragraph"


def parse_sentence(line: str) -> Sentence:
    """Return one marked-up line as a sentence.

    Raises:
        ValueError: the line has a mark that could not be read.
    """
    tags = _TAGS.search(line)
    clusters = tuple(tag.removeprefix("#") for tag in tags.group(1).split()) if tags else ()
    rest = line[: tags.start()] if tags else line
    labels = _LABELS.search(rest)
    text = rest[: labels.start()] if labels else rest
    if "@" in text or "#" in text or any(tag[:3] not in CLUSTER_TYPES for tag in clusters):
        raise ValueError(f"unreadable mark: {line}")
    if not labels:
        return Sentence(text=text, clusters=clusters)
    themes = labels.group(3).split()
    return Sentence(
        text=text,
        polarity=POLARITIES[labels.group(1)],
        polarity_also_ok=tuple(POLARITIES[letter] for letter in labels.group(2) or ""),
        themes=tuple(THEMES[theme] for theme in themes if not theme.startswith("~")),
        themes_also_ok=tuple(THEMES[theme[1:]] for theme in themes if theme.startswith("~")),
        clusters=clusters,
    )


@lru_cache(maxsize=1)
def hyphenation() -> tuple[tuple[str, int], ...]:
    """Return the words that may be divided at a line end, each with the place of the division."""
    words = (FOLDER / "hyphenation.txt").read_text(encoding="utf-8").split()
    return tuple((word.replace("-", "").lower(), word.index("-")) for word in words)
