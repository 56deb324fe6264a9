"""Headings that hold names because everything around them says so, whatever the form of the names.

Headings of one style are one group. Names of a known form, dates behind them, remarks of the sender below each of them,
texts that begin with who speaks, and a title that promises several answers speak for the group; topics against it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from remissnlp.records import Block, BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.answer_parts import is_answer_part
from remissnlp.segment.bylines import is_byline
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.headings import (
    heading_name,
    is_answer_heading,
    is_closing,
    is_statement_heading,
    section_label,
)
from remissnlp.segment.marks import is_dated, is_lettered, level_of, number_in_front, without_number
from remissnlp.segment.parties import parties_named
from remissnlp.segment.register import is_body_name, is_generic
from remissnlp.segment.speakers import leading_bodies
from remissnlp.segment.tables import column_label

_TABLE = "structure_sv.yaml"
_DECORATED = re.compile(r"^[-–—=*•·]+\s+\S.*\S\s+[-–—=*•·]+$")
# 'BN § 88 Dnr 2018-0671' numbers a paragraph of minutes; 'Bo Al (M) Eva Ek (L)' signs.
_PARAGRAPH = re.compile(r"^(?:[A-ZÅÄÖ]{2,5} )?§ ?\d{1,3}(?:,? (?:[Dd]nr|[Dd]iarienr)\b.*)?$")
_SIGNERS = re.compile(r"^(?:[A-ZÅÄÖ][\wÀ-ÿ-]+ [A-ZÅÄÖ][\wÀ-ÿ-]+ \([A-ZÅÄÖa-zåäö]{1,4}\),?(?: och | )?)+$")
_MAX_HEADING_CHARS = 110
_MAX_NAME_WORDS = 9
_ANSWER = ("answer",)
_INNER_PARTS = frozenset({"views", "decided"})
_PLAIN = ("plain",)
_BYLINED = ("bylined",)
_LINES = frozenset({BlockRole.BODY, BlockRole.HEADING})
# What speaks for a group, by the share of its members that show it; a sum of 1.2 makes them names.
_WEIGHTS = {
    "named": 2.0, "dated": 1.5, "remarked": 1.0, "grouped": 0.8, "echoed": 0.7, "quoted": 0.8,
    "topic": -1.5, "labelled": -1.0, "several": -2.0, "empty": -1.5, "inner": -1.5,
}  # fmt: skip
_COLLECTED_WEIGHT = 0.6
_ASKED_WEIGHT, _MIN_ASKED = 0.4, 3  # a document that tells whom it asked may well give their answers
_ENOUGH = 1.2
_MIN_MEMBERS = 3
# Two headings are enough where the evidence is strong.
_PAIR_ENOUGH = 2.0
_OWN_VOICE = re.compile(r"^(?:Vi|Jag|Undertecknad\w*|Ing(?:en|et|a)|Har (?:inget|inga)|Inga)\b")
_ECHO_CHARS = 4
_FRONT_BLOCKS = 10
# A line that neither level nor size makes a heading ranks below all that are set as one.
_NO_RANK = 99.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A heading: where it stands, the name it would hold, what it shares with its siblings and how high it ranks."""

    position: int
    block: Block
    text: str
    name: str
    style: tuple[object, ...]
    rank: tuple[float, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingEvidence:
    """Offsets of headings that hold names, and of headings above or beside them that end an answer."""

    headings: frozenset[int]
    divisions: frozenset[int]


def weigh_headings(
    blocks: Sequence[NumberedBlock], keys: frozenset[str], remarks: frozenset[int], *, collected: bool, led: bool
) -> HeadingEvidence:
    """Return the headings of a document that hold names of bodies.

    Args:
        blocks: the content blocks.
        keys: keys of the bodies that the document says were asked.
        remarks: offsets of the blocks that are remarks of the sender.
        collected: whether the document says that it holds several answers.
        led: whether answers are introduced by formulas; headings in plain text are then parts of them.
    """
    groups: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    # 'Svar från Parkenheten' below each answer is the sender's own remark, and no sibling of the names.
    candidates = [candidate for candidate in find_candidates(blocks) if candidate.block.char_start not in remarks]
    front = _letterhead(candidates)
    for candidate in candidates[front:]:
        if candidate.style and not (led and candidate.style[0] == "plain"):
            groups[candidate.style].append(candidate)
    headings = _introduced(blocks, candidates, keys)
    ranks: list[tuple[float, int]] = []
    for style, members in groups.items():
        shares = _shares(blocks, members, candidates, keys, remarks)
        score = sum(_WEIGHTS[name] * share for name, share in shares.items()) + (
            _COLLECTED_WEIGHT if collected else _ASKED_WEIGHT if len(keys) >= _MIN_ASKED else 0.0
        )
        if style == _ANSWER:
            score = 2 * _ENOUGH
        if style == _BYLINED and 2 * len({member.name for member in members}) < len(members) + _MIN_MEMBERS:
            continue  # the head of each page
        if (len(members) >= _MIN_MEMBERS and score >= _ENOUGH) or (len(members) == 2 and score >= _PAIR_ENOUGH):
            answers = style == _ANSWER
            named = [c for c in members if could_be_name(c.name) and not (_titles(c.text) or is_closing(c.text))]
            own = [c for c in named if answers or not is_topic(c.text)]
            headings |= {candidate.block.char_start for candidate in own}
            ranks += [candidate.rank for candidate in own]
    return HeadingEvidence(headings=frozenset(headings), divisions=_divisions(candidates, headings, ranks))


def _letterhead(candidates: Sequence[Candidate]) -> int:
    """Return how many headings stand in front of the title: who sends the document, and to whom."""
    ranks = [candidate.rank[0] for candidate in candidates]
    title = ranks.index(min(ranks)) if ranks else 0
    below = candidates[title].position if candidates else 0
    return title if below < _FRONT_BLOCKS and min(ranks, default=_NO_RANK) < min(ranks[:title], default=0.0) else 0


def _introduced(blocks: Sequence[NumberedBlock], candidates: Sequence[Candidate], keys: frozenset[str]) -> set[int]:
    """Return the headings right above a lead-in by 'Nämnden', 'Föreningen': it tells that they name who that is."""
    found: list[Candidate] = []
    for candidate in candidates:
        below = blocks[candidate.position + 1][2] if candidate.position + 1 < len(blocks) else ""
        lead = first_match(load_rules("headings_sv.yaml", "lead_in"), below)
        if lead and is_generic(lead[1]["body"]) and could_be_name(candidate.name) and not is_topic(candidate.text):
            found.append(candidate)
    named = sum(is_body_name(candidate.name, keys) for candidate in found)
    return {candidate.block.char_start for candidate in found} if 2 * named >= max(_MIN_MEMBERS, len(found)) else set()


def find_candidates(blocks: Sequence[NumberedBlock]) -> list[Candidate]:
    """Return every heading in order; one that has no siblings by its nature has an empty style."""
    found: list[Candidate] = []
    for position, (_, block, text) in enumerate(blocks):
        _, following, following_text = next(_text_below(blocks, position), (0, None, ""))
        style = _style(block, text, following, following_text)
        if is_answer_part(text) or is_byline(text):
            continue  # 'Nämndens beslut den 3 mars' is as little a sibling of the names as a division over them
        if style or block.role is BlockRole.HEADING:
            rank = (float(block.heading_level or 0) or -round(block.font_size_pt or 0.0, 1) or _NO_RANK, level_of(text))
            name = heading_name(text, registered=True)
            below = bool(found) and found[-1].position == position - 1 and is_body_name(found[-1].name)
            if below and name != text and (is_body_name(name) or is_generic(name) or is_topic(name)):
                continue  # 'Kommunstyrelsen 2003-10-07 § 190' right below a name tells who decided there
            found.append(Candidate(position=position, block=block, text=text, name=name, style=style, rank=rank))
    return found


def _text_below(blocks: Sequence[NumberedBlock], position: int) -> Iterator[NumberedBlock]:
    """Yield the blocks below a heading without those that only tell from which paper the answer was taken."""
    return (entry for entry in blocks[position + 1 :] if not is_answer_part(entry[2]))


def _style(block: Block, text: str, following: Block | None, following_text: str) -> tuple[object, ...]:
    """Return what a heading shares with its siblings, or () for a block that is no heading of a group."""
    label, colon, _ = text.partition(":")
    is_field = bool(colon and column_label(label))  # 'Remissinstans: Viks byalag'
    too_long = len(text) > _MAX_HEADING_CHARS or _bare(block, text).endswith((".", ":", ";", ","))
    # 'Viks byalags remissvar har följande lydelse:' can be set as a heading, and is a lead-in.
    leads = colon and first_match(load_rules("headings_sv.yaml", "lead_in"), text)
    unnamed = is_field or leads or _PARAGRAPH.match(text) or _SIGNERS.match(text)
    if following is None or unnamed or too_long or is_statement_heading(text):
        return ()
    # 'Yttrande' or 'Beslut 2003-09-18 § 104' can stand between a name and its text.
    inner = section_label(following_text) in _INNER_PARTS or is_answer_part(following_text)
    inner = inner and not is_statement_heading(following_text)
    heads = following.role in {BlockRole.BODY, BlockRole.HEADING}
    has_text = following.role is BlockRole.BODY or (heads and inner)
    if heads and is_answer_heading(text) and not is_generic(heading_name(text)):
        return _ANSWER
    if heads and _DECORATED.match(text):
        return ("decorated",)
    numbered = bool(number_in_front(text)) or (block.role is BlockRole.LIST_ITEM and block.marker[:1].isalnum())
    if numbered and not section_label(text):
        # A numbered line above another one is a line of a table of contents.
        listed = following.role is not BlockRole.HEADING and number_in_front(following_text)
        alone = has_text and not (listed and block.role is BlockRole.BODY)
        # 'B. Verk' above '3. Fiskeriverket' is of another series.
        return ("numbered", is_lettered(text), level_of(text)) if alone or block.role is BlockRole.HEADING else ()
    unprinted = block.heading_level is None and block.font_size_pt is None
    if unprinted and block.role in _LINES and not section_label(text) and is_byline(following_text):
        return _BYLINED  # whatever else sets it apart, a line above a date alone is a name, if most such lines are
    return _printed_style(block, text, has_text=has_text)


def _bare(block: Block, text: str) -> str:
    """Return a line without the colon that can stand behind a name which the layout makes a heading."""
    return text.removesuffix(":").rstrip() if block.role is BlockRole.HEADING else text


def _printed_style(block: Block, text: str, *, has_text: bool) -> tuple[object, ...]:
    """Return level, size and weight of a heading; plain text shows only whether it is printed in capitals."""
    if block.role is not BlockRole.HEADING or section_label(text):
        return ()
    if block.heading_level is None and block.font_size_pt is None:
        return (*_PLAIN, text.isupper()) if block.gap_above and has_text else ()
    size = round(block.font_size_pt, 1) if block.font_size_pt else None
    return ("styled", block.heading_level, size, round(block.bold_share or 0.0))


def _shares(
    blocks: Sequence[NumberedBlock],
    members: Sequence[Candidate],
    candidates: Sequence[Candidate],
    keys: frozenset[str],
    remarks: frozenset[int],
) -> Mapping[str, float]:
    """Return the share of the members of a group that shows each kind of evidence."""
    over = {c.position for c in candidates if section_label(c.text) == "group"}
    bodies = {c.position for c in candidates if is_body_name(c.name, keys)}
    counts = dict.fromkeys(_WEIGHTS, 0)
    for member in members:
        after = (c.position for c in candidates if c.position > member.position and c.rank <= member.rank)
        end = next(after, len(blocks))  # headings within an answer rank below its own
        section = [(block, text) for _, block, text in blocks[member.position + 1 : end]]
        texts = [text for block, text in section if block.char_start not in remarks and not is_byline(text)]
        counts["named"] += is_body_name(member.name, keys) or bool(parties_named(member.name))
        counts["dated"] += is_dated(member.text) or (bool(section) and is_byline(section[0][1]))
        counts["remarked"] += any(block.char_start in remarks for block, _ in section)
        counts["echoed"] += bool(texts) and (_echoes(member.name, texts[0]) or any(map(_speaks_for_itself, texts)))
        counts["quoted"] += bool(texts) and texts[0][0] in '”"“»'
        counts["topic"] += is_topic(member.text)
        counts["labelled"] += bool(section_label(member.text))
        above = [c.position for c in candidates if c.position < member.position and c.rank < member.rank]
        counts["grouped"] += bool(above) and above[-1] in over
        counts["inner"] += bool(above) and above[-1] in bodies
        counts["empty"] += not section
        counts["several"] += len({leading_bodies(text, keys)[0] for text in texts} - {()}) > 1
    return {name: count / len(members) for name, count in counts.items()}


def _echoes(name: str, text: str) -> bool:
    """Say whether a text begins with who the heading above it names, or with 'Vi', 'Föreningen' and the like."""
    first = text.split(maxsplit=1)[0].rstrip(",.:")
    if _OWN_VOICE.match(text) or is_generic(first):
        return True
    words = [word.lower()[:6] for word in re.findall(r"[\wÀ-ÿ]+", name) if len(word) >= _ECHO_CHARS]
    return len(first) >= _ECHO_CHARS and first.lower()[:6] in words


def _speaks_for_itself(text: str) -> bool:
    """Say whether a text is somebody's own: 'vi', 'vår', or a verdict that needs no subject ('Planen avstyrks.')."""
    return first_match(load_rules(_TABLE, "own_voice"), text) is not None


def is_topic(text: str) -> bool:
    """Say whether a heading names what is treated: 'Fråga 2', 'Ikraftträdande', 'Ska taxan höjas?'."""
    number, bare = number_in_front(text), without_number(text)
    forms = (bare,) if number[:2].isalpha() else (text, bare)  # 'Bilaga 3: Viks kommun' treats no annex
    return any(first_match(load_rules(_TABLE, "topic"), form) for form in forms)


def _ends_answers(candidate: Candidate) -> bool:
    """Say whether a heading beside those of the answers names a topic, or what the meeting itself did next."""
    found = first_match(load_rules("headings_sv.yaml", "part"), candidate.text)
    meeting = found is not None and found[0].id == "part.course_of_meeting" and candidate.rank[0] != _NO_RANK
    return meeting or is_topic(candidate.text)


def _titles(text: str) -> bool:
    """Say whether a heading is the title of a collection of answers, or the subject line of one of them."""
    return any(first_match(load_rules(_TABLE, part), text) for part in ("collection", "subject_line"))


def could_be_name(name: str) -> bool:
    """Say whether a heading can be a name by its length and form alone."""
    if is_generic(name):
        return first_match(load_rules(_TABLE, "alone"), name) is not None
    return name[:1].isupper() and len(name.split()) <= _MAX_NAME_WORDS and not name.endswith("?")


def _divisions(
    candidates: Sequence[Candidate], headings: set[int], ranks: Sequence[tuple[float, int]]
) -> frozenset[int]:
    """Return the headings that rank above those of the answers, or are topics of the same rank: they end an answer."""
    if not ranks:
        return frozenset()
    top = max(set(ranks), key=ranks.count)
    # Among headings such as 'Viks kommuns yttrande' any other one is about something else.
    answered = all(c.style == _ANSWER for c in candidates if c.block.char_start in headings)
    # 'Synpunkter' right below a name stands above what that body thinks.
    below = {c.position + 1 for c in candidates if c.block.char_start in headings}
    return frozenset(
        candidate.block.char_start
        for candidate in candidates
        if candidate.block.char_start not in headings
        and (
            candidate.rank < top
            or (candidate.rank == top and candidate.rank[0] and (answered or _ends_answers(candidate)))
        )
        and not (candidate.position in below and section_label(candidate.text) == "views")
    )
