"""The numbers of a text with the units behind them; which two are one range, which share a unit."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ingest.quantities.cues import (
    goes_on_as_name,
    is_in_name,
    measure_before,
    noun_after,
    number_words,
)
from ingest.quantities.quantity import DECADE, Noun
from ingest.quantities.units import Unit, read_unit

_NARROW = "\u00a0\u2009\u202f"
_SPACE = f"{_NARROW} "
_NUMBER = re.compile(
    rf"""
      (?P<sign>(?<![\w)\]%.])[-−–](?=[\d.·]))?
      (?P<digits>
          0[,.·]\d+
          # 1,092 and 1 092; but "2 250 mg tablets" are two.
        | (?:
              \d{{1,3}}(?:,\d{{3}})+(?!\d)
            | [1-9]\d{{0,2}}(?:[{_NARROW}]\d{{3}})+(?![\d.]*\d)
            | [1-9]\d{{0,2}}(?:[ ]0\d\d)(?![\d.]*\d)
            | [1-9]\d{{0,2}}(?:[ ]\d{{3}})+(?![\d.]*\d|[- ]?(?:[mµμn]?g|microgram|m?[Ll])\b)
            | \d+
          )(?:[.·]\d+)?
        | (?<![\w)])[.·]\d+)
      (?P<many>\s+(?:thousand|million|billion)\b)?
    """,
    re.VERBOSE,
)
_MANY = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_DECADE_S = re.compile(r"(?:1[89]|20)\d0s\b")
_PARENTHESES = re.compile(r"\([^()]*\)")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*")
_TO = re.compile(r"\s*[-−–—‑]\s*|\s+to\s+|\s*-\s*to\s+")
_LIST = re.compile(
    r"\s*(?:[,/;]|-(?=\s))?\s*(?:\b(?:and|or|vs\.?|versus|against|but|then|plus)\b)?"
    r"\s*(?:(?:then|of|about|up to|to|with)\s+)?"
)
_AGAINST = re.compile(r"[^\d.,;:()]{0,60}\b(?:vs\.?|versus|against|compared with)\s+")
_PERCENT = Unit((("percent", 1),))


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a range in a text; `end` is that of its digits."""

    start: int
    end: int
    values: tuple[Fraction, ...]
    unit: Unit | None = None
    unit_start: int = 0
    unit_end: int = 0
    noun: Noun = ""
    in_words: bool = False
    signed: bool = False

    @property
    def last(self) -> int:
        return max(self.end, self.unit_end)


def find_numbers(
    text: str, *, taken: list[tuple[int, int]], in_intervals: Collection[int]
) -> list[Number]:
    """Every number and range that is not part of a name, with its unit, its own or a shared one.

    `taken`: spans that are no numbers, in order; `in_intervals`: where an interval's ends begin.
    """
    return _with_shared_units(text, _ranges(text, list(_numbers(text, taken)), in_intervals))


def _numbers(text: str, taken: list[tuple[int, int]]) -> Iterator[Number]:
    """Each number with the unit or the noun that stands behind it."""
    found: list[Number] = []
    for start, end, value, says_times in number_words(text):
        number = Number(start, end, (value,), in_words=True)
        found.append(_with_times(text, number) if says_times else _with_unit(text, number))
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if _overlaps(start, end, taken) or is_in_name(text, match.start("digits"), end):
            continue
        if _DECADE_S.match(text, start):
            found.append(Number(start, end + 1, (Fraction(match["digits"]),), DECADE))
            continue
        number = _with_unit(text, Number(start, end, (_value(match),), signed=bool(match["sign"])))
        if number.unit is not None or not goes_on_as_name(text, end):
            found.append(number)
    found.sort(key=lambda number: number.start)
    # The 70 of "mg/h per 70 kg" is part of a unit.
    units = [(number.unit_start, number.unit_end) for number in found if number.unit_start]
    yield from (each for each in found if not _overlaps(each.start, each.end, units))


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    at = bisect_left(taken, (end, 0))
    return at > 0 and taken[at - 1][1] > start


def _value(match: "re.Match[str]") -> Fraction:
    digits = re.sub(rf"[{_SPACE}]", "", match["digits"]).replace("·", ".")
    digits = digits.replace(",", "." if digits.startswith("0,") else "")
    value = Fraction("0" + digits if digits.startswith(".") else digits)
    value *= _MANY[match["many"].strip()] if match["many"] else 1
    return -value if match["sign"] else value


def _with_times(text: str, number: Number) -> Number:
    """ "twice daily" is 2 times a day, as "two times daily" is."""
    read = read_unit("times" + text[number.end : number.end + 20], 0)
    assert read is not None  # "times" is a unit
    unit, length = read
    return replace(number, unit=unit, unit_end=number.end + length - len("times"))


def _with_unit(text: str, number: Number) -> Number:
    places = [number.end + 1] if text[number.end : number.end + 1] in ("-", "‑") else []
    rest = text[number.end : number.end + 3]
    places.append(number.end + len(rest) - len(rest.lstrip(_SPACE)))
    if (aside := _PARENTHESIS.match(text, number.end)) is not None:
        places.append(aside.end())  # "22.2 (SD 2.0) mg/h"
    for place in places:
        if (read := read_unit(text, place)) is not None:
            return replace(number, unit=read[0], unit_start=place, unit_end=read[1])
    noun, end = noun_after(text, number.end, number.values[0])
    return replace(number, noun=noun, unit_end=end)


def _ranges(text: str, numbers: list[Number], in_intervals: Collection[int]) -> list[Number]:
    """Two numbers that are the ends of one range become one number."""
    joined: list[Number] = []
    for number in numbers:
        low = joined[-1] if joined else None
        if low is not None and _is_range(text, low, number, in_interval=low.start in in_intervals):
            joined[-1] = replace(
                number, start=low.start, values=low.values + number.values, signed=low.signed
            )
        else:
            joined.append(number)
    return joined


def _is_range(text: str, low: Number, high: Number, *, in_interval: bool) -> bool:
    if len(low.values) > 1 or low.noun or low.in_words != high.in_words:
        return False
    if low.unit not in (None, high.unit):
        return False
    if low.values[0] >= high.values[0] or looks_like_year(low) != looks_like_year(high):
        return False
    gap = text[low.last : high.start]
    if _TO.fullmatch(gap):
        return not (high.in_words and gap == "-")
    between = text[max(0, low.start - 8) : low.start].lower().endswith("between ")
    return (between or in_interval) and gap.strip() in ("and", ",")


def looks_like_year(number: Number) -> bool:
    return (
        number.unit is None
        and not number.noun
        and not number.signed
        and not number.in_words
        and all(each.denominator == 1 and 1800 <= each < 2100 for each in number.values)
    )


def _with_shared_units(text: str, numbers: list[Number]) -> list[Number]:
    """In "10, 30 and 50 mg" and "6 vs 2 h" the unit is said once, behind the last."""
    shared = list(numbers)
    for at in range(len(numbers) - 2, -1, -1):
        number = shared[at]
        if number.unit is not None or number.noun or measure_before(text, number.start)[0]:
            continue
        if looks_like_year(number) and text[: number.start].lower().endswith((" in ", " since ")):
            continue  # "in 1964, and 3%"
        for other in shared[at + 1 : at + 4]:
            gap = text[number.end : other.start]
            plain = _PARENTHESES.sub("", gap)
            if "(" in plain or ")" in plain:
                continue  # the other stands in brackets, and this one does not
            if other.unit not in (None, DECADE) and _shares(text, number, plain, other):
                shared[at] = replace(number, unit=other.unit)
            break
    return shared


def _shares(text: str, number: Number, gap: str, other: Number) -> bool:
    if gap.strip() == "," and other.unit_end:
        # Not "of 150, 80% came back", nor "-0.04, 60 min"; but "100, 300, 500 mg".
        alike = [_style(each) for each in (number, other)]
        return alike[0] == alike[1] and other.unit != _PERCENT
    if gap.strip() and _LIST.fullmatch(gap):
        return True
    if _AGAINST.fullmatch(gap):
        return True
    # "R-ketamine 0.020, S-ketamine 0.024 L/min/kg"
    second = re.fullmatch(r",(?: and)? (?:\S*[-)])?(\w{3,}) ", gap)
    return second is not None and text[: number.start].endswith(f"{second[1]} ")


def _style(number: Number) -> tuple[bool, bool]:
    return number.signed, all(value.denominator == 1 for value in number.values)
