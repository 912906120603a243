"""Rule "certainty", its words of doubt: a "may" of the quotes stays in what is told (pure)."""

import re

from qa_app.writing.guard.statement import Statement

_MODAL = re.compile(
    r"\b(?:may|might|could|seem(?:s|ed|ing(?:ly)?)?|appear(?:s|ed|ing)? (?:to|as|that)|apparently"
    r"|tend(?:s|ed|ing)? to(?:wards?)?|unlikely|(?<!more )(?<!less )(?<!as )(?<!times )likely"
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
    r"|can(?=(?: also| even| still| sometimes| rarely| occasionally)? (?!be \w+(?:ed|en|wn|ut)\b|not)\w)"
    r"|sometimes|occasionally|at times|in some (?:cases|people|patients)|liable to|prone to"
    r"|(?:is|are|was|were) (?:judged|deemed|rated|viewed|regarded|seen|reported|reputed|taken|meant"
    r"|hypothesi[sz]ed|postulated|proposed|inferred) (?:to|as|that)|reportedly|so-called"
    r"|(?:may|might|could)(?: well)? (?:be|have)|if confirmed|as far as (?:is|was) known"
    r"|looks? (?:like|as if|to)|looked (?:like|as if|to)|on the face of it|not (?:yet )?settled"
    r"|raises? the (?:possibility|question)|candidate|would)\b",
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
    r"|contend(?:s|ed)?)\b",
    re.IGNORECASE,
)
_SUGGESTS = re.compile(r"\bsuggest(?!s? that|ed that)", re.IGNORECASE)
# In a claim "can" and "is meant to" keep a doubt, though a quote's "can" asks for none.
_KEEPS = re.compile(
    r"\b(?:can|able to|capable of|up to|at most|some|risk|models?|modell?ed|would|should|considered|thought|believed|reportedly|meant"
    r" to|as if|prone to|liable to"
    r"|at risk of|risks? (?:of )?\w+ing|judged?|expects?|regards?|sees?|views?|rates?)\b",
    re.IGNORECASE,
)


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
        if len(whole & told) * 2 >= min(len(told), max(len(whole), 4)):
            return hedge
    return None


def _region(quotes: Statement, at: int) -> tuple[int, int]:
    """The clause; and all before it, where it says whose view that is and no more."""
    clause = quotes.clause_at(at)
    own = [one for one in quotes.words_in(clause.start, clause.end) if one.stem[0].isalpha()]
    start = 0 if len(own) <= 3 and _VIEW.match(quotes.text, at) else clause.start
    return start, clause.end


def _hedged_words(claim: Statement, quotes: Statement) -> set[str] | None:
    """The words that the claim hedges too; None where it hedges as often as the quotes do."""
    views = [*_VIEW.finditer(claim.text), *_SUGGESTS.finditer(claim.text)]
    modals = _MODAL.findall(quotes.text)
    hedges = [found.start() for found in _MODAL.finditer(claim.text)]
    if not modals or len(views) > len(_VIEW.findall(quotes.text)):
        hedges += [found.start() for found in views]
    if not modals:
        hedges += [found.start() for found in _KEEPS.finditer(claim.text)]
    if len(hedges) >= (len(modals) or 1):
        return None
    words: set[str] = set()
    for at in hedges:
        clause = claim.clauses.index(claim.clause_at(at))
        start = claim.clauses[max(0, clause - 1)].start
        words |= {one.stem for one in claim.words_in(start, claim.clauses[clause].end)}
    return words
