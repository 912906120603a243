"""Rule "arm", of counts: who had none and who some, and who was counted (pure)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.quantities import Quantity, same_quantity
from qa_app.writing.guard.arms import PARTED, groups_of
from qa_app.writing.guard.statement import Statement

_NONE = re.compile(r"\b(?:no|none|nobody|never|without|zero|neither|nil)\b|(?<![\d.])0\b", re.I)
_SOME = re.compile(r"\b(?:one|two|three|some|several|a few|any|all|\d+|occurred|happened)\b", re.I)


def faults_of_counts(claim: Statement, quotes: Statement) -> Iterator[str]:
    yield from _faults_of_none(claim, quotes)
    yield from _faults_of_people(claim, quotes)


def _faults_of_none(claim: Statement, quotes: Statement) -> Iterator[str]:
    """ "None with A and one with B" of "none with B and one with A"."""
    (none, some), (its_none, its_some) = _none_and_some(claim), _none_and_some(quotes)
    if none & its_some and some & its_none and not (none & its_none or some & its_some):
        yield f"arm: there were none with {' and '.join(sorted(its_none))} in the quote"


def _none_and_some(statement: Statement) -> tuple[frozenset[str], frozenset[str]]:
    """The drugs whose part of a comparison says none, and those whose part does not."""
    text = statement.text
    groups = groups_of([one for one in statement.mentions if one.kind == "drug"], statement)
    edges = [0, *(one.start() for one in PARTED.finditer(text)), len(text)]
    none: frozenset[str] = frozenset()
    some: frozenset[str] = frozenset()
    for start, end in pairwise(edges):
        for arm in [one for one in groups if start <= one[0] < end][:1]:
            if _NONE.search(text, start, end):
                none |= arm[2]
            elif _SOME.search(text, start, end):
                some |= arm[2]
    return none, some


def _faults_of_people(claim: Statement, quotes: Statement) -> Iterator[str]:
    """ "Nine adults" of "nine children"."""
    told = _counted(quotes)
    for quantity, names in _counted(claim):
        its = {name for each, who in told if same_quantity(each, quantity) for name in who}
        if its and not quotes.known(its) & names and not quotes.known(names) & its:
            yield f"population: {quantity.text} were {' and '.join(sorted(its))} in the quote"
            return


def _counted(statement: Statement) -> list[tuple[Quantity, frozenset[str]]]:
    """Each number of people with who they were."""
    found = []
    people = [one for one in statement.mentions if one.kind == "people"]
    for one in statement.quantities:
        if len(one.values) != 1 or one.values[0].denominator != 1 or one.dimension or one.measure:
            continue
        phrase = re.match(r"(?:\s?(?!and\b|or\b|of\b|in\b)[\w-]+){0,4}", statement.text[one.end :])
        end = max(one.end, one.end + phrase.end()) if phrase else one.end
        names = frozenset(each.name for each in people if one.start <= each.start < end)
        if names:
            found.append((one, names))
    return found
