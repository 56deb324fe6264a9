"""Parties and persons behind a statement; local parties by the form of their name or by how a document prints it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from remissnlp.resources import read_yaml
from remissnlp.segment.register import is_body_name

_CAPITAL = r"[A-ZÅÄÖÉ][\wÀ-ÿ'’-]+"
PERSON_FORM = (
    rf"{_CAPITAL}(?: [A-ZÅÄÖ]\.)?(?: (?:von|af|av|de|da|del|van|el|al|la|le)(?= [A-ZÅÄÖÉ]))?(?: {_CAPITAL}){{1,3}}"
)
PERSON = re.compile(PERSON_FORM)
_CODE = r"[A-ZÅÄÖa-zåäö]{1,5}"
_JOINERS = r"(?:,? och |,? samt |, )"
_SPLIT = re.compile(_JOINERS)
_GROUP = re.compile(rf"\((?:alla |båda |samtliga )?({_CODE}(?:{_JOINERS}{_CODE}){{0,5}})\)")
# 'M-, L- och KD-ledamöterna', 'M:s och KD:s reservation'
_PREFIX = re.compile(r"\b([A-ZÅÄÖ]{1,4}|Fi)(?:-(?=[, ]|ledam|grupp|politiker)|:s\b)")
_LETTERS = re.compile(r"(?P<code>[A-ZÅÄÖ]{1,4}|Fi)(?P<group>-gruppen|-ledamöterna|-|:s)?(?![\wÀ-ÿ.])")
# 'Reservation från MP och V', 'reservationen från V, MP och FI'
_BARE = re.compile(
    rf"(?:^|\b(?:från|av|för) )((?:[A-ZÅÄÖ]{{1,4}}|Fi)(?:{_JOINERS}(?:[A-ZÅÄÖ]{{1,4}}|Fi))*)(?=[.,:;]?\s*$|[ ,](?!\())"
)
# 'övriga ledamöter från m, fp och nyd': codes as older minutes print them.
_SMALL = re.compile(
    rf"\b(?:[Ll]eda|[Gg]rupp|[Rr]epresentant|[Ff]öreträdar)\w* (?:från|för|i) ({_CODE}(?:{_JOINERS}{_CODE})*)\b"
)
# The form that names of local parties have: 'Byalistan', 'Skogspartiet Vik', 'Viks Väl', 'Framtid Vik'.
_FORM = (
    r"[A-ZÅÄÖ][\wÀ-ÿ-]*(?:partiet|listan|alternativet|samlingen)(?: [A-ZÅÄÖ][a-zåäö]+(?! [A-ZÅÄÖ])(?!\w))?"
    r"|[A-ZÅÄÖ][\wÀ-ÿ-]+ (?:Väl|Bästa|Framtid|Vilja|Röst)(?!\w)|Framtid [A-ZÅÄÖ][a-zåäö]+"
)
_LOCAL_FORM = re.compile(rf"(?<![\wÀ-ÿ])(?:{_FORM})(?=s?(?![\wÀ-ÿ]))")
_PHRASE = rf"{_CAPITAL}(?:(?: (?:för|på|i|av|och))?(?: {_CAPITAL})){{0,3}}"
# A name behind a person: 'Bo Al (Vägvalet)', 'Bo Al (Viks Bästa, VB)', 'Bo Al, Viks Väl (VV)'.
_BEHIND_PERSON = re.compile(
    rf"(?<![\wÀ-ÿ]){PERSON_FORM} "
    rf"\((?P<inside>{_CAPITAL}s (?:väl|bästa|framtid|vilja|röst)|{_PHRASE})(?:, (?P<code1>{_CODE}))?\)"
    rf"|(?<![\wÀ-ÿ]){PERSON_FORM}(?:,| från| för) (?P<after>{_PHRASE}) \((?P<code2>{_CODE})\)"
)
# Where a document prints parties behind its members, any other phrase there is one, too: 'Bo Al (Vi som bor här)'.
_INSIDE = re.compile(
    rf"(?<![\wÀ-ÿ]){PERSON_FORM}(?: m\.? ?fl\.?)? \((?P<inside>[A-ZÅÄÖ][\wÀ-ÿ'’&-]*(?: [\wÀ-ÿ'’&-]+){{0,5}})\)"
)
_NO_NAME = re.compile(
    r"^(?:Ordf|Sekr|Ledam|Ersätt|Adjung|Supple|Juster|Jäv|Tjänst|Frånvar|Närvar|Distans|Delt|Föredra|Handlägg|Bilag"
    r"|Bifog|Se |Ej |Inte |Vice |Utred|Under |Från |Till )|(?:chef|direktör|sekreterare|ordförande|ledamot|ersättare)\b"
)
# What statements are called.
_STATEMENT = (
    "[Rr]eservation|[Ss]ärskilt (?:yttrande|uttalande)|[Pp]rotokollsanteckning|[Ee]rsättaryttrande|[Rr]östförklaring"
)
# 'Särskilt yttrande (Bygdens röst)': a phrase in parentheses behind a statement is whose it is.
_STATED = re.compile(
    rf"\b(?:{_STATEMENT}) "
    r"\((?P<name>(?!Bilaga|Bifoga|Utdrag|Se\b|Del\b)[A-ZÅÄÖ][a-zåäö]{3,}(?: [\wÀ-ÿ-]+){0,3})\)"
    r"(?=$|[.:,])",
    re.MULTILINE,
)
_MEMBER = re.compile(rf"(?<![\wÀ-ÿ])(?P<who>{PERSON_FORM})(?: m\.? ?fl\.?)? \((?:{_CODE}|{_PHRASE})\)")
_FORM_WITH_CODE = re.compile(rf"(?P<name>{_FORM}) \((?P<code>{_CODE})\)")
# 'Yttrande angående planen, Vägvalet' above 'Vägvalet anser …', 'Reservation från Hopp' above 'Hopp vill …'.
_HEADED = re.compile(
    rf"^(?:Yttrande (?:angående|om|över|rörande) .{{3,90}}"
    rf"|.{{0,12}}(?:{_STATEMENT}).{{0,30}})(?:,| från| av| –|:) (?P<name>{_PHRASE})\n(?P=name)s? [a-zåäö]",
    re.MULTILINE,
)
# 'Alliansen (M, C och KD)': what a group of parties is called in a document.
_COALITION = re.compile(rf"\b(?P<name>[A-ZÅÄÖ][a-zåäö]+)(?:s [a-zåäö ]+)? (?P<group>\({_CODE}(?:{_JOINERS}{_CODE})+\))")
_COALITION_NAME = re.compile(r"(?:Alliansen|Oppositionen|Majoriteten|Minoriteten)s?\b|Allianspartierna\b")
# Who sits for staff or students speaks for no party; what stands behind the name is a union.
_NO_PARTY = re.compile(r"\b(?:arbetstagar|personal|fackl|student|doktorand)\w*", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:[A-ZÅÄÖa-zåäö]*[Ll]edam(?:oten|öterna|ot|öter)|[Ee]rsättar(?:en|na|e)|[Ss]uppleant(?:en|erna)?|[Tt]jänstgörande"
    r"|(?:[Vv]ice )?[Oo]rdförand(?:en|e)|[A-ZÅÄÖa-zåäö]+råd(?:et|en)?|[Gg]ruppledar(?:en|e)|Från|För|Undertecknade?"
    r"|[A-ZÅÄÖa-zåäö]*(?:juristen|direktören|chefen|sekreteraren|experten|sakkunnige|representanterna|representanten|företrädaren))\b"
)
_ET_AL = re.compile(r"\bm\.? ?fl\.?")
_WHO_END = re.compile(
    r"\b(?:enligt följande|med följande|följande|med hänvisning|med samma|som instäm\w*|instäm\w*|som anslöt|anslöt"
    r"|ansluter|till förmån för)\b|, som (?:ej |inte )?[a-zåäö]+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authors:
    """The persons and parties behind a political statement, in printed order."""

    names: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()


NOBODY = Authors()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """What a document itself tells of parties: name -> the codes that it stands for, or the name itself.

    `people` are the members that it names with their party, as in a list of those present: name -> parties.
    """

    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of_people(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the parties of the persons among `names` whose party the document tells, in their order."""
        return tuple(dict.fromkeys(code for name in names for code in self.people.get(name, ())))


NO_PARTIES = Parties()


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], re.Pattern[str], dict[str, str]]:
    """Return (code in lower case -> code as printed, pattern of all names, name in lower case -> code)."""
    table = read_yaml("parties_sv.yaml")
    names = {name.lower(): code for code, listed in table.items() for name in listed}
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest))})(?=s?\b)", re.IGNORECASE)
    return {code.lower(): code for code in table}, pattern, names


def _is_code(text: str) -> bool:
    return text.isupper() or text.lower() in _table()[0]


def _code(text: str) -> str:
    return _table()[0].get(text.lower(), text.upper() if text.islower() else text)


@lru_cache(maxsize=2)  # every parser of a document asks
def local_parties(text: str) -> Parties:
    """Return the parties that a document calls by names no table has, and what it calls groups of them."""
    national = _table()[2]
    names: dict[str, tuple[str, ...]] = {}
    for match in _BEHIND_PERSON.finditer(text):
        name, code = match["inside"] or match["after"], match["code1"] or match["code2"]
        named = not (_is_code(name) or name.lower() in national or _NO_NAME.search(name))
        if named and not _NO_PARTY.search(_before(text, match)):
            names.setdefault(name, (_code(code) if code else name,))
    names |= {name: (name,) for name in _told_inside(text) if name not in names}
    for match in (*_HEADED.finditer(text), *_STATED.finditer(text)):
        if match["name"].lower() not in national and not is_body_name(match["name"]):
            names.setdefault(match["name"], (match["name"],))
    for match in _FORM_WITH_CODE.finditer(text):
        if match["name"].lower() not in national:
            names[match["name"]] = (_code(match["code"]),)
    for match in _COALITION.finditer(text):
        if match["name"].lower() not in national and re.match("Allians|Opposition|Majoritet|Minoritet", match["name"]):
            names.setdefault(match["name"].removesuffix("s"), parties_named(match["group"]))
    return Parties(names=names, people=_members(text, Parties(names=names)))


def _told_inside(text: str) -> list[str]:
    """Return the phrases that stand behind members where parties do, whatever their form."""
    national = _table()[2]
    told = [m for m in _MEMBER.finditer(text) if {*parties_named(m.group()[len(m["who"]) :])} & {*_table()[0].values()}]
    return [
        match["inside"]
        for match in (_INSIDE.finditer(text) if told else ())
        if not (_is_code(match["inside"]) or match["inside"].lower() in national or is_body_name(match["inside"]))
        and not (_NO_NAME.search(match["inside"]) or _NO_PARTY.search(_before(text, match)))
    ]


def _members(text: str, local: Parties) -> dict[str, tuple[str, ...]]:
    """Return the persons that a document names together with their party: 'Närvarande: Bo Al (S), Eva Ek (Hopp)'."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for match in _MEMBER.finditer(text):
        codes = parties_named(match.group(), local)
        if codes and not _NO_PARTY.search(_before(text, match)):
            found.setdefault(match["who"], set()).add(codes)
    return {name: next(iter(told)) for name, told in found.items() if len(told) == 1}


def _before(text: str, match: re.Match[str]) -> str:
    """Return the sentence up to the party, with the role of who is named."""
    return text[max(0, match.start() - 80) : match.start()].rpartition(". ")[2] + match.group()


def parties_named(text: str, local: Parties = NO_PARTIES) -> tuple[str, ...]:
    """Return the codes of the parties that `text` names, in parentheses or by name, in printed order.

    Args:
        text: a lead, a signature or the target of an endorsement.
        local: what the document tells of parties; a local party without a code goes by its name.
    """
    if _NO_PARTY.search(text):
        return ()
    mentions = sorted(_mentions(text, local), key=lambda mention: mention[0])
    return tuple(dict.fromkeys(code for _, codes in mentions for code in codes))


def _mentions(text: str, local: Parties) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield (offset, codes) of every mention; a name with its code behind it counts once."""
    for match in _GROUP.finditer(text):
        yield match.start(), tuple(_code(code) for code in _SPLIT.split(match[1]))
    known = {*_table()[0], *(code.lower() for codes in local.names.values() for code in codes)}
    for match in (*_PREFIX.finditer(text), *_BARE.finditer(text), *_SMALL.finditer(text)):
        codes = _SPLIT.split(match[1])
        # Alone, any code is one; in running text it could be an authority's acronym.
        if match.group().strip() == text.strip(" .:") or all(code.lower() in known for code in codes):
            yield match.start(1), tuple(_code(code) for code in codes)
    yield from _mentions_by_name(text, local)


def _mentions_by_name(text: str, local: Parties) -> Iterator[tuple[int, tuple[str, ...]]]:
    masked = text
    for match in _BEHIND_PERSON.finditer(text):
        if (name := match["inside"]) and not _is_code(name):
            national = _table()[2].get(name.lower())
            code = national or (_code(match["code1"]) if match["code1"] else "")
            yield match.start(), (code,) if code else local.names.get(name, (name,))
            masked = _mask(masked, match.start("inside"), match.end("inside"))
    for match in _table()[1].finditer(masked):
        yield match.start(), (_table()[2][match[1].lower()],)
        masked = _mask(masked, match.start(), match.end())
    for name in sorted(local.names, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\wÀ-ÿ]){re.escape(name)}(?=s?(?![\wÀ-ÿ]))", masked):
            yield match.start(), local.names[name]
            masked = _mask(masked, match.start(), match.end())
    for match in _LOCAL_FORM.finditer(masked):
        if not _GROUP.match(masked[match.end() :].removeprefix("s").lstrip()):
            yield match.start(), (match.group(),)


def _mask(text: str, start: int, end: int) -> str:
    return text[:start] + "_" * (end - start) + text[end:]


def speaks_for_staff(text: str) -> bool:
    """Say whether a heading tells that staff or students speak, who sit for no party."""
    return _NO_PARTY.search(text) is not None


def begins_with_party(text: str, local: Parties = NO_PARTIES) -> bool:
    """Say whether a party, or a group of parties, is the first that `text` names."""
    if _COALITION_NAME.match(text) or _PREFIX.match(text) or any(text.startswith(name) for name in local.names):
        return True
    if (bare := _BARE.match(text)) and bare.start(1) == 0 and parties_named(text, local):
        return True
    return bool(_table()[1].match(text) or _LOCAL_FORM.match(text))


def party_at(text: str, position: int, local: Parties = NO_PARTIES) -> int:
    """Return where the party, or the group of parties, whose name stands at `position` ends, else 0."""
    patterns = (_COALITION_NAME, _table()[1], _LOCAL_FORM)
    letters = _LETTERS.match(text, position)
    known = letters and (letters["group"] or letters["code"].lower() in _table()[0])
    ends = [letters.end()] if letters and known else []
    ends += [found.end() for pattern in patterns if (found := pattern.match(text, position))]
    ends += [position + len(name) for name in local.names if text.startswith(name, position)]
    end = max(ends, default=0)
    return 0 if end and re.match(r"(?!s\b)[\wÀ-ÿ]", text[end : end + 2]) else end


def read_authors(who: str, local: Parties = NO_PARTIES) -> Authors:
    """Return the persons and parties of a lead such as 'Bo Al m.fl. (S) och Eva Ek (V) enligt följande.'.

    Args:
        who: the words of a lead that name its speakers.
        local: what the document tells of parties.
    """
    end = _WHO_END.search(who)
    head = who[: end.start()] if end else who
    bare = re.sub(r"\([^)]*\)", " , ", head)
    for pattern in (_table()[1], _LOCAL_FORM, *(re.compile(re.escape(name)) for name in local.names)):
        bare = pattern.sub(" , ", bare)
    names = [match.group() for match in PERSON.finditer(_TITLE.sub(" , ", _ET_AL.sub(" ", bare)))]
    names = [name for name in names if not is_body_name(name)]  # the union for which somebody sits
    return Authors(names=tuple(dict.fromkeys(names)), parties=parties_named(head, local) or local.of_people(names))
