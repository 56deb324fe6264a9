"""Scores sentences: themes and polarity with the vote each sentence has, and where a copy was found (pure)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remissnlp.evaluate.likeness import Tally, Words, label_tallies, macro_f1, overlap, token_f1, words_of
from remissnlp.evaluate.matching import NONE_PREDICTED, SegmentMatch, accepted
from remissnlp.evaluate.reading import Gold, GoldSentence, OutSegment, OutStatement
from remissnlp.evaluate.reuse import ScoredSentence
from remissnlp.records import ClusterType, Polarity

# The themes of the default codebook: a gold labels these and no others.
THEMES = ("segregation", "information_security", "follow_up", "timing")

_SAME_SENTENCE_MIN_F1 = 0.9
_PART_OF_SENTENCE_MIN_OVERLAP = 0.6
# Fewer words than this say too little for a partial match.
_MIN_WORDS = 4
_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceMatch:
    """A gold sentence, its vote, and the predicted statements that hold it, the most alike first."""

    gold: GoldSentence
    weight: float
    hits: tuple[OutStatement, ...]


def match_sentences(gold: Gold, matches: Sequence[SegmentMatch]) -> list[SentenceMatch]:
    """Return the labelled sentences of scored segments with the statements that hold them, in the gold's order."""
    weights = SentenceWeights.of(gold)
    by_segment = {(match.document, match.gold.id): match for match in matches}
    return [
        SentenceMatch(
            gold=sentence,
            weight=weights.weight(document.name, sentence),
            hits=_hits(words_of(sentence.text), by_segment[document.name, sentence.segment].predicted),
        )
        for document in gold.documents
        for sentence in document.sentences
        if (document.name, sentence.segment) in by_segment and (sentence.themes is not None or sentence.polarity)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceWeights:
    """Votes of gold sentences: a copied wording votes once in all, a formula of procedure not at all."""

    wording: dict[tuple[str, str, str], tuple[str, str]]
    copies: Counter[str]

    @classmethod
    def of(cls, gold: Gold) -> SentenceWeights:
        """Count how often each copied wording of the gold carries theme labels."""
        wording = {member: (cluster.id, cluster.type) for cluster in gold.clusters for member in cluster.members}
        keys = (
            (document.name, sentence.segment, sentence.text)
            for document in gold.documents
            for sentence in document.sentences
            if sentence.themes is not None
        )
        return cls(wording=wording, copies=Counter(wording[key][0] for key in keys if key in wording))

    def weight(self, document: str, sentence: GoldSentence) -> float:
        """Return the vote of one sentence (0-1)."""
        cluster_id, kind = self.wording.get((document, sentence.segment, sentence.text), ("", ""))
        if kind == ClusterType.FORMULA:
            return 0.0
        return 1.0 / max(1, self.copies[cluster_id]) if cluster_id else 1.0


def _hits(wanted: Words, predicted: Sequence[OutSegment]) -> tuple[OutStatement, ...]:
    """Return the statements that hold a gold sentence: the very words, else nearly them, else a part or a whole."""
    pool = [statement for segment in predicted for statement in segment.statements]
    hits = [statement for statement in pool if statement.words == wanted]
    if not hits:
        hits = [statement for statement in pool if token_f1(wanted, statement.words) >= _SAME_SENTENCE_MIN_F1]
    if not hits and len(wanted) >= _MIN_WORDS:
        hits = [statement for statement in pool if overlap(wanted, statement.words) >= _PART_OF_SENTENCE_MIN_OVERLAP]
    return tuple(sorted(hits, key=lambda statement: -overlap(wanted, statement.words)))


def sentence_metrics(sentences: Sequence[SentenceMatch]) -> dict[str, float]:
    """Return the metrics of themes and polarity; NaN where no sentence is labelled."""
    tallies = {theme: sum((_theme_tally(sentence, theme) for sentence in sentences), Tally()) for theme in THEMES}
    total = sum(tallies.values(), Tally())
    polarities = [_polarity_decision(sentence) for sentence in sentences if sentence.gold.polarity]
    per_polarity = label_tallies(polarities, tuple(Polarity)).values()
    return {
        "theme_precision": total.precision,
        "theme_recall": total.recall,
        "theme_micro_f1": total.f1,
        "theme_macro_f1": macro_f1(tallies.values(), empty=_NAN),
        **{f"theme_f1[{theme}]": tally.f1 for theme, tally in tallies.items() if tally.support},
        "polarity_macro_f1": macro_f1(per_polarity, empty=0.0) if polarities else _NAN,
    }


def _theme_tally(sentence: SentenceMatch, theme: str) -> Tally:
    if sentence.gold.themes is None or theme in sentence.gold.themes_also_ok:
        return Tally()
    predicted = any(theme in statement.themes for statement in sentence.hits)
    return Tally.of(expected=theme in sentence.gold.themes, predicted=predicted, weight=sentence.weight)


def _polarity_decision(sentence: SentenceMatch) -> tuple[str, str, float]:
    predicted = (sentence.hits[0].polarity if sentence.hits else "") or NONE_PREDICTED
    gold = sentence.gold
    return gold.polarity, accepted(predicted, gold.polarity, gold.polarity_also_ok), sentence.weight


def scored_sentences(gold: Gold, matches: Sequence[SegmentMatch]) -> list[ScoredSentence]:
    """Return all sentences of scored segments with the predicted clusters they are in, in the gold's order."""
    copies: dict[tuple[str, str], list[tuple[str, Words]]] = defaultdict(list)
    for match in matches:
        for segment in match.predicted:
            copies[match.document, match.gold.id].extend(segment.copies)
    respondents = {(match.document, match.gold.id): match.gold.respondent for match in matches}
    return [
        ScoredSentence(
            document=document.name,
            segment=sentence.segment,
            respondent=respondents[document.name, sentence.segment],
            words=words_of(sentence.text),
            found=_copied_in(words_of(sentence.text), copies[document.name, sentence.segment]),
        )
        for document in gold.documents
        for sentence in document.sentences
        if (document.name, sentence.segment) in respondents
    ]


def _copied_in(words: Words, copies: Iterable[tuple[str, Words]]) -> frozenset[str]:
    """Return the ids of the clusters that report this sentence as copied."""
    if len(words) < _MIN_WORDS:
        return frozenset()
    return frozenset(cluster for cluster, copy in copies if overlap(words, copy) >= _PART_OF_SENTENCE_MIN_OVERLAP)
