"""Names of bodies: recognise one from its form, give it an id and a type, and see when two spellings are one body."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from remissnlp.records import RespondentType
from remissnlp.resources import read_text
from remissnlp.rules import first_match, load_rules

_NAMES = "names_sv.yaml"
_MAX_NAME_CHARS = 90
# Words that carry no identity of their own within a name.
_WEAK_WORDS = frozenset(
    [
        "ab",
        "aktiebolag",
        "hb",
        "kb",
        "i",
        "och",
        "samt",
        "for",
        "the",
        "av",
        "stad",
        "stads",
        "stadens",
        "kommun",
        "kommuns",
    ]
)
# A misread word: at least so long, with the same first letters, and so alike (shared characters over all characters).
_SHORT_KEY = 5
_LONG_WORD, _KEPT_START, _WORD_SIMILARITY = 8, 3, 0.9
# Where a body sits is no part of the form of its name: 'Socialnämnden i Norra Vik', 'Polismyndigheten i Viks län'.
_PLACE_TAIL = re.compile(r"(?<=[a-zåäö]) i [A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+)?(?: (?:län|kommun|stad))?$")
# A place behind the name of an association, which is no heading: 'Rädda Barnen i Norra Vik', not 'Rädda Barnen Svar'.
_BRANCH_PLACE = re.compile(
    r",?(?: i)? (?!(?:Svar|Yttrande|Remissvar|Remissyttrande|Synpunkter|Protokoll|Styrelsen|Datum|Skrivelse)\b)"
    r"[A-ZÅÄÖ][a-zåäö-]{2,}(?: [A-ZÅÄÖ][a-zåäö]{2,})?$"
)
# 'Kommunikationer. Länsstyrelsen' is a title in front of a sentence.
_SENTENCE_END = re.compile(r"[a-zåäö]{5,}\. [A-ZÅÄÖ]")
_DEFINITE = re.compile(r"(?:en|et|n|t)$")
_DEFINITE_END = re.compile(r"[a-zåäö](?:en|et)$")
_PARENTHESIS = re.compile(r"\s*\([^)]*\)")
# 'Vik AB (nedan Vik)', 'Vik AB ("Vik")': what a body calls itself further down is no part of its name.
_CALLED = re.compile(
    r"\s*\((?:[”\"“»'’][^()]*[”\"“«'’]\)"
    r"|(?:nedan|fortsättningsvis|härefter|hädanefter|i det följande|i fortsättningen"
    r"|förkorta[ts]|kalla[dts])\b[^()]*\))"
)
# 'Nämnden för skola, vård och omsorg' is one name.
_ENUMERATED = re.compile(
    r"^(?:[A-ZÅÄÖ][\wÀ-ÿ-]+ )?(?i:myndigheten|nämnden|styrelsen|rådet|institutet|utskottet|kommittén) för "
    r"(?P<parts>[a-zåäö-]+(?:, [a-zåäö-]+){1,3} (?:och|samt) [a-zåäö-]+)(?![\wÀ-ÿ-])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as it is written, in the nominative, with its normalised key and its sort."""

    name: str
    respondent_id: str
    type: RespondentType
    is_office: bool = False


NOBODY = Body(name="", respondent_id="", type=RespondentType.OTHER)


@lru_cache(maxsize=4096)
def respondent_key(name: str) -> str:
    """Return the normalised key of a name: ASCII, lower case, without genitive -s, 'AB' and parentheses.

    Registered aliases share the key of the body's main name.
    """
    simple = _simple_key(name)
    return _registered().get(simple, (simple, RespondentType.OTHER))[0]


@lru_cache(maxsize=4096)
def body_from_name(name: str) -> Body:
    """Return the body that `name` denotes, known or not; its type comes from the register or its form."""
    name = _CALLED.sub("", " ".join(name.split()))
    label = _form(name)
    registered = _registered_as(name)
    if registered:
        body_type = registered[1]
    elif label and label != "office":
        body_type = RespondentType(label)
    elif label == "office":
        body_type = RespondentType.BOARD
    else:
        body_type = RespondentType.OTHER
    return Body(
        name=name, respondent_id=respondent_key(name), type=body_type, is_office=label == "office" and not registered
    )


@lru_cache(maxsize=8192)
def is_body_name(text: str, known: frozenset[str] = frozenset()) -> bool:
    """Say whether the whole text is the name of a body, by its form, the register or the document's own list.

    Args:
        text: a candidate such as a heading.
        known: keys (`respondent_key`) of bodies that the document names elsewhere, such as those it says were asked.
    """
    text = " ".join(text.split())
    if not text or len(text) > _MAX_NAME_CHARS or not text[0].isupper() or text[-1] in ".:;,?!":
        return False
    if is_generic(text) or _SENTENCE_END.search(text):
        return False
    return _simple_key(text) in known or _registered_as(text) is not None or bool(_form(text))


@lru_cache(maxsize=4096)
def _form(name: str) -> str:
    """Return the sort of body that the form of a name shows, or ''; parentheses and place are tried without, too."""
    bare = _PARENTHESIS.sub("", name).strip()
    for candidate in dict.fromkeys((name, bare, _PLACE_TAIL.sub("", bare))):
        if not is_generic(candidate) and (found := first_match(load_rules(_NAMES, "forms"), candidate)):
            return found[0].label
    return RespondentType.ASSOCIATION.value if _is_branch(bare) else ""


def _is_branch(name: str) -> bool:
    """Say whether a name is that of a registered association with a place behind it: 'Rädda Barnen Vik'."""
    ends = (found.start() for found in (_BRANCH_PLACE.search(name, place) for place in range(len(name))) if found)
    entries = (_registered_as(name[:end]) for end in dict.fromkeys(ends) if " " in name[:end])
    return any(entry is not None and entry[1] is RespondentType.ASSOCIATION for entry in entries)


@lru_cache(maxsize=4096)
def is_generic(text: str) -> bool:
    """Say whether the text is a bare word such as 'Nämnden', which stands for whoever speaks."""
    return first_match(load_rules(_NAMES, "generic"), text) is not None


def enumerated_name(text: str) -> str:
    """Return the name with which a text begins where it lists what a body is for, or ''.

    'Nämnden för skola, vård och omsorg' is one; 'nämnden för skola, kulturnämnden och fritidsnämnden' are three.
    """
    match = _ENUMERATED.match(text)
    parts = re.split(r", | och | samt ", match["parts"]) if match else []
    alone = any(is_body_name(part.capitalize()) or is_generic(part.capitalize()) for part in parts)
    return match.group() if match and not alone else ""


def is_sender_office(name: str) -> bool:
    """Say whether the name is that of an executive's own office, which sends the draft and does not answer it."""
    return first_match(load_rules(_NAMES, "sender_office"), name) is not None


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name that carry its identity, each without genitive -s."""
    words = [_stem(word) for word in _ascii(_PARENTHESIS.sub("", name)).split()]
    return tuple(word for word in words if word not in _WEAK_WORDS) or tuple(words)


def one_company(left: str, right: str) -> bool:
    """Say whether 'och' between two parts joins the words of one company: 'Lindviks Vatten och Avfall AB'."""
    if not re.search(r"\bAB$", right):
        return False
    return not re.search(r"\bAB\b", left) and body_from_name(left).type in {
        RespondentType.COMPANY,
        RespondentType.OTHER,
    }


def same_body(a: str, b: str) -> bool:
    """Say whether two names denote one body: equal keys, one within the other, or one an acronym of the other."""
    if not a or not b:
        return False
    if respondent_key(a) == respondent_key(b):
        return True
    words_a, words_b = name_words(a), name_words(b)
    shorter, longer = sorted((words_a, words_b), key=len)
    if set(shorter) <= set(longer) and any(len(word) >= 5 for word in shorter) and _company_like(a, b):
        return True
    return _is_acronym(a, b) or _is_acronym(b, a)


def is_short_form(short: str, full: str) -> bool:
    """Say whether one name is how the other is called for short: 'Byaföreningen' for 'Viks byaförening'.

    Both words of 'Elevrådet vid Viks skola' stand at the front; an indefinite form ends the full name.
    """
    if len(short.split()) > 1 or len(full.split()) < 2 or len(short) < 6 or " samt " in full or " och " in full:
        return False
    stem = _DEFINITE.sub("", short.lower())
    words = full.lower().split()
    # 'Polismyndigheten Vik', too, stands before its place.
    beside = bool(_DEFINITE_END.search(short)) and full.split()[1][0].isupper()
    placed = words[0] == short.lower() and (beside or words[1] in {"i", "vid", "på", "för", "inom"})
    return placed or words[-1] in {stem, stem + "e"} or words[-1] == short.lower()


def misspelt(a: str, b: str) -> bool:
    """Say whether two names differ only by faults inside long words, as a recogniser of scans makes them.

    Short words must be equal: 'Östra' and 'Västra' are two districts.
    """
    words_a, words_b = name_words(a), name_words(b)
    return len(words_a) == len(words_b) and all(_same_word(x, y) for x, y in zip(words_a, words_b, strict=True))


def _same_word(a: str, b: str) -> bool:
    if a == b:
        return True
    long = min(len(a), len(b)) >= _LONG_WORD and a[:_KEPT_START] == b[:_KEPT_START]
    return long and Indel.normalized_similarity(a, b) >= _WORD_SIMILARITY


def _company_like(a: str, b: str) -> bool:
    """Only company names are shortened freely; 'Norra nämnden' is another body than 'Norra Ängens nämnd'."""
    return all(body_from_name(name).type in {RespondentType.COMPANY, RespondentType.OTHER} for name in (a, b))


def _is_acronym(short: str, long: str) -> bool:
    """'LGA Fastigheter' against 'Lindvik Globe Arena Fastigheter AB'; also a parenthesis that gives the acronym."""
    words_short = _PARENTHESIS.sub("", short).split()
    if not words_short or not re.fullmatch(r"[A-ZÅÄÖ]{2,6}", words_short[0]):
        return False
    acronym = words_short[0]
    if f"({acronym})" in long:
        return len(words_short) == 1
    words_long = [word for word in _PARENTHESIS.sub("", long).split() if word not in {"AB", "i", "och"}]
    initials = "".join(word[0].upper() for word in words_long)
    rest_short = {_stem(w) for w in _ascii(" ".join(words_short[1:])).split()} - _WEAK_WORDS
    rest_long = {_stem(w) for w in _ascii(" ".join(words_long[len(acronym) :])).split()} - _WEAK_WORDS
    return initials.startswith(acronym) and rest_short == rest_long


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@lru_cache(maxsize=4096)
def _simple_key(name: str) -> str:
    words = [_stem(word) for word in _ascii(_PARENTHESIS.sub("", name)).split()]
    kept = [word for word in words if word not in {"ab", "aktiebolag", "hb", "kb"}]
    return "-".join(kept or words)


def _registered_as(name: str) -> tuple[str, RespondentType] | None:
    """Return the entry of a registered name; a short one counts as it is spelt only: 'Bra' is not 'Brå'."""
    key = _simple_key(name)
    bare = _PARENTHESIS.sub("", name).strip().lower()
    if len(key) < _SHORT_KEY and not {bare, bare.removesuffix("s")} & _short_spellings():
        return None
    return _registered().get(key)


@lru_cache(maxsize=1)
def _short_spellings() -> frozenset[str]:
    rows = csv.DictReader(io.StringIO(read_text("respondents.csv")))
    spellings = (spelling for row in rows for spelling in (row["name"], *row["aliases"].split(";")))
    return frozenset(spelling.lower() for spelling in spellings if len(_simple_key(spelling)) < _SHORT_KEY)


@lru_cache(maxsize=1)
def _registered() -> dict[str, tuple[str, RespondentType]]:
    """Key of every registered spelling -> (key of the main name, type)."""
    table: dict[str, tuple[str, RespondentType]] = {}
    for row in csv.DictReader(io.StringIO(read_text("respondents.csv"))):
        main = _simple_key(row["name"])
        for spelling in (row["name"], *filter(None, row["aliases"].split(";"))):
            table[_simple_key(spelling)] = (main, RespondentType(row["type"]))
    return table
