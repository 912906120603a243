"""Questions on sources that training never saw: is the surest sentence right, are near misses
refused, and does the sureness mean what it says?
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.intervals import bootstrap_interval
from evals.measures.calibration import calibration_error


@dataclass(frozen=True, slots=True)
class Judged:
    """A question or a near miss: how sure the surest sentence was, and whether it is right."""

    source: str
    answerable: bool
    sure: float
    right: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Each with its 95% interval, by bootstrap over sources."""

    right_first: float
    right_first_interval: tuple[float, float] | None
    threshold: float  # at which 90% of the answerable questions are answered
    refused: float  # of the near misses, at that threshold
    refused_interval: tuple[float, float] | None
    ece: float | None  # expected calibration error, 10 bins


def judge(rows: Sequence[Judged]) -> Figures:
    answerable = [one for one in rows if one.answerable]
    misses = [one for one in rows if not one.answerable]
    threshold = answered_at(answerable, share=0.9)
    return Figures(
        right_first=_share_right(answerable),
        right_first_interval=bootstrap_interval(answerable, _share_right, cluster=_source),
        threshold=threshold,
        refused=_share_below(misses, threshold),
        refused_interval=bootstrap_interval(
            misses, lambda some: _share_below(some, threshold), cluster=_source
        ),
        ece=calibration_error([(one.sure, one.right) for one in rows]),
    )


def answered_at(answerable: Sequence[Judged], *, share: float) -> float:
    """The highest threshold at which `share` of the questions is answered."""
    falling = sorted((one.sure for one in answerable), reverse=True)
    return falling[min(len(falling) - 1, round(share * len(falling)) - 1)]


def _share_right(rows: Sequence[Judged]) -> float:
    return sum(one.right for one in rows) / len(rows)


def _share_below(rows: Sequence[Judged], threshold: float) -> float:
    return sum(one.sure < threshold for one in rows) / len(rows)


def _source(one: Judged) -> str:
    return one.source
