"""Rule "arm": a number stays with the drug or route that the quotes give it to (pure)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.lexicon import Mention
from ingest.quantities import Quantity, same_quantity
from qa_app.writing.guard.statement import Statement

# Between a number and what had it: "28.3% with IV ketamine", "40% of those given morphine".
_TO_THE_RIGHT = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:(?:each|of|with|after|in|on|for|from|by|the|those|patients|people"
    r"|children|adults|women|given|who|had|having|taking|a|an|were|was|when|felt|short)\s+){0,6}\Z",
    re.IGNORECASE,
)
_DIRECTLY = re.compile(r"\s+(?:of\s+)?\Z", re.IGNORECASE)
_TO_THE_LEFT = re.compile(r"\s*(?:\(|at|of|was|were|to|:|=|dose of|infusion of)?\s*\Z", re.I)
_BRACKET = re.compile(r"\s*\([^()]*\)")
_AGAINST = re.compile(r"\b(?:vs|versus|against|and|compared)\b", re.IGNORECASE)
# "40 mg of morphine equivalents" is what was used, and in which arm is told elsewhere.
_NOT_AN_ARM = re.compile(r"[\s-](?:equivalent|use|consumption|requirement|need|spar|sav)", re.I)
_TOGETHER = re.compile(r"(?:\s+|-|\s+plus\s+|\s+with\s+|\s*\+\s*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bond:
    """A number, and the drugs together that had it; or the route."""

    quantity: Quantity
    names: frozenset[str]


def faults_of_arms(claim: Statement, quotes: Statement) -> Iterator[str]:
    for kind in ("drug", "route"):
        told = bonds(quotes, kind)
        for one in bonds(claim, kind):
            same = [each for each in told if same_quantity(each.quantity, one.quantity)]
            has_its_own = any(
                each.names == one.names and each.quantity.dimension == one.quantity.dimension
                for each in told
            )
            others = all(not each.names & one.names for each in same)
            exchanged = has_its_own and all(each.names != one.names for each in same)
            if same and (exchanged or (others and one.quantity.is_dose)):
                had = " and ".join(sorted(same[0].names))
                yield f"arm: {one.quantity.text} is {had}'s in the quote"
                break


def bonds(statement: Statement, kind: str) -> list[Bond]:
    found = []
    terms = [
        one
        for one in statement.mentions
        if one.kind == kind and not _NOT_AN_ARM.match(statement.text, one.end)
    ]
    groups = _groups(terms, statement)
    for quantity in statement.quantities:
        if quantity.unit.dimension == (("date", 1),):
            continue
        names = _bound(quantity, groups, statement.text)
        if names:
            found.append(Bond(quantity, names))
    return found


_Group = tuple[int, int, frozenset[str]]


def _groups(mentions: list[Mention], statement: Statement) -> list[_Group]:
    """Terms that stand together: "ketamine plus magnesium" is one arm."""
    groups: list[_Group] = []
    for one in mentions:
        if groups and _TOGETHER.fullmatch(statement.text[groups[-1][1] : one.start]):
            start, _, names = groups[-1]
            groups[-1] = (start, one.end, names | {one.name})
        else:
            groups.append((one.start, one.end, frozenset({one.name})))
    return groups


def _bound(quantity: Quantity, groups: list[_Group], text: str) -> frozenset[str]:
    right = next((one for one in groups if one[0] >= quantity.end), None)
    left = next((one for one in reversed(groups) if one[1] <= quantity.start), None)
    if right is not None:
        between = _without_terms(text[quantity.end : right[0]])
        if _DIRECTLY.fullmatch(between) and quantity.is_dose:
            return right[2]
    if left is not None and _TO_THE_LEFT.fullmatch(text[left[1] : quantity.start]):
        inside = _BRACKET.match(text, left[1])
        # "After A than after B (62% against 31%)" gives B neither.
        listed = _AGAINST.match(text, quantity.end + 1)
        if not listed and (inside is None or not _AGAINST.search(inside[0])):
            return left[2]
    if right is not None and _TO_THE_RIGHT.fullmatch(_without_terms(text[quantity.end : right[0]])):
        return right[2]
    return frozenset()


_ADJECTIVE = re.compile(
    r"\b(?:IV|IM|intravenous|intramuscular|intranasal|nasal|oral|subcutaneous|low-dose|racemic"
    r"|sublingual|continuous)\b\s*",
    re.IGNORECASE,
)


def _without_terms(between: str) -> str:
    return _ADJECTIVE.sub("", between)
