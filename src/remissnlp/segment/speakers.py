"""Who speaks: names, parties and dates out of the lead of an answer or statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from remissnlp.dates import find_dates
from remissnlp.resources import read_yaml
from remissnlp.segment.register import Body, body_from_name, is_body_name, is_generic, one_company, respondent_key

_PARTY_GROUP = re.compile(
    r"\((?:alla |båda |samtliga )?([A-ZÅÄÖa-zåäö]{1,5}(?:(?:,| och|,? samt) [A-ZÅÄÖa-zåäö]{1,5}){0,4})\)"
)
# 'M-, L- och KD-ledamöterna'
_PARTY_PREFIX = re.compile(r"\b([A-ZÅÄÖ]{1,3}|Fi)-(?=[, ]|ledam|grupp|politiker)")
# A local party that no table knows, by the form of its name.
_LOCAL_PARTY = re.compile(r"\b([A-ZÅÄÖ][a-zåäö]+(?:partiet|listan))(?=s?\b)")
# 'Reservation från MP och V'
_BARE_CODES = re.compile(r"^[A-ZÅÄÖ]{1,3}(?:(?:, | och |,? samt )[A-ZÅÄÖ]{1,3})*$")
_PARTY_SPLIT = re.compile(r",? och |,? samt |, ")
_PERSON = re.compile(
    r"[A-ZÅÄÖÉ][\wÀ-ÿ'’-]+(?: (?:von|af|av|de|da|del|van|el|al|la|le)(?= [A-ZÅÄÖÉ]))?(?: [A-ZÅÄÖÉ][\wÀ-ÿ'’-]+){1,3}"
)
_TITLE = re.compile(
    r"\b(?:[Ll]edam(?:oten|öterna|ot|öter)|[Ee]rsättar(?:en|na|e)|(?:[Vv]ice )?[Oo]rdförand(?:en|e)|[Tt]jänstgörande"
    r"|[Bb]orgarråd(?:et|en)?|[Kk]ommunalråd(?:et|en)?|[Gg]ruppledar(?:en|e))\b"
)
_ET_AL = re.compile(r"\bm\.? ?fl\.?")
_WHO_END = re.compile(
    r"\b(?:enligt följande|med följande|följande|med hänvisning|som instäm\w*|instäm\w*|som anslöt|anslöt|ansluter"
    r"|till förmån för)\b"
)
# 'Styrelsen för Lindvikshem AB' answers as the company.
_BOARD_OF = re.compile(r"^(?:Styrelsen|Bolagsstyrelsen) (?:för|i) (?=[A-ZÅÄÖ])")
# 'Vik AB, genom VD Bo Al' answers as Vik AB; 'Bo Al, Viken' as Bo Al; '(IMY)' is no part of the name.
_REPRESENTED = re.compile(r",? (?:genom|via) .*$|, som .*$|(?<=[a-zåäö]), [A-ZÅÄÖ][\wÀ-ÿ -]+$")
_ACRONYM = re.compile(r" \([A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{1,7}\)(?= |,|$)")
# 'Kammarrättens i Vik': the genitive stands before the place.
_GENITIVE_PLACE = re.compile(r"(?<=[a-zåäö])s(?= i [A-ZÅÄÖ][\wÀ-ÿ-]+$)")
_MEETING = re.compile(r"\b(?:sammanträdet?|mötet?)\b")
# The hyphen of 'vård- och omsorgsnämnden' joins one name.
_JOINERS = re.compile(r"(?<!-)(?:,? och |,? samt | eller |, )")


@dataclass(frozen=True, slots=True, kw_only=True)
class Authors:
    """The persons and parties behind a political statement, in printed order."""

    names: tuple[str, ...]
    parties: tuple[str, ...]


@lru_cache(maxsize=1)
def _party_codes() -> tuple[dict[str, str], dict[str, str]]:
    """Return (code in lower case -> code as printed, party name in lower case -> code)."""
    table = read_yaml("parties_sv.yaml")
    return (
        {code.lower(): code for code in table},
        {name.lower(): code for code, names in table.items() for name in names},
    )


def parties_named(text: str) -> tuple[str, ...]:
    """Return the codes of the parties that `text` names, in parentheses or by their full name, in printed order."""
    codes, names = _party_codes()
    found: list[tuple[int, int, str]] = []
    for match in _PARTY_GROUP.finditer(text):
        group = enumerate(_PARTY_SPLIT.split(match.group(1)))
        found += [
            (match.start(), place, codes.get(code.lower(), code.upper() if code.islower() else code))
            for place, code in group
        ]
    found += [(match.start(), 0, match.group(1)) for match in _PARTY_PREFIX.finditer(text)]
    lowered = text.lower()
    for name, code in names.items():
        found += [(match.start(), 0, code) for match in re.finditer(rf"\b{re.escape(name)}s?\b", lowered)]
    if not found:
        found = [(match.start(), 0, match.group(1)) for match in _LOCAL_PARTY.finditer(text)]
    return tuple(dict.fromkeys(code for _, _, code in sorted(found)))


def read_authors(who: str) -> Authors:
    """Return the persons and parties of a lead such as 'Bo Al m.fl. (S) och Eva Ek (V) enligt följande.'."""
    end = _WHO_END.search(who)
    head = who[: end.start()] if end else who
    parties = parties_named(head)
    if _BARE_CODES.match(head.strip(" .:")):
        codes = _party_codes()[0]
        parties = tuple(codes.get(c.lower(), c) for c in _PARTY_SPLIT.split(head.strip(" .:")))
    bare = _TITLE.sub(" , ", _ET_AL.sub(" ", _PARTY_GROUP.sub(" , ", head)))
    party_names = _party_codes()[1]
    names = [match.group() for match in _PERSON.finditer(bare) if match.group().lower() not in party_names]
    return Authors(names=tuple(dict.fromkeys(names)), parties=parties)


def nominative(name: str, text: str = "") -> str:
    """Return a name without genitive: 'Lindvikshems' -> 'Lindvikshem', 'Lindviks Stadshus AB:s' -> '… AB'.

    Args:
        name: the name as it stands before 'remissvar', 'yttrande' and the like.
        text: the document, where the shorter form must occur if the name's last word could end in s by nature.
    """
    name = re.sub(r":s$", "", _REPRESENTED.sub("", _ACRONYM.sub("", " ".join(name.split()))))
    name = _GENITIVE_PLACE.sub("", name)
    if (board := _BOARD_OF.match(name)) and is_body_name(name[board.end() :]):
        name = name[board.end() :]
    if not name.endswith("s"):
        return name
    bare = name[:-1]
    if is_body_name(bare) or not text:
        return bare
    return bare if re.search(rf"{re.escape(bare)}(?!\w)", text) else name


def split_joint(name: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names within a joint heading ('Kulturnämnden och fritidsnämnden'), or the one name it is."""
    parts = [_capital(part.strip()) for part in _JOINERS.split(name) if part.strip()]
    if respondent_key(name) in known:
        return (_capital(name),)
    if len(parts) > 1 and all(is_body_name(part, known) for part in parts) and not one_company(*parts[-2:]):
        return tuple(parts)
    return (_capital(name),)


def bodies_from(name: str, known: frozenset[str] = frozenset()) -> tuple[Body, ...]:
    """Return the body, or the bodies of a joint answer, that a name denotes."""
    return tuple(body_from_name(part) for part in split_joint(name, known))


def leading_bodies(text: str, known: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], int]:
    """Return the names with which a sentence begins as its subject, and the offset of what follows them.

    Empty where the sentence does not begin with the name of a body that a lower-case word follows.
    """
    skipped = next((len(word) for word in ("Enligt ", "Varken ", "Både ", "Såväl ") if text.startswith(word)), 0)
    words = list(re.finditer(r"\S+", text[:240]))[1 if skipped else 0 :]
    best: tuple[tuple[str, ...], int] = ((), 0)
    for count in range(1, min(len(words), 16)):
        following = words[count].group()
        if not following[0].islower() or (following.rstrip(",") in {"och", "samt", "i", "för"} and count < 2):
            continue
        candidate = text[skipped : words[count - 1].end()].rstrip(",")
        names = split_joint(candidate, known)
        if all(is_body_name(name, known) and not is_generic(name) for name in names):
            best = (names, words[count - 1].end())
    return best


def meeting_and_office_dates(text: str, *, default_year: int | None = None) -> tuple[str | None, str | None]:
    """Return (meeting date, other date) of a lead: the date after 'sammanträde' and the first one without it."""
    meeting = other = None
    for start, _, iso in find_dates(text, default_year=default_year):
        if _MEETING.search(text[max(0, start - 40) : start]):
            meeting = meeting or iso
        else:
            other = other or iso
    return meeting, other


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
