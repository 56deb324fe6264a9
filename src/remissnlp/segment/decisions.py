"""Items of decisions, proposals for decision and counter-proposals, with what each of them does."""

from __future__ import annotations

from remissnlp.records import POLITICAL_KINDS, Block, BlockRole, Decision, DecisionAction, Document, Kind, Segment
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import content_blocks

_TABLE = "decisions_sv.yaml"
_DECIDING_KINDS = frozenset({Kind.DECISION, Kind.PROPOSAL, Kind.RESPONSE, Kind.OTHER}) | POLITICAL_KINDS


def find_decisions(document: Document, segments: tuple[Segment, ...]) -> tuple[Decision, ...]:
    """Return the decision items of all segments in text order."""
    blocks = content_blocks(document)
    decisions: list[Decision] = []
    for segment in segments:
        if segment.kind in _DECIDING_KINDS:
            own = [(b, t) for _, b, t in blocks if segment.char_start <= b.char_start < segment.char_end]
            decisions += _segment_decisions(document, segment, own)
    return tuple(decisions)


def _segment_decisions(document: Document, segment: Segment, blocks: list[tuple[Block, str]]) -> list[Decision]:
    decisions: list[Decision] = []
    in_list = False
    for block, text in blocks:
        if first_match(load_rules(_TABLE, "list_lead"), text):
            in_list = True
        elif in_list and block.role is BlockRole.LIST_ITEM:
            decisions.append(_decision(document, segment, block, text))
        elif in_list and segment.kind is Kind.DECISION and block.role is BlockRole.BODY and not decisions:
            # A decision of one sentence has no number.
            decisions.append(_decision(document, segment, block, text))
            in_list = False
        elif block.role is not BlockRole.HEADING:
            in_list = False
    return decisions


def _decision(document: Document, segment: Segment, block: Block, text: str) -> Decision:
    start = document.text.index(text, block.char_start)
    found = first_match(load_rules(_TABLE, "action"), text)
    return Decision(
        segment_id=segment.segment_id,
        doc_id=document.doc_id,
        item=block.marker.strip().rstrip(".)"),
        text=text,
        action=DecisionAction(found[0].label) if found else DecisionAction.OTHER,
        page=document.page_at(start),
        char_start=start,
        char_end=start + len(text),
    )
