"""A slip of the keys in a question → the word of the texts that was meant, where only one is near.

Putting a wrong word right is worth little, and putting a right one wrong much: a word that English,
the texts or the folder's terms know is left as it is, and so is one that may be two, whether the
texts say the other or not. evals/LOG.md has what it does to made slips.
"""

import re
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from string import ascii_lowercase

from ingest.analyse import STOP_WORDS, analyse, words
from ingest.pdf.english import common_words
from ingest.store import StoreReader
from qa_app.finding.common_words import STEERING
from qa_app.finding.drug_names import DRUG_NAMES
from qa_app.finding.english import is_english
from qa_app.finding.thesaurus import same_meaning

# Shorter words and figures have too many neighbours: "5 mg" must never become "8 mg".
_SHORTEST, _LONGEST = 5, 30
# A word may be two unless so many times as many texts say the one: large libraries hold slips too.
_SURE = 100
# A word that one in 20 texts says, and five at least, is the library's own, and likelier than any
# word of English that no text says.
_OWN, _OWN_TEXTS = 20, 5
_MOST = 40  # words that are looked up; a text with more unknown ones is no question
# Names of substances of one length that differ in these are others: sulfite, sulfate.
_ENDINGS = "yl ol al ane ene yne ine ide ite ate one ose ase ium".split()

_LEFT_OF_PREFIX = "abilmnru"  # of ab-, un-, in-, il-, im-, ir-, a- where one letter is lost
_SHORT_NAME = re.compile(r"\b(?=\w{1,6}\b)\w*[a-z]\w*[A-Z]\w*\b")  # iPSCs, aPKCz


def mend_spelling(reader: StoreReader, text: str) -> str:
    """The question with each word put right that nothing knows, where one letter does it."""
    unknown = [one for one in _parts(text) if not _is_known(reader, one)][:_MOST]
    if not unknown:
        return text
    near = {word: neighbours(word) for word in unknown}
    held = reader.words_held(set[str]().union(*near.values()))
    for word in unknown:
        right = _meant(word, near[word], held, documents=len(reader.known))
        if right is not None and not is_english(word):
            text = re.sub(rf"\b{re.escape(word)}\b", right, text, flags=re.IGNORECASE)
    return text


def neighbours(word: str) -> set[str]:
    """Every spelling that is one letter more, less or other, or has two neighbours swapped.

    >>> "ketamine" in neighbours("ketamien"), "plan" in neighbours("pain")
    (True, False)
    """
    found: set[str] = set()
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        found.update(before + letter + after for letter in ascii_lowercase)
        if after:
            found.add(before + after[1:])
            found.update(before + letter + after[1:] for letter in ascii_lowercase)
        if len(after) > 1:
            found.add(before + after[1] + after[0] + after[2:])
    return found - {word}


def _parts(text: str) -> Iterator[str]:
    """The words that may be slips, each once; those of "ketmaine-induced" each by itself."""
    named = {one.lower() for one in _SHORT_NAME.findall(text)}
    parts = (part for word in words(text) for part in word.split("-"))
    for part in dict.fromkeys(parts):
        if _SHORTEST <= len(part) <= _LONGEST and part.isalpha() and part not in named:
            yield part


def _is_known(reader: StoreReader, word: str) -> bool:
    if word in STEERING or word in STOP_WORDS or word in DRUG_NAMES:
        return True
    (term, *_) = analyse(word)
    return (
        reader.keywords.count_with(term) > 0
        or bool(same_meaning(term))
        or word in _words_of_terms(reader.terms)
        or word in reader.authors.every_word
    )


@lru_cache(maxsize=4)
def _words_of_terms(groups: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset(part for group in groups for entry in group for part in _parts(entry))


def _meant(word: str, near: Set[str], held: Mapping[str, int], *, documents: int) -> str | None:
    """Of the neighbours the one that the texts say; None where it may as well be another word."""
    said = {one: held[one] for one in near if one in held}
    best = max(said, key=lambda one: (said[one], one), default=None)
    if best is None:
        return None
    others = near & (said.keys() | DRUG_NAMES | common_words())
    rivals = {one for one in others if analyse(one)[:1] != analyse(best)[:1]}
    if rivals & DRUG_NAMES or _is_another_substance(word, best):
        return None
    if word[1:] == best and word[0] in _LEFT_OF_PREFIX:
        return None  # "nanswered" is not "answered", nor "ieffective" effective
    if best in STEERING:  # such words are said everywhere
        return None if rivals else best
    is_own = said[best] * _OWN >= documents and said[best] >= _OWN_TEXTS
    first_is_other = word[0] != best[0] and word[:2] != best[1::-1]  # a slip there is rare
    if not is_own and (rivals - said.keys() or first_is_other):
        return None  # "tegmental" is not "segmental"
    return best if all(said.get(one, 0) * _SURE <= said[best] for one in rivals) else None


def _is_another_substance(word: str, other: str) -> bool:
    """
    >>> _is_another_substance("sulfite", "sulfate"), _is_another_substance("fentanil", "fentanyl")
    (True, False)
    """
    endings = [next((e for e in _ENDINGS if one.endswith(e)), None) for one in (word, other)]
    return len(word) == len(other) and None not in endings and endings[0] != endings[1]
