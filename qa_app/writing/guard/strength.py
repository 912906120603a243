"""Rule "strength": a recommendation is told no stronger than the quotes give it (pure)."""

import re
from collections.abc import Iterator

from qa_app.writing.guard.statement import Statement

_STRENGTHS = (
    (4, r"strong(?:ly)? recommend\w*|strong recommendation"),
    (
        3,
        r"must|contraindicated|mandatory|required|requires?|has to|have to|needs? to"
        r"|prohibit\w*|forbid\w*|always|essential|is needed",
    ),
    (
        2,
        r"should|recommend(?:s|ed|ing|ations?)?|advis(?:e|es|ed|ing|able)|advice|ought to|is to be"
        r"|are to be|calls? for|not to|no (?=serial)|avoid\w*|support(?:s|ed)?|endors\w+|advocat\w+"
        r"|favou?r(?:s|ed)?|warn(?:s|ed)?|caution(?:s|ed)?|prefer(?:s|red|able)?|reserve[ds]?|wants?"
        r"|indicated|warranted|justified|appropriate|first-line|discourag\w+|oppos\w+|urge[sd]?"
        r"|instruct\w*|direct(?:s|ed) that|tells?|need(?:s|ed)?|no need|only (?:in|by|under"
        r"|if|when)"
        r"|ceiling|maximum|limit(?:s|ed)?|(?:not|only|meant|intended|suitable) for|unsuitable"
        r"|not (?:be )?(?:used|given|taken)",
    ),
    (1, r"suggest(?:s|ed|ions?)?|consider(?:ed|s)?|may|can|could|option|lets?|allow(?:s|ed)?"),
)
_STRENGTH = [(rank, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for rank, words in _STRENGTHS]
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

# "Conditionally recommends" is "suggests".
_WEAKLY = re.compile(
    r"\b(?:conditional(?:ly)?|weak(?:ly)?|tentative(?:ly)?|suggest\w*)\b", re.IGNORECASE
)
_WEAKLY_TOO = re.compile(r"\b(?:conditional(?:ly)?|weak(?:ly)?|suggest\w*)\b", re.IGNORECASE)


def faults_of_strength(claim: Statement, quotes: Statement) -> Iterator[str]:
    found = _CLAIMS.search(claim.text)
    if found is None or not _GUIDES.search(quotes.text):
        if found is not None and found[0].lower() in ("must", "should") and not _strength(quotes):
            yield f"strength: {found[0]!r} is not in the quote"
        return
    if _WEAKLY.search(claim.text) and _WEAKLY_TOO.search(quotes.text):
        return
    if _strength(claim) > _strength(quotes):
        yield f"strength: {found[0]!r} is stronger than the quote"


def _strength(statement: Statement) -> int:
    return next((rank for rank, pattern in _STRENGTH if pattern.search(statement.text)), 0)
