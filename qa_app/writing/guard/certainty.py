"""Rule "certainty": "may" stays, weak evidence stays weak, and nothing is proven anew (pure)."""

import re
from collections.abc import Iterator, Sequence

from ingest.lexicon.directions import find_denials
from ingest.quantities import Quantity
from qa_app.writing.guard.hedges import lost_attribution, lost_hedge
from qa_app.writing.guard.statement import Statement

_STOP = re.compile(r"[,;:()]|\.(?:\s|\Z)|\b(?:but|whereas|while|although|yet)\b")
_LEVELS = (
    ("very low", r"very[- ]low"),
    ("low", r"(?<!very[- ])(?:low|weak|poor|limited|thin|scant|sparse)(?:er)?(?![- ]dos)"),
    ("moderate", r"moderate"),
    ("high", r"(?:high|strong|robust|solid|good|convincing|firm|sound|compelling|top|first-rate)"),
)
_GRADED = r"(?:certainty|quality|confidence|evidence)"
_LEVEL = [
    (
        name,
        re.compile(
            rf"\b{words}(?:[- ]|\s+to\s+\w+[- ]){_GRADED}\b"
            rf"|\b{words}[- ](?:\w+\s){{0,2}}{_GRADED}\b"
            rf"|\bGRADE[: ]{{1,2}}{words}\b|{_GRADED} (?:is|was|were|of)?\s?(?:\w+ )?{words}\b"
            rf"|\({words}\)|{words} or \w+ (?:certainty|quality)"
            rf"|\w+ to {words} (?:certainty|quality)",
            re.IGNORECASE,
        ),
    )
    for name, words in _LEVELS
]
_GRADE = re.compile(r"\b(?i:grade|Oxford|level|class)[\s-]([A-D]|[1-5][abc]?|I{1,3}V?)\b")
# "Neither A nor B significantly lowered it", "few studies clearly show it".
_OF_ALL = re.compile(r"(?:neither|none|nobody|nothing)\b", re.IGNORECASE)
_FEW = re.compile(
    r"\b(?:(?:few|little|hardly|scarcely|barely|poorly)\s+(?:[\w-]+\s+){0,3}"
    r"|(?:yet|remains?|still|too \w+) to (?:be )?(?:\w+ly )?)\Z",
    re.IGNORECASE,
)
_BUT_FEW = re.compile(r"\b(?:few|little|hardly|scarcely|barely|rarely|seldom)\b", re.IGNORECASE)
_SIGNIFICANT = re.compile(r"\bsignifican(?:t|tly|ce)\b", re.IGNORECASE)
# What a claim may say only in the quote's own words.
_PROOF = re.compile(
    r"\b(?:prove[sdn]?|proof|confirm(?:s|ed|ing)?|establish(?:es|ed)?|definit(?:ive|ively|ely)"
    r"|conclusive(?:ly)?|certainly|for certain|undoubted(?:ly)?|doubtless|always|guarantees?"
    r"|unequivocal(?:ly)?|indisputabl[ey]|(?:beyond|without) (?:any |all |a )?(?:reasonable )?doubt"
    r"|no doubt|unquestionabl[ey]|undeniabl[ey]|incontrovertibl[ey]|irrefutabl[ey]|indubitabl[ey]"
    r"|invariabl[ey]|without fail|without exception|never fails|every time|decisive(?:ly)?"
    r"|demonstrabl[ey]|categorical(?:ly)?|unmistakabl[ey]|manifest(?:ly)?|settle[sd]?|undisputed"
    r"|clearly|clear (?:evidence|proof|benefit|that)|plainly|obviously|everyone|everybody"
    r"|(?:every|all) (?:patients?|person|people|child(?:ren)?|adults?|wom[ae]n|m[ae]n"
    r"|participants?)"
    r"|of course|well[- ](?:established|documented|proven|founded|attested)|ample|abundant|a wealth"
    r"|overwhelming(?:ly)?|repeatedly|time and again|consistently|universal(?:ly)?|unanimous(?:ly)?"
    r"|(?:widely|generally|universally) (?:accepted|agreed|recogni[sz]ed)|consensus that"
    r"|all (?:studies|trials|reviews|experts|authors|guidelines|researchers) (?:agree|show"
    r"|find|found)"
    r"|agree that|now known|known to|(?:is|are) the (?:reason|cause)|standard of care|gold standard"
    r"|(?:is|are|was|were|be|can) (?:\w+ )?safe(?:ly)?\b(?! (?:for|to))"
    r"|(?:exact|identical)(?:ly)? (?:as|like)|high[- ]level|each and every|across the board"
    r"|every(?! (?:\d|other|few|half|hour|day|week|month|year|minute|morning|night|second|third))"
    r"|in (?:all|every) (?:cases?|conditions?|settings?)|regardless of (?:\w+ )?(?:condition|dose)"
    r"|without qualification|no question|it is a fact|in fact"
    r"|for sure|surely|assured(?:ly)?|sure to|bound to|certain to|inevitabl[ey]|necessarily"
    r"|reliably|precisely|exactly)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(r"every|all ", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:all|every\w*|each|both|entire|whole|no|none|any)\b|\b100%", re.I)
_WHO = r"(?:patient|person|woman|man|child|case|episode|infant|baby|girl|boy|volunteer)"
_ONE_CASE = re.compile(
    rf"\A(?:In )?(?:One|A single|An? (?=\d+-year-old))(?: ?[\w-]+){{0,4}} {_WHO}\b(?!-)"
    rf"|\b(?:a|one) single case\b",
    re.IGNORECASE,
)
_OF_ONE = re.compile(
    rf"\b(?:one|single|case|cases|report|her|his|she|he|once)\b|\d-year-old|\b(?:an?|the)"
    rf"(?: [\w-]+){{0,3}} {_WHO}\b",
    re.IGNORECASE,
)
# Size told without measure: the quotes must have such a word, or a number to stand for it.
_SIZE = re.compile(
    r"\b(?:dramatic(?:ally)?|striking(?:ly)?|huge(?:ly)?|massive(?:ly)?|enormous(?:ly)?|profound(?:ly)?"
    r"|powerful(?:ly)?|tremendous(?:ly)?|remarkabl[ey]|extreme(?:ly)?|exceptional(?:ly)?"
    r"|outstanding(?:ly)?|spectacular(?:ly)?|(?:highly|very|extremely) effective|excellent"
    r"|superb)\b",
    re.IGNORECASE,
)


def faults_of_certainty(claim: Statement, quotes: Statement) -> Iterator[str]:
    yield from _raised_level(claim, quotes)
    if _made_significant(claim, quotes):
        yield "certainty: 'significant', which the quote does not say of it"
    if (proof := _lone_proof(claim, quotes)) is not None:
        yield f"certainty: {proof!r} is not in the quote"
    if _ONE_CASE.search(quotes.text) and not _OF_ONE.search(claim.text):
        yield "certainty: the quote tells of one case"
    if (cause := _made_a_cause(claim, quotes)) is not None:
        yield f"certainty: {cause!r}, which the quote does not say of it"
    if (hedge := lost_hedge(claim, quotes) or lost_attribution(claim, quotes)) is not None:
        yield f"certainty: the quote says {hedge!r}"


# A cause told of what was only seen beside it, in reports, cases and surveys.
_CAUSES = re.compile(
    r"\b(?:caus(?:e[sd]?|ing)|induc(?:e[sd]?|ing)|brings? (?:about|on)|brought (?:about|on)"
    r"|results? in|resulted in|leads? to|led to|responsible for|due to|gives? rise to|gave rise to"
    r"|triggers?|triggered|provok\w+|produc(?:es?|ed|ing)|because of)\b",
    re.IGNORECASE,
)
_ITS_DOING = re.compile(
    r"\b(?:caus\w+|\w*-?induc\w+|brings?|brought|results? in|resulted|leads?|led|responsible|due"
    r"|rise to|trigger\w*|provok\w+|produc\w+|because|makes?|made|adverse effects?|effects? of"
    r"|adverse|reactions?|risks?"
    r"|impair\w*|damag\w*|harm\w*|reduc\w+|increas\w+|rais(?:es?|ed)|lower(?:s|ed)|by"
    r"|improv\w+|worsen\w*|chang\w+|attribut\w+|blam\w+|from|g[ai]ves?|owing|contribut\w+|why"
    r"|explain\w*|secondary)\b",
    re.IGNORECASE,
)
_SEEN_BESIDE = re.compile(
    r"\b(?:reports?|reported|cases?|survey\w*|cohort|post-?marketing|associat\w+|linked|link"
    r"|registr\w+|users?|retrospective\w*|observ\w+|lists?|listed|correlat\w+|cross-sectional"
    r"|series|more often in|abusers?)\b",
    re.IGNORECASE,
)


def _made_a_cause(claim: Statement, quotes: Statement) -> str | None:
    found = _CAUSES.search(claim.text)
    if found is None or _MAY_CAUSE.search(claim.text) or not _SEEN_BESIDE.search(quotes.text):
        return None
    return None if _ITS_DOING.search(quotes.text) else found[0]


_MAY_CAUSE = re.compile(r"\b(?:may|might|could|can|possibl\w+|suspect\w+)\b", re.IGNORECASE)


def levels(text: str) -> set[str]:
    """
    >>> sorted(levels("moderate evidence; very low certainty; GRADE high"))
    ['high', 'moderate', 'very low']
    """
    return {name for name, pattern in _LEVEL if _free(pattern, text)}


def _raised_level(claim: Statement, quotes: Statement) -> Iterator[str]:
    said = levels(quotes.text)
    for level in sorted(levels(claim.text) - said):
        if level.endswith("low") and not said:
            continue  # said lower than it is; no harm comes of it
        if level == "low" and "very low" in said:
            yield f"certainty: {level} evidence where the quote says very low"
        else:
            yield f"certainty: {level} evidence is not in the quote"
    grades = set(_GRADE.findall(quotes.text))
    for grade in _GRADE.findall(claim.text):
        if grade not in grades:
            yield f"certainty: grade {grade} is not in the quote"


def _made_significant(claim: Statement, quotes: Statement) -> bool:
    own = _free(_SIGNIFICANT, claim.text)
    if not own or _free(_SIGNIFICANT, quotes.text):
        return False
    denied = _SIGNIFICANT.search(quotes.text) is not None
    return denied or not _shown_significant(quotes.quantities, quotes.text)


_NO_END = re.compile(r"\binfinity\b|\u221e|\bnot significant\b", re.IGNORECASE)


def _shown_significant(quantities: Sequence[Quantity], text: str) -> bool:
    """Numbers that say so: P values below a twentieth, or intervals without "no difference"."""
    values = [one for one in quantities if one.measure == "P" and one.values]
    if values:
        return all(
            one.values[0] * 20 < 1 or (one.values[0] * 20 == 1 and one.relation == "<")
            for one in values
        )
    if _NO_END.search(text):
        return False
    ratio = any(one.measure in ("RR", "OR", "HR") for one in quantities)
    spans = [one.values for one in quantities if one.measure == "CI" and len(one.values) == 2]
    return bool(spans) and all(low > ratio or high < ratio for low, high in spans)


def _free(pattern: "re.Pattern[str]", text: str) -> list[int]:
    """Where a word stands that no denial before it takes back."""
    denials = find_denials(text)
    return [
        found.start()
        for found in pattern.finditer(text)
        if not any(
            0 <= found.start() - end <= (90 if _OF_ALL.match(text, start) else 30)
            and not _STOP.search(text[end : found.start()])
            for start, end in denials
        )
        and not _FEW.search(text, 0, found.start())
        and not any(start <= found.start() < end for start, end in denials)
    ]


def _lone_proof(claim: Statement, quotes: Statement) -> str | None:
    """A word of proof that the quotes do not say, or of a size that nothing there has."""
    for at in _free(_PROOF, claim.text):
        word = _PROOF.match(claim.text, at)
        if word is None:
            continue
        root = re.compile(rf"\b{re.escape(word[0][:5])}", re.IGNORECASE)
        if _free(root, quotes.text) or (root.search(quotes.text) and _BUT_FEW.search(claim.text)):
            continue
        if not (_EVERY.match(word[0]) and _WHOLE.search(quotes.text)):
            return word[0]
    for at in _free(_SIZE, claim.text):
        measured = [one for one in quotes.quantities if one.dimension != (("date", 1),)]
        if not _SIZE.search(quotes.text) and not measured:
            return claim.text[at:].split()[0]
    return None
