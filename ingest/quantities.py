"""Numbers with their units in a text, as quantities: 0.35 mg/kg is 350 µg/kg, and not 0.35 mg.

Values are exact fractions of what is written, so that nothing is equal by rounding. No quantity
is: a digit in a name (CRPS-1, GLP-1, CYP3A4, 5-HT3, (2R,6R)-hydroxynorketamine), the number of a
kind or a part (type 1, phase 3, question 4, table 2), and an ordinal (2nd, a third infusion).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ingest.quantity import DATE, DECADE, NO_UNIT, Noun, Quantity, same_quantity, supports
from ingest.quantity_cues import (
    AGE,
    MONTHS,
    OLDER,
    TIME_WORD,
    goes_on_as_name,
    is_in_name,
    measure_before,
    noun_after,
    number_words,
    relation_at,
)
from ingest.units import Unit, read_unit

__all__ = ["Quantity", "find_quantities", "same_quantity", "supports"]

_SPACE = "\u00a0\u2009\u202f "
_NUMBER = re.compile(
    rf"""
      (?P<sign>(?<![\w)\]%.])[-−–](?=[\d.·]))?
      (?P<digits>
          0[,.·]\d+
        | (?:\d{{1,3}}(?:,\d{{3}})+(?!\d) | [1-9]\d{{0,2}}(?:[{_SPACE}]\d{{3}})+(?![\d.]*\d) | \d+)(?:[.·]\d+)?
        | (?<![\w)])[.·]\d+)
      (?P<many>\s+(?:thousand|million|billion)\b)?
    """,
    re.VERBOSE,
)
_MANY = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_MONTH_DATE = re.compile(
    rf"(?:\b(?P<day>\d{{1,2}})\s+)?\b(?P<month>{'|'.join(MONTHS)})\s+"
    r"(?:(?P<day_after>\d{1,2}),\s+)?(?P<year>\d{4})\b"
)
_DECADE_S = re.compile(r"(?:1[89]|20)\d0s\b")
_INTERVAL = re.compile(
    r"(?:(?P<level>\d+(?:\.\d+)?)\s*(?:%|per\s?cent)\s*)?"
    r"\b(?:CI|CrI|(?:confidence|credible) intervals?)\b\s*(?:of|was|were|from|:|=|,)?\s*[\[(]?\s*"
)
_PARENTHESES = re.compile(r"\([^()]*\)")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*")
_TO = re.compile(r"\s*[-−–—‑]\s*|\s+to\s+|\s*-\s*to\s+")
_LIST = re.compile(
    r"\s*(?:[,/;]|-(?=\s))?\s*(?:\b(?:and|or|vs\.?|versus|against|but|then|plus)\b)?"
    r"\s*(?:(?:then|of|about|up to|to|with)\s+)?"
)
_AGAINST = re.compile(r"[^\d.,;:()]{0,60}\b(?:vs\.?|versus|against|compared with)\s+")
_YEARS = Unit((("months", 1),), Fraction(12))
_PERCENT = Unit((("percent", 1),))


@dataclass(frozen=True, slots=True)
class _Item:
    """A number or a range on its way to become a quantity; `end` is that of the digits."""

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


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity in a text, in order.

    >>> for q in find_quantities("Pain fell by 1.5, 3 and 4 points (95% CI 0.9 to 5; P = .03)."):
    ...     print(q.text, "|", *map(float, q.values), q.measure or "-", q.noun or "-")
    1.5 | 1.5 - -
    3 | 3.0 - -
    4 points | 4.0 - points
    95% CI 0.9 to 5 | 0.9 5.0 CI -
    P = .03 | 0.03 P -
    >>> def same(one, other):
    ...     return same_quantity(*find_quantities(one), *find_quantities(other))
    >>> same("0.35 mg/kg", "350 µg/kg"), same("1 mg/kg", "1 mg/kg/h"), same("60 min", "1 h")
    (True, False, True)
    >>> same("P<0.001", "P=0.001"), same("1,092 adults", "1092 patients"), same("3 mg", "3 mL")
    (False, True, False)
    >>> same("22 mg/h per 70 kg", "22 mg per 70 kg per hour"), same("three trials", "3 trials")
    (True, True)
    >>> find_quantities("In CRPS-1 (type 1), GLP-1 and 5-HT3 receptors, the 2nd phase 3 trial")
    []
    """
    dates = list(_month_dates(text))
    intervals = {found.end(): found for found in _INTERVAL.finditer(text)}
    taken = [(each.start, each.end) for each in dates]
    taken += [found.span("level") for found in intervals.values() if found["level"]]
    items = _ranges(text, list(_numbers(text, sorted(taken))), intervals)
    items = _with_shared_units(text, items)
    found_quantities = dates
    before: Quantity | None = None
    for item in items:
        for quantity in _quantities(text, item, intervals.pop(item.start, None)):
            if before is not None and _goes_on_with_p(text, before, quantity):
                quantity = replace(quantity, measure="P")
            before = quantity
            found_quantities.append(quantity)
    for alone in intervals.values():
        if alone["level"]:
            start, end = alone.start(), alone.start() + len(alone[0].rstrip(" ([:=,"))
            level = Fraction(alone["level"])
            found_quantities.append(
                Quantity(start, end, text[start:end], (), measure="CI", level=level)
            )
    return sorted(found_quantities, key=lambda each: each.start)


def _goes_on_with_p(text: str, before: Quantity, quantity: Quantity) -> bool:
    """In "P=0.03, 0.004 and 0.03" all three are P values."""
    gap = text[before.end : quantity.start].strip()
    return (
        before.measure == "P"
        and gap in (",", "and", ", and", "or")
        and not (quantity.dimension or quantity.measure or quantity.noun)
        and len(quantity.values) == 1
        and 0 <= quantity.values[0] < 1
    )


def _month_dates(text: str) -> Iterator[Quantity]:
    for found in _MONTH_DATE.finditer(text):
        day = found["day"] or found["day_after"]
        parts = [int(found["year"]), MONTHS.index(found["month"]) + 1, *([int(day)] if day else [])]
        values = tuple(Fraction(part) for part in parts)
        yield Quantity(found.start(), found.end(), found[0], values, DATE)


def _numbers(text: str, taken: list[tuple[int, int]]) -> Iterator[_Item]:
    """Each number with the unit or the noun that stands behind it."""
    found: list[_Item] = []
    for start, end, value, times in number_words(text):
        item = _Item(start, end, (value,), in_words=True)
        found.append(_with_times(text, item) if times else _with_unit(text, item))
    for number in _NUMBER.finditer(text):
        start, end = number.span()
        if _overlaps(start, end, taken) or is_in_name(text, number.start("digits"), end):
            continue
        if _DECADE_S.match(text, start):
            found.append(_Item(start, end + 1, (Fraction(text[start:end]),), DECADE))
            continue
        item = _Item(start, end, (_value(number),), signed=bool(number["sign"]))
        item = _with_unit(text, item)
        if item.unit is None and goes_on_as_name(text, end):
            continue
        found.append(item)
    found.sort(key=lambda item: item.start)
    # The 70 of "mg/h per 70 kg" is part of a unit.
    units = [(item.unit_start, item.unit_end) for item in found if item.unit_start]
    yield from (item for item in found if not _overlaps(item.start, item.end, units))


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    at = bisect_left(taken, (end, 0))
    return at > 0 and taken[at - 1][1] > start


def _value(number: "re.Match[str]") -> Fraction:
    digits = re.sub(rf"[{_SPACE}]", "", number["digits"]).replace("·", ".")
    digits = digits.replace(",", "." if digits.startswith("0,") else "")
    value = Fraction("0" + digits if digits.startswith(".") else digits)
    value *= _MANY[number["many"].strip()] if number["many"] else 1
    return -value if number["sign"] else value


def _with_times(text: str, item: _Item) -> _Item:
    """ "twice daily" is 2 times a day, as "two times daily" is."""
    read = read_unit("times" + text[item.end : item.end + 20], 0)
    assert read is not None  # "times" is a unit
    unit, length = read
    return replace(item, unit=unit, unit_end=item.end + length - len("times"))


def _with_unit(text: str, item: _Item) -> _Item:
    places = [item.end + 1] if text[item.end : item.end + 1] in ("-", "‑") else []
    places.append(item.end + len(text[item.end :]) - len(text[item.end :].lstrip()))
    if (aside := _PARENTHESIS.match(text, item.end)) is not None:
        places.append(aside.end())  # "22.2 (SD 2.0) mg/h"
    for place in places:
        if (read := read_unit(text, place)) is not None:
            return replace(item, unit=read[0], unit_start=place, unit_end=read[1])
    noun, end = noun_after(text, item.end, item.values[0])
    return replace(item, noun=noun, unit_end=end)


def _ranges(
    text: str, items: list[_Item], intervals: dict[int, "re.Match[str]"]
) -> list[_Item]:
    """Two numbers that are the ends of one range become one item."""
    joined: list[_Item] = []
    for item in items:
        low = joined[-1] if joined else None
        if low is not None and _is_range(text, low, item, in_interval=low.start in intervals):
            joined[-1] = replace(
                item, start=low.start, values=low.values + item.values, signed=low.signed
            )
        else:
            joined.append(item)
    return joined


def _is_range(text: str, low: _Item, high: _Item, *, in_interval: bool) -> bool:
    if len(low.values) > 1 or low.noun or low.in_words != high.in_words:
        return False
    if low.unit not in (None, high.unit):
        return False
    if low.values[0] >= high.values[0] or _looks_like_year(low) != _looks_like_year(high):
        return False
    gap = text[low.last : high.start]
    if _TO.fullmatch(gap):
        return not (high.in_words and gap == "-")
    between = text[max(0, low.start - 8) : low.start].lower().endswith("between ")
    return (between or in_interval) and gap.strip() in ("and", ",")


def _looks_like_year(item: _Item) -> bool:
    return (
        item.unit is None
        and not item.noun
        and not item.signed
        and not item.in_words
        and all(each.denominator == 1 and 1800 <= each < 2100 for each in item.values)
    )


def _with_shared_units(text: str, items: list[_Item]) -> list[_Item]:
    """In "10, 30 and 50 mg" and "6 vs 2 h" the unit is said once, behind the last."""
    shared = list(items)
    for at in range(len(items) - 2, -1, -1):
        item = shared[at]
        if item.unit is not None or item.noun or measure_before(text, item.start)[0]:
            continue
        for other in shared[at + 1 : at + 4]:
            gap = text[item.end : other.start]
            plain = _PARENTHESES.sub("", gap)
            if "(" in plain or ")" in plain:
                continue  # the other stands in brackets, and this one does not
            if other.unit not in (None, DECADE) and _shares(text, item, plain, other):
                shared[at] = replace(item, unit=other.unit)
            break
    return shared


def _shares(text: str, item: _Item, gap: str, other: _Item) -> bool:
    if gap.strip() == "," and other.unit_end:
        # Not "of 150, 80% came back", nor "-0.04, 60 min"; but "100, 300, 500 mg".
        alike = [_style(each) for each in (item, other)]
        return alike[0] == alike[1] and other.unit != _PERCENT
    if gap.strip() and _LIST.fullmatch(gap):
        return True
    if _AGAINST.fullmatch(gap):
        return True
    # "R-ketamine 0.020, S-ketamine 0.024 L/min/kg"
    second = re.fullmatch(r",(?: and)? (?:\S*[-)])?(\w{3,}) ", gap)
    return second is not None and text[: item.start].endswith(f"{second[1]} ")


def _style(item: _Item) -> tuple[bool, bool]:
    return item.signed, all(value.denominator == 1 for value in item.values)


def _quantities(
    text: str, item: _Item, interval: "re.Match[str] | None"
) -> Iterator[Quantity]:
    unit, start, end = item.unit or NO_UNIT, item.start, item.last
    measure, named_at = ("CI", interval.start()) if interval else measure_before(text, start)
    if item.unit is None and not measure and not item.noun:
        if (ordinal := TIME_WORD.search(text[max(0, start - 30) : start])) is not None:
            read = read_unit(ordinal["unit"].lower(), 0)
            if read is not None:
                unit = Unit((*read[0].dimension, ("ordinal", 1)), read[0].factor)
                start -= 0 if re.search(r"\d", ordinal[0]) else len(ordinal[0])
        elif _is_age(text, item):
            unit = _YEARS
        elif _looks_like_year(item):
            yield from _years(text, item)
            return
    lasts = item.unit is not None and bool({"time", "months"} & {b for b, _ in unit.dimension})
    level = Fraction(interval["level"]) if interval and interval["level"] else None
    relation = relation_at(text, start, end, lasts=lasts)
    if measure in ("P", "CI"):
        start = named_at
    yield Quantity(
        start,
        end,
        text[start:end],
        item.values,
        unit,
        relation,
        measure,
        level,
        item.noun,
        item.in_words,
    )


def _is_age(text: str, item: _Item) -> bool:
    told = AGE.search(text[max(0, item.start - 40) : item.start]) or OLDER.match(text, item.end)
    return told is not None and max(item.values) < 120


def _years(text: str, item: _Item) -> Iterator[Quantity]:
    """A calendar year, or the first and the last of several."""
    for found in re.finditer(r"\d{4}", text[item.start : item.end]):
        start, end = item.start + found.start(), item.start + found.end()
        yield Quantity(start, end, found[0], (Fraction(found[0]),), DATE)
