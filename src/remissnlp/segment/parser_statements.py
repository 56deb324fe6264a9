"""Handlers of political statements and of the views of councils in a compiled document."""

from __future__ import annotations

from dataclasses import replace

from remissnlp.records import BlockRole, Kind, RespondentType
from remissnlp.segment.headings import Cue, CueKind, find_cue, statement_kind
from remissnlp.segment.parser_parts import PartHandlers
from remissnlp.segment.parser_state import Mode
from remissnlp.segment.register import Body
from remissnlp.segment.speakers import bodies_from
from remissnlp.segment.told import holds_text


class StatementHandlers(PartHandlers):
    """What a parser does at the lead or heading of a statement; a handler returns False where it means nothing here."""

    def _on_opening_of_statement(self, position: int, index: int) -> bool:
        """In an annex of statements a paragraph that begins with its speaker is a statement or nothing."""
        _, block, text = self.blocks[position]
        cue = find_cue(block, text, replace(self.names, openers={}))
        if cue and cue.kind is CueKind.STATEMENT:
            return self._on_statement(position, index, cue)
        if cue and cue.kind is CueKind.STATEMENT_JOINS:
            return self._on_statement_joins(position, index, cue)
        return False

    def _on_statement_place(self, position: int, index: int, cue: Cue) -> bool:
        if not self.upcoming.statement_follows(position):
            return False
        self._go_to(cue.body)
        self.drafts.open(index, Kind.OTHER, self.top, heading=cue.text)
        return True

    def _on_council(self, position: int, index: int, cue: Cue) -> bool:
        if self.mode is not Mode.ANSWERS:
            return False
        draft = self.drafts.open(index, Kind.ADVISORY_COUNCIL, bodies_from(cue.body), heading=cue.text)
        draft.parent = self.top_draft
        return True

    def _on_statement(self, position: int, index: int, cue: Cue) -> bool:
        authors = cue.authors
        if self._speaks_already(authors):
            return False
        self._go_to(cue.body)
        headed = self.drafts.current if self._in_statement() and not self._has_text() else None
        told = headed or holds_text(cue)
        if not (told or self.mode is Mode.ANNEX or not self.upcoming.structure_follows(position)):
            return False
        heading = cue.text if self.blocks[position][1].role is BlockRole.HEADING else ""
        kind = headed.kind if headed else statement_kind(cue.label)
        draft = self.drafts.open(index, kind, self._made_in(), heading=heading)
        draft.parties, draft.authors = authors.parties, authors.names
        return True

    def _made_in(self) -> tuple[Body, ...]:
        """Return the body in which a statement was made: the one whose answer is summed up right above it, too."""
        current = self.drafts.current
        summed = current is not None and current.kind is Kind.SUMMARY and len(current.bodies) == 1
        beside = self._in_statement() and not self.top
        return (current.bodies if current and (summed or beside) else ()) or self._place()

    def _on_statement_heading(self, position: int, index: int, cue: Cue) -> bool:
        placed = bool(cue.body) and self.upcoming.statement_follows(position)
        executive = bool(self.top) and self.top[0].type is RespondentType.EXECUTIVE and self.mode is Mode.CASE
        told_here = self.mode in {Mode.ANSWERS, Mode.ANNEX, Mode.MEETING}
        if not (executive or placed or told_here or self._in_statement()):
            return False
        self._go_to(cue.body)
        self.drafts.open(index, statement_kind(cue.label), self._place(), heading=cue.text)
        return True

    def _on_statement_joins(self, position: int, index: int, cue: Cue) -> bool:
        authors = cue.authors
        if self._speaks_already(authors):
            return False
        self._go_to(cue.body)
        draft = self.drafts.open(index, statement_kind(cue.label), self._place())
        draft.parties, draft.authors = authors.parties, authors.names
        draft.closed = True
        return True
