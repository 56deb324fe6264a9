"""Who speaks: names and dates out of the lead of an answer."""

from __future__ import annotations

import re
from functools import lru_cache

from remissnlp.dates import find_dates
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.marks import without_notes
from remissnlp.segment.persons import is_household
from remissnlp.segment.plurals import singular_names
from remissnlp.segment.register import (
    Body,
    body_from_name,
    enumerated_name,
    is_body_name,
    is_generic,
    one_company,
    respondent_key,
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


def nominative(name: str, text: str = "") -> str:
    """Return a name without genitive: 'Lindvikshems' -> 'Lindvikshem', 'Lindviks Stadshus AB:s' -> '… AB'.

    Args:
        name: the name as it stands before 'remissvar', 'yttrande' and the like.
        text: the document, where the shorter form must occur if the name's last word could end in s by nature.
    """
    name = re.sub(r":s$", "", _REPRESENTED.sub("", _ACRONYM.sub("", " ".join(name.split()))))
    name = _GENITIVE_PLACE.sub("", name)
    name = of_board(name)
    if not name.endswith("s"):
        return name
    bare = name[:-1]
    if is_body_name(bare) or not text:
        return bare
    return bare if re.search(rf"{re.escape(bare)}(?!\w)", text) else name


def of_board(name: str) -> str:
    """Return the body for which 'Styrelsen i Viks byalag' speaks, or the name itself."""
    board = _BOARD_OF.match(name)
    return name[board.end() :] if board and is_body_name(name[board.end() :]) else name


def split_joint(name: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names within a joint heading ('Kulturnämnden och fritidsnämnden'), or the one name it is."""
    first, also, last = name.rpartition(" samt ")
    if also and len(front := split_joint(first, known)) > 1 and is_body_name(last, known):
        return (*front, last)
    parts = [_capital(part.strip()) for part in _JOINERS.split(name) if part.strip()]
    if respondent_key(name) in known or enumerated_name(name) == name or is_household(name):
        return (_capital(name),)
    if several := singular_names(name):
        return several
    if len(parts) > 1 and all(is_body_name(part, known) for part in parts) and not one_company(*parts[-2:]):
        return tuple(parts)
    return (_capital(name),)


def bodies_from(name: str, known: frozenset[str] = frozenset()) -> tuple[Body, ...]:
    """Return the body, or the bodies of a joint answer, that a name denotes."""
    return tuple(body_from_name(part) for part in split_joint(name, known))


@lru_cache(maxsize=4096)
def leading_bodies(text: str, known: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], int]:
    """Return the names with which a sentence begins as its subject, and the offset of what follows them.

    Empty where the sentence does not begin with the name of a body that a lower-case word follows.
    """
    skipped = next((len(word) for word in ("Enligt ", "Varken ", "Både ", "Såväl ") if text.startswith(word)), 0)
    words = list(re.finditer(r"\S+", text[:240]))[1 if skipped else 0 :]
    if not skipped and words and first_match(load_rules("structure_sv.yaml", "preposition"), words[0].group()):
        return (), 0  # 'På kommunstyrelsens vägnar'
    best: tuple[tuple[str, ...], int] = ((), 0)
    for count in range(1, min(len(words), 16)):
        if best[0] and first_match(load_rules("structure_sv.yaml", "verb"), words[count - 1].group()):
            break  # no name goes on behind the verb
        following = words[count].group()
        if (
            not following[0].islower()
            or "@" in following
            or (following.rstrip(",") in {"och", "samt", "i", "för"} and count < 2)
        ):
            continue
        candidate = text[skipped : words[count - 1].end()].rstrip(",")
        names = split_joint(without_notes(candidate, registered=True), known)
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
