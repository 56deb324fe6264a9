"""HTML by its block elements: headings, paragraphs, list items, table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest.lines import Paragraph, structured, table_row
from remissnlp.ingest.markers import parse_marker
from remissnlp.ingest.reading import Reading
from remissnlp.records import FURNITURE, BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.text import clean_line

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = frozenset(("script", "style", "nav", "noscript", "template", "svg", "head", "iframe", "button", "select"))
_BLOCK = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form"
    "|h[1-6]|header|hr|html|li|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_HEADING = re.compile(r"h[1-6]$")
# What stands around the content of a page, by its tag, its ARIA role or the name of the part.
_AROUND = {
    "header": BlockRole.HEADER, "banner": BlockRole.HEADER, "footer": BlockRole.FOOTER, "contentinfo": BlockRole.FOOTER,
    "aside": BlockRole.MARGIN, "complementary": BlockRole.MARGIN,
}  # fmt: skip
_UNNAMED = frozenset(("div", "section", "ul", "ol", "td", "table"))
_CONTENT = frozenset(("main", "article"))
_SKIPPED_ROLES = frozenset(("navigation", "search", "menu", "menubar"))
_TEXT = frozenset((BlockRole.BODY, BlockRole.LIST_ITEM))
_MAX_CONTROL_CHARS = 120
_RULES = "furniture_sv.yaml"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MAX_DEPTH = 200


def read_html(data: bytes, path: str) -> Reading:
    """Read an HTML file; scripts, styles and navigation are left out, what stands around the content is furniture.

    Raises:
        UnreadableFileError: the file cannot be parsed.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding=_encoding(data), no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFileError(f"{path}: the HTML cannot be read.", hint="Save the page again.") from error
    title = root.find(".//title")
    name = clean_line(title.text or "") if title is not None else ""
    return Reading(paragraphs=list(_Walker(root).paragraphs()), extraction="html", title=name or None)


def _encoding(data: bytes) -> str | None:
    """UTF-8 where the bytes are, else what the page says, else Windows' Western encoding, as browsers do."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:2048])
        name = declared[1].decode("ascii") if declared else "cp1252"
        return "cp1252" if name.lower() in {"utf-8", "iso-8859-1", "latin1"} else name
    return "utf-8"


class _Walker:
    """Collects inline text until a block begins or ends."""

    def __init__(self, root: _Element) -> None:
        self._root = root
        # Only a page that says where its content is tells what stands around it.
        self._framed = any(_landmark(element) in _CONTENT for element in root.iter())
        self._buffer: list[str] = []
        self._marker = ""

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of the page in document order."""
        yield from self._element(self._root, BlockRole.BODY, None, 0)
        yield from self._flush(BlockRole.BODY, None)

    def _element(self, element: Any, role: BlockRole, level: int | None, depth: int) -> Iterator[Paragraph]:  # noqa: ANN401
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SKIPPED or not tag or element.get("role") in _SKIPPED_ROLES:
            return
        if depth > _MAX_DEPTH:  # its text is kept, its structure is not
            self._buffer.append(" ".join(element.itertext()))
            return
        if tag == "tr":
            yield from self._flush(role, level)
            yield from _row(element, role)
            return
        is_block = _BLOCK.fullmatch(tag) is not None
        if is_block:
            yield from self._flush(role, level)
        inner, inner_level = (around, None) if (around := self._around(element, role)) else _role_of(tag, role, level)
        if tag == "li":
            self._marker = _marker_of(element)
        self._buffer.append(element.text or "")
        for child in element:
            yield from self._element(child, inner, inner_level, depth + 1)
            self._buffer.append(child.tail or "")
        if is_block:
            yield from self._flush(inner, inner_level)

    def _around(self, element: Any, role: BlockRole) -> BlockRole | None:  # noqa: ANN401
        """Return the role of an element that stands around the content of the page, or within one that does."""
        if role in FURNITURE or not self._framed:
            return role if role in FURNITURE else None
        found = _AROUND.get(_landmark(element))
        return (
            None if found is None or any(_landmark(above) in _CONTENT for above in element.iterancestors()) else found
        )

    def _flush(self, role: BlockRole, level: int | None) -> Iterator[Paragraph]:
        text = clean_line("".join(self._buffer))
        self._buffer.clear()
        if not text:
            return
        if role in _TEXT and len(text) <= _MAX_CONTROL_CHARS:
            found = first_match(load_rules(_RULES, "web_page"), text)
            role = BlockRole(found[0].label) if found else role
        marker = self._marker if role is BlockRole.LIST_ITEM else ""
        self._marker = ""
        own = parse_marker(text) if marker else None
        content = text if own else marker + text
        yield structured(content, role, marker=own.text if own else marker, gap_above=not marker, level=level)


def _landmark(element: Any) -> str:  # noqa: ANN401
    """Return the ARIA role of an element, else its tag; for a bare box, the part that its id or a class names."""
    tag = str(element.tag)
    if tag not in _UNNAMED:
        return (element.get("role") if isinstance(element.tag, str) else None) or tag
    names = [element.get("role") or "", element.get("id") or "", *(element.get("class") or "").split()]
    found = (first_match(load_rules(_RULES, "web_part"), name) for name in names[1:] if name)
    return names[0] or next((match[0].label for match in found if match), tag)


def _role_of(tag: str, role: BlockRole, level: int | None) -> tuple[BlockRole, int | None]:
    if _HEADING.match(tag):
        return BlockRole.HEADING, int(tag[1])
    if tag == "li":
        return BlockRole.LIST_ITEM, None
    return role, level


def _marker_of(item: Any) -> str:  # noqa: ANN401
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    start = parent.get("start", "1")
    before = sum(1 for _ in item.itersiblings("li", preceding=True))
    return f"{(int(start) if start.isdigit() else 1) + before}. "


def _row(row: Any, role: BlockRole) -> Iterator[Paragraph]:  # noqa: ANN401
    cells = table_row(clean_line(" ".join(cell.itertext())) for cell in row if cell.tag in {"td", "th"})
    yield from (replace(cell, role=role) if role in FURNITURE else cell for cell in cells)
