"""Rule "copy", of mode write alone: a quote told nearly word for word keeps the words that matter.

Models copy, and the worst slips are in copies: one drug, one "not" or one direction is another.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ingest.lexicon import Lexicon
from qa_app.writing.guard.statement import Statement, meaning
from qa_app.writing.promises import SHORT

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W_]+)*")
_NEAR = 0.8  # of the words, in order; a paraphrase in words of its own is far from it
_TURNS = frozenset(
    "not no nor none never neither without may might could can should must less more lower higher"
    " lowered raised reduced increased decreased fell rose better worse improved worsened fewer"
    " greater smaller longer shorter before after least most also superior inferior up under over"
    " within about".split()
)
_HOW_MANY = frozenset(
    "all every each some many most few several half any only alone always often sometimes rarely"
    " usually common commoner rare rarer frequent".split()
)
# Words by which a model joins its sentences; they assert nothing.
_JOINS = frozenset(
    "also overall additionally furthermore moreover however similarly notably specifically"
    " respectively thus therefore".split()
)


def faults_of_copying(
    claim: str, quotes: Sequence[str], lexicon: Lexicon, *, beside: str = ""
) -> Iterator[str]:
    """`beside`: what stands on the quotes' cards, which a copy may name too.

    >>> list(faults_of_copying("Pain and sleep did differ.", ["Pain and sleep did not differ."],
    ...      Lexicon({})))
    ["copy: 'not' of the quote is left out"]
    >>> list(faults_of_copying("Pain fell by half in all.", ["Pain fell by half."], Lexicon({})))
    ["copy: 'all' is not in the quote"]
    """
    said = _tokens(claim)
    for quote in quotes:
        fault = _fault(said, _tokens(quote), lexicon)
        if fault is not None:
            yield fault
            return
    if any(_is_mostly(said, _tokens(one)) for one in quotes):
        yield from _brought(claim, " . ".join((*quotes, beside)), lexicon)


def is_near(claim: str, quote: str) -> bool:
    """Whether a claim is a quote, or nearly so.

    >>> is_near("Pain fell by half.", "Pain fell by half"), is_near("Pain fell.", "It rose.")
    (True, False)
    """
    return SequenceMatcher(None, _tokens(quote), _tokens(claim), autojunk=False).ratio() >= _NEAR


def _is_mostly(said: list[str], told: list[str]) -> bool:
    """Whether a claim is nearly all of a quote's words, or a quote nearly all in a claim's."""
    blocks = SequenceMatcher(None, told, said, autojunk=False).get_matching_blocks()
    shared = sum(one.size for one in blocks)
    return len(said) > SHORT and shared >= _NEAR * min(len(said), len(told))


def _brought(claim: str, known: str, lexicon: Lexicon) -> Iterator[str]:
    """The first word that a copy adds: what it adds, nobody said."""
    told, typed = Statement(known, lexicon), set(_tokens(known))
    names = told.known({one.name for one in told.mentions})
    for word in Statement(claim, lexicon).words:
        kind, _, name = word.stem.partition(":")
        is_told = word.stem in told.stems or word.stem[0].isdigit() or bool(kind and name in names)
        if not is_told and word.text.lower() not in typed | _JOINS:
            yield f"copy: {word.text!r} is not in the quote"
            return
    for one in _tokens(claim):
        if one in _HOW_MANY and one not in typed:
            yield f"copy: {one!r} is not in the quote"
            return


def _fault(said: list[str], told: list[str], lexicon: Lexicon) -> str | None:
    match = SequenceMatcher(None, told, said, autojunk=False)
    if match.ratio() < _NEAR:
        return None
    if _is_out_of_order(said, told):
        return "copy: its numbers stand in another order than in the quote"
    for _, a, b, c, d in match.get_opcodes():
        old, new = told[a:b], said[c:d]
        if old == new:
            continue
        lost = [one for one in old if _counts(one, lexicon) and _is_rarer(one, said, told)]
        come = [one for one in new if _counts(one, lexicon) and _is_rarer(one, told, said)]
        if lost and come:
            return f"copy: {come[0]!r} where the quote says {lost[0]!r}"
        dropped = [one for one in lost if one in _TURNS | _HOW_MANY]
        if dropped or (lost and new):
            return f"copy: {(dropped or lost)[0]!r} of the quote is left out"
        if turned := [one for one in come if one in _TURNS | _HOW_MANY]:
            return f"copy: {turned[0]!r} is not in the quote"
    return None


def _is_out_of_order(said: list[str], told: list[str]) -> bool:
    """Whether the words stand as in the quote, and the numbers among them do not."""
    (words, numbers), (own_words, own_numbers) = _parted(said), _parted(told)
    return _is_within(words, own_words) and not _is_within(numbers, own_numbers)


def _parted(tokens: list[str]) -> tuple[list[str], list[str]]:
    words = [one for one in tokens if not one[0].isdigit()]
    return words, [_plain(one) for one in tokens if one[0].isdigit()]


def _is_within(some: list[str], every: list[str]) -> bool:
    """
    >>> _is_within(["a", "c"], ["a", "b", "c"]), _is_within(["c", "a"], ["a", "b", "c"])
    (True, False)
    """
    rest = iter(every)
    return all(one in rest for one in some)


def _plain(number: str) -> str:
    """
    >>> _plain("0.50"), _plain("1,000"), _plain("10")
    ('0.5', '1000', '10')
    """
    whole = number.replace(",", "")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def _counts(word: str, lexicon: Lexicon) -> bool:
    return word in _TURNS | _HOW_MANY or bool(lexicon.mentions(word.replace("-", " ")))


def _is_rarer(word: str, here: list[str], there: list[str]) -> bool:
    """By its meaning; a copy may change the order."""

    def count(words: list[str]) -> int:
        return sum(meaning(one) == meaning(word) for one in words)

    return count(here) < count(there)


def _tokens(text: str) -> list[str]:
    return [one.lower().replace("’", "'") for one in _TOKEN.findall(text)]
