"""A measure of rows, its figure with interval, n and unscored, and the difference of two runs."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from evals.intervals import Difference, bootstrap_interval, paired_difference

Row = TypeVar("Row")

Better = Literal["more", "less", "neither"]
Verdict = Literal["better", "worse", "differs", "no difference shown", "not measured"]


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _every(_: object) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Generic[Row]):
    """A figure of many rows: `of` what `taken` gives of each, in their order.

    `taken` is None for a row of which the measure cannot be taken; such a row is counted as
    unscored where the measure `applies` to it.
    """

    name: str
    says: str  # its definition in a line, for whoever reads the report
    taken: Callable[[Row], Any]
    of: Callable[[Sequence[Any]], float | None] = mean
    applies: Callable[[Row], bool] = _every
    better: Better = "more"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure's figure over `n` rows, its 95% interval, and of how many it could not be taken."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int

    @property
    def interval(self) -> tuple[float, float] | None:
        return None if self.low is None or self.high is None else (self.low, self.high)

    def as_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "interval": self.interval,
            "n": self.n,
            "unscored": self.unscored,
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure of two runs, on the rows that both have."""

    measure: str
    first: float | None
    second: float | None
    difference: Difference | None
    verdict: Verdict

    def as_json(self) -> dict[str, Any]:
        one = self.difference
        return {
            "measure": self.measure,
            "first": self.first,
            "second": self.second,
            "difference": None if one is None else one.value,
            "interval": None if one is None else [one.low, one.high],
            "n": 0 if one is None else one.pairs,
            "verdict": self.verdict,
        }


def estimate(
    measure: Measure[Row], rows: Sequence[Row], *, cluster: Callable[[Row], Hashable]
) -> Estimate:
    taken = [(cluster(row), one) for row in rows if (one := measure.taken(row)) is not None]
    value = measure.of([one for _, one in taken])
    interval = bootstrap_interval(
        taken, lambda drawn: measure.of([one for _, one in drawn]), cluster=lambda one: one[0]
    )
    low, high = interval or (None, None)
    left_out = sum(measure.applies(row) and measure.taken(row) is None for row in rows)
    return Estimate(value, low, high, len(taken), left_out)


def compare(
    measure: Measure[Row],
    pairs: Sequence[tuple[Row, Row]],
    *,
    cluster: Callable[[Row], Hashable],
) -> Compared:
    """The second run against the first.

    A mean is compared on the pairs of which it can be taken twice: how well an answer cites says
    nothing of one that was not given. What is no mean, as precision, on those of which once.
    """
    both = [(cluster(one), measure.taken(one), measure.taken(other)) for one, other in pairs]
    taken = [
        ((name, one), (name, other))
        for name, one, other in both
        if (one is not None and other is not None)
        or (measure.of is not mean and not (one is None and other is None))
    ]

    def of(drawn: Sequence[tuple[Hashable, Any]]) -> float | None:
        return measure.of([one for _, one in drawn if one is not None])

    first, second = of([one for one, _ in taken]), of([other for _, other in taken])
    difference = paired_difference(taken, of, cluster=lambda one: one[0])
    return Compared(measure.name, first, second, difference, _verdict(measure, difference))


def _verdict(measure: Measure[Row], difference: Difference | None) -> Verdict:
    if difference is None:
        return "not measured"
    if not difference.shown:
        return "no difference shown"
    if measure.better == "neither":
        return "differs"
    return "better" if (difference.value > 0) == (measure.better == "more") else "worse"
