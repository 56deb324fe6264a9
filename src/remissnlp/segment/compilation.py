"""A compiled document, split by respondent: a small state machine over the cues of its blocks.

The parts of the genre: front matter and the case text, who was asked with short summaries, the rapporteur's view, the
full answers body by body, and an annex of political statements. Any may be missing or come in another order.
"""

from __future__ import annotations

from remissnlp.dates import first_date
from remissnlp.records import Block, BlockRole, Kind, RespondentType
from remissnlp.segment.bylines import is_byline
from remissnlp.segment.declined import is_silence, tells_of_no_answer
from remissnlp.segment.drafts import Draft
from remissnlp.segment.headings import Cue, is_sender_remark, is_summary_heading
from remissnlp.segment.openers import opening_names
from remissnlp.segment.parser_state import Mode
from remissnlp.segment.parser_statements import StatementHandlers
from remissnlp.segment.parties import parties_named
from remissnlp.segment.register import (
    Body,
    is_body_name,
    is_generic,
    is_sender_office,
    respondent_key,
    same_body,
)
from remissnlp.segment.remarks import announces_answers, is_bare_label
from remissnlp.segment.row_voices import row_voice
from remissnlp.segment.speakers import (
    bodies_from,
    leading_bodies,
    meeting_and_office_dates,
    nominative,
)
from remissnlp.segment.told import opens, tells_stance

_MIN_PROSE_CHARS = 60


class CompilationParser(StatementHandlers):
    """Turns the blocks of a compiled document into drafts: a handler for each kind of cue."""

    def run(self) -> list[Draft]:
        """Return the drafts in text order."""
        for position, (index, block, text) in enumerate(self.blocks):
            if block.role is BlockRole.TABLE and self._in_answer_table(index):
                continue
            if position in self.copied:
                self._on_copy(position, index)
                continue
            cue = self.cues[position]
            handler = getattr(self, f"_on_{cue.kind.value}", None) if cue else None
            handled = handler is not None and handler(position, index, cue)
            if not handled and cue and self._divides(block) and self._on_topic(position, index, cue):
                continue
            if not handled:
                self._on_text(index, block, text)
        return self.drafts.drafts

    def _in_answer_table(self, index: int) -> bool:
        """Read a cell of a table that sums up answers: a row is a summary, its last cell may be the sender's remark."""
        row = self.rows.get(index)
        if row and row.silent:
            self.remark = None
            self.drafts.open(index, Kind.OTHER, heading=row.name).has_text = True
            return True
        if row:
            self.remark = row.remark
            above = next((d.bodies for d in reversed(self.drafts.drafts) if d.kind is Kind.SUMMARY), ())
            voice = row_voice(row.name, row.answer, above, self.names.parties, self.names.keys)
            bodies = voice.bodies if voice else bodies_from(row.name, self.names.keys)
            draft = self.drafts.open(index, voice.kind if voice else Kind.SUMMARY, bodies, heading=row.name)
            if voice:
                draft.parties, draft.authors = voice.authors.parties, voice.authors.names
            draft.has_text = True
            return True
        if index == self.remark:
            self.drafts.open(index, Kind.PROPOSAL, self._sender()).closed = True
            return True
        return False

    # Each handler returns False where its cue means nothing in the present part; the block is running text then.

    def _on_body_heading(self, position: int, index: int, cue: Cue) -> bool:
        bodies = self._named(cue)
        if self._in_statement() and bodies[0].type is RespondentType.EXECUTIVE and not self.names.headings:
            # The executive that treats the case next; what stands below its name is its own decision.
            self._set_top(bodies)
            self.drafts.open(index, Kind.PROPOSAL, bodies, heading=cue.text)
            return True
        if self.mode in {Mode.CASE, Mode.RAPPORTEUR, Mode.MEETING} and not self._heads_answer(position, cue, bodies[0]):
            return False
        if self.mode is Mode.ANNEX and not self.upcoming.statement_before_body(position):
            self.mode = Mode.ANSWERS
        self.subsidiaries = False
        self._set_top(bodies)
        if self.mode is Mode.ANNEX:
            self.drafts.open(index, Kind.OTHER, bodies, heading=cue.text)
            return True
        self.mode = Mode.ANSWERS
        kind = Kind.SUMMARY if is_summary_heading(cue.text) else self._answer_kind(bodies)
        self.top_draft = self.drafts.open(index, kind, bodies, heading=cue.text)
        self.top_draft.has_text = tells_stance(cue.text)
        return True

    def _on_run_in(self, position: int, index: int, cue: Cue) -> bool:
        bodies = bodies_from(cue.body, self.names.keys)
        if cue.rule_id == "overview":
            self.mode = Mode.PREPARATION
            self.drafts.open(index, Kind.SUMMARY, bodies)
            return True
        if self.mode is not Mode.ANSWERS and cue.rule_id != "repeated":
            return False
        self.mode = Mode.ANSWERS
        self._set_top(bodies)
        heading = cue.text if cue.text.endswith(f": {cue.body}") else ""
        self.top_draft = self.drafts.open(index, self._answer_kind(bodies), bodies, heading=heading)
        return True

    def _on_opener(self, position: int, index: int, cue: Cue) -> bool:
        if self.mode is Mode.ANNEX:
            return self._on_opening_of_statement(position, index)
        if self.mode is Mode.MEETING or self.upcoming.is_introduced(position):
            return False
        start = self.blocks[position][1].char_start
        names = self.names.openers.get(start) or self.names.listed[start]
        body = is_body_name(names[0], self.names.keys) and not parties_named(names[0], self.names.parties)
        if self._speaks_on(names) or (self._in_statement() and not body) or is_silence(self.blocks[position][2]):
            return False
        self.mode = Mode.PREPARATION
        self.drafts.open(index, Kind.SUMMARY, tuple(b for name in names for b in bodies_from(name, self.names.keys)))
        return True

    def _on_remark(self, position: int, index: int, cue: Cue) -> bool:
        above_text = is_bare_label(cue.text)  # all below it is the remark, up to the next heading
        draft = self.drafts.open(index, Kind.PROPOSAL, self._sender())
        draft.closed = self.mode is Mode.ANSWERS and not above_text
        return True

    def _heads_answer(self, position: int, cue: Cue, body: Body) -> bool:
        """In the front of a document a name can be a letterhead: it heads an answer only where one follows."""
        if cue.rule_id.startswith("answer_heading") or self.upcoming.answer_follows(position):
            return True
        sibling = cue.rule_id == "sibling"
        letterhead = body.is_office or body.type in {RespondentType.EXECUTIVE, RespondentType.MUNICIPALITY}
        if letterhead and not sibling:
            return False
        least = 1 if sibling else _MIN_PROSE_CHARS
        following = self.blocks[position + 1 : position + 2]
        if sibling and any(b.role is BlockRole.HEADING for _, b, _ in following):
            return position > 0  # a heading of its own, such as 'Beslut', stands between the name and the text
        return position > 0 and any(b.role is BlockRole.BODY and len(t) >= least for _, b, t in following)

    def _on_lead_in(self, position: int, index: int, cue: Cue) -> bool:
        if self.mode is Mode.ANNEX:
            return False
        current = self.drafts.current
        if cue.label == "summary" and current is not None and current.kind is Kind.RESPONSE and not current.has_text:
            current.kind = Kind.SUMMARY
            self.drafts.extend(index)
            return True
        meeting, office = meeting_and_office_dates(cue.text, default_year=self.year)
        bodies, author = self._lead_in_speaker(cue)
        if not bodies:
            return False
        current = self.drafts.current
        fresh = current is not None and not current.has_text
        if fresh and self._is_organ(position, bodies[0]):
            bodies = self.top
        if bodies == self.top and fresh and current is not None and current.bodies == bodies:
            draft = self.drafts.extend(index)
        else:
            draft = self._open_answer(index, bodies)
        draft.author_body, draft.date = author, office
        draft.meeting_date = meeting or (self.top_draft.meeting_date if self.top_draft and bodies == self.top else None)
        self.mode = Mode.ANSWERS
        return True

    def _lead_in_speaker(self, cue: Cue) -> tuple[tuple[Body, ...], str]:
        """Return (who answers, the office that wrote) for a lead-in; nobody where that cannot be said."""
        raw = nominative(cue.body, self.document.text)
        bodies = bodies_from(raw, self.names.keys)
        if is_generic(raw[:1].upper() + raw[1:]):
            return self.top, raw
        if not bodies[0].is_office:
            if any(same_body(bodies[0].name, b.name) or b.name.startswith(f"{bodies[0].name} i ") for b in self.top):
                return self.top, ""
            return bodies, ""
        if is_sender_office(raw):
            return bodies, raw
        own = self.drafts.current if self._in_answer() else None
        if self.top and not (own and own.author_body and own.author_body != raw and own.has_text):
            return self.top, raw
        return bodies, raw

    def _is_organ(self, position: int, body: Body) -> bool:
        """Say whether a board only speaks for the municipality or region in the heading right above its lead-in."""
        return self._is_organ_of_top(body) and not self.upcoming.lead_in_follows(position)

    def _on_decision_lead(self, position: int, index: int, cue: Cue) -> bool:
        bodies = bodies_from(nominative(cue.body), self.names.keys)
        generic = is_generic(bodies[0].name)
        same = bool(self.top) and (generic or same_body(bodies[0].name, self.top[0].name))
        same = same or (not self._has_text() and self._is_organ(position, bodies[0]))
        if not same and (generic or not self._begins_answer(position, cue)):
            return False
        if same and self._in_statement():
            return False
        if not same:
            self.mode = Mode.ANSWERS
            self._set_top(bodies)
        elif self.mode is Mode.ANNEX:
            return False
        draft = self.drafts.open(index, Kind.DECISION, self.top)
        meeting, other = meeting_and_office_dates(cue.text, default_year=self.year)
        draft.meeting_date = meeting or other
        self.top_draft = draft
        return True

    def _begins_answer(self, position: int, cue: Cue) -> bool:
        """In the case text a board's decision is history, unless its form and what follows make it an answer."""
        if self.mode in {Mode.ANSWERS, Mode.ANNEX}:
            return True
        return self.upcoming.answer_follows(position) and opens(cue.text)

    def _on_executive(self, position: int, index: int, cue: Cue) -> bool:
        if self.mode is Mode.ANNEX or (self.mode is Mode.ANSWERS and self._in_answer()):
            return False
        bodies = bodies_from(nominative(cue.body), self.names.keys)
        self._set_top(bodies)
        self.mode = Mode.MEETING if self.mode is Mode.MEETING else Mode.CASE
        self.drafts.open(index, Kind.PROPOSAL, bodies)
        return True

    def _on_rapporteur(self, position: int, index: int, cue: Cue) -> bool:
        if self.mode in {Mode.ANNEX, Mode.ANSWERS}:
            return False
        self.mode = Mode.RAPPORTEUR
        self.drafts.open(index, Kind.RAPPORTEUR, self._sender())
        return True

    def _on_text(self, index: int, block: Block, text: str) -> None:
        heading = block.role is BlockRole.HEADING
        current = self.drafts.current
        in_front = self.mode in {Mode.PREPARATION, Mode.CASE} and not heading
        if (in_front and self._summary(index, block, text)) or self._sender_signs(index, text):
            return
        summed = self.mode is Mode.PREPARATION and self._current_kind() is Kind.SUMMARY
        told = summed or (self.mode is Mode.PREPARATION and self._in_statement())
        if (self.mode is Mode.ANSWERS or told) and is_sender_remark(text):
            self.drafts.open(index, Kind.PROPOSAL, self._sender()).closed = True
            return
        if summed and (announces_answers(text) or tells_of_no_answer(text)):
            self.drafts.open(index, Kind.PREPARATION, self._sender())
            return
        if current is not None and index > 0 and self._leaves_table(block, current.end):
            self.drafts.open(index, Kind.PROPOSAL, self._sender(), heading=text if heading else "")
            return
        if current is not None and current.closed:
            goes_on = self.mode is Mode.ANSWERS and self.top and not (heading and self.names.headings)
            goes_on = goes_on and not is_silence(text)
            kind = Kind.RESPONSE if goes_on else Kind.OTHER
            self.drafts.open(index, kind, self.top if kind is Kind.RESPONSE else ())
            return
        if current is not None and current.kind is Kind.DECISION and self._leaves_decision(block, text):
            self._open_answer(index, current.bodies)
            return
        fresh = current is not None and not current.has_text
        if fresh and current is not None and is_byline(text):
            current.date = current.date or first_date(text, default_year=self.year)
            heading = True
        self.drafts.extend(index, heading=heading and fresh)

    def _leaves_table(self, block: Block, end: int) -> bool:
        """Say whether a block is the first one below a table of answers: it belongs to whoever made the table."""
        above = self.document.blocks[end]
        return bool(self.rows) and above.role is BlockRole.TABLE and block.role is not BlockRole.TABLE

    def _summary(self, index: int, block: Block, text: str) -> bool:
        """Begin a short summary where a paragraph under 'Beredning' begins with a body as its subject."""
        inside = block.role is BlockRole.LIST_ITEM or (self.rows and block.role is BlockRole.TABLE)
        if inside or self.asked.tells_who_was_asked(text) or tells_of_no_answer(text):
            return False
        names, end = leading_bodies(text, self.names.keys)
        if not names or self.asked.is_procedure(text[end:]) or self._only_sends(names[0]):
            return False
        # Without a heading that says so, only those who were asked are taken to answer in running text.
        if self.mode is Mode.CASE and not all(respondent_key(name) in self.names.keys for name in names):
            return False
        told = opening_names(text, self.names.keys)
        # A name of unknown form is longer than its known beginning: 'Föräldraföreningen Ekens skola'.
        if told and told[0].startswith(names[0]) and not told[0][len(names[0]) :].startswith((" och ", ", ", " samt ")):
            names = told
        if self._speaks_on(names):
            return False
        self.mode = Mode.PREPARATION
        bodies = tuple(body for name in names for body in bodies_from(name, self.names.keys))
        self.drafts.open(index, Kind.SUMMARY, bodies)
        return True
