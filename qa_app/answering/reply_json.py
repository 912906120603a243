"""An answer or a refusal → its one JSON form, and back."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from itertools import zip_longest
from typing import Any

from qa_app.answering.model_use import (
    model_from_json,
    model_json,
    withheld_from_json,
    withheld_json,
)
from qa_app.answering.reply import (
    Answer,
    AnswerSentence,
    Asked,
    CitedSource,
    PassageText,
    Refusal,
    Reply,
    ShownConflict,
    ShownSide,
    StoreState,
)


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
        **_marks_json(reply.sentences if isinstance(reply, Answer) else ()),
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
                _sentence_from_json(one, mark)
                for one, mark in zip_longest(data["sentences"], data.get("marks", ()))
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
    data: dict[str, Any] = {
        "text": sentence.text,
        "origin": sentence.origin,
        "citations": list(sentence.citations),
    }
    if sentence.heading is not None:
        data["heading"] = sentence.heading
    return data


def _sentence_from_json(data: dict[str, Any], mark: list[int] | None) -> AnswerSentence:
    return AnswerSentence(
        data["text"],
        data["origin"],
        tuple(data["citations"]),
        data.get("heading"),
        (mark[0], mark[1]) if mark else None,
    )


def _marks_json(sentences: Sequence[AnswerSentence]) -> dict[str, Any]:
    """Where the words that answer stand, for each sentence; beside them, whose form is fixed."""
    marks = [None if one.mark is None else list(one.mark) for one in sentences]
    return {"marks": marks} if any(marks) else {}


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
