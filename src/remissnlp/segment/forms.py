"""A form that one body filled in: fields about who answers, then questions with ticked boxes and reasons."""

from __future__ import annotations

from collections.abc import Sequence

from remissnlp.records import BlockRole, Document, Kind
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import Draft, NumberedBlock, content_blocks
from remissnlp.segment.letters import split_letter
from remissnlp.segment.speakers import bodies_from
from remissnlp.segment.tables import column_label

_TABLE = "structure_sv.yaml"
_FRONT_BLOCKS = 40
_MIN_QUESTIONS = 2
_MAX_NAME_WORDS = 12


def split_form(document: Document) -> list[Draft] | None:
    """Return the drafts of a form that one body filled in, or None for any other document.

    The one field for the name of who answers names the respondent; all from there on is its answer.
    """
    blocks = content_blocks(document)
    named = _named(blocks)
    if named is None:
        return None
    position, name = named
    front = [Draft(kind=Kind.OTHER, start=blocks[0][0], end=blocks[position - 1][0], has_text=True)] if position else []
    filled = blocks[position:]
    drafts = split_letter(document, filled, bodies=bodies_from(name), heading_lines=len(filled))
    for draft in drafts:
        draft.date = document.date if draft.kind is Kind.RESPONSE else draft.date
    return front + drafts


def _named(blocks: Sequence[NumberedBlock]) -> tuple[int, str] | None:
    """Return where the name stands that was filled in, and the name; None without questions or with two names."""
    labels = [position for position, (_, _, text) in enumerate(blocks) if _field(text)[0] == "respondent"]
    asked = [position for position, (_, _, text) in enumerate(blocks) if _asks(text)]
    if len(labels) != 1 or len(asked) < _MIN_QUESTIONS or not labels[0] < min(asked[0], _FRONT_BLOCKS):
        return None
    label = labels[0]
    name = _field(blocks[label][2])[1]
    place = label if name else label + 1
    name = name or (blocks[place][2] if _is_value(blocks, place) else "")
    return (place, name) if name and len(name.split()) <= _MAX_NAME_WORDS else None


def _field(text: str) -> tuple[str, str]:
    """Return what the label of a field asks for and what stands behind it: ('respondent', 'Vik AB')."""
    found = first_match(load_rules(_TABLE, "form_field"), text)
    return (found[0].label, found[1]["value"].strip() if found[1]["value"] else "") if found else ("", "")


def _is_value(blocks: Sequence[NumberedBlock], position: int) -> bool:
    """Say whether a block is what was filled in for the label above it, or beside it in a table of two columns."""
    if position >= len(blocks):
        return False
    _, block, text = blocks[position]
    beside = block.role is not BlockRole.TABLE or not block.gap_above
    return beside and not (_field(text)[0] or column_label(text) or _asks(text)) and text[-1] not in ".:?"


def _asks(text: str) -> bool:
    return first_match(load_rules(_TABLE, "form_question"), text) is not None
