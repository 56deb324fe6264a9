"""A letter that tells in one part what those it heard have answered: 'Vad nämnderna har anfört', a heading a body.

Before and below that part whoever signs the letter speaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from remissnlp.records import Block, BlockRole, Document, Kind
from remissnlp.segment.asked import AskedList
from remissnlp.segment.compilation import CompilationParser
from remissnlp.segment.drafts import Draft, NumberedBlock, content_blocks
from remissnlp.segment.headings import Names, heading_name
from remissnlp.segment.letters import letter_speaker, split_letter
from remissnlp.segment.names import is_collection
from remissnlp.segment.openers import opening_names
from remissnlp.segment.own_answer import answers_in_title
from remissnlp.segment.parser_state import Mode
from remissnlp.segment.parties import local_parties
from remissnlp.segment.register import is_body_name
from remissnlp.segment.standalone import MIN_PROSE_CHARS

_MIN_NAMED = 2
_NAMED_SHARE = 0.7
# 'Kommundelsnämnderna', 'De fackliga organisationerna' stand above several who each begin their own paragraph.
_SEVERAL = re.compile(
    r"^(?:De )?(?:[\wÀ-ÿ-]+ ){0,3}[\wÀ-ÿ-]*(?:nämnderna|råden|bolagen|förbunden|organisationerna|föreningarna"
    r"|kommunerna|förvaltningarna|myndigheterna|partierna|skolorna|facken|förskolorna)$"
)


# The title of one answer, and not of a report on several.
_OVER = re.compile(
    r"\b(?:svar|[a-zåäö]*yttrande|remissvar|utlåtande|synpunkter|skrivelse) "
    r"(?:över|på|till|om|angående|ang\.|rörande|avseende|gällande|beträffande|med anledning av|i anledning av)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inner:
    """The part of a letter that tells what others answered: positions of its first heading and of what follows it."""

    begin: int
    end: int
    headings: tuple[int, ...]


def split_enclosing(document: Document, asked: AskedList) -> list[Draft] | None:
    """Return the drafts of a letter with a part that tells what others answered, or None for any other document.

    Args:
        document: the document.
        asked: who the document says was asked.
    """
    blocks = content_blocks(document)
    answers = _OVER.search(answers_in_title(blocks)) is not None and not (is_collection(blocks) or asked.sender)
    inner = _find_inner(blocks) if answers else None
    if inner is None:
        return None
    outside = blocks[: inner.begin] + blocks[inner.end :]
    letter = split_letter(document, outside, bodies=letter_speaker(document, outside))
    for draft in letter:
        draft.date = document.date if draft.kind is Kind.RESPONSE else draft.date
    above, below = blocks[inner.begin - 1][0], blocks[inner.end][0]
    before = [_cut(draft, end=min(draft.end, above)) for draft in letter if draft.start <= above]
    after = [_cut(draft, start=max(draft.start, below)) for draft in letter if draft.end >= below]
    return [*before, *_told(document, blocks, inner, asked), *after]


def _cut(draft: Draft, *, start: int | None = None, end: int | None = None) -> Draft:
    """Return the part of a draft from or up to a block; one that goes on below the part has no heading of its own."""
    goes_on = start is not None and start > draft.start
    return replace(
        draft,
        start=draft.start if start is None else start,
        end=draft.end if end is None else end,
        heading="" if goes_on else draft.heading,
    )


def _find_inner(blocks: Sequence[NumberedBlock]) -> _Inner | None:
    """Return the one part whose headings name bodies, with text of the letter's own above and below it."""
    for position, (_, block, _) in enumerate(blocks[:-1]):
        rank = _rank(block)
        if rank is None or (_rank(blocks[position + 1][1]) or rank) <= rank:
            continue
        end = next(
            (p for p in range(position + 1, len(blocks)) if (_rank(blocks[p][1]) or rank + 1) <= rank), len(blocks)
        )
        depth = _rank(blocks[position + 1][1])
        headings = tuple(p for p in range(position + 1, end) if _rank(blocks[p][1]) == depth)
        inner = _Inner(begin=position + 1, end=end, headings=headings)
        if _tells(blocks, inner):
            return inner
    return None


def _rank(block: Block) -> float | None:
    """Return how deep a heading stands, None for a block that is none or shows no depth."""
    if block.role is not BlockRole.HEADING:
        return None
    return float(block.heading_level) if block.heading_level else -block.font_size_pt if block.font_size_pt else None


def _tells(blocks: Sequence[NumberedBlock], inner: _Inner) -> bool:
    names = [heading_name(blocks[position][2], registered=True) for position in inner.headings]
    named = sum(map(is_body_name, names))
    several = sum(_SEVERAL.match(name) is not None for name in names)
    if named < _MIN_NAMED or named + several < _NAMED_SHARE * len(names):
        return False
    outside = [*blocks[: inner.begin], *blocks[inner.end :]]
    beside = any(
        block.role is BlockRole.HEADING and _rank(block) is not None and is_body_name(heading_name(text))
        for _, block, text in outside
    )
    return not beside and _has_prose(blocks[: inner.begin]) and _has_prose(blocks[inner.end :])


def _has_prose(blocks: Sequence[NumberedBlock]) -> bool:
    return any(block.role is BlockRole.BODY and len(text) >= MIN_PROSE_CHARS for _, block, text in blocks)


def _told(document: Document, blocks: Sequence[NumberedBlock], inner: _Inner, asked: AskedList) -> list[Draft]:
    """Return the drafts of the part that tells what others answered."""
    offset, last = blocks[inner.begin][0], blocks[inner.end - 1][0]
    part = replace(document, blocks=document.blocks[offset : last + 1])
    single = {p for p in inner.headings if is_body_name(heading_name(blocks[p][2], registered=True))}
    openers = {
        block.char_start: told
        for position, (_, block, text) in enumerate(blocks[: inner.end])
        if position > inner.begin and _heading_above(inner, position) not in single
        if (told := opening_names(text, asked.keys))
    }
    names = Names(
        keys=asked.keys,
        headings=frozenset(blocks[p][1].char_start for p in single),
        divisions=frozenset(blocks[p][1].char_start for p in inner.headings if p not in single),
        openers=openers,
        parties=local_parties(document.text),
    )
    parser = CompilationParser(part, asked, names)
    parser.mode = Mode.ANSWERS
    drafts = parser.run()
    for draft in drafts:
        draft.start, draft.end = draft.start + offset, draft.end + offset
    return drafts


def _heading_above(inner: _Inner, position: int) -> int:
    return max((heading for heading in inner.headings if heading < position), default=-1)
