"""Units of measure: how texts write them, what each measures, and by how much two differ."""

import re
from dataclasses import dataclass
from fractions import Fraction

# What a unit measures: base names with their powers, sorted. The kilogram of a patient is no
# mass here, or mg/kg would measure nothing and equal a percentage.
Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is measured, and how many base units one of it is, exactly."""

    dimension: Dimension
    factor: Fraction = Fraction(1)


_FORMS = """
mass        1000            kg kilogram kilograms
mass        1               g gram grams
mass        1/1000          mg milligram milligrams
mass        1/1000000       µg ug mcg microgram micrograms
mass        1/1000000000    ng nanogram nanograms
mass        1/1000000000000 pg picogram picograms
volume      1               L l litre litres liter liters
volume      1/10            dL dl
volume      1/1000          mL ml cc millilitre millilitres milliliter milliliters
volume      1/1000000       µL µl microlitre microlitres
time        1               s sec secs seconds
time        60              min mins minute minutes
time        3600            h hr hrs hour hours
time        86400           day days
time        604800          week weeks wk wks
months      1               month months
months      12              year years yr yrs
length      1/1000          mm millimetre millimetres millimeter millimeters
length      1/100           cm centimetre centimetres centimeter centimeters
length      1000            km kilometre kilometres
pressure    1               mmHg
pressure    1/1000          µmHg
amount      1/1000          mmol
amount      1/1000000       µmol
amount      1/1000000000    nmol
molar       1/1000          mM millimolar
molar       1/1000000       µM micromolar
molar       1/1000000000    nM nanomolar
activity    1               IU iu units unit
temperature 1               °C
surface     1               m2 m²
percent     1               % percent
times       1               times fold
"""
_TABLE: dict[str, tuple[str, Fraction]] = {
    written: (base, Fraction(factor))
    for line in _FORMS.strip().splitlines()
    for base, factor, *forms in [line.split()]
    for form in forms
    for written in (form, form.replace("µ", "μ"))  # the micro sign, and the Greek letter
}
_ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month"}
# "5 h a day" is a length of time, not a rate: only these become one by "a", "daily" …
_RATES = frozenset({"mass", "volume", "amount", "activity", "times"})

_ONE = "|".join(sorted((re.escape(form) for form in _TABLE if form != "%"), key=len, reverse=True))
_WORD = rf"(?:(?:{_ONE})(?![A-Za-z0-9µμ]|-[A-Z]))"
_EXACT = re.compile(rf"(?P<unit>%|mm\s+Hg\b|per\s+cent\b|{_WORD})")
_MINUS_ONE = r"(?:⁻¹|\^?[-−]1)"
_OVER = re.compile(
    rf"""
      \s*/\s*(?:(?P<count>\d+)\s*)?(?P<slash>{_WORD})(?!{_MINUS_ONE})
    | \s+(?:per|an?|each)\s+(?:(?P<count2>\d+)\s*-?)?(?P<per>{_WORD})
    | \s*[·.⋅*]?\s*(?P<power>{_ONE}){_MINUS_ONE}
    | \s+(?P<adverb>hourly|daily|weekly|monthly)\b
    """,
    re.VERBOSE,
)
# A level over time, as microgram·h/L.
_TIMES_TIME = re.compile(r"\s*[·.⋅*]\s*(h|min|hours?)(?=\s*/)")
_BRACKETS = re.compile(rf"\s*/\s*\(\s*({_WORD})\s*[·./⋅*\s]\s*({_WORD})\s*\)")


def read_unit(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit written at `at`, as far as it goes, and where it ends.

    >>> unit, end = read_unit("0.35 mg/kg per hour for 4 h", 5)
    >>> unit.dimension, unit.factor, end
    ((('body', -1), ('mass', 1), ('time', -1)), Fraction(1, 3600000), 19)
    """
    first = _EXACT.match(text, at)
    if first is None:
        return None
    form = " ".join(first["unit"].split())
    base, factor = _TABLE[{"mm Hg": "mmHg", "per cent": "percent"}.get(form, form)]
    powers = {base: 1}
    end = first.end()
    if (product := _TIMES_TIME.match(text, end)) is not None:
        powers["time"] = 1
        factor *= _TABLE[product[1]][1]
        end = product.end()
    if (brackets := _BRACKETS.match(text, end)) is not None:
        for form in brackets.groups():
            factor /= _divide(powers, form)
        return Unit(_dimension(powers), factor), brackets.end()
    while (over := _OVER.match(text, end)) is not None:
        form = over["slash"] or over["per"] or over["power"] or _ADVERBS[over["adverb"]]
        if powers.get(base) != 1 or not _may_divide(base, over, form):
            break
        count = int(over["count"] or over["count2"] or 1)
        if count == 0:
            break
        factor /= _divide(powers, form) * count
        end = over.end()
    return Unit(_dimension(powers), factor), end


def _may_divide(base: str, over: "re.Match[str]", form: str) -> bool:
    if over["slash"] or over["power"]:
        return base not in ("percent", "time", "months")
    return base in _RATES and _TABLE[form][0] in ("mass", "time", "months", "volume", "surface")


def _divide(powers: dict[str, int], form: str) -> Fraction:
    base, factor = _TABLE[form]
    if base == "mass" and form in ("kg", "kilogram"):
        base, factor = "body", Fraction(1)
    powers[base] = powers.get(base, 0) - 1
    return factor


def _dimension(powers: dict[str, int]) -> Dimension:
    return tuple(sorted((base, power) for base, power in powers.items() if power))
