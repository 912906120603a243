"""How sure a figure is, and whether two runs differ by more than chance."""

import random
from collections.abc import Sequence

import pytest

from evals.estimate import Measure, compare, estimate, mean
from evals.intervals import FEWEST, bootstrap_interval, paired_difference

Row = tuple[int, float | None]

VALUE: Measure[Row] = Measure(name="value", says="", taken=lambda row: row[1])


def cluster(row: Row) -> int:
    return row[0]


def rows(values: Sequence[float | None]) -> list[Row]:
    return list(enumerate(values))


def noisy(seed: int, *, by: float = 0.0, n: int = 100) -> list[float]:
    chance = random.Random(seed)
    return [chance.random() + by for _ in range(n)]


def test_an_interval_holds_the_mean_and_narrows_with_more_clusters() -> None:
    few = [(at, float(at % 2)) for at in range(10)]
    many = [(at, float(at % 2)) for at in range(1000)]

    def interval(held: Sequence[tuple[int, float]]) -> tuple[float, float]:
        found = bootstrap_interval(
            held, lambda drawn: mean([one for _, one in drawn]), cluster=lambda row: row[0]
        )
        assert found is not None
        return found

    (low, high), (tight_low, tight_high) = interval(few), interval(many)
    assert low < 0.5 < high
    assert tight_low < 0.5 < tight_high
    assert tight_high - tight_low < (high - low) / 3


def test_an_interval_of_a_mean_covers_the_truth_about_nineteen_times_in_twenty() -> None:
    covered = 0
    for seed in range(200):
        found = bootstrap_interval(noisy(seed, n=60), mean, cluster=id, samples=200)
        assert found is not None
        covered += found[0] <= 0.5 <= found[1]
    assert 0.88 * 200 <= covered <= 200


def test_a_cluster_is_drawn_as_a_whole() -> None:
    """Ten articles of ten rows that say the same are no more than ten rows."""
    alike = [(at // 10, float(at // 10 % 2)) for at in range(100)]
    apart = [(at, value) for at, (_, value) in enumerate(alike)]

    def width(held: Sequence[tuple[int, float]]) -> float:
        found = bootstrap_interval(
            held, lambda drawn: mean([one for _, one in drawn]), cluster=lambda row: row[0]
        )
        assert found is not None
        return found[1] - found[0]

    assert width(alike) > 2 * width(apart)


def test_of_a_handful_there_is_no_interval_and_no_difference() -> None:
    values = [1.0] * (FEWEST - 1)
    assert bootstrap_interval(values, mean, cluster=id) is None
    pairs = [((at, 0.0), (at, 1.0)) for at in range(FEWEST - 1)]
    assert compare(VALUE, pairs, cluster=cluster).verdict == "not measured"
    pairs.append(((FEWEST, 0.0), (FEWEST, 1.0)))
    assert compare(VALUE, pairs, cluster=cluster).verdict == "better"


def test_what_cannot_be_taken_is_left_out_and_counted() -> None:
    even: Measure[Row] = Measure(
        name="even", says="", taken=lambda row: row[1], applies=lambda row: row[0] < 10
    )
    found = estimate(even, rows([1.0, None, 0.0, 1.0, None, 1.0, 0.0, 1.0, None, 1.0, None]),
                     cluster=cluster)  # fmt: skip
    assert found.value == 5 / 7
    assert (found.n, found.unscored) == (7, 3)  # the last does not apply
    nothing = estimate(even, rows([None] * 20), cluster=cluster)
    assert (nothing.value, nothing.interval, nothing.n, nothing.unscored) == (None, None, 0, 10)


def test_a_run_against_itself_shows_no_difference() -> None:
    run = rows(noisy(1))
    found = compare(VALUE, list(zip(run, run, strict=True)), cluster=cluster)
    assert found.verdict == "no difference shown"
    assert found.difference is not None
    assert found.difference.value == found.difference.low == found.difference.high == 0


def test_pairs_show_a_difference_that_two_intervals_alone_would_hide() -> None:
    """Every question a little better: questions differ by far more than the runs do."""
    first, second = rows(noisy(2)), rows(noisy(2, by=0.05))
    apart = [estimate(VALUE, run, cluster=cluster).interval for run in (first, second)]
    assert apart[0] is not None
    assert apart[1] is not None
    assert apart[0][1] > apart[1][0]  # they overlap
    found = compare(VALUE, list(zip(first, second, strict=True)), cluster=cluster)
    assert found.verdict == "better"
    assert found.difference is not None
    assert found.difference.value == pytest.approx(0.05)
    assert found.difference.pairs == 100


def test_what_is_better_less_is_worse_more() -> None:
    less: Measure[Row] = Measure(name="less", says="", taken=lambda row: row[1], better="less")
    either: Measure[Row] = Measure(name="n", says="", taken=lambda row: row[1], better="neither")
    pairs = list(zip(rows(noisy(3)), rows(noisy(3, by=0.1)), strict=True))
    assert compare(less, pairs, cluster=cluster).verdict == "worse"
    assert compare(either, pairs, cluster=cluster).verdict == "differs"


def test_two_runs_of_chance_rarely_differ() -> None:
    shown = 0
    for seed in range(100):
        pairs = list(zip(rows(noisy(seed)), rows(noisy(seed + 1000)), strict=True))
        found = paired_difference(
            pairs,
            lambda drawn: mean([one for _, one in drawn if one is not None]),
            cluster=cluster,
            samples=200,
        )
        assert found is not None
        shown += found.shown
    assert shown <= 12  # five are to be expected


def test_a_mean_is_compared_where_both_runs_have_it_and_a_share_of_all_on_its_own() -> None:
    """The second run leaves out its worst: that is no gain of a mean."""
    first = rows([0.0] * 10 + [1.0] * 10)
    second = rows([None] * 10 + [1.0] * 10)
    pairs = list(zip(first, second, strict=True))
    found = compare(VALUE, pairs, cluster=cluster)
    assert (found.first, found.second, found.verdict) == (1.0, 1.0, "no difference shown")
    total: Measure[Row] = Measure(
        name="share", says="", taken=lambda row: row[1], of=lambda held: sum(held) / len(held)
    )
    assert compare(total, pairs, cluster=cluster).first == 0.5
