"""Words of direction and of denial, counted: how often a text says lower, higher, or not so.

Counting does not read. It sees that a "not" is gone, that one was added, and that a fall became
a rise; not that two arms changed places.
"""

import re
from dataclasses import dataclass
from typing import Literal

_DOWN = re.compile(
    r"\b(?:reduc(?:e[sd]?|ing|tions?)|lower(?:s|ed|ing)?|less(?:en(?:s|ed)?)?|fewer"
    r"|decreas(?:e[sd]?|ing)|falls?|fell|fallen|falling|drops?|dropped|cuts?(?! off)|cutting"
    r"|smaller|short(?:er|ened)|declin(?:e[sd]?|ing)|diminish(?:e[sd])?|spar(?:es?|ed|ing)"
    r"|eas(?:e[sd]?|ing)|milder|weaker|slower|below|protect(?:s|ed|ive)?)\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:increas(?:e[sd]?|ing|ingly)|rais(?:e[sd]?|ing)|rises?|rose|risen|rising|higher|more"
    r"|greater|longer|larger|faster|stronger|gr[eo]ws?|elevat(?:e[sd]?|ing|ion)|above|excess"
    r"|prolong(?:s|ed|ing)?|lengthen(?:s|ed)?|doubled|exceed(?:s|ed)?|outlasts?|worse(?:n(?:s|ed)?)?)"
    r"\b",
    re.IGNORECASE,
)
# Words for "not so" and for "no difference", which change places in a faithful sentence.
_DENIAL = re.compile(
    r"\b(?:no|not|never|none|neither|nothing|without(?!\s*[.,;()]|\Z)|cannot"
    r"|similar(?:ly)?|alike|comparable|equal(?:ly)?|equivalent|non-?(?:inferior(?:ity)?|significant)"
    r"|un(?:changed|affected|clear|known|likely|certain|established|supported|able|safe|suitable"
    r"|altered|common|proven|tested|reliable)"
    r"|in(?:consistent|sufficient|conclusive|effective|adequate|dependent|significant)"
    r"|non-?respon\w+|los(?:es?|ing|t) significance"
    r"|absent|absence|lack(?:s|ed)?|fail(?:s|ed|ure)?|avoid(?:s|ed|ing)?|contraindicated)\b"
    r"|n't\b|\bthe same (?:as|in|for|with|between|at)\b",
    re.IGNORECASE,
)
# These tell apart ("to induce anaesthesia, not for pain"), or what was read ("size not in the
# abstract"), and deny nothing of a finding.
_NO_DENIAL = re.compile(
    r"\bnot (?:in |for |of |as |an? )?(?:acute |chronic )?(?:pain|analgesia|pain relief|analgesic"
    r" dose|advised doses?|recommended doses?|recommendations?|patients)\b"
    r"|\b(?:not|without being) (?:visible|seen|shown|displayed|printed|in (?:the|its) abstract)\b"
    r"|\b(?:no|without(?: an?)?) (?:results?|controls?|comparison|placebo)\b(?: (?:group|arm))?",
    re.IGNORECASE,
)


def count_denials(text: str) -> int:
    """How often a text says that something is not so, or no different.

    >>> count_denials("Pain did not differ"), count_denials("Pain was similar, and nausea less")
    (1, 1)
    >>> count_denials("An anaesthetic dose, not for pain (size not in the abstract)")
    0
    """
    return len(_DENIAL.findall(_NO_DENIAL.sub("", text)))


def count_directions(text: str) -> tuple[int, int]:
    """How often a text says less, and how often more.

    >>> count_directions("Opioid use fell and pain was lower, with more nausea")
    (2, 1)
    """
    return len(_DOWN.findall(text)), len(_UP.findall(text))


def turned_direction(told: str, facts: str) -> str | None:
    """Which direction took the place of the other one between the facts and what is told.

    >>> turned_direction("Pain fell and nausea fell", "Pain fell and nausea rose")
    'a fall'
    >>> turned_direction("Opioid use was reduced", "Less opioid was used") is None
    True
    """
    (down, up), (known_down, known_up) = count_directions(told), count_directions(facts)
    if up > known_up and (down < known_down or (known_down and not down and not known_up)):
        return "a rise"
    if down > known_down and (up < known_up or (known_up and not up and not known_down)):
        return "a fall"
    return None


Axis = Literal["amount", "quality", "speed"]

_AXES: tuple[tuple[Axis, int, re.Pattern[str]], ...] = (
    ("amount", -1, _DOWN),
    ("amount", 1, _UP),
    (
        "amount",
        -1,
        re.compile(
            r"\b(?:rarer|halved|abat(?:es?|ed)|eliminat(?:es?|ed)|abolish(?:es|ed)?|poorer"
            r"|less often)\b",
            re.I,
        ),
    ),
    (
        "amount",
        1,
        re.compile(
            r"\b(?:commoner|further|aggravat(?:es?|ed)|tripled|heavier|extra|twice (?:the|as)"
            r"|larger|bigger)\b",
            re.I,
        ),
    ),
    (
        "quality",
        1,
        re.compile(
            r"\b(?:better|improv(?:es?|ed|ing|ements?)|superior|beat|benefit(?:s|ed)?)\b",
            re.I,
        ),
    ),
    (
        "quality",
        -1,
        re.compile(r"\b(?:worse(?:n(?:s|ed|ing)?)?|inferior|poorer|deteriorat(?:es?|ed))\b", re.I),
    ),
    ("speed", 1, re.compile(r"\b(?:faster|sooner|earlier|quicker|rapidly)\b", re.I)),
    ("speed", -1, re.compile(r"\b(?:slower|later|delay(?:s|ed)?|longer)\b", re.I)),
)


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says more or less, better or worse, sooner or later."""

    axis: Axis
    sign: int
    start: int
    end: int


def find_directions(text: str) -> list[Direction]:
    """
    >>> [(one.axis, one.sign) for one in find_directions("Pain fell sooner")]
    [('amount', -1), ('speed', 1)]
    """
    found = [
        Direction(axis, sign, match.start(), match.end())
        for axis, sign, pattern in _AXES
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda one: (one.start, one.axis))


def find_denials(text: str) -> list[tuple[int, int]]:
    """Where a text says that something is not so, or no different.

    >>> find_denials("Pain did not differ")
    [(9, 12)]
    """
    without = _NO_DENIAL.sub(lambda found: "~" * len(found[0]), text)
    return [found.span() for found in _DENIAL.finditer(without)]
