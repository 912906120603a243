"""Does a sentence answer a question? A small cross-encoder that reads the two together.

Its number is a log-odds: above 0 it says yes. It was trained against the option that nothing
answers, so that one number ranks sentences and refuses.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ingest.graph import Graph

SHIPPED = Path(__file__).parent / "shipped"

# Pairs of like length, so that little is padded.
_BATCH_SIZE = 4


class Reader(Protocol):
    """Reads sentences for one question; one number each, in their order, higher is surer."""

    name: str

    def read(self, question: str, sentences: Sequence[str]) -> list[float]: ...


class OnnxReader:
    """The reader that comes with the project, or another exported as it was."""

    def __init__(self, folder: Path = SHIPPED, *, threads: int | None = None) -> None:
        self._graph = Graph(folder, batch_size=_BATCH_SIZE, threads=threads)
        self.name: str = self._graph.settings["name"]

    def read(self, question: str, sentences: Sequence[str]) -> list[float]:
        rows = self._graph.run([(question, sentence) for sentence in sentences])
        return [float(row[0]) for row in rows]
