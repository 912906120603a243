"""Rule "comparator": what is measured against what stays as the quotes have it (pure).

turned.py sees to which of two does better; here it is only asked whether the two were compared.
"""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

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
# "Pain improved in both arms" compares each with its own start.
_EACH = re.compile(
    r"\b(?:both|each|either|all) (?:arms?|groups?|drugs?|treatments?|doses?|routes?)\b",
    re.IGNORECASE,
)
_BETTER = re.compile(
    r"\b(?:better|worse|more|less|greater|lower|higher|fewer|superior|inferior|outperform\w*)\b",
    re.I,
)
_OPENS = re.compile(r"(?:\A|[.;]\s)\s*(?:By |In |As )?\Z", re.IGNORECASE)
_NEAR = 30  # characters from "than" to the drug that it names

_Side = frozenset[str]
# Where what is said of one arm ends and what is said of the next begins.
_PARTS = re.compile(
    r"[,;:]|\.(?:\s|\Z)|\b(?:against|versus|vs|than|and|but|whereas|while|although|as opposed to"
    r"|compared with|unlike)\b",
    re.IGNORECASE,
)


def faults_of_comparison(claim: Statement, quotes: Statement) -> Iterator[str]:
    if (pair := _words_changed_places(claim, quotes)) is not None:
        yield f"comparator: what the quote says of {pair[0]} is told of {pair[1]}"
        return
    told = comparisons(quotes)
    compares = bool(told) or _AGAINST.search(quotes.text) is not None
    if _EACH.search(quotes.text) and not compares and _BETTER.search(claim.text):
        if any(head and foot for head, foot in comparisons(claim)):
            yield "comparator: the quote tells of each arm, not of one against the other"
        return
    if not told:
        return
    every = [quotes.known(foot) | quotes.known(head) for head, foot in told]
    feet = [quotes.known(foot) for _, foot in told]
    for head, foot in comparisons(claim):
        turned = any(head & its for its in feet)
        if head and not turned and not any(foot & its for its in feet) and _named(foot, every):
            yield f"comparator: the quote does not compare it with {' and '.join(sorted(foot))}"
            return


def _words_changed_places(claim: Statement, quotes: Statement) -> tuple[str, str] | None:
    """Two arms of which each is told what the quotes say of the other, and nothing of its own."""
    for kind in ("drug", "route", "form", "people"):
        its, mine = _said_of_each(quotes, kind), _said_of_each(claim, kind)
        for one, other in combinations(sorted(its.keys() & mine.keys()), 2):
            shared, here = its[one] & its[other], mine[one] & mine[other]
            of_one, of_other = its[one] - shared, its[other] - shared
            to_one, to_other = mine[one] - here, mine[other] - here
            straight = len(of_one & to_one) + len(of_other & to_other)
            crossed = len(of_one & to_other) + len(of_other & to_one)
            both = of_one & to_other and of_other & to_one
            if both and (not straight or crossed > straight + (crossed < 3)):
                return one, other
    return None


def _said_of_each(statement: Statement, kind: str) -> dict[str, set[str]]:
    """The words and numbers in those parts of a text that name one arm alone."""
    text, said = statement.text, dict[str, set[str]]()
    edges = [0, *(one.start() for one in _PARTS.finditer(text)), len(text)]
    for start, end in pairwise(edges):
        names = {
            one.name for one in statement.mentions if one.kind == kind and start <= one.start < end
        }
        if len(names) == 1:
            words = {one.stem for one in statement.words_in(start, end)}
            said.setdefault(names.pop(), set()).update(words)
    return said


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
