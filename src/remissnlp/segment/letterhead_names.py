"""The name in a line of a letterhead or running head that goes on with the kind, date or number of the paper."""

from __future__ import annotations

import re

from remissnlp.segment.headings import heading_name
from remissnlp.segment.register import is_body_name

_MAX_NAME_WORDS = 8
# 'GRANSKNINGSYTTRANDE Datum …', '401-6120-2017', 'Sida 2 (4)'; 'Yttrande över planen' is a subject.
_PAPER = re.compile(
    r"^,?(?:(?=[A-ZÅÄÖ])[\wÀ-ÿ]*"
    r"(?i:yttrande|remissvar|svar|skrivelse|protokoll|utdrag|utlåtande|beslut|handling|promemoria)"
    r"(?! (?:över|på|om|angående|rörande|avseende|gällande|med|till|från|av)\b)\b"
    r"|(?i:datum|dnr|diarienr|diarienummer|sida|sid\.|bilaga|pm|box|kansliet|ärende)\b"
    r"|\(?\d{4}|\(?\d+[-/(.:]|\d{3} \d\d\b|\d+ \(\d|\d{1,2} [a-zåäö]{3,9} \d{4})"
)


def name_in_front(text: str) -> str:
    """Return the name with which a line begins in front of the kind, date or number of a paper, or ''.

    'LÄNSSTYRELSEN VIK GRANSKNINGSYTTRANDE Datum Beteckning' -> 'Länsstyrelsen Vik'
    """
    words = text.split()
    for count in range(1, min(len(words) - 1, _MAX_NAME_WORDS) + 1):
        name = heading_name(" ".join(words[:count]).rstrip(","))
        if _PAPER.match(" ".join(words[count:])) and is_body_name(name):
            return name
    return ""
