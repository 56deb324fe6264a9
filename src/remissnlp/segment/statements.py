"""Sentences and list items of a segment, with whose view each one holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from remissnlp.linguistics import quotation_spans, sentence_spans
from remissnlp.records import ANSWER_KINDS, Block, BlockRole, Document, Kind, Segment, Statement
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.answer_parts import is_answer_part
from remissnlp.segment.bylines import is_byline
from remissnlp.segment.drafts import Draft, NumberedBlock
from remissnlp.segment.headings import CueKind, Names, find_cue
from remissnlp.segment.marks import is_note, is_paper_line
from remissnlp.segment.register import same_body
from remissnlp.segment.speakers import leading_bodies

_TABLE = "holders_sv.yaml"
# An office and its board share the beginning of their names: 'Kulturförvaltningen', 'Kulturnämnden'.
_SHARED_STEM = 5
_HEADING_CUES = frozenset({CueKind.BODY_HEADING, CueKind.PART, CueKind.STATEMENT_HEADING})
_END_MARK = re.compile(r"[.!?]$")
QUOTE = "quote"
_BOLD = 0.5
# An answer of which at least this share stands between quotation marks is quoted by the document, not by its sender.
_OWN_WORDS_SHARE = 0.5


def build_statements(
    document: Document,
    blocks: Sequence[NumberedBlock],
    draft: Draft,
    segment: Segment,
    names: Names,
    *,
    retold: bool,
) -> list[Statement]:
    """Return the statements of a segment in text order; headings give `section` and are none themselves.

    Args:
        document: the document.
        blocks: its content blocks, those of the draft only.
        draft: the segment while it grew.
        segment: the finished segment.
        names: what the document tells of names, to see headings and who a sentence speaks of.
        retold: whether every sentence gives the sender's words, and so has the holder `proposal`.
    """
    statements: list[Statement] = []
    section = ""
    paragraph = -1
    for (_, block, text), (_, below, _) in pairwise([*blocks, *blocks[-1:]]):
        # Between two headings the paper that an answer came from is a heading, too.
        named = below.role is BlockRole.HEADING and block.role is BlockRole.BODY and is_paper_line(text)
        if named or _is_heading(block, text, draft, names):
            section = text
            continue
        if not statements and is_byline(text):
            continue
        paragraph += 1
        offset = block.char_end - len(document.block_text(block)[len(block.marker) :].lstrip())
        quotations = quotation_spans(text)
        for start, end in sentence_spans(text):
            sentence = text[start:end]
            is_quoted = any(a <= start and end <= b + 1 for a, b in quotations)
            statements.append(
                Statement(
                    statement_id=f"{segment.segment_id}.{len(statements) + 1:03d}",
                    segment_id=segment.segment_id,
                    doc_id=document.doc_id,
                    respondent=segment.respondent,
                    kind=segment.kind,
                    holder="proposal" if retold else find_holder(sentence, segment, names.keys, is_quoted=is_quoted),
                    section=section,
                    page=document.page_at(offset + start),
                    char_start=offset + start,
                    char_end=offset + end,
                    text=sentence,
                    paragraph=paragraph,
                    role=block.role,
                )
            )
    return _own_words(statements, segment, names)


def _own_words(statements: list[Statement], segment: Segment, names: Names) -> list[Statement]:
    """Take what is quoted for the answer's own words where it is most of the answer, lead-ins with a colon aside."""
    said = [statement for statement in statements if not statement.text.endswith(":")]
    quoted = sum(len(statement.text) for statement in said if statement.holder == QUOTE)
    if not quoted or quoted < _OWN_WORDS_SHARE * sum(len(statement.text) for statement in said):
        return statements
    return [
        replace(statement, holder=find_holder(statement.text, segment, names.keys))
        if statement.holder == QUOTE
        else statement
        for statement in statements
    ]


def _is_heading(block: Block, text: str, draft: Draft, names: Names) -> bool:
    if block.role is BlockRole.TABLE and (text.rstrip(".").isdigit() or is_note(text)):
        return True  # a row's number, or when its body answered
    if block.heading_level is None and (block.bold_share or 0) < _BOLD and is_answer_part(text):
        return False  # a lead-in on a line of its own that is set as text: 'Nämndens beslut den 3 mars 2019'
    # In print of its own a line with a colon can be a heading or a lead-in, which is the answer's own: its words tell.
    set_apart = block.role is BlockRole.HEADING and not text.endswith(":") and not _END_MARK.search(text)
    if text == draft.heading or set_apart:
        return True
    cue = find_cue(block, text, names)
    return cue is not None and cue.kind in _HEADING_CUES


def find_holder(sentence: str, segment: Segment, keys: frozenset[str], *, is_quoted: bool = False) -> str:
    """Return whose view a sentence holds: "" for the respondent, else a name, `proposal` or `quote`."""
    if segment.kind not in {Kind.RESPONSE, Kind.SUMMARY, Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT,
                            Kind.RESERVATION, Kind.ADVISORY_COUNCIL}:  # fmt: skip
        return ""
    if is_quoted:
        return QUOTE
    if segment.kind in ANSWER_KINDS and (member := first_match(load_rules(_TABLE, "member_acts"), sentence)):
        return member[1]["who"]
    if first_match(load_rules(_TABLE, "retold"), sentence):
        return "proposal"
    return _other_body(sentence, segment, keys)


def _other_body(sentence: str, segment: Segment, keys: frozenset[str]) -> str:
    names, end = leading_bodies(sentence, keys)
    if not names or not first_match(load_rules(_TABLE, "reports"), sentence[end:]):
        return ""
    own = (segment.respondent, *segment.co_respondents)
    if segment.co_respondents and len(names) < len(own) and any(same_body(names[0], name) for name in own):
        return names[0]
    if any(_is_own(name, own, segment.author_body) for name in names):
        return ""
    return names[0]


def _is_own(name: str, own: tuple[str, ...], author_body: str) -> bool:
    stem = name[:_SHARED_STEM].lower()
    return any(same_body(name, other) or other.lower().startswith(stem) for other in (*own, author_body) if other)
