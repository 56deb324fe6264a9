"""Who was asked for an answer, and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from remissnlp.linguistics import sentence_spans
from remissnlp.records import BlockRole, Document
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import content_blocks
from remissnlp.segment.persons import is_household
from remissnlp.segment.plurals import spell_out
from remissnlp.segment.register import (
    enumerated_name,
    is_body_name,
    is_generic,
    one_company,
    respondent_key,
    same_body,
)
from remissnlp.segment.tables import asked_rows

_TABLE = "asked_sv.yaml"
_PARENTHESES_COMMA = re.compile(r"[,;](?![^(]*\))")
_AND = re.compile(r" (?:och|samt) ")
_PREFIX = re.compile(
    r"^(?:(?:till|dels|samtliga|stadens|kommunens|följande|berörda|dotterbolagen|dotterbolag|bolagen|nämnderna|styrelserna|"
    r"nämnder|bolag|instanser|remissinstanser|och|samt|de|den|även)[: ]+)+"
)
# 'Svar har kommit in från samtliga utom …' lists nobody who was asked.
_ALL_BUT = re.compile(r"^(?:alla|samtliga)\b[^.]*\b(?:utom|förutom|undantag)\b")
# Neighbours are called by what they own: 'ägaren till Vik 2:7'.
_OWNER = re.compile(r"^(?i:(?:fastighets|mark|sak)?ägar(?:en|na|e)) (?:till|av) [A-ZÅÄÖ][\wÀ-ÿ -]* \d[\d:]*$")
_MAX_NAME_WORDS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedName:
    """A body on a list of those asked, with the sentence that says so."""

    name: str
    asked_by: str
    evidence: str
    char_start: int


@dataclass(slots=True)
class AskedList:
    """Everything that one document says about who was asked."""

    names: list[AskedName] = field(default_factory=list)
    attached: list[AskedName] = field(default_factory=list)
    sender: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """Keys of all names, which help to recognise a heading that has no form of a name ('Lindvikshem')."""
        return frozenset(respondent_key(asked.name) for asked in self.names)

    def asked_by(self, name: str) -> str:
        """Return who asked a body, or an empty string."""
        return next((asked.asked_by for asked in self.names if same_body(asked.name, name)), "")

    @staticmethod
    def tells_who_was_asked(text: str) -> bool:
        """Say whether a paragraph tells who was asked, and so is nobody's summary."""
        return any(first_match(load_rules(_TABLE, section), text) for section in ("asked_lead", "sent_on"))

    @staticmethod
    def is_procedure(rest: str) -> bool:
        """Say whether what follows a body's name only tells how the case was handled."""
        return first_match(load_rules(_TABLE, "procedure"), rest) is not None

    @staticmethod
    def sends(rest: str) -> bool:
        """Say whether what follows a body's name tells that it sent the draft out, or wants answers to it."""
        return first_match(load_rules(_TABLE, "sends"), rest) is not None


def find_asked(document: Document) -> AskedList:
    """Read the lists of those asked out of a document: in running text or as list items after a colon."""
    result = AskedList()
    blocks = content_blocks(document)
    for position, (_, block, text) in enumerate(blocks):
        if block.role is BlockRole.LIST_ITEM:
            continue
        offset = block.char_start + len(block.marker)
        for start, end in sentence_spans(text):
            _read_sentence(result, text[start:end], offset + start)
        if text.endswith(":") and first_match(load_rules(_TABLE, "asked_lead"), text):
            sender = result.sender
            for _, item, name in blocks[position + 1 :]:
                if not (item.role is BlockRole.LIST_ITEM or is_body_name(name)):
                    break
                result.names += _asked(name.rstrip(".,;"), sender, text, item.char_start)
    texts = {index: (block.char_start, text) for index, block, text in blocks}
    for row in asked_rows(blocks):
        start, evidence = texts[row.start]
        result.names += _asked(row.name, result.sender, evidence, start)
    return result


def _read_sentence(result: AskedList, sentence: str, offset: int) -> None:
    if not result.sender and (prepared := first_match(load_rules(_TABLE, "prepared_by"), sentence)):
        body = prepared[1]["body"].strip()
        result.sender = body[:1].upper() + body[1:]
    if (attached := first_match(load_rules(_TABLE, "attached"), sentence)) and (name := _name(attached[1]["body"])):
        result.attached.append(AskedName(name=name, asked_by=result.sender, evidence=sentence, char_start=offset))
    lead = first_match(load_rules(_TABLE, "asked_lead"), sentence)
    if not lead:
        return
    rest = sentence[lead[1].end() :].lstrip(": ").rstrip(".")
    if _ALL_BUT.match(rest):
        return
    passed = first_match(load_rules(_TABLE, "sent_on"), sentence)
    sender = passed[1]["body"].strip() if passed else result.sender
    result.names += _asked(rest, sender, sentence, offset)


def _asked(text: str, sender: str, evidence: str, offset: int) -> list[AskedName]:
    return [AskedName(name=name, asked_by=sender, evidence=evidence, char_start=offset) for name in split_names(text)]


def split_names(text: str) -> list[str]:
    """Return the names of bodies in a list such as 'kulturnämnden, AB Hem och Vatten och Avfall AB'."""
    names: list[str] = []
    for part in _parts(spell_out(text)):
        piece = _PREFIX.sub("", part.strip())
        names += _split_and(piece)
    return [name for name in names if name]


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a list between its commas; a name that holds a list of its own stays whole."""
    while text:
        if whole := enumerated_name(text.lstrip()):
            text = text.lstrip()
            yield whole
            text = text[len(whole) :].lstrip(" ,").removeprefix("och ").removeprefix("samt ")
            continue
        comma = _PARENTHESES_COMMA.search(text)
        yield text[: comma.start()] if comma else text
        text = text[comma.end() :] if comma else ""


def _split_and(piece: str) -> list[str]:
    """Split at 'och' only where both sides are names: 'Vatten och Avfall AB' stays whole."""
    if enumerated_name(piece):
        return [_name(piece)]
    if is_household(piece):
        return [piece]
    for match in _AND.finditer(piece):
        if piece[: match.start()].endswith("-"):
            continue  # 'Havs- och vattenmyndigheten'
        left, right = piece[: match.start()].strip(), _PREFIX.sub("", piece[match.end() :].strip())
        if _name(left) and _name(right) and not one_company(left, right):
            return [_name(left), *_split_and(right)]
    name = _name(piece)
    return [name] if name else []


def _name(text: str) -> str:
    """Return a name in the nominative with a capital letter, or an empty string where the text is no name."""
    text = " ".join(text.split()).rstrip(".")
    if not text or len(text.split()) > _MAX_NAME_WORDS:
        return ""
    capital = text[:1].upper() + text[1:]
    if is_generic(capital):
        return ""
    if is_body_name(capital) or _OWNER.match(text):
        return capital
    return text if text[0].isupper() and not text.endswith("-") and len(text) > 2 else ""
