"""Does the score of an answer tell how sure it is? (pure)"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Answers of about one score: how sure they were said to be, and how right they were."""

    low: float
    high: float
    score: float
    right: float
    n: int


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
    ranks = _mean_ranks([score for score, _ in scored])
    total = sum(ranks[score] for score, held in scored if held)
    return (total - trues * (trues + 1) / 2) / (trues * falses)


def reliability_bins(
    scored: Sequence[tuple[float, float]], bins: int = BINS
) -> list[ReliabilityBin]:
    """Pairs (score, how right, each 0…1) in bins of equal width; empty ones left out.

    A bin holds its upper edge, the first one both, as in Guo et al. (2017), "On calibration of
    modern neural networks", section 2.
    """
    edges = [at / bins for at in range(1, bins)]
    held: dict[int, list[tuple[float, float]]] = {}
    for score, right in scored:
        held.setdefault(bisect_left(edges, score), []).append((score, right))
    return [
        ReliabilityBin(
            at / bins,
            (at + 1) / bins,
            sum(score for score, _ in held[at]) / len(held[at]),
            sum(right for _, right in held[at]) / len(held[at]),
            len(held[at]),
        )
        for at in sorted(held)
    ]


def calibration_error(scored: Sequence[tuple[float, float]], bins: int = BINS) -> float | None:
    """The expected calibration error: how far score and share right lie apart, bins by their size.

    Naeini et al. (2015), "Obtaining well calibrated probabilities using Bayesian binning".
    """
    if not scored:
        return None
    return sum(one.n * abs(one.score - one.right) for one in reliability_bins(scored, bins)) / len(
        scored
    )


def risk_coverage(replies: Sequence[tuple[float, float] | None]) -> list[tuple[float, float]]:
    """The curve of coverage and risk, as ever less sure answers are let through.

    A reply is (score, loss 0…1), or None where it refused. El-Yaniv and Wiener (2010), "On the
    foundations of noise-free selective classification". The surest come first, those of one score
    together, each at their mean loss. What was refused comes last, with a loss of 1: so the
    curves of all systems cover the same questions, and refusing alone lowers none.

    >>> risk_coverage([(0.9, 0.0), None, (0.5, 1.0), (0.8, 0.0)])
    [(0.25, 0.0), (0.5, 0.0), (0.75, 0.3333333333333333), (1.0, 0.5)]
    """
    answered = sorted((one for one in replies if one is not None), key=lambda one: -one[0])
    losses: list[float] = []
    for _, alike in groupby(answered, key=lambda one: one[0]):
        values = [loss for _, loss in alike]
        losses += [sum(values) / len(values)] * len(values)
    losses += [1.0] * (len(replies) - len(losses))
    curve: list[tuple[float, float]] = []
    lost = 0.0
    for at, loss in enumerate(losses, start=1):
        lost += loss
        curve.append((at / len(losses), lost / at))
    return curve


def area_under_risk_coverage(replies: Sequence[tuple[float, float] | None]) -> float | None:
    """The mean risk over all coverages (AURC); lower is better.

    Geifman, Uziel and El-Yaniv (2019), "Bias-reduced uncertainty estimation for deep neural
    classifiers", section 2.
    """
    curve = risk_coverage(replies)
    return sum(risk for _, risk in curve) / len(curve) if curve else None


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
