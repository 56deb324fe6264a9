"""Paragraphs in which several speak one after another, cut where the speaker changes.

A ministry's summary of each part of a draft is one paragraph: 'Remissinstanserna: Flertalet tillstyrker. Skolverket
avstyrker. Enligt Viks kommun …'. Each stretch becomes a block of its own; the text and its offsets stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from remissnlp.linguistics import sentence_spans
from remissnlp.records import Block, BlockRole, Document
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.openers import opening_names
from remissnlp.segment.register import is_body_name, respondent_key

_TABLE = "structure_sv.yaml"
_MIN_LABELS = 2
# What somebody has or is tells of an opinion only with such a word.
_HAS = "opener.has_said"
_VIEW = re.compile(
    r"erinra|invänd|synpunkt|positiv|negativ|kritisk|tveksam|skeptisk|styrk|anfört|framfört|bakom|emot|godta|uppfattning"
    r"|bedömning|inställning"
)


def labels_answers(blocks: Sequence[NumberedBlock]) -> bool:
    """Say whether a document puts 'Remissinstanserna:' above what they think, again and again."""
    labels = [text for _, _, text in blocks if first_match(load_rules(_TABLE, "answers_label"), text)]
    return len(labels) >= _MIN_LABELS


def sums_up(text: str) -> bool:
    """Say whether a paragraph is the sender's: what several think, or a part of the draft."""
    return first_match(load_rules(_TABLE, "summed_up"), text) is not None


def split_voices(document: Document, keys: frozenset[str], told: frozenset[int] | None = None) -> Document:
    """Return a document with its paragraphs cut where a sentence begins with another speaker.

    Args:
        document: a document that sums up answers part by part.
        keys: keys of the bodies that the document says were asked.
        told: offsets of the paragraphs that can be cut; None for all.
    """
    blocks: list[Block] = []
    for block in document.blocks:
        blocks += _parts(document, block, keys) if told is None or block.char_start in told else (block,)
    return document if len(blocks) == len(document.blocks) else replace(document, blocks=tuple(blocks))


def _parts(document: Document, block: Block, keys: frozenset[str]) -> Iterator[Block]:
    text = document.block_text(block)
    starts = list(_changes(text, keys)) if block.role is BlockRole.BODY else []
    for number, (start, end) in enumerate(zip([0, *starts], [*starts, len(text)], strict=True)):
        length = len(text[start:end].rstrip())
        begin = block.char_start + start
        yield replace(block, char_start=begin, char_end=begin + length, gap_above=block.gap_above and not number)


def _changes(text: str, keys: frozenset[str]) -> Iterator[int]:
    """Yield the offsets in a paragraph at which somebody else begins to speak."""
    label = first_match(load_rules(_TABLE, "answers_label"), text)
    begin = label[1].end() if label and label[1].end() < len(text) else 0
    if begin:
        yield begin
    voice: frozenset[str] | None = None
    for start, end in sentence_spans(text[begin:]):
        sentence = text[begin + start : begin + end]
        names = _speakers(sentence, keys)
        several = frozenset({""}) if not names and sums_up(sentence) else frozenset()
        said = frozenset(respondent_key(name) for name in names) or several
        if voice is None and not said:
            return  # the paragraph does not begin with who speaks
        if voice is not None and said and said != voice:
            yield begin + start
        voice = said or voice


def _speakers(sentence: str, keys: frozenset[str]) -> tuple[str, ...]:
    names = opening_names(sentence, keys)
    if not names or not all(is_body_name(name, keys) for name in names):
        return ()
    says = any(rule.id != _HAS and rule.regex.search(sentence) for rule in load_rules(_TABLE, "opener"))
    return names if says or _VIEW.search(sentence) else ()
