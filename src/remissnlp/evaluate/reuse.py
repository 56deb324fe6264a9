"""Scores copied passages: pairs of gold sentences that a cluster puts together, rightly or wrongly (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from remissnlp.evaluate.likeness import Tally, Words, likeness, overlap, words_of
from remissnlp.evaluate.reading import GoldCluster, Output
from remissnlp.records import ClusterType

# A gold cluster's member is found again in the gold's sentences by its words.
_MEMBER_MIN_OVERLAP = 0.8
_MEMBER_MIN_WORDS = 4
# Two sentences below this are different sentences of one copied passage, or edited beyond what this measure judges.
_PAIR_MIN_LIKENESS = 0.45
# Two members of one cluster below this say nothing together.
_COHESION_MIN_LIKENESS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredSentence:
    """A gold sentence of a scored segment with the ids of the predicted clusters that report it as copied."""

    document: str
    segment: str
    respondent: str
    words: Words
    found: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A sentence with the gold clusters it is in, and the predicted ones of type `argument`."""

    sentence: ScoredSentence
    gold: frozenset[str]
    gold_arguments: frozenset[str]
    gold_formulas: frozenset[str]
    predicted: frozenset[str]


def reuse_metrics(
    clusters: Sequence[GoldCluster], sentences: Sequence[ScoredSentence], output: Output
) -> dict[str, float]:
    """Return precision, recall and F1 over pairs, cohesion and formula leaks; nothing without gold arguments."""
    if not any(cluster.type == ClusterType.ARGUMENT for cluster in clusters):
        return {}
    arguments = {cluster_id for cluster_id, kind in output.cluster_types.items() if kind == ClusterType.ARGUMENT}
    judged = _judge(clusters, sentences, arguments)
    alike = _member_pairs_alike(output.members, arguments)
    tally = sum(_pair_tallies(judged), Tally(false_positive=alike.count(False)))
    return {
        "reuse_precision": tally.precision,
        "reuse_recall": tally.recall,
        "reuse_f1": tally.f1,
        "reuse_cohesion": sum(alike) / len(alike) if alike else float("nan"),
        "reuse_formula_leaks": sum(bool(one.gold_formulas and one.predicted) for one in judged),
    }


def _judge(clusters: Iterable[GoldCluster], sentences: Sequence[ScoredSentence], arguments: set[str]) -> list[_Judged]:
    by_segment: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, sentence in enumerate(sentences):
        if len(sentence.words) >= _MEMBER_MIN_WORDS:
            by_segment[sentence.document, sentence.segment].append(index)
    of_type: dict[str, list[set[str]]] = {}
    for cluster in clusters:
        of_type.setdefault(cluster.type, [set() for _ in sentences])
        for document, segment, text in cluster.members:
            for index in by_segment[document, segment]:
                if overlap(sentences[index].words, words_of(text)) >= _MEMBER_MIN_OVERLAP:
                    of_type[cluster.type][index].add(cluster.id)
    none: list[set[str]] = [set() for _ in sentences]
    return [
        _Judged(
            sentence=sentence,
            gold=frozenset().union(*(ids[index] for ids in of_type.values())),
            gold_arguments=frozenset(of_type.get(ClusterType.ARGUMENT, none)[index]),
            gold_formulas=frozenset(of_type.get(ClusterType.FORMULA, none)[index]),
            predicted=sentence.found & arguments,
        )
        for index, sentence in enumerate(sentences)
    ]


def _pair_tallies(judged: Sequence[_Judged]) -> Iterator[Tally]:
    """Yield a tally for each pair of sentences of different respondents that the gold or a cluster puts together."""
    for left, right in combinations((one for one in judged if one.gold_arguments or one.predicted), 2):
        expected = bool(left.gold_arguments & right.gold_arguments)
        predicted = bool(left.predicted & right.predicted)
        if not (expected or predicted) or _same_speaker(left.sentence, right.sentence):
            continue
        if likeness(left.sentence.words, right.sentence.words) < _PAIR_MIN_LIKENESS:
            continue
        # Together for another reason (a summary, a version, the draft's words) is no fault; a formula is.
        if expected or not left.gold & right.gold or left.gold_formulas & right.gold_formulas:
            yield Tally.of(expected=expected, predicted=predicted)


def _same_speaker(left: ScoredSentence, right: ScoredSentence) -> bool:
    return (left.document, left.respondent) == (right.document, right.respondent)


def _member_pairs_alike(members: Iterable[tuple[str, str, Words]], arguments: set[str]) -> list[bool]:
    """Say of each pair of members of one cluster, from two segments, whether they are alike."""
    by_cluster: dict[str, list[tuple[str, Words]]] = defaultdict(list)
    for cluster_id, segment_id, words in members:
        if cluster_id in arguments:
            by_cluster[cluster_id].append((segment_id, words))
    return [
        likeness(left_words, right_words) >= _COHESION_MIN_LIKENESS
        for group in by_cluster.values()
        for (left_segment, left_words), (right_segment, right_words) in combinations(group, 2)
        if left_segment != right_segment
    ]
