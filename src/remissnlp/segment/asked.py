"""Who was asked for an answer, by whom, and who said that they do not answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from remissnlp.linguistics import sentence_spans
from remissnlp.records import BlockRole, Declined, Document, Kind, Outcome, Segment, Statement
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import content_blocks
from remissnlp.segment.register import is_body_name, is_generic, one_company, respondent_key, same_body
from remissnlp.segment.speakers import nominative

_TABLE = "asked_sv.yaml"
_PARENTHESES_COMMA = re.compile(r"[,;](?![^(]*\))")
_AND = re.compile(r" (?:och|samt) ")
_PREFIX = re.compile(
    r"^(?:(?:till|dels|samtliga|stadens|kommunens|följande|berörda|dotterbolagen|dotterbolag|bolagen|nämnderna|styrelserna|"
    r"nämnder|bolag|instanser|remissinstanser|och|samt|de|den|även)[: ]+)+"
)
_MAX_NAME_WORDS = 9
_PARTY = re.compile(r"\([A-ZÅÄÖ]{1,4}\)")
# '… har meddelat att den' before 'inte deltar'.
_REPORTED = re.compile(r"\s+(?:har |)(?:meddelat|meddelar|uppgett|uppger) att (?:den|de|man|bolaget|nämnden)\s*$")
_OWN_WORDS = frozenset({Kind.RESPONSE, Kind.DECISION})
_FIRST_PERSON = frozenset({"Vi", "Jag"})
# A subject that begins so is a count or a pronoun and no name.
_NO_NAME = re.compile(
    r"^(?:De|Det|Den|Dessa|Vi|Man|Några|Flera|Övriga|Ingen|Inga|Jag|Två|Tre|Fyra|Fem|Sex|Sju|Åtta|Nio|Tio|Elva|Alla|Många"
    r"|En|Ett|Detta|Som|Här)\b|\b(?:har|som|att|av|inte|är)\b"
)


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
    def mentions(text: str) -> bool:
        """Say whether a paragraph tells who was asked or who did not answer, and so is nobody's summary."""
        return any(first_match(load_rules(_TABLE, section), text) for section in ("asked_lead", "sent_on")) or any(
            outcome.rule_label != Outcome.ABSTAINED.value or len(outcome.names) > 1 for outcome in _no_answers(text)
        )

    @staticmethod
    def is_procedure(rest: str) -> bool:
        """Say whether what follows a body's name only tells how the case was handled."""
        return first_match(load_rules(_TABLE, "procedure"), rest) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _NoAnswer:
    names: tuple[str, ...]
    rule_label: str


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
    passed = first_match(load_rules(_TABLE, "sent_on"), sentence)
    sender = passed[1]["body"].strip() if passed else result.sender
    result.names += _asked(sentence[lead[1].end() :].lstrip(": ").rstrip("."), sender, sentence, offset)


def _asked(text: str, sender: str, evidence: str, offset: int) -> list[AskedName]:
    return [AskedName(name=name, asked_by=sender, evidence=evidence, char_start=offset) for name in split_names(text)]


def split_names(text: str) -> list[str]:
    """Return the names of bodies in a list such as 'kulturnämnden, AB Hem och Vatten och Avfall AB'."""
    names: list[str] = []
    for part in _PARENTHESES_COMMA.split(text):
        piece = _PREFIX.sub("", part.strip())
        names += _split_and(piece)
    return [name for name in names if name]


def _split_and(piece: str) -> list[str]:
    """Split at 'och' only where both sides are names: 'Vatten och Avfall AB' stays whole."""
    for match in _AND.finditer(piece):
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
    if is_body_name(capital):
        return capital
    return text if text[0].isupper() and not text.endswith("-") and len(text) > 2 else ""


def find_declined(document: Document) -> tuple[Declined, ...]:
    """Return every body that the document says did not answer, once each, with the text that says it.

    A sentence says it, or the list under a heading such as 'Instanser som inte har svarat'.
    """
    found: dict[str, Declined] = {}
    listing = False
    for _, block, text in content_blocks(document):
        offset = block.char_start + len(block.marker)
        label = first_match(load_rules("headings_sv.yaml", "part"), text)
        if label or block.role is BlockRole.HEADING:
            listing = label is not None and label[0].label == "no_answers"
            continue
        names = split_names(text.rstrip(".")) if listing else []
        for name in names:
            entry = _declined(document, name, Outcome.SILENT.value, offset, offset + len(text))
            found.setdefault(entry.respondent_id, entry)
        for start, end in sentence_spans(text) if not names else ():
            for answer in _no_answers(text[start:end]):
                for name in answer.names:
                    entry = _declined(document, name, answer.rule_label, offset + start, offset + end)
                    found.setdefault(entry.respondent_id, entry)
    return tuple(found.values())


def _declined(document: Document, name: str, label: str, start: int, end: int) -> Declined:
    return Declined(
        doc_id=document.doc_id,
        respondent=nominative(name) if name.endswith(":s") else name,
        respondent_id=respondent_key(name),
        evidence_text=document.text[start:end],
        page=document.page_at(start),
        char_start=start,
        char_end=end,
        outcome=Outcome(label),
    )


def _no_answers(sentence: str) -> list[_NoAnswer]:
    found = first_match(load_rules(_TABLE, "no_answer"), sentence)
    if not found:
        return []
    rule, match = found
    groups = match.groupdict()
    subject = groups.get("body") or groups.get("body2") or _REPORTED.sub("", sentence[: match.start()]).strip()
    if _PARTY.search(subject):
        return []  # members who take no part in a decision
    names = tuple(name for name in split_names(subject) if is_body_name(name) or not _NO_NAME.search(name))
    if not subject or _NO_NAME.match(subject) or not names:
        return []
    return [_NoAnswer(names=names, rule_label=rule.label)]


def own_declining(segments: Sequence[Segment], statements: Sequence[Statement]) -> tuple[Declined, ...]:
    """Return the bodies that say in their own answer that they give none, such as 'Bolaget avstår från att svara'."""
    by_id = {segment.segment_id: segment for segment in segments if segment.kind in _OWN_WORDS and segment.respondent}
    found: dict[str, Declined] = {}
    for statement in statements:
        segment = by_id.get(statement.segment_id)
        match = (
            first_match(load_rules(_TABLE, "no_answer"), statement.text) if segment and not statement.holder else None
        )
        if segment is None or match is None or match[0].label == Outcome.SILENT.value:
            continue
        subject = statement.text[: match[1].start()].split()
        if subject and (is_generic(subject[0]) or subject[0] in _FIRST_PERSON):
            found.setdefault(
                segment.respondent_id,
                Declined(
                    doc_id=statement.doc_id,
                    respondent=segment.respondent,
                    respondent_id=segment.respondent_id,
                    evidence_text=statement.text,
                    page=statement.page,
                    char_start=statement.char_start,
                    char_end=statement.char_end,
                    outcome=Outcome(match[0].label),
                ),
            )
    return tuple(found.values())
