"""Words of direction and of negation, and whether a sentence and its facts agree in them.

It reads words, not sense: it sees that a direction is told which no fact has, or that a "not" is
gone from all that a digest tells of a fact; not which of two things fell and which rose.
"""

import re
from typing import Literal

Cue = Literal["down", "up", "none", "not"]

_CUES: dict[Cue, str] = {
    "down": "reduc(?:e[sd]?|ing|tions?) lower(?:s|ed|ing)? less fewer decreas(?:e[sd]?|ing) falls?"
    " fell fallen falling drops? dropped cuts? cutting smaller shorter shortened declin(?:e[sd]?|ing)"
    " diminish(?:e[sd])? lessen(?:s|ed)? down spar(?:es?|ed|ing) eased? eases easing milder weaker"
    " slower below",
    "up": "increas(?:e[sd]?|ing|ingly) rais(?:e[sd]?|ing) rises? rose risen rising higher more"
    " greater greatly longer larger faster stronger gr[eo]ws? elevat(?:e[sd]?|ing|ion) above excess"
    " added prolong(?:s|ed|ing)? lengthen(?:s|ed)? doubled twice exceed(?:s|ed)? outlasts?"
    " worsen(?:s|ed)? worse",
    "none": "similar(?:ly)? alike comparable equal(?:ly)? equivalent unchanged unaffected"
    " non-?inferior(?:ity)? nonsignificant non-significant insignificant same"
    " indistinguishable",
    "not": "no not never none nor neither nothing without cannot absent absence lack(?:s|ed|ing)?"
    " fail(?:s|ed|ure)? unable free",
}
# "none" is also told by a negation with one of these behind it.
_NO_DIFFERENCE = re.compile(
    r"\b(?:no|not|nor|neither|without|never)\b[^.;]{0,70}?\b(?:differ(?:s|ed|ent|ence|ences)?"
    r"|significan(?:t|tly|ce)|vary|varied|change[sd]?|affect(?:s|ed)?|effects?|benefits?|relief"
    r"|better|lower|higher|fall|rise|raise|reduce[sd]?|increase[sd]?|influence[sd]?|gain)\b"
    r"|\bdid(?: not|n't) [a-z]+|\bP ?(?:>|=) ?0?\.[1-9]",
    re.IGNORECASE,
)
_HIDDEN_NOT = re.compile(
    r"\b(?:un(?!der|it|til|less|ion|iform|ique)[a-z]{3,}|non-?[a-z]+|in(?:consistent|sufficient|conclusive|effective"
    r"|adequate|significant|dependent|complete|ability|soluble)|im(?:possible|precise)|ir(?:relevant|reversible)"
    r"|dis(?:continued|agree[sd]?)|avoid(?:s|ed|ing)?|contraindicat\w+|against|only|except|off-\w+"
    r"|exclud\w+|missing|rather than|instead|alone|stop(?:s|ped)?|denies|denied|deny|prevent\w*"
    r"|too (?:few|small|little|thin|imprecise|different|unlike)|few|little|rare(?:ly)?|outside|open(?:-label)?|observational"
    r"|before-and-after|from baseline|weak|poor\w*|doubt\w*|declin\w+|beyond|lost|loss|oppos\w+|block\w*|zero|abstinent|before|spare[sd]?|negative"
    r"|scarce|cut off|mismatch|differ\w*)\b|n't\b",
    re.IGNORECASE,
)
_PATTERNS: dict[Cue, re.Pattern[str]] = {
    cue: re.compile(rf"\b(?:{'|'.join(words.split())})\b", re.IGNORECASE)
    for cue, words in _CUES.items()
}


def cues_in(text: str) -> frozenset[Cue]:
    """Which directions a text tells.

    >>> sorted(cues_in("Pain was lower, but vomiting did not differ significantly"))
    ['down', 'none', 'not']
    """
    found = {cue for cue, pattern in _PATTERNS.items() if pattern.search(text)}
    if _NO_DIFFERENCE.search(text):
        found.add("none")
    return frozenset(found)


def negates(text: str) -> bool:
    """Whether a text says that something is not so, in any of the words for it."""
    cues = cues_in(text)
    return bool(cues & {"not", "none"}) or _HIDDEN_NOT.search(text) is not None


def turned_direction(sentence: str, facts: str) -> str | None:
    """The direction that a sentence tells while its facts tell only the other one.

    >>> turned_direction("Ketamine raised opioid use", "Opioid use fell")
    'up'
    >>> turned_direction("Ketamine lowered opioid use", "Opioid use fell by more than half")
    """
    told, known = cues_in(sentence), cues_in(facts)
    for cue, other in (("up", "down"), ("down", "up")):
        if cue in told and other not in told and other in known and cue not in known:
            return cue
    return None
