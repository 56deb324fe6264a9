"""Whether a document begins or ends in the middle of something: pages may be missing. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from remissnlp.ingest.markers import parse_marker
from remissnlp.records import FURNITURE, Block, BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.text import ends_sentence, first_letter

_RUNNING_CHARS = 60  # a shorter last line is a signature or a label
_PARAGRAPH_CHARS = 90
_FIRST_BLOCKS = 6
_PROSE = frozenset({BlockRole.BODY, BlockRole.LIST_ITEM})


def torn_edges(text: str, blocks: Sequence[Block]) -> list[str]:
    """Return a warning for a beginning and one for an end that lack what stood before or behind.

    Args:
        text: the canonical text.
        blocks: its blocks.
    """
    content = [block for block in blocks if block.role not in FURNITURE]
    if not content:
        return []
    return [*_beginning(text, content[:_FIRST_BLOCKS]), *_end(text, content[-1])]


def _beginning(text: str, blocks: Sequence[Block]) -> list[str]:
    markers = (parse_marker(block.marker + "x") for block in blocks if block.role is BlockRole.LIST_ITEM)
    first = next((marker for marker in markers if marker and marker.ordinal), None)
    if first is not None and (first.ordinal or 1) > 1:
        return [f"begins in the middle of a list, at {first.text.strip()}"]
    opening = text[blocks[0].char_start : blocks[0].char_end]
    is_running = blocks[0].role in _PROSE and not blocks[0].marker and first_letter(opening).islower()
    if is_running and (len(opening) > _RUNNING_CHARS or ends_sentence(opening)):
        return ["begins in the middle of a sentence"]
    return []


def _end(text: str, block: Block) -> list[str]:
    ending = text[block.char_start : block.char_end]
    if block.role not in _PROSE:
        return []
    if ending.endswith(":"):
        return ["ends in front of something that it announces"]
    if block.role is BlockRole.LIST_ITEM and ending.endswith((",", ";")):
        return ["ends in the middle of a list"]
    dangling = first_match(load_rules("layout_sv.yaml", "dangling"), ending)
    is_sure = dangling is not None and dangling[0].label == "sure"
    is_running = block.role is BlockRole.BODY and len(ending) > _PARAGRAPH_CHARS
    if is_sure or ending[-1] in "-," or (is_running and not ends_sentence(ending) and ending[-1].islower()):
        return ["ends in the middle of a sentence"]
    return []
