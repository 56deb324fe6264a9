"""Who signs a letter: where its signature begins, and the person or persons who write for themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from remissnlp.rules import first_match, load_rules
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.headings import heading_name, is_closing
from remissnlp.segment.letter_head import is_contact
from remissnlp.segment.register import is_body_name
from remissnlp.segment.votes import addressee

_MAX_SIGNATURE_CHARS = 70
_MAX_FOOT_CHARS = 200
_TAIL_LINES = 8
_MAX_NAME_WORDS = 6
_NAME_LINE = re.compile(r"^[A-ZÅÄÖ][^:;@\d]+$")
_CAPITAL = r"[A-ZÅÄÖÉ][\wÀ-ÿ'’-]+"
_PERSON = rf"{_CAPITAL}(?: [A-ZÅÄÖ]\.?)?(?: (?:von|af|av|de))?(?: {_CAPITAL}){{1,2}}"
# 'Eva Ek, ordförande', 'Bo Al (C)', 'Bo Al enhetschef, enligt delegation', 'Bo Al Eva Ek' in two columns
_SIGNER = re.compile(
    rf"^/?{_PERSON}(?: {_CAPITAL}){{0,3}}/?(?: \([A-ZÅÄÖa-zåäö]{{1,5}}\))?(?:,? [a-zåäö.]+)*(?:, [a-zåäö ]+)?$"
)
# 'Ewa och Jan Ek', 'Familjen Ek', 'Bo Al, Näs', '//Bo Al f.d. lärare'
_THEMSELVES = re.compile(
    rf"^/{{0,2}} ?(?P<who>Familjen {_CAPITAL}|{_CAPITAL}(?: {_CAPITAL})?(?:, {_CAPITAL}(?: {_CAPITAL})?)?"
    rf" (?:och|&|samt|\+) {_PERSON}|{_PERSON})"
    rf"(?:/|,? (?:f\.d\. |fd )?[a-zåäö][a-zåäö. ]+|, {_CAPITAL}(?: {_CAPITAL})?)?$"
)
_SEVERAL = re.compile(r"^Familjen | (?:och|&|samt|\+) ")
_FIRST_PERSON = re.compile(r"\b(?:[Jj]ag|[Mm]ig|[Mm]in|[Mm]itt|[Mm]ina)\b")


def signature_start(blocks: Sequence[NumberedBlock], begin: int) -> int | None:
    """Return the position of the first line below a letter's text that names who signs, None where there is none.

    The body above the person and the place and date above both belong to the signature.

    Args:
        blocks: the content blocks of a letter.
        begin: the position at which its text begins.
    """
    short = takewhile(lambda entry: _is_foot_line(entry[2]), blocks[::-1])
    tail = range(max(begin + 1, len(blocks) - len(list(short))), len(blocks))
    signed = next((p for p in tail if is_signer(blocks[p][2]) and not is_body_name(blocks[p][2])), None)
    while signed is not None and signed - 1 in tail and _stands_above_signer(blocks[signed - 1][2]):
        signed -= 1
    return signed


def is_signer(text: str) -> bool:
    """Say whether a line has the form of a person, with or without a title: 'Eva Ek, ordförande'."""
    return _SIGNER.match(text) is not None


def _stands_above_signer(text: str) -> bool:
    dated = first_match(load_rules("structure_sv.yaml", "letterhead"), text)
    placed = dated is not None and dated[0].id.endswith("date")
    return placed or is_body_name(heading_name(text)) or signs_for(text)


def signs_for(text: str) -> bool:
    """Say whether a line only says for whom somebody signs: 'För kommunstyrelsen', 'På nämndens vägnar'."""
    found = first_match(load_rules("statements_sv.yaml", "sign_off"), text)
    return len(text) <= _MAX_SIGNATURE_CHARS and (is_closing(text) or (found is not None and text[-1:] not in ".!?:"))


def _is_foot_line(text: str) -> bool:
    """Say whether a line can stand below a letter's text: short and no sentence, or the sender's address."""
    limit = _MAX_FOOT_CHARS if is_contact(text) else _MAX_SIGNATURE_CHARS  # lines of a foot can have become one
    return text[-1:] not in ".!?" and len(text) <= limit


def own_name(blocks: Sequence[NumberedBlock], told: Sequence[str]) -> str:
    """Return the person or persons who write a letter for themselves, or ''.

    They sign below a text that says 'jag', or several sign with the family name of the sender told in the head.

    Args:
        blocks: the content blocks of a letter.
        told: persons that the head names as its sender.
    """
    tail = [text for _, _, text in blocks[-_TAIL_LINES:] if not (addressee(text) or is_closing(text))]
    signed = [found["who"] for text in tail if (found := _THEMSELVES.match(text)) and not is_body_name(found["who"])]
    families = {name.split()[-1] for name in told if name}
    several = [who for who in signed if _SEVERAL.search(who) and who.split()[-1] in families]
    alone = any(_FIRST_PERSON.search(text) for _, _, text in blocks)
    return next(iter([*several, *(who for who in signed if alone)]), "")


def signed_name(blocks: Sequence[NumberedBlock]) -> str:
    """Return the last line of a letter where it is a name of any form and no person's, or ''.

    'Veterinärkliniken Tassen' below a letter whose head tells of nobody.
    """
    lines = takewhile(_is_foot_line, (text for _, _, text in reversed(blocks)))
    names = (text for text in lines if not (is_contact(text) or is_closing(text) or is_signer(text)))
    return next((text for text in names if len(text.split()) <= _MAX_NAME_WORDS and _NAME_LINE.match(text)), "")
