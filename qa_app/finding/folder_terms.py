"""A folder's own terms: which words of a question other words of its texts may stand for (pure)."""

from collections.abc import Sequence

from ingest.analyse import analyse, words

Phrase = tuple[str, ...]  # the terms of a phrase, in order

_LONGEST = 5


class FolderTerms:
    """Groups of phrases of one meaning, looked up by their terms.

    >>> terms = FolderTerms([["CRPS", "complex regional pain syndrome"]])
    >>> terms.found_in(["relief", "in", "crps"])
    [(2, 3, (('complex', 'region', 'pain', 'syndrom'),))]
    """

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._others: dict[Phrase, tuple[Phrase, ...]] = {}
        for group in groups:
            # "i.n." is a stop word once it is analysed, and stands for nothing.
            phrases = [one for phrase in group if (one := _phrase(words(phrase)))]
            for one in phrases:
                others = tuple(other for other in dict.fromkeys(phrases) if other != one)
                self._others.setdefault(one, others)

    def found_in(self, said: Sequence[str]) -> list[tuple[int, int, tuple[Phrase, ...]]]:
        """Where phrases stand among a question's words, the longest first: from, to, others."""
        found: list[tuple[int, int, tuple[Phrase, ...]]] = []
        at = 0
        while at < len(said):
            for end in range(min(len(said), at + _LONGEST), at, -1):
                phrase = said[at:end]
                others = self._others.get(_phrase(phrase))
                if others and analyse(phrase[0]) and analyse(phrase[-1]):
                    found.append((at, end, others))
                    at = end
                    break
            else:
                at += 1
        return found


def _phrase(said: Sequence[str]) -> Phrase:
    return tuple(terms[0] for word in said if (terms := analyse(word)))
