"""Amounts that are spoken, in figures: "half an hour" is 30 min, "a quarter of" is 25% (pure)."""

import re
from collections.abc import Callable

from ingest.quantities.cues import number_words

_PARTS = {
    "half": 50,
    "third": 100 / 3,
    "quarter": 25,
    "fifth": 20,
    "sixth": 100 / 6,
    "eighth": 12.5,
    "tenth": 10,
}
_PART = r"(half|third|quarter|fifth|sixth|eighth|tenth)s?"
_SINGLE = r"(third|quarter|fifth|sixth|eighth|tenth)"
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty".split()
)
_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
_TIME = r"minutes?|hours?|days?|weeks?|months?|years?"
# Whom "one in five" may name before it says of how many.
_WHO = (
    r"(?: (?:patients?|people|persons?|adults?|child(?:ren)?|wom[ae]n|m[ae]n|participants?|infants?"
    r"|volunteers?|cases|responders))?"
)
# What "a third" is followed by where it is a part and not the next after the second.
_AS_A_PART = (
    r"(?=\s*(?:[,;.)(]|\Z)| (?:of|to|less|fewer|lower|smaller|shorter|more|higher|greater|larger"
    r"|longer|as|did|do|had|have|were|was|are|said|reported|felt|got|gained|needed|responded"
    r"|improved|stopped|dropped|with|on|against|versus|vs|and|or|after|in)\b)"
)


def _value(word: str) -> float:
    word = word.lower()
    if word.isdigit():
        return float(word)
    return _ONES.index(word) + 1 if word in _ONES else 1.0


def _shown(number: float) -> str:
    return f"{number:.4g}"


_Found = "re.Match[str]"
_FEW = {one: str(at) for at, one in enumerate(_ONES, start=1)}
_RULES: tuple[tuple[str, Callable[["re.Match[str]"], str]], ...] = (
    (
        r"\b(at least|at most|more than|less than|up to|over|under|about|roughly|around"
        r"|nearly|almost"
        r"|some) an? (?=\d)",
        lambda found: f"{found[1]} ",
    ),
    (r"\b(in|out of|per) (?:a|one|every) hundred\b", lambda found: f"{found[1]} 100"),
    (r"\b(milli|micro)?gramme(s?)\b", lambda found: f"{found[1] or ''}gram{found[2]}"),
    (
        r"\b(?:per|a|for (?:each|every)|each) (?:kilo|kilogram|kg)(?: of (?:body ?)?weight)?\b",
        lambda found: "per kilogram",
    ),
    (
        r"\bhalf an? (milligram|mg|microgram|gram|millilitre|milliliter|ml|litre|liter|point)\b",
        lambda found: f"0.5 {found[1]}",
    ),
    (r"\bhalf(?: of)? an hour\b|\bhalf-hour\b", lambda found: "30 min"),
    (
        r"\b(?:a|(three)) quarters?(?: of)? an hour\b|\bquarter-hour\b",
        lambda found: "45 min" if found[1] else "15 min",
    ),
    (r"\bquarter of an hour\b", lambda found: "15 min"),
    (
        r"(?<=\d) (?:years )?(?:and|or) up(?:wards)?\b|(?<=\d) (?:years )?or so and up\b",
        lambda found: " and over",
    ),
    (r"(?<![\d./])(\d+)/(\d+)(?![\d/.]| ?mm)", lambda found: _of(found)),
    (r"\bby a factor of (\d+(?:\.\d+)?)", lambda found: f"by {found[1]} times"),
    (
        r"\b(multipl(?:y|ied|ies)(?: [\w-]+){0,8} by) (\d+(?:\.\d+)?)(?! ?(?:%|times))",
        lambda found: f"{found[1]} {found[2]} times",
    ),
    (
        r"\b([mµ]?g|mcg|milligrams?|micrograms?) of ((?:[a-zA-Z-]+ ){1,3}?)(?:(?:per|for"
        r" each|in each|a"
        r"|each|every) (m?L|kg|kilogram|hour|day|week|minute|litre|millilitre)|(daily|hourly))\b",
        lambda found: (
            f"{found[1]} {'per ' + found[3] if found[3] else found[4]} of {found[2].strip()}"
        ),
    ),
    (
        rf"\b(?:(?:longer|older|higher|larger|later|greater) than|in excess of) (?=\d"
        rf"|(?:{_ONE})\b)",
        lambda found: "more than ",
    ),
    (
        rf"\b(?:shorter|younger|smaller|earlier) than (?=\d|(?:{_ONE})\b)",
        lambda found: "less than ",
    ),
    (r"\bhalf a day\b", lambda found: "12 hours"),
    (r"\bhalf a year\b", lambda found: "6 months"),
    (r"\ba fortnight\b", lambda found: "2 weeks"),
    (r"\b(?:a|one) dozen\b", lambda found: "12"),
    (r"\ba couple of\b", lambda found: "2"),
    (
        rf"\b({_ONE}) and a (half|quarter|third) (times|{_TIME})\b",
        lambda found: f"{_shown(_value(found[1]) + _PARTS[found[2].lower()] / 100)} {found[3]}",
    ),
    (
        rf"\b({_ONE}) and three[- ]quarters? (times|{_TIME})\b",
        lambda found: f"{_shown(_value(found[1]) + 0.75)} {found[2]}",
    ),
    (r"\ban hour and a half\b", lambda found: "90 min"),
    (r"\ban hour and a quarter\b", lambda found: "75 min"),
    (r"\ba (day|week|month|year) and a half\b", lambda found: f"1.5 {found[1]}s"),
    (
        r"\b(about|nearly|almost|roughly|around|within|over|under|for|first|next|(?:more|less) than"
        r"|at least|up to) an? (hour|minute|day|week|month|year)\b(?!ly| (?:group|trial|study))",
        lambda found: f"{found[1]} {'60 min' if found[2] == 'hour' else '1 ' + found[2]}",
    ),
    (
        r"\ban? (hour|minute|day|week|month|year)\b"
        r"(?= (?:after|before|later|longer|earlier|sooner|ago|on|of|at most)\b)",
        lambda found: "60 min" if found[1] == "hour" else f"1 {found[1]}",
    ),
    (
        rf"\b({_ONE}) (to|or) ({_ONE})\b",
        lambda found: f"{_FEW[found[1].lower()]} {found[2]} {_FEW[found[3].lower()]}",
    ),
    (
        rf"(?<![\d.])\b({_ONE}|\d+){_WHO}(?: parts?)? (?:in|out of)(?: every)?"
        rf" ({_ONE}|10|20|100)\b(?! (?:to|{_TIME}|trials|studies|reviews|countries|hospitals))",
        lambda found: _share(found[1], found[2], found[0]),
    ),
    (
        rf"\b(one|two|three|four|five|nine)[- ]{_PART}\b"
        r"(?! of (?:an hour|(?:the )?\w+ (?:dose|amount)))",
        lambda found: f"{_shown(_value(found[1]) * _PARTS[found[2].lower()])}%",
    ),
    (rf"\b(?:by )?a {_SINGLE}\b{_AS_A_PART}", lambda found: _part(found)),
    (
        r"\bhalf (?=of\b|(?:the|those) (?:\w+ )?(?:patients|people|children|adults|women|men|them"
        r"|participants|volunteers)|as (?:much|many|likely|common|often|frequent)|that (?:of"
        r"|with|in|on)\b)",
        lambda found: "50% ",
    ),
    (r"\bmore than halv(?:ed|es|ing)\b", lambda found: "reduced by more than 50%"),
    (r"\bhalv(?:ed|es|ing)\b", lambda found: "reduced by 50%"),
    (r"\b(?:by|in|cut to) (more than )?(?:a )?half\b", lambda found: f"by {found[1] or ''}50%"),
    (r"\bmore than doubl(?:ed|es|ing)\b", lambda found: "increased more than 2 times"),
    (r"\bdoubl(?:ed|es|ing)\b(?!-)", lambda found: "increased 2 times"),
    (r"\bmore than tripl(?:ed|es|ing)\b", lambda found: "increased more than 3 times"),
    (r"\b(?:tripl|trebl)(?:ed|es|ing)\b", lambda found: "increased 3 times"),
    (r"\bquadrupl(?:ed|es|ing)\b", lambda found: "increased 4 times"),
    (
        rf"\b({_ONE}|a) hundred(?: and ([a-z]+(?:-[a-z]+)?))?\b",
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
    >>> in_figures("One in five patients, a third less, more than halved; a third infusion")
    '20% patients, 33.33% less, reduced by more than 50%; a third infusion'
    """
    for pattern, told in _COMPILED:
        text = pattern.sub(told, text)
    return text


def _share(part: str, whole: str, said: str) -> str:
    one, many = _value(part), _value(whole)
    return f"{_shown(100 * one / many)}%" if 0 < one < many else said


def _of(found: "re.Match[str]") -> str:
    part, whole = int(found[1]), int(found[2])
    return f"{_shown(100 * part / whole)}% ({part} of {whole})" if part <= whole > 4 else found[0]


def _part(found: "re.Match[str]") -> str:
    by = "by " if found[0].lower().startswith("by ") else ""
    return f"{by}{_shown(_PARTS[found[1].lower()])}%"


def _hundreds(hundreds: str, rest: str | None, whole: str) -> str:
    value = int(_value(hundreds)) * 100
    if rest is None:
        return str(value)
    for start, end, more, _ in number_words(rest):
        if (start, end) == (0, len(rest)):
            return str(value + int(more))
    return whole
