"""Who a letter itself says that it is from: 'X har beretts tillfälle att yttra sig', 'Det anser X i sitt remissvar'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from remissnlp.linguistics import sentence_spans
from remissnlp.rules import Rule, first_match, load_rules
from remissnlp.segment.letter_head import PERSON_LINE
from remissnlp.segment.register import is_body_name, is_generic

_TABLE = "senders_sv.yaml"
_MAX_TITLE_CHARS = 200
_MAX_HEAD_CHARS = 250
_HEAD_TEXTS = 6
_MAX_NAME_WORDS = 7
_MAX_BACK_WORDS = 10
_MAX_SENTENCES = 60
_MAX_VIEWS = 4
_FIRST, _FURTHER, _TITLE, _VIEW, _AUTHOR = 4.0, 1.0, 3.0, 0.75, -10.0
# ', nedan HOPP,' and ', som svarar för sina medlemmar,' behind a name are no part of it; nor is '(HOPP)'.
_ASIDE = re.compile(
    r",? (?:som|nedan|härefter|hädanefter|fortsättningsvis|i det följande|i fortsättningen|även kallad|förkorta[ts]) "
    r"[^.;:]*$|\s*\([^()]*\)$|, [A-ZÅÄÖ]{2,8},?$|,$"
)
_BEGUN = re.compile(r"[A-ZÅÄÖ][\wÀ-ÿ&-]*(?: (?:(?:och|i|för|&) )?[A-ZÅÄÖ][\wÀ-ÿ&-]*)*")
_CAPITALISED = re.compile(f"{_BEGUN.pattern}$")
_CLAUSE_END = re.compile(r",? (?:och|samt|men)$")
_ACRONYM = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ-]{1,6}")
# Acronyms of what drafts are about, and of who sends them.
_NO_BODY = frozenset({"EU", "FN", "NATO", "OECD", "PM", "SOU", "IT", "AI", "PBL", "MB", "LSS", "GDPR", "USA"})
_SMALL_WORDS = frozenset({"i", "och", "för", "på", "av", "vid", "till"})
_MAX_LOWER_WORDS = 2
_BOUNDARY = re.compile(r"(?<!\bKungl)(?<!\bKgl)(?<!\bS)(?<!\bSt)[.!?:;](?=\s)")
# Where a head has run into the text below it, and where a second clause names another subject.
_RUN_IN = re.compile(
    r"(?<=\)) (?=[A-ZÅÄÖ])|\b(?:Sammanfattning|SAMMANFATTNING|Inledning|Bakgrund|YTTRANDE|REMISSYTTRANDE|REMISSVAR) "
    r"(?=[A-ZÅÄÖ])|(?<=\bpå remiss) och (?=[A-ZÅÄÖ])"
)
# 'De i Hoppet ingående föreningarna; A, B och C har …'
_LISTED = re.compile(r"^(?:De|Vi|Följande|Undertecknade)\b[^;:]{3,80}[;:,] (?P<names>[A-ZÅÄÖ].+)$")
_JOINERS = re.compile(r", |(?<!-) och (?=[A-ZÅÄÖ])| samt ")


def told_senders(texts: Sequence[str]) -> list[tuple[str, float]]:
    """Return (name, weight) of everybody of whom a letter's sentences and titles say that they wrote it, or did not.

    A name may be of any form; a generic word ('Föreningen') stands for one that is named elsewhere.

    Args:
        texts: the content paragraphs of one letter, in order.
    """
    found = [(name, _TITLE) for text in texts[: 2 * _HEAD_TEXTS] for name in _titled(text)]
    told: list[str] = []
    authors = [name for text in texts[: 2 * _HEAD_TEXTS] for name in _author(text)]
    views: dict[str, int] = {}
    for sentence in _sentences(texts):
        if name := _receiver(sentence):
            told.append(name)
        elif name := _viewer(sentence):
            views[name] = views.get(name, 0) + 1
    first = next((position for position, name in enumerate(told) if not is_generic(name)), 0)
    titled = any(not _ACRONYM.fullmatch(name) for name, _ in found)
    if titled:  # 'Läsande skolas remissvar' names in full who is 'LS' below
        told = [name for name in told if not _ACRONYM.fullmatch(name)]
        views = {name: times for name, times in views.items() if not _ACRONYM.fullmatch(name)}
    found += [(name, _FIRST if position == first else _FURTHER) for position, name in enumerate(told)]
    return (
        found
        + [(name, _VIEW * min(times, _MAX_VIEWS)) for name, times in views.items()]
        + [(name, _AUTHOR) for name in authors[:1] if name not in told]
    )


def listed_senders(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a list of bodies that answer: 'De i Hoppet ingående föreningarna; A, B och C har fått …'."""
    for sentence in _sentences(texts):
        receipt = first_match(load_rules(_TABLE, "receipt"), sentence)
        listed = _LISTED.match(sentence[: receipt[1].start()].strip()) if receipt else None
        names = tuple(_JOINERS.split(listed["names"])) if listed else ()
        if len(names) > 1 and all(_could_be_name(name) for name in names):
            return names
    return ()


def bare_name(name: str, texts: Sequence[str]) -> str:
    """Return a name without the s of a genitive where the text has it bare, too: 'Rätt Sveriges' -> 'Rätt Sverige'."""
    bare = name.removesuffix("s")
    if bare == name or " " not in name:
        return name
    return bare if any(re.search(rf"{re.escape(bare)}(?!\w)", text) for text in texts) else name


def asks_for_answers(texts: Sequence[str]) -> bool:
    """Say whether a letter asks for answers, and is none: 'Svaren ska ha kommit in senast den 3 mars'."""
    asks = any(first_match(load_rules(_TABLE, "asks"), text) for text in texts)
    return asks and not _answers(texts) and not any(_viewer(sentence) for sentence in _sentences(texts))


def collects_answers(texts: Sequence[str]) -> bool:
    """Say whether a document's title says that it holds what others answered, and none of its sentences answers."""
    heads = [text[:_MAX_HEAD_CHARS] for text in texts[:_HEAD_TEXTS]]
    titled = any(
        first_match(load_rules(_TABLE, "collects"), text) and not _is_subject_line(text)
        for text in (*heads, *texts[:2])
    )
    return titled and not _answers(texts)


def _answers(texts: Sequence[str]) -> bool:
    """Say whether a text tells that its sender was asked, or answers in its title."""
    titled = any(_is_subject_line(text) or list(_titled(text)) for text in texts[:_HEAD_TEXTS])
    return titled or any(_receiver(sentence) for sentence in _sentences(texts))


def _is_subject_line(text: str) -> bool:
    return first_match(load_rules("structure_sv.yaml", "subject_line"), text) is not None


def _sentences(texts: Sequence[str]) -> Iterator[str]:
    count = 0
    for text in texts:
        for start, end in sentence_spans(text):
            count += 1
            if count > _MAX_SENTENCES:
                return
            yield from _RUN_IN.split(text[start:end])


def _titled(text: str) -> Iterator[str]:
    """Yield who a title names as the one who answers: 'Hoppets remissvar på …', 'Yttrande från Hoppet'."""
    match = first_match(load_rules(_TABLE, "title"), text)
    in_head = match is not None and (len(text) <= _MAX_TITLE_CHARS or 0 < match[1].start() < _MAX_HEAD_CHARS)
    if match and in_head and _could_be_name(name := _capital(match[1]["body"])):
        yield name


def _author(text: str) -> Iterator[str]:
    """Yield whose draft a subject line says is answered: 'Yttrande över Kustverkets förslag'."""
    if match := first_match(load_rules(_TABLE, "draft_author"), text[:_MAX_HEAD_CHARS]):
        yield match[1]["body"]


@lru_cache(maxsize=1024)
def _receiver(sentence: str) -> str:
    """Return who a sentence says was asked, or answers, in front of its verb or behind it; or ''."""
    receipt = first_match(load_rules(_TABLE, "receipt"), sentence)
    if receipt and (name := _subject(sentence[: receipt[1].start()])):
        return name
    told = first_match(load_rules(_TABLE, "asked_or_told"), sentence)
    return told[1]["body"] if told and _could_be_name(told[1]["body"]) else ""


@lru_cache(maxsize=1024)
def _viewer(sentence: str) -> str:
    """Return the subject of a sentence that gives a view, or ''; a single word of unknown form must take a stand."""
    words = list(re.finditer(r"\S+", sentence))[1 : _MAX_NAME_WORDS + 1]
    for word in words:
        if view := first_match(load_rules(_TABLE, "view"), sentence[word.start() :]):
            name = _subject(sentence[: word.start()])
            return name if _counts(name, view[0]) else ""
    behind = first_match(load_rules(_TABLE, "view_behind"), sentence)
    return behind[1]["body"] if behind and _counts(behind[1]["body"], behind[0]) else ""


def _counts(name: str, view: Rule) -> bool:
    known = is_body_name(name) or len(name.split()) > 1 or _ACRONYM.fullmatch(name) is not None
    return bool(name) and not is_generic(name) and (known or view.label == "stance")


def _subject(front: str) -> str:
    """Return the name at the end of the words in front of a verb: the whole subject, or what a flat head runs into."""
    front = front.strip()
    if label := first_match(load_rules(_TABLE, "label"), front):
        front = front[label[1].end() :]
    while aside := _ASIDE.search(front):
        front = front[: aside.start()].strip()
    front = _BOUNDARY.split(front)[-1].strip()
    if joined := _CLAUSE_END.search(front):
        front = _first_words(front[: joined.start()])
    if is_generic(front):
        return front
    words = list(re.finditer(r"\S+", front))[-_MAX_BACK_WORDS:]
    for word in words:
        rest = front[word.start() :]
        if rest[0].isupper() and is_body_name(rest) and not first_match(load_rules(_TABLE, "label"), rest):
            return rest
    whole = front if len(front.split()) <= _MAX_NAME_WORDS else ""
    run = _CAPITALISED.search(front)
    name = whole if whole and _could_be_name(whole) else run.group() if run and not whole else ""
    return name if _could_be_name(name) else ""


def _first_words(clause: str) -> str:
    """Return the name at the beginning of a clause: 'Viks byalag har 300 medlemmar' -> 'Viks byalag'.

    A generic word or a person is none: so long a sentence may tell of somebody else.
    """
    words = clause.split()
    fronts = (" ".join(words[:count]) for count in range(min(len(words), _MAX_NAME_WORDS), 0, -1))
    begun = _BEGUN.match(clause)
    other = begun.group() if begun and not (is_generic(begun.group()) or PERSON_LINE.match(begun.group())) else ""
    return next((name for name in fronts if is_body_name(name)), other)


def _could_be_name(name: str) -> bool:
    """Say whether words can be the name of who writes: a capital first, no word for a draft, no person or crowd."""
    words = name.split()
    if not words or not name[0].isupper() or len(words) > _MAX_NAME_WORDS or name in _NO_BODY or "," in name:
        return False
    lower = [word for word in words if word[0].islower() and word not in _SMALL_WORDS and word[-1] != "-"]
    if len(lower) > _MAX_LOWER_WORDS and not is_body_name(name):
        return False
    crowd = first_match(load_rules(_TABLE, "crowd"), name)
    return crowd is None and first_match(load_rules("structure_sv.yaml", "no_speaker"), name) is None


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
