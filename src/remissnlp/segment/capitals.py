"""Paragraphs that begin with their speaker in capitals: 'SKOLSTYRELSEN (1993-04-26 § 61) lämnar …'.

Older utlåtanden set the name so instead of a heading. Two bodies or more so set, of which most have a known form, show
that the document does it; its headings in capitals are then those of other bodies and of its own parts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from remissnlp.records import BlockRole, RespondentType
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.headings import heading_name
from remissnlp.segment.register import body_from_name, is_body_name, is_generic, is_sender_office, respondent_key

# A run of words in capitals, of which one is long; running text, a paragraph number or a point follows.
_RUN = re.compile(
    r"^(?P<name>(?=[^a-zåäö]*[A-ZÅÄÖÉ]{5})[A-ZÅÄÖÉ][A-ZÅÄÖÉ&:-]*(?:,? [A-ZÅÄÖÉ][A-ZÅÄÖÉ&:-]*)*)"
    r"(?:[.:]|,? [–-])? (?=[a-zåäö(]|[A-ZÅÄÖÉ][a-zåäö])"
)
_MIN_BODIES = 2


def find_capitals(blocks: Sequence[NumberedBlock], keys: frozenset[str]) -> Mapping[int, str]:
    """Return the offset of each paragraph that begins with a name in capitals -> the name as the document writes it.

    Args:
        blocks: the content blocks.
        keys: keys of the bodies that the document says were asked.
    """
    found: dict[int, str] = {}
    texts = [text for _, _, text in blocks]
    spelt: dict[str, str] = {}
    for _, block, text in blocks:
        run = _RUN.match(text) if block.role is BlockRole.BODY else None
        if run and run["name"] not in spelt:
            spelt[run["name"]] = as_written(run["name"], texts)
        name = spelt[run["name"]] if run else ""
        if name and is_body_name(name, keys) and not _sends(name):
            found[block.char_start] = name
    return found if len({respondent_key(name) for name in found.values()}) >= _MIN_BODIES else {}


def as_written(capitals: str, texts: Sequence[str]) -> str:
    """Return a name in capitals as running text writes it, else with the capitals that its form has."""
    pattern = re.compile(rf"(?<![\wÀ-ÿ]){re.escape(capitals)}(?![\wÀ-ÿ])", re.IGNORECASE)
    spelt = (match.group() for text in texts for match in pattern.finditer(text) if not match.group().isupper())
    name = next(spelt, "") or heading_name(capitals)
    return name[:1].upper() + name[1:]


def _sends(name: str) -> bool:
    """Say whether a name is that of the executive or its office, whose document it is, or of nobody in particular."""
    executive = body_from_name(name).type is RespondentType.EXECUTIVE
    return executive or is_sender_office(name) or is_generic(name)
