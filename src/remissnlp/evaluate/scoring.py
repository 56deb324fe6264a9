"""Compares an output folder with a gold and names every metric (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remissnlp.errors import UsageError
from remissnlp.evaluate.likeness import Tally, label_tallies, macro_f1, mean, same_name, token_f1, words_of
from remissnlp.evaluate.matching import SCORED_KINDS, SegmentMatch, accepted, match_document, segments_of
from remissnlp.evaluate.reading import Gold, Output
from remissnlp.evaluate.reuse import reuse_metrics
from remissnlp.evaluate.sentences import match_sentences, scored_sentences, sentence_metrics
from remissnlp.records import POLITICAL_KINDS, Stance

_QUOTE_MIN_F1 = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedSegment:
    """A gold segment that no prediction covers; `quality` is the best token F1 (0-1)."""

    document: str
    id: str
    kind: str
    respondent: str
    quality: float

    def __str__(self) -> str:
        return f"{self.document} {self.id} {self.kind} {self.respondent} q={self.quality:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All metrics by name, and the gold segments that were not found."""

    metrics: dict[str, float]
    missed: tuple[MissedSegment, ...]


def score(gold: Gold, output: Output) -> Evaluation:
    """Return every metric of `output`; keys are there only where the gold has something to score.

    Raises:
        UsageError: no document of the gold is in the output.
    """
    doc_ids = {document.name: output.doc_id_of(document.name) for document in gold.documents}
    if not any(doc_ids.values()):
        names = ", ".join(doc_ids)
        raise UsageError(f"No document of the gold is in OUT: {names}.", hint="Was another folder analysed?")
    matches = [
        match
        for document in gold.documents
        for match in match_document(document, segments_of(output, doc_ids[document.name]))
    ]
    metrics = _segment_metrics(gold, output, doc_ids, matches)
    metrics |= _party_and_stance_metrics(matches)
    metrics |= sentence_metrics(match_sentences(gold, matches))
    metrics |= reuse_metrics(gold.clusters, scored_sentences(gold, matches), output)
    metrics |= _declined_metrics(gold, output, doc_ids)
    metrics |= _quote_metrics(gold, output) | _endorsement_metrics(gold, output)
    metrics["offsets_ok"] = output.offsets_ok
    return Evaluation(metrics=metrics, missed=_missed(matches))


def _segment_metrics(
    gold: Gold, output: Output, doc_ids: dict[str, str | None], matches: Sequence[SegmentMatch]
) -> dict[str, float]:
    counted = [match for match in matches if not match.gold.optional]
    found = sum(match.is_found for match in counted)
    tally = Tally(
        true_positive=found,
        false_positive=_extra_segments(output, doc_ids, matches) if gold.segments_complete else 0,
        false_negative=len(counted) - found,
    )
    return {"segments_precision": tally.precision, "segments_recall": tally.recall, "segments_f1": tally.f1}


def _extra_segments(output: Output, doc_ids: dict[str, str | None], matches: Sequence[SegmentMatch]) -> int:
    """Count predicted segments of a scored kind that no gold segment accounts for."""
    used: set[str] = set()
    extra = 0
    for name, doc_id in doc_ids.items():
        used |= {
            segment.segment_id
            for match in matches
            if match.document == name and match.is_found
            for segment in match.predicted
        }
        extra += sum(
            segment.kind in SCORED_KINDS and segment.segment_id not in used for segment in segments_of(output, doc_id)
        )
    return extra


def _missed(matches: Iterable[SegmentMatch]) -> tuple[MissedSegment, ...]:
    return tuple(
        MissedSegment(
            document=match.document,
            id=match.gold.id,
            kind=match.gold.kind,
            respondent=match.gold.respondent,
            quality=match.quality,
        )
        for match in matches
        if not match.is_found and not match.gold.optional
    )


def _party_and_stance_metrics(matches: Sequence[SegmentMatch]) -> dict[str, float]:
    party_hits = [
        bool(match.predicted)
        and frozenset[str]().union(*(segment.parties for segment in match.predicted)) == match.gold.parties
        for match in matches
        if match.gold.kind in POLITICAL_KINDS and not match.gold.optional
    ]
    stances = [
        (match.gold.stance, accepted(match.stance, match.gold.stance, match.gold.stance_also_ok), 1.0)
        for match in matches
        if match.gold.stance
    ]
    return {
        "parties_accuracy": mean(party_hits),
        "stance_accuracy": mean([expected == predicted for expected, predicted, _ in stances]),
        "stance_macro_f1": macro_f1(label_tallies(stances, tuple(Stance)).values(), empty=0.0),
    }


def _declined_metrics(gold: Gold, output: Output, doc_ids: dict[str, str | None]) -> dict[str, float]:
    if all(document.declined is None for document in gold.documents):
        return {}
    tally = Tally()
    for document in gold.documents:
        predicted = [name for doc_id, name in output.declined if doc_id == doc_ids[document.name]]
        expected = document.declined or ()
        found = sum(any(same_name(name, other) for other in predicted) for name in expected)
        wrong = sum(not any(same_name(other, name) for other in expected) for name in predicted)
        tally += Tally(true_positive=found, false_positive=wrong, false_negative=len(expected) - found)
    return {"declined_f1": tally.f1}


def _quote_metrics(gold: Gold, output: Output) -> dict[str, float]:
    if not gold.quotes:
        return {}
    hits = [
        any(
            same_name(source, name) and token_f1(words_of(text), words) >= _QUOTE_MIN_F1
            for name, words in output.quotes
        )
        for text, source in gold.quotes
    ]
    return {"quotes_recall": mean(hits), "quotes_rows": len(output.quotes)}


def _endorsement_metrics(gold: Gold, output: Output) -> dict[str, float]:
    if not gold.endorsements:
        return {}
    hits = [
        any(
            same_name(respondent, name) and same_name(target, other) and (not found or parties <= found)
            for name, other, found in output.endorsements
        )
        for respondent, target, parties in gold.endorsements
    ]
    return {"endorsements_recall": mean(hits), "endorsements_rows": len(output.endorsements)}
