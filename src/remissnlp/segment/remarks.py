"""Remarks of the sender among the answers: marked by a label again and again, or the last words below each answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from remissnlp.records import BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.register import body_from_name, is_generic

_TABLE = "structure_sv.yaml"
_MIN_REMARKS = 3
_FRONT_BLOCKS = 6
_MAX_LABEL_CHARS = 40
_ROLES = frozenset({BlockRole.BODY, BlockRole.HEADING})
_DEFINITE = re.compile(r"(?:en|et)$")
_OFFICE_WORDS = frozenset({"kontoret", "förvaltningen"})


def find_remarks(blocks: Sequence[NumberedBlock], *, collected: bool) -> frozenset[int]:
    """Return the offsets of the paragraphs that are remarks of the sender: one label, again and again.

    In a document that says that it collects answers, a label such as 'Kontorets kommentar:' needs no repetition.
    """
    labels: dict[int, str] = {}
    for _, block, text in blocks:
        form = f"{text}:" if len(text) <= _MAX_LABEL_CHARS else text  # 'Kommentar' can stand alone above the remark
        if block.role in _ROLES and (found := first_match(load_rules(_TABLE, "remark_label"), form)):
            labels[block.char_start] = found[1]["label"]
    labels |= _office_labels(blocks) | _answered_by_one(blocks)
    times = Counter(labels.values())
    asks = any(text.startswith("Fråga:") for _, _, text in blocks)
    return frozenset(
        start
        for start, label in labels.items()
        if not (asks and label == "Svar") and (times[label] >= _MIN_REMARKS or (collected and " " in label))
    )


def _answered_by_one(blocks: Sequence[NumberedBlock]) -> dict[int, str]:
    """Return the lines 'Svar från Parkenheten' below answers, where few offices give all of them.

    In a document with answers of many, each is named once or seldom; who remarks on them comes back again and again.
    """
    found: dict[int, str] = {}
    for position, (_, block, text) in enumerate(blocks):
        match = first_match(load_rules("remarks_sv.yaml", "remark_of"), text) if block.role in _ROLES else None
        above = blocks[position - 1][1].role if position else BlockRole.HEADING
        if match and above is not BlockRole.HEADING and _can_send(match[1]["who"]):
            found[block.char_start] = match[1]["who"]
    return found if found and len(found) >= _MIN_REMARKS * len(set(found.values())) else {}


def _can_send(who: str) -> bool:
    """Say whether who remarks can be the sender: 'Nämnden svarar:' is how an answer is introduced."""
    return not is_generic(who) or first_match(load_rules("remarks_sv.yaml", "sender"), who) is not None


def _office_labels(blocks: Sequence[NumberedBlock]) -> dict[int, str]:
    """Return the paragraphs that begin with one office and a colon, where no other name is repeated like that."""
    found: dict[int, str] = {}
    for _, block, text in blocks:
        label, colon, _ = text.partition(":")
        if block.role is BlockRole.BODY and colon and body_from_name(label).is_office:
            found[block.char_start] = label
    return found if len(set(found.values())) == 1 and len(found) >= _MIN_REMARKS else {}


def find_refrain(blocks: Sequence[NumberedBlock], headings: frozenset[int]) -> frozenset[int]:
    """Return the offsets of unmarked remarks: below most answers the last paragraph begins with the sender.

    Args:
        blocks: the content blocks.
        headings: offsets of the headings of answers.
    """
    head = {word.lower() for _, _, text in blocks[:_FRONT_BLOCKS] for word in re.findall(r"[\wÀ-ÿ]+", text)}
    starts = [position for position, (_, block, _) in enumerate(blocks) if block.char_start in headings]
    if not starts:
        return frozenset()
    last: dict[int, str] = {}
    for begin, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        texts = [(block, text) for _, block, text in blocks[begin + 1 : end] if block.role is BlockRole.BODY]
        word = texts[-1][1].split(maxsplit=1)[0].lower() if len(texts) > 1 else ""
        if word and not _introduced(word, [text for _, text in texts]):
            last[texts[-1][0].char_start] = word
    times = Counter(word for word in last.values() if word in head or word in _OFFICE_WORDS)
    word, number = times.most_common(1)[0] if times else ("", 0)
    if number < _MIN_REMARKS or 2 * number < len(last):
        return frozenset()
    return frozenset(start for start, first in last.items() if first == word)


def _introduced(word: str, texts: Sequence[str]) -> bool:
    """Say whether a lead-in tells that who speaks here answers, as 'Kontorets yttrande har följande lydelse' does."""
    leads = (first_match(load_rules("headings_sv.yaml", "lead_in"), text) for text in texts)
    return any(_DEFINITE.sub("", word) in lead[1]["body"].lower() for lead in leads if lead)


def is_bare_label(text: str) -> bool:
    """Say whether a line is only the label of a remark that stands below it: 'Kommentar', 'Svar:'."""
    bare = text.rstrip(":")
    found = first_match(load_rules(_TABLE, "remark_label"), f"{bare}:")
    named = first_match(load_rules("remarks_sv.yaml", "remark_of"), bare)
    return (found is not None and found[1].end() > len(bare)) or (named is not None and named[1].end() == len(bare))


def announces_answers(text: str) -> bool:
    """Say whether a paragraph is the sender's announcement that the answers follow, as 'Nedan återges svaren' does."""
    found = first_match(load_rules(_TABLE, "collection"), text)
    return found is not None and found[0].id.endswith("preface")
