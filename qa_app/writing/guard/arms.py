"""Rule "arm": a number stays with the drug or route that the quotes give it to (pure)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

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
_AGAINST = re.compile(r"\b(?:vs?|versus|against|and|compared|to|or)\b", re.IGNORECASE)
# "40 mg of morphine equivalents" is what was used, and in which arm is told elsewhere.
_OF_AN_AMOUNT = re.compile(
    r"\b(?:less|more|fewer|extra|total|rescue|additional|lower|higher|reduced|increased|cut|used"
    r"|needed|of|first)\s+\Z",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"\bof (?:the|an?|each) \Z", re.IGNORECASE)
_DOSE = re.compile(r" (?:dose|amount|level|drug)\b", re.IGNORECASE)
_NO_DOSE = frozenset({"placebo", "saline", "vehicle", "usual care", "water"})
_NOT_AN_ARM = re.compile(
    r"(?:\smorphine)?[\s-](?:equivalent|use|consumption|requirement|need|spar|sav)", re.I
)
_TOGETHER = re.compile(
    r"(?:\s+|-|/|\s*\+\s*|\s+(?:given |combined |together |added |mixed |used )?(?:plus|with"
    r"|to)\s+)",
    re.IGNORECASE,
)
# Where one arm of a comparison ends and the next begins.
PARTED = re.compile(
    r"[,;:]\s|\b(?:against|versus|vs\.?|v\.?|than|and|but|whereas|while|compared (?:with|to)"
    r"|as opposed to|rather than|or|as)\b(?! (?:high|low|many|much) as)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?:against|versus|vs|than|compared|as opposed|rather)\b", re.IGNORECASE)
_WAS = re.compile(r"\b(?:was|were|is|are)\b")
# "With A than with B (3.0 against 0.0)": each in its turn.
_TURN_BY_TURN = re.compile(r"\s*(?:v\.?|vs\.?|versus|against|compared with)\s*")
_BETWEEN_ARMS = re.compile(r"\b(?:than|versus|vs|v|against|as|and|or|compared (?:with|to)|but)\b")


@dataclass(frozen=True, slots=True)
class Bond:
    """A number, and the drugs together that had it; or the route."""

    quantity: Quantity
    names: frozenset[str]


def faults_of_arms(claim: Statement, quotes: Statement) -> Iterator[str]:
    outcomes = _outcomes(quotes)
    for kind in ("drug", "route", "form", "procedure"):
        told = bonds(quotes, kind)
        for one in bonds(claim, kind):
            if one.names <= outcomes:
                continue  # "1 mg of morphine" where the quote speaks of morphine use
            same = [each for each in told if same_quantity(each.quantity, one.quantity)]
            if kind == "drug" and not same and _changed_places(one, told, claim, quotes):
                yield f"arm: {one.quantity.text} is not {' and '.join(sorted(one.names))}'s"
                break
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


def _outcomes(quotes: Statement) -> set[str]:
    """Drugs of which the quotes tell only how much was used."""
    drugs = [one for one in quotes.mentions if one.kind == "drug"]
    given = {one.name for one in drugs if not _NOT_AN_ARM.match(quotes.text, one.end)}
    return {one.name for one in drugs} - given


def _changed_places(one: Bond, told: Sequence[Bond], claim: Statement, quotes: Statement) -> bool:
    """ "0.032 with A, 0.040 without" of "0.040 with A, 0.032 without": both have both numbers."""
    its = [
        each.quantity
        for each in told
        if each.names == one.names and each.quantity.dimension == one.quantity.dimension
    ]
    if len(its) != 1 or one.quantity.measure or not (one.quantity.is_dose or _is_percent(one)):
        return False
    return any(same_quantity(each, its[0]) for each in claim.quantities) and any(
        same_quantity(each, one.quantity) for each in quotes.quantities
    )


def _is_percent(one: Bond) -> bool:
    return one.quantity.dimension == (("percent", 1),)


def bonds(statement: Statement, kind: str) -> list[Bond]:
    found = []
    terms = [
        one
        for one in statement.mentions
        if one.kind == kind
        and not _NOT_AN_ARM.match(statement.text, one.end)
        and not (
            _PART_OF.search(statement.text, 0, one.start) and _DOSE.match(statement.text, one.end)
        )
    ]
    groups = groups_of(terms, statement)
    text = _without_others(statement, kind)
    for quantity in statement.quantities:
        if quantity.unit.dimension == (("date", 1),):
            continue
        names = _bound(quantity, groups, text)
        if names:
            found.append(Bond(_plainly(quantity), names))
    bound = {one.quantity.start for one in found}
    for one in (*_in_turn(statement, groups), *_alone_in_their_part(statement, groups)):
        if one.quantity.start not in bound:
            bound.add(one.quantity.start)
            found.append(replace(one, quantity=_plainly(one.quantity)))
    return sorted(found, key=lambda one: one.quantity.start)


def _plainly(quantity: Quantity) -> Quantity:
    """ "Up to 86.7% with A" as 86.7%, and "2 patients with A and 1 with B" as 2 and 1."""
    relation = "=" if quantity.relation in ("<=", ">=") else quantity.relation
    noun = "" if quantity.noun == "people" else quantity.noun
    return replace(quantity, relation=relation, noun=noun)


Group = tuple[int, int, frozenset[str]]


def groups_of(mentions: list[Mention], statement: Statement) -> list[Group]:
    """Terms that stand together: "ketamine plus magnesium" is one arm."""
    groups: list[Group] = []
    for one in mentions:
        if groups and _TOGETHER.fullmatch(statement.text[groups[-1][1] : one.start]):
            start, _, names = groups[-1]
            groups[-1] = (start, one.end, names | {one.name})
        else:
            groups.append((one.start, one.end, frozenset({one.name})))
    # An intramuscular injection is intramuscular.
    return [(a, b, names - {"injection"} or names) for a, b, names in groups]


def _in_turn(statement: Statement, groups: list[Group]) -> Iterator[Bond]:
    """ "More with A than with B (3.0 against 0.0)" gives A the first and B the second."""
    text = statement.text
    for first, second in pairwise(statement.quantities):
        if second.dimension not in (first.dimension, ()) and first.dimension:
            continue
        opens = text.rfind("(", 0, first.start)
        if opens < 0 or ")" in text[opens : first.start]:
            opens, closes = first.start, second.end + 40
        else:
            closes = text.find(")", opens)
        if first.values == second.values:
            continue
        if not _TURN_BY_TURN.fullmatch(text[first.end : second.start]):
            continue
        if re.search(r"[a-z]{3,} (?!of|is|was)[a-z]{3,} [a-z]{3,}", text[opens : first.start]):
            continue
        before = [
            one for one in groups if one[1] <= opens and not _OF_AN_AMOUNT.search(text, 0, one[0])
        ][-2:]
        if len(before) == 2 and _BETWEEN_ARMS.search(text[before[0][1] : before[1][0]]):
            if any(opens < one[0] < closes for one in groups):
                continue
            yield Bond(first, before[0][2])
            yield Bond(second, before[1][2])


def _alone_in_their_part(statement: Statement, groups: list[Group]) -> Iterator[Bond]:
    """A part of a comparison that names one arm and one number gives the one the other."""
    text = statement.text
    edges = [0, *(one.start() for one in PARTED.finditer(text)), len(text)]
    for start, end in pairwise(edges):
        arms = [one for one in groups if start <= one[0] < end]
        numbers = [
            one
            for one in statement.quantities
            if start <= one.start < end
            and not one.measure
            and (one.is_dose or one.dimension == (("percent", 1),))
        ]
        aside = arms and numbers and _ASIDE.match(text, start) is not None
        if aside and _WAS.search(text, arms[0][1], numbers[0].start):
            continue  # "the naloxone dose tested against ketamine was 0.8 mg"
        if not (len(arms) == len(numbers) == 1) or ")" in text[numbers[0].end : arms[0][0]]:
            continue
        if not (
            numbers[0].is_dose and arms[0][2] & _NO_DOSE and numbers[0].dimension != (("mass", 1),)
        ):
            yield Bond(numbers[0], arms[0][2])


def _bound(quantity: Quantity, groups: list[Group], text: str) -> frozenset[str]:
    right = next((one for one in groups if one[0] >= quantity.end), None)
    left = next((one for one in reversed(groups) if one[1] <= quantity.start), None)
    if left and quantity.noun == "people" and text[: quantity.start].endswith(" in "):
        right = None  # "A in 62 patients with B in 64"
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


def _without_others(statement: Statement, kind: str) -> str:
    """The text, as long as it was, without the drugs that stand before a route or a form."""
    text = statement.text
    if kind != "drug":
        for one in statement.mentions:
            if one.kind == "drug":
                text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    return text


_ADJECTIVE = re.compile(
    r"\b(?:IV|IM|intravenous|intramuscular|intranasal|nasal|oral|subcutaneous|low-dose|racemic"
    r"|sublingual|continuous)\b\s*",
    re.IGNORECASE,
)


def _without_terms(between: str) -> str:
    return re.sub(r"\s+", " ", _ADJECTIVE.sub("", between))
