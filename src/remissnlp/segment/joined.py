"""Whom an endorsement joins: the statement or answer that its words name, or the one it stands below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from remissnlp.records import POLITICAL_KINDS, Endorsement, Kind, Segment
from remissnlp.segment.register import is_body_name, is_generic
from remissnlp.segment.speakers import nominative

# A statement that only joins another one is shorter.
_MIN_OWN_CHARS = 160
_MIN_SHORT_NAME = 8
_OUTSIDE = re.compile(
    r"\b(?P<body>[A-ZÅÄÖ][\wÀ-ÿ-]+(?: (?:och |i |för )?[A-ZÅÄÖ][\wÀ-ÿ-]+)*:?s"
    r"|Sveriges (?:[a-zåäö]+ ){0,2}[a-zåäö]{5,}s)"
    r" (?:yttrande|svar|remissvar|synpunkter|skrivelse)"
)
# 'vad Kommunal har anfört': a body called by the first words of its name, or one outside the documents.
_SAID_BY = re.compile(
    r"\b(?:vad|det|som) (?P<body>[A-ZÅÄÖ][\wÀ-ÿ-]+(?: (?:i )?[A-ZÅÄÖ][\wÀ-ÿ-]+)*(?: (?:län|kommun|stad|universitet))?)"
    r" (?:har |i sitt yttrande |också |även )*"
    r"(?:anför|framför|skriv|säger|sagt|anser|påpeka|lyft|lämna|avge|avgiv|yttra|svara|framhåll|uttala)"
)
# 'yttrandet från Länsstyrelsen', 'det svar som Kommunal lämnar'
_FROM = re.compile(
    r"\b(?:yttrande|svar|remissvar|skrivelse|synpunkter|inlägg|kommentar)\w* (?:som (?:kommer |lämnats )?)?"
    r"(?:(?:från|av) )?"
    r"(?P<body>[A-ZÅÄÖ][\wÀ-ÿ-]+(?: (?:i )?[A-ZÅÄÖ][\wÀ-ÿ-]+)*(?: (?:län|kommun|stad|universitet))?)"
)
# 'Sotarmästare Bo Al' is called 'sotarmästaren'.
_TITLED = re.compile(r"^(?P<title>[A-ZÅÄÖ][a-zåäö]{5,}e) [A-ZÅÄÖ][\wÀ-ÿ-]+ [A-ZÅÄÖ][\wÀ-ÿ-]+$")
_PLACE = re.compile(r" (?:i|för|vid|på) .*$")


def resolve_endorsements(items: Sequence[Endorsement], segments: Sequence[Segment]) -> tuple[Endorsement, ...]:
    """Return the endorsements of a document with the segment and the body that each joins.

    Args:
        items: the endorsements in text order.
        segments: all segments of the case, those of the document first.
    """
    joining = frozenset(item.segment_id for item in items if item.whole_segment)
    resolved: list[Endorsement] = []
    for item in items:
        above = resolved[-1] if resolved else None
        if not item.target_text and above is not None and "samma" in item.relation:
            resolved.append(_with_target_of(item, above))
        else:
            resolved.append(_resolve(item, segments, joining))
    return tuple(resolved)


def _with_target_of(item: Endorsement, above: Endorsement) -> Endorsement:
    return replace(
        item,
        target_segment_id=above.target_segment_id,
        target_respondent=above.target_respondent,
        target_parties=above.target_parties,
    )


def _resolve(item: Endorsement, segments: Sequence[Segment], joining: frozenset[str]) -> Endorsement:
    """Find the statement or answer that an endorsement joins."""
    source = next(segment for segment in segments if segment.segment_id == item.segment_id)
    named = _named_segments(item.target_text, segments, source)
    target = _joined_statement(item, segments, source, named, joining) or (named[0] if named else None)
    if target is None:
        outside = _named_outside(item.target_text)
        name = nominative(outside["body"]) if outside else item.target_text if is_body_name(item.target_text) else ""
        body = name if name and not item.target_parties and not is_generic(name) else ""
        return replace(item, target_respondent=source.respondent if item.target_parties else body)
    return replace(item, target_segment_id=target.segment_id, target_respondent=target.respondent)


def _joined_statement(
    item: Endorsement,
    segments: Sequence[Segment],
    source: Segment,
    named: Sequence[Segment],
    joining: frozenset[str],
) -> Segment | None:
    """Return the political statement that is joined: by its parties or authors, in the body named or in the same one.

    Where neither is told in a known form ('reservationen från Byalistan'), it is the statement just before.
    """
    place = {segment.respondent_id for segment in named} or {source.respondent_id}
    political = [s for s in segments if s.kind in POLITICAL_KINDS and s.segment_id != source.segment_id]
    parties = set(item.target_parties)

    def told(segment: Segment) -> int:
        surnames = sum(_names_person(item.target_text, name) for name in segment.authors)
        return surnames + len(parties & set(segment.parties))

    local = [segment for segment in political if segment.respondent_id in place]
    own = [segment for segment in local if _has_text(segment) or segment.segment_id not in joining]
    best = max(own, key=lambda s: (told(s), s.char_end - s.char_start), default=None)
    if best is not None and told(best):
        return best
    candidates = own if item.target_text else local
    before = [s for s in candidates if s.doc_id == source.doc_id and s.char_end <= source.char_start]
    return before[-1] if before and item.whole_segment and not parties and not named else None


def _names_person(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name.rsplit(maxsplit=1)[-1])}s?\b", text) is not None


def _has_text(segment: Segment) -> bool:
    return segment.char_end - segment.char_start > _MIN_OWN_CHARS


def _named_segments(text: str, segments: Sequence[Segment], source: Segment) -> list[Segment]:
    """Return the segments whose body or office `text` names, the most telling kind first."""
    rank = {Kind.RESPONSE: 0, Kind.PROPOSAL: 1, Kind.DECISION: 2, Kind.RESERVATION: 3, Kind.SUMMARY: 4}
    others = [segment for segment in segments if segment.segment_id != source.segment_id]
    hits = [s for s in others if any(_occurs(name, text) for name in (s.respondent, s.author_body))]
    if not hits:
        # 'länsstyrelsens svar', 'Ornitologiska klubbens yttrande': without the place, where only one body is called so.
        short = [s for s in others if s.respondent_id != source.respondent_id and _occurs(_short(s.respondent), text)]
        short = short or _called(text, others)
        hits = short if len({segment.respondent_id for segment in short}) == 1 else []
    return sorted(hits, key=lambda s: (rank.get(s.kind, 9), not s.counted))


def _called(text: str, segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments of those whose names begin with who 'vad X har anfört', 'X:s svar' tells of."""
    said = _SAID_BY.search(text) or _named_outside(text)
    return [s for s in segments if said and s.respondent.startswith(f"{nominative(said['body'])} ")]


def _named_outside(text: str) -> re.Match[str] | None:
    """Return the match that names whose answer is meant: 'Kommunals yttrande', 'det som Kommunal skriver'."""
    return _OUTSIDE.search(text) or _SAID_BY.search(text) or _FROM.search(text)


def _short(name: str) -> str:
    if titled := _TITLED.match(name):
        return f"{titled['title']}n"
    short = _PLACE.sub("", name)
    return short if short != name and len(short) >= _MIN_SHORT_NAME else ""


def _occurs(name: str, text: str) -> bool:
    return bool(name) and re.search(rf"\b{re.escape(name.lower())}s?\b", text.lower()) is not None
