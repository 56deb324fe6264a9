"""Page furniture: running heads, feet, page numbers, and page headers pasted into running text. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from remissnlp.ingest.lines import RawLine
from remissnlp.records import BlockRole
from remissnlp.rules import first_match, load_rules

_RULES = "furniture_sv.yaml"
_DIGITS = re.compile(r"\d+")
_MAX_EDGE_LINES = 5  # a running head or foot has no more lines than this
_PASTED_LINES = 3  # nor a pasted header
_HEAD_CHARS = 120  # nor a longer line
_MIN_PAGES = 3
_MIN_SHARE = 0.3


def mark_furniture(lines: Sequence[RawLine]) -> list[RawLine]:
    """Return the lines in order with a role on furniture; a line with a pasted header is cut in parts."""
    marked = [_by_form(line) for line in _cut_pasted(lines)]
    pages = _pages(marked)
    numbers = _paged_numbers(marked, pages) if len(pages) > 1 else _loose_numbers(marked)
    for index in numbers:
        marked[index] = replace(marked[index], role=BlockRole.PAGE_NUMBER)
    for find in (_numbered_edges, _counting, _beside, _heads, _feet):
        for index, role in find(marked, pages):
            marked[index] = replace(marked[index], role=role)
    return marked


def _by_form(line: RawLine) -> RawLine:
    if line.role is None and len(line.text) < 24 and first_match(load_rules(_RULES, "page_number"), line.text):
        return replace(line, role=BlockRole.PAGE_NUMBER)
    return line


def _pages(lines: Sequence[RawLine]) -> dict[int, list[int]]:
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page].append(index)
    return pages


def _is_bare_number(text: str) -> bool:
    return len(text) <= 4 and first_match(load_rules(_RULES, "bare_number"), text) is not None


def _paged_numbers(lines: Sequence[RawLine], pages: dict[int, list[int]]) -> list[int]:
    """Find bare numbers at the edge of a page that count along with the pages."""
    edges = [
        i for page in pages.values() for i in dict.fromkeys((*page[:2], *page[-2:])) if _is_bare_number(lines[i].text)
    ]
    shifts = Counter(int(lines[i].text) - lines[i].page for i in edges)
    return [i for i in edges if shifts[int(lines[i].text) - lines[i].page] >= 2 or int(lines[i].text) == lines[i].page]


def _loose_numbers(lines: Sequence[RawLine]) -> list[int]:
    """Find bare numbers on lines of their own that grow through a text without pages."""
    found: list[int] = []
    last = 0
    for index, line in enumerate(lines):
        alone = line.gap_above and (index + 1 == len(lines) or lines[index + 1].gap_above)
        if alone and len(line.text) <= 3 and _is_bare_number(line.text) and last < int(line.text) <= last + 60:
            found.append(index)
            last = int(line.text)
    return found


def _numbered_edges(lines: Sequence[RawLine], pages: dict[int, list[int]]) -> Iterator[tuple[int, BlockRole]]:
    """Find lines at the edge of a page that hold its number: "Namn på dokumentet   Sida 3 (14)"."""
    rules = load_rules(_RULES, "page_edge")
    for page in pages.values():
        for role, edge in ((BlockRole.HEADER, page[:2]), (BlockRole.FOOTER, page[-2:])):
            for index in edge:
                if len(page) > 2 and lines[index].role is None and first_match(rules, lines[index].text):
                    yield index, role


def _counting(lines: Sequence[RawLine], _pages: dict[int, list[int]]) -> list[tuple[int, BlockRole]]:
    """Find lines that come back with a growing page number in them, wherever they stand."""
    rules = load_rules(_RULES, "counting")
    numbers: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.role is None and len(line.text) < _HEAD_CHARS and (found := first_match(rules, line.text)):
            numbers[_key(line)].append((index, int(found[1]["page"])))
    return [
        (index, BlockRole.HEADER)
        for places in numbers.values()
        if len(places) > 1 and all(one[1] < other[1] for one, other in pairwise(places))
        for index, _ in places
    ]


def _beside(lines: Sequence[RawLine], pages: dict[int, list[int]]) -> list[tuple[int, BlockRole]]:
    """Find the other lines of a running head in a text without pages: equal ones that always touch a page number."""
    if len(pages) > 1:
        return []
    marks = {i for i, line in enumerate(lines) if line.role in {BlockRole.HEADER, BlockRole.PAGE_NUMBER}}
    total = Counter(line.text for line in lines if line.role is None)
    near: dict[str, list[int]] = defaultdict(list)
    for index in sorted({i + step for i in marks for step in (-2, -1, 1, 2)} - marks):
        if 0 <= index < len(lines) and lines[index].role is None and len(lines[index].text) < _HEAD_CHARS:
            near[lines[index].text].append(index)
    return [
        (index, BlockRole.HEADER)
        for content, places in near.items()
        if len(places) >= max(2, min(_MIN_PAGES, len(marks))) and len(places) >= 0.6 * total[content]
        for index in places
    ]


def _key(line: RawLine) -> str:
    return _DIGITS.sub("0", line.text.lower())


def _heads(lines: Sequence[RawLine], pages: dict[int, list[int]]) -> list[tuple[int, BlockRole]]:
    return [(i, BlockRole.HEADER) for i in _repeated(lines, pages)]


def _feet(lines: Sequence[RawLine], pages: dict[int, list[int]]) -> list[tuple[int, BlockRole]]:
    upwards = {page: indices[::-1] for page, indices in pages.items()}
    return [(i, BlockRole.FOOTER) for i in _repeated(lines, upwards)]


def _repeated(lines: Sequence[RawLine], pages: dict[int, list[int]]) -> list[int]:
    """Find lines at the edge that come back on other pages; `pages` lists the lines of each from the edge inwards."""
    edges = {page: _edge(lines, indices) for page, indices in pages.items()}
    counts = Counter(key for edge in edges.values() for key in {_key(lines[i]) for i in edge})
    found: list[int] = []
    for page, edge in edges.items():
        run = _run(lines, edge, counts, n_pages=len(pages))
        if run and _is_furniture(lines, run, counts, pages[page], n_pages=len(pages)):
            found += run
    return found


def _edge(lines: Sequence[RawLine], indices: Sequence[int]) -> list[int]:
    body = [i for i in indices if lines[i].role is None]
    return body[: min(_MAX_EDGE_LINES, len(body) // 2)]


def _run(lines: Sequence[RawLine], edge: Sequence[int], counts: Counter[str], *, n_pages: int) -> list[int]:
    needed = min(_MIN_PAGES, n_pages)
    run: list[int] = []
    for index in edge:
        if needed < 2 or counts[_key(lines[index])] < needed:
            break
        run.append(index)
    return run


def _is_furniture(
    lines: Sequence[RawLine], run: Sequence[int], counts: Counter[str], page: Sequence[int], *, n_pages: int
) -> bool:
    """Tell whether a run comes back often, or is set off from the text of its page by space or font."""
    if n_pages >= _MIN_PAGES and max(counts[_key(lines[i])] for i in run) >= _MIN_SHARE * n_pages:
        return True
    body = sorted((*run, *(i for i in page if lines[i].role is None)))
    inside = set(run)
    for above, below in pairwise(body):
        if (above in inside) != (below in inside):
            return lines[below].gap_above or _sizes_differ(lines[above], lines[below])
    return False


def _sizes_differ(one: RawLine, other: RawLine) -> bool:
    return one.size_pt is not None and other.size_pt is not None and abs(one.size_pt - other.size_pt) > 0.6


def _cut_pasted(lines: Sequence[RawLine]) -> list[RawLine]:
    rules = load_rules(_RULES, "pasted_header")
    out: list[RawLine] = []
    queue = list(lines)
    index = 0
    while index < len(queue):
        window = [line for line in queue[index : index + _PASTED_LINES] if line.page == queue[index].page]
        found = first_match(rules, "\n".join(line.text for line in window)) if _may_hold_header(queue[index]) else None
        if found is None or found[1].start() > len(queue[index].text):
            out.append(queue[index])
            index += 1
            continue
        parts, used = _cut(window, *found[1].span())
        out.extend(parts)
        index += used
    return out


_KEYWORD = re.compile(r"protokoll|sammanträdesda|^(?:tjänste|remissvar|yttrande)", re.IGNORECASE)


def _may_hold_header(line: RawLine) -> bool:
    return line.role is None and _KEYWORD.search(line.text) is not None


def _cut(window: Sequence[RawLine], start: int, end: int) -> tuple[list[RawLine], int]:
    """Cut `start:end` (of the lines joined by a line break) out of the lines; return the parts and the lines used."""
    parts: list[RawLine] = []
    offset = used = 0
    for line in window:
        if offset >= end:
            break
        used += 1
        spans = _split(line.text, start - offset, end - offset)
        for text, role in spans:
            cut = role is None and len(spans) > 1
            parts.append(replace(line, text=text, role=role, is_cut=cut, gap_above=line.gap_above and not parts))
        offset += len(line.text) + 1
    return parts, used


def _split(text: str, start: int, end: int) -> list[tuple[str, BlockRole | None]]:
    start, end = max(start, 0), min(end, len(text))
    pieces = ((text[:start], None), (text[start:end], BlockRole.HEADER), (text[end:], None))
    return [(piece.strip(), role) for piece, role in pieces if piece.strip()]
