"""Rules "population" and "certainty": no word is told as its opposite (pure).

Each line is a scale with two ends. A claim that says one end, where the quotes say only the other,
says something else than they do. A word that is denied counts for neither.
"""

import re
from collections.abc import Iterator

from qa_app.writing.guard.opposites import is_taken_back
from qa_app.writing.guard.statement import Statement

_HUMANS = (
    r"patients?|people|persons?|humans?|adults?|participants?|volunteers?|men|women|man|woman"
    r"|child(?:ren)?|boys?|girls?|infants?|sufferers"
)
_ANIMALS = (
    r"mice|mouse|murine|rats?|rodents?|animals?|dogs?|pigs?|rabbits?|monkeys?|primates?|oocytes?"
    r"|cats?|horses?|sheep|frogs?|guinea pigs?|zebrafish|in vitro|cell culture|cultured cells"
)
_SCALES: tuple[tuple[str, str, str], ...] = (
    # whom it is said of
    ("population", _HUMANS, _ANIMALS),
    (
        "population",
        r"patients? (?:with|who|admitted|having|undergoing|in|after|on)|inpatients?|sufferers",
        r"volunteers?|healthy (?:adults?|men|women|people|subjects?|participants?|humans?)",
    ),
    (
        "population",
        r"mild(?:ly)?|minor|trivial|non-?s(?:evere|erious)|slight(?:ly)?|small",
        r"severe(?:ly)?|serious(?:ly)?|grave(?:ly)?|major|critical(?:ly)?|life-threatening",
    ),
    (
        "population",
        r"awake|conscious|alert|wakeful|unsedated|self-ventilating|breathing for themselves",
        r"sedated|anaestheti[sz]ed|anesthetized|unconscious|comatose|ventilated|intubated",
    ),
    (
        "population",
        r"inpatients?|admitted|hospitali[sz]ed|in hospital",
        r"outpatients?|ambulatory|day[- ]cases?|at home",
    ),
    ("population", r"elective|planned operations?|scheduled", r"emergency|urgent|unplanned"),
    ("population", r"laparoscopic(?:ally)?|keyhole|minimally invasive", r"open(?! ?-?label)"),
    ("population", r"young(?:er|est)?", r"old(?:er|est)?|elderly|aged 65|ageing"),
    ("population", r"pre-?term|premature(?:ly)?", r"full[- ]term|term (?:infants?|babies)"),
    (
        "population",
        r"(?:opioid|opiate)-na[iï]ve|never had (?:an )?opioids?|not taking opioids?",
        r"(?:opioid|opiate)-(?:tolerant|dependent|treated)|on (?:long-term )?opioids",
    ),
    (
        "population",
        r"single|one-off|only once",
        r"repeated(?:ly)?|multiple|serial|recurrent|habitual",
    ),
    (
        "population",
        r"short-(?:term|lived|lasting|acting)|brief(?:ly)?|transient(?:ly)?|temporar(?:y|ily)"
        r"|passing|fleeting",
        r"long(?:er)?-(?:term|lived|lasting|acting)|lasting(?:ly)?|prolonged|persistent(?:ly)?"
        r"|permanent(?:ly)?|durable|sustained|enduring",
    ),
    (
        "population",
        r"high(?:er)?[- ]doses?|large(?:r)? doses?|anaesthetic[- ]doses?|full doses?",
        r"low(?:er)?[- ]doses?|small(?:er)? doses?|sub-?an(?:a)?esthetic|sub-?dissociative"
        r"|mini-?doses?",
    ),
    (
        "population",
        r"primary (?:outcome|end ?point)|main (?:outcome|end ?point)",
        r"secondary (?:outcome|end ?point)",
    ),
    (
        "population",
        r"of (?:the |all )?(?:patients|people|participants|children|adults|women|men)",
        r"of (?:the |all )?(?:responders|completers|survivors|those (?:who|that)|users)",
    ),
    (
        "negation",
        r"contraindicated|barred|prohibited|forbidden|ruled out|banned",
        r"(?:may|can|could|should) be (?:given|used|started|taken)|allowed|permitted|suitable"
        r"|acceptable"
        r"|indicated|safe",
    ),
    # how sure it is
    (
        "certainty",
        r"agree[sd]?|agreement|consensus|unanim\w+|consistent(?:ly)?|uniform(?:ly)?|settled|undisputed"
        r"|unambiguous(?:ly)?|concur\w*|at one|of one mind|all (?:find|found|show|agree)\w*",
        r"split|divided|disagree\w*|conflict\w*|mixed|inconsisten\w+|contradict\w*|debated?|disputed"
        r"|controvers\w+|contested|heterogen\w+|differ(?:s|ed)? (?:on|over|about)|undecided"
        r"|at odds",
    ),
    (
        "certainty",
        r"ample|abundan\w+|plent(?:y|iful)|wealth|large (?:body|number|amount)|extensive\w*"
        r"|overwhelming\w*|rich|numerous|many|countless|dozens|copious|considerable|substantial"
        r"|well[- ](?:documented|established|supported|studied|proven|known|evidenced|founded)"
        r"|repeatedly|thorough(?:ly)?|good|solid|sound|firm|convincing\w*|compelling|strong(?:ly)?"
        r"|robust(?:ly)?|high[- ](?:quality|certainty)",
        r"few|scarce|sparse|limited|scant\w*|thin|insufficient|lacking|lacks?|little|poor(?:ly)?|weak"
        r"|meagre|small (?:body|number|amount)|paucity|dearth|rare(?:ly)?|hardly any|inadequate\w*"
        r"|preliminary|anecdotal|tentative|low[- ](?:quality|certainty)|only (?:one|two|three)",
    ),
    (
        "certainty",
        r"(?:large|big|robust|rigorous|definitive|landmark|major|well[- ]powered|high[- ]quality"
        r"|well[- ]designed|conclusive)(?: \w+){0,2} (?:study|studies|trials?"
        r"|meta-analys[ie]s|review"
        r"|cohort|series|work)",
        r"small|tiny|underpowered|pilot|lacked power|too few|unpowered|case reports?",
    ),
    (
        "certainty",
        r"large(?:ly)?|big|marked(?:ly)?|major|strong(?:ly)?|substantial(?:ly)?|considerabl[ey]"
        r"|dramatic(?:ally)?|tight(?:ly)?|striking(?:ly)?|powerful(?:ly)?|profound(?:ly)?|huge(?:ly)?"
        r"|great(?:ly)?|close(?:ly)? (?:linked|tied|related|link)|pronounced|sizeable|sweeping"
        r"|vast(?:ly)?|massive(?:ly)?",
        r"modest(?:ly)?|small(?:er)?(?! (?:[\w-]+ ){0,3}(?:study|trial|cohort|sample|group"
        r"|series|pilot"
        r"|work|review|crossover|audit))|slight(?:ly)?|minor|little|weak(?:ly)?|trivial|marginal(?:ly)?|limited"
        r"|minimal(?:ly)?|negligible|faint(?:ly)?|mild(?:ly)?|moderate(?:ly)?|loose(?:ly)?|somewhat"
        r"|a bit|barely|scarcely|hardly",
    ),
    (
        "certainty",
        r"proven|established|standard|definitive|settled|routine(?:ly)?|confirmed|accepted|approved"
        r"|first-line|mainstay|recogni[sz]ed|validated",
        r"promising|investigational|experimental|exploratory|preliminary|tentative|pilot|unproven"
        r"|untested|emerging|novel|hypothetical|undetermined|provisional|off-label|unlicensed",
    ),
    (
        "certainty",
        r"determined|known|fixed|settled|established|clear(?:ly)?|understood|resolved|certain"
        r"|evident(?:ly)?|obvious(?:ly)?|beyond doubt|worked out|pinned down",
        r"undetermined|unknown|unsettled|unclear|uncertain(?:ty)?|unresolved|undefined|obscure"
        r"|doubtful|open question|questionable|inconclusive|imprecise|speculative|debatable",
    ),
    (
        "certainty",
        r"showed|shown|found|demonstrated|beats?|proved|improved|received|were given|got|underwent",
        r"no results?|protocol|planned|sets? out to|will compare|ongoing|not yet reported",
    ),
    (
        "certainty",
        r"shown to|proven to|proved to|demonstrated to|found to (?:work|help)|works?|worked",
        r"discuss\w+|mention(?:s|ed)?|propos(?:es|ed)|under (?:study|investigation)|touch\w+ on"
        r"|being (?:tested|studied)|to be (?:tested|studied)|planned|suggested|(?:is"
        r"|are) considered",
    ),
    (
        "certainty",
        r"show(?:s|ed|n)? that|demonstrat\w+|proves?|proved|establish\w+",
        r"uncontrolled|no controls?|open-label|pilot|underpowered|case (?:reports?|series)|audit",
    ),
    (
        "certainty",
        r"well tolerated|tolerated well|good tolerability",
        r"poorly tolerated|badly tolerated|ill tolerated",
    ),
    (
        "certainty",
        r"random(?:i[sz]ed|ly)|double-blind(?:ed)?|blinded|controlled",
        r"uncontrolled|without (?:an? )?(?:control|comparison)\w*|no (?:control|comparison)\w*"
        r"|open-label"
        r"|unblinded|observational|retrospective|case (?:series|reports?)",
    ),
)
_COMPILED = [
    tuple(re.compile(rf"(?<![\w-])(?:{end})\b", re.I) for end in ends) for _, *ends in _SCALES
]
_RULES = [rule for rule, _, _ in _SCALES]
_NON = re.compile(r"\bnon-?([a-z]{5,})", re.IGNORECASE)


def faults_of_contrast(claim: Statement, quotes: Statement) -> Iterator[str]:
    for found in _NON.finditer(quotes.text):
        bare = re.compile(rf"(?<![\w-]){re.escape(found[1])}\b", re.IGNORECASE)
        if bare.search(claim.text) and not bare.search(quotes.text):
            yield f"population: {found[1]!r} where the quote says {found[0]!r}"
            return
    for rule, ends in zip(_RULES, _COMPILED, strict=True):
        mine = [_said(end, claim.text) for end in ends]
        for end, opposite in ((0, 1), (1, 0)):
            if not mine[end] or mine[opposite] or ends[end].search(quotes.text):
                continue
            if its := _said(ends[opposite], quotes.text):
                yield f"{rule}: {mine[end]!r} where the quote says {its!r}"
                return


def _said(end: "re.Pattern[str]", text: str) -> str:
    """The first word of an end of a scale that a text says and does not take back."""
    return next((one[0] for one in end.finditer(text) if not is_taken_back(one, text)), "")
