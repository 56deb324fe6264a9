"""Answers that begin in the line of their name: 'Byalaget: Ja.' or 'Patientnämnden – Nämnden tillstyrker.'."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from remissnlp.records import Block, BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.headings import heading_name, is_sender_remark
from remissnlp.segment.marks import without_notes
from remissnlp.segment.openers import could_speak
from remissnlp.segment.parties import PERSON, parties_named
from remissnlp.segment.register import is_body_name
from remissnlp.segment.speakers import split_joint
from remissnlp.segment.statement_cues import is_statement_lead
from remissnlp.segment.tables import column_label

_HEADINGS, _STRUCTURE = "headings_sv.yaml", "structure_sv.yaml"
_COLON = "run_in.name_colon"
_TEXT = frozenset({BlockRole.BODY, BlockRole.LIST_ITEM})
_MIN_RUN_INS = 3
_MAX_NAME_WORDS = 9


def find_run_ins(blocks: Sequence[NumberedBlock], keys: frozenset[str], remarks: frozenset[int]) -> Mapping[int, str]:
    """Return the offset of each paragraph that begins with a name and a mark -> the name, where a document repeats it.

    The mark is a colon, full stop or dash, and each of them counts alone. Most of the names must have a known form, or
    come back under several headings.

    Args:
        blocks: the content blocks.
        keys: keys of the bodies that the document says were asked.
        remarks: offsets of the sender's remarks.
    """
    forms: dict[str, dict[int, str]] = defaultdict(dict)
    for _, block, text in blocks:
        if block.char_start not in remarks and (read := _read(block, text)):
            forms[read[0]][block.char_start] = read[1]
    found: dict[int, str] = {}
    for form, read_names in forms.items():
        times = Counter(name for name in read_names.values() if _could_be(name, keys))
        known = {name for name in times if times[name] > 1 or _is_body(name, keys)}
        named = read_names if form == _COLON else _between(read_names, known, keys)
        if len(named) >= _MIN_RUN_INS and 2 * len(known) >= len(set(named.values())):
            found |= named
    return found


def _between(named: Mapping[int, str], known: set[str], keys: frozenset[str]) -> dict[int, str]:
    """Return the known names, and those between them that can be one; a short sentence ends in a full stop, too."""
    starts = [start for start, name in named.items() if name in known]
    return {
        start: name
        for start, name in named.items()
        if name in known or (starts and starts[0] < start < starts[-1] and could_speak(name, keys) and not _tells(name))
    }


def _is_body(name: str, keys: frozenset[str]) -> bool:
    return all(is_body_name(part, keys) for part in split_joint(name, keys))


def _could_be(name: str, keys: frozenset[str]) -> bool:
    """Say whether words can be a name; 'Skillnaden framträder inom två områden' comes back and is none."""
    return _is_body(name, keys) or could_speak(name, keys)


def _tells(name: str) -> bool:
    return any(first_match(load_rules(_STRUCTURE, "verb"), word) for word in name.split())


def _read(block: Block, text: str) -> tuple[str, str] | None:
    """Return the form in which a paragraph begins with a name, and the name."""
    if block.role not in _TEXT or is_sender_remark(text):
        return None
    match = first_match(load_rules(_HEADINGS, "run_in"), text)
    if not match or column_label(match[1]["body"]) or is_statement_lead(text):
        return None
    if any(first_match(load_rules(_STRUCTURE, part), text) for part in ("letterhead", "mail_field", "mail_from")):
        return None
    name = heading_name(without_notes(match[1]["body"], registered=True))
    words = name.split()
    if len(words) > _MAX_NAME_WORDS or first_match(load_rules(_STRUCTURE, "no_speaker"), name):
        return None
    # 'Har inte hörts av: Viks kommun' tells of others; 'Bo Al (S): Vi stöder planen' is a politician.
    told = first_match(load_rules(_STRUCTURE, "verb"), words[0].lower())
    politician = PERSON.fullmatch(name) and parties_named(match[1].group())
    return None if told or politician else (match[0].id, name)
