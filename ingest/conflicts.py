"""Where a folder's sources disagree: topics, their sides, the sentences that carry them (pure)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from textwrap import shorten
from typing import Any

from ingest.document import Document, Sentence


@dataclass(frozen=True, slots=True)
class SideQuote:
    """A sentence that carries a side, as whoever wrote the conflict copied it."""

    document: str
    sentence: str

    @property
    def words(self) -> str:
        """The sentence on one line: a text may break it where the copy does not."""
        return " ".join(self.sentence.split())


@dataclass(frozen=True, slots=True)
class Side:
    label: str
    quotes: tuple[SideQuote, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question on which sources disagree. `about`: words that a question on it would use."""

    topic: str
    about: tuple[str, ...]
    sides: tuple[Side, ...]


def conflicts_json(conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
    return [asdict(one) for one in conflicts]


def conflicts_of_json(data: Iterable[dict[str, Any]]) -> tuple[Conflict, ...]:
    return tuple(
        Conflict(
            topic=one["topic"],
            about=tuple(one["about"]),
            sides=tuple(
                Side(side["label"], tuple(SideQuote(**quote) for quote in side["quotes"]))
                for side in one["sides"]
            ),
        )
        for one in data
    )


def find_sentence(document: Document, quote: SideQuote) -> Sentence | None:
    """The sentence that is quoted, where it stands word for word; line ends count as spaces."""
    words = quote.words
    long_enough = (one for one in document.sentences if one.end - one.start >= len(words))
    for one in long_enough:
        if " ".join(document.text[one.start : one.end].split()) == words:
            return one
    return None


def lost_quotes(
    conflicts: Iterable[Conflict], document: Callable[[str], Document | None]
) -> Iterator[tuple[str, str]]:
    """Topic and reason, of each quote that does not stand and each topic not shown for it."""
    for conflict in conflicts:
        left = 0
        for side in conflict.sides:
            reasons = [_why_lost(quote, document(quote.document)) for quote in side.quotes]
            yield from ((conflict.topic, reason) for reason in reasons if reason)
            left += None in reasons
        if left < 2:
            yield conflict.topic, "not two of its sides have a quote left, so it is not shown"


def _why_lost(quote: SideQuote, document: Document | None) -> str | None:
    if document is None:
        return f"there is no document {quote.document}; name one of the store's"
    if find_sentence(document, quote) is None:
        shown = shorten(quote.words, 80, placeholder=" …")
        return f"{shown!r} is no sentence of {quote.document}; copy the sentence word for word"
    return None
