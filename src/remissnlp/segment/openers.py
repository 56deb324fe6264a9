"""Paragraphs that begin with who speaks: 'Mellanskog anser …', 'Byalaget: Ja.', where a document repeats the form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from remissnlp.records import Block, BlockRole
from remissnlp.rules import first_match, load_rules
from remissnlp.segment.asked import split_names
from remissnlp.segment.drafts import NumberedBlock
from remissnlp.segment.headings import heading_name, section_label
from remissnlp.segment.marks import is_dated, is_note
from remissnlp.segment.register import (
    enumerated_name,
    is_body_name,
    is_generic,
    is_sender_office,
    one_company,
    respondent_key,
)
from remissnlp.segment.speakers import leading_bodies, split_joint
from remissnlp.segment.tables import column_label

_TABLE = "structure_sv.yaml"
# 'Konsumentverket, som har granskat förslaget, …', 'Eva Ek, privatperson, …'
_APPOSITION = re.compile(r",? som\b|, (?=[a-zåäö])|, [A-ZÅÄÖ][\wÀ-ÿ]+ \d+|,? (?:i sitt|i sin|i ett) ")
_JOINERS = re.compile(r",? och |,? samt |, ")
# 'Varken Skolverket eller Viks kommun har något att invända.'
_PAIR = re.compile(r"^(?:Såväl|Både|Varken) (?P<one>[A-ZÅÄÖ][^.:;]{2,120}?) (?:som|eller|och) (?=[A-ZÅÄÖ])")
# 'Skolverket m.fl. anser …'
_AND_OTHERS = re.compile(r"(?:,| och)? (?:m\. ?fl\.|med flera|m\.m\.)(?=[ ,])")
# 'Försvarsmakten (yttrande 2010-04-12) anser …'
_ASIDE = re.compile(r"(?<=\w) \([^()]{3,60}\)")
# The sender's own executive, and no answer: 'Regionstyrelsen föreslår att fullmäktige antar planen.'
_DECIDES = re.compile(
    r"^(?:[Kk]ommun|[Rr]egion|[Ll]andstings|[Ss]tads)styrelsen "
    r"(?:beslutar|(?:föreslår|hemställer|tillstyrker|biträder)\b.{0,80}fullmäktige)\b"
)
_PROPER = re.compile(r"^(?P<name>[A-ZÅÄÖ][\wÀ-ÿ&-]*(?: (?:i |på |och )?[A-ZÅÄÖ][\wÀ-ÿ&-]*){1,4}) (?P<verb>[a-zåäö]+)\b")
_OVER_ANSWERS = frozenset({"answers", "answers_summary"})
# 'Skolstyrelsen (10 december 1997, § 190) kan icke biträda förslaget.': a registrar's note behind a name tells enough.
_REGISTERED = re.compile(
    r"^(?P<name>[A-ZÅÄÖ][^.:;!?()\[\]]{2,110}?) [(\[](?P<note>[^()\[\]]*\d[^()\[\]]*)[)\]],? (?=[a-zåäö])"
)
_MIN_OPENERS = 3
_MAX_NAME_WORDS = 9
_MIN_SERIES, _MAX_ORDINAL_DIGITS = 4, 3
# So many of the names must have a known form, be repeated, or stand in the list of those asked.
_MIN_KNOWN_SHARE = 0.34
_MIN_LEADS = 3
_MAX_LOWER_WORDS = 2
_MAX_LEAD_CHARS = 200
_MIN_LABELLED = 2


def find_openers(
    blocks: Sequence[NumberedBlock], keys: frozenset[str], remarks: frozenset[int]
) -> Mapping[int, tuple[str, ...]]:
    """Return the offset of each paragraph that begins with its speaker -> the names, where the document repeats that.

    Args:
        blocks: the content blocks of a document that says it collects answers.
        keys: keys of the bodies that the document says were asked.
        remarks: offsets of the sender's remarks.
    """
    found: dict[int, tuple[str, ...]] = {}
    for _, block, text in _from_answers(blocks):
        if block.role is BlockRole.BODY and block.char_start not in remarks and (names := opening_names(text, keys)):
            found[block.char_start] = names
    distinct = Counter(respondent_key(name) for names in found.values() for name in names)
    known = sum(
        is_body_name(name, keys) or first_match(load_rules(_TABLE, "alone"), name) is not None
        for names in found.values()
        for name in names[:1]
    )
    if len(distinct) < _MIN_OPENERS or known < _MIN_KNOWN_SHARE * len(found):
        return {}
    return found | _between(blocks, found, remarks)


def _from_answers(blocks: Sequence[NumberedBlock]) -> Sequence[NumberedBlock]:
    """Return the blocks below the first heading over answers; all where there is none."""
    told = (place for place, (_, _, text) in enumerate(blocks) if section_label(text) in _OVER_ANSWERS)
    return blocks[next(told, 0) :]


def _between(
    blocks: Sequence[NumberedBlock], found: Mapping[int, tuple[str, ...]], remarks: frozenset[int]
) -> dict[int, tuple[str, ...]]:
    """Return the paragraphs among the others that begin with a name of any form and a verb of any meaning.

    They stand right below one that begins with its speaker, or below a heading or remark among these.
    """
    added: dict[int, tuple[str, ...]] = {}
    last = max(found)
    above = False
    for _, block, text in blocks:
        if block.role is not BlockRole.BODY:
            above = above and block.role is BlockRole.HEADING
        elif block.char_start in found or block.char_start in remarks:
            above = True
        elif above and block.char_start < last and (name := _proper_name(text)):
            added[block.char_start] = (name,)
        else:
            above = False
    return added


def _proper_name(text: str) -> str:
    """Return the words in capitals with which a paragraph begins, two or more, where a verb follows them."""
    match = _PROPER.match(text)
    if not match or not first_match(load_rules(_TABLE, "verb"), match["verb"]):
        return ""
    name = match["name"]
    return "" if first_match(load_rules(_TABLE, "no_speaker"), name) or is_sender_office(name) else name


def find_listed(blocks: Sequence[NumberedBlock], keys: frozenset[str]) -> Mapping[int, tuple[str, ...]]:
    """Return the offset of each sentence that lists who has nothing to say -> the names, in it or as items below."""
    found: dict[int, tuple[str, ...]] = {}
    for position, (_, block, text) in enumerate(blocks):
        match = first_match(load_rules(_TABLE, "listed"), text) if block.role is not BlockRole.LIST_ITEM else None
        if not match:
            continue
        below = _items_below(blocks, position)
        told = [match[1]["body"]] if match[1]["body"] else [item.rstrip(".,;") for item in below]
        names = tuple(name for part in told for name in split_names(part))
        if names and 2 * sum(is_body_name(name, keys) for name in names) >= len(names):
            found[block.char_start] = names
    return found


def _items_below(blocks: Sequence[NumberedBlock], position: int) -> list[str]:
    """Return the items of the list right below a block; a numbered line below bullets is of another list."""
    items: list[str] = []
    numbered: bool | None = None
    for _, block, text in blocks[position + 1 :]:
        counts = block.marker.strip()[:1].isdigit()
        if block.role is not BlockRole.LIST_ITEM or numbered not in {None, counts}:
            break
        numbered = counts
        items.append(text)
    return items


def find_numbered(
    blocks: Sequence[NumberedBlock], keys: frozenset[str], headings: frozenset[int]
) -> Mapping[int, tuple[str, ...]]:
    """Return the offset of each item of one numbered series of answers that begins with its speaker -> the names.

    '3. Fiskeriverket tillstyrker. 4. Viks kommun har inget att erinra.' The series may hold headings of answers, too;
    every other item must name a speaker, each another one.

    Args:
        blocks: the content blocks.
        keys: keys of the bodies that the document says were asked.
        headings: offsets of the headings of answers.
    """
    found: dict[int, tuple[str, ...]] = {}
    series: dict[int, tuple[str, ...]] = {}
    last = 0
    for _, block, text in [*blocks, (0, None, "")]:
        number = _ordinal(block) if block else 0
        if number == 0 and block:
            continue
        if number != last + 1:
            named = {start: names for start, names in series.items() if start not in headings}
            distinct = {respondent_key(names[0]) for names in named.values() if names}
            if len(series) >= _MIN_SERIES and named and len(distinct) == len(named):
                found |= named
            series = {}
        if block:
            name = heading_name(text, registered=True)  # an item can be a name alone, above its answer
            series[block.char_start] = (name,) if is_body_name(name, keys) else opening_names(text, keys)
        last = number
    return found


def _ordinal(block: Block) -> int:
    """Return the number in front of an item of a numbered list, or 0."""
    digits = block.marker.strip().rstrip(".)")
    return int(digits) if digits.isdigit() and len(digits) <= _MAX_ORDINAL_DIGITS else 0


def opening_names(text: str, keys: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names with which a paragraph begins as its speakers, of known form or not, or ().

    What stands before a verb of saying is the name, if it can be one: 'Föräldraföreningen Ekens skola motsätter sig …'.
    """
    if registered := _registered_names(text, keys):
        return registered
    text = _PAIR.sub(r"\g<one> och ", text, count=1)
    text = _ASIDE.sub("", _AND_OTHERS.sub("", text), count=1)
    led = leading_bodies(text, keys)[0]
    matches = [match for rule in load_rules(_TABLE, "opener") if (match := rule.regex.search(text))]
    bodies = [match["body"] for match in matches if not first_match(load_rules(_TABLE, "no_speaker"), match["body"])]
    if not bodies:
        return ()
    body = min(bodies, key=len)
    if enumerated_name(body) == body:
        return (body,)
    names = _split_named(_APPOSITION.split(body)[0].rstrip(",. "), keys)
    if not all(could_speak(name, keys) for name in names):
        names = led
    return () if any(is_sender_office(name) for name in names) or _DECIDES.match(text) else names


def _registered_names(text: str, keys: frozenset[str]) -> tuple[str, ...]:
    """Return the names in front of a note that tells when or in which paragraph they answered."""
    match = _REGISTERED.match(text)
    if not match or not (_has_date(match["note"]) or is_note(match["note"])):
        return ()
    names = _split_named(match["name"], keys)
    spoken = all(could_speak(name, keys) and not first_match(load_rules(_TABLE, "no_speaker"), name) for name in names)
    return names if spoken and not any(is_sender_office(name) for name in names) else ()


def _has_date(note: str) -> bool:
    return is_dated(f"Namn, {note.partition(',')[0]}") or is_dated(f"Namn {note}")


def _split_named(body: str, keys: frozenset[str]) -> tuple[str, ...]:
    """Return the names of a subject; where one has a known form, the ones beside it need none."""
    names = split_joint(body, keys)
    parts = [part.strip() for part in _JOINERS.split(body) if part.strip()]
    if len(names) > 1 or len(parts) < 2 or one_company(*parts[-2:]) or respondent_key(body) in keys:
        return names
    known = [is_body_name(part, keys) for part in parts]
    # 'Föreningen Natur och Kultur' is one name: its last part is no name at all.
    whole = all(part[0].isupper() and not part.endswith("-") for part in parts)
    named = len(parts) > 2 or all(known[number] or len(part.split()) > 1 for number, part in enumerate(parts))
    return tuple(parts) if any(known) and whole and named else names


def could_speak(name: str, keys: frozenset[str]) -> bool:
    """Say whether words can be a name: few, none that only running text has, not bare 'Föreningen'."""
    if is_body_name(name, keys):
        return True
    words = name.split()
    inner = [word for word in words if word[0].islower() and word not in {"i", "och", "för", "på", "av", "vid", "till"}]
    alone = first_match(load_rules(_TABLE, "alone"), name) is not None
    short = len(words) <= _MAX_NAME_WORDS and len(inner) <= _MAX_LOWER_WORDS
    return short and (alone or not is_generic(name)) and not name.endswith("s förslag")


def find_labelled(blocks: Sequence[NumberedBlock]) -> Mapping[int, str]:
    """Return the offset of each line 'Remissinstans: Viks byalag' of a repeated form -> the name behind the label."""
    found: dict[int, str] = {}
    for _, block, text in blocks:
        label, colon, name = text.partition(":")
        is_field = column_label(label) == "respondent" and label not in {"Från", "Avsändare"}  # these head an e-mail
        if colon and is_field and 0 < len(name.split()) <= _MAX_NAME_WORDS:
            found[block.char_start] = name.strip()
    return found if len(found) >= _MIN_LABELLED else {}


def find_leads(blocks: Sequence[NumberedBlock], keys: frozenset[str]) -> frozenset[int]:
    """Return the offsets of lead-ins of one form that most often names a known body, and so names one everywhere."""
    found: dict[str, list[tuple[int, bool]]] = {}
    for _, block, text in blocks:
        if block.role is not BlockRole.BODY:
            continue
        prefix, colon, _ = text[:_MAX_LEAD_CHARS].partition(": ")
        forms = (text, f"{prefix}:") if colon else (text,)
        match = next((m for form in forms if (m := first_match(load_rules("headings_sv.yaml", "lead_in"), form))), None)
        if match and len(name := match[1]["body"].strip()) and len(name.split()) <= _MAX_NAME_WORDS:
            known = is_body_name(name, keys) or is_body_name(name.removesuffix("s"), keys)
            found.setdefault(match[0].id, []).append((block.char_start, known))
    return frozenset(
        start
        for members in found.values()
        if sum(known for _, known in members) >= max(_MIN_LEADS, 0.6 * len(members))
        for start, _ in members
    )
