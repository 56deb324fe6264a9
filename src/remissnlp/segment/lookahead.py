"""What follows a block: the cues ahead that tell a letterhead from the heading of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from remissnlp.segment.headings import Cue, CueKind
from remissnlp.segment.told import opens

_LOOKAHEAD = 4
_ANSWER_CUES = frozenset({CueKind.DECISION_LEAD, CueKind.LEAD_IN, CueKind.STATEMENT})
_STATEMENT_CUES = frozenset({CueKind.STATEMENT, CueKind.STATEMENT_HEADING, CueKind.STATEMENT_JOINS})
_BEGINNINGS = frozenset({CueKind.LEAD_IN, CueKind.BODY_HEADING, CueKind.TOPIC, CueKind.PART})
_OWN_TEXT_CUES = frozenset({CueKind.DECISION_LEAD, CueKind.LEAD_IN})


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The cues of all content blocks by position, the index of each block in its document, and which are headings."""

    cues: Sequence[Cue | None]
    indices: Sequence[int]
    headings: frozenset[int] = frozenset()

    def answer_follows(self, position: int) -> bool:
        """Say whether a decision, lead-in or statement stands within the next blocks, or a decision right here."""
        ahead = {cue.kind for cue in self._ahead(position)}
        return bool(_ANSWER_CUES & ahead) or self._kind(position) is CueKind.DECISION_LEAD

    def statement_before_body(self, position: int) -> bool:
        """In an annex: say whether what comes next is a statement and no answer, so that the annex goes on."""
        following = next(iter(self._ahead(position)), None)
        return following is None or following.kind not in _OWN_TEXT_CUES

    def lead_in_follows(self, position: int) -> bool:
        """Say whether the next answer begins with a lead-in and not with a heading of its own."""
        kinds = (cue.kind for cue in self.cues[position + 1 :] if cue)
        return next((kind for kind in kinds if kind in _BEGINNINGS), None) is CueKind.LEAD_IN

    def statement_follows(self, position: int) -> bool:
        """Say whether political statements, or a heading over them, stand within the next blocks."""
        ahead = self._ahead(position)
        return any(cue.kind in _STATEMENT_CUES or cue.rule_id == "part.annex" for cue in ahead)

    def structure_follows(self, position: int) -> bool:
        """Say whether the next block is a heading or begins something, or nothing follows at all."""
        following = position + 1
        if following >= len(self.cues) or following in self.headings:
            return True
        # A paragraph that begins with its speaker is the text of the heading right above it.
        kind = self._kind(following)
        return kind is not None and not (kind is CueKind.OPENER and position in self.headings)

    def is_introduced(self, position: int) -> bool:
        """Say whether the lead of a statement right above says that its text follows: '… anför följande:'."""
        above = self.cues[position - 1] if position else None
        return above is not None and above.kind is CueKind.STATEMENT and opens(above.text)

    def is_decision_lead(self, index: int) -> bool:
        """Say whether the block with this index in the document introduces a decision."""
        return index in self.indices and self._kind(self.indices.index(index)) is CueKind.DECISION_LEAD

    def _ahead(self, position: int) -> list[Cue]:
        return [cue for cue in self.cues[position + 1 : position + 1 + _LOOKAHEAD] if cue]

    def _kind(self, position: int) -> CueKind | None:
        cue = self.cues[position]
        return cue.kind if cue else None
