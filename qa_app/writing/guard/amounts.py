"""Rule "number": every number of a claim stands in the quotes, with its unit (pure).

Exact where it is a dose, a P value or an interval. Where the claim says "about", a rounding of
what the quotes say; a part in words ("a quarter of") is one of a percentage.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from ingest.quantities import Quantity, find_quantities, supports
from qa_app.writing.guard.statement import Statement

_ABOUT = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|approximately|some|close to|just (?:under|over)"
    r"|a little (?:under|over)|up to about|more or less|well over)\s+(?:\w+\s+){0,1}\Z",
    re.IGNORECASE,
)
_CLOSE = Fraction(1, 10)  # of what is claimed, where it says "about"
_CLOSE_DOSE = Fraction(1, 20)
_OF = re.compile(r"\b(\d+) (?:of|out of|/) (?:the |all )?(\d+)\b")
# A part in words is a percentage, and as exact as words are.
_PERCENT = (("percent", 1),)


def faults_of_number(claim: Statement, quotes: Statement, record: str) -> Iterator[str]:
    """`record`: title, authors and year of the sources, where a year may stand."""
    said = [*quotes.quantities, *_shares(quotes.text)]
    years = find_quantities(record)
    for one in claim.quantities:
        if _is_counting_word(one) or supports(said, one):
            continue
        if ("date", 1) in one.dimension and supports(years, one):
            continue
        if _is_round(one, claim, said) or _is_ratio(one, said) or _is_span(one, said):
            continue
        yield f"number: {one.text} is not in the quote"


def _is_counting_word(one: Quantity) -> bool:
    """ "Two regimens", "both": it counts what the sentence lists."""
    return one.in_words and not one.dimension and not one.noun and one.values[0] <= 3


def _is_round(one: Quantity, claim: Statement, said: Sequence[Quantity]) -> bool:
    if one.measure or len(one.values) != 1 or ("date", 1) in one.dimension:
        return False
    if ("body", -1) in one.dimension:
        return False  # nobody rounds a dose for each kilogram
    spoken = one.text not in claim.written
    if not (_ABOUT.search(claim.text[: one.start]) or spoken):
        return False
    close = _CLOSE_DOSE if one.is_dose else _CLOSE
    value = one.amounts[0]
    for other in said:
        ratio = other.measure in ("RR", "OR", "HR") and one.dimension == (("times", 1),)
        if (other.dimension == one.dimension or ratio) and len(other.values) == 1:
            told = abs(other.amounts[0]) if value >= 0 else other.amounts[0]
            if abs(told - value) <= close * abs(value) and (
                not one.is_dose or _rounds_to(other.values[0], one)
            ):
                return True
    return False


def _rounds_to(told: Fraction, one: Quantity) -> bool:
    """Whether a dose is another one to fewer decimals, and no other number near it."""
    decimals = len(str(float(one.values[0])).rstrip("0").partition(".")[2])
    return round(abs(told), decimals) == abs(one.values[0])


def _is_ratio(one: Quantity, said: Sequence[Quantity]) -> bool:
    """ "Twice as many" of 61.54% against 31.11%; "2.5 times" of a risk ratio."""
    if one.dimension != (("times", 1),) or len(one.values) != 1:
        return False
    value = one.values[0]
    if any(other.measure in ("RR", "OR", "HR") and other.values == (value,) for other in said):
        return True
    for first, second in pairwise(said):
        if first.dimension == second.dimension == _PERCENT and len(first.values) == 1:
            high, low = max(first.values[0], second.values[0]), min(first.values[0], *second.values)
            if low > 0 and abs(high / low - value) <= _CLOSE * value:
                return True
    return False


def _is_span(one: Quantity, said: Sequence[Quantity]) -> bool:
    """Two times of a list are a span: "from 15 to 120 min" of "at 15, 30, 60 and 120 min".

    And an end of a range of percentages, where "a fifth to a quarter" is 20-25%.
    """
    if one.dimension == (("time", 1),) and len(one.values) == 2:
        times = {other.amounts for other in said if other.dimension == one.dimension}
        return all((amount,) in times for amount in one.amounts)
    return one.dimension == _PERCENT and any(
        other.dimension == _PERCENT
        and not other.measure
        and len(other.values) == 2
        and one.values[0] in other.values
        for other in said
    )


def _shares(text: str) -> list[Quantity]:
    """The percentage that "25 of 33" is."""
    shares = []
    for found in _OF.finditer(text.replace("three", "3").replace("six", "6")):
        part, whole = int(found[1]), int(found[2])
        if 0 < part <= whole:
            shares += find_quantities(f"{100 * part / whole:.4g}%")
    return shares
