"""From a text to its quantities: what each number measures, and how it bounds it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from ingest.quantities.cues import AGE, MONTHS, OLDER, TIME_WORD, measure_before, relation_at
from ingest.quantities.numbers import Number, find_numbers, looks_like_year
from ingest.quantities.quantity import DATE, NO_UNIT, Quantity
from ingest.quantities.units import Unit, read_unit

_MONTH_DATE = re.compile(
    rf"(?:\b(?P<day>\d{{1,2}})\s+)?\b(?P<month>{'|'.join(MONTHS)})\s+"
    r"(?:(?P<day_after>\d{1,2}),\s+)?(?P<year>\d{4})\b"
)
_INTERVAL = re.compile(
    r"(?:(?P<level>\d+(?:\.\d+)?)\s*(?:%|per\s?cent)\s*)?"
    r"\b(?:CI|CrI|(?:confidence|credible) intervals?)\b\s*(?:of|was|were|from|:|=|,)?\s*[\[(]?\s*"
)
_YEARS = Unit((("months", 1),), Fraction(12))


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity in a text, in order.

    >>> for q in find_quantities("Pain fell by 1.5, 3 and 4 points (95% CI 0.9 to 5; P = .03)."):
    ...     print(q.text, "|", *map(float, q.values), q.measure or "-", q.noun or "-")
    1.5 | 1.5 - -
    3 | 3.0 - -
    4 points | 4.0 - points
    95% CI 0.9 to 5 | 0.9 5.0 CI -
    P = .03 | 0.03 P -
    >>> from ingest.quantities import same_quantity
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
    numbers = find_numbers(text, taken=sorted(taken), in_intervals=intervals)
    found_quantities = dates
    before: Quantity | None = None
    for number in numbers:
        for quantity in _quantities(text, number, intervals.pop(number.start, None)):
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


def _quantities(text: str, number: Number, interval: "re.Match[str] | None") -> Iterator[Quantity]:
    unit, start, end = number.unit or NO_UNIT, number.start, number.last
    measure, named_at = ("CI", interval.start()) if interval else measure_before(text, start)
    if number.unit is None and not measure and not number.noun:
        if (ordinal := TIME_WORD.search(text[max(0, start - 30) : start])) is not None:
            read = read_unit(ordinal["unit"].lower(), 0)
            if read is not None:
                unit = Unit((*read[0].dimension, ("ordinal", 1)), read[0].factor)
                start -= 0 if re.search(r"\d", ordinal[0]) else len(ordinal[0])
        elif _is_age(text, number):
            unit = _YEARS
        elif looks_like_year(number):
            yield from _years(text, number)
            return
    lasts = number.unit is not None and bool({"time", "months"} & {b for b, _ in unit.dimension})
    level = Fraction(interval["level"]) if interval and interval["level"] else None
    relation = relation_at(text, start, end, lasts=lasts)
    if measure in ("P", "CI"):
        start = named_at
    yield Quantity(
        start,
        end,
        text[start:end],
        number.values,
        unit,
        relation,
        measure,
        level,
        number.noun,
        number.in_words,
    )


def _is_age(text: str, number: Number) -> bool:
    told = AGE.search(text[max(0, number.start - 40) : number.start]) or OLDER.match(
        text, number.end
    )
    return told is not None and max(number.values) < 120


def _years(text: str, number: Number) -> Iterator[Quantity]:
    """A calendar year, or the first and the last of several."""
    for found in re.finditer(r"\d{4}", text[number.start : number.end]):
        start, end = number.start + found.start(), number.start + found.end()
        yield Quantity(start, end, found[0], (Fraction(found[0]),), DATE)
