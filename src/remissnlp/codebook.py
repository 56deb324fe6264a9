"""Codebooks: the themes that statements are coded with, loaded from YAML and checked strictly (layer 1).

A codebook is data that its user may write: every fault in it is reported at once, with its place and a remedy. The cues
are regular expressions that are matched without regard to case. A cue with a negative weight takes what it matches out
of the sentence before the other cues look at it: that is how a cue is kept away from a look-alike.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from remissnlp.errors import ConfigurationError
from remissnlp.resources import read_text

DEFAULT = "default"
MAX_CHARS = 1_000_000
_SUFFIXES = {".yaml", ".yml"}
KEEPS_CASE = "(?-i"  # a cue in which case matters
_LETTERS = re.compile(r"(\\.)|[A-ZÅÄÖÉ]")
_WHAT_TO_DO = "Fix the file and run again; the shipped codebook 'default' shows every key."


@dataclass(frozen=True, slots=True)
class Cue:
    """A regular expression that speaks for a theme.

    `weight` is 0-1, or below 0 for a look-alike to leave out. `window` is the number of following statements in which
    the theme stays near enough to lift weaker cues.
    """

    pattern: str
    weight: float
    window: int = 2


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. A statement has it where its score (0-1) reaches `threshold`."""

    id: str
    name_sv: str
    name_en: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()
    colour: str = "#5b6770"
    parent: str = ""
    threshold: float = 0.5

    def name(self, lang: str) -> str:
        """Return the name in Swedish (`sv`) or English (anything else)."""
        return self.name_sv if lang == "sv" else self.name_en


@dataclass(frozen=True, slots=True)
class Codebook:
    """A checked codebook; `sha256` is the hex digest of its source text."""

    id: str
    version: str
    title: str
    themes: tuple[Theme, ...]
    sha256: str

    def theme(self, theme_id: str) -> Theme:
        """Return the theme with this id.

        Raises:
            KeyError: the codebook has no such theme.
        """
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)


Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True)


_M = TypeVar("_M", bound=_Strict)


class _CueModel(_Strict):
    pattern: Annotated[str, Field(min_length=1, max_length=1000)]
    weight: Annotated[float, Field(ge=-1, le=1)] = 0.9
    window: Annotated[int, Field(ge=0, le=20)] = 2


class _ThemeModel(_Strict):
    id: Identifier
    name_sv: Text
    name_en: Text
    definition: Text
    include: list[Text] = []
    exclude: list[Text] = []
    examples: list[Text] = []
    counter_examples: list[Text] = []
    cues: list[_CueModel] = []
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#5b6770"
    parent: Identifier | None = None
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.5


class _CodebookModel(_Strict):
    id: Identifier
    version: Text
    title: Text
    themes: Annotated[list[Any], Field(min_length=1)]


def load_codebook(name_or_path: str) -> Codebook:
    """Return a codebook by the name of a shipped one (`default`) or by the path of a YAML file.

    Raises:
        ConfigurationError: the codebook cannot be read, or has faults; the message lists all of them.
    """
    text = _read(name_or_path)
    codebook, faults = _parse(text)
    if codebook is None or faults:
        listed = "\n".join(f"  - {fault}" for fault in faults)
        number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise ConfigurationError(f"Codebook {name_or_path}: {number}:\n{listed}\n", hint=_WHAT_TO_DO)
    return codebook


def check_codebook(path: str | Path) -> list[str]:
    """Return every fault of a codebook as one line each (where: what; what to do); an empty list is a good codebook.

    Raises:
        ConfigurationError: the file cannot be read at all.
    """
    return _parse(_read(str(path)))[1]


def cue_score(theme: Theme, text: str) -> tuple[float, int]:
    """Return how strongly the theme's cues speak for `text` (0-1), and the widest window of the cues found.

    Cues are combined as independent evidence: 1 - (1 - w1)(1 - w2)...; the look-alikes are blanked first.
    """
    for cue in theme.cues:
        if cue.weight < 0:
            text = compiled(cue.pattern).sub(" ", text)
    low = text.lower()
    doubt, window = 1.0, 0
    for cue in theme.cues:
        if cue.weight > 0 and compiled_low(cue.pattern).search(text if KEEPS_CASE in cue.pattern else low):
            doubt *= 1.0 - cue.weight
            window = max(window, cue.window)
    return 1.0 - doubt, window


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the compiled cue; case does not matter."""
    return re.compile(pattern, re.IGNORECASE)


def lowered(pattern: str) -> str:
    """Return a pattern with its letters in lower case, escapes apart. It is for text in lower case."""
    return _LETTERS.sub(lambda match: match[1] or match[0].lower(), pattern)


@lru_cache(maxsize=4096)
def compiled_low(pattern: str) -> re.Pattern[str]:
    """Return the cue for text in lower case: the same matches as `compiled`, without the cost of ignoring case."""
    return compiled(pattern) if KEEPS_CASE in pattern else re.compile(lowered(pattern))


def codebook_markdown(codebook: Codebook, lang: str) -> str:
    """Return the codebook as a Markdown page for coders, with headings in `lang` (`sv` or `en`)."""
    words = {key: pair[lang == "sv"] for key, pair in _HEADINGS.items()}
    parts = [f"# {codebook.title}", f"`{codebook.id}` {words['version']} {codebook.version}"]
    for theme in codebook.themes:
        parts.append(f"## {theme.name(lang)} (`{theme.id}`)")
        if theme.parent:
            parts.append(f"{words['parent']}: `{theme.parent}`")
        parts.append(theme.definition)
        for key in ("include", "exclude", "examples", "counter_examples"):
            if items := getattr(theme, key):
                parts.append(f"**{words[key]}**")
                parts.append("\n".join(f"- {item}" for item in items))
    return "\n\n".join(parts) + "\n"


_HEADINGS = {  # English, Swedish
    "version": ("version", "version"),
    "parent": ("Part of", "Del av"),
    "include": ("Counts", "Räknas"),
    "exclude": ("Does not count", "Räknas inte"),
    "examples": ("Examples", "Exempel"),
    "counter_examples": ("Counter-examples", "Motexempel"),
}


def _read(name_or_path: str) -> str:
    path = Path(name_or_path)
    shipped = path.suffix.lower() not in _SUFFIXES and path.name == name_or_path
    try:
        text = read_text(f"codebooks/{name_or_path}.yaml") if shipped else path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"Codebook {name_or_path} is not UTF-8 text.", hint="Save it as UTF-8.") from error
    except OSError as error:
        reason = "no codebook of that name is shipped" if shipped else (error.strerror or "cannot be read")
        hint = "Give 'default' or the path of a .yaml file."
        raise ConfigurationError(f"Codebook {name_or_path}: {reason}.", hint=hint) from error
    if len(text) > MAX_CHARS:
        raise ConfigurationError(f"Codebook {name_or_path} is over {MAX_CHARS} characters.", hint="Split it.")
    return text


def _parse(text: str) -> tuple[Codebook | None, list[str]]:
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return None, [_yaml_fault(error)]
    if not isinstance(raw, dict):
        return None, ["top level: must be a mapping with the keys id, version, title, themes; write these"]
    faults: list[str] = []
    head = _validated(_CodebookModel, raw, "", faults)
    entries = raw.get("themes")
    entries = entries if isinstance(entries, list) else []
    themes = [theme for number, entry in enumerate(entries) if (theme := _theme(entry, number, faults))]
    faults += _family_faults(themes)
    if head is None or faults:
        return None, faults
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Codebook(head.id, head.version, head.title, tuple(themes), digest), faults


def _theme(entry: object, number: int, faults: list[str]) -> Theme | None:
    where = f"themes[{number}]"
    if isinstance(entry, dict) and isinstance(entry.get("id"), str):
        where += f" ({entry['id']})"
    model = _validated(_ThemeModel, entry, where, faults)
    if model is None:
        return None
    bad = [f for index, cue in enumerate(model.cues) if (f := _pattern_fault(cue.pattern, f"{where} cues[{index}]"))]
    theme = Theme(
        id=model.id,
        name_sv=model.name_sv,
        name_en=model.name_en,
        definition=model.definition,
        include=tuple(model.include),
        exclude=tuple(model.exclude),
        examples=tuple(model.examples),
        counter_examples=tuple(model.counter_examples),
        cues=tuple(Cue(cue.pattern, cue.weight, cue.window) for cue in model.cues),
        colour=model.colour,
        parent=model.parent or "",
        threshold=model.threshold,
    )
    faults += bad or _example_faults(theme, where)
    return theme


def _example_faults(theme: Theme, where: str) -> list[str]:
    if not theme.cues:
        return []
    faults = []
    for index, text in enumerate(theme.examples):
        if (score := cue_score(theme, text)[0]) < theme.threshold:
            what = f"the cues do not find it (score {score:.2f}, threshold {theme.threshold:.2f})"
            faults.append(f"{where} examples[{index}]: {what}; add a cue: {text!r}")
    for index, text in enumerate(theme.counter_examples):
        if (score := cue_score(theme, text)[0]) >= theme.threshold:
            what = f"the cues find it (score {score:.2f}); narrow a cue or add one with a negative weight"
            faults.append(f"{where} counter_examples[{index}]: {what}: {text!r}")
    return faults


def _family_faults(themes: list[Theme]) -> list[str]:
    ids = [theme.id for theme in themes]
    faults = [
        f"theme '{name}': the id occurs {ids.count(name)} times; give each theme its own id"
        for name in dict.fromkeys(ids)
        if ids.count(name) > 1
    ]
    parents = {theme.id: theme.parent for theme in themes}
    for theme in themes:
        if theme.parent and theme.parent not in parents:
            faults.append(f"theme '{theme.id}': parent '{theme.parent}' does not exist; name a theme of this codebook")
        elif _in_circle(theme.id, parents):
            faults.append(f"theme '{theme.id}': its parents go in a circle; remove one of them")
    return faults


def _in_circle(theme_id: str, parents: dict[str, str]) -> bool:
    seen = {theme_id}
    current = parents.get(theme_id, "")
    while current:
        if current in seen:
            return current == theme_id
        seen.add(current)
        current = parents.get(current, "")
    return False


def _validated(model: type[_M], raw: object, where: str, faults: list[str]) -> _M | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_input=False):
            faults.append(f"{_place(where, item['loc'])}: {_remedy(item['type'], item['msg'])}")
        return None


def _place(where: str, loc: tuple[int | str, ...]) -> str:
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return " ".join(part for part in (where, path.lstrip(".")) if part) or "top level"


def _remedy(kind: str, message: str) -> str:
    if kind == "missing":
        return "is missing; add it"
    if kind == "extra_forbidden":
        return "unknown key; check its spelling or remove it"
    return f"{message[:1].lower()}{message[1:]}; correct it"


def _pattern_fault(pattern: str, where: str) -> str:
    try:
        compiled(pattern)
    except re.error as error:
        return f"{where}.pattern: not a regular expression ({error}); correct it: {pattern!r}"
    return ""


def _yaml_fault(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{place}: not valid YAML ({problem}); correct the line, often a quotation mark or an indent"
