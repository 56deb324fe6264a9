"""The head of an e-mail: the lines that belong to it, and the body that its sender line names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from remissnlp.records import RespondentType
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.register import body_from_name, is_body_name

_TABLE = "structure_sv.yaml"
# 'Viks kommun – kommunkansliet', 'Kulturnämnden (Eva)': who of a body writes.
_WRITER = re.compile(r"\s*\([^()]*\)$| [–-] [^–-]{3,60}$")
_PLACE = re.compile(r" i (?P<place>[A-ZÅÄÖ][\wÀ-ÿ-]+(?: [A-ZÅÄÖ][\wÀ-ÿ-]+)*)$")


def head_length(blocks: Sequence[NumberedBlock]) -> int:
    """Return the number of lines of the head with which an e-mail begins; 0 for any other text."""
    begins = bool(blocks) and first_match(load_rules(_TABLE, "mail_from"), blocks[0][2]) is not None
    return len(list(takewhile(lambda entry: _is_field(entry[2]), blocks))) if begins else 0


def _is_field(text: str) -> bool:
    return any(first_match(load_rules(_TABLE, part), text) for part in ("mail_from", "mail_field"))


def is_quoted(text: str) -> bool:
    """Say whether a line stands above an earlier e-mail that is quoted below its answer."""
    return first_match(load_rules("papers_sv.yaml", "quoted"), text) is not None


def sender_body(name: str) -> str:
    """Return the body in a sender line such as 'Kulturnämnden (Eva)', or the whole line."""
    bare = _WRITER.sub("", name)
    return bare if is_body_name(bare) else name


def whole_of(name: str, blocks: Sequence[NumberedBlock]) -> str:
    """Return the municipality that sends an e-mail in which its executive says what it decided, else the name.

    Args:
        name: who speaks by the text: 'Kommunstyrelsen i Vik'.
        blocks: the content blocks of the e-mail.
    """
    place = _PLACE.search(name)
    if not place or body_from_name(name).type is not RespondentType.EXECUTIVE:
        return name
    lines = (first_match(load_rules(_TABLE, "mail_from"), text) for _, _, text in blocks[:1])
    senders = [sender_body(found[1]["name"].strip(' "')) for found in lines if found]
    whole = (s for s in senders if body_from_name(s).type is RespondentType.MUNICIPALITY)
    return next((s for s in whole if s.startswith(place["place"])), name)
