"""Rules "drug", "route", "people" …: what a claim names is named in the quotes (pure)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.analyse import analyse
from qa_app.finding.drug_names import DRUG_NAMES
from qa_app.writing.guard.statement import Statement, meaning

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
# Without a route beside it, an infusion or a push is one into a vein.
_INTO_A_VEIN = re.compile(r"\b(?:infus\w+|push|bolus(?:es)?|drips?)\b", re.IGNORECASE)
_RUNS_ON = re.compile(
    r"\bcontinuous(?:ly)?\b|/\s?(?:kg/)?(?:h|hr|min)\b|per (?:hour|minute|24 h)|hourly"
    r"|\bover \d+(?:-\d+)? ?(?:min|h)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(?:alone|only|without|single|none|no (?:\w+ )?(?:drug|treatment|ketamine)"
    r"|nothing)\b",
    re.IGNORECASE,
)
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
        into_a_vein = one.name in ("intravenous", "injection")
        if into_a_vein and not known and _INTO_A_VEIN.search(quotes.text):
            continue
        if one.name == "infusion" and _RUNS_ON.search(quotes.text):
            continue
        if _said_elsewhere(one.name, one.text, one.kind, claim, quotes):
            continue
        told.add(one.name)
        yield f"{_RULE[one.kind]}: {one.text} is not in the quote"
    yield from _faults_of_medicines(claim, quotes, beside)
    yield from _faults_of_hand(claim, quotes, beside)
    yield from _faults_of_pairing(claim, quotes)
    yield from _faults_of_contrast(claim, quotes)
    yield from _faults_of_lists(claim, quotes)
    lone = re.search(
        r"\balone\b(?! (?:or|and|nor) (?:\w+ )?(?:together|with|combin\w+))", claim.text
    )
    lonely, its = _alone(claim), _alone(quotes)
    if lonely and its and not lonely & quotes.known(its):
        yield f"comparator: {' and '.join(sorted(its))} is alone in the quote"
    if lone and not _ALONE.search(quotes.text):
        yield "comparator: 'alone' is not in the quote"


def _alone(statement: Statement) -> set[str]:
    """Drugs of which a text says that they were given alone."""
    return {
        one.name
        for one in statement.mentions
        if one.kind == "drug" and statement.text.startswith(" alone", one.end)
    }


_ANYBODY = frozenset(stem for one in ("people", "patients", "persons") for stem in analyse(one))
_OPERATION = re.compile(r"\w{3,}(?:plasty|ectomy|otomy|ostomy|desis)\b", re.IGNORECASE)


def _said_elsewhere(name: str, text: str, kind: str, claim: Statement, quotes: Statement) -> bool:
    """Whether the quotes say it under another class, or within a longer term."""
    every = quotes.known({one.name for one in quotes.mentions})
    if name in every:
        return True
    if kind not in ("finding", "form", "condition", "procedure", "people"):
        return False
    if name == "surgery" and _OPERATION.search(quotes.text):
        return True
    if kind != "people" and any(
        len(stem) >= 5
        and re.search(rf"(?<!un)(?<!non)(?<!hypo)(?<!hyper)(?<!anti){stem}", quotes.text, re.I)
        for stem in analyse(text)[:1]
    ):
        return True  # sedated, of analgosedation; dialysis, of haemodialysis
    if re.search(rf"\bnon-?{re.escape(text.split()[0])}", quotes.text, re.IGNORECASE):
        return False  # non-cancer pain is not cancer pain
    stems = {one.stem for one in quotes.words}
    apart = [meaning(stem) for stem in analyse(text) if stem not in _ANYBODY]
    spelt = {meaning(stem) for stem in analyse(quotes.text)} | stems
    return bool(apart) and all(stem in spelt for stem in apart)


def _faults_of_pairing(claim: Statement, quotes: Statement) -> Iterator[str]:
    """ "IV ketamine and nasal fentanyl" of a quote on nasal ketamine and IV fentanyl."""
    told = _pairs(quotes)
    for drug, route in sorted(_pairs(claim)):
        known = {other for each, other in told if each == drug}
        if known and route not in known and route in quotes.names("route"):
            yield f"route: {route} {drug} is not in the quote"


def _faults_of_medicines(claim: Statement, quotes: Statement, beside: Statement) -> Iterator[str]:
    """A medicine that is no term here, and that the quotes do not name."""
    said = f"{quotes.text} {beside.text}".lower()
    for found in re.finditer(r"[a-z]{5,}", claim.text.lower()):
        word = found[0].removesuffix("s")
        named = any(one.start <= found.start() < one.end for one in claim.mentions)
        if not named and {word, found[0]} & DRUG_NAMES and word not in said:
            yield f"drug: {found[0]} is not in the quote"
            return


_HANDED = re.compile(
    r"\b(?:[RSLD]|[RS]{2}|rac)-(?=[a-z]{4})[a-z]+|\(?\b[\d.]+[RS],\s?[\d.]+[RS]\)?", re.I
)


def _faults_of_hand(claim: Statement, quotes: Statement, beside: Statement) -> Iterator[str]:
    """ "S-fentanyl": a hand that the quotes give to no such drug."""
    said = f"{quotes.text} {beside.text}".lower().replace(" ", "")
    for found in _HANDED.finditer(claim.text):
        named = any(one.start <= found.start() < one.end for one in claim.mentions)
        if not named and found[0].lower().strip("()").replace(" ", "") not in said:
            yield f"drug: {found[0]} is not in the quote"
            return


_NOT_THE_OTHER = re.compile(
    r"(?:,|\s+and|\s+but)?\s*(?:not|rather than|instead of|as opposed to|in place of|and never)\s+"
    r"(?:(?:the|a|an|of|to|by|with|in|for|from|on|through|via)\s+){0,2}",
    re.IGNORECASE,
)


def _faults_of_contrast(claim: Statement, quotes: Statement) -> Iterator[str]:
    """ "Racemic rather than S-ketamine" of "S-ketamine, not racemic ketamine"."""
    told = _contrasts(quotes)
    for one, other in sorted(_contrasts(claim)):
        if (other, one) in told and (one, other) not in told:
            yield f"drug: the quote says {other}, not {one}"
            return


_AND = re.compile(
    r"(?: (?:route|ketamine|injection|dosing))?(?:,)? (?:and|or|and/or|nor) (?:an? |the )?", re.I
)


def _faults_of_lists(claim: Statement, quotes: Statement) -> Iterator[str]:
    """ "IV or nasal" where the quotes say "IV or intramuscular", and nasal of something else."""
    told = _lists(quotes)
    for pair in sorted(_lists(claim) - told, key=sorted):
        if any(len(pair & its) == 1 for its in told):
            yield f"route: {' and '.join(sorted(pair))} do not stand together in the quote"
            return


def _lists(statement: Statement) -> set[frozenset[str]]:
    routes = [one for one in statement.mentions if one.kind == "route" and one.name != "injection"]
    return {
        frozenset({one.name, other.name})
        for one, other in pairwise(routes)
        if one.name != other.name and _AND.fullmatch(statement.text[one.end : other.start])
    }


def _contrasts(statement: Statement) -> set[tuple[str, str]]:
    return {
        (one.name, other.name)
        for one, other in pairwise(statement.mentions)
        if one.kind == other.kind
        and _NOT_THE_OTHER.fullmatch(statement.text[one.end : other.start])
    }


def _pairs(statement: Statement) -> set[tuple[str, str]]:
    """Each drug with the route that stands before it."""
    pairs = set()
    terms = [one for one in statement.mentions if one.kind in ("drug", "route")]
    for one, other in pairwise(terms):
        between = statement.text[one.end : other.start]
        if one.kind == "route" and other.kind == "drug" and between in (" ", "-"):
            pairs.add((other.name, one.name))
    return pairs
