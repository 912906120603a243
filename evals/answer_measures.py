"""The measures of `evals answers`, each of judged replies; and all of them of one system."""

from collections.abc import Callable, Sequence
from typing import Any

from evals.estimate import Better, Measure, estimate, mean
from evals.judgement import Judgement
from evals.measures import (
    area_under_risk_coverage,
    auroc,
    calibration_error,
    refusal_scores,
    reliability_bins,
    risk_coverage,
)

_Which = Callable[[Judgement], bool]
_Of = Callable[[Sequence[Any]], float | None]


def _to_answer(one: Judgement) -> bool:
    return one.must_refuse is None


def _to_refuse(one: Judgement) -> bool:
    return one.must_refuse is not None


def _says_something(one: Judgement) -> bool:
    return one.answered or _to_answer(one)  # of what is refused as it should, nothing is missing


def _answered(one: Judgement) -> bool:
    return one.answered


def _every(_: Judgement) -> bool:
    return True


def _sureness(one: Judgement) -> tuple[float, float]:
    """How sure an answer was said to be, and how right it was."""
    return one.score, one.credit


def _risk(one: Judgement) -> tuple[tuple[float, float] | None]:
    """A reply's score and what it lacks of full credit; None, as a value, for a refusal."""
    return ((one.score, 1 - one.credit) if one.answered else None,)


def _refusal(one: Judgement) -> tuple[bool, bool]:
    return one.declined, _to_refuse(one)


def _risk_area(taken: Sequence[tuple[tuple[float, float] | None]]) -> float | None:
    return area_under_risk_coverage([one for (one,) in taken])


def _separation(taken: Sequence[tuple[float, bool]]) -> float | None:
    return auroc(taken) if len({held for _, held in taken}) == 2 else None


def _percentile(share: float) -> _Of:
    def of(taken: Sequence[float]) -> float | None:
        return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))] if taken else None

    return of


def _measure(
    name: str,
    says: str,
    taken: Callable[[Judgement], Any],
    applies: _Which = _every,
    *,
    of: _Of = mean,
    better: Better = "more",
) -> Measure[Judgement]:
    """Taken only of questions that are scored and that it applies to."""

    def of_scored(one: Judgement) -> Any:
        return taken(one) if one.scored and applies(one) else None

    return Measure(name=name, says=says, taken=of_scored, of=of, applies=applies, better=better)


def _refusal_measure(name: str, says: str, which: str, applies: _Which) -> Measure[Judgement]:
    return _measure(
        name, says, _refusal, applies, of=lambda taken: getattr(refusal_scores(taken), which)
    )


MEASURES: tuple[Measure[Judgement], ...] = (
    _measure("credit", "how right a reply is, 0 to 1", lambda one: one.credit),
    _measure("answered", "of what is to be answered", lambda one: one.answered, _to_answer),
    _measure(
        "vital facts", "a question's vital facts that are said", lambda one: one.vital, _to_answer
    ),
    _measure("all facts", "a question's facts that are said", lambda one: one.every, _to_answer),
    _measure(
        "cites expected", "an expected source is cited", lambda one: one.cites_expected, _to_answer
    ),
    _measure(
        "first expected",
        "the first that is cited is expected",
        lambda one: one.first_expected,
        _to_answer,
    ),
    _measure(
        "says it",
        "the quotes hold all of answer_has",
        lambda one: one.says_it,
        lambda one: one.says_it is not None,
    ),
    _measure(
        "both sides",
        "of a disputed topic both sides are shown",
        lambda one: one.both_sides,
        lambda one: one.both_sides is not None,
    ),
    _refusal_measure(
        "refusal precision",
        "of what is refused, what was to be",
        "precision",
        lambda one: one.declined,
    ),
    _refusal_measure("refusal recall", "of what was to be refused, what is", "recall", _to_refuse),
    _refusal_measure("refusal F1", "the harmonic mean of the two", "f1", _every),
    _measure(
        "right reason", "refused for the right reason", lambda one: one.right_reason, _to_refuse
    ),
    _measure(
        "citation recall",
        "sentences that are what they cite",
        lambda one: one.citation_recall,
        _says_something,
    ),
    _measure(
        "citation precision",
        "citations that their sentence needs",
        lambda one: one.citation_precision,
        _says_something,
    ),
    _measure(
        "quotes verbatim",
        "of the quotes shown",
        lambda one: 1 - len(one.broken) / one.quotes if one.quotes else None,
        lambda one: one.quotes > 0,
    ),
    _measure(
        "trust", "kinds cited: 1 a guideline, 0 marketing", lambda one: one.trust, _says_something
    ),
    _measure(
        "weak sources",
        "share of what is cited",
        lambda one: one.weak,
        _says_something,
        better="less",
    ),
    _measure(
        "risk-coverage area",
        "mean risk, the surest answered first",
        _risk,
        of=_risk_area,
        better="less",
    ),
    _measure(
        "calibration error",
        "between score and credit of answers, 10 bins",
        _sureness,
        _answered,
        of=calibration_error,
        better="less",
    ),
    _measure(
        "AUROC",
        "scores of what is to be answered above those of what is not",
        lambda one: (one.score, _to_answer(one)),
        of=_separation,
    ),
    _measure("words", "of an answer", lambda one: one.words, _answered, better="neither"),
    _measure(
        "seconds", "median of a reply", lambda one: one.seconds, of=_percentile(0.5), better="less"
    ),
    _measure(
        "seconds, slowest",
        "one reply in 20 takes longer",
        lambda one: one.seconds,
        of=_percentile(0.95),
        better="less",
    ),
)


def summarise(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """All measures of one system's replies, over all and by type of question; and the curves."""
    scored = [one for one in judgements if one.scored]
    return {
        "measures": _estimates(judgements),
        "by_type": {
            name: _figures([one for one in judgements if one.type == name])
            for name in dict.fromkeys(one.type for one in judgements)
        },
        "n": len(judgements),
        "unscored": [one.id for one in judgements if not one.scored],
        "broken_quotes": [why for one in judgements for why in one.broken],
        "reliability": [
            {"low": one.low, "high": one.high, "score": one.score, "right": one.right, "n": one.n}
            for one in reliability_bins([_sureness(one) for one in scored if one.answered])
        ],
        "risk_coverage": [
            list(point) for point in risk_coverage([_risk(one)[0] for one in scored])
        ],
    }


def failures(judgements: Sequence[Judgement]) -> list[dict[str, Any]]:
    """Each scored question with a reply that is not wholly right: what is wrong, what it cites."""
    return [
        {
            "id": one.id,
            "type": one.type,
            "question": one.question,
            "credit": one.credit,
            "wrong": what_is_wrong(one),
            "cited": list(one.cited),
            "expected": list(one.expected) or [one.must_refuse],
        }
        for one in judgements
        if one.scored and not one.right
    ]


def what_is_wrong(one: Judgement) -> str:
    """In a few words, the gravest first."""
    if one.broken:
        return f"a quote is not verbatim: {one.broken[0]}"
    if one.must_refuse is not None:
        return "answered" if one.answered else f"refused as {one.reason}"
    if not one.answered:
        return f"refused as {one.reason}"
    if one.citation_recall is not None and one.citation_recall < 1:
        return "a sentence is not what it cites"
    if one.missed or one.elsewhere:
        said = f"says by other sources {', '.join(one.elsewhere)}" if one.elsewhere else ""
        lacks = f"does not say {', '.join(one.missed)}" if one.missed else ""
        return "; ".join(filter(None, (lacks, said)))
    if not one.cites_expected:
        return "cites no expected source"
    return "the quotes lack what answer_has asks for"


def _estimates(judgements: Sequence[Judgement]) -> dict[str, Any]:
    return {
        one.name: estimate(one, judgements, cluster=lambda row: row.id).as_json()
        for one in MEASURES
    }


def _figures(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Without intervals: of a type there are seldom enough."""
    figures: dict[str, Any] = {"n": len(judgements)}
    for one in MEASURES:
        value = one.of([taken for row in judgements if (taken := one.taken(row)) is not None])
        if value is not None:
            figures[one.name] = value
    return figures
