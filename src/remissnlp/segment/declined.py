"""Who was asked and gave no answer: said in a sentence, in a list, in a cell of a table or in the body's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from remissnlp.linguistics import sentence_spans
from remissnlp.records import Block, BlockRole, Declined, Document, Kind, Outcome, Segment, Statement
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.asked import AskedList, split_names
from remissnlp.segment.drafts import NumberedBlock, content_blocks
from remissnlp.segment.register import is_body_name, is_generic, is_short_form, respondent_key, same_body
from remissnlp.segment.speakers import leading_bodies, nominative
from remissnlp.segment.tables import answer_rows, asked_rows, silent_cells

_TABLE = "asked_sv.yaml"
_OWN_WORDS = frozenset({Kind.RESPONSE, Kind.DECISION, Kind.SUMMARY})
_FIRST_PERSON = frozenset({"Vi", "Jag"})
_PARTY = re.compile(r"\([A-ZÅÄÖ]{1,4}\)")
_MEMBER = re.compile(
    r"^(?:En |Två |Tre |Vår |Våra |Styrelsens |Nämndens )?"
    r"(?i:[a-zåäö]*ledam(?:ot|öter)\w*|ersättar\w*|suppleant\w*|(?:vice )?ordförande\w*)\b(?=,| [A-ZÅÄÖ])"
)
# Two clauses can each name somebody who did not answer.
_CLAUSES = re.compile(r",? (?:och|samt|men) att (?=[A-ZÅÄÖ])|; |, medan (?=[A-ZÅÄÖ])")
# 'Noteras bör att Viks kommun …'
_OPENING = re.compile(r"^.*\batt (?=[A-ZÅÄÖ])|^(?:Endast|Bara|Enbart|Även|Också|Inte heller) (?=[A-ZÅÄÖ])")
# A subject that begins so is a count or a pronoun and no name.
_NO_NAME = re.compile(
    r"^(?:I|På|Av|Vid|Under|För|Efter|Bland|Enligt|Till|De|Det|Den|Dessa|Vi|Man|Några|Flera|Övriga|Ingen|Inga|Jag|Två|Tre|Fyra|Fem|Sex|Sju|Åtta|Nio|Tio|Elva|Alla|Många"
    r"|En|Ett|Detta|Som|Här|Följande|Totalt|Därtill|Dessutom|Frågan|Frågorna|Remissen|Remisstiden|Tiden|Handlingarna|Utredningen|Förslaget|Planen|Ärendet|Svar|Yttrande|Nämnden|Bolaget)\b|\b(?:har|som|att|av|inte|är|säger|röstar|svarar)\b"
)
# 'från Viks byalag eller från Viks kommun'
_OR_FROM = re.compile(r",? (?:eller(?: (?:från|av))?|(?:och|samt) (?:från|av)) (?=[A-ZÅÄÖa-zåäö])")
# The number of a footnote in front of its text.
_NOTE = re.compile(r"^(?:\d{1,2}|\*{1,3})\)? (?=[A-ZÅÄÖ])")
_PARENTHESIS = re.compile(r"\s*\([^)]*\)")
_MAX_ITEM_WORDS = 9
_OWN_ORGANS = frozenset({"styrelse", "ordförande", "kansli", "ledning", "medlemmar"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The names that a sentence says gave no answer, and with what outcome."""

    names: tuple[str, ...]
    outcome: str


# 'Inget svar har kommit från: Polisen, Viks byalag'
_LISTS = re.compile(r"\b([Ff]rån): ")


def find_declined(document: Document, asked: AskedList) -> tuple[Declined, ...]:
    """Return every body that the document says did not answer, once each, with the text that says it.

    A sentence says it, a cell of a table, or the list under 'Instanser som inte har svarat'.
    """
    blocks = content_blocks(document)
    told = (*_told_in_tables(blocks), *_told_in_text(blocks, asked.keys))
    return once(_declined(document, _full_name(name, asked), label, start, end) for name, label, start, end in told)


def once(entries: Iterable[Declined]) -> tuple[Declined, ...]:
    """Return each body once, with the text that says it first."""
    found: dict[str, Declined] = {}
    for entry in entries:
        found.setdefault(entry.respondent_id, entry)
    return tuple(found.values())


def _told_in_tables(blocks: Sequence[NumberedBlock]) -> Iterator[tuple[str, str, int, int]]:
    """Yield (name, outcome, start, end) for rows and columns of tables that tell of no answer."""
    for row in (*answer_rows(blocks).values(), *asked_rows(blocks)):
        if row.silent:
            (_, cell, text), label = row.silent
            start = cell.char_start + len(cell.marker)
            yield row.name, label, start, start + len(text)
    for _, cell, text in silent_cells(blocks):
        for name in _listed(cell, text):
            yield name, Outcome.SILENT.value, cell.char_start, cell.char_end


def _told_in_text(blocks: Sequence[NumberedBlock], keys: frozenset[str]) -> Iterator[tuple[str, str, int, int]]:
    """Yield (name, outcome, start, end) for sentences, and for lists below a heading or line that says so."""
    listing = False
    for _, block, text in blocks:
        offset = block.char_start + len(block.marker)
        if block.role is BlockRole.TABLE:
            continue
        part = first_match(load_rules("headings_sv.yaml", "part"), text)
        if part or (block.role is BlockRole.HEADING and not is_body_name(_PARENTHESIS.sub("", text))):
            listing = part is not None and part[0].label == "no_answers"
            continue
        told = [(span, answer) for span in sentence_spans(text) for answer in no_answers(text[span[0] : span[1]], keys)]
        for (start, end), answer in told:
            yield from ((name, answer.outcome, offset + start, offset + end) for name in answer.names)
        names = _listed(block, text) if listing and not told else []
        yield from ((name, Outcome.SILENT.value, offset, offset + len(text)) for name in names)
        listing = bool(names or (listing and told)) or _heads_list(text)


def _heads_list(text: str) -> bool:
    """Say whether a line stands above a list of the silent, and not of those who answered that they have no views."""
    answered = first_match(load_rules("structure_sv.yaml", "listed"), text)
    return not answered and first_match(load_rules(_TABLE, "list_head"), text) is not None


def _listed(block: Block, text: str) -> list[str]:
    """Return the names in a line of a list; an item of one that has no form of a name is one: 'ägarna till Vik 2:7'."""
    if text.endswith(":"):
        return []  # the head of a list
    bare = _PARENTHESIS.sub("", text).rstrip(".,;")
    short = block.role is BlockRole.LIST_ITEM and 0 < len(bare.split()) <= _MAX_ITEM_WORDS
    return split_names(bare) or ([bare[:1].upper() + bare[1:]] if short else [])


def _full_name(name: str, asked: AskedList) -> str:
    """Return the name under which a body was asked where the text calls it for short ('Hembygdsföreningen')."""
    full = [entry.name for entry in asked.names if is_short_form(name, entry.name)]
    return full[0] if len(full) == 1 else name


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


def tells_of_no_answer(text: str) -> bool:
    """Say whether a paragraph tells of several who did not answer, or of one who did not even abstain."""
    answers = [answer for start, end in sentence_spans(text) for answer in no_answers(text[start:end])]
    return any(answer.outcome != Outcome.ABSTAINED.value or len(answer.names) > 1 for answer in answers)


def is_silence(text: str) -> bool:
    """Say whether a paragraph begins with who never answered: 'Viks byalag har inte hörts av.'."""
    told = [answer for start, end in sentence_spans(text)[:1] for answer in no_answers(text[start:end])]
    return bool(told) and all(answer.outcome == Outcome.SILENT.value for answer in told)


def no_answers(sentence: str, keys: frozenset[str] = frozenset()) -> list[NoAnswer]:
    """Return what a sentence says of bodies that did not answer, clause by clause.

    Args:
        sentence: the sentence.
        keys: keys of the bodies that the document says were asked; any words can be the name of one of them.
    """
    found = [_no_answer(clause, keys) for clause in _CLAUSES.split(sentence)]
    return [answer for answer in found if answer]


def _no_answer(clause: str, keys: frozenset[str]) -> NoAnswer | None:
    clause = _LISTS.sub(r"\1 ", clause)
    match = first_match(load_rules(_TABLE, "no_answer"), clause)
    if not match:
        return None
    rule, found = match
    groups = found.groupdict()
    subject = next((told for key in ("body", "body2", "body3") if (told := groups.get(key))), "") or _subject(clause)
    subject = _OR_FROM.sub(" och ", subject)
    if _PARTY.search(subject) or _MEMBER.match(subject):
        return None  # members who take no part in a decision
    parts = [name for name in split_names(subject.rstrip(". ")) if not _is_own_organ(name)]
    names = tuple(name for name in parts if is_body_name(name, keys) or not _NO_NAME.search(name))
    return NoAnswer(names=names, outcome=rule.label) if names else None


def _is_own_organ(name: str) -> bool:
    """Say whether a name is only 'Föreningens styrelse', which stands for the body that speaks."""
    words = name.split()
    generic = words[0].endswith("s") and is_generic(words[0].removesuffix("s"))
    return is_generic(name) or (generic and len(words) == 2 and words[1] in _OWN_ORGANS)


def _subject(clause: str) -> str:
    """Return what stands before the first finite verb of a clause: the names, without what is told of them."""
    head = _OPENING.sub("", _NOTE.sub("", clause))
    verb = first_match(load_rules(_TABLE, "clause_end"), head)
    return head[: verb[1].start()].strip() if verb else ""


def own_declining(segments: Sequence[Segment], statements: Sequence[Statement]) -> tuple[Declined, ...]:
    """Return the bodies that say in their own answer that they give none, such as 'Bolaget avstår från att svara'."""
    by_id = {segment.segment_id: segment for segment in segments if segment.kind in _OWN_WORDS and segment.respondent}
    found: dict[str, Declined] = {}
    for statement in statements:
        segment = by_id.get(statement.segment_id)
        match = first_match(load_rules(_TABLE, "no_answer"), statement.text) if segment else None
        if segment is None or match is None or statement.holder not in {"", segment.respondent}:
            continue
        if match[0].label != Outcome.SILENT.value and _is_own_subject(statement.text[: match[1].start()], segment):
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


def _is_own_subject(before: str, segment: Segment) -> bool:
    """Say whether what stands before 'avstår' names the respondent: in full, as 'Bolaget' or 'Vi'."""
    names = leading_bodies(f"{before}är")[0]
    if names:
        return any(same_body(name, segment.respondent) or is_short_form(name, segment.respondent) for name in names)
    words = [word.strip(",.") for word in before.split()]
    own = {word.lower() for word in segment.respondent.split()[:1]}
    return any(
        word in _FIRST_PERSON
        or word.lower() in own
        or is_generic(word[:1].upper() + word[1:])
        or (word.endswith("s") and is_generic(word[:-1]))
        for word in words
    )
