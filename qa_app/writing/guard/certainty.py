"""Rules "certainty" and "strength": "may" stays, weak evidence stays weak (pure)."""

import re
from collections.abc import Iterator

from ingest.lexicon.directions import find_denials
from qa_app.writing.guard.statement import Statement

_MODAL = re.compile(
    r"\b(?:may|might|could|seem(?:s|ed|ing)?|appear(?:s|ed)? to|tend(?:s|ed)? to|unlikely"
    r"|(?<!more )(?<!less )(?<!as )likely|possibl[ey]|perhaps|probabl[ey]|suspected|maybe"
    r"|thought to|believed to|(?:is|are) said|potential(?:ly)?|not certain|uncertain"
    r"|inconclusive|in theory|promising|expected to)\b",
    re.IGNORECASE,
)
# Whose view it is: a text often has it beside a "may", and then does not stand for it.
_VIEW = re.compile(
    r"\b(?:suggest(?:s|ed|ing)? that|hypothesi[sz]\w*|speculat\w+|infer(?:s|red)?|hints?"
    r"|propos(?:es|ed|al)|thinks?|believes?|suspects?)\b",
    re.IGNORECASE,
)
_SUGGESTS = re.compile(r"\bsuggest(?!s? that|ed that)", re.IGNORECASE)
_STOP = re.compile(r"[,;:()]|\.(?:\s|\Z)|\b(?:but|whereas|while|although|yet)\b")
_LEVELS = (
    ("very low", r"very[- ]low"),
    ("low", r"(?<!very[- ])(?:low|weak|poor|limited)(?:er)?"),
    ("moderate", r"moderate"),
    ("high", r"(?:high|strong|robust|solid|good|convincing|firm)"),
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
_GRADE = re.compile(r"\b(?:grade|GRADE|Oxford|level|class)\s([A-D]|[1-5][abc]?|I{1,3}V?)\b")
_SIGNIFICANT = re.compile(r"\bsignifican(?:t|tly|ce)\b", re.IGNORECASE)
_STRENGTHS = (
    (4, r"strong(?:ly)? recommend\w*|strong recommendation"),
    (
        3,
        r"must|contraindicated|mandatory|required|requires?|has to|have to|needs? to"
        r"|prohibit\w*|forbid\w*|always|essential|is needed",
    ),
    (
        2,
        r"should|recommend(?:s|ed|ing|ations?)?|advis(?:es|ed|able)|advice|ought to|is to be"
        r"|are to be|calls? for|not to|no (?=serial)|avoid",
    ),
    (1, r"suggest(?:s|ed|ions?)?|consider(?:ed|s)?|may|can|could|option|lets?|allow(?:s|ed)?"),
)
_STRENGTH = [(rank, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for rank, words in _STRENGTHS]
_PROOF = re.compile(
    r"\b(?:prove[sdn]?|proof|confirm(?:s|ed)?|establish(?:es|ed)?|definit(?:ive|ively|ely)"
    r"|conclusive(?:ly)?|certainly|undoubtedly|always|guarantees?|unequivocal(?:ly)?"
    r"|indisputabl[ey]|beyond doubt"
    r"|no doubt|clearly shows?|clear evidence)\b",
    re.IGNORECASE,
)
_GUIDES = re.compile(
    r"\b(?:guid(?:eline|ance)s?|recommend\w*|suggest\w*|consider\w*|should|statement|panel"
    r"|consensus|label|advis\w*|need to|authors?)\b",
    re.IGNORECASE,
)
_CLAIMS = re.compile(
    r"\b(?:must|should|recommend(?:s|ed|ation)?|contraindicated|mandatory|ought to|has to be"
    r"|have to be|required|strongly)\b",
    re.IGNORECASE,
)


def faults_of_certainty(claim: Statement, quotes: Statement) -> Iterator[str]:
    yield from _raised_level(claim, quotes)
    if _made_significant(claim, quotes):
        yield "certainty: 'significant', which the quote does not say of it"
    if (proof := _lone_proof(claim, quotes)) is not None:
        yield f"certainty: {proof!r} is not in the quote"
    if (hedge := _lost_hedge(claim, quotes)) is not None:
        yield f"certainty: the quote says {hedge!r}"
    yield from _raised_strength(claim, quotes)


def levels(text: str) -> set[str]:
    """
    >>> sorted(levels("moderate evidence; very low certainty; GRADE high"))
    ['high', 'moderate', 'very low']
    """
    return {name for name, pattern in _LEVEL if _free(pattern, text)}


def _raised_level(claim: Statement, quotes: Statement) -> Iterator[str]:
    said = levels(quotes.text)
    for level in sorted(levels(claim.text) - said):
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
    return bool(own) and not _free(_SIGNIFICANT, quotes.text)


def _free(pattern: "re.Pattern[str]", text: str) -> list[int]:
    """Where a word stands that no denial before it takes back."""
    denials = find_denials(text)
    return [
        found.start()
        for found in pattern.finditer(text)
        if not any(
            0 <= found.start() - end <= 30 and not _STOP.search(text[end : found.start()])
            for _, end in denials
        )
        and not any(start <= found.start() < end for start, end in denials)
    ]


def _lost_hedge(claim: Statement, quotes: Statement) -> str | None:
    """A "may" of the quotes whose words the claim says without any."""
    hedged: list[tuple[int, int, int, str]] = []
    for found in [*_MODAL.finditer(quotes.text), *_VIEW.finditer(quotes.text)]:
        clause = quotes.clause_at(found.start())
        hedged.append((clause.start, clause.end, found.end(), found[0]))
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
        if not behind:
            continue
        told = (claim.stems & quotes.stems) - kept
        if told and (len(said) * 3 >= len(behind) or len(whole & told) * 2 >= len(told)):
            return hedge
    return None


def _hedged_words(claim: Statement, quotes: Statement) -> set[str] | None:
    """The words that the claim hedges too; None where it hedges as often as the quotes do."""
    views = [*_VIEW.finditer(claim.text), *_SUGGESTS.finditer(claim.text)]
    modals = _MODAL.findall(quotes.text)
    hedges = [found.start() for found in _MODAL.finditer(claim.text)]
    if not modals or len(views) > len(_VIEW.findall(quotes.text)):
        hedges += [found.start() for found in views]
    if len(hedges) >= (len(modals) or 1):
        return None
    words: set[str] = set()
    for at in hedges:
        clause = claim.clauses.index(claim.clause_at(at))
        start = claim.clauses[max(0, clause - 1)].start
        words |= {one.stem for one in claim.words_in(start, claim.clauses[clause].end)}
    return words


def _lone_proof(claim: Statement, quotes: Statement) -> str | None:
    """A word of proof that the quotes do not say."""
    said = {quotes.text[at : at + 5].lower() for at in _free(_PROOF, quotes.text)}
    for at in _free(_PROOF, claim.text):
        word = _PROOF.match(claim.text, at)
        if word is not None and word[0][:5].lower() not in said:
            return word[0]
    return None


def _raised_strength(claim: Statement, quotes: Statement) -> Iterator[str]:
    found = _CLAIMS.search(claim.text)
    if found is None or not _GUIDES.search(quotes.text):
        if found is not None and found[0].lower() in ("must", "should") and not _strength(quotes):
            yield f"strength: {found[0]!r} is not in the quote"
        return
    if _strength(claim) > _strength(quotes):
        yield f"strength: {found[0]!r} is stronger than the quote"


def _strength(statement: Statement) -> int:
    return next((rank for rank, pattern in _STRENGTH if pattern.search(statement.text)), 0)
