"""Rule "number": every number of a claim stands in the quotes, with its unit (pure).

Exact where it is a dose, a P value or an interval. Where the claim says "about", a rounding of
what the quotes say; a part in words ("a quarter of") is one of a percentage; what two numbers of
the quotes make ("a third less", "twice as many") is reckoned.py's.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ingest.lexicon.directions import find_denials
from ingest.quantities import Quantity, find_quantities, supports
from qa_app.writing.guard.reckoned import made_of_two
from qa_app.writing.guard.statement import Statement

_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|nearly|almost|approximately|approx\.?|circa|ca\.?|some|close to"
    r"|near|just (?:under|over|short of|above|below)|a (?:little|bit|shade) (?:under|over|above"
    r"|below|more than|less than|short of)|slightly (?:under|over|above|below|more than|less than"
    r"|fewer than)|up to about|more or less|well (?:over|under)|in the (?:region|order) of|(?:o[nf])"
    r" the order of|something like|somewhere (?:around|near)|an estimated|round about|not quite"
    r"|virtually|practically|as good as|upwards of|nigh on|getting on for)|[~≈])\s*(?:\w+\s+){0,1}\Z",
    re.IGNORECASE,
)
# "About 10% against 37%": both are.
_LIST_OF_TWO = re.compile(
    r"[\d.]+\s?[%\w/]*(?:\s\w+)?\s(?:v\.?|vs\.?|versus|and|to|or|against|compared with)\s\Z", re.I
)
_OR_SO = re.compile(r"\s+(?:\w+\s+)?(?:or so|or thereabouts|or nearly so)\b", re.IGNORECASE)
_CLOSE = Fraction(1, 10)  # of what is claimed, where it says "about"
_CLOSE_DOSE = Fraction(1, 20)
_BEYOND = Fraction(1, 3)  # how far "more than half" may be from the half
_OF = re.compile(r"\b(\d+) (?:of|out of) (?:the |all )?(\d+)\b|\b(\d+)/(\d+)\b")
_COUNTS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve".split(),
        map(str, range(1, 13)),
        strict=True,
    )
)
_COUNT_WORD = re.compile(rf"\b(?:{'|'.join(_COUNTS)})\b", re.IGNORECASE)
# No quantity, and yet not to be changed: "type 1", "Oxford 2b", "I2 45%".
_LABEL = re.compile(
    r"\b(?:type|phase|class|schedule|grade|stage|level|category|Oxford|ASA|tier|step|I2|I²)"
    r"[\s-](\d+(?:\.\d+)?[a-c]?)(?![\w,])",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(\d+(?:\.\d+)?) (?:per|in|in every|for every) (1,?000|100|10,?000)\b")
# A part in words is a percentage, and as exact as words are.
_PERCENT = (("percent", 1),)
_ONLY_ABOUT = {("body", -1), ("date", 1)}  # nobody rounds a dose for each kilogram, nor a year


def faults_of_number(claim: Statement, quotes: Statement, record: str) -> Iterator[str]:
    """`record`: title, authors and year of the sources, where a year may stand."""
    said = [*quotes.quantities, *_shares(quotes.text)]
    years = find_quantities(record)
    for one in claim.quantities:
        if _is_counting_word(one):
            continue
        if supports(said, one):
            if _lost_bound(one, said, claim):
                yield f"number: the quote says up to {one.text}"
            continue
        if ("date", 1) in one.dimension and supports(years, one):
            continue
        if one.values == (0,) and find_denials(quotes.text):
            continue  # "none of the four" of "no adverse effects in the four"
        if _is_age(one, said) or _in_a_list(one, said, claim.text) or _is_step(one, said, claim):
            continue
        if _is_of_its_week(one, said, claim.text):
            continue
        if _is_bound(one, said) or _is_span(one, said) or _is_an_end(one, said):
            continue
        about = _says_about(one, claim)
        if about and _is_round(one, said):
            continue
        if made_of_two(one, said, claim.text, close=_CLOSE if about else Fraction(0)):
            continue
        yield f"number: {one.text} is not in the quote"
    for label in _LABEL.finditer(claim.text):
        if not re.search(rf"(?<![\d.]){re.escape(label[1])}(?![\d.])", f"{quotes.text} {record}"):
            yield f"number: {label[0]} is not in the quote"


def _is_counting_word(one: Quantity) -> bool:
    """ "Two regimens", "both": it counts what the sentence lists."""
    return one.in_words and not one.dimension and not one.noun and one.values[0] <= 3


_MOST = re.compile(
    r"\b(?:up to|up till|at most|max(?:imum|imal)?|most|ceiling|limit\w*|no more|not more|no longer"
    r"|capped|cap|within|as (?:long|much|many|high|late|far) as|until|till|or (?:less|fewer|under)|under"
    r"|below|not exceed\w*|over|top|reach\w*|highest|longest|to an?|through|first|by)\b",
    re.IGNORECASE,
)


def _lost_bound(one: Quantity, said: Sequence[Quantity], claim: Statement) -> bool:
    """ "Lasts 12 weeks" of "can last up to 12 weeks"."""
    if one.relation != "=" or len(one.values) != 1 or not one.dimension or one.measure:
        return False
    its = [
        other
        for other in said
        if other.dimension == one.dimension and one.amounts[0] in other.amounts
    ]
    beside = claim.text[max(0, one.start - 40) : one.end + 20]
    return bool(its) and all(each.relation == "<=" for each in its) and not _MOST.search(beside)


def _says_about(one: Quantity, claim: Statement) -> bool:
    """Whether the claim says that it rounds: "about", "or so", or a number in words."""
    before = _LIST_OF_TWO.sub("", claim.text[: one.start])
    return (
        _ABOUT.search(claim.text[: one.start]) is not None
        or _ABOUT.search(before) is not None
        or _OR_SO.match(claim.text, one.end) is not None
        or one.text not in claim.written
    )


def _is_of_its_week(one: Quantity, said: Sequence[Quantity], text: str) -> bool:
    """ "At four weeks" of "at week 4", and the other way."""
    if len(one.values) != 1 or not re.search(r"\b(?:at|by|after|until) \Z", text[: one.start], re.I):
        return False
    ordinal = ("ordinal", 1)
    return any(
        {*one.dimension} ^ {*other.dimension} == {ordinal} and one.amounts == other.amounts
        for other in said
    )


def _is_age(one: Quantity, said: Sequence[Quantity]) -> bool:
    """ "Patients above 65" of "those over 65": a bare number that the one takes for years."""
    return one.text.isdigit() and any(
        other.text.isdigit()
        and other.values == one.values
        and other.relation[0] == one.relation[0]
        and {one.dimension, other.dimension} == {(), (("months", 1),)}
        for other in said
    )


def _is_round(one: Quantity, said: Sequence[Quantity]) -> bool:
    if one.measure or len(one.values) != 1 or _ONLY_ABOUT & set(one.dimension):
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


def _is_step(one: Quantity, said: Sequence[Quantity], claim: Statement) -> bool:
    """ "From 100 to 300" of "100, then 300 mg"; and "45 days" of "7 and 30 days, not at 45"."""
    if len(one.values) == 2:
        alike = [
            other.values[0]
            for other in said
            if len(other.values) == 1 and one.dimension in ((), other.dimension) and not other.measure
        ]
        return claim.text[: one.start].endswith("from ") and all(v in alike for v in one.values)
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


def _shares(text: str) -> list[Quantity]:
    """The percentage that "25 of 33" is, or "112 per 1000"."""
    shares = []
    for found in _OF.finditer(_COUNT_WORD.sub(lambda one: _COUNTS[one[0].lower()], text)):
        part, whole = int(found[1] or found[3]), int(found[2] or found[4])
        if 0 <= part <= whole and whole:
            shares += find_quantities(f"{100 * part / whole:.4g}%")
    for found in _EVERY.finditer(text):
        share = 100 * Fraction(found[1]) / int(found[2].replace(",", ""))
        shares += find_quantities(f"{float(share):.4g}%")
    return shares
