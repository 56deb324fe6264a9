"""Segments while they grow: a draft is a run of blocks by one speaker, and it ends where the next one begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from remissnlp.records import FURNITURE, Block, Document, Kind
from remissnlp.segment.register import Body

_DRAWN_RULE = re.compile(r"^[-=_*–—~.|: ]{3,}$|^$")
# The number of a paragraph of minutes, carried over to the next page: 'KS § 58 (forts.)', 'Forts § 58'.
_CARRIED = re.compile(
    r"^(?:[A-ZÅÄÖ]{1,5} )?§ ?\d{1,4}(?:/\d{2,4})?,? \(?(?:forts(?:\.|ättning)?|fortsatt)\)?\.?$"
    r"|^\(?(?:forts(?:\.|ättning(?: (?:av|på|från))?)?|fortsatt):? (?:[A-ZÅÄÖ]{1,5} )?§ ?\d{1,4}(?:/\d{2,4})?\)?\.?$",
    re.IGNORECASE,
)
NumberedBlock = tuple[int, Block, str]


@dataclass(slots=True, kw_only=True)
class Draft:
    """A growing segment: blocks `start` to `end` (inclusive, indices into `Document.blocks`).

    `has_text` is False while only headings stand in it; `closed` is True when its text is complete by form, so that
    running text after it belongs to somebody else.
    """

    kind: Kind
    start: int
    end: int
    bodies: tuple[Body, ...] = ()
    heading: str = ""
    author_body: str = ""
    parties: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    date: str | None = None
    meeting_date: str | None = None
    parent: Draft | None = None
    has_text: bool = False
    closed: bool = False

    @property
    def body(self) -> Body | None:
        """The first body that speaks."""
        return self.bodies[0] if self.bodies else None


@dataclass(slots=True)
class DraftList:
    """The drafts of one document, in order; they tile its blocks."""

    drafts: list[Draft] = field(default_factory=list)

    @property
    def current(self) -> Draft | None:
        """The draft that grows now."""
        return self.drafts[-1] if self.drafts else None

    def open(self, index: int, kind: Kind, bodies: tuple[Body, ...] = (), *, heading: str = "") -> Draft:
        """Begin a draft at block `index`; headings that wait for their text become part of it."""
        waiting = self.current
        if waiting is not None and not waiting.has_text:
            self.drafts.pop()
            draft = Draft(kind=kind, start=waiting.start, end=index, bodies=bodies, heading=heading or waiting.heading)
        else:
            draft = Draft(kind=kind, start=index, end=index, bodies=bodies, heading=heading)
        draft.has_text = not heading
        self.drafts.append(draft)
        return draft

    def extend(self, index: int, *, heading: bool = False) -> Draft:
        """Let the current draft grow over block `index`; a document's first blocks become `other`."""
        draft = self.current or self.open(index, Kind.OTHER)
        draft.end = index
        draft.has_text = draft.has_text or not heading
        return draft


def is_drawn_rule(text: str) -> bool:
    """Say whether a line is a rule drawn with characters."""
    return bool(text) and _DRAWN_RULE.match(text) is not None


def content_blocks(document: Document) -> list[NumberedBlock]:
    """Return (index, block, text without list marker) of every block that is neither furniture nor a drawn rule.

    A number that minutes carry over to the next page is furniture by its form.
    """
    numbered = [
        (index, block, document.block_text(block)[len(block.marker) :].strip())
        for index, block in enumerate(document.blocks)
        if block.role not in FURNITURE
    ]
    return [entry for entry in numbered if not (_DRAWN_RULE.match(entry[2]) or _CARRIED.match(entry[2]))]
