"""What a registrar puts above each paper of a file: 'INKOM 2003-10-13', 'Aktbilaga 4', '3. 2016-09-21 kl. 11.40'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from remissnlp.records import Block, BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.headings import heading_name
from remissnlp.segment.register import is_body_name

_TABLE = "papers_sv.yaml"
_MIN_STAMPS = 2
_MIN_NUMBERED = 3
_MAX_BELOW_NAME = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A line above a paper: its position, its form, the number in it (0 for a date) and its level as a heading."""

    position: int
    form: str
    number: int = 0
    level: int | None = None


def find_stamps(blocks: Sequence[NumberedBlock], *, enclosed: bool = False) -> list[Stamp]:
    """Return the stamps of the form that a file repeats most, in order; none where no form repeats.

    Args:
        blocks: the content blocks of a file.
        enclosed: whether the file says that it encloses papers, so that two numbers are enough.
    """
    forms: dict[str, list[Stamp]] = defaultdict(list)
    for position, (_, block, text) in enumerate(blocks[:-1]):
        if stamp := _stamp(position, block, text):
            forms[stamp.form].append(stamp)
    series = [stamps for stamps in forms.values() if _is_series(blocks, stamps, enclosed=enclosed)]
    return max(series, key=len, default=[])


def _stamp(position: int, block: Block, text: str) -> Stamp | None:
    level = block.heading_level if block.role is BlockRole.HEADING else None
    if found := first_match(load_rules(_TABLE, "paper_number"), text):
        return Stamp(position=position, form="number", number=int(found[1]["number"]), level=level)
    if first_match(load_rules(_TABLE, "stamp"), text):
        return Stamp(position=position, form="received", level=level)
    if level is not None and first_match(load_rules(_TABLE, "dated_title"), text):
        return Stamp(position=position, form=f"dated {level}", level=level)
    return None


def _is_series(blocks: Sequence[NumberedBlock], stamps: Sequence[Stamp], *, enclosed: bool) -> bool:
    """Say whether lines of one form stand above papers: numbers that grow, or dates that stand below no name."""
    numbered = bool(stamps[0].number)
    if len(stamps) < (_MIN_NUMBERED if numbered and not enclosed else _MIN_STAMPS):
        return False
    if numbered:
        return all(above.number < below.number for above, below in pairwise(stamps))
    below_name = sum(_is_below_name(blocks, stamp.position) for stamp in stamps)
    return below_name <= _MAX_BELOW_NAME * len(stamps)


def _is_below_name(blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a stamp belongs to the letterhead or heading above it, as in 'Kulturnämnden', 'Inkom 2016-09-19'."""
    return position > 0 and is_body_name(heading_name(blocks[position - 1][2], registered=True))
