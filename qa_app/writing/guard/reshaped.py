"""A number that the quotes have in another shape: an end of a span, a bound, a step (pure).

"More than half" is 58%, "24 hours" is 0-24 h, "from 100 to 300" is 100, then 300 mg. What is
reckoned of two numbers is reckoned.py's.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from ingest.quantities import Quantity, find_quantities

_PERCENT = (("percent", 1),)
_BEYOND = Fraction(1, 3)  # how far "more than half" may be from the half


def is_told_otherwise(one: Quantity, said: Sequence[Quantity], text: str) -> bool:
    """Whether `one`, of the claim `text`, is of what the quotes have `said`, shaped otherwise."""
    return (
        _is_age(one, said)
        or _in_a_list(one, said, text)
        or _is_step(one, said, text)
        or _is_of_its_week(one, said, text)
        or _is_bound(one, said)
        or _is_span(one, said)
        or _is_an_end(one, said)
        or _is_without_unit(one, said)
        or _is_ratio(one, said)
        or _is_in_another_unit(one, said)
        or _is_score(one, said)
    )


def _is_without_unit(one: Quantity, said: Sequence[Quantity]) -> bool:
    """An AUC of 64 where the quotes say 64 of a unit of its own; of a dose the unit is told."""
    return (
        not (one.dimension or one.noun or one.measure or one.in_words)
        and len(one.values) == 1
        and any(
            other.values == one.values and len(other.dimension) > 1 and not other.is_dose
            for other in said
        )
    )


def _is_in_another_unit(one: Quantity, said: Sequence[Quantity]) -> bool:
    """The 58 minutes that 0.96 h are, to as many decimals as are told; never of a dose."""
    if one.dimension != (("time", 1),) or len(one.values) != 1 or one.measure:
        return False
    decimals = len(re.sub(r"[^\d.]", "", one.text).partition(".")[2])
    return any(
        other.dimension == one.dimension
        and len(other.values) == 1
        and not other.measure
        and other.unit.factor > one.unit.factor
        and other.values[0].denominator > 1
        and round(other.amounts[0] / one.unit.factor, decimals) == one.values[0]
        for other in said
    )


def _is_ratio(one: Quantity, said: Sequence[Quantity]) -> bool:
    """ "4 to 4.5 times" of a ratio of 4-4.5."""
    return one.dimension == (("times", 1),) and any(
        other.values == one.values and not (other.dimension or other.noun) for other in said
    )


def _is_score(one: Quantity, said: Sequence[Quantity]) -> bool:
    """ "3 out of 10", which is read as 30%, of a 3 on a scale from 0 to 10."""
    if one.dimension != _PERCENT or len(one.values) != 1:
        return False
    tops = [other.values[1] for other in said if len(other.values) == 2 and not other.values[0]]
    return any(
        other.values == (one.values[0] * top / 100,) and not other.dimension
        for top in tops
        for other in said
    )


def _is_of_its_week(one: Quantity, said: Sequence[Quantity], text: str) -> bool:
    """ "At four weeks" of "at week 4", and the other way."""
    if len(one.values) != 1 or not re.search(
        r"\b(?:at|by|after|until) \Z", text[: one.start], re.I
    ):
        return False
    ordinal = ("ordinal", 1)
    return any(
        {*one.dimension} ^ {*other.dimension} == {ordinal} and one.amounts == other.amounts
        for other in said
    )


def _is_age(one: Quantity, said: Sequence[Quantity]) -> bool:
    """ "Patients above 65" of "those over 65": a bare number that the one takes for years."""
    return (one.text.isdigit() or len(one.values) == 2) and any(
        (other.text.isdigit() or len(one.values) == 2)
        and other.values == one.values
        and other.relation[0] == one.relation[0]
        and {one.dimension, other.dimension} == {(), (("months", 1),)}
        for other in said
    )


def _is_bound(one: Quantity, said: Sequence[Quantity]) -> bool:
    """ "More than half" of 58%, "under a fifth" of 18%; never a bound on a dose."""
    if one.relation not in ("<", ">") or len(one.values) != 1 or one.is_dose or one.measure:
        return False
    value = one.amounts[0]
    for other in said:
        if other.dimension != one.dimension or len(other.values) != 1 or other.measure:
            continue
        if one.dimension in ((), (("date", 1),)) and one.noun != other.noun:
            continue
        beyond = other.amounts[0] - value if one.relation == ">" else value - other.amounts[0]
        if other.relation == "=" and 0 < beyond <= _BEYOND * abs(value):
            return True
    return False


def _is_span(one: Quantity, said: Sequence[Quantity]) -> bool:
    """Two times of a list are a span: "from 15 to 120 min" of "at 15, 30, 60 and 120 min".

    The end of a span from nothing is how long it lasts ("over 0-24 h" is 24 hours), and so is an
    end of a range of percentages, where "a fifth to a quarter" is 20-25%.
    """
    if one.dimension in ((("time", 1),), (("months", 1),)):
        alike = [other for other in said if other.dimension == one.dimension and not other.measure]
        if len(one.values) == 2:
            times = {other.amounts for other in alike}
            return all((amount,) in times for amount in one.amounts)
        return any(
            len(other.values) == 2 and other.values[0] == 0 and one.amounts[0] == other.amounts[1]
            for other in alike
        )
    return one.dimension == _PERCENT and any(
        other.dimension == _PERCENT
        and not other.measure
        and len(other.values) == 2
        and one.values[0] in other.values
        for other in said
    )


def _is_an_end(one: Quantity, said: Sequence[Quantity]) -> bool:
    """ "Up to 24 h" of "for 1-24 h"; a dose may have another maximum."""
    if one.relation not in ("<=", ">=") or len(one.values) != 1 or one.measure or one.is_dose:
        return False
    end = -1 if one.relation == "<=" else 0
    return any(
        len(other.values) == 2
        and not other.measure
        and other.dimension == one.dimension
        and other.amounts[end] == one.amounts[0]
        for other in said
    )


def _is_step(one: Quantity, said: Sequence[Quantity], text: str) -> bool:
    """ "From 100 to 300" of "100, then 300 mg"; and "45 days" of "7 and 30 days, not at 45"."""
    if len(one.values) == 2:
        alike = [
            other.values[0]
            for other in said
            if len(other.values) == 1
            and one.dimension in ((), other.dimension)
            and not other.measure
        ]
        return text[: one.start].endswith("from ") and all(v in alike for v in one.values)
    if one.dimension not in ((("time", 1),), (("months", 1),)) or one.measure:
        return False
    bare = any(
        other.values == one.values and not (other.dimension or other.noun or other.measure)
        for other in said
    )
    return bare and any(other.unit == one.unit for other in said)


_LISTED = re.compile(r"\s*(?:v\.?|vs\.?|versus|against|and|to|or|,|/|from)\s*\Z", re.IGNORECASE)


def _in_a_list(one: Quantity, said: Sequence[Quantity], text: str) -> bool:
    """The 79 of "79 v 121 mg", the 8 of "6 min with A, 8 with B": the unit is said once."""
    if one.dimension or one.measure or len(one.values) != 1:
        return False
    units = [each for each in find_quantities(text[: one.start]) if each.dimension]
    if units and any(
        other.dimension == units[-1].dimension and other.values == one.values for other in said
    ):
        return True
    after = next(
        (
            each
            for each in find_quantities(text[one.end :])
            if each.dimension and _LISTED.search(text[one.end : one.end + each.start] or "x")
        ),
        None,
    )
    return after is not None and any(
        other.dimension == after.dimension and other.values == one.values for other in said
    )
