"""Headings inside an answer that name a paper or a step of who answers: 'Nämndens beslut', 'Ur kontorets utlåtande'."""

from __future__ import annotations

from remissnlp.rules import first_match, load_rules
from remissnlp.segment.register import body_from_name, is_generic


def is_answer_part(text: str) -> bool:
    """Say whether a heading goes on with the answer above it, and so names nobody who answers.

    It tells from which paper the answer was taken ('Protokollsutdrag 2019-03-04 § 8', 'Svar från styrelsen'), speaks of
    'nämnden', 'förvaltningen' and the like, or cites from a paper of an office; a heading such as 'Kulturnämndens
    yttrande' begins an answer of its own.
    """
    if first_match(load_rules("marks_sv.yaml", "paper"), text.strip()):
        return True
    found = first_match(load_rules("structure_sv.yaml", "answer_part"), text.strip())
    if not found:
        return False
    body = found[1]["body"]
    body = body[:1].upper() + body[1:]
    return is_generic(body) or (text.startswith(("Ur ", "Utdrag ur ")) and body_from_name(body).is_office)
