"""Rule "comparator": what is measured against what stays as the quotes have it (pure).

turned.py sees to which of two does better; here it is only asked whether the two were compared.
"""

import re
from collections.abc import Iterator

from qa_app.writing.guard.statement import Statement

_AGAINST = re.compile(
    r"\b(?:than|versus|vs|against|relative to|as opposed to"
    r"|(?:compared|comparison|contrast(?:ed)?) (?:with|to))\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[;:]|\.(?:\s|\Z)|\b(?:but|whereas|while|although)\b")
_NEXT = re.compile(
    r"\s*(?:,|/|\+|-|,?\s*(?:and|or|plus|with|nor|to)(?: the| an?| added| both| either)?)?\s*"
)
_OPENS = re.compile(r"(?:\A|[.;]\s)\s*(?:By |In |As )?\Z", re.IGNORECASE)
_NEAR = 30  # characters from "than" to the drug that it names

_Side = frozenset[str]


def faults_of_comparison(claim: Statement, quotes: Statement) -> Iterator[str]:
    told = comparisons(quotes)
    if not told:
        return
    every = [quotes.known(foot) | quotes.known(head) for head, foot in told]
    feet = [quotes.known(foot) for _, foot in told]
    for head, foot in comparisons(claim):
        turned = any(head & its for its in feet)
        if head and not turned and not any(foot & its for its in feet) and _named(foot, every):
            yield f"comparator: the quote does not compare it with {' and '.join(sorted(foot))}"
            return


def _named(foot: _Side, every: list[set[str]]) -> bool:
    """Whether the quotes compare something else; an unknown drug is another rule's."""
    return bool(foot) and bool(every)


def comparisons(statement: Statement) -> list[tuple[_Side, _Side]]:
    """Drugs on either side of each "than", "against", "compared with"."""
    text, found = statement.text, []
    drugs = [one for one in statement.mentions if one.kind == "drug"]
    for sign in _AGAINST.finditer(text):
        stop = _STOP.search(text, sign.end())
        end = stop.start() if stop else len(text)
        opening = _OPENS.search(text, 0, sign.start()) is not None
        until = text.find(",", sign.end()) if opening else -1
        foot: set[str] = set()
        at = sign.end()
        for one in drugs:
            if one.start < at or one.start >= end:
                continue
            if 0 <= until < one.start:
                break
            gap = text[at : one.start]
            if (foot and not _NEXT.fullmatch(gap)) or (not foot and one.start - at > _NEAR):
                break
            foot.add(one.name)
            at = one.end
        before = list(_STOP.finditer(text, 0, sign.start()))
        start = before[-1].end() if before else 0
        head = {one.name for one in drugs if start <= one.start < sign.start()}
        if not head:  # "Compared with placebo, ketamine …"
            head = {one.name for one in drugs if at <= one.start < end}
        if foot:
            found.append((frozenset(head - foot), frozenset(foot)))
    return found
