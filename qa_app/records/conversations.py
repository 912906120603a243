"""Conversations: what was asked and exactly what was answered, each reachable by its own id."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.answering.reply import Question, Reply
from qa_app.answering.reply_json import reply_from_json, reply_json
from qa_app.records.database import Records
from qa_app.records.tables import ConversationRow, TurnRow

_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_TITLE_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its reply; `reply` is None where this version cannot read what was kept."""

    position: int
    question: Question
    reply: Reply | None
    made: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation as the list of one's own shows it."""

    id: str
    title: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    title: str
    owner: str
    turns: tuple[Turn, ...]


def new_id() -> str:
    """128 random bits: who does not have the id cannot guess it."""
    return secrets.token_urlsafe(16)


def is_id(text: str | None) -> bool:
    """Whether `text` has the form of an id of ours, so that nothing else reaches a query."""
    return text is not None and _ID.fullmatch(text) is not None


def title_from(question: str) -> str:
    """A conversation's first title: its first question on one line, cut at a word.

    >>> title_from("  Bolus\\nceiling? ")
    'Bolus ceiling?'
    """
    line: str = _writable(" ".join(question.split()))
    if len(line) <= _TITLE_CHARACTERS:
        return line or "Untitled"
    return line[:_TITLE_CHARACTERS].rsplit(" ", 1)[0] + " …"


def start(records: Records, owner: str, title: str) -> str:
    """Begin a conversation of `owner`'s and return its id."""
    now = datetime.now(UTC)
    row = ConversationRow(
        id=new_id(), title=title_from(title), owner=owner, created=now, updated=now
    )
    with records.session() as session:
        session.add(row)
        return row.id


def add_turn(records: Records, id: str, owner: str, question: Question, reply: Reply) -> int | None:
    """Keep a turn at the end of one's own conversation; its position, or None if not one's own."""
    now = datetime.now(UTC)
    with records.session() as session:
        conversation = _own(session, id, owner, for_update=True)
        if conversation is None:
            return None
        conversation.updated = now
        session.flush()  # takes SQLite's write lock, so that no other turn gets this position
        last = session.scalar(
            select(func.max(TurnRow.position)).where(TurnRow.conversation_id == id)
        )
        position = (last or 0) + 1
        session.add(
            TurnRow(
                conversation_id=id,
                position=position,
                question=_question_json(question),
                reply=_writable(reply_json(reply)),
                made=now,
            )
        )
        return position


def load(records: Records, id: str) -> Conversation | None:
    """The conversation that has this id, with every reply as it was stored."""
    if not is_id(id):
        return None
    with records.session() as session:
        row = session.get(ConversationRow, id)
        if row is None:
            return None
        turns = session.scalars(
            select(TurnRow).where(TurnRow.conversation_id == id).order_by(TurnRow.position)
        )
        return Conversation(row.id, row.title, row.owner, tuple(_turn(one) for one in turns))


def list_mine(records: Records, owner: str, *, limit: int = 100) -> tuple[Listed, ...]:
    """The conversations of `owner`, the last used first."""
    with records.session() as session:
        rows = session.scalars(
            select(ConversationRow)
            .where(ConversationRow.owner == owner)
            .order_by(ConversationRow.updated.desc(), ConversationRow.id)
            .limit(limit)
        )
        return tuple(Listed(row.id, row.title, _aware(row.updated)) for row in rows)


def rename(records: Records, id: str, owner: str, title: str) -> bool:
    """Give one's own conversation another title; False if it is not one's own."""
    with records.session() as session:
        row = _own(session, id, owner)
        if row is not None:
            row.title = title_from(title)
        return row is not None


def delete(records: Records, id: str, owner: str) -> bool:
    """Delete one's own conversation with its turns; False if it is not one's own."""
    with records.session() as session:
        row = _own(session, id, owner)
        if row is None:
            return False
        session.execute(delete_rows(TurnRow).where(TurnRow.conversation_id == id))
        session.delete(row)
        return True


def hand_over(records: Records, before: str, owner: str) -> None:
    """Give `owner` what a visit began under the id `before`, when the browser says who it is."""
    with records.session() as session:
        rows = session.scalars(select(ConversationRow).where(ConversationRow.owner == before))
        for row in rows:
            row.owner = owner


def _own(
    session: Session, id: str, owner: str, *, for_update: bool = False
) -> ConversationRow | None:
    row = session.get(ConversationRow, id, with_for_update=for_update)
    return row if row is not None and secrets.compare_digest(row.owner, owner) else None


def _turn(row: TurnRow) -> Turn:
    try:
        reply = reply_from_json(row.reply)
    except (KeyError, TypeError, ValueError):
        reply = None  # kept by another version; the page says so
    return Turn(row.position, _question_from_json(row.question), reply, _aware(row.made))


def _question_json(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {
        "text": question.text,
        "earlier": list(question.earlier),
        "kinds": sorted(question.kinds),
        "since": question.since,
        "population": question.population,
    }
    return {key: _writable(one) for key, one in data.items()}


def _question_from_json(data: dict[str, Any]) -> Question:
    return Question(
        text=data["text"],
        earlier=tuple(data["earlier"]),
        kinds=frozenset(data["kinds"]),
        since=data["since"],
        population=data["population"],
    )


def _writable(value: Any) -> Any:
    """`value` without the half characters (lone surrogates) that no database can store."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _writable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(one) for one in value]
    return value


def _aware(moment: datetime) -> datetime:
    """SQLite forgets the zone; what we write is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
