"""Rule "advice": nothing is said to a person about what that person should do (pure)."""

import re
from collections.abc import Iterator

from qa_app.writing.guard.statement import Statement

_TO_A_PERSON = re.compile(
    r"\b(?:you|your|yours|yourself|you'(?:re|ll|d|ve))\b"
    r"|\b(?:I|we) (?:would )?(?:recommend|advise|suggest)\b"
    r"|\b(?:talk to|ask|consult|see) (?:a|the) (?:doctor|physician|pharmacist|nurse|clinician)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\A(?:please\s+)?(?:take|stop|start|try|avoid|increase|reduce|double|talk|ask|call|go|get"
    r"|do not|don't|never|make sure|consider|use (?:a|an|the|no|\d\S*))\s",
    re.IGNORECASE,
)


def faults_of_advice(claim: Statement) -> Iterator[str]:
    """
    >>> from ingest.lexicon import Lexicon
    >>> list(faults_of_advice(Statement("You should take half.", Lexicon({}))))
    ["advice: it speaks to a person: 'You'"]
    """
    found = _TO_A_PERSON.search(claim.text)
    if found is not None:
        yield f"advice: it speaks to a person: {found[0]!r}"
    elif (order := _ORDER.match(claim.text)) is not None:
        yield f"advice: it tells a person what to do: {order[0].strip()!r}"
