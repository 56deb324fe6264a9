"""Finds the predicted segments that stand for a gold segment (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from remissnlp.evaluate.likeness import Words, same_name, token_f1, words_of
from remissnlp.evaluate.reading import GoldDocument, GoldSegment, Output, OutSegment
from remissnlp.records import POLITICAL_KINDS, Kind

NONE_PREDICTED = "none"
SCORED_KINDS = POLITICAL_KINDS | {Kind.RESPONSE, Kind.SUMMARY, Kind.ADVISORY_COUNCIL}

_FOUND_MIN_F1 = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMatch:
    """A scored gold segment with the predicted segments that fit it best (none, one, or one answer's parts)."""

    document: str
    gold: GoldSegment
    predicted: tuple[OutSegment, ...]
    quality: float

    @property
    def is_found(self) -> bool:
        """Whether the prediction covers the segment well enough."""
        return bool(self.predicted) and self.quality >= _FOUND_MIN_F1

    @property
    def stance(self) -> str:
        """The predicted stance; that of the answer comes before that of its decision."""
        ordered = sorted(self.predicted, key=lambda segment: segment.kind == Kind.DECISION)
        return next((segment.stance for segment in ordered if segment.stance), NONE_PREDICTED)


def segments_of(output: Output, doc_id: str | None) -> list[OutSegment]:
    """Return the predicted segments of one document (none for None)."""
    return [segment for segment in output.segments if segment.doc_id == doc_id]


def match_document(document: GoldDocument, predicted: Sequence[OutSegment]) -> list[SegmentMatch]:
    """Return the best prediction for each scored segment of a gold document, in the gold's order."""
    scored = [segment for segment in document.segments if segment.kind in SCORED_KINDS]
    return [match_segment(document.name, segment, predicted) for segment in scored]


def match_segment(document: str, gold: GoldSegment, predicted: Sequence[OutSegment]) -> SegmentMatch:
    """Return the candidate, or the candidates taken together, whose words fit the gold segment best."""
    candidates = _candidates(gold, predicted)
    groups: list[tuple[OutSegment, ...]] = [(candidate,) for candidate in candidates]
    if len(candidates) > 1:
        groups.append(tuple(candidates))
        groups.append(tuple(candidate for candidate in candidates if candidate.kind == Kind.RESPONSE))
    gold_words = words_of(gold.text)
    fits = [_fit(gold_words, group) for group in groups]
    quality = max(fits, default=0.0)
    best = groups[fits.index(quality)] if groups else ()
    return SegmentMatch(document=document, gold=gold, predicted=best, quality=quality)


def _candidates(gold: GoldSegment, predicted: Sequence[OutSegment]) -> list[OutSegment]:
    kinds = {gold.kind} | gold.kind_also_ok
    if gold.kind == Kind.RESPONSE:
        kinds |= {Kind.DECISION}
    names = (gold.respondent, *gold.respondent_also_ok)
    named = [
        segment
        for segment in predicted
        if segment.kind in kinds and any(same_name(name, segment.respondent) for name in names)
    ]
    if gold.kind not in POLITICAL_KINDS:
        return named
    return [segment for segment in named if segment.parties & gold.parties] or named


def _fit(gold_words: Words, group: Sequence[OutSegment]) -> float:
    body = tuple(word for segment in group for word in segment.words)
    headings = tuple(word for segment in group for word in segment.heading_words)
    return max(token_f1(gold_words, body), token_f1(gold_words, headings + body))


def accepted(predicted: str, expected: str, also_ok: frozenset[str]) -> str:
    """Return the gold label where the prediction counts as right, else the prediction."""
    return expected if predicted in also_ok else predicted
