"""Whether a hyphen at a line's end parts a word or belongs to it (pure).

The document itself decides where it writes the word elsewhere; rules decide where it does not.
"""

import re
from collections import Counter

from ingest.pdf.marks import HYPHENS

_TOKEN = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]\Z")
_LINK = re.compile(r"-(?:to|of|the|by|in|and|or|on|up|a|as|at|for|than)[-\u2010]\Z")
_LINKS_ON = re.compile(r"(?:to|of|the|by|in|and|or|on|up|a|as|at|for|than)[-\u2010]")
_FIRST = re.compile(r"[^\W\d_]+")
# First parts that as a rule keep their hyphen before a whole word …
_FIRSTS = frozenset(
    "all case cross dose double drug evidence five follow four full half head health high hospital"
    " ketamine large long low mid multi nerve open opioid one pain patient placebo quasi"
    " rate risk self short side single six small sodium spinal ten three time triple two weight"
    " well year day week month hour age sex cost need life nurse quality task state disease"
    " receptor".split()
)
# … and last parts that keep it after one.
_LASTS = frozenset(
    "acting adjusted analyses analysis arm associated based blind blinded care centre center"
    " centered centred concept containing controlled dependent derived driven effect effective"
    " effects evoked expressing free group history induced label lasting life like line long"
    " matched mediated naive naïve occurring onset operative point positive negative randomised"
    " randomized rated related release reported resistant response responsive rich sectional"
    " sensitive severe scale sided sparing specific standing tailed term threatening tolerant"
    " tolerated treated treatment type up week weeks wide year years old hour day days month"
    " months".split()
)
# … of which these do so after any word, known or not.
_SURE_LASTS = frozenset(
    "associated based blind blinded centred centered controlled dependent derived evoked free"
    " generated induced mediated naive naïve randomised randomized related resistant sparing"
    " specific tolerant tailed up".split()
)
# Words that stand alone and yet begin others: over-all, how-ever, in-effective.
_BEGINNINGS = frozenset(
    "a all an anti any auto back be bi bio by can cardio co con counter cyto de dex dis down"
    " electro endo ever every ex exo extra for fore gastro haemo hand hemo hepato her how hydro"
    " hyper hypo im immuno in inter into intra is iso it kilo levo macro mega meta micro milli"
    " mis mono more nano nephro neuro never no nor not off on out over para patho per peri"
    " physio poly post pre pro psycho radio re semi so some sub super ther there thermo through"
    " to trans tri ultra un under up what when where while who with".split()
)
_ENDINGS = frozenset(
    "ful less ness ly ing ings ed er ers est ment ments able ible tion tions sion ish ism ist age"
    " ally ence ance ant ent ial ical ity ous ive ward wards wise ship hood".split()
)


class Vocabulary:
    """The words that a document writes, whole and with hyphens, beside those of common English."""

    def __init__(self, common: frozenset[str] = frozenset()) -> None:
        self._common = common
        self._count: Counter[str] = Counter()

    def learn(self, line: str, *, begins_broken: bool, ends_broken: bool) -> None:
        """Count the words of a line, save the pieces at its ends that were broken off."""
        found = list(_TOKEN.finditer(line))
        first = 1 if begins_broken else 0
        last = len(found) - 1 if ends_broken else len(found)
        for match in found[first:last]:
            word = match[0].lower().replace("\u2010", "-").replace("\u2011", "-")
            self._count[word] += 1
            if "-" in word:
                self._count.update(word.split("-"))

    def count(self, word: str) -> int:
        """How often a word is written, its plural and singular with it."""
        word = word.lower()
        other = word[:-1] if word.endswith("s") else f"{word}s"
        return self._count[word] + self._count[other]

    def is_word(self, word: str) -> bool:
        """Whether the document writes it, or English commonly does."""
        return word in self._common or self.count(word) > 0

    def is_common(self, word: str) -> bool:
        return word in self._common


def ends_with_hyphen(line: str) -> bool:
    return len(line) > 1 and line[-1] in HYPHENS and not line[-2].isspace()


def keeps_hyphen(before: str, after: str, known: Vocabulary) -> bool:
    """Whether the hyphen between `before`, which it ends, and `after` is part of the word.

    >>> known = Vocabulary()
    >>> known.learn("a dose-response curve", begins_broken=False, ends_broken=False)
    >>> keeps_hyphen("the dose-", "response was", known), keeps_hyphen("keta-", "mine", known)
    (True, False)
    """
    last, first = _LAST.search(before), _FIRST.match(after)
    if before[-1] == "\u00ad":
        return False
    if last is None or first is None:
        return True  # beside a figure: 0.1-0.5, COVID-19, 12-week
    left, right = last[1], first[0]
    if not right[0].islower() or len(left) == 1:
        return True  # S-ketamine, non-Hodgkin
    if len(left) > 1 and left.isupper():
        return not right.isupper()  # NMDA-receptor
    if _LINK.search(before) or _LINKS_ON.match(after):
        return True  # quality-of-life
    whole, parted = known.count(left + right), known.count(f"{left}-{right}")
    if whole or parted:
        return parted > whole
    if known.is_common((left + right).lower()):
        return False
    return _is_compound(left.lower(), right.lower(), known)


def _is_compound(left: str, right: str, known: Vocabulary) -> bool:
    if right in _ENDINGS or len(right) < 2:
        return False
    if left == "non":
        return len(right) > 4
    if left == "meta":
        return right.startswith(("anal", "regress"))
    if left in _FIRSTS:
        return right in _LASTS or (len(right) > 2 and known.is_word(right))
    if left in _BEGINNINGS or len(left) < 3:
        return False
    if right in _SURE_LASTS and len(left) > 3:
        return True
    return known.is_word(left) and (right in _LASTS or (len(right) > 2 and known.is_word(right)))
