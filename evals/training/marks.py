"""How good marks on sentences are: against the spans of people, article by article (pure)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.intervals import bootstrap_interval
from evals.squad_form import Span
from evals.training.span_pairs import SpanPair
from qa_app.reading.spans import overlaps_by_half

Interval = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A pair whose sentence answers, and what was marked of it."""

    pair: SpanPair
    span: Span | None

    @property
    def right(self) -> bool:
        """Whether half of the shorter, mark or answer, is shared with the other."""
        return self.span is not None and any(
            overlaps_by_half(self.span, one) for one in self.pair.spans
        )

    @property
    def f1(self) -> float:
        """Of its words against those of the nearest answer, as SQuAD's own measure; 0 unmarked."""
        if self.span is None:
            return 0.0
        return max(_f1(self._words(self.span), self._words(one)) for one in self.pair.spans)

    def _words(self, span: Span) -> Counter[str]:
        return Counter(self.pair.sentence[slice(*span)].lower().split())


@dataclass(frozen=True, slots=True)
class MarkFigures:
    """Each with its 95% interval, by bootstrap over articles."""

    n: int
    coverage: float | None  # share of the sentences that get a mark
    coverage_interval: Interval
    precision: float | None  # share of the marks that are right
    precision_interval: Interval
    f1: float | None  # of the marks alone
    f1_interval: Interval


_Measure = Callable[[Sequence[Marked]], float | None]


def judge_marks(rows: Sequence[Marked]) -> MarkFigures:
    def interval(measure: _Measure) -> Interval:
        return bootstrap_interval(rows, measure, cluster=_article)

    return MarkFigures(
        len(rows),
        _coverage(rows),
        interval(_coverage),
        _precision(rows),
        interval(_precision),
        _mean_f1(rows),
        interval(_mean_f1),
    )


def sure_from(judged: Sequence[tuple[float, bool]], *, precision: float) -> float:
    """The lowest sureness from which on so large a share is right; above all where there is none.

    >>> sure_from([(0.9, True), (0.8, True), (0.5, False)], precision=0.9)
    0.8
    """
    right, found = 0, 1.0
    for count, (sure, is_right) in enumerate(sorted(judged, reverse=True), start=1):
        right += is_right
        if right >= precision * count:
            found = sure
    return found


def _coverage(rows: Sequence[Marked]) -> float | None:
    return sum(one.span is not None for one in rows) / len(rows) if rows else None


def _precision(rows: Sequence[Marked]) -> float | None:
    marked = [one for one in rows if one.span is not None]
    return sum(one.right for one in marked) / len(marked) if marked else None


def _mean_f1(rows: Sequence[Marked]) -> float | None:
    marked = [one for one in rows if one.span is not None]
    return sum(one.f1 for one in marked) / len(marked) if marked else None


def _f1(one: Counter[str], other: Counter[str]) -> float:
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def _article(one: Marked) -> tuple[str, str]:
    return one.pair.dataset, one.pair.article
