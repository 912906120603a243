"""The headline figures in a clinician's words, and what the systems are called (pure)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.runs.definitions import DEFINITIONS
from qa_app.measurement import Figure

_Says = Callable[[float, int], str]


@dataclass(frozen=True, slots=True)
class _Headline:
    title: str
    says: _Says  # of the value and n


def _count(value: float, n: int) -> int:
    return round(value * n)


def _share(before: str, after: str) -> _Says:
    return lambda value, n: f"Of {n} {before}, {_count(value, n)} {after}."


_TO_ANSWER = "questions that the texts answer"

# In the order in which they are read; a gate holds these.
_HEADLINES: dict[str, _Headline] = {
    "credit": _Headline(
        "How right its replies are",
        lambda value, n: (
            f"Over all {n} questions a reply is worth {in_100(value)} points of 100 "
            "on average: for the facts it had to say, or for a right refusal."
        ),
    ),
    "cites expected": _Headline(
        "Answered from a right source",
        _share(_TO_ANSWER, "were answered with a quote from a source that supports the answer"),
    ),
    "vital facts": _Headline(
        "Said what had to be said",
        lambda value, n: (
            f"Of what an answer must say, {in_100(value)} of 100 facts were said, "
            f"on average over {n} questions."
        ),
    ),
    "answered": _Headline(
        "Answered at all", _share(_TO_ANSWER, "were answered; the others were refused")
    ),
    "refusal recall": _Headline(
        "Rightly refused",
        _share("questions that must be refused", "were refused"),
    ),
    "refusal precision": _Headline(
        "Refused only what it should",
        _share("questions that it refused", "had to be refused"),
    ),
    "both sides": _Headline(
        "Showed both sides",
        _share("questions on which sources disagree", "were answered with both sides"),
    ),
    "quotes verbatim": _Headline(
        "Quotes letter for letter",
        lambda value, n: (
            f"Every quote of {n} replies stands in its source letter for letter."
            if value == 1
            else f"Not every quote of {n} replies stands in its source letter for letter: "
            f"{(1 - value) * 100:.2g} of 100 do not."
        ),
    ),
}
HEADLINES = tuple(_HEADLINES)

SYSTEMS = {
    "ours": "this program",
    "tutorial": "a tutorial’s pipeline",
    "vectors": "finding by meaning alone",
    "keywords": "finding by words alone",
    "no-reader": "ours without the reader",
    "no-fusion": "ours without fusion",
    "no-terms": "ours without the terms",
    "no-tiers": "ours without trust",
    "no-conflicts": "ours without conflicts",
}


def system_label(name: str) -> str:
    return SYSTEMS.get(name, name)


def in_100(share: float) -> str:
    """
    >>> in_100(0.712), in_100(1.0)
    ('71', '100')
    """
    return f"{share * 100:.0f}"


def headline_figures(measures: Mapping[str, Mapping[str, Any]]) -> list[Figure]:
    """Those of a system's measures that a clinician reads first, as far as they were taken."""
    figures = []
    for name, headline in _HEADLINES.items():
        one = measures[name]
        value, n = one["value"], one["n"]
        if value is None:
            continue
        low, high = one["interval"] or (None, None)
        figures.append(
            Figure(
                name=name,
                title=headline.title,
                says=headline.says(value, n),
                range=range_in_words(low, high, n),
                means=DEFINITIONS[name].how,
                value=value,
                low=low,
                high=high,
                n=n,
            )
        )
    return figures


def range_in_words(low: float | None, high: float | None, n: int) -> str:
    """What the interval says, for someone who has never met one.

    >>> range_in_words(0.61, 0.82, 66)
    'With other questions of this kind it would be 61 to 82 of 100 (95% interval).'
    """
    if low is None or high is None:
        return f"Only {n} questions: too few to say how it would be with others."
    if low == high:
        return f"It was the same for all {n}, so that no range can be told for others."
    return (
        f"With other questions of this kind it would be {in_100(low)} to {in_100(high)} of 100 "
        "(95% interval)."
    )


def against_in_words(name: str, compared: Sequence[Mapping[str, Any]]) -> str:
    """In which of the headline measures this program is ahead of another, and where it is not.

    >>> against_in_words("keywords", [{"measure": "credit", "verdict": "worse"},
    ...     {"measure": "answered", "verdict": "better"}, {"measure": "AUROC", "verdict": "worse"}])
    'Against finding by words alone: ahead in credit; behind in answered.'
    """
    verdicts = {one["measure"]: one["verdict"] for one in compared}
    parts = []
    # The other system is what was compared: where it is worse, this program is ahead.
    for verdict, said in (
        ("worse", "ahead in"),
        ("better", "behind in"),
        ("no difference shown", "no difference shown in"),
    ):
        measures = [one for one in HEADLINES if verdicts.get(one) == verdict]
        if measures:
            parts.append(f"{said} {', '.join(measures)}")
    return f"Against {system_label(name)}: {'; '.join(parts) or 'nothing could be compared'}."
