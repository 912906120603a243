"""Rule "direction", its figures: a direction is not told against the quote's own numbers (pure)."""

import re
from fractions import Fraction
from itertools import combinations, pairwise

from ingest.lexicon.directions import Direction
from qa_app.writing.guard.arms import bonds
from qa_app.writing.guard.statement import Statement

_THEN = re.compile(
    r"\s*(?:\([^()]*\))?[,;]?\s*(?:[\w/]+ ){0,4}?(?:then|to|later|afterwards|rising to"
    r"|falling to)\s+\Z",
    re.IGNORECASE,
)


_FROM = re.compile(r"\bfrom \Z", re.IGNORECASE)
_TO = re.compile(r"\bto \Z", re.IGNORECASE)
_AT_START = re.compile(r"\bat (?:the )?(?:start|baseline|beginning|entry|first|outset)\b", re.I)


def runs_backwards(claim: Statement, quotes: Statement) -> str | None:
    """ "From 18.9 to 17.5" of "17.5, then 18.9": what came first is told as what came last."""
    said = [one for one in quotes.quantities if len(one.values) == 1]
    runs = [
        (first.values, last.values)
        for first, last in pairwise(claim.quantities)
        if _FROM.search(claim.text, 0, first.start)
        and _TO.search(claim.text, first.end, last.start)
    ]
    runs += [
        (one.values[:1], one.values[1:])
        for one in claim.quantities
        if len(one.values) == 2 and _FROM.search(claim.text, 0, one.start)
    ]
    for first, last in runs:
        if any(
            (a.values, b.values) == (last, first)
            and (
                _THEN.fullmatch(gap := quotes.text[a.end : b.start])
                or _AT_START.search(gap)
                or _FROM.search(quotes.text, 0, a.start)
            )
            for a, b in combinations(said, 2)
        ):
            return f"from {first[0]} to {last[0]}"
    return None


_BESIDE = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:at|on|by|after|before|for|in|with|of) (?:the )?([a-z][\w-]+)",
    re.IGNORECASE,
)


def changed_moments(claim: Statement, quotes: Statement) -> str | None:
    """ "3.8 at admission and 7.1 at discharge" of "7.1 at admission and 3.8 at discharge"."""
    its, mine = _beside_words(quotes), _beside_words(claim)
    for (value, word), (other, its_word) in combinations(mine, 2):
        crossed = (value, its_word) in its and (other, word) in its
        if crossed and (value, word) not in its and value != other:
            return f"{float(value[0]):g} is not {word!r}'s"
    return None


def _beside_words(statement: Statement) -> list[tuple[tuple[Fraction, ...], str]]:
    """Each number with the word that says when, where or of what it was."""
    return [
        (one.values, found[1].lower())
        for one in statement.quantities
        if one.values and (found := _BESIDE.match(statement.text, one.end)) is not None
    ]


_ADDED = re.compile(r"\badd(?:s|ed|ing|ition)?\b", re.IGNORECASE)


def against_the_numbers(
    direction: Direction,
    arms: tuple[frozenset[str], frozenset[str]],
    claim: Statement,
    quotes: Statement,
) -> bool:
    """ "Less with A than with B" of "37.5% with A against 3.3% with B"."""
    if direction.axis == "quality":
        return False
    mine, against = arms
    slower = direction.axis == "speed"  # "sooner" is at a smaller number of hours
    agree = oppose = False
    told = [pair for kind in ("drug", "form", "route") for pair in pairwise(bonds(quotes, kind))]
    for first, second in told:
        named = first.names | second.names
        head, foot = (mine - against) & named, (against - mine) & named
        a, b = first.quantity, second.quantity
        alike = a.dimension == b.dimension and len(a.values) == len(b.values) == 1
        if slower and a.dimension not in ((("time", 1),), (("months", 1),)):
            continue
        if not against and _ADDED.search(claim.text) and first.names != second.names:
            smaller, larger = sorted((first.names, second.names), key=len)
            if smaller < larger and larger <= mine:  # "adding B to A"
                head, foot = larger, smaller
        for its, other in ((first.names, second.names), (second.names, first.names)):
            if its == mine and its != other and other <= against:
                head, foot = its, other  # "with A plus B than with A or placebo"
        if {mine, against} == {first.names, second.names}:  # "A plus B than A alone"
            head, foot = mine, against
        if not (head and foot and alike) or {head, foot} != {first.names, second.names}:
            continue
        if head == second.names:
            a, b = b, a
        if a.amounts != b.amounts:
            rises = (a.amounts[0] > b.amounts[0]) != slower
            agree |= rises == (direction.sign > 0)
            oppose |= rises != (direction.sign > 0)
    return oppose and not agree
