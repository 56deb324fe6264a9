"""Letters stapled together in one file: where one ends and the next begins.

Between the prose of two letters stand short lines: a signature, then the letterhead, date, addressee and subject of the
next one, or the head of an e-mail. No other document has them again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile

from remissnlp.records import Block, BlockRole, Document, Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.annexes import split_annexed
from remissnlp.segment.drafts import Draft, NumberedBlock, content_blocks, is_drawn_rule
from remissnlp.segment.headings import heading_name, is_closing, is_office_mark, is_statement_heading
from remissnlp.segment.letters import split_letter
from remissnlp.segment.names import is_collection
from remissnlp.segment.register import is_body_name, same_body
from remissnlp.segment.sections import heads_minutes, split_report
from remissnlp.segment.votes import addressee

_TABLE = "structure_sv.yaml"
_SHORT_CHARS = 75
_MIN_LETTERS = 2
_MIN_PAPERS = 3
_MIN_PROSE_CHARS = 30
_PERSON = re.compile(
    r"^/?[A-ZÅÄÖ][\wÀ-ÿ-]+(?: [A-ZÅÄÖ]\.?)?(?: [A-ZÅÄÖ][\wÀ-ÿ-]+){1,2}/?(?:,? [a-zåäö.]+(?: [a-zåäö.]+){0,3})?$"
)
_MAIL_LOOKAHEAD = 4
_HEAD_LINES = 5


def split_bundle(document: Document) -> list[Draft] | None:
    """Return the drafts of all letters in a file, or None where it holds one letter or no letters at all."""
    blocks = content_blocks(document)
    starts = letter_starts(document, blocks)
    if len(starts) > _MIN_LETTERS and not starts[0] and is_collection(blocks[: starts[1]]):
        del starts[0]  # what the sender tells of the answers that follow is no letter
    starts = [start for number, start in enumerate(starts) if not (number and _decides_on(blocks, starts, number))]
    if len(starts) < _MIN_LETTERS or _all_of_minutes(blocks, starts):
        return None
    drafts: list[Draft] = []
    if starts[0]:
        drafts.append(Draft(kind=Kind.OTHER, start=blocks[0][0], end=blocks[starts[0] - 1][0], has_text=True))
    parts = [blocks[begin:end] for begin, end in zip(starts, [*starts[1:], len(blocks)], strict=True)]
    recipient = _recipient(parts)
    for part in parts:
        if _answers_nothing(part, recipient):
            drafts.append(Draft(kind=Kind.OTHER, start=part[0][0], end=part[-1][0], has_text=True))
        else:
            drafts += split_annexed(document, part) or _split_part(document, part)
    return drafts


def _split_part(document: Document, part: list[NumberedBlock]) -> list[Draft]:
    """Return the drafts of one letter of a bundle, or of an office report and the minutes that decide on it."""
    reported = _report_to(part) and any(heads_minutes(text) for _, _, text in part)
    return split_report(document, part) if reported else split_letter(document, part)


def _decides_on(blocks: Sequence[NumberedBlock], starts: Sequence[int], number: int) -> bool:
    """Say whether a paper is the minutes of the board to which the office report above it is addressed."""
    above = blocks[starts[number - 1] : starts[number]]
    end = starts[number + 1] if number + 1 < len(starts) else len(blocks)
    board = _report_to(above)
    if not board:
        return False
    head = [text for _, _, text in blocks[starts[number] : end][:_HEAD_LINES]]
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
    best = max(mails, ruled, _numbered_starts(blocks), key=len)
    if len(best) >= _MIN_LETTERS:
        return best
    runs = _runs(blocks)
    strong: list[int] = []
    weak: list[int] = []
    for number, (begin, end) in enumerate(runs):
        start = _after_signature(blocks, begin, end) if number else _first_head(blocks, begin, end)
        if start is None or (number and _holds_statement(blocks, start, end)):
            continue
        signed = start > begin or number == 0
        is_ruled = start > 0 and _drawn_between(document, blocks, start)
        marks = sum(_is_letterhead_line(text) for _, _, text in blocks[start:end])
        if (signed or is_ruled) and marks:
            strong.append(start)
        elif signed and start < end and number:
            weak.append(start)
    return sorted(strong + weak) if len(strong) >= _MIN_LETTERS and len(strong) > len(weak) else []


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
    return [begin for begin, _ in parts] if cuts and len(headed) >= max(_MIN_LETTERS, 0.7 * len(parts)) else []


def _numbered_starts(blocks: Sequence[NumberedBlock]) -> list[int]:
    """Return where the papers below 'Aktbilaga 4', 'Aktbilaga 5' begin, where most have the head of a letter."""
    found = [
        (position, int(match[1]["number"]))
        for position, (_, _, text) in enumerate(blocks[:-1])
        if (match := first_match(load_rules(_TABLE, "paper_number"), text))
    ]
    front = blocks[: found[0][0]] if found else []
    enclosed = any(first_match(load_rules(_TABLE, "collection"), text) for _, _, text in front)
    least = _MIN_LETTERS if enclosed else _MIN_PAPERS
    if len(found) < least or any(above[1] >= below[1] for above, below in pairwise(found)):
        return []
    starts = [position + 1 for position, _ in found]
    headed = [
        begin
        for begin, end in zip(starts, [*starts[1:], len(blocks)], strict=True)
        if _has_head(blocks, begin, end) and not _holds_statement(blocks, begin, end)
    ]
    return starts if len(headed) >= 0.7 * len(starts) else []


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
    if is_closing(text) or block.role is BlockRole.HEADING:
        return False
    return len(text) > _SHORT_CHARS or (len(text) >= _MIN_PROSE_CHARS and text.endswith((".", "!", "?")))


def _first_head(blocks: Sequence[NumberedBlock], begin: int, end: int) -> int | None:
    """Return where the first letter begins: at the first name in the head of the file."""
    marked = next((p for p in range(begin, end) if _is_letterhead_line(blocks[p][2])), end)
    return next((p for p in range(begin, marked) if is_body_name(blocks[p][2])), begin)


def _after_signature(blocks: Sequence[NumberedBlock], begin: int, end: int) -> int | None:
    """Return the first position behind closing, names and titles of who signs, or None where a letter only goes on."""
    position = begin
    while position < end and _signs(blocks, position, begin):
        position += 1
    return position if position < end else None


def _signs(blocks: Sequence[NumberedBlock], position: int, begin: int) -> bool:
    text = blocks[position][2]
    if is_closing(text) or first_match(load_rules(_TABLE, "signature"), text):
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
    quoted = not above.startswith(">") and first_match(load_rules(_TABLE, "thread"), above) is not None
    return not quoted and any(first_match(load_rules(_TABLE, "mail_field"), text) for text in ahead)


def _drawn_between(document: Document, blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a drawn rule stands right above a block, and does not underline the heading above it."""
    above, index = blocks[position - 1][0], blocks[position][0]
    heads = blocks[position - 1][1].heading_level is not None
    between = (block for block in document.blocks[above + 1 : index] if block.gap_above or not heads)
    return any(is_drawn_rule(document.block_text(block)) for block in between)
