"""Handlers of headings that name a part of a compiled document: the sender's own parts, groups, topics, the annex."""

from __future__ import annotations

from remissnlp.records import Block, BlockRole, Kind, RespondentType
from remissnlp.segment.headings import Cue, is_closing, is_sender_part
from remissnlp.segment.parser_state import Mode, ParserState, executive_in, rank_of
from remissnlp.segment.parties import PERSON
from remissnlp.segment.register import body_from_name, is_body_name
from remissnlp.segment.speakers import bodies_from

# Where answers are introduced by lead-ins within minutes, these are parts of the meeting itself again.
_MEETING_PARTS = frozenset({"part.course_of_meeting", "part.decided"})
_GROUPS = frozenset({"group", "no_answers"})
_DIVISIONS = _GROUPS | {"annex", "answers", "answers_summary", "subsidiary"}


class PartHandlers(ParserState):
    """What a parser does at a heading of a part; each handler returns False where it means nothing here."""

    def _divides(self, block: Block) -> bool:
        """Say whether a heading that begins no part here still ends what stands above it."""
        between = self.names.openers or self.names.run_ins
        return block.char_start in self.names.divisions or bool(between and block.role is BlockRole.HEADING)

    def _on_topic(self, position: int, index: int, cue: Cue) -> bool:
        """End an answer at a heading that ranks above those of the answers, or that names what is treated next."""
        inside = self._in_statement() and self.blocks[position][1].role is not BlockRole.HEADING
        if cue.rule_id != "division" and (self.mode is Mode.ANNEX or inside):
            return False
        name = cue.text.removesuffix(" beslut").removesuffix("s")  # who decides last dissents below
        decided = bodies_from(name) if cue.rule_id == "part.decided" and is_body_name(name) else ()
        if self._signs_on(cue):
            return False
        # 'Till kommunstyrelsen 2023-06-07' above statements tells where they were made.
        self._set_top(decided or (executive_in(cue.text) if self.upcoming.statement_follows(position) else ()))
        self.drafts.open(index, Kind.OTHER, heading=cue.text)
        return True

    def _sender_signs(self, index: int, text: str) -> bool:
        """End the sender's own text at a line that closes it: 'På kommunstyrelsens vägnar'."""
        current = self.drafts.current
        own = current is not None and current.kind is Kind.PROPOSAL and current.has_text and not current.closed
        if not own or text[-1] in ".:;," or not is_closing(text.capitalize() if text.isupper() else text):
            return False
        self.signed = self.drafts.open(index, Kind.OTHER).start
        return True

    def _signs_on(self, cue: Cue) -> bool:
        """Say whether a heading is only the name of who signs below 'På kommunstyrelsens vägnar'."""
        above = self.drafts.current
        return above is not None and above.start == self.signed and PERSON.fullmatch(cue.text) is not None

    def _on_copy(self, position: int, index: int) -> None:
        """Let the lines that tell who gets a copy be nobody's."""
        if position - 1 in self.copied:
            self.drafts.extend(index)
        else:
            self.drafts.open(index, Kind.OTHER)

    def _on_part(self, position: int, index: int, cue: Cue) -> bool:
        self._leave_annex(position)
        if cue.label in _DIVISIONS:
            return self._on_division(position, index, cue)
        divides = self.blocks[position][1].char_start in self.names.divisions
        if cue.rule_id in _MEETING_PARTS and self._meeting_goes_on(index, cue, divides=divides):
            return True
        if cue.label == "views" and cue.rule_id not in _MEETING_PARTS and self._current_kind() is Kind.ADVISORY_COUNCIL:
            self.drafts.open(index, Kind.RESPONSE, self.top, heading=cue.text)
            return True
        part = self._front_part(cue)
        if part is None:
            return False
        kind, self.mode = part
        self._let_executive_speak(cue)
        self.drafts.open(index, kind, self._sender(), heading=cue.text)
        return True

    def _leave_annex(self, position: int) -> None:
        """End the annex of statements at a heading of a part that ranks as high as the annex itself."""
        rank = rank_of(self.blocks[position][1])
        if self.mode is Mode.ANNEX and self.annex_rank and rank and rank <= self.annex_rank:
            self.mode = Mode.CASE
            if self.drafts.current is not None:
                self.drafts.current.closed = True

    def _let_executive_speak(self, cue: Cue) -> None:
        """Let what is dissented below 'Kommunstyrelsens överväganden' be said in the executive."""
        executive = executive_in(cue.text)
        if executive and self.mode is Mode.CASE and is_sender_part(cue.text, self.asked.sender):
            self._set_top(executive)

    def _meeting_goes_on(self, index: int, cue: Cue, *, divides: bool) -> bool:
        """End the answers at 'Yrkanden' or 'Kommunstyrelsens beslut' in minutes that tell of them one after another.

        Where the minutes only sum answers up, no more of them come once the meeting itself has begun.
        """
        body = cue.text.removesuffix(" beslut").removesuffix("s")
        executive = body_from_name(body).type is RespondentType.EXECUTIVE
        inside = bool(self.names.headings) and not divides  # an answer can tell of its own meeting
        before = {Mode.PREPARATION, Mode.MEETING} | ({Mode.CASE} if cue.rule_id == "part.course_of_meeting" else set())
        if self.minutes and self.mode in before and not self._in_statement():
            self.mode = Mode.MEETING
        elif self.mode is not Mode.ANSWERS or inside or not (self.minutes or executive):
            return False
        self._set_top(bodies_from(body) if executive else ())
        meeting = self.meeting if self.mode is Mode.MEETING else ()
        self.drafts.open(index, Kind.PROPOSAL, self.top or meeting or self._sender(), heading=cue.text)
        return True

    def _front_part(self, cue: Cue) -> tuple[Kind, Mode] | None:
        """Return what a heading of the sender's own parts begins, or None where it stands inside somebody's text."""
        if self.mode in {Mode.ANSWERS, Mode.ANNEX} and (
            is_sender_part(cue.text, self.asked.sender) or self._is_own_part(cue.text)
        ):
            return Kind.PROPOSAL, Mode.CASE
        in_answer = self.mode is Mode.ANSWERS and self._in_answer() and cue.label not in {"attachments", "sender"}
        if self.mode is Mode.ANNEX or self._in_statement() or in_answer or cue.label == "views":
            return None
        kind, mode = {
            "rapporteur": (Kind.RAPPORTEUR, Mode.RAPPORTEUR),
            "preparation": (Kind.PREPARATION, Mode.PREPARATION),
            "attachments": (Kind.OTHER, self.mode),
        }.get(cue.label, (Kind.PROPOSAL, Mode.CASE))
        if self.mode is Mode.RAPPORTEUR and mode is Mode.CASE and cue.label != "proposal":
            return None
        return kind, mode

    def _on_group(self, index: int, cue: Cue) -> bool:
        """End an answer at a heading over several ('Statliga myndigheter'); no answer has such a heading inside."""
        if self.mode is not Mode.ANSWERS or self._in_statement():
            return False
        self._set_top(())
        self.drafts.open(index, Kind.OTHER, heading=cue.text)
        return True

    def _on_division(self, position: int, index: int, cue: Cue) -> bool:
        if cue.rule_id.endswith("annex_number") and not self.upcoming.statement_follows(position):
            return False
        if cue.label in _GROUPS:
            return self._on_group(index, cue)
        if cue.label == "subsidiary":
            self.subsidiaries = True
        else:
            self.mode = {
                "annex": Mode.ANNEX,
                "answers": Mode.ANSWERS,
                "answers_summary": Mode.PREPARATION,
            }[cue.label]
            self._set_top(())
        if cue.label == "annex":
            self.annex_rank = rank_of(self.blocks[position][1])
        self.drafts.open(index, Kind.OTHER, heading=cue.text)
        return True
