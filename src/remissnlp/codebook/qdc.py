"""Codebooks as REFI-QDA codebook (`.qdc`), the exchange format of NVivo, MAXQDA, ATLAS.ti, QualCoder and others.

A theme is a code, its parent the code that holds it. The standard has a name, a colour and a description for a code:
rules and examples stand in the description, under headings that people and this reader understand. What only this
program knows stands last, under `remissnlp:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from remissnlp.codebook.model import Codebook, Theme
from remissnlp.codebook.page import RULES, headings
from remissnlp.codebook.table import completed, cue_line, cue_mapping, identifier

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_IDS = uuid5(NAMESPACE_URL, "remissnlp/refi-qda")  # a theme has the same id in a project and in its codebook
_OWN, _DEFINITION = "remissnlp", "definition"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SHORT_COLOUR = re.compile(r"#[0-9a-fA-F]{3}")
_HEADING_KEYS = {f"{headings(lang)[key]}:": key for lang in ("sv", "en") for key in RULES} | {f"{_OWN}:": _OWN}


def qdc_bytes(codebook: Codebook, *, lang: str = "sv") -> bytes:
    """Return a codebook as XML with names and headings in `lang` (`sv` or `en`)."""
    from lxml import etree

    namespaces: Any = {None: NAMESPACE}  # the stubs of lxml know no default namespace
    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap=namespaces)
    root.set("origin", _OWN)
    codes = _add(root, "Codes")
    for theme in codebook.children(""):
        _add_theme(codes, codebook, theme, lang)
    # The standard gives a codebook no name; a set of all its codes can have one.
    whole = _add(_add(root, "Sets"), "Set", guid=_guid("codebook", codebook.id), name=codebook.title)
    own = [f"id: {codebook.id}", f"version: {codebook.version}"]
    own += [f"vectors: {codebook.vectors}"] if codebook.vectors else []
    _add(whole, "Description").text = "\n".join([f"{_OWN}:", *_items(own)])
    for theme in codebook.themes:
        _add(whole, "MemberCode", guid=_guid("theme", theme.id))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_theme(parent: Element, codebook: Codebook, theme: Theme, lang: str) -> None:
    code = _add(
        parent, "Code", guid=_guid("theme", theme.id), name=theme.name(lang), isCodable="true", color=theme.colour
    )
    _add(code, "Description").text = _description(theme, lang)
    for child in codebook.children(theme.id):
        _add_theme(code, codebook, child, lang)


def _description(theme: Theme, lang: str) -> str:
    words = headings(lang)
    # A line of the definition that reads like a heading is moved in by a space, which makes it none.
    parts = ["\n".join(f" {line}" if line in _HEADING_KEYS else line for line in theme.definition.splitlines())]
    parts += ["\n".join([f"{words[key]}:", *_items(getattr(theme, key))]) for key in RULES if getattr(theme, key)]
    own = [
        f"id: {theme.id}",
        f"name_sv: {theme.name_sv}",
        f"name_en: {theme.name_en}",
        f"threshold: {theme.threshold!r}",
    ]
    if theme.model:
        own.append(f"model: {theme.model}")
    own += [f"cue: {cue_line(cue)}" for cue in theme.cues]
    parts.append("\n".join([f"{_OWN}:", *_items(own)]))
    return "\n\n".join(parts)


def _items(texts: tuple[str, ...] | list[str]) -> list[str]:
    return [f"- {text}" for text in texts]


def _add(parent: Element, tag: str, /, **attributes: str) -> Element:
    from lxml import etree

    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}")
    for name, value in attributes.items():
        element.set(name, value)
    return element


def _guid(*parts: str) -> str:
    return str(uuid5(_IDS, "\x1f".join(parts)))


def qdc_mapping(data: bytes, stem: str, faults: list[str]) -> dict[str, Any] | None:
    """Return the mapping that a `.qdc` file stands for, also one that another tool wrote.

    A code that cannot be coded with is a folder and no theme: what it holds moves up to the next theme, or to the top.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        faults.append(f"line {error.lineno}: not valid XML ({error.msg}); export the codebook anew")
        return None
    information: Any = root.getroottree().docinfo  # the stubs of lxml do not know what it holds
    if information.doctype:
        faults.append("top level: has a DOCTYPE, which no REFI-QDA codebook needs; export the codebook anew")
        return None
    if _local(root) != "CodeBook":
        faults.append(f"top level: is <{_local(root)}> and no REFI-QDA <CodeBook>; export the codebook anew")
        return None
    themes = list(_Codes(faults).themes(root))
    title, own = _head(root)
    vectors = {"vectors": own["vectors"]} if "vectors" in own else {}
    return {
        "id": own.get("id", identifier(stem)),
        "version": own.get("version", "1"),
        "title": title or stem,
        **vectors,
        "themes": themes,
    }


def _head(root: Element) -> tuple[str, dict[str, str]]:
    """Return the title, and id, version and vectors, where this program wrote the file."""
    for sets in (child for child in root if _local(child) == "Sets"):
        for element in sets:
            if own := _pairs(_sections(element).get(_OWN, [])):
                return element.get("name", ""), dict(own)
    return "", {}


@dataclass(slots=True)
class _Codes:
    """The themes of the codes of a file, each with an id of its own."""

    faults: list[str]
    taken: set[str] = field(default_factory=set)

    def themes(self, parent: Element, above: str = "") -> Iterator[dict[str, Any]]:
        """Yield the themes below an element, each before those that it holds."""
        for element in parent:
            if _local(element) == "Codes":
                yield from self.themes(element)
            elif _local(element) == "Code" and element.get("isCodable") in {"false", "0"}:
                yield from self.themes(element, above)
            elif _local(element) == "Code":
                theme = self._theme(element, above)
                yield theme
                yield from self.themes(element, theme["id"])

    def _theme(self, element: Element, above: str) -> dict[str, Any]:
        name = " ".join(element.get("name", "").split()) or "?"
        sections = _sections(element)
        own = _pairs(sections.pop(_OWN, []))
        theme: dict[str, Any] = {"name_sv": name}
        if definition := "\n".join(sections.pop(_DEFINITION)).strip():
            theme["definition"] = definition
        theme |= sections
        theme |= {key: value for key, value in own if key in {"id", "name_sv", "name_en", "threshold", "model"}}
        lines = [value for key, value in own if key == "cue"]
        if lines:
            theme["cues"] = [cue_mapping(line) for line in lines]
        if colour := _colour(element.get("color", "")):
            theme["colour"] = colour
        if above:
            theme["parent"] = above
        theme = completed(theme)
        theme["id"] = self._new_id(theme["id"], above)
        return theme

    def _new_id(self, wanted: str, above: str) -> str:
        """Return an id that no theme has yet: codes of one name may stand under different parents."""
        below = [f"{above}_{wanted}"] if above else []
        numbered = (f"{wanted}_{number}" for number in count(2))
        found = next(name for name in chain([wanted], below, numbered) if name not in self.taken)
        self.taken.add(found)
        return found


def _sections(element: Element) -> dict[str, list[str]]:
    """Return the parts of an element's description: the lines of its definition, and the items under each heading."""
    sections: dict[str, list[str]] = {_DEFINITION: []}
    key = _DEFINITION
    text = next((child.text or "" for child in element if _local(child) == "Description"), "")
    for line in text.splitlines():
        stripped = line.strip()
        if line.rstrip() in _HEADING_KEYS:
            key = _HEADING_KEYS[line.rstrip()]
            sections.setdefault(key, [])
        elif key == _DEFINITION:
            sections[key].append(stripped)
        elif stripped.startswith("- "):
            sections[key].append(stripped[2:])
        elif stripped and sections[key]:
            sections[key][-1] += f" {stripped}"  # another tool has wrapped the line
    return sections


def _pairs(items: list[str]) -> list[tuple[str, str]]:
    return [(key, value) for item in items for key, colon, value in [item.partition(": ")] if colon]


def _colour(text: str) -> str:
    if _SHORT_COLOUR.fullmatch(text):
        return "#" + "".join(digit * 2 for digit in text[1:])
    return text if _COLOUR.fullmatch(text) else ""


def _local(element: Element) -> str:
    """Return the name of an element without its namespace: tools differ in how they write that."""
    return str(element.tag).rpartition("}")[2]
