"""Word files (.docx): paragraphs by style, lists with their markers, tables in document order, headers at the end."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest.archive import DAMAGED, WORD_MEMBER, check_archive
from remissnlp.ingest.lines import Paragraph, can_be_bold_heading, structured, table_row
from remissnlp.ingest.markers import parse_marker
from remissnlp.ingest.reading import Reading
from remissnlp.records import BlockRole
from remissnlp.text import clean_line

_STYLE_LEVEL = re.compile(r"(?:heading|rubrik)\s*(\d)", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"^(?:title|titel|rubrik)$", re.IGNORECASE)
_NUMBER_STYLE = re.compile(r"^(?:list number|numrerad lista)", re.IGNORECASE)
_BULLET_STYLE = re.compile(r"^(?:list bullet|punktlista)", re.IGNORECASE)
_SHORT_CHARS = 60
_TEXT_NODES = " | ".join(
    f".//w:{tag}[not(ancestor::w:del)]" for tag in ("t", "tab[parent::w:r]", "br", "cr", "noBreakHyphen", "softHyphen")
)
# Content controls, insertions and the like stand around paragraphs without being any.
_WRAPPERS = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_MAX_DEPTH = 40
_MAX_CELL_CHARS = 700  # a longer cell is a frame around running text


def read_docx(data: bytes, path: str) -> Reading:
    """Read a Word file.

    Raises:
        UnreadableFileError: the file is damaged, no Word file, or unpacks to more than is safe.
    """
    check_archive(data, path, WORD_MEMBER)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        paragraphs = list(_Body(document).paragraphs())
    except (*DAMAGED, KeyError, AttributeError, TypeError, SyntaxError) as error:
        raise UnreadableFileError(
            f"{path}: the Word file is damaged ({type(error).__name__}).", hint="Open it in Word and save it again."
        ) from error
    return Reading(paragraphs=paragraphs, extraction="docx", title=_title(document))


def _title(document: Any) -> str | None:  # noqa: ANN401
    """Return the title in the file's properties; damaged ones cost the title, not the text."""
    try:
        return clean_line(document.core_properties.title or "") or None
    except (KeyError, AttributeError, ValueError):
        return None


class _Body:
    """Walks through the body in order and counts the numbered lists."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        self._document = document
        self._formats = _list_formats(document)
        self._notes = _notes(document)
        self._counters: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of the body, then headers and footers."""
        yield from self._blocks(self._document)
        yield from self._furniture()

    def _blocks(self, container: Any, depth: int = 0) -> Iterator[Paragraph]:  # noqa: ANN401
        was_empty = True
        for item in _items(container):
            if hasattr(item, "rows"):
                yield from self._table(item, depth)
                was_empty = True
                continue
            found = list(self._paragraph(item, gap_above=was_empty or _has_space(item)))
            yield from found
            yield from self._asides(item)
            was_empty = not found

    def _table(self, table: Any, depth: int) -> Iterator[Paragraph]:  # noqa: ANN401
        """Yield the cells row by row; a row with a cell of running text is a frame, whose paragraphs stay apart."""
        for cells in _rows(table):
            texts = [_cell_text(cell) for cell in cells]
            if depth < _MAX_DEPTH and any(len(text) > _MAX_CELL_CHARS for text in texts):
                for cell in cells:
                    yield from self._blocks(cell, depth + 1)
            else:
                yield from table_row(texts)

    def _asides(self, paragraph: Any) -> Iterator[Paragraph]:  # noqa: ANN401
        """Yield what hangs on a paragraph: its notes, and the paragraphs of its text boxes."""
        for reference in _xpath(paragraph._p, ".//w:footnoteReference/@w:id | .//w:endnoteReference/@w:id"):
            if text := self._notes.get(f"{reference.getparent().tag.rsplit('}', 1)[-1][:3]}{reference}"):
                yield structured(text, BlockRole.FOOTER, gap_above=False)
        # A text box stands twice in the file, once for old programs.
        for box in _xpath(paragraph._p, ".//w:txbxContent[not(ancestor::w:pict)]"):
            for element in _xpath(box, ".//w:p"):
                yield from self._paragraph(_as_paragraph(element, paragraph), gap_above=True)

    def _furniture(self) -> Iterator[Paragraph]:
        seen: set[str] = set()
        for section in self._document.sections:
            for part, role in (
                (section.first_page_header, BlockRole.HEADER),
                (section.header, BlockRole.HEADER),
                (section.first_page_footer, BlockRole.FOOTER),
                (section.footer, BlockRole.FOOTER),
            ):
                for text in _part_texts(part):
                    if text not in seen:
                        seen.add(text)
                        yield structured(text, role)

    def _paragraph(self, paragraph: Any, *, gap_above: bool) -> Iterator[Paragraph]:  # noqa: ANN401
        pieces = [clean for piece in re.split(r"[\n\v\f]", _text(paragraph)) if (clean := clean_line(piece))]
        if not pieces:
            return
        if all(len(piece) > _SHORT_CHARS for piece in pieces[:-1]):
            pieces = [" ".join(pieces)]
        bold = _bold_share(paragraph)
        style = (paragraph.style.name if paragraph.style is not None else "") or ""
        for index, text in enumerate(pieces):
            gap = gap_above and index == 0
            if level := _heading_level(style):
                yield structured(text, BlockRole.HEADING, gap_above=gap, level=level, bold_share=bold)
            elif index == 0 and (marker := self._marker(paragraph, style, text)):
                content = text if text.startswith(marker) else marker + text
                yield structured(content, BlockRole.LIST_ITEM, marker=marker, gap_above=gap, bold_share=bold)
            elif bold >= 0.9 and len(pieces) == 1 and can_be_bold_heading(text):
                yield structured(text, BlockRole.HEADING, gap_above=gap, bold_share=bold)
            else:
                yield structured(text, gap_above=gap, bold_share=bold)

    def _marker(self, paragraph: Any, style: str, text: str) -> str:  # noqa: ANN401
        if own := parse_marker(text):
            return own.text
        number = _numbering(paragraph)
        if number is None:
            if _NUMBER_STYLE.match(style):
                return self._next(style, 0, "decimal", "%1.")
            return "- " if _BULLET_STYLE.match(style) else ""
        list_id, level = number
        kind, pattern = self._formats.get((list_id, level), ("bullet", ""))
        return "" if kind == "none" else self._next(list_id, level, kind, pattern)

    def _next(self, list_id: str, level: int, kind: str, pattern: str) -> str:
        if kind == "bullet":
            return "- "
        counters = self._counters[list_id]
        counters[level] += 1
        for deeper in [key for key in counters if key > level]:
            del counters[deeper]
        value = counters[level]
        printed = chr(96 + value) if kind.endswith("Letter") and value <= 26 else str(value)
        marker = re.sub(
            r"%(\d)", lambda m: printed if int(m[1]) == level + 1 else str(counters.get(int(m[1]) - 1, 1)), pattern
        )
        return f"{marker or printed} "


def _items(container: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield paragraphs and tables in document order, those inside content controls too."""
    from docx.table import Table

    queue = [(child, 0) for child in reversed(_element_of(container))]
    while queue:
        element, depth = queue.pop()
        tag = element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
        if tag == "p":
            yield _as_paragraph(element, container)
        elif tag == "tbl":
            yield Table(element, container)
        elif tag in _WRAPPERS and depth < _MAX_DEPTH:
            queue += [(child, depth + 1) for child in reversed(element)]


def _element_of(container: Any) -> Any:  # noqa: ANN401
    body = getattr(container._element, "body", None)
    return container._element if body is None else body


def _as_paragraph(element: Any, parent: Any) -> Any:  # noqa: ANN401
    from docx.text.paragraph import Paragraph as WordParagraph

    return WordParagraph(element, parent)


def _notes(document: Any) -> dict[str, str]:  # noqa: ANN401
    """Foot- and endnotes by `foo` or `end` and their id; python-docx keeps their parts as bytes."""
    from lxml import etree

    found: dict[str, str] = {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind not in {"footnotes", "endnotes"} or relation.is_external:
            continue
        root = etree.fromstring(relation.target_part.blob, parser)
        for note in _xpath(root, "w:footnote | w:endnote"):
            text = clean_line("".join(_xpath(note, ".//w:t/text()")))
            found[kind[:3] + str(_xpath(note, "string(@w:id)"))] = text
    return found


def _xpath(element: Any, expression: str) -> Any:  # noqa: ANN401
    """Evaluate on any element: python-docx knows the namespace on its own classes only."""
    from docx.oxml.ns import nsmap
    from lxml import etree

    return etree._Element.xpath(element, expression, namespaces={"w": nsmap["w"]})


def _list_formats(document: Any) -> dict[tuple[str, int], tuple[str, str]]:  # noqa: ANN401
    """(list, level) -> (number format, pattern such as `%1.`), from the numbering part."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    abstract: dict[str, dict[int, tuple[str, str]]] = {}
    for definition in _xpath(root, "w:abstractNum"):
        levels = {}
        for level in _xpath(definition, "w:lvl"):
            kind = _xpath(level, "string(w:numFmt/@w:val)") or "decimal"
            levels[int(_xpath(level, "string(@w:ilvl)") or 0)] = (
                str(kind),
                str(_xpath(level, "string(w:lvlText/@w:val)")),
            )
        abstract[str(_xpath(definition, "string(@w:abstractNumId)"))] = levels
    return {
        (str(_xpath(num, "string(@w:numId)")), level): value
        for num in _xpath(root, "w:num")
        for level, value in abstract.get(str(_xpath(num, "string(w:abstractNumId/@w:val)")), {}).items()
    }


def _numbering(paragraph: Any) -> tuple[str, int] | None:  # noqa: ANN401
    """(list, level) of a paragraph, from itself or its style; list "0" switches numbering off."""
    elements = [paragraph._p]  # python-docx has no public way to the numbering
    if paragraph.style is not None:
        elements.append(paragraph.style.element)
    for element in elements:
        list_id = _xpath(element, "string(w:pPr/w:numPr/w:numId/@w:val)")
        if list_id:
            level = _xpath(element, "string(w:pPr/w:numPr/w:ilvl/@w:val)") or "0"
            return None if list_id == "0" else (str(list_id), int(level))
    return None


def _text(paragraph: Any) -> str:  # noqa: ANN401
    """Return the text as Word shows it: insertions and links belong to it, deletions do not."""
    parts: list[str] = []
    for node in _xpath(paragraph._p, _TEXT_NODES):
        if next(node.iterancestors(paragraph._p.tag), None) is not paragraph._p:
            continue  # of a text box, whose paragraphs come on their own
        tag = node.tag.rsplit("}", 1)[-1]
        parts.append({"t": node.text or "", "tab": "\t", "noBreakHyphen": "-", "softHyphen": "\u00ad"}.get(tag, "\n"))
    return "".join(parts)


def _heading_level(style: str) -> int | None:
    if match := _STYLE_LEVEL.match(style):
        return int(match[1])
    return 1 if _TITLE_STYLE.match(style) else None


def _bold_share(paragraph: Any) -> float:  # noqa: ANN401
    total = bold = 0
    style_bold = bool(paragraph.style is not None and paragraph.style.font.bold)
    for run in paragraph.runs:
        length = len(run.text.strip())
        total += length
        bold += length if (run.bold if run.bold is not None else style_bold) else 0
    return round(bold / total, 3) if total else 0.0


def _has_space(paragraph: Any) -> bool:  # noqa: ANN401
    space = paragraph.paragraph_format.space_before
    if space is None and paragraph.style is not None:
        space = paragraph.style.paragraph_format.space_before
    return space is not None and space.pt >= 4


def _rows(table: Any) -> Iterator[list[Any]]:  # noqa: ANN401
    """Yield the cells of each row; a merged cell comes once, not for every column and row that it spans."""
    seen: set[Any] = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            if cell._tc not in seen:
                seen.add(cell._tc)
                cells.append(cell)
        yield cells


def _table_texts(table: Any, depth: int = 0) -> Iterator[str]:  # noqa: ANN401
    for cells in _rows(table):
        if text := " ".join(filter(None, (_cell_text(cell, depth) for cell in cells))):
            yield text


def _cell_text(cell: Any, depth: int = 0) -> str:  # noqa: ANN401
    """Return the text of a cell, the tables inside it included."""
    parts: list[str] = []
    for item in _items(cell) if depth < _MAX_DEPTH else ():
        parts += _table_texts(item, depth + 1) if hasattr(item, "rows") else [clean_line(_text(item))]
    return " ".join(filter(None, parts))


def _part_texts(part: Any) -> Iterator[str]:  # noqa: ANN401
    if part.is_linked_to_previous:
        return
    for item in _items(part):
        texts = list(_table_texts(item)) if hasattr(item, "rows") else [clean_line(_text(item))]
        yield from (text for text in texts if text)
