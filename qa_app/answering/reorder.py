"""Passages in a better order: what a reader says of their sentences beside how they were found."""

from collections.abc import Sequence
from dataclasses import replace

from qa_app.answering.candidates import over, sentences_of, shown
from qa_app.finding.find import Hit
from qa_app.reading.reader import Reader, chance

FIRST = 20  # passages that are read; the rest keep their order after them
# What the best sentence counts, against how the passage was found. Fitted on SciFact's tune
# abstracts; see evals/LOG.md.
READER_WEIGHT = 0.5


def reorder(
    hits: Sequence[Hit],
    question: str,
    reader: Reader,
    *,
    first: int = FIRST,
    weight: float = READER_WEIGHT,
) -> list[Hit]:
    """The hits, best first; a hit's score becomes the mixture, still 0…1."""
    read = hits[:first]
    pairs = [
        (
            at,
            shown(hit.document, sentence),
            over(hit.document.source, hit.passage.heading),
        )
        for at, hit in enumerate(read)
        for sentence in sentences_of(hit.document, hit.passage)
    ]
    best = [0.0] * len(hits)
    log_odds = reader.read(question, [text for _, text, _ in pairs], [one for *_, one in pairs])
    for (at, *_), said in zip(pairs, log_odds, strict=True):
        best[at] = max(best[at], chance(said))
    mixed = [
        replace(hit, score=(1 - weight) * hit.score + weight * sure)
        for hit, sure in zip(hits, best, strict=True)
    ]
    return sorted(mixed, key=lambda hit: -hit.score)
