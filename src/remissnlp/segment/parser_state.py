"""What the parser of a compiled document knows at a block: the part, who answers, and the drafts so far."""

from __future__ import annotations

import re
from enum import StrEnum

from remissnlp.records import FURNITURE, POLITICAL_KINDS, Block, BlockRole, Document, Kind, RespondentType
from remissnlp.segment.asked import AskedList
from remissnlp.segment.casing import Spelling
from remissnlp.segment.copied import copies_below
from remissnlp.segment.drafts import Draft, DraftList, content_blocks
from remissnlp.segment.headings import Cue, Names, find_cue
from remissnlp.segment.joint import joint_names, told_together
from remissnlp.segment.lookahead import Upcoming
from remissnlp.segment.parties import Authors, parties_named
from remissnlp.segment.register import (
    Body,
    body_from_name,
    is_generic,
    is_sender_office,
    is_short_form,
    respondent_key,
    same_body,
)
from remissnlp.segment.speakers import bodies_from
from remissnlp.segment.statement_cues import WORKING_COMMITTEE
from remissnlp.segment.tables import answer_rows

# A paragraph of a decision says what is decided; anything else after the list is already the answer's text.
_DECIDES = re.compile(
    r"\b(?:beslut\w*|besvara\w*|överlämna\w*|godkänn\w*|hänvisa\w*|justera\w*|anse[rs]?|uttalande\w*|bilaga)\b", re.I
)
_MAX_DECISION_CHARS = 400
_HEAD_BLOCKS = 6
_DEFINITE = re.compile(r"(?:en|et)$")
_MIN_STEM = 5
_MINUTES = re.compile(r"protokoll\w*\b|^(?:[A-ZÅÄÖ]{1,5} )?§ ?\d", re.IGNORECASE)
_EXECUTIVE = re.compile(r"\b(?:kommun|region|landstings)styrelsen(?=s?\b)", re.IGNORECASE)
_OWN_PART = re.compile(
    r"^(?P<body>[A-ZÅÄÖ][\wÀ-ÿ-]+)s (?:förslag|överväganden|bedömning|ställningstaganden?|slutsatser)(?: .{3,60})?$"
)


def meeting_body(document: Document, head: list[str]) -> tuple[Body, ...]:
    """Return the executive that the head or the running heads of a document name first: its minutes or its draft."""
    return next((named for text in (*head, *running_heads(document)) if (named := executive_in(text))), ())


def running_heads(document: Document) -> list[str]:
    """Return the lines that stand at the head or foot of pages."""
    return [document.block_text(block) for block in document.blocks if block.role in FURNITURE]


def executive_in(text: str) -> tuple[Body, ...]:
    """Return the executive that a line such as 'Till kommunstyrelsen 2023-06-07' names, or ()."""
    match = _EXECUTIVE.search(text)
    return bodies_from(match.group().capitalize()) if match else ()


def rank_of(block: Block) -> tuple[float, float] | None:
    """Return how high a heading ranks by its level or size, the highest first; None where its form does not tell."""
    if block.role is not BlockRole.HEADING or not (block.heading_level or block.font_size_pt):
        return None
    return (float(block.heading_level or 0), -round(block.font_size_pt or 0.0, 1))


class Mode(StrEnum):
    """The part of a compiled document in which the parser is."""

    CASE = "case"
    PREPARATION = "preparation"
    RAPPORTEUR = "rapporteur"
    ANSWERS = "answers"
    MEETING = "meeting"
    ANNEX = "annex"


class ParserState:
    """The state that the handlers of a parser read and change.

    Args:
        document: the document.
        asked: who the document says was asked; its names help to recognise subsidiaries.
        names: what the document tells of names; it helps to recognise headings.
    """

    def __init__(self, document: Document, asked: AskedList, names: Names) -> None:
        self.document = document
        self.asked = asked
        self.names = names
        self.blocks = content_blocks(document)
        self.cues = [find_cue(block, text, names) for _, block, text in self.blocks]
        headings = frozenset(p for p, (_, block, _) in enumerate(self.blocks) if block.role is BlockRole.HEADING)
        self.upcoming = Upcoming(self.cues, [index for index, _, _ in self.blocks], headings)
        self.rows = answer_rows(self.blocks)
        self.copied = copies_below(self.blocks, names.headings)
        self.remark: int | None = None
        self._spelling: Spelling | None = None
        self.drafts = DraftList()
        self.mode = Mode.CASE
        self.top: tuple[Body, ...] = ()
        self.top_draft: Draft | None = None
        self.subsidiaries = False
        self.annex_rank: tuple[float, float] | None = None
        self.signed: int | None = None  # where the sender signs its own text
        head = [text for _, _, text in self.blocks[:_HEAD_BLOCKS]]
        self.minutes = any(_MINUTES.search(text) for text in (*head, *running_heads(document)[:_HEAD_BLOCKS]))
        self.meeting = meeting_body(document, head)
        self._head_words = {word.lower() for text in head for word in re.findall(r"[\wÀ-ÿ]+", text)}
        self.year = int(document.date[:4]) if document.date else None

    def _named(self, cue: Cue) -> tuple[Body, ...]:
        """Return who a heading of an answer names, each once: several where it says that they answer together."""
        name = cue.body
        if cue.text.isupper():
            self._spelling = self._spelling or Spelling(self.document.text)
            name = self._spelling.of(name)
        if told_together(cue.text) and (several := joint_names(name, self.names.keys)):
            return tuple(body_from_name(part) for part in several)
        return bodies_from(name, self.names.keys)

    def _open_answer(self, index: int, bodies: tuple[Body, ...]) -> Draft:
        draft = self.drafts.open(index, self._answer_kind(bodies), bodies)
        if bodies == self.top:
            draft.meeting_date = self.top_draft.meeting_date if self.top_draft else None
            draft.parent = self.top_draft.parent if self.top_draft else None
            self.top_draft = draft
        elif self._is_subsidiary(bodies[0]):
            draft.parent = self.top_draft
        else:
            self._set_top(bodies)
            self.top_draft = draft
        return draft

    def _is_subsidiary(self, body: Body) -> bool:
        if self.top_draft is None or not self.top:
            return False
        asked_by = self.asked.asked_by(body.name)
        return self.subsidiaries or (
            self.top[0].type is RespondentType.COMPANY and bool(asked_by) and same_body(asked_by, self.top[0].name)
        )

    def _only_sends(self, name: str) -> bool:
        """Say whether a name is that of the sender's office, which answers only where it is said to have been asked."""
        asked = self.mode is Mode.PREPARATION and respondent_key(name) in self.names.keys
        return is_sender_office(name) and not asked

    def _speaks_on(self, names: tuple[str, ...]) -> bool:
        """Say whether who begins a paragraph only goes on: the summary above is that body's."""
        current = self.drafts.current
        if current is None or current.kind is not Kind.SUMMARY or len(current.bodies) != 1 or len(names) != 1:
            return False
        name, own = names[0], current.bodies[0].name
        # 'Rådet' goes on for 'Ungdomsrådet', 'Polisen' for 'Polisregion Väst'.
        stem = _DEFINITE.sub("", name.lower())
        called = (is_generic(name) and own.lower().endswith(name.lower())) or (
            stem != name.lower() and len(stem) >= _MIN_STEM and own.lower().startswith(stem)
        )
        return called or same_body(name, own) or is_short_form(name, own)

    def _set_top(self, bodies: tuple[Body, ...]) -> None:
        self.top, self.top_draft = bodies, None

    def _go_to(self, place: str) -> None:
        """Let what follows be said in the body that a lead or heading names, if it names one."""
        if place == WORKING_COMMITTEE:
            place = f"{self.meeting[0].name}s arbetsutskott" if self.meeting else ""
        if place and not self._is_own_organ(body_from_name(place)):
            self._set_top(bodies_from(place, self.names.keys))

    def _is_own_organ(self, place: Body) -> bool:
        """Say whether 'kommunstyrelsen' or 'miljönämnden' is that of the municipality or region that answers here."""
        return self.mode is Mode.ANSWERS and " " not in place.name and self._is_organ_of_top(place)

    def _is_organ_of_top(self, body: Body) -> bool:
        """Say whether a body can speak for the municipality or region whose answer this is: it is a board of one."""
        whole = bool(self.top) and self.top[0].type in {RespondentType.MUNICIPALITY, RespondentType.REGION}
        return whole and body.type in {RespondentType.BOARD, RespondentType.EXECUTIVE}

    def _place(self) -> tuple[Body, ...]:
        """Return the body in which a statement is made: who answers, else the executive whose minutes these are."""
        return self.top or self.meeting

    def _answer_kind(self, bodies: tuple[Body, ...]) -> Kind:
        # An office that was asked, as one of several, answers what others sent out.
        if is_sender_office(bodies[0].name) and bodies[0].respondent_id not in self.names.keys:
            return Kind.PROPOSAL
        return Kind.ADVISORY_COUNCIL if bodies[0].type is RespondentType.COUNCIL else Kind.RESPONSE

    def _leaves_decision(self, block: Block, text: str) -> bool:
        if block.role in {BlockRole.LIST_ITEM, BlockRole.HEADING, BlockRole.TABLE}:
            return False
        if (
            self.drafts.current
            and self.upcoming.is_decision_lead(self.drafts.current.end)
            and len(text) <= _MAX_DECISION_CHARS
        ):
            return False  # what stands right under 'beslutade följande' is the decision
        return len(text) > _MAX_DECISION_CHARS or not (_DECIDES.search(text) or parties_named(text))

    def _sender(self) -> tuple[Body, ...]:
        return bodies_from(self.asked.sender) if self.asked.sender else ()

    def _is_own_part(self, text: str) -> bool:
        """Say whether a heading such as 'Beredningens slutsatser' is of the one whose letterhead the document bears."""
        match = _OWN_PART.match(text.capitalize() if text.isupper() else text)
        if not match:
            return False
        body = match["body"].lower()
        return is_generic(match["body"]) and any(word.endswith(body) for word in self._head_words)

    def _current_kind(self) -> Kind | None:
        return self.drafts.current.kind if self.drafts.current else None

    def _in_answer(self) -> bool:
        current = self.drafts.current
        return current is not None and bool(current.bodies) and current.kind in {
            Kind.RESPONSE, Kind.DECISION, Kind.ADVISORY_COUNCIL
        }  # fmt: skip

    def _in_statement(self) -> bool:
        current = self.drafts.current
        return current is not None and current.kind in POLITICAL_KINDS and not current.closed

    def _has_text(self) -> bool:
        return self.drafts.current is not None and self.drafts.current.has_text

    def _speaks_already(self, authors: Authors) -> bool:
        """Say whether a party only goes on in its own statement when it joins another."""
        current = self.drafts.current
        return (
            current is not None
            and self._in_statement()
            and bool(authors.parties)
            and not authors.names
            and set(authors.parties) <= set(current.parties)
        )
