"""What an answer and a refusal are, and their one JSON form."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from ingest.document import Holds, Status
from ingest.kinds import Kind
from qa_app.answering.model_use import (
    ModelUse,
    WithheldClaim,
    model_from_json,
    model_json,
    withheld_from_json,
    withheld_json,
)

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


def reply_json(reply: Reply) -> dict[str, Any]:
    """The reply as `ask --json` prints it; see `reply_from_json` for the way back."""
    asked = reply.asked
    answered = isinstance(reply, Answer)
    return {
        "version": 1,
        "id": asked.id,
        "question": asked.question,
        "earlier": list(asked.earlier),
        "understood": asked.understood,
        "mode": asked.mode,
        **model_json(asked.model),
        "status": "answered" if answered else "no_answer",
        "reason": None if isinstance(reply, Answer) else reply.reason,
        "notices": list(asked.notices),
        "score": asked.score,
        "sentences": [
            _sentence_json(one) for one in (reply.sentences if isinstance(reply, Answer) else ())
        ],
        "withheld": withheld_json(reply.withheld) if isinstance(reply, Answer) else [],
        "sources": [_cited_json(one) for one in reply.sources] if isinstance(reply, Answer) else [],
        "not_used": [_cited_json(one) for one in reply.not_used]
        if isinstance(reply, Answer)
        else [],
        "conflicts": [_conflict_json(one) for one in reply.conflicts]
        if isinstance(reply, Answer)
        else [],
        "strength": None,
        "missing": list(reply.missing) if isinstance(reply, Refusal) else [],
        "nearest": [_cited_json(one) for one in reply.nearest]
        if isinstance(reply, Refusal)
        else [],
        "store": asdict(asked.store),
        "seconds": round(asked.seconds, 4),
    }


def reply_from_json(data: dict[str, Any]) -> Reply:
    """The inverse of `reply_json`; raises KeyError or TypeError on anything else."""
    asked = Asked(
        id=data["id"],
        question=data["question"],
        earlier=tuple(data["earlier"]),
        understood=data["understood"],
        mode=data["mode"],
        notices=tuple(data["notices"]),
        store=StoreState(**data["store"]),
        seconds=data["seconds"],
        score=data["score"],
        model=model_from_json(data),
    )
    if data["status"] == "answered":
        return Answer(
            asked=asked,
            sentences=tuple(
                AnswerSentence(
                    one["text"], one["origin"], tuple(one["citations"]), one.get("heading")
                )
                for one in data["sentences"]
            ),
            sources=tuple(_cited_from_json(one) for one in data["sources"]),
            not_used=tuple(_cited_from_json(one) for one in data["not_used"]),
            conflicts=tuple(_conflict_from_json(one) for one in data.get("conflicts", ())),
            withheld=withheld_from_json(data),
        )
    return Refusal(
        asked=asked,
        reason=data["reason"],
        missing=tuple(data["missing"]),
        nearest=tuple(_cited_from_json(one) for one in data["nearest"]),
    )


def _sentence_json(sentence: AnswerSentence) -> dict[str, Any]:
    data = {
        "text": sentence.text,
        "origin": sentence.origin,
        "citations": list(sentence.citations),
    }
    return data if sentence.heading is None else {**data, "heading": sentence.heading}


def _conflict_json(conflict: ShownConflict) -> dict[str, Any]:
    sides = [{"label": one.label, "citations": list(one.citations)} for one in conflict.sides]
    return {"topic": conflict.topic, "sides": sides}


def _conflict_from_json(data: dict[str, Any]) -> ShownConflict:
    sides = (ShownSide(one["label"], tuple(one["citations"])) for one in data["sides"])
    return ShownConflict(data["topic"], tuple(sides))


def _cited_json(cited: CitedSource) -> dict[str, Any]:
    data = asdict(cited)
    data["status_date"] = cited.status_date.isoformat() if cited.status_date else None
    return data


def _cited_from_json(data: dict[str, Any]) -> CitedSource:
    when = data["status_date"]
    fields = {
        **data,
        "status_date": date.fromisoformat(when) if when else None,
        "passage": PassageText(**data["passage"]),
    }
    return CitedSource(**fields)
