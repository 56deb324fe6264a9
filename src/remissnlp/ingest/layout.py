"""From printed lines to paragraphs, headings and list items. Pure: knows no file format.

The lines of a paragraph are found by the question a typesetter answers: would the first word of the next line have
fitted on this one? If it would, the line was ended on purpose.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from remissnlp import text
from remissnlp.ingest.drawn import is_drawn, underlined
from remissnlp.ingest.furniture import mark_furniture
from remissnlp.ingest.lines import Paragraph, RawLine
from remissnlp.ingest.markers import Marker, is_plausible, parse_marker
from remissnlp.records import FURNITURE, BlockRole
from remissnlp.rules import first_match, load_rules

_Item = TypeVar("_Item")
_WINDOW = 8  # lines on each side that tell how wide the text is here
_RULES = "layout_sv.yaml"
_MAX_WRAPPED_CHARS = 160  # in plain text, longer lines are whole paragraphs
_SIZE_STEP_PT = 0.6  # fonts that differ by less are the same
_PLAIN_SLACK = 0.1  # share of the width by which lines of plain text differ: letters have no width there
_MEASURED_SLACK = 0.02
_HEADING_CHARS = 90
_MAX_HEADING_RUN = 4  # a title, its subtitle, and the headings of two levels
_STYLED_HEADING_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """What the running text of a document looks like."""

    size_pt: float | None
    is_bold: bool


@dataclass(slots=True, kw_only=True)
class _Group:
    """Lines of the paragraph under construction."""

    lines: list[RawLine]
    marker: Marker | None = None
    width: float = 0.0
    furniture: list[RawLine] = field(default_factory=list)


def paragraphs(lines: Sequence[RawLine]) -> list[Paragraph]:
    """Return the paragraphs of a document in reading order; furniture stands behind the paragraph it interrupts.

    Args:
        lines: printed lines in reading order, without empty ones.
    """
    marked = mark_furniture(lines)
    style = _body_style(marked)
    groups = list(_groups(marked, style))
    plain = _plain_headings(groups, style)
    drawn = underlined([group.lines for group in groups])
    return [
        paragraph
        for index, group in enumerate(groups)
        for paragraph in _paragraphs(group, style, is_plain=index in plain, level=drawn.get(index))
    ]


def _next_of(items: Sequence[_Item]) -> list[_Item | None]:
    """Return for each item the one behind it, None for the last."""
    return [*items[1:], None] if items else []


def _plain_headings(groups: Sequence[_Group], style: _Style) -> frozenset[int]:
    """Find the headings that only their form tells; many in a row are a table or a list of names, not headings."""
    found: set[int] = set()
    run: list[int] = []
    for index, (group, following) in enumerate(zip(groups, _next_of(groups), strict=True)):
        if group.lines and group.marker is None and _is_plain_heading(group, following, style):
            run.append(index)
            continue
        if len(run) <= _MAX_HEADING_RUN:
            found.update(run)
        run = []
    return frozenset(found)


def _body_style(lines: Sequence[RawLine]) -> _Style:
    sizes: Counter[float] = Counter()
    bold = total = 0.0
    for line in lines:
        if line.role is None and line.size_pt is not None:
            sizes[round(line.size_pt * 2) / 2] += len(line.text)
            bold += (line.bold_share or 0.0) * len(line.text)
            total += len(line.text)
    size = max(sizes, key=lambda key: (sizes[key], -key)) if sizes else None
    return _Style(size_pt=size, is_bold=total > 0 and bold > total / 2)


# --- lines -> groups ---


def _groups(lines: Sequence[RawLine], style: _Style) -> Iterator[_Group]:
    widths = _text_widths(lines)
    ordinals: dict[str, int] = {}
    group: _Group | None = None
    for line, width, following in zip(lines, widths, _next_of(lines), strict=True):
        if group is None:
            group = _Group(lines=[])
        if line.role in FURNITURE:
            group.furniture.append(line)
            continue
        marker = _marker(group, line, ordinals)
        if not (group.lines and marker is None and _continues(group, line, following, style)):
            if group.lines or group.furniture:
                yield group
            group = _Group(lines=[], marker=marker or _bare_item(group, line))
            if marker and marker.ordinal:
                ordinals[marker.style] = marker.ordinal
        group.lines.append(line)
        group.width = width
    if group is not None:
        yield group


def _text_widths(lines: Sequence[RawLine]) -> list[float]:
    """Return the right edge of the text around each line, infinite where nobody wrapped the lines.

    It is the second largest of the window, so that one stray line does not count.
    """
    body = [(i, line.x1) for i, line in enumerate(lines) if line.role is None]
    usual = sorted(x1 for _, x1 in body)[int(0.9 * len(body))] if body else 0.0
    widths = [0.0] * len(lines)
    edges = [x1 for _, x1 in body]
    pages = [lines[i].page for i, _ in body]
    for place, (index, _) in enumerate(body):
        first, last = max(0, place - _WINDOW), min(place + _WINDOW + 1, len(body))
        begin, end = bisect_left(pages, pages[place], first, place), bisect_right(pages, pages[place], place, last)
        if end - begin <= _WINDOW // 2:  # the last lines of a document
            begin, end = first, last
        width = sorted(edges[begin:end])[-2:][0]
        if lines[index].size_pt is None:  # plain text has one column, and few full lines in a stretch of short ones
            width = max(width, 0.85 * usual)
        is_wrapped = lines[index].size_pt is not None or width <= _MAX_WRAPPED_CHARS
        widths[index] = width if is_wrapped else math.inf
    return widths


def _marker(group: _Group, line: RawLine, ordinals: dict[str, int]) -> Marker | None:
    marker = parse_marker(line.text, is_recognised=line.confidence is not None)
    if marker is None:
        return None
    may_continue = bool(group.lines) and not text.ends_sentence(group.lines[-1].text) and not _ended_early(group, line)
    gap = line.gap_above or not group.lines
    if is_plausible(marker, last_ordinal=ordinals.get(marker.style), gap_above=gap, may_continue=may_continue):
        return marker
    return None


def _ended_early(group: _Group, line: RawLine) -> bool:
    """Tell whether the first word of `line` would have fitted behind the last line of the group."""
    last = group.lines[-1]
    if last.is_cut:
        return False
    is_measured = last.size_pt is not None or last.text.endswith(":")  # a colon is reason enough for a new paragraph
    slack = _MEASURED_SLACK if is_measured else _PLAIN_SLACK
    needed = (len(text.first_word(line.text)) + 1) * line.char_width
    return group.width * (1 - slack) - last.x1 > needed


def _continues(group: _Group, line: RawLine, following: RawLine | None, style: _Style) -> bool:
    last = group.lines[-1]
    # "m.fl." at a line's end is no end where a bracket follows.
    unfinished = not text.ends_sentence(last.text) or line.text.startswith("(")
    decided = _continues_by_form(group, line, following, unfinished=unfinished)
    if decided is not None:
        return decided
    early = _ended_early(group, line)
    if group.furniture or line.page != last.page:
        return _continues_on_next_page(line, group, unfinished=unfinished, early=early)
    if line.gap_above:
        return unfinished and text.continues_sentence(line.text) and (not early or _is_running(group))
    return _continues_without_gap(group, line, unfinished=unfinished, early=early, style=style)


def _continues_by_form(group: _Group, line: RawLine, following: RawLine | None, *, unfinished: bool) -> bool | None:
    """Decide by words and fonts, whatever the widths; None where they do not tell."""
    last = group.lines[-1]
    if BlockRole.TABLE in (last.role, line.role) or is_drawn(last) or is_drawn(line):
        return False
    lower = text.continues_sentence(line.text)
    dangling = first_match(load_rules(_RULES, "dangling"), last.text[-40:]) if unfinished else None
    if dangling and (lower or not (line.gap_above or (dangling[0].label == "likely" and _ended_early(group, line)))):
        return True
    if _look_different(last, line):
        return unfinished and not line.gap_above and (line.text[0] == "(" or text.first_letter(line.text).islower())
    starts_anew = _stands_alone(line, following, group.width) or first_match(load_rules(_RULES, "opening"), line.text)
    return False if not unfinished and starts_anew else None


def _stands_alone(line: RawLine, following: RawLine | None, width: float) -> bool:
    """Tell a short line without an end mark above a gap: the last line of a paragraph would have one."""
    is_open = text.starts_upper(line.text) and not text.ends_sentence(line.text) and line.x1 < 0.6 * width
    return is_open and following is not None and (following.gap_above or _look_different(line, following))


def _bare_item(group: _Group, line: RawLine) -> Marker | None:
    """Find an item of a list whose bullets are lost: below a colon or another such item, small, on its own line."""
    if not group.lines or line.gap_above or not text.first_letter(line.text).islower():
        return None
    is_item = group.marker is not None and not group.marker.text
    if is_item and text.first_word(line.text) == text.first_word(group.lines[0].text):
        return Marker(text="", style="")
    follows = is_item or group.lines[-1].text.endswith(":")
    return Marker(text="", style="") if follows and _ended_early(group, line) else None


def _look_different(one: RawLine, other: RawLine) -> bool:
    """Tell whether two lines differ in font size, or one is bold and the other not."""
    if one.size_pt is None or other.size_pt is None:
        return False
    bold = (one.bold_share or 0.0), (other.bold_share or 0.0)
    return abs(one.size_pt - other.size_pt) > _SIZE_STEP_PT or (max(bold) >= 0.9 and min(bold) <= 0.1)


def _is_running(group: _Group) -> bool:
    """Tell whether a group is more than a short line, so that its sentence may go on below an empty line."""
    return group.marker is not None or len(group.lines) > 1 or group.lines[-1].x1 > 0.6 * group.width


def _continues_on_next_page(line: RawLine, group: _Group, *, unfinished: bool, early: bool) -> bool:
    if unfinished:
        return not early or (text.continues_sentence(line.text) and _is_running(group))
    return not early and not line.gap_above and not _is_indented(group, line)


def _is_indented(group: _Group, line: RawLine) -> bool:
    """Tell whether a line is set in against the lines above, as the first of a paragraph is."""
    left = min(other.x0 for other in group.lines)
    return group.marker is None and line.x0 - left > 1.9 * line.char_width


def _is_form_line(last: RawLine, line: RawLine) -> bool:
    """Tell a field of a form ('Kommentar: …') below a line that says something to its end."""
    complete = text.ends_sentence(last.text) or last.text.endswith(("–", "-"))
    return complete and first_match(load_rules(_RULES, "form_line"), line.text) is not None


def _continues_without_gap(group: _Group, line: RawLine, *, unfinished: bool, early: bool, style: _Style) -> bool:
    last = group.lines[-1]
    if group.marker is not None and line.x0 - group.lines[0].x0 > 1.5 * line.char_width:
        return True  # hanging indent of a list item
    upper = not text.continues_sentence(line.text)
    if upper and _is_indented(group, line) and (early or not unfinished):
        return False
    if _bare_item(group, line) is not None or _is_form_line(last, line):
        return False
    if not early or math.isinf(group.width) or first_match(load_rules(_RULES, "own_line"), line.text):
        return not early
    if not upper:
        return text.first_letter(line.text).islower() or _is_running(group)
    return unfinished and last.x1 > 0.75 * group.width and not _is_styled(last, style)


# --- groups -> paragraphs ---


def _paragraphs(group: _Group, style: _Style, *, is_plain: bool, level: int | None) -> Iterator[Paragraph]:
    if group.lines:
        role, marker = _role(group, style, is_plain=is_plain)
        if level is not None and _has_heading_form(" ".join(line.text for line in group.lines)):
            role, marker = BlockRole.HEADING, ""
        first = group.lines[0]
        level = level if role is BlockRole.HEADING else None
        yield Paragraph(
            lines=tuple(group.lines), role=role, marker=marker, gap_above=first.gap_above, heading_level=level
        )
    for line in group.furniture:
        yield Paragraph(lines=(line,), role=line.role or BlockRole.HEADER, gap_above=line.gap_above)


def _role(group: _Group, style: _Style, *, is_plain: bool) -> tuple[BlockRole, str]:
    first = group.lines[0]
    if first.role is not None:
        return first.role, ""
    content = " ".join(line.text for line in group.lines)
    is_bullet = group.marker is not None and group.marker.ordinal is None
    styled = not is_bullet and all(_is_styled(line, style) for line in group.lines)
    # In print of its own a colon ends a heading as well as it does a lead-in.
    if styled and len(content) <= _STYLED_HEADING_CHARS and _has_heading_form(content.removesuffix(":")):
        return BlockRole.HEADING, ""
    if group.marker is not None:
        return BlockRole.LIST_ITEM, group.marker.text
    return (BlockRole.HEADING if is_plain else BlockRole.BODY), ""


def _is_styled(line: RawLine, style: _Style) -> bool:
    if line.size_pt is None or style.size_pt is None:
        return False
    bold = (line.bold_share or 0.0) >= 0.9 and not style.is_bold
    return line.size_pt - style.size_pt > _SIZE_STEP_PT or (bold and line.size_pt - style.size_pt > -_SIZE_STEP_PT)


def _has_heading_form(content: str) -> bool:
    if content[-1] in ".,;:" and not first_match(load_rules(_RULES, "abbreviated_end"), content):
        return False
    return not any(first_match(load_rules(_RULES, section), content) for section in ("dangling", "not_heading"))


def _is_plain_heading(group: _Group, following: _Group | None, style: _Style) -> bool:
    """Tell a short line alone, without an end mark, above something that it can be the heading of."""
    first = group.lines[0]
    if len(group.lines) > 1 or first.role is not None or _is_styled(first, style):
        return False
    if len(first.text) > _HEADING_CHARS or following is None or not following.lines:
        return False
    if first.text[-1] in "!?…" or not (first.text[0].isupper() or first.text[0].isdigit() or first.text[0] == "§"):
        return False
    below = following.lines[0].text
    if below[0].islower() or first_match(load_rules(_RULES, "office_holder"), below):
        return False
    # A colon ends a lead-in, unless the line has a number: '3.2 Viks kommun:'.
    content = first.text.removesuffix(":") if first.text[0].isdigit() else first.text
    return first.x1 < 0.9 * group.width and _has_heading_form(content)
