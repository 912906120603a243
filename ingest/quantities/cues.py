"""The words around a number that tell what it is: names, nouns, measures, bounds, number words."""

import re
from collections.abc import Iterator
from fractions import Fraction

from ingest.quantities.quantity import Noun, Relation

MONTHS = (
    "January February March April May June July August September October November December".split()
)
# A digit behind one of these is part of a name, as it is in CRPS-1 or (2R,6R).
_LABELLED = re.compile(
    r"\b(?:types?|phases?|class(?:es)?|schedules?|sections?|tables?|figures?|fig\.|questions?"
    r"|issues?|versions?|parts?|stages?|category|categories|statements?|recommendations?"
    r"|appendix|chapters?|number|No\.|grades?|levels?|groups?|tiers?|volumes?|PMID|ASA|steps?)"
    r"[ \u00a0-](?:\d+(?:\s*[-–]\s*|\s+(?:to|and|or)\s+))?\Z",
    re.IGNORECASE,
)
_IN_NAME = re.compile(r"(?:[^\W\d_][\w+()]*[-−‑]|[^\W\d]|[@#])\Z")
_ORDINAL_AFTER = re.compile(r"(?:st|nd|rd|th)\b")
_GOES_ON_AS_NAME = re.compile(r"[^\W\d_]|-[A-Z]|[·x×]\d")
TIME_WORD = re.compile(
    r"\b(?P<unit>hour|day|week|month|year)s?[ \u00a0-]"
    r"(?:\d+(?:\s*[-–]\s*|,\s+|\s+(?:to|and|or)\s+))*\Z",
    re.IGNORECASE,
)

# Plural, or after a one singular, so that "the 2018 trial" counts no trials.
_NOUNS: dict[Noun, tuple[str, str]] = {
    "people": (
        "adults patients people persons participants women men children infants babies neonates"
        " newborns volunteers subjects amputees users misusers inpatients outpatients controls boys"
        " girls adolescents soldiers veterans recipients mothers responders respondents survivors"
        " casualties nurses",
        "adult patient person participant woman man child infant volunteer",
    ),
    "studies": (
        "trials studies rcts reviews articles papers reports cohorts meta-analyses publications"
        " abstracts guidelines",
        "trial study rct review article paper report cohort meta-analysis",
    ),
    "animals": ("mice rats animals dogs pigs", "mouse rat animal"),
    "places": (
        "hospitals centres centers sites clinics countries institutions",
        "hospital centre center site clinic country",
    ),
    "points": ("points point", "point"),
}
_NOUN_OF: dict[bool, dict[str, Noun]] = {
    single: {word: noun for noun, words in _NOUNS.items() for word in words[single].split()}
    for single in (False, True)
}
# These never stand between a number and its noun, as adjectives do: "130 double-blind trials".
_NOT_BETWEEN = frozenset(
    "and or of to in on at with without for from by vs versus against than as per was were had has"
    " have is are did the a an each both after before over under into who that which then given"
    " gave got took received but nor more less fewer lower higher".split()
)
# What says or lists, and is no noun, behind a year: "the 2018 trial reports".
_SAYS = frozenset({"reports", "points", "reviews", "papers"})
_NEXT_WORD = re.compile(r"[ \u00a0-]([^\W\d_][\w'+-]*)")
_BY_NATURE_WHOLE = frozenset({"people", "studies", "animals", "places"})

_MEASURES = (
    ("P", r"\bP(?:[\s-]*values?)?"),
    ("SMD", r"\bSMD|\bstandardi[sz]ed mean differences?"),
    ("MD", r"\bW?MD|\b(?:weighted )?mean differences?"),
    ("RR", r"\bRR|\brisk ratios?|\brelative risks?"),
    ("OR", r"(?-i:\bOR)|\bodds ratios?"),
    ("HR", r"\bHR|\bhazard ratios?"),
    ("NNT", r"\bNNT|\bnumbers? needed to treat"),
    ("NNH", r"\bNNH|\bnumbers? needed to harm"),
    ("SD", r"\bSD|\bstandard deviations?|±|\bplus or minus"),
    ("SE", r"\bSEM?|\bstandard errors?"),
    ("IQR", r"\bIQR|\binterquartile ranges?"),
)
_MEASURE = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _MEASURES) + ")"
    r"\s*(?:of|was|were|is|=|:|,|\()?\s*(?:about\s+)?\Z",
    re.IGNORECASE,
)
_SYMBOLS: dict[str, Relation] = {"≤": "<=", "≥": ">=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_SYMBOL = re.compile(r"(<=|>=|[<>≤≥=])\s*\Z")
_BOUNDS: tuple[tuple[Relation, str], ...] = (
    (">=", "at least|no less than|no fewer than|not less than|(?:a )?minimum"),
    (
        "<=",
        "at most|up to|no more than|not more than|(?:a )?maximum|max|capped at|at the most"
        "|no longer than|not exceeding",
    ),
    (">", "more than|above|greater than|exceeding"),
    ("<", "less than|fewer than|below|under"),
)
_BEFORE = [
    (relation, re.compile(rf"\b(?:{words})\s+(?:of\s+)?\Z", re.IGNORECASE))
    for relation, words in _BOUNDS
]
_AFTER = re.compile(
    r"(?P<lower>\+(?!\s*\d)|\s+(?:or more|or above|or over|or older|or greater|or higher|or longer"
    r"|and over|and above|and older|and upwards)\b)"
    r"|\s+(?:or less|or fewer|or under|or younger|or below|or lower|or shorter|and under)\b",
    re.IGNORECASE,
)
OLDER = re.compile(r"(?: or| and) (?:over|older|under|younger)\b", re.IGNORECASE)
_OVER = re.compile(r"\bover\s+\Z", re.IGNORECASE)
AGE = re.compile(
    r"\b(?:aged?|ages|adults?|children|women|men|people|infants|boys|girls|adolescents"
    r"|volunteers|patients)\s+(?:of\s+|was\s+|over\s+|under\s+|from\s+|between\s+|above\s+)?\Z",
    re.IGNORECASE,
)

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty".split()
)
_TENS = dict(
    zip("thirty forty fifty sixty seventy eighty ninety".split(), range(30, 100, 10), strict=True)
)
_CARDINAL = {word: n for n, word in enumerate(_SMALL)} | _TENS
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_PART = r"(?P<part>half|halves|thirds?|quarters?|fifths?|tenths?)"
_WORDS = re.compile(
    rf"""
      \b(?P<top>one|two|three|four|nine|a)[ -](?!half\b){_PART}\b
    | \b(?P<half>half)\b(?!-|\s+li[fv]e|\s+dose)
    | \b(?P<often>twice|thrice|once(?=\s+(?:a|every|each|per|daily|weekly|monthly)\b))\b
    | \b(?P<tens>{"|".join(["twenty", *_TENS])})-(?P<ones>{"|".join(_SMALL[1:10])})\b
    | \b(?P<fold>{"|".join(_SMALL[2:])})[- ]?fold\b
    | \b(?P<word>{"|".join([*_SMALL[2:], *_TENS, "zero"])})\b
    | \b(?P<one>one)(?=[ -](?:hour|day|week|month|year|minute)\b|\s+(?:part\s+)?in\s+[a-z\d])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def number_words(text: str) -> Iterator[tuple[int, int, Fraction, bool]]:
    """Start, end, value, and whether "times" is already said, of each number in words.

    >>> [(str(value), times) for _, _, value, times in number_words("Two-thirds of ten, twice")]
    [('2/3', False), ('10', False), ('2', True)]
    """
    for found in _WORDS.finditer(text):
        group = {name: word.lower() for name, word in found.groupdict().items() if word}
        times = False
        if "top" in group:
            part = group["part"].rstrip("s").replace("halve", "half")
            if group["top"] == "a" and not text[found.end() :].startswith(" of"):
                continue  # "a third infusion"
            value = Fraction(1 if group["top"] == "a" else _CARDINAL[group["top"]], _PARTS[part])
        elif "half" in group:
            value = Fraction(1, 2)
        elif "often" in group:
            value, times = Fraction({"once": 1, "twice": 2, "thrice": 3}[group["often"]]), True
        elif "tens" in group:
            value = Fraction(_CARDINAL[group["tens"]] + _CARDINAL[group["ones"]])
        elif "fold" in group:
            value, times = Fraction(_CARDINAL[group["fold"]]), True
        else:
            value = Fraction(_CARDINAL[group.get("word") or group["one"]])
        yield found.start(), found.end(), value, times


def is_in_name(text: str, start: int, end: int) -> bool:
    """Whether the digits are part of a name or number a part: CRPS-1, 5-HT3, type 1, 2nd.

    >>> [is_in_name(t, t.index("1"), t.index("1") + 1) for t in ("CRPS-1", "type 1", "1st", "1 h")]
    [True, True, True, False]
    """
    before = text[max(0, start - 40) : start]
    return bool(
        (
            _IN_NAME.search(before)
            and not TIME_WORD.search(before)
            and not re.search(rf"\b(?:{'|'.join(_CARDINAL)}|to|n)-\Z", before)
        )
        or _LABELLED.search(before)
        or _ORDINAL_AFTER.match(text, end)
    )


def goes_on_as_name(text: str, end: int) -> bool:
    """Whether letters follow that are no unit: 2R, 5-HT, 2x2."""
    return _GOES_ON_AS_NAME.match(text, end) is not None


def noun_after(text: str, at: int, value: Fraction) -> tuple[Noun, int]:
    """What is counted, told by the noun at most four words on, and where that noun ends.

    >>> noun_after("130 double-blind randomised trials", 3, Fraction(130))
    ('studies', 34)
    """
    end = at
    may_be_year = value.denominator == 1 and 1800 <= value < 2100 and "," not in text[at - 4 : at]
    for _ in range(1 if may_be_year else 4):
        word = _NEXT_WORD.match(text, end)
        if word is None or word[1].lower() in _NOT_BETWEEN:
            break
        if may_be_year and word[1].lower() in _SAYS:
            break
        noun = _NOUN_OF[value == 1].get(word[1].lower())
        if noun is not None:
            fits = value.denominator == 1 or noun not in _BY_NATURE_WHOLE
            return (noun, word.end()) if fits else ("", at)
        end = word.end()
    return "", at


def measure_before(text: str, start: int) -> tuple[str, int]:
    """The measure whose number stands at `start`, and where its name begins.

    >>> measure_before("a risk ratio of 3.26", 16), measure_before("P<0.001", 2)
    (('RR', 2), ('P', 0))
    """
    at = max(0, start - 60)
    before = text[at:start]
    symbol = _SYMBOL.search(before)
    if symbol is not None:
        before = before[: symbol.start()]
    else:
        for _, words in _BEFORE:
            before = words.sub("", before)
    found = _MEASURE.search(before)
    if found is None or found.lastgroup is None:
        return "", start
    return found.lastgroup, at + found.start()


def relation_at(text: str, start: int, end: int, *, lasts: bool) -> Relation:
    """How the number bounds what is measured; `lasts`: it is a time, and "over 4 h" no bound.

    >>> relation_at("at least 30% relief", 9, 12, lasts=False)
    '>='
    """
    before = text[max(0, start - 30) : start]
    if (symbol := _SYMBOL.search(before)) is not None:
        return _SYMBOLS.get(symbol[1], "=")
    for relation, words in _BEFORE:
        if words.search(before):
            return relation
    if _OVER.search(before) and not lasts:
        return ">"
    after = _AFTER.match(text, end)
    if after is None:
        return "="
    return ">=" if after["lower"] else "<="
