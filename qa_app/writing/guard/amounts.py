"""Rule "number": every number of a claim stands in the quotes, with its unit (pure).

Exact where it is a dose, a P value or an interval. Where the claim says "about", a rounding of
what the quotes say; a part in words ("a quarter of") is one of a percentage; what two numbers of
the quotes make ("a third less", "twice as many") is reckoned.py's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from ingest.lexicon.directions import find_denials
from ingest.quantities import Quantity, find_quantities, supports
from qa_app.writing.guard.reckoned import made_of_two
from qa_app.writing.guard.reshaped import is_told_otherwise
from qa_app.writing.guard.statement import Statement

_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|nearly|almost|approximately|approx\.?|circa|ca\.?|some|close to"
    r"|near|just (?:under|over|short of|above|below)|a (?:little|bit|shade) (?:under|over|above"
    r"|below|more than|less than|short of)|slightly (?:under|over|above|below|more than|less than"
    r"|fewer than)|up to about|more or less|well (?:over|under)|in the (?:region|order) of"
    r"|(?:o[nf])"
    r" the order of|something like|somewhere (?:around|near)|an estimated|round about|not quite"
    r"|virtually|practically|as good as|upwards of|nigh on|getting on for)"
    r"|[~≈])\s*(?:\w+\s+){0,1}\Z",
    re.IGNORECASE,
)
# "About 10% against 37%": both are.
_LIST_OF_TWO = re.compile(
    r"[\d.]+\s?[%\w/]*(?:\s\w+)?\s(?:v\.?|vs\.?|versus|and|to|or|against|compared with)\s\Z", re.I
)
_OR_SO = re.compile(r"\s+(?:\w+\s+)?(?:or so|or thereabouts|or nearly so)\b", re.IGNORECASE)
_CLOSE = Fraction(1, 10)  # of what is claimed, where it says "about"
_CLOSE_DOSE = Fraction(1, 20)
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
    r"[\s-](\d+(?:\.\d+)?[a-c]?)(?!\w|,\d)",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(\d+(?:\.\d+)?) (?:per|in|in every|for every) (1,?000|100|10,?000)\b")
_ONLY_ABOUT = {("body", -1), ("date", 1)}  # nobody rounds a dose for each kilogram, nor a year


def faults_of_number(claim: Statement, quotes: Statement, record: str) -> Iterator[str]:
    """`record`: title, authors and year of the sources, where a year may stand."""
    shares = _shares(quotes.text)
    said = [*quotes.quantities, *shares]
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
        if one.text.isdigit() and re.search(rf"(?<![\d.]){one.text}/10\b", quotes.written):
            continue  # pain of 7, of 7/10
        if _is_no_difference(one, said, claim):
            continue
        if not any(one.values) and one.values and find_denials(quotes.text):
            continue  # "none of the four" of "no adverse effects in the four"
        if is_told_otherwise(one, said, claim.text) or _is_share(one, shares):
            continue
        about = _says_about(one, claim)
        if about and _is_share_of_all(one, said):
            continue
        if about and _is_round(one, said):
            continue
        if made_of_two(one, said, claim.text, close=_CLOSE if about else Fraction(0)):
            continue
        yield f"number: {one.text} is not in the quote"
    for label in _LABEL.finditer(claim.text):
        if not re.search(rf"(?<![\d.]){re.escape(label[1])}(?![\d.])", f"{quotes.text} {record}"):
            yield f"number: {label[0]} is not in the quote"


_TAKES_IN = re.compile(
    r"\b(?:includ\w+|tak(?:es|ing|en?) in|took in|cross\w*|span\w*|contain\w*|reach\w*|touch\w*"
    r"|straddl\w+"
    r"|overlap\w*|unity)(?: (?:the|a|line|value|of|no|effect|at|just|unity)){0,4} \(?\Z",
    re.IGNORECASE,
)


def _is_no_difference(one: Quantity, said: Sequence[Quantity], claim: Statement) -> bool:
    """The 1 that an interval of a ratio "takes in", or the 0 of a difference: no difference."""
    if one.dimension or len(one.values) != 1 or not _TAKES_IN.search(claim.text[: one.start]):
        return False
    return any(
        each.measure == "CI"
        and len(each.values) == 2
        and each.values[0] <= one.values[0] <= each.values[1]
        for each in said
    ) and one.values[0] == any(each.measure in ("RR", "OR", "HR") for each in said)


def _is_counting_word(one: Quantity) -> bool:
    """ "Two regimens", "both": it counts what the sentence lists."""
    return one.in_words and not one.dimension and not one.noun and one.values[0] <= 3


_MOST = re.compile(
    r"\b(?:up to|up till|at most|max(?:imum|imal)?|most|ceiling|limit\w*|no more|not more|no longer"
    r"|capped|cap|within|as (?:long|much|many|high|late|far) as|until|till|or (?:less|fewer"
    r"|under)|under"
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


def _is_share(one: Quantity, shares: Sequence[Quantity]) -> bool:
    """The 58% that "7 of 12" is, to as many decimals as it is told."""
    if len(one.values) != 1 or one.measure or one.relation != "=":
        return False
    decimals = len(one.text.rstrip("% percnt").partition(".")[2])
    return any(
        each.dimension == one.dimension and round(each.values[0], decimals) == one.values[0]
        for each in shares
    )


def _says_about(one: Quantity, claim: Statement) -> bool:
    """Whether the claim says that it rounds: "about", "or so", or a number in words."""
    before = _LIST_OF_TWO.sub("", claim.text[: one.start])
    return (
        _ABOUT.search(claim.text[: one.start]) is not None
        or _ABOUT.search(before) is not None
        or _OR_SO.match(claim.text, one.end) is not None
        or one.text not in claim.written
    )


def _is_round(one: Quantity, said: Sequence[Quantity]) -> bool:
    if one.measure or _ONLY_ABOUT & set(one.dimension):
        return False
    if len(one.values) == 2 and not one.is_dose:  # "roughly 37-40%" of 36.7, 38.7 and 39.5%
        return all(_is_round(replace(one, values=(end,)), said) for end in one.values)
    if len(one.values) != 1:
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


def _is_share_of_all(one: Quantity, said: Sequence[Quantity]) -> bool:
    """The "about a third" that 1285 is of the 3806 who were asked."""
    if one.dimension != (("percent", 1),) or len(one.values) != 1 or one.measure:
        return False
    counts = [
        each.values[0]
        for each in said
        if not (each.dimension or each.measure) and len(each.values) == 1 and each.relation == "="
    ]
    whole = max(counts, default=Fraction(0))
    shares = [100 * part / whole for part in counts if 0 < part < whole]
    if one.relation in ("<", ">"):
        beyond = [(each - one.values[0]) * (1 if one.relation == ">" else -1) for each in shares]
        return any(0 < each <= one.values[0] / 4 for each in beyond)
    return any(abs(each - one.values[0]) <= _CLOSE * one.values[0] / 2 for each in shares)


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
