"""Letters stapled together in one file: where one ends and the next begins.

Between the prose of two letters stand short lines: a signature, then the letterhead, date, addressee and subject of the
next one, or the head of an e-mail. No other document has them again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from remissnlp.records import Block, BlockRole, Document, Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.annexes import split_annexed
from remissnlp.segment.copied import copied_to
from remissnlp.segment.drafts import Draft, NumberedBlock, content_blocks, is_drawn_rule
from remissnlp.segment.headings import heading_name, is_closing, is_office_mark, is_statement_heading
from remissnlp.segment.letter_head import is_contact
from remissnlp.segment.letters import split_letter
from remissnlp.segment.mails import is_quoted
from remissnlp.segment.names import is_collection
from remissnlp.segment.own_annex import encloses
from remissnlp.segment.register import is_body_name, same_body
from remissnlp.segment.sections import heads_minutes, split_report
from remissnlp.segment.stamps import Stamp, find_stamps
from remissnlp.segment.votes import addressee

_TABLE = "structure_sv.yaml"
_SHORT_CHARS = 75
_MIN_LETTERS = 2
_MIN_SHARE = 0.7
_MIN_PROSE_CHARS = 30
_PERSON = re.compile(
    r"^/?[A-ZÅÄÖ][\wÀ-ÿ-]+(?: [A-ZÅÄÖ]\.?)?(?: [A-ZÅÄÖ][\wÀ-ÿ-]+){1,2}/?(?: \([A-ZÅÄÖa-zåäö]{1,4}\))?"
    r"(?:,? [a-zåäö.]+(?: [a-zåäö.]+){0,3})?$"
)
_FOOT_PART = re.compile(r" [·•|–] |, | {2,}")
_MAIL_LOOKAHEAD = 4
_HEAD_LINES = 5


def split_bundle(document: Document) -> list[Draft] | None:
    """Return the drafts of all letters in a file, or None where it holds one letter or no letters at all."""
    blocks = content_blocks(document)
    starts = letter_starts(document, blocks)
    if len(starts) > _MIN_LETTERS and not starts[0] and is_collection(blocks[: starts[1]]):
        del starts[0]  # what the sender tells of the answers that follow is no letter
    starts = [start for number, start in enumerate(starts) if not (number and _goes_on(blocks, starts, number))]
    if len(starts) < _MIN_LETTERS or _all_of_minutes(blocks, starts):
        return None
    papers = _papers(blocks, starts)
    front = blocks[: starts[0]]
    drafts = [_nobodys(front)] if front else []
    recipient = _recipient([paper.text for paper in papers])
    for paper in papers:
        if _answers_nothing(paper.text, recipient):
            own = [_nobodys(paper.text)]
        else:
            own = split_annexed(document, paper.text) or _split_part(document, paper.text)
        drafts += _labelled(paper, own, in_front=paper is papers[0])
        drafts += [_nobodys(paper.rest)] if paper.rest else []
    return drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """One paper of a file: the lines of the registrar above it, its text, and what the registrar tells below it."""

    label: list[NumberedBlock]
    text: list[NumberedBlock]
    rest: list[NumberedBlock]


def _papers(blocks: list[NumberedBlock], starts: Sequence[int]) -> list[_Paper]:
    """Return the papers that begin at `starts`, each with the stamps right above it.

    Below papers that are headed by their dates a heading of the same level begins something else.
    """
    stamps = {stamp.position: stamp for stamp in _stamps(blocks)}
    tops = [start - len(list(takewhile(stamps.__contains__, range(start - 1, -1, -1)))) for start in starts]
    papers: list[_Paper] = []
    for top, start, end in zip(tops, starts, [*tops[1:], len(blocks)], strict=True):
        begin = start + (_numbers(blocks, start) if top < start else 0)
        level = next((stamps[p].level for p in range(top, start) if stamps[p].level is not None), 0)
        headings = (p for p in range(begin + 1, end) if 0 < (blocks[p][1].heading_level or 0) <= (level or 0))
        cut = next(headings, end)
        papers.append(_Paper(label=blocks[top:begin], text=blocks[begin:cut], rest=blocks[cut:end]))
    return papers


def _numbers(blocks: Sequence[NumberedBlock], start: int) -> int:
    """Return the number of lines right below a stamp that only tell the case number: 'Dnr 03-4412-1'."""
    forms = (first_match(load_rules(_TABLE, "letterhead"), text) for _, _, text in blocks[start:-1])
    return len(list(takewhile(lambda found: found is not None and found[0].id.endswith("case_number"), forms)))


def _labelled(paper: _Paper, drafts: list[Draft], *, in_front: bool) -> list[Draft]:
    """Return the drafts of a paper with the registrar's lines above it; a title is the heading of the answer.

    Those above the first paper are part of what stands in front of it.
    """
    if not paper.label:
        return drafts
    title = next((text for _, block, text in paper.label if block.role is BlockRole.HEADING), "")
    first = next((draft for draft in drafts if draft.kind is Kind.RESPONSE), None)
    if first is not None and title:
        first.heading = first.heading or title
    return drafts if in_front else [_nobodys(paper.label), *drafts]


def _nobodys(blocks: Sequence[NumberedBlock]) -> Draft:
    return Draft(kind=Kind.OTHER, start=blocks[0][0], end=blocks[-1][0], has_text=True)


def _goes_on(blocks: Sequence[NumberedBlock], starts: Sequence[int], number: int) -> bool:
    """Say whether a paper belongs to the one above it: minutes that decide on it, or an annex of the same sender."""
    above = blocks[starts[number - 1] : starts[number]]
    end = starts[number + 1] if number + 1 < len(starts) else len(blocks)
    part = blocks[starts[number] : end]
    return _decides_on(above, part) or encloses(above, part)


def _split_part(document: Document, part: list[NumberedBlock]) -> list[Draft]:
    """Return the drafts of one letter of a bundle, or of an office report and the minutes that decide on it."""
    reported = _report_to(part) and any(heads_minutes(text) for _, _, text in part)
    return split_report(document, part) if reported else split_letter(document, part)


def _decides_on(above: Sequence[NumberedBlock], part: Sequence[NumberedBlock]) -> bool:
    """Say whether a paper is the minutes of the board to which the office report above it is addressed."""
    board = _report_to(above)
    if not board:
        return False
    head = [text for _, _, text in part[:_HEAD_LINES]]
    named = any(same_body(heading_name(text, registered=True), board) for text in head)
    return named and any(heads_minutes(text) for text in head)


def _all_of_minutes(blocks: Sequence[NumberedBlock], starts: Sequence[int]) -> bool:
    """Say whether a file begins as minutes and no paper below names another body: they are the annexes to it."""
    heads = [[text for _, _, text in blocks[start:][:_HEAD_LINES]] for start in starts]
    if not any(heads_minutes(text) for text in heads[0]):
        return False
    own = [text for text in heads[0] if is_body_name(text)]
    named = [text for head in heads[1:] for text in head if is_body_name(text)]
    return bool(own) and all(any(same_body(name, other) for other in own) for name in named)


def _report_to(part: Sequence[NumberedBlock]) -> str:
    """Return the board to which a paper that begins as an office report is addressed, or ''."""
    head = [text for _, _, text in part[: 2 * _HEAD_LINES]]
    board = next((name for text in head if (name := addressee(text)) and is_body_name(name)), "")
    return board if any(is_office_mark(text) and not text.startswith("Till") for text in head) else ""


def _recipient(parts: Sequence[Sequence[NumberedBlock]]) -> str:
    """Return to whom most of the e-mails of a bundle are sent, or ''."""
    counts = Counter(name for part in parts if (name := _mail_name(part, "mail_to")))
    name, number = counts.most_common(1)[0] if counts else ("", 0)
    return name if 2 * number > len(parts) else ""


def _mail_name(part: Sequence[NumberedBlock], section: str) -> str:
    found = (first_match(load_rules(_TABLE, section), text) for _, _, text in part[:_HEAD_LINES])
    return next((match[1]["name"].strip(' "').lower() for match in found if match), "")


def _answers_nothing(part: Sequence[NumberedBlock], recipient: str) -> bool:
    """Say whether an e-mail is the sender's own to others, a note for the file or an automatic reply."""
    own = bool(recipient) and _mail_name(part, "mail_from") == recipient
    return own or any(first_match(load_rules(_TABLE, "mail_no_answer"), text) for _, _, text in part[:_HEAD_LINES])


def letter_starts(document: Document, blocks: Sequence[NumberedBlock]) -> list[int]:
    """Return the position at which each letter of a file begins."""
    mails = [position for position in range(len(blocks)) if _is_mail_head(blocks, position)]
    ruled = _ruled_starts(document, blocks)
    best = max(mails, ruled, _stamped_starts(blocks), key=len)
    if len(best) >= _MIN_LETTERS:
        return best
    runs = _runs(blocks)
    copied = copied_to(blocks)
    strong: list[int] = []
    weak: list[int] = []
    for number, (begin, end) in enumerate(runs):
        start = _after_signature(blocks, begin, end, copied) if number else _first_head(blocks, begin, end)
        if start is None or (number and _holds_statement(blocks, start, end)):
            continue
        signed = start > begin or number == 0
        is_ruled = start > 0 and _drawn_between(document, blocks, start)
        marks = sum(_is_letterhead_line(text) for _, _, text in blocks[start:end])
        if (signed or is_ruled) and marks:
            strong.append(start)
        elif signed and start < end and number:
            weak.append(start)
    starts = sorted(strong + weak) if len(strong) > len(weak) else []
    bounds = pairwise([*starts, len(blocks)])
    written = [begin for begin, end in bounds if any(_is_prose(block, text) for _, block, text in blocks[begin:end])]
    return written if len(strong) >= _MIN_LETTERS and len(written) >= _MIN_LETTERS else []


def _ruled_starts(document: Document, blocks: Sequence[NumberedBlock]) -> list[int]:
    """Return where the parts between drawn rules begin, where most of these have the head of a letter."""
    cuts = [position for position in range(1, len(blocks)) if _drawn_between(document, blocks, position)]
    bounds = [0, *cuts, len(blocks)]
    parts = [
        (begin, end)
        for begin, end in pairwise(bounds)
        if any(_is_prose(block, text) for _, block, text in blocks[begin:end])
    ]
    headed = [begin for begin, end in parts if _has_head(blocks, begin, end)]
    return [begin for begin, _ in parts] if cuts and len(headed) >= max(_MIN_LETTERS, _MIN_SHARE * len(parts)) else []


def _stamped_starts(blocks: Sequence[NumberedBlock]) -> list[int]:
    """Return where the papers below the lines of a registrar begin ('Aktbilaga 4', 'INKOM 2003-10-13').

    A number alone can count anything: most papers below numbers must have the head of a letter.
    """
    stamps = _stamps(blocks)
    if not stamps:
        return []
    starts = [stamp.position + 1 for stamp in stamps]
    ends = [*(stamp.position for stamp in stamps[1:]), len(blocks)]
    bounds = list(zip(starts, ends, strict=True))
    written = [begin for begin, end in bounds if any(_is_prose(block, text) for _, block, text in blocks[begin:end])]
    if len(written) < _MIN_SHARE * len(starts):
        return []
    if not stamps[0].number:
        return written
    headed = [
        begin for begin, end in bounds if _has_head(blocks, begin, end) and not _holds_statement(blocks, begin, end)
    ]
    return starts if len(headed) >= _MIN_SHARE * len(starts) else []


def _stamps(blocks: Sequence[NumberedBlock]) -> list[Stamp]:
    front = takewhile(lambda text: not first_match(load_rules("papers_sv.yaml", "paper_number"), text), _texts(blocks))
    enclosed = any(first_match(load_rules(_TABLE, "collection"), text) for text in front)
    return find_stamps(blocks, enclosed=enclosed)


def _texts(blocks: Sequence[NumberedBlock]) -> list[str]:
    return [text for _, _, text in blocks]


def _has_head(blocks: Sequence[NumberedBlock], begin: int, end: int) -> bool:
    """Say whether a part begins with short lines of which one tells a date, a case number or an addressee."""
    head = takewhile(lambda entry: not _is_prose(entry[1], entry[2]), blocks[begin : min(end, begin + _HEAD_LINES)])
    forms = ("letterhead", "registered_head", "mail_from")
    return any(first_match(load_rules(_TABLE, form), text) for _, _, text in head for form in forms)


def _holds_statement(blocks: Sequence[NumberedBlock], begin: int, end: int) -> bool:
    """Say whether a paper is a political statement in an annex: the heading of one stands near its top."""
    return any(is_statement_heading(text) for _, _, text in blocks[begin : min(end, begin + _HEAD_LINES)])


def _runs(blocks: Sequence[NumberedBlock]) -> list[tuple[int, int]]:
    """Return the ranges of short lines that stand before prose, the first one from the top of the document."""
    runs: list[tuple[int, int]] = []
    begin = 0
    for position, (_, block, text) in enumerate(blocks):
        if _is_prose(block, text):
            if position > begin:
                runs.append((begin, position))
            begin = position + 1
    return runs


def _is_prose(block: Block, text: str) -> bool:
    if block.role is BlockRole.LIST_ITEM:
        return True
    foot = is_contact(text) and text[-1:] not in ".!?"
    if is_closing(text) or block.role is BlockRole.HEADING or foot:
        return False
    return len(text) > _SHORT_CHARS or (len(text) >= _MIN_PROSE_CHARS and text.endswith((".", "!", "?")))


def _first_head(blocks: Sequence[NumberedBlock], begin: int, end: int) -> int | None:
    """Return where the first letter begins: at the first name in the head of the file."""
    marked = next((p for p in range(begin, end) if _is_letterhead_line(blocks[p][2])), end)
    return next((p for p in range(begin, marked) if is_body_name(blocks[p][2])), begin)


def _after_signature(blocks: Sequence[NumberedBlock], begin: int, end: int, copied: frozenset[int]) -> int | None:
    """Return the first position behind closing, names and titles of who signs, or None where a letter only goes on.

    Who gets a copy stands there, too.
    """
    position = begin
    while position < end and (position in copied or _signs(blocks, position, begin)):
        position += 1
    return position if position < end else None


def _signs(blocks: Sequence[NumberedBlock], position: int, begin: int) -> bool:
    text = blocks[position][2]
    if is_closing(text) or first_match(load_rules(_TABLE, "signature"), text) or _is_own_foot(blocks, position):
        return True
    if _PERSON.match(text) and not is_body_name(heading_name(text)):
        return True
    # The sender's name above the person who signs for it, or below.
    following = blocks[position + 1][2] if position + 1 < len(blocks) else ""
    if _PERSON.match(following) and not is_body_name(following):
        return True
    if is_body_name(text) or _is_letterhead_line(text) or blocks[position][1].gap_above or position == begin:
        return False
    above = blocks[position - 1][2]
    return bool(_PERSON.match(above)) and not is_body_name(heading_name(above))


def _is_own_foot(blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a line is the address of who wrote the text above it: 'Viks byalag · 123 45 Vik · vik@…'."""
    text = blocks[position][2]
    name = _FOOT_PART.split(text, maxsplit=1)[0].strip().lower()
    return is_contact(text) and name != text.lower() and any(name in above.lower() for _, _, above in blocks[:position])


def _is_letterhead_line(text: str) -> bool:
    """Say whether a line is one that only the head of a letter has: date, case number, address, 'Till'."""
    return first_match(load_rules(_TABLE, "letterhead"), text) is not None


def _is_mail_head(blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether the head of an e-mail begins here; one that is quoted below its answer is no letter of its own."""
    if not first_match(load_rules(_TABLE, "mail_from"), blocks[position][2]):
        return False
    ahead = list(
        takewhile(
            lambda text: not first_match(load_rules(_TABLE, "mail_from"), text),
            (text for _, _, text in blocks[position + 1 : position + 1 + _MAIL_LOOKAHEAD]),
        )
    )
    above = blocks[position - 1][2] if position else ""
    # A line marked '>' quotes by itself; what stands unmarked below it is new.
    quoted = not above.startswith(">") and is_quoted(above)
    return not quoted and any(first_match(load_rules(_TABLE, "mail_field"), text) for text in ahead)


def _drawn_between(document: Document, blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a drawn rule stands right above a block, and does not underline the heading above it."""
    above, index = blocks[position - 1][0], blocks[position][0]
    heads = blocks[position - 1][1].heading_level is not None
    between = (block for block in document.blocks[above + 1 : index] if block.gap_above or not heads)
    return any(is_drawn_rule(document.block_text(block)) for block in between)
