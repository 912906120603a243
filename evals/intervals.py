"""How sure a mean is: intervals by bootstrap over whole clusters (pure)."""

import random
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

_Row = TypeVar("_Row")


def bootstrap_interval(
    rows: Sequence[_Row],
    measure: Callable[[Sequence[_Row]], float],
    *,
    cluster: Callable[[_Row], Hashable],
    samples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float]:
    """The percentile interval of `measure` when whole clusters of rows are drawn with replacement.

    Efron and Tibshirani (1993), "An Introduction to the Bootstrap", chapter 13. Rows of one
    article are not independent, so an article is drawn as a whole.
    """
    clusters: dict[Hashable, list[_Row]] = {}
    for row in rows:
        clusters.setdefault(cluster(row), []).append(row)
    names = sorted(clusters, key=str)
    luck = random.Random(seed)
    found = sorted(
        measure([row for name in luck.choices(names, k=len(names)) for row in clusters[name]])
        for _ in range(samples)
    )
    tail = (1 - level) / 2
    return found[int(tail * samples)], found[min(samples - 1, int((1 - tail) * samples))]


def auroc(scored: Sequence[tuple[float, bool]]) -> float:
    """How often a true one is scored above a false one, ties counting half (0.5 if one is absent).

    The Mann-Whitney statistic; Fawcett (2006), "An introduction to ROC analysis", section 7.

    >>> auroc([(0.9, True), (0.8, False), (0.7, True), (0.1, False)])
    0.75
    """
    trues = sum(held for _, held in scored)
    falses = len(scored) - trues
    if not trues or not falses:
        return 0.5
    ranks: Mapping[float, float] = _mean_ranks([score for score, _ in scored])
    total = sum(ranks[score] for score, held in scored if held)
    return (total - trues * (trues + 1) / 2) / (trues * falses)


def _mean_ranks(scores: Sequence[float]) -> dict[float, float]:
    counts: dict[float, int] = {}
    for score in scores:
        counts[score] = counts.get(score, 0) + 1
    ranks: dict[float, float] = {}
    below = 0
    for score in sorted(counts):
        ranks[score] = below + (counts[score] + 1) / 2
        below += counts[score]
    return ranks
