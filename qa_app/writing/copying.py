"""Rule "copy", of mode write alone: a quote told nearly word for word keeps the words that matter.

Models copy, and the worst slips are in copies: one drug, one "not" or one direction is another.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ingest.lexicon import Lexicon
from qa_app.writing.guard.statement import meaning

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W_]+)*")
_NEAR = 0.8  # of the words, in order; a paraphrase in words of its own is far from it
_TURNS = frozenset(
    "not no nor none never neither without may might could can should must less more lower higher"
    " lowered raised reduced increased decreased fell rose better worse improved worsened fewer"
    " greater smaller longer shorter before after least most only also superior inferior".split()
)


def faults_of_copying(claim: str, quotes: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """
    >>> list(faults_of_copying("Pain and sleep did differ.", ["Pain and sleep did not differ."],
    ...      Lexicon({})))
    ["copy: 'not' of the quote is left out"]
    """
    for quote in quotes:
        fault = _fault(_tokens(claim), _tokens(quote), lexicon)
        if fault is not None:
            yield fault
            return


def is_near(claim: str, quote: str) -> bool:
    """Whether a claim is a quote, or nearly so.

    >>> is_near("Pain fell by half.", "Pain fell by half"), is_near("Pain fell.", "It rose.")
    (True, False)
    """
    return SequenceMatcher(None, _tokens(quote), _tokens(claim), autojunk=False).ratio() >= _NEAR


def _fault(said: list[str], told: list[str], lexicon: Lexicon) -> str | None:
    match = SequenceMatcher(None, told, said, autojunk=False)
    if match.ratio() < _NEAR:
        return None
    for _, a, b, c, d in match.get_opcodes():
        old, new = told[a:b], said[c:d]
        if old == new:
            continue
        lost = [one for one in old if _counts(one, lexicon) and _is_rarer(one, said, told)]
        come = [one for one in new if _counts(one, lexicon) and _is_rarer(one, told, said)]
        if lost and come:
            return f"copy: {come[0]!r} where the quote says {lost[0]!r}"
        dropped = [one for one in lost if one in _TURNS]
        if dropped or (lost and new):
            return f"copy: {(dropped or lost)[0]!r} of the quote is left out"
        if turned := [one for one in come if one in _TURNS]:
            return f"copy: {turned[0]!r} is not in the quote"
    return None


def _counts(word: str, lexicon: Lexicon) -> bool:
    return word in _TURNS or bool(lexicon.mentions(word.replace("-", " ")))


def _is_rarer(word: str, here: list[str], there: list[str]) -> bool:
    """By its meaning; a copy may change the order."""

    def count(words: list[str]) -> int:
        return sum(meaning(one) == meaning(word) for one in words)

    return count(here) < count(there)


def _tokens(text: str) -> list[str]:
    return [one.lower().replace("’", "'") for one in _TOKEN.findall(text)]
