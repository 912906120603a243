"""Words of direction and of denial, counted: how often a text says lower, higher, or not so.

Counting does not read. It sees that a "not" is gone, that one was added, and that a fall became
a rise; not that two arms changed places.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
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
    r"|\b(?:not|without being) (?:visible|seen|shown|displayed|printed|in (?:the|its)"
    r" abstract)\b(?! to)"
    r"|\bno (?:advised|recommended) doses?\b"
    r"|\b(?:morphine|opioid|milligram|dose) equivalents?\b"
    r"|\b(?:and|or|other|with|of) similar (?:therap|drug|agent|treatment|compound|medicine|patients"
    r"|people|substance|technique|method|stud|trial|product)\w*"
    r"|\b(?:no|without(?: an?)?) (?:results?|controls?|comparison|placebo)\b(?: (?:group|arm))?",
    re.IGNORECASE,
)

# What find_denials sees besides: words that a model would put for the ones above.
_DENIAL_TOO = re.compile(
    r"\b(?:(?:miss(?:es|ed|ing)|short of)(?= (?:statistical )?significan)|nobody|no-one|nowhere"
    r"|nor|lacking|failing|unimproved|unimpaired|unrelated|unsuitable|unfit|incompatible"
    r"|indistinguishable|identical"
    r"|(?:isn|aren|wasn|weren|don|doesn|didn|hasn|haven|hadn|can|couldn|won|wouldn|shouldn|mustn)'t"
    r"|refus(?:es?|ed)|forbids?|forbidden|prohibit(?:s|ed))\b",
    re.IGNORECASE,
)
# "Not seen in mice" is a finding; "(size not seen)" tells what was read.
_NOT_SEEN = re.compile(
    r"\bnot(?= (?:seen|shown) (?:in|with|after|on|during|at|among|for)\b(?! (?:the|its)"
    r" (?:abstract|excerpt)))",
    re.IGNORECASE,
)
# Words that deny as well, where there is something to deny: "0/10", "rules out", "free of". They
# answer a "not", and of themselves ask for none.
_SOFT_DENIAL = re.compile(
    r"(?<![\d.])0(?:\.0+)?\s?(?:%|/\s?\d+|(?:of|out of|per|in) \d+|patients|cases|events)"
    r"|\b(?:zero|rul(?:es?|ed|ing) out|exclud(?:es?|ed|ing)|free (?:of|from)|devoid of|deprived of"
    r"|missing|minus|stop(?:s|ped)? short of|(?:falls?|fell) short|short of|far from|yet to"
    r"|rarely|seldom|hardly|scarcely|barely|oppos(?:es?|ed)|object(?:s|ed)|discourag\w+"
    r"|reject(?:s|ed)?|declin(?:es?|ed) to|(?:advi[sc]|warn|caution|counsel|recommend|suggest)\w*"
    r"[^.;:]{0,50}? (?:against|not to)|against (?:the )?(?:use|using|giving|routine)|warn(?:s|ed)"
    r"|ban(?:s|ned)?|withhold(?:s|ing)?|withheld|omit(?:s|ted|ting)?|spared|dispens\w+ with"
    r"|rather than|instead of|anything but|other than|apart from|except|outside"
    r"|off-(?:label|licen[cs]e)|(?<=\w-)free|non-\w+|un(?!der|til|less|ite)\w{3,}(?:ed|able|ful|ive)"
    r"|abolish\w*|eliminat\w*|disappear\w*|vanish\w*|prevent\w*|null|knock-?out|poor(?:ly)?|insignificant(?:ly)?|impossible|inadvisable|inappropriate|unwise|unfit|reluctan\w+"
    r"|delet(?:es?|ed|ing|ions?)|depleted|blockade|steer\w* clear|(?:stay|keep|kept|stays"
    r"|keeps) (?:away|off|clear)"
    r"|ill-advised|no place|not for|too \w+ to|stopped|ceased|ended"
    r"|wore off|wears off|faded|fades|gone|waned|wanes|transient|temporary|short-lived)\b"
    r"|(?<=\s)0(?=\s(?:with|in|on|for|after)\b)",
    re.IGNORECASE,
)
# "No longer than six hours" is a bound, and "not only" denies nothing.
_NUMBER = (
    r"(?:about |around )?(?:a |an )?(?:\d|half|two|three|four|five|six|seven|eight|nine|ten|one\b)"
)
_A_BOUND = re.compile(
    r"\b(?:no|not) (?:longer|more|later|less|fewer|higher|lower|greater|older|younger|larger"
    rf"|smaller|earlier|sooner|above|over|below|under|beyond|exceeding|to exceed)(?: than)?"
    rf" {_NUMBER}"
    r"|\b(?:nothing|none|nobody|no one) (?:but|other than|except)\b"
    r"|\bnot (?:only|just|merely|simply|least)\b|\bnone the less\b|\bnonetheless\b"
    r"|\bnot to mention\b|\bno (?:doubt|wonder)\b|\bno sooner\b",
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


_OR_MORE = re.compile(r"\d\S*(?: \w+)? or \Z")  # "40% or more" is a bound
Axis = Literal["amount", "quality", "speed"]

_AXES: tuple[tuple[Axis, int, re.Pattern[str]], ...] = (
    ("amount", -1, _DOWN),
    ("amount", 1, _UP),
    (
        "amount",
        -1,
        re.compile(
            r"\b(?:rarer|halv(?:ed|es|ing)|abat(?:es?|ed)|eliminat(?:es?|ed)|abolish(?:es|ed)?"
            r"|poorer|less often|lessening|reductions?|drops|dip(?:s|ped)|slash(?:es|ed|ing)?"
            r"|trim(?:s|med|ming)?|shr[aiu]nks?|curb(?:s|ed)?|blunt(?:s|ed|ing)|damp(?:s|ed|en\w*)"
            r"|attenuat\w+|mitigat\w+|alleviat\w+|minimi[sz]\w+|curtail\w*|suppress\w*|soften\w*"
            r"|(?:went|came|come|goes|brought|brings?) down|(?<!put )(?<!set )down (?:from|to"
            r"|by)|subsid\w+"
            r"|wan(?:ed|es)"
            r"|dwindl\w+|plummet\w*|tumbl\w+|s[au]nk|slump\w*|fewest|lowest|smallest|shortest"
            r"|weakest|slowest|rarest|least (?:common|frequent|often|likely|severe|pain\w*)"
            r"|infrequent"
            r"|unlikelier|scarcer|shallower|gentler|calmer|half (?:the|as)|recede\w*"
            r"|lightened|lighter|saved|took (?:\w+ )?off|knocked (?:\w+ )?off|shav\w+)\b",
            re.I,
        ),
    ),
    (
        "amount",
        1,
        re.compile(
            r"\b(?:commoner|further|aggravat(?:es?|ed)|tripled|heavier|extra|larger|bigger"
            r"|(?:twice|thrice|times|-?fold) (?:the|as|more|higher|greater)|climb(?:s|ed|ing)?"
            r"|soar(?:s|ed)?|jump(?:s|ed)?|surg(?:es?|ed)|boost(?:s|ed|ing)?|heighten\w*|enhanc\w+"
            r"|intensif\w+|amplif\w+|augment(?:s|ed|ing)|potentiat\w+|multipl(?:y|ied|ies)"
            r"|(?:went|go(?:es)?|gone|brought|brings?|push(?:es|ed)?) (?:\w+ ){0,2}up|up"
            r" (?:from|by)"
            r"|exacerbat\w+|escalat\w+|additional|swell(?:s|ed)|mount(?:s|ed)|most (?:common"
            r"|frequent"
            r"|often|likely|severe)|highest|greatest|largest|longest|biggest|steeper|greater"
            r"|likelier|oftener|dizzier|drowsier|sleepier|sicker|deeper|wider|tighter"
            r"|quadrupled|doubl(?:es|ing))\b",
            re.I,
        ),
    ),
    (
        "quality",
        1,
        re.compile(
            r"\b(?:better|improv(?:es?|ed|ing|ements?)|superior(?:ity)?|beats?|benefit(?:s|ed)?"
            r"|advantages?|favou?r(?:s|ed|ing|able)?|outperform\w*|outd(?:o|oes|id)|surpass\w*"
            r"|outstrip\w*|edge over|ahead of|trump(?:s|ed)|best(?:ed)?|preferable)\b",
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


@lru_cache(maxsize=512)
def find_directions(text: str) -> tuple[Direction, ...]:
    """
    >>> [(one.axis, one.sign) for one in find_directions("Pain fell sooner")]
    [('amount', -1), ('speed', 1)]
    """
    found = [
        Direction(axis, sign, match.start(), match.end())
        for axis, sign, pattern in _AXES
        for match in pattern.finditer(text)
        if not _OR_MORE.search(text, 0, match.start())
    ]
    return tuple(sorted(found, key=lambda one: (one.start, one.axis)))


@lru_cache(maxsize=512)  # several rules ask it of the same claim and quotes
def find_denials(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text says that something is not so, or no different.

    >>> find_denials("Pain did not differ")
    ((9, 12),)
    >>> find_denials("For no longer than six hours")
    ()
    """
    without = _masked(_A_BOUND, _masked(_NO_DENIAL, text))
    found = {one.span() for many in (_DENIAL, _DENIAL_TOO) for one in many.finditer(without)}
    found |= {one.span() for one in _NOT_SEEN.finditer(text)}
    return tuple(sorted(found))


@lru_cache(maxsize=512)
def find_soft_denials(text: str) -> tuple[tuple[int, int], ...]:
    """Words that may stand for a "not" that another text says.

    >>> [text[a:b] for text in ["0/10 had relief"] for a, b in find_soft_denials(text)]
    ['0/10']
    """
    return tuple(found.span() for found in _SOFT_DENIAL.finditer(text))


def _masked(pattern: "re.Pattern[str]", text: str) -> str:
    return pattern.sub(lambda found: "~" * len(found[0]), text)
