"""Tables of minutes that tell who voted yes and who no: nobody's answer, in the midst of what the meeting did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from remissnlp.records import Block, BlockRole, Kind
from remissnlp.segment.drafts import Draft, NumberedBlock
from remissnlp.segment.parties import parties_named

_VOTES = frozenset({"ja", "nej"})
_VOTE = re.compile(r"^(ja|nej)(?:[ -]?röst(?:er)?)?(?: \([^()]{2,40}\))?$", re.IGNORECASE)
# 'Socialdemokraterna 12', 'Bo Al (S)  X', 'Summa 29 10 2': a line of a table that plain text has without rules.
_VOTE_LINE = re.compile(r"^(?P<who>.{2,60}?)(?:\s+(?:\d{1,3}|[Xx–-]|[Jj]a|[Nn]ej|[Aa]vstår)){1,4}$")
_VOTE_HEAD = re.compile(r"\bja(?:-röster)?\b.{0,20}\bnej(?:-röster)?\b", re.IGNORECASE)
_SUM = re.compile(r"^(?:Summa|Totalt|Antal|Resultat)\b", re.IGNORECASE)
_NEXT = re.compile(r"(?<=[\dXx]) (?=[A-ZÅÄÖ][^\d]+ (?:\d|[Xx]\b))")  # several lines can have become one paragraph
_MIN_VOTES = 3


def cut_roll_calls(drafts: list[Draft], blocks: Sequence[NumberedBlock]) -> None:
    """Give the tables of votes in a document to nobody; what stands around one goes on below it.

    Args:
        drafts: the drafts of the document, in order; those with a table are cut in place.
        blocks: its content blocks.
    """
    indices = [index for index, _, _ in blocks]
    for first, last in _roll_calls(blocks):
        number, draft = next((n, d) for n, d in enumerate(drafts) if d.start <= indices[first] <= d.end)
        parts = [Draft(kind=Kind.OTHER, start=indices[first], end=min(indices[last], draft.end), has_text=True)]
        if indices[last] < draft.end:
            parts.append(replace(draft, start=indices[last + 1], heading=""))
        if draft.start < indices[first]:
            draft.end = indices[first - 1]
            parts.insert(0, draft)
        drafts[number : number + 1] = parts


def _roll_calls(blocks: Sequence[NumberedBlock]) -> Iterator[tuple[int, int]]:
    """Yield the first and last position of each table that is a roll call."""
    for part, run in groupby(range(len(blocks)), key=lambda position: _part(*blocks[position][1:])):
        positions = list(run)
        cells = [blocks[position][2] for position in positions]
        if (part == "table" and is_roll_call(cells)) or (part == "lines" and _are_votes(cells)):
            yield positions[0], positions[-1]


def _part(block: Block, text: str) -> str:
    """Return of what kind of table a block can be part: 'table', 'lines' without rules, or ''."""
    if block.role is BlockRole.TABLE:
        return "table"
    told = all(_VOTE_LINE.match(line) or _VOTE_HEAD.search(line) for line in _NEXT.split(text))
    return "lines" if told and block.role in {BlockRole.BODY, BlockRole.HEADING} else ""


def _are_votes(lines: Sequence[str]) -> bool:
    """Say whether lines below one another tell how members or parties voted, under a head with 'Ja' and 'Nej'."""
    lines = [line for text in lines for line in _NEXT.split(text)]
    votes = [line for line in lines if _VOTE_LINE.match(line) and (parties_named(line) or _SUM.match(line))]
    return len(votes) >= _MIN_VOTES and any(_VOTE_HEAD.search(line) and len(line) <= 90 for line in lines)


def is_roll_call(cells: Sequence[str]) -> bool:
    """Say whether a table tells how members of parties voted: 'Ja' and 'Nej' as heads of columns or in cells.

    What is voted on can stand beside the word: 'Ja (kontorets förslag)'; a cell such as 'Ja, men vi vill …' is no vote.
    """
    votes = {vote[1].lower() for cell in cells if (vote := _VOTE.match(cell))}
    return votes >= _VOTES and any(parties_named(cell) for cell in cells)
