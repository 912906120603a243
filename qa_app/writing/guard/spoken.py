"""Amounts that are spoken, in figures: "half an hour" is 30 min, "a quarter of" is 25% (pure)."""

import re
from collections.abc import Callable

from ingest.quantities.cues import number_words

_PARTS = {"half": 50, "third": 100 / 3, "quarter": 25, "fifth": 20, "tenth": 10}
_PART = r"(half|third|quarter|fifth|tenth)s?"
_ONES = "one two three four five six seven eight nine ten".split()
_ONE = "|".join(_ONES)


def _value(word: str) -> float:
    word = word.lower()
    return _ONES.index(word) + 1 if word in _ONES else 1.0


def _shown(number: float) -> str:
    return f"{number:.4g}"


_Found = "re.Match[str]"
_FEW = {one: str(at) for at, one in enumerate(_ONES, start=1)}
_RULES: tuple[tuple[str, Callable[["re.Match[str]"], str]], ...] = (
    (r"\bhalf(?: of)? an hour\b", lambda found: "30 min"),
    (
        r"\b(?:a|(three)) quarters?(?: of)? an hour\b",
        lambda found: "45 min" if found[1] else "15 min",
    ),
    (
        rf"\b({_ONE}) and a half (times|hours?|days?|weeks?|months?|years?)\b",
        lambda found: f"{_shown(_value(found[1]) + 0.5)} {found[2]}",
    ),
    (r"\ban hour and a half\b", lambda found: "90 min"),
    (
        r"\b(about|nearly|almost|roughly|around|within|over|for) an hour\b",
        lambda found: f"{found[1]} 60 min",
    ),
    (r"\ban hour\b(?= (?:later|longer|earlier|sooner))", lambda found: "60 min"),
    (
        rf"\b({_ONE}) (to|or) ({_ONE})\b",
        lambda found: f"{_FEW[found[1].lower()]} {found[2]} {_FEW[found[3].lower()]}",
    ),
    (
        rf"\b({_ONE})(?: parts?)? (?:in|out of)(?: every)? ten\b",
        lambda found: f"{_shown(_value(found[1]) * 10)}%",
    ),
    (
        rf"\b(one|two|three|four)[- ]{_PART}\b(?! of (?:an hour|(?:the )?\w+ (?:dose|amount)))",
        lambda found: f"{_shown(_value(found[1]) * _PARTS[found[2].lower()])}%",
    ),
    (
        r"\ba (third|quarter|fifth|tenth)\b"
        r"(?=(?: to a (?:third|quarter|fifth|half))? (?:of|did|had|were|was|\()|\)|,)",
        lambda found: f"{_shown(_PARTS[found[1].lower()])}%",
    ),
    (r"\ba (third|fifth)(?= to )", lambda found: f"{_shown(_PARTS[found[1].lower()])}%"),
    (r"\bhalf (?=of\b|the (?:patients|people|children|adults))", lambda found: "50% "),
    (r"\b(?:halved|(?:by|in|cut to) half)\b", lambda found: "by 50%"),
    (r"\b(?:none|no one|nobody)(?= of (?:the|those|them)\b)", lambda found: "0%"),
    (r"\bdoubled\b", lambda found: "2 times"),
    (
        rf"\b({_ONE}) hundred(?: and ([a-z]+(?:-[a-z]+)?))?\b",
        lambda found: _hundreds(found[1], found[2], found[0]),
    ),
)
_COMPILED = [(re.compile(pattern, re.IGNORECASE), told) for pattern, told in _RULES]


def in_figures(text: str) -> str:
    """
    >>> in_figures("Half of the six had relief half an hour later, about a third (32%) at once")
    '50% of the six had relief 30 min later, about 33.33% (32%) at once'
    >>> in_figures("one hundred and thirty-seven women, two and a half times as many")
    '137 women, 2.5 times as many'
    """
    for pattern, told in _COMPILED:
        text = pattern.sub(told, text)
    return text


def _hundreds(hundreds: str, rest: str | None, whole: str) -> str:
    value = int(_value(hundreds)) * 100
    if rest is None:
        return str(value)
    for start, end, more, _ in number_words(rest):
        if (start, end) == (0, len(rest)):
            return str(value + int(more))
    return whole
