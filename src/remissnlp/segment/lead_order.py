"""Leads of political statements in any order of their words, read as a frame around who speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from remissnlp.rules import first_match, load_rules
from remissnlp.segment.parties import Authors, Parties, read_authors
from remissnlp.segment.speaker_span import speaker_span

_TABLE = "statement_order_sv.yaml"
_SPEAKER = "¤"
_CLAUSE_END = re.compile(r"[.:;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """What a frame tells: the rule that knows it, its first clause, who speaks and the words that say where ('')."""

    rule_id: str
    frame: str
    authors: Authors
    place: str


def read_frame(text: str, parties: Parties) -> Framed | None:
    """Return what a lead tells with its speakers put aside, or None for a text of another frame.

    Args:
        text: a block, or its beginning.
        parties: what the document tells of parties.
    """
    span = speaker_span(text, parties)
    if span is None or _SPEAKER in text:
        return None
    frame = f"{text[: span[0]]}{_SPEAKER}{text[span[1] :]}"
    found = first_match(load_rules(_TABLE, "frame"), frame)
    if found is None:
        return None
    clause = frame[: found[1].end()] + _CLAUSE_END.split(frame[found[1].end() :])[0]
    place = first_match(load_rules(_TABLE, "place"), frame[: found[1].end()])
    return Framed(
        rule_id=found[0].id,
        frame=clause,
        authors=read_authors(text[span[0] : span[1]], parties),
        place=place[1]["body"] if place else "",
    )
