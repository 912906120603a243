"""Rules "drug", "route", "people" …: what a claim names is named in the quotes (pure)."""

import re
from collections.abc import Iterator

from qa_app.writing.statement import Statement

_RULE = {
    "drug": "drug",
    "form": "formulation",
    "route": "route",
    "people": "population",
    "condition": "population",
    "procedure": "population",
    "course": "population",
    "finding": "finding",
}
# A title or heading says of whom and of what a text speaks; never what was found.
_FROM_THE_TITLE = frozenset({"drug", "form", "route", "people", "condition", "procedure", "course"})


def faults_of_naming(claim: Statement, quotes: Statement, beside: Statement) -> Iterator[str]:
    """`beside`: title and heading. They count only for a class of which the quotes name nothing."""
    told: set[str] = set()
    for one in claim.mentions:
        known = quotes.known(quotes.names(one.kind))
        if not known and one.kind in _FROM_THE_TITLE:
            known = beside.known(beside.names(one.kind))
        if one.name in known or one.name in told:
            continue
        if _said_elsewhere(one.name, one.text, one.kind, claim, quotes):
            continue
        told.add(one.name)
        yield f"{_RULE[one.kind]}: {one.text} is not in the quote"


def _said_elsewhere(name: str, text: str, kind: str, claim: Statement, quotes: Statement) -> bool:
    """Whether the quotes say it under another class, or within a longer term."""
    every = quotes.known({one.name for one in quotes.mentions})
    if name in every:
        return True
    if kind not in ("finding", "condition", "procedure"):
        return False
    return re.search(rf"\b{re.escape(text)}\b", quotes.text, re.IGNORECASE) is not None
