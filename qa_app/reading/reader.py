"""Does a sentence answer a question? A small cross-encoder that reads the two together.

Its number is a log-odds: above 0 it says yes. It was trained against the option that nothing
answers, so that one number ranks sentences and refuses.
"""

import math
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Protocol, runtime_checkable

from ingest.graph import Graph, PieceRows
from qa_app.reading.spans import LikelySpan, likeliest_span, pieces_of_sentence

SHIPPED = Path(__file__).parent / "shipped"

_MOST_OVER = 24  # words of what stands over a sentence: enough for names, a year and a title

# Pairs of like length, so that little is padded.
_BATCH_SIZE = 4


class Reader(Protocol):
    """Reads sentences for one question; one number each, in their order, higher is surer.

    `over` tells for each sentence what stands over it: its source's names and title, a heading.
    """

    name: str

    def read(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[float]: ...


@runtime_checkable
class MarksSpans(Reader, Protocol):
    """A reader that can also tell which words of a sentence answer. Not every one can."""

    def spans(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[LikelySpan | None]: ...


def chance(log_odds: float) -> float:
    """0…1.

    >>> chance(0.0), round(chance(2.0), 3)
    (0.5, 0.881)
    """
    return 1 / (1 + math.exp(-log_odds))


def in_place(sentence: str, over: str) -> str:
    """A sentence as the reader sees it: first its own words, then what stands over it."""
    return f"{sentence} [SEP] {' '.join(over.split()[:_MOST_OVER])}" if over else sentence


class OnnxReader:
    """The reader that comes with the project, or another exported as it was."""

    def __init__(self, folder: Path = SHIPPED, *, threads: int | None = None) -> None:
        self._graph = Graph(folder, batch_size=_BATCH_SIZE, threads=threads)
        self.name: str = self._graph.settings["name"]

    def read(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[float]:
        seen = [in_place(*both) for both in zip_longest(sentences, over, fillvalue="")]
        rows = self._graph.run([(question, one) for one in seen])
        return [float(row[0]) for row in rows]

    def spans(
        self, question: str, sentences: Sequence[str], over: Sequence[str] = ()
    ) -> list[LikelySpan | None]:
        """The likeliest words of each sentence; None of a graph that tells of none."""
        if not self._graph.tells_of_pieces:
            return [None] * len(sentences)
        seen = [in_place(*both) for both in zip_longest(sentences, over, fillvalue="")]
        found = self._graph.run_pieces([(question, one) for one in seen])
        return [self._span(*both) for both in zip(sentences, found, strict=True)]

    def _span(self, sentence: str, pieces: PieceRows) -> LikelySpan | None:
        at = pieces_of_sentence(pieces.text, pieces.places, len(sentence))
        begins, ends = pieces.rows[at].T
        places = [pieces.places[one] for one in at]
        sure_from = self._graph.settings["sure_of_span"]
        return likeliest_span(sentence, places, begins, ends, sure_from=sure_from)
