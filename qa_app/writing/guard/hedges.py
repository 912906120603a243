"""Rule "certainty", its words of doubt: a "may" of the quotes stays in what is told (pure)."""

import re

from qa_app.writing.guard.statement import Statement

_MODAL = re.compile(
    r"\b(?:may|might|could|seem(?:s|ed|ing(?:ly)?)?|appear(?:s|ed|ing)? (?:to|as|that)|apparently"
    r"|tend(?:s|ed|ing)? to(?:wards?)?|tendency|trend|unlikely"
    r"|(?<!more )(?<!less )(?<!as )(?<!times )likely"
    r"|possibl[ey]|possibilit\w+|perhaps|probabl[ey]|presum(?:ably|ed)|suspected|maybe|conceivabl[ey]"
    r"|plausibl[ey]|(?:is|are|was|were|be|been)? ?(?:thought|believed|held|said|assumed"
    r"|considered|supposed"
    r"|felt|claimed|reputed|expected|predicted|estimated|suspected) to|(?:is|are) (?:said|thought"
    r"|believed)|(?:believe|think|suspect|claim|feel|consider)s? that|potential(?:ly)?|not"
    r" certain|uncertain(?:ty)?|inconclusive(?:ly)?|in theory"
    r"|theoretical(?:ly)?|hypothetical(?:ly)?|in principle|promising|expected to|tentative(?:ly)?"
    r"|provisional(?:ly)?|arguabl[ey]|supposed(?:ly)?|purported(?:ly)?|alleged(?:ly)?|reputed(?:ly)?"
    r"|ostensibly|open question|questionable|doubtful|debatable|unproven|imprecise|exploratory"
    r"|needs? (?:further |more )?(?:proof|confirm\w+|study|research|testing)|to be confirmed"
    r"|remains? to be (?:seen|shown|proven)|cannot be (?:excluded|ruled out)"
    r"|signals?(?= of)|hints?(?= (?:of|at|that))|confounded|contested|disputed|up for debate"
    r"|remains? open"
    # "Can last for weeks" is a may; "can be swallowed" is what is allowed, and no doubt
    r"|can(?=(?: also| even| still| sometimes| rarely| occasionally)? (?!be \w+(?:ed|en|wn|ut)\b"
    r"|not)\w)"
    r"|sometimes|occasionally|at times|in some (?:cases|people|patients)|liable to|prone to"
    r"|(?:is|are|was|were) (?:judged|deemed|rated|viewed|regarded|seen|reported|reputed|taken|meant"
    r"|hypothesi[sz]ed|postulated|proposed|inferred) (?:to|as|that)|reportedly|so-called"
    r"|(?:may|might|could)(?: well)? (?:be|have)|if confirmed|as far as (?:is|was) known"
    r"|looks? (?:like|as if|to)|looked (?:like|as if|to)|on the face of it|not (?:yet )?settled"
    r"|raises? the (?:possibility|question)|candidate|would|un(?:known|clear|determined|settled"
    r"|resolved|decided)|not (?:known|clear|established|settled|decided)|mixed(?= (?:results?"
    r"|evidence|findings|picture|verdict)|[.,;)])|conflict(?:s|ed|ing)?|apparent)\b",
    re.IGNORECASE,
)
# Whose view it is: a text often has it beside a "may", and then does not stand for it.
_VIEW = re.compile(
    r"\b(?:suggest(?:s|ed|ing|ive|ions?)?|hypothes\w+|speculat\w+|infer(?:s|red|ences?)?"
    r"|hint(?:s|ed)?|propos(?:es|ed|al)|thinks?|believes?|suspects?|put down to|ascrib\w+"
    r"|attribut\w+"
    r"|conjectur\w*|suppos(?:es|ition)|assum(?:es|ption)\w*|extrapolat\w+|postulat\w+|surmis\w+"
    r"|reckons?|guess(?:es|ed)?|opinions?|impression|indirect(?:ly)?|anecdotal(?:ly)?|unsourced"
    r"|theor(?:y|ies|i[sz]e\w*)|in (?:the|its|their|his|her) (?:\w+ )?view|the \w+(?:'s|s') view"
    r"|recent thinking|impl(?:y|ies|ied)|points? (?:to|towards)|post hoc|simulat\w+"
    r"|contend(?:s|ed)?|claim(?:s|ed)(?= |,)|deduc\w+|no source|without (?:a |any )?source)\b",
    re.IGNORECASE,
)
_SUGGESTS = re.compile(r"\bsuggest(?!s? that|ed that)", re.IGNORECASE)
# What is not known, told in a claim in other words.
_NOT_KNOWN = re.compile(
    r"\b(?:whether|cannot be (?:told|said|known|judged|seen|inferred|settled|determined)|no telling"
    r"|(?:no one|nobody|none)(?: yet| really| can| could)* (?:knows?|tell|say)|not (?:stated"
    r"|reported|given|recorded|said|told|clear|known)"
    r"|unstated|no source|unsourced|unreported|unrecorded|no (?:clear )?(?:answer|verdict"
    r"|agreement|consensus)|unsure"
    r"|disagree\w*|divided|split|debated?|controvers\w+|at odds|inconsistent|remains? to|yet to"
    r"|if)\b",
    re.IGNORECASE,
)
_CAN = ("can", "would", "sometimes", "occasionally", "at times")
_CAN_BE = re.compile(r"\bcan (?=be \w+(?:ed|en|wn|ut)\b)", re.IGNORECASE)
# In a claim "can" and "is meant to" keep a doubt, though a quote's "can" asks for none.
_KEEPS = re.compile(
    r"\b(?:can|able to|capable of|up to|at most|some|risk|models?|modell?ed|would|should"
    r"|considered|thought|believed|reportedly|meant"
    r" to|as if|prone to|liable to"
    r"|according to (?:the|its|their|his|her) authors?|authors'? (?:view|reading|account)"
    r"|at risk of|risks? (?:of )?\w+ing|judged?|expects?|regards?|sees?|views?|rates?)\b",
    re.IGNORECASE,
)


_VERDICT = re.compile(
    r"(?:contested|disputed|debatable|uncertain|unclear|unknown|unproven|unsettled|undetermined"
    r"|inconclusive|doubtful|questionable|open|plausible|possible|likely|unlikely|mixed)\b",
    re.IGNORECASE,
)
# What is somebody's view, remark or call, or only goes with something, is told as a source's.
_OPINION = re.compile(
    r"\b(?:in (?:the|its|their) (?:\w+ )?(?:view|opinion|judge?ment|words|verdict|reading)"
    r"|views? of"
    r"|opinion|remarks?|remarked|calls?|called|conclude[sd]?|conclusions?|consider(?:s|ed)?|regards?"
    r"|argue[sd]?|contends?|think|believe|feel|felt|comment(?:s|ed|ary)?|editorial|letter|ti(?:ed|es)"
    r"|associat\w+|link(?:s|ed)?|correlat\w+|track(?:s|ed) with|verdict|deem(?:s|ed)?|judge[sd]?"
    r"|rate[sd]|claims?|secondary source|hearsay|second-hand|interpret(?:s|ed|ation)?|impression"
    r"|personal communication|credit(?:s|ed)?|blame[sd]?|put(?:s|ting)? (?:it|this|that) down"
    r"|describe[sd]? as|suspicions?|suspect(?:s|ed)?)\b",
    re.IGNORECASE,
)
_WHOSE = re.compile(r"in |view|opinion|remark|conclu|comment|editorial|letter|second|hear", re.I)
_NEXT_SENTENCE = re.compile(r"\w{2}[.?!]['\")\]]* +[A-Z]")
_ATTRIBUTED = re.compile(
    r"\b(?:(?:19|20)\d\d|according|authors?|researchers?|investigators?|writers?|review(?:s|ers?|ed)?"
    r"|trials?|stud(?:y|ies)|papers?|articles?|analys[ei]s|meta-analys[ei]s|series|reports?|reported"
    r"|surveys?|editorial|commentary|letter|label|leaflet|guid(?:eline|ance)s?|statement|et al"
    r"|fact base|registry|alert|warning|cohorts?|notes?|noted|says?|said|states?|finds?|view"
    r"|opinion"
    r"|colleagues|team|group's|describe[sd]?|associat\w+|linked|tied|correlat\w+|goes with"
    r"|went with"
    r"|digest|abstract|source|verdict|judged?|calls?|called|considered|regarded|conclu\w+|rated"
    r"|panel|agency|experts?|[A-Z][a-z]+ (?:and|&) [A-Z])\b|['\u2019]s\b",
)


def lost_attribution(claim: Statement, quotes: Statement) -> str | None:
    """A view, or that one thing goes with another, told as a fact that nobody says."""
    found = _OPINION.search(quotes.text)
    if found is None or _ATTRIBUTED.search(claim.text) or _OPINION.search(claim.text):
        return None
    said = quotes.text.lower()
    hedges = (one for pattern in (_MODAL, _VIEW, _KEEPS) for one in pattern.finditer(claim.text))
    if any(one[0].lower() not in said for one in hedges):
        return None
    clause = quotes.clause_at(found.start())
    own = {one.stem for one in quotes.words_in(found.end(), clause.end)}
    if _NEXT_SENTENCE.search(quotes.text):  # of a whole passage the remark may be on another thing
        return found[0] if len(own & claim.stems) * 3 >= max(len(own), 4) else None
    return found[0] if own & claim.stems or _WHOSE.match(found[0]) or len(own) < 2 else None


def lost_hedge(claim: Statement, quotes: Statement) -> str | None:
    """A "may" of the quotes whose words the claim says without any."""
    hedged: list[tuple[int, int, int, str]] = []
    for found in [*_MODAL.finditer(quotes.text), *_VIEW.finditer(quotes.text)]:
        start, end = _region(quotes, found.start())
        at = found.end() if found.start() - start < 60 else start
        hedged.append((start, end, min(at, found.end()), found[0]))
    kept = _hedged_words(claim, quotes)
    if kept is None:
        return None
    outside = {
        one.stem
        for one in quotes.words
        if not any(start <= one.start < end for start, end, _, _ in hedged)
    }
    for start, end, at, hedge in hedged:
        behind = {one.stem for one in quotes.words_in(at, end)} - outside
        whole = {one.stem for one in quotes.words_in(start, end)} - outside
        said = (behind & claim.stems) - kept
        told = (claim.stems & quotes.stems) - kept
        if not whole or not told:
            continue
        if behind and len(said) * 3 >= len(behind):
            return hedge
        if len(whole) <= 3 and whole <= told and _VERDICT.match(hedge):
            return hedge
        if len(whole & told) * 2 >= min(len(told), max(len(whole), 4)):
            return hedge
    return None


def _region(quotes: Statement, at: int) -> tuple[int, int]:
    """The clause; and all before it, where it says whose view that is and no more."""
    clause = quotes.clause_at(at)
    own = [one for one in quotes.words_in(clause.start, clause.end) if one.stem[0].isalpha()]
    start = 0 if len(own) <= 3 and _VIEW.match(quotes.text, at) else clause.start
    if clause.start and _VIEW.match(quotes.text, at) and not quotes.words_in(clause.start, at):
        start = 0  # "…, the authors infer in the abstract of the 2018 study"
    if len(own) <= 1 and _VERDICT.match(quotes.text, at):  # "the verdict on opioids: contested"
        start = quotes.clause_at(max(0, clause.start - 1)).start
    return start, clause.end


def _hedged_words(claim: Statement, quotes: Statement) -> set[str] | None:
    """The words that the claim hedges too; None where it hedges as often as the quotes do."""
    views = [*_VIEW.finditer(claim.text), *_SUGGESTS.finditer(claim.text)]
    modals = _MODAL.findall(quotes.text)
    hedges = [
        found.start()
        for pattern in (_MODAL, _NOT_KNOWN, _CAN_BE)
        for found in pattern.finditer(claim.text)
    ]
    if not modals or len(views) > len(_VIEW.findall(quotes.text)):
        hedges += [found.start() for found in views]
    if all(one.lower() in _CAN for one in modals):
        hedges += [found.start() for found in _KEEPS.finditer(claim.text)]
    if len(hedges) >= (len(modals) or 1):
        return None
    words: set[str] = set()
    for at in hedges:
        clause = claim.clauses.index(claim.clause_at(at))
        start = claim.clauses[max(0, clause - 1)].start
        words |= {one.stem for one in claim.words_in(start, claim.clauses[clause].end)}
    return words
