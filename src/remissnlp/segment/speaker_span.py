"""Where a lead names its political speakers: the run of persons with a party, of parties and of groups in it."""

from __future__ import annotations

import re
from functools import lru_cache

from remissnlp.segment.parties import PERSON, Parties, parties_named, party_names

# Words that stand in front of a name and are no part of it.
_NO_NAME = (
    r"(?!(?:Reservation|Särskil|Protokoll|Ersättaryttrande|Yttrande|Uttalande|Röstförklaring|Avvikande|Tilläggs|Mot|Från|Av"
    r"|Skriftlig|Gemensam|Häremot|Även|Också|Till|Vid|Ledam|Ersättare|Ordförande)[a-zåäö]*\b)"
)
_ROLE = (
    r"(?:(?:[Dd]e |[Dd]en |[Vv]ice |[Ff]örste |[Aa]ndre |[Ee]j |[Tt]jänstgörande |[Ss]amtliga )*"
    r"(?i:ledamot|ledamöter|ersättare|suppleant|ordförande|gruppledare|representant|företrädare|kommunalråd|oppositionsråd"
    r"|regionråd)[a-zåäö]* )"
)
_CODE = r"[A-ZÅÄÖa-zåäö]{1,5}"
_JOINER = r"(?:,? och |,? samt |,? respektive |, )"
_PAREN = rf"\((?:alla |båda |samtliga )?(?:{_CODE}|[A-ZÅÄÖ][\wÀ-ÿ -]{{3,40}})(?:{_JOINER}{_CODE}){{0,5}}\)"
_ET_AL = r"(?:,? m\.? ?fl\.?| med flera)"


@lru_cache(maxsize=64)
def _pattern(local: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a run of speakers, with the local parties of a document."""
    party = rf"(?:{party_names(local)})(?:s (?:ledamöter|grupp|ledamot|företrädare))?"
    person = rf"{_ROLE}?{_NO_NAME}{PERSON.pattern}(?:{_ET_AL})?(?:,? (?:för |från )?(?:{_PAREN}|{party}))?{_ET_AL}?"
    group = (
        rf"(?:{_ROLE}(?:från|för|i|ur) (?:{party}|{_CODE}(?![a-zåäö]))(?:{_JOINER}(?:{party}|[A-ZÅÄÖ]{{1,4}}(?!\w)))*"
        rf"|{party}(?: {_PAREN})?(?: (?:genom|via) {_NO_NAME}{PERSON.pattern})?"
        rf"|{_PAREN}|(?-i:[A-ZÅÄÖ]{{1,4}})-(?:gruppen|ledamöterna)"
        rf"|(?-i:S|M|V|MP|C|L|FP|KD|SD)(?![\w-]))"
    )
    item = rf"(?:{group}|{person})"
    return re.compile(rf"(?<![\wÀ-ÿ]){item}(?:(?:{_JOINER}| ){item})*(?![\wÀ-ÿ])")


def speaker_span(text: str, parties: Parties) -> tuple[int, int] | None:
    """Return (start, end) of the first run of speakers in a text of whom a party is known, or None.

    Args:
        text: the lead of a statement.
        parties: what the document tells of parties.
    """
    for match in _pattern(tuple(sorted(parties.names, key=len, reverse=True))).finditer(text):
        named = parties_named(match.group(), parties) or parties.of_people(PERSON.findall(match.group()))
        if named:
            return match.start(), match.end()
    return None
