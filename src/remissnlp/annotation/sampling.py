"""Which statements people should label: at random, of every sort, or where the program is least sure (pure)."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum

from remissnlp.annotation.coded import Coded, is_codable

_POLARITY_SURE = 1.0


class Strategy(StrEnum):
    """How statements are chosen."""

    UNCERTAIN = "uncertain"
    RANDOM = "random"
    STRATIFIED = "stratified"


def choose(
    statements: Sequence[Coded],
    number: int,
    *,
    strategy: Strategy,
    seed: int = 0,
    thresholds: Mapping[str, float] | None = None,
) -> list[Coded]:
    """Return at most `number` statements, one of each wording, in the order in which they should be labelled.

    `uncertain` gives those first whose theme scores lie nearest to the threshold, or whose polarity scored lowest;
    `stratified` goes round the themes and polarities, so that rare ones occur; `random` gives each the same chance,
    which alone makes fair figures of accuracy. The same arguments give the same statements.

    Args:
        statements: in a fixed order.
        number: how many to choose.
        strategy: how.
        seed: of the shuffle that all strategies begin with.
        thresholds: of the themes, 0.5 where unknown.
    """
    first: dict[str, Coded] = {}
    for statement in statements:
        if is_codable(statement):
            first.setdefault(statement.wording, statement)
    pool = list(first.values())
    random.Random(seed).shuffle(pool)  # noqa: S311 - a choice of examples, no secret
    if strategy is Strategy.UNCERTAIN:
        pool.sort(key=lambda statement: -doubt(statement, thresholds or {}))
    elif strategy is Strategy.STRATIFIED:
        pool = _round_robin(pool)
    return pool[:number]


def doubt(statement: Coded, thresholds: Mapping[str, float]) -> float:
    """Return how unsure the labels of a statement are (0-1): the largest doubt about any of its themes or its polarity.

    A score at its threshold is 1, a score of 0 or 1 is 0. A polarity that nothing speaks for (0) is no doubt: most
    statements are neutral.
    """
    doubts = [0.0]
    for theme, score in statement.scores.items():
        threshold = thresholds.get(theme, 0.5)
        reach = threshold if score < threshold else 1 - threshold
        doubts.append(1 - abs(score - threshold) / reach if reach else 1.0)
    if statement.polarity_score > 0:
        doubts.append(_POLARITY_SURE - statement.polarity_score)
    return max(doubts)


def _round_robin(pool: Sequence[Coded]) -> list[Coded]:
    """Return the statements so that each theme and polarity comes by in turn as long as it lasts."""
    strata: dict[tuple[str, str], list[Coded]] = defaultdict(list)
    for statement in pool:
        for theme in statement.themes or ("",):
            strata[theme, statement.polarity.value].append(statement)
    queues = [strata[key][::-1] for key in sorted(strata)]
    chosen: dict[str, Coded] = {}
    while any(queues):
        for queue in queues:
            while queue and queue[-1].statement_id in chosen:
                queue.pop()
            if queue:
                statement = queue.pop()
                chosen[statement.statement_id] = statement
    return list(chosen.values())
