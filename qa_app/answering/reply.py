"""What an answer and a refusal are."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.document import Holds, Status
from ingest.kinds import Kind
from qa_app.answering.model_use import ModelUse, WithheldClaim

Mode = Literal["quotes", "select", "write"]
Reason = Literal[
    "not_in_corpus",
    "not_sure",
    "personal_decision",
    "emergency",
    "empty_question",
    "too_long",
    "greeting",
    "retracted_only",
    "language",
]
Notice = Literal[
    "not_personal_advice", "only_weak_sources", "quotes_instead_of_prose", "model_failed"
]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed, the turns before it, and what the asker limits it to."""

    text: str
    earlier: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset()  # empty: every kind
    since: int | None = None
    population: str | None = None


@dataclass(frozen=True, slots=True)
class PassageText:
    """The passage around a quote, kept with the answer so that a reload shows the same."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """One numbered citation: a verbatim quote and the record it stands for."""

    number: int
    document: str
    title: str
    kind: Kind
    year: int | None
    doi: str | None
    url: str | None
    holds: Holds
    basis: str | None
    words: Literal["own", "source"]
    status: Status
    status_date: date | None
    page: int | None
    heading: str | None
    start: int
    end: int
    sha256: str
    quote: str
    scope: dict[str, list[str]]
    # Beyond the fixed keys: what the card shows.
    reference: str
    checked: str | None
    passage: PassageText
    table_header: str | None = None
    why: str | None = None  # beside a near miss: what it has and what it lacks


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    text: str
    origin: Literal["quote", "model"]
    citations: tuple[int, ...]
    heading: str | None = None  # what a model that ordered quotes put over it, from a fixed list
    mark: Span | None = None  # the words of it that answer, where that is certain; it stays whole


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a disagreement: what it says in short, and the sources that say it."""

    label: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A question on which sources disagree, beside an answer that touches it."""

    topic: str
    sides: tuple[ShownSide, ...]


@dataclass(frozen=True, slots=True)
class StoreState:
    """The store as it was when the answer was made."""

    documents: int
    passages: int
    generation: int
    covers_to: str | None
    embedding_model: str
    built: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every reply carries: the question as asked and as understood, and of which store."""

    id: str
    question: str
    earlier: tuple[str, ...]
    understood: str
    mode: Mode
    notices: tuple[Notice, ...]
    store: StoreState
    seconds: float
    score: float
    model: ModelUse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    asked: Asked
    sentences: tuple[AnswerSentence, ...]
    sources: tuple[CitedSource, ...]
    not_used: tuple[CitedSource, ...] = ()  # weak sources that matched while stronger ones answer
    conflicts: tuple[ShownConflict, ...] = ()
    withheld: tuple[WithheldClaim, ...] = ()

    @property
    def used(self) -> tuple[CitedSource, ...]:
        """The sources of the answer's own sentences, without those that only conflicts cite."""
        cited = {number for sentence in self.sentences for number in sentence.citations}
        return tuple(one for one in self.sources if one.number in cited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    asked: Asked
    reason: Reason
    missing: tuple[str, ...]  # the question's words that no source here answers
    nearest: tuple[CitedSource, ...]


Reply = Answer | Refusal
