"""What two numbers of a quote make: "a third less" of 121 against 79 mg, "7.8 times" of RR 7.81."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from ingest.quantities import Quantity

_PERCENT = (("percent", 1),)
_TIMES = (("times", 1),)
_RISKS = ("RR", "HR")
_RATIOS = ("RR", "OR", "HR")
_DOWN = (
    r"(?:less|lower(?:s|ed|ing)?|fewer|smaller|shorter|rarer|weaker|reduc\w+|cut(?:s|ting)?|fell"
    r"|fall\w*|drop\w*|declin\w+|decreas\w+|down|sav\w+|spar\w+|slash\w*|trim\w*|shrank)"
)
_UP = (
    r"(?:more|higher|greater|larger|longer|commoner|rais\w+|rose|rise\w*|increas\w+|up|excess|extra"
    r"|grew|climb\w*)"
)
_APART = (
    r"(?:apart|differen\w+|gap|later|earlier|sooner|advantage|ahead|behind|faster|slower|quicker)"
)
_ABOUT = r"(?:(?:about|around|roughly|nearly|almost|some|just|over|under|(?:more|less) than) ){0,2}"
_AS = re.compile(r"\s*(?:as|of (?:that|those)|that of)\b")


def _says(words: str, one: Quantity, text: str) -> bool:
    """Whether a word of change belongs to the number: "70% less", "cut morphine use by 70%"."""
    before, after = text[max(0, one.start - 120) : one.start], text[one.end : one.end + 30]
    return bool(
        re.match(rf"[\s-](?:\w+ )?{words}\b", after, re.IGNORECASE)
        or re.search(rf"\b{words}\b[^;()]*\bby {_ABOUT}\Z", before, re.IGNORECASE)
        or re.search(rf"\b{words} (?:of|was|were|is) {_ABOUT}\Z", before, re.IGNORECASE)
    )


def made_of_two(
    one: Quantity, said: Sequence[Quantity], text: str, *, close: Fraction = Fraction(0)
) -> bool:
    """Whether it is a part, a ratio or a difference that the quote's own numbers have.

    `close`: how near, as a share of what is claimed; without it, to as many decimals as are told.
    Of a dose only the exact difference counts.
    """
    if len(one.values) != 1 or one.measure:
        return False
    return any(_fits(one, value, close) for value in _reckon(one, said, text))


def _fits(one: Quantity, value: Fraction, close: Fraction) -> bool:
    told = abs(one.values[0])
    if one.relation != "=" and one.dimension not in (_PERCENT, _TIMES):
        return False
    if one.relation in ("<", ">"):
        beyond = value - told if one.relation == ">" else told - value
        return 0 < beyond <= Fraction(1, 2) * told
    if close and one.dimension in (_PERCENT, _TIMES):
        return abs(value - told) <= close * told
    decimals = len(one.text.partition(".")[2].rstrip("%abcdefghijklmnopqrstuvwxyz /")) * (
        "." in one.text
    )
    return round(value, decimals) == told if one.dimension in (_PERCENT, _TIMES) else value == told


def _reckon(one: Quantity, said: Sequence[Quantity], text: str) -> Iterator[Fraction]:
    less, more = _says(_DOWN, one, text), _says(_UP, one, text)
    as_ = _AS.match(text, one.end) is not None
    pairs = [
        (max(a, b, key=_amount), min(a, b, key=_amount))
        for a, b in combinations((each for each in said if _compares(each)), 2)
        if a.dimension == b.dimension and a.noun == b.noun and a.amounts != b.amounts
    ]
    for high, low in pairs:
        top, bottom = _amount(high), _amount(low)
        if bottom <= 0:
            continue
        if one.dimension == _PERCENT:
            if less:
                yield 100 * (top - bottom) / top
            if more:
                yield 100 * (top - bottom) / bottom
            if as_:
                yield 100 * bottom / top
        elif one.dimension == _TIMES:
            yield top / bottom
    apart = less or more or _says(_APART, one, text)
    if apart and one.dimension not in (_TIMES, (("date", 1),)):
        for high, low in pairs:
            if high.dimension == one.dimension:
                yield (_amount(high) - _amount(low)) / one.unit.factor
    if not one.dimension and one.noun in ("", "people"):
        whole = [
            each
            for each in said
            if not (each.dimension or each.measure)
            and len(each.values) == 1
            and each.noun in ("", "people")
            and each.relation == "="
        ]
        yield from (_amount(a) + _amount(b) for a, b in combinations(whole, 2))
    falls = re.search(rf"\b{_DOWN}\b", text, re.IGNORECASE) is not None
    for other in said:
        if len(other.values) != 1 or other.relation != "=":
            continue
        ratio = other.values[0]
        if ratio < 0 and falls and other.dimension == one.dimension:
            yield -_amount(other) / one.unit.factor  # "12.9 mg less" of a difference of -12.9
        if one.dimension == _PERCENT and other.dimension == _TIMES and ratio > 1 and as_:
            yield 100 / ratio  # "a tenth of that" of "ten times lower"
        if one.dimension == _TIMES and other.measure in _RATIOS and ratio > 0:
            yield ratio if ratio >= 1 else 1 / ratio
        if one.dimension == _PERCENT and other.measure in _RISKS:
            if less and ratio < 1:
                yield 100 * (1 - ratio)
            if more and ratio > 1:
                yield 100 * (ratio - 1)


def _compares(one: Quantity) -> bool:
    return (
        len(one.values) == 1
        and not one.measure
        and one.relation == "="
        and bool(one.dimension or one.noun in ("", "points"))
        and one.dimension != (("date", 1),)
    )


def _amount(one: Quantity) -> Fraction:
    return one.amounts[0]
