"""Who speaks at the beginning of a sentence: persons with their parties, parties, groups of members, one after another.

'vice ordföranden Bo Al m.fl. (S), Eva Ek (MP), ersättare, samt Rädda Viken genom Ola By lämnar …': what stands in front
of the verb is the subject, whatever the verb is.
"""

from __future__ import annotations

import re

from remissnlp.segment.parties import NO_PARTIES, PERSON, PERSON_FORM, Parties, parties_named, party_at

_ROLE = (
    r"(?:(?:[Dd]en|[Dd]e|[Ee]j|[Ii]cke|[Vv]ice|[Ff]örste?|[Aa]ndre|[12]:[ea]|[Tt]jänstgörande|[Uu]ndertecknade?"
    r"|[Ää]ven|[Oo]ckså) ){0,3}"
    r"(?:[A-ZÅÄÖa-zåäö][a-zåäö-]+(?:e|en|na|n|t|et|er|re) )?"
)
_ET_AL = r"(?:,? (?:m\. ?fl\.?|m ?fl|med flera))?"
_PARENTHESIS = r"\((?!(?i:reserv|särskil|protokoll|röstför|ersättaryttr|anteckn))(?:[^()\d]{1,60}|–|-)\)"
# Words that a sentence or heading begins with, and no name.
_NO_NAME = (
    r"(?!(?:Enligt|Genom|Från|Av|Med|Mot|Till|Vid|Inom|För|Även|Också|Häremot|Dessutom|Skriftlig|Gemensam|Reservation"
    r"|Avvikande|Särskil|Protokoll|Ersättaryttr|Röstförkl|Anteckning|Yttrande|Uttalande|Följande)[a-zåäö]* )"
)
_PERSON = re.compile(rf"{_NO_NAME}{_ROLE}{PERSON_FORM}{_ET_AL}(?: {_PARENTHESIS})?")
_MEMBERS = re.compile(
    r"[Dd]en? (?:[a-zåäö]+ ){1,2}(?:gruppen|ledamöterna|partierna|blocket)"
    r"|(?:(?:[Dd]e|[Dd]en|[Ss]amtliga|[Aa]lla|[Öö]vriga|[Bb]åda) )?(?:[a-zåäö]+ )?"
    r"(?:[A-ZÅÄÖa-zåäö]*[Ll]edamöter(?:na)?|[Rr]epresentanter(?:na)?|[Ee]rsättar(?:e|na)|[Gg]ruppen|[Ff]öreträdar(?:e|na))"
    rf"(?: (?:från|för|i|ur) (?=[A-ZÅÄÖa-zåäö])|(?= {_PARENTHESIS}))"
)
# What can stand behind the name of a party: 's fullmäktigegrupp', ' i Vik', ' (VB)'.
_BEHIND_PARTY = re.compile(
    r"(?:s (?:[a-zåäö]+ )?[a-zåäö]*(?:grupp|ledam|företräd|representant|ersättar)[a-zåäö]*(?: i [a-zåäö]+)?)?"
    rf"(?: i [A-ZÅÄÖ][\wÀ-ÿ-]+)?(?: {_PARENTHESIS})?"
)
_CODES = re.compile(rf"{_PARENTHESIS}(?:(?:,? och|,? samt|,)? {_PARENTHESIS})*")
_JOINER = re.compile(
    r",? (?:och|samt|jämte|respektive|tillsammans med|genom|via|gm|(?:med|under) instämmande (?:av|från)) (?:för )?"
    r"|, | ?/ ?| & "
)
# Words that a role, town or union between commas does not have, but what is said of the speaker does.
_NO_VERB = r"(?!(?:som|vilk\w+|och|samt|men|då) )(?![^,]*\b(?:att|sig|protokoll\w*|anteckn\w*|reserv\w*|följande)\b)"
# 'Bo Al, Rimsjö, …', 'Eva Ek (V), ej tjänstgörande ersättare, …', 'Bo Al och Eva Ek, båda Liberalerna, …'
_APPOSITION = re.compile(
    rf",? (?:(?:båda|alla|samtliga) [^.:;,()]{{2,50}}|(?<=, ){_NO_VERB}[^.:;,()]{{2,60}})"
    rf"(?: {_PARENTHESIS})?(?=,)"
)
_BOARD = re.compile(
    r" (?:i|från|för) [a-zåäö-]+(?:(?: och|,) [a-zåäö-]+)*(?:nämnden|styrelsen|utskottet|fullmäktige)\b"
)
_OF = re.compile(r" (?:från|för|i) ")
_MAX_PARTS = 12
WORD = re.compile(r"(?<![\wÀ-ÿ-])[\wÀ-ÿ(]")


def subject_end(text: str, parties: Parties = NO_PARTIES) -> int:
    """Return where the speakers with which a text begins end, 0 where it begins with none.

    Args:
        text: a sentence, or words behind 'av' and the like.
        parties: what the document tells of parties.
    """
    end = position = 0
    for _ in range(_MAX_PARTS):
        found = _part_end(text, position, parties)
        if found == position:
            break
        end = _beside(text, found, parties)
        joiner = _JOINER.match(text, end)
        if joiner is None:
            break
        position = joiner.end()
    return end


def speaker_span(text: str, parties: Parties, begin: int = 0) -> tuple[int, int] | None:
    """Return (start, end) of the first speakers in a text of whom a party is known, or None.

    Args:
        text: the lead of a statement.
        parties: what the document tells of parties.
        begin: the offset from which to search.
    """
    for word in WORD.finditer(text, begin):
        start = word.start()
        who = text[start : start + subject_end(text[start:], parties)]
        if who and (parties_named(who, parties) or parties.of_people(PERSON.findall(who))):
            return start, start + len(who)
    return None


def _part_end(text: str, position: int, parties: Parties) -> int:
    """Return where the one speaker at `position` ends, or `position`."""
    if (codes := _CODES.match(text, position)) and position == 0:
        return codes.end()
    if party := party_at(text, position, parties):
        behind = _BEHIND_PARTY.match(text, party)
        end = behind.end() if behind else party
        return position if text[end : end + 2] in {"s", "s "} else end  # 'Vänsterpartiets yrkande' is no speaker
    if members := _MEMBERS.match(text, position):
        return _part_end(text, members.end(), parties) if text[members.end() - 1] == " " else members.end()
    if person := _PERSON.match(text, position):
        return person.end()
    return position


def _beside(text: str, end: int, parties: Parties) -> int:
    """Return where words about a speaker end: a board, a party, a town or role between commas."""
    if board := _BOARD.match(text, end):
        end = board.end()
    elif of := _OF.match(text, end):
        end = party_at(text, of.end(), parties) or end
    while apposition := _APPOSITION.match(text, end):
        end = apposition.end()
    return end
