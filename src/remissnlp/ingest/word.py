"""Word files (.docx): paragraphs by style, lists with their markers, tables in document order, headers at the end."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from remissnlp.errors import UnreadableFileError
from remissnlp.ingest.lines import Paragraph, structured
from remissnlp.ingest.markers import parse_marker
from remissnlp.ingest.reading import Reading
from remissnlp.records import BlockRole
from remissnlp.text import clean_line

_MAX_BYTES = 200 * 1024 * 1024
_MAX_RATIO = 200
_STYLE_LEVEL = re.compile(r"(?:heading|rubrik)\s*(\d)", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"^(?:title|titel|rubrik)$", re.IGNORECASE)
_NUMBER_STYLE = re.compile(r"^(?:list number|numrerad lista)", re.IGNORECASE)
_BULLET_STYLE = re.compile(r"^(?:list bullet|punktlista)", re.IGNORECASE)
_HEADING_CHARS = 90
_SHORT_CHARS = 60
_TEXT_NODES = (
    ".//w:t[not(ancestor::w:del)] | .//w:tab[parent::w:r] | .//w:br | .//w:cr | .//w:noBreakHyphen | .//w:softHyphen"
)


def read_docx(data: bytes, path: str) -> Reading:
    """Read a Word file.

    Raises:
        UnreadableFileError: the file is damaged, no Word file, or unpacks to more than is safe.
    """
    _check_archive(data, path)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        paragraphs = list(_Body(document).paragraphs())
    except (KeyError, ValueError, AttributeError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise UnreadableFileError(
            f"{path}: the Word file is damaged ({type(error).__name__}).", hint="Open it in Word and save it again."
        ) from error
    title = clean_line(document.core_properties.title or "")
    return Reading(paragraphs=paragraphs, extraction="docx", title=title or None)


def _check_archive(data: bytes, path: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFileError(
            f"{path}: the Word file is damaged or incomplete.", hint="Fetch the file again."
        ) from error
    if "word/document.xml" not in {info.filename for info in infos}:
        raise UnreadableFileError(
            f"{path}: the file is an archive, but no Word document.",
            hint="Unpack it, and put its documents in the folder.",
        )
    unpacked = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    if unpacked > _MAX_BYTES or unpacked / packed > _MAX_RATIO:
        raise UnreadableFileError(
            f"{path}: the Word file unpacks to {unpacked // 1_000_000} MB, which is not safe to read.",
            hint="Open it in Word and save it as PDF.",
        )


class _Body:
    """Walks through the body in order and counts the numbered lists."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        self._document = document
        self._formats = _list_formats(document)
        self._counters: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of the body, then headers and footers."""
        yield from self._blocks(self._document)
        yield from self._furniture()

    def _blocks(self, container: Any) -> Iterator[Paragraph]:  # noqa: ANN401
        was_empty = True
        for item in container.iter_inner_content():
            if hasattr(item, "rows"):
                yield from _table(item)
                was_empty = True
                continue
            found = list(self._paragraph(item, gap_above=was_empty or _has_space(item)))
            yield from found
            was_empty = not found

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
            elif bold >= 0.9 and len(pieces) == 1 and len(text) <= _HEADING_CHARS and text[-1] not in ".,;:":
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


def _table(table: Any) -> Iterator[Paragraph]:  # noqa: ANN401
    for row in table.rows:
        cells: list[str] = []
        previous = None
        for cell in row.cells:
            if cell._tc is previous:  # a merged cell comes once for every column it spans
                continue
            previous = cell._tc
            cells.append(clean_line(" ".join(_text(paragraph) for paragraph in cell.paragraphs)))
        if text := " ".join(cell for cell in cells if cell):
            yield structured(text, BlockRole.TABLE, gap_above=False)


def _part_texts(part: Any) -> Iterator[str]:  # noqa: ANN401
    if part.is_linked_to_previous:
        return
    for item in part.iter_inner_content():
        texts = [row.lines[0].text for row in _table(item)] if hasattr(item, "rows") else [clean_line(_text(item))]
        yield from (text for text in texts if text)
