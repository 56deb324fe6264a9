"""Whether the lead of a political statement holds or introduces its text, or only tells that there is one."""

from __future__ import annotations

import re

from remissnlp.rules import first_match, load_rules
from remissnlp.segment.headings import Cue

_OPENS = re.compile(r"\bföljande\b|\bnedan\b|:\s*$|:\s+(?=[A-ZÅÄÖ”\"»])")
# A reservation that is told in one sentence, reasons and all.
_TELLS = re.compile(
    r"\b(?:som|vilken|vilka|och|då|eftersom|därför att|med motiveringen|med hänvisning till) (?:\w+ ){0,3}?"
    r"(?:ansåg|anser|yrkat|anfört|föreslagit|menade|menar|ville|vill|att|yrkade|önskade|hade|borde|inte)\b"
    # '… ett särskilt yttrande av innebörd att', '… i en reservation framhållit att'
    r"|\b(?:innebörd(?:en)?|innehåll(?:et)?|lydelse|mening(?:en)?|anf\wr\w*|framh\wll\w*|skriv\w+|skrev|uttala\w+|yttra[rt]|påpeka\w+"
    r"|framf\wr\w*|förklara\w+|hävda\w+|mena\w+|ans\w+|begär\w+)(?: bl\.a\.| bland annat| också| även)?,? att\b"
)
# Forms that hold the statement itself, reasons and all.
_TOLD = frozenset({"statement.noun_party_colon", "statement.noun_colon_party", "statement.votes_because"})
# 'Mot beslutet reserverade sig Bo Al (s). Han ansåg …', '… har låtit anteckna att …': the reasons follow at once.
_GOES_ON = re.compile(
    r"\banteckna(?:t)?,? att\b"
    r"|[.)] (?:De|Han|Hon|Hen|Vi|Jag|Dessa|Partiet|Partierna|Gruppen|Enligt|Reservant\w*|Som skäl|Motivering\w*)\b"
)


def opens(text: str) -> bool:
    """Say whether a lead says that the text follows: 'enligt följande', a colon at its end."""
    return bool(_OPENS.search(text))


def tells_stance(heading: str) -> bool:
    """Say whether a heading tells the stance of who it names, so that an answer needs no text below it."""
    return first_match(load_rules("structure_sv.yaml", "verdict"), heading) is not None


def holds_text(cue: Cue) -> bool:
    """Say whether the lead of a statement tells its reasons or says that they follow.

    'Bo Al (S) reserverar sig mot beslutet.' does neither.
    """
    return cue.rule_id in _TOLD or any(pattern.search(cue.text) for pattern in (_OPENS, _TELLS, _GOES_ON))
