"""OpenDocument text (.odt): headings by outline level, lists with their numbers, tables, notes, heads and feet.

The package is opened by odfdo: kept up, Apache 2.0, and it needs lxml only; odfpy had its last release in 2020.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest.archive import DAMAGED, OPEN_MEMBER, check_archive
from remissnlp.ingest.lines import Paragraph, can_be_bold_heading, structured, table_row
from remissnlp.ingest.markers import parse_marker
from remissnlp.ingest.reading import Reading
from remissnlp.records import BlockRole
from remissnlp.text import clean_line

_SKIPPED = frozenset(("office:annotation", "office:annotation-end", "text:note", "text:tracked-changes", "draw:frame"))
_FIXED = {"text:tab": "\t", "text:line-break": "\n"}
_MAX_DEPTH = 60
_MAX_SPACES = 8
_STYLED_HEADING = re.compile(r"^(?:title|titel|rubrik|heading(?:[\s_]|_20_)?\d?)$", re.IGNORECASE)


def read_odt(data: bytes, path: str) -> Reading:
    """Read an OpenDocument text.

    Raises:
        UnreadableFileError: the file is damaged, encrypted, no text document, or unpacks to more than is safe.
    """
    check_archive(data, path, OPEN_MEMBER)
    import odfdo
    from lxml import etree

    try:
        document = odfdo.Document(io.BytesIO(data))
        paragraphs = [*_Body(document).paragraphs(), *_furniture(document)]
        title = clean_line(document.meta.title or "")
    except (*DAMAGED, KeyError, AttributeError, TypeError, etree.LxmlError) as error:
        raise UnreadableFileError(
            f"{path}: the OpenDocument file is damaged ({type(error).__name__}).",
            hint="Open it in your word processor and save it again.",
        ) from error
    return Reading(paragraphs=paragraphs, extraction="odt", title=title or None)


class _Body:
    """Walks through the body in order; numbers of a list go on where the file says so."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - odfdo's elements are read by tag and attribute
        self._document = document
        self._bold = {
            style.name
            for family in ("paragraph", "text")
            for style in document.get_styles(family)
            if (style.get_properties(area="text") or {}).get("fo:font-weight") == "bold"
        }
        self._last: dict[str, int] = {}
        self._formats: dict[tuple[str, int], str] = {}

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of the body."""
        yield from self._blocks(self._document.body, 0)

    def _blocks(self, parent: Any, depth: int) -> Iterator[Paragraph]:  # noqa: ANN401
        if depth > _MAX_DEPTH:
            return
        was_empty = True
        for element in parent.children:
            tag = element.tag
            found: list[Paragraph] = []
            if tag in {"text:p", "text:h"}:
                found = list(self._paragraph(element, gap_above=was_empty))
            elif tag == "text:list":
                found = list(self._list(element, depth, style=element.get_attribute_string("text:style-name") or ""))
            elif tag == "table:table":
                found = list(_table(element))
            elif tag in {"text:section", "text:index-body", "text:table-of-content", "draw:frame", "draw:text-box"}:
                found = list(self._blocks(element, depth + 1))
            yield from found
            was_empty = not found

    def _paragraph(self, element: Any, *, gap_above: bool = True, marker: str = "") -> Iterator[Paragraph]:  # noqa: ANN401
        pieces = [clean for piece in _text(element).split("\n") if (clean := clean_line(piece))]
        bold = self._bold_share(element)
        for index, text in enumerate(pieces):
            gap = gap_above and index == 0
            own = parse_marker(text) if index == 0 else None
            mark = own.text if own else marker if index == 0 else ""
            content = text if own else mark + text
            level = _level(element)
            if level is not None:
                yield structured(content, BlockRole.HEADING, gap_above=gap, level=level, bold_share=bold)
            elif mark:
                yield structured(content, BlockRole.LIST_ITEM, marker=mark, gap_above=gap, bold_share=bold)
            elif bold >= 0.9 and len(pieces) == 1 and can_be_bold_heading(text):
                yield structured(text, BlockRole.HEADING, gap_above=gap, bold_share=bold)
            else:
                yield structured(text, gap_above=gap, bold_share=bold)
        for note in element.get_elements("descendant::text:note-body"):
            if text := clean_line(" ".join(_text(child) for child in note.children)):
                yield structured(text, BlockRole.FOOTER, gap_above=False)
        for box in element.get_elements("descendant::draw:text-box"):
            yield from self._blocks(box, _MAX_DEPTH - 1)

    def _bold_share(self, element: Any) -> float:  # noqa: ANN401
        if element.get_attribute_string("text:style-name") in self._bold:
            return 1.0
        total = len(_text(element).strip())
        spans = element.get_elements("descendant::text:span")
        bold = sum(
            len(_text(span).strip()) for span in spans if span.get_attribute_string("text:style-name") in self._bold
        )
        return round(min(bold / total, 1.0), 3) if total else 0.0

    def _list(self, element: Any, depth: int, *, style: str, level: int = 1) -> Iterator[Paragraph]:  # noqa: ANN401
        if depth > _MAX_DEPTH:
            return
        key = f"{style}/{level}"
        if level == 1 and element.get_attribute_string("text:continue-numbering") != "true":
            self._last[key] = 0
        for item in element.children:
            if item.tag not in {"text:list-item", "text:list-header"}:
                continue
            marker = self._marker(item, style, level) if item.tag == "text:list-item" else ""
            for child in item.children:
                if child.tag == "text:list":
                    own = child.get_attribute_string("text:style-name") or style
                    self._last[f"{own}/{level + 1}"] = 0
                    yield from self._list(child, depth + 1, style=own, level=level + 1)
                elif child.tag in {"text:p", "text:h"}:
                    yield from self._paragraph(child, gap_above=False, marker=marker)
                    marker = ""

    def _marker(self, item: Any, style: str, level: int) -> str:  # noqa: ANN401
        key = f"{style}/{level}"
        start = item.get_attribute_string("text:start-value") or ""
        self._last[key] = int(start) if start.isdigit() else self._last.get(key, 0) + 1
        return self._format(style, level).replace("%", str(self._last[key]))

    def _format(self, style: str, level: int) -> str:
        """Return the marker of a list's level, `%` for its number."""
        if (style, level) not in self._formats:
            self._formats[style, level] = _list_format(
                self._document.get_style("list", style) if style else None, level
            )
        return self._formats[style, level]


def _list_format(style: Any, level: int) -> str:  # noqa: ANN401
    numbers = style.get_elements("text:list-level-style-number") if style is not None else []
    for number in numbers:
        if number.get_attribute_string("text:level") == str(level) and number.get_attribute_string("style:num-format"):
            suffix = number.get_attribute_string("style:num-suffix") or ""
            return f"%{suffix or '.'} "
    return "- "


def _level(element: Any) -> int | None:  # noqa: ANN401
    if element.tag == "text:h":
        level = element.get_attribute_string("text:outline-level") or "1"
        return int(level) if level.isdigit() else 1
    style = element.get_attribute_string("text:style-name") or ""
    return 1 if _STYLED_HEADING.match(style) else None


def _text(element: Any, depth: int = 0) -> str:  # noqa: ANN401
    """Return the text as it is shown: comments, notes, frames and deleted text are left out."""
    parts = [element.text or ""]
    for child in element.children if depth <= _MAX_DEPTH else ():
        if child.tag in _FIXED:
            parts.append(_FIXED[child.tag])
        elif child.tag == "text:s":
            count = child.get_attribute_string("text:c") or "1"
            parts.append(" " * min(int(count) if count.isdigit() else 1, _MAX_SPACES))
        elif child.tag not in _SKIPPED:
            parts.append(_text(child, depth + 1))
        parts.append(child.tail or "")
    return "".join(parts)


def _table(table: Any) -> Iterator[Paragraph]:  # noqa: ANN401
    for row in table.get_elements("descendant::table:table-row"):
        cells = [
            clean_line(" ".join(_text(part) for part in cell.get_elements("descendant::text:p | descendant::text:h")))
            for cell in row.get_elements("table:table-cell")
        ]
        yield from table_row(cells)


def _furniture(document: Any) -> Iterator[Paragraph]:  # noqa: ANN401
    seen: set[str] = set()
    for tag, role in (("style:header", BlockRole.HEADER), ("style:footer", BlockRole.FOOTER)):
        for part in document.styles.get_elements(f"//{tag} | //{tag}-first"):
            for element in part.get_elements("descendant::text:p"):
                text = clean_line(_text(element))
                if text and text not in seen:
                    seen.add(text)
                    yield structured(text, role)
