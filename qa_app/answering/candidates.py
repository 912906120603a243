"""Sentences that may answer: how well found, and how much of the question they say (pure).

Without a learned reader, a sentence answers when it says the question's rare words, or stands
where they are said. A word that no text near it says is a reason to refuse: with embeddings
alone, in texts of one topic, every question that names the topic scores high.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from ingest.analyse import analyse, words
from ingest.document import Document, Passage, Sentence, Source
from ingest.store import StoreReader
from qa_app.finding.find import Hit
from qa_app.finding.question import Figure, Slot, TakenApart

# What it counts where a word of the question stands, from the sentence itself outwards.
_IN_SENTENCE, _IN_HEADING, _IN_PASSAGE, _IN_DOCUMENT = 1.0, 0.85, 0.6, 0.25
NEAR = _IN_PASSAGE  # from here on a word is said where the sentence stands
_STEERING_WEIGHT = 0.1

_UNIT_OF_TIME = r"(?:seconds?|min(?:ute)?s?|h|hours?|days?|weeks?|wk|months?|years?|yrs?)"
_NUMBER = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few)"
_FIGURES: dict[Figure, re.Pattern[str]] = {
    "dose": re.compile(
        r"\d[\d.,]*\s*(?:%|(?:to|-|–)\s*\d[\d.,]*\s*)?"
        r"(?:[mµμun]?c?g|(?:micro|milli|nano)?grams?|ml|millilit(?:er|re)s?)\b",
        re.I,
    ),
    "duration": re.compile(
        rf"{_NUMBER}[\s-]*(?:(?:to|-|–)\s*\d+[\s-]*)?{_UNIT_OF_TIME}\b"
        rf"|\b(?:week|day|month|hour)s? \d",
        re.I,
    ),
    "share": re.compile(
        r"\d\s*%|\bper ?cent\b|\d+ of (?:the )?\d+|\b(?:half|third|quarter)\b", re.I
    ),
    "year": re.compile(r"\b(?:1[89]|20)\d\d\b"),
    "count": re.compile(rf"\b{_NUMBER}\b", re.I),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, and what the choice rests on."""

    document: Document
    sentence: Sentence
    hit: Hit
    coverage: float  # 0…1, of the question's words by weight, near words counting less
    own: float  # the same, of the words that the sentence itself says
    said: tuple[float, ...]  # the same for each slot of the question
    has_figure: bool
    terms: frozenset[str]
    sure: float | None = None  # 0…1, that it answers; None where no reader has read it

    @property
    def text(self) -> str:
        return self.document.text[self.sentence.start : self.sentence.end]

    @property
    def shown(self) -> str:
        """The sentence as it is read: a table's row after its header row."""
        return shown(self.document, self.sentence)

    @property
    def over(self) -> str:
        """What the reader is told of where it stands."""
        return over(self.document.source, self.hit.passage.heading)

    @property
    def score(self) -> float:
        """The cheap score, by which sentences are put forward to be read."""
        return self.coverage + 0.35 * self.hit.score + (0.15 if self.has_figure else 0.0)


def slot_weights(asked: TakenApart, store: StoreReader) -> tuple[float, ...]:
    """What each slot counts: how rare its word is here, less for words that steer a question."""
    every_steers = all(slot.steering for slot in asked.slots)
    passages = store.passage_count
    return tuple(
        inverse_frequency(passages, store.keywords.count_with(slot.terms[0]))
        * (_STEERING_WEIGHT if slot.steering and not every_steers else 1.0)
        for slot in asked.slots
    )


def inverse_frequency(passages: int, holding: int) -> float:
    """How rare a term is, 0 for one that every passage holds (BM25's idf, kept positive)."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def candidates(asked: TakenApart, weights: Sequence[float], hits: Sequence[Hit]) -> list[Candidate]:
    """The sentences of the hits, best first, ties by document and place."""
    found: dict[tuple[str, int], Candidate] = {}
    for hit in hits:
        document, passage = hit.document, hit.passage
        heading_terms = _terms(_over(document.source, passage))
        passage_terms = _terms(document.text[passage.start : passage.end])
        document_terms = _terms(document.text)
        for sentence in sentences_of(document, passage):
            key = (document.id, sentence.start)
            if key in found:
                continue
            text = shown(document, sentence)
            terms = _terms(text)
            has_figure = asked.figure is not None and bool(_FIGURES[asked.figure].search(text))
            said = tuple(
                _says(slot, terms, heading_terms, passage_terms, document_terms, has_figure)
                for slot in asked.slots
            )
            coverage = share_said(said, weights)
            own = share_said([float(one == _IN_SENTENCE) for one in said], weights)
            found[key] = Candidate(document, sentence, hit, coverage, own, said, has_figure, terms)
    return sorted(found.values(), key=lambda one: (-one.score, one.document.id, one.sentence.start))


def share_said(said: Sequence[float], weights: Sequence[float]) -> float:
    """How much of a question's words, by weight, is said, where each is said so much, 0…1."""
    total = sum(weights)
    return sum(map(mul, weights, said)) / total if total else 0.0


def _says(
    slot: Slot,
    sentence: frozenset[str],
    heading: frozenset[str],
    passage: frozenset[str],
    document: frozenset[str],
    has_figure: bool,
) -> float:
    if has_figure and slot.word in ("dose", "doses", "dosage", "dosing", "percentage", "long"):
        return 1.0
    for worth, terms in (
        (_IN_SENTENCE, sentence),
        (_IN_HEADING, heading),
        (_IN_PASSAGE, passage),
        (_IN_DOCUMENT, document),
    ):
        if slot.is_said_by(terms):
            return worth
    return 0.0


def _over(source: Source, passage: Passage) -> str:
    """What stands over a passage, and by what people call its source: "Eide 1994"."""
    names = " ".join(source.surnames)
    return f"{source.title}\n{passage.heading or ''}\n{names} {source.year or ''}"


def over(source: Source, heading: str | None) -> str:
    """What stands over a sentence, shortly: "Eide, Jorum 1994. Pain relief. A trial's title"."""
    names = ", ".join(source.surnames[:2])
    byline = " ".join(one for one in (names, str(source.year or "")) if one)
    return ". ".join(one for one in (byline, heading, source.title) if one)


def shown(document: Document, sentence: Sentence) -> str:
    """A sentence as it is read: a table's row with its header row."""
    text = document.text[sentence.start : sentence.end]
    if sentence.header is None:
        return text
    return f"{document.text[sentence.header[0] : sentence.header[1]]} {text}"


def sentences_of(document: Document, passage: Passage) -> Sequence[Sentence]:
    """The sentences that stand in a passage, wholly or in part. Sentences are in order."""
    first = bisect_right(document.sentences, passage.start, key=lambda one: one.end)
    last = bisect_left(document.sentences, passage.end, key=lambda one: one.start)
    return document.sentences[first:last]


@lru_cache(maxsize=4096)  # a question reads the same texts as the last
def _terms(text: str) -> frozenset[str]:
    return frozenset(analyse(text))


def says_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say so nearly the same that one is enough."""
    if figures_of(one.text) != figures_of(other.text):
        return False
    shared = len(one.terms & other.terms)
    return shared / max(1, min(len(one.terms), len(other.terms))) > 0.8


def figures_of(text: str) -> frozenset[str]:
    """The numbers of a text, as written."""
    return frozenset(word for word in words(text) if word[0].isdigit())
