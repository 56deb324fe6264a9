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
from remissnlp.text import ends_sentence

_RULES = "furniture_sv.yaml"
_DIGITS = re.compile(r"\d+")
_COUNTING_ENDS = "0123456789)"
_MAX_EDGE_LINES = 5  # a running head or foot has no more lines than this
_PASTED_LINES = 3  # nor a pasted header
_HEAD_CHARS = 120  # nor a longer line
_SAME_PLACE_PT = 8.0  # a running head keeps its height
_PROSE_CHARS = 60
_SMALLER_PT = 0.9
_IMPRINT_SHARE = 0.8  # of the text's size; small print that no number marks as a note
_RUNNING_CHARS = 45  # a shorter line of plain text may be a cell of a table
_MIN_PAGES = 3
_MIN_HEAD_WORD = 4
_MIN_SHARE = 0.3


def mark_furniture(lines: Sequence[RawLine]) -> list[RawLine]:
    """Return the lines in order with a role on furniture; a line with a pasted header is cut in parts."""
    marked = [_by_form(line) for line in _cut_pasted(lines)]
    pages = _pages(marked)
    numbers = _paged_numbers(marked, pages) if len(pages) > 1 else _loose_numbers(marked)
    for index in numbers:
        marked[index] = replace(marked[index], role=BlockRole.PAGE_NUMBER)
    for find in (_numbered_edges, _counting, _beside, _heads, _feet, _small_feet):
        for index, role in find(marked, pages):
            marked[index] = replace(marked[index], role=role)
    return marked


def _by_form(line: RawLine) -> RawLine:
    if line.role is None and len(line.text) < 24 and first_match(load_rules(_RULES, "page_number"), line.text):
        return replace(line, role=BlockRole.PAGE_NUMBER)
    if line.role is None and len(line.text) < _HEAD_CHARS and first_match(load_rules(_RULES, "foot"), line.text):
        return replace(line, role=BlockRole.FOOTER)
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
        if len(line.text) > 3 or not _is_bare_number(line.text) or not last < int(line.text) <= last + 60:
            continue
        if _stands_apart(lines, index) or _interrupts(lines, index):
            found.append(index)
            last = int(line.text)
    return found


def _stands_apart(lines: Sequence[RawLine], index: int) -> bool:
    return lines[index].gap_above and (index + 1 == len(lines) or lines[index + 1].gap_above)


def _interrupts(lines: Sequence[RawLine], index: int) -> bool:
    """Tell whether a number parts two long lines of one sentence, which no wrapped text leaves it alone for."""
    if not 0 < index < len(lines) - 1:
        return False
    above, below = lines[index - 1], lines[index + 1]
    is_long = min(above.x1, below.x1) > _RUNNING_CHARS
    return is_long and not ends_sentence(above.text) and below.text[0].islower()


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
        is_short = line.role is None and len(line.text) < _HEAD_CHARS
        if is_short and line.text[-1] in _COUNTING_ENDS and (found := first_match(rules, line.text)):
            page, total = int(found[1]["page"]), found[1].groupdict().get("total")
            numbers[_key(line)].append((index, page))
            if total and page <= int(total):  # '9 (21)' and '10 (21)' count, whatever stands in front
                numbers[f"({total})"].append((index, page))
    return [
        (index, BlockRole.HEADER)
        for places in numbers.values()
        if len(places) > 1 and all(one[1] < other[1] for one, other in pairwise(places))
        for index, _ in places
    ]


def _beside(lines: Sequence[RawLine], pages: dict[int, list[int]]) -> list[tuple[int, BlockRole]]:
    """Find the other lines of a running head in a text without pages: equal ones that always touch a page number.

    Below the first head of a document, which also tells its date or handler, a line counts as equal where only a case
    number or date tells it from the one there.
    """
    if len(pages) > 1:
        return []
    marks = {i for i, line in enumerate(lines) if line.role in {BlockRole.HEADER, BlockRole.PAGE_NUMBER}}
    total = Counter(_said(line) for line in lines if line.role is None)
    near: dict[str, list[int]] = defaultdict(list)
    for index in sorted({i + step for i in marks for step in (-2, -1, 1, 2)} - marks):
        if 0 <= index < len(lines) and lines[index].role is None and len(lines[index].text) < _HEAD_CHARS:
            near[_said(lines[index])].append(index)
    return [
        (index, BlockRole.HEADER)
        for said, places in near.items()
        if len(places) >= max(2, min(_MIN_PAGES, len(marks))) and len(places) >= 0.6 * total[said]
        for index in _same_head(lines, places)
    ]


def _same_head(lines: Sequence[RawLine], places: list[int]) -> list[int]:
    """Return the lines beside page numbers that are of a running head; where they differ, those set solid with it."""
    if len({lines[place].text for place in places}) == 1:
        return places
    return [place for place in places[1:] if not lines[place].gap_above]


def _said(line: RawLine) -> str:
    """Return what a line of a head says beside numbers: 'Kommunstyrelsen' of 'Kommunstyrelsen   KS-2024-01177'."""
    if len(line.text) > _PROSE_CHARS or ends_sentence(line.text):
        return line.text
    words = [word for word in line.text.split() if not any(char.isdigit() for char in word)]
    return " ".join(words) if any(len(word) >= _MIN_HEAD_WORD for word in words) else line.text


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
    counts = _returns(lines, edges)
    found: list[int] = []
    for page, edge in edges.items():
        run = _run(lines, edge, counts, n_pages=len(pages))
        if run and _is_furniture(lines, run, counts, pages[page], n_pages=len(pages)):
            found += run
    return found


def _returns(lines: Sequence[RawLine], edges: dict[int, list[int]]) -> dict[int, int]:
    """Count for each line at an edge the pages that have the same line there, and at the same height."""
    same: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for page, edge in edges.items():
        for index in edge:
            same[_key(lines[index])][page].append(index)
    counts: dict[int, int] = {}
    for places in same.values():
        tops = [[_top(lines[index]) for index in indices] for indices in places.values()]
        for indices in places.values():
            for index in indices:
                top = _top(lines[index])
                counts[index] = sum(any(abs(top - other) <= _SAME_PLACE_PT for other in page) for page in tops)
    return counts


def _top(line: RawLine) -> float:
    return line.box_pt[1] if line.box_pt else 0.0


def _edge(lines: Sequence[RawLine], indices: Sequence[int]) -> list[int]:
    body = [i for i in indices if lines[i].role is None]
    return body[: min(_MAX_EDGE_LINES, len(body) // 2)]


def _run(lines: Sequence[RawLine], edge: Sequence[int], counts: dict[int, int], *, n_pages: int) -> list[int]:
    run: list[int] = []
    for index in edge:
        if n_pages < 2 or counts[index] < 2 or _is_prose(lines, index):
            break
        run.append(index)
    return run


def _is_prose(lines: Sequence[RawLine], index: int) -> bool:
    """Tell a line of a sentence, which no running head is, even where whole pages come back."""
    if len(lines[index].text) <= _PROSE_CHARS:
        return False
    below = lines[index + 1] if index + 1 < len(lines) else None
    runs_on = below is not None and below.page == lines[index].page and below.text[0].islower()
    return runs_on or lines[index].text[0].islower()


def _is_furniture(
    lines: Sequence[RawLine], run: Sequence[int], counts: dict[int, int], page: Sequence[int], *, n_pages: int
) -> bool:
    """Tell whether a run comes back often, or is set off from the text of its page by space or font.

    Two pages of many are enough for small print only: two appendices may begin alike.
    """
    often = max(counts[i] for i in run)
    if n_pages >= _MIN_PAGES and often >= max(_MIN_PAGES, _MIN_SHARE * n_pages):
        return True
    body = sorted((*run, *(i for i in page if lines[i].role is None)))
    inside = set(run)
    for above, below in pairwise(body):
        if (above in inside) != (below in inside):
            outer, inner = (above, below) if above in inside else (below, above)
            if _is_smaller(lines[outer], lines[inner]):
                return True
            is_apart = lines[below].gap_above or _is_smaller(lines[inner], lines[outer])
            return is_apart and often >= min(_MIN_PAGES, n_pages)
    return False


def _small_feet(lines: Sequence[RawLine], pages: dict[int, list[int]]) -> Iterator[tuple[int, BlockRole]]:
    """Find small print at the foot of a page: notes by their mark, and the sender's own lines by their size alone."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.role is None and line.size_pt is not None:
            sizes[line.size_pt] += len(line.text)
    if not sizes:
        return
    usual = max(sizes, key=lambda size: (sizes[size], -size))
    for page in pages.values():
        run = _small_run(lines, page, usual)
        mark = first_match(load_rules(_RULES, "note_mark"), lines[run[0]].text) if run else None
        if run and (mark or _is_imprint(lines, run, usual)):
            yield from ((index, BlockRole.FOOTER) for index in run)


def _small_run(lines: Sequence[RawLine], page: Sequence[int], usual: float) -> list[int]:
    """Return the last lines of a page that are smaller than its text, from the top; none where all of it is small."""
    run: list[int] = []
    for index in reversed([i for i in page if lines[i].role is None]):
        size = lines[index].size_pt
        if size is None or size > usual - _SMALLER_PT:
            return run[::-1]
        run.append(index)
    return []


def _is_imprint(lines: Sequence[RawLine], run: Sequence[int], usual: float) -> bool:
    small = all((lines[index].size_pt or usual) <= _IMPRINT_SHARE * usual for index in run)
    return small and len(run) <= _MAX_EDGE_LINES and lines[run[0]].gap_above


def _is_smaller(one: RawLine, other: RawLine) -> bool:
    return one.size_pt is not None and other.size_pt is not None and other.size_pt - one.size_pt > 0.6


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
