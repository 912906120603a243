"""Rules "promise" and "short", of mode write alone: what a model asserts most lightly (pure).

The guard asks how much of a claim its quotes say. "Ketamine is harmless in CRPS" is two thirds
theirs: the shorter a claim, the more one word of a model's own weighs; and some words weigh most.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.analyse import analyse
from ingest.lexicon import Lexicon
from qa_app.writing.guard import CitedQuote
from qa_app.writing.guard.statement import Statement

# On the tune half of evals/guard no true paraphrase of so few words has a word of its own.
SHORT = 4

_PROMISES = re.compile(
    r"\b(?:harmless(?:ly)?|safe(?:ly|r|st|ty)?|unsafe|dangerous(?:ly)?|deadly|lethal|fatal(?:ly)?"
    r"|toxic|addict\w*|cur(?:e|es|ed|ing|ative)|heal(?:s|ed|ing)?|miracle\w*|guarantee\w*"
    r"|for ?ever|permanent(?:ly)?|always|everyone|everybody|nobody|completely|totally"
    r"|entirely|absolutely|risk[- ]free|painless|effortless|superior(?:ity)?|ideal|perfect(?:ly)?"
    r"|first[- ]line|gold[- ]standard|approved|licen[cs]ed|banned|illegal)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:no|without(?: any)?|free (?:of|from)|lacks?|has no|have no)\s+(?:\w+\s+)?"
    r"(?:side[- ]effects?|adverse|harms?|risks?|complications?|toxicity|contraindications?"
    r"|interactions?|dependence|addiction)\b",
    re.IGNORECASE,
)


# "Several years" of "11 weeks" is no number that the guard could compare.
_VAGUE = re.compile(
    r"\b(?:several|many|numerous|countless|a few|most|all) (?:minutes|hours|days|weeks|months|years"
    r"|decades|times|patients|people|adults|children|women|men|guidelines|trials|studies|cases)\b",
    re.IGNORECASE,
)


def faults_of_promise(claim: str, quotes: Sequence[CitedQuote], lexicon: Lexicon) -> Iterator[str]:
    """
    >>> list(faults_of_promise("It is safe.", [CitedQuote("It was tolerated.")], Lexicon({})))
    ["promise: 'safe' is not in the quote", "short: 'safe' is not in the quote"]
    """
    said = Statement(claim, lexicon)
    told = Statement(" ".join(one.text for one in quotes), lexicon)
    beside = Statement(" ".join(one.beside for one in quotes), lexicon)
    stems = frozenset(analyse(told.text))
    for found in _PROMISES.finditer(said.text):
        if not stems & set(analyse(found[0])):
            yield f"promise: {found[0]!r} is not in the quote"
            break
    for found in _VAGUE.finditer(said.text):
        if found[0].split()[-1].lower() not in told.text.lower():
            yield f"promise: {found[0]!r} is not in the quote"
            break
    for found in _FREE.finditer(said.text):
        if not _FREE.search(told.text):
            yield f"promise: {found[0]!r} is not in the quote"
            break
    words = [one for one in said.words if not one.stem[0].isdigit()]
    every = told.known({one.name for one in (*told.mentions, *beside.mentions)})
    if len(words) > SHORT:
        return
    for word in words:
        kind, _, name = word.stem.partition(":")
        if word.stem not in told.stems | beside.stems and not (kind and name in every):
            yield f"short: {word.text!r} is not in the quote"
            return
