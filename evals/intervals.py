"""How sure a figure is: bootstrap over whole clusters, of one run or of two in pairs (pure)."""

import random
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import comb
from typing import TypeVar

_Row = TypeVar("_Row")

SAMPLES = 1000
LEVEL = 0.95
_ENOUGH = 0.5  # of the samples must have a figure, or there is no interval
# With fewer, not even a difference that all of them show is more than chance (sign test: 2 / 2**6
# is the first below 0.05), while their bootstrap would be sure of it.
FEWEST = 6


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more the second run has than the first, and the interval of that."""

    value: float
    low: float
    high: float
    pairs: int

    @property
    def shown(self) -> bool:
        """Whether there is a difference that chance would seldom make: the interval is off 0."""
        return self.low > 0 or self.high < 0


def bootstrap_interval(
    rows: Sequence[_Row],
    measure: Callable[[Sequence[_Row]], float | None],
    *,
    cluster: Callable[[_Row], Hashable],
    samples: int = SAMPLES,
    seed: int = 0,
    level: float = LEVEL,
) -> tuple[float, float] | None:
    """The percentile interval of `measure` when whole clusters of rows are drawn with replacement.

    Efron and Tibshirani (1993), "An Introduction to the Bootstrap", chapter 13. Rows of one
    article are not independent, so an article is drawn as a whole. None of fewer than FEWEST
    clusters, and where most samples have no figure, as a share of refusals where hardly any
    question is to be refused. Where every row has the same value the interval has no width,
    which says nothing of rows that were not drawn.
    """
    clusters: dict[Hashable, list[_Row]] = {}
    for row in rows:
        clusters.setdefault(cluster(row), []).append(row)
    if len(clusters) < FEWEST:
        return None
    names = sorted(clusters, key=str)
    luck = random.Random(seed)
    drawn = (
        measure([row for name in luck.choices(names, k=len(names)) for row in clusters[name]])
        for _ in range(samples)
    )
    found = sorted(one for one in drawn if one is not None)
    if len(found) < max(1, samples * _ENOUGH):
        return None
    tail = (1 - level) / 2
    last = len(found) - 1
    return found[int(tail * len(found))], found[min(last, int((1 - tail) * len(found)))]


def paired_difference(
    pairs: Sequence[tuple[_Row, _Row]],
    measure: Callable[[Sequence[_Row]], float | None],
    *,
    cluster: Callable[[_Row], Hashable],
    samples: int = SAMPLES,
    seed: int = 0,
    level: float = LEVEL,
) -> Difference | None:
    """By how much the second of each pair is above the first, by paired bootstrap.

    The same questions are drawn for both runs, so that how hard they are cancels out. Koehn
    (2004), "Statistical significance tests for machine translation evaluation", section 4; Sakai
    (2006), "Evaluating evaluation metrics based on the bootstrap". None where a run has no figure.
    """

    def difference(drawn: Sequence[tuple[_Row, _Row]]) -> float | None:
        first = measure([one for one, _ in drawn])
        second = measure([other for _, other in drawn])
        return None if first is None or second is None else second - first

    value = difference(pairs)
    if value is None:
        return None
    interval = bootstrap_interval(
        pairs,
        difference,
        cluster=lambda pair: cluster(pair[0]),
        samples=samples,
        seed=seed,
        level=level,
    )
    return None if interval is None else Difference(value, *interval, len(pairs))


def sign_test(lost: int, won: int) -> float:
    """How often chance alone parts so many changes as one-sidedly, or more (two-sided, exact).

    Dixon and Mood (1946), "The statistical sign test". Questions that did not change do not count.

    >>> sign_test(6, 0), sign_test(2, 2)
    (0.03125, 1.0)
    """
    n = lost + won
    tail = sum(comb(n, at) for at in range(min(lost, won) + 1))
    return min(1.0, 2 * tail / (1 << n))
