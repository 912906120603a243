"""Which sentences of a document look most like an answer: BM25 over its own sentences."""

import math
from collections import Counter
from collections.abc import Sequence

from ingest.analyse import analyse

_K1, _B = 1.2, 0.75


class SentenceIndex:
    """BM25 (Robertson and Zaragoza 2009) over the sentences of one document, in memory.

    Good enough to mine with; nothing is written to disk.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        self._counts = [Counter(analyse(one)) for one in sentences]
        self._lengths = [sum(one.values()) for one in self._counts]
        self._mean = sum(self._lengths) / max(1, len(self._lengths)) or 1.0
        self._in = Counter(term for one in self._counts for term in one)

    def scores(self, question: str) -> list[float]:
        """One score a sentence, in their order."""
        n = len(self._counts)
        weights = {
            term: math.log(1 + (n - self._in[term] + 0.5) / (self._in[term] + 0.5))
            for term in set(analyse(question))
            if term in self._in
        }
        return [
            sum(
                weight
                * counts[term]
                * (_K1 + 1)
                / (counts[term] + _K1 * (1 - _B + _B * length / self._mean))
                for term, weight in weights.items()
                if counts[term]
            )
            for counts, length in zip(self._counts, self._lengths, strict=True)
        ]

    def ranked(self, question: str) -> list[int]:
        """Sentence numbers, the most alike first; ties in the text's order."""
        scores = self.scores(question)
        return sorted(range(len(scores)), key=lambda one: (-scores[one], one))
