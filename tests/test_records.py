"""Conversations in a real SQLite file: kept as they were, and out of reach of others."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hand_made import answer_from, cite, guideline, trial
from sqlalchemy import create_engine

from qa_app.answering.reply import Question, Refusal
from qa_app.records import conversations
from qa_app.records.database import Records, RecordsError, open_records
from qa_app.records.tables import Base

QUESTION = Question("How long?", ("Before?",), frozenset({"rct", "guideline"}), 2005, "adults")
ANSWER = answer_from(cite(guideline(), "The guideline finds"), cite(trial(), "Pain was", number=2))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'a folder with 100%' / 'records.sqlite'}"


@pytest.fixture
def records(url: str):
    opened = open_records(url)
    yield opened
    opened.close()


def begin(records: Records, owner: str, title: str = "How long?") -> str:
    id = conversations.start(records, owner, title)
    conversations.add_turn(records, id, owner, QUESTION, ANSWER)
    return id


def test_a_reply_comes_back_exactly_as_it_was_shown(records: Records, url: str) -> None:
    owner = conversations.new_id()
    id = begin(records, owner)
    records.close()
    again = open_records(url)
    found = conversations.load(again, id)
    again.close()
    assert found is not None
    assert [turn.reply for turn in found.turns] == [ANSWER]
    assert [turn.question for turn in found.turns] == [QUESTION]
    assert found.turns[0].made.tzinfo is not None


def test_a_refusal_is_kept_with_its_near_misses(records: Records) -> None:
    owner = conversations.new_id()
    id = conversations.start(records, owner, "half-life?")
    near = replace(ANSWER.sources[0], why="no half-life")
    refusal = Refusal(
        asked=ANSWER.asked, reason="not_sure", missing=("half-life",), nearest=(near,)
    )
    conversations.add_turn(records, id, owner, QUESTION, refusal)
    found = conversations.load(records, id)
    assert found is not None
    assert found.turns[0].reply == refusal


def test_the_list_shows_only_ones_own_last_used_first(records: Records) -> None:
    me, other = conversations.new_id(), conversations.new_id()
    first, second = begin(records, me, "first"), begin(records, me, "second")
    begin(records, other, "other")
    conversations.add_turn(records, first, me, QUESTION, ANSWER)
    assert [one.id for one in conversations.list_mine(records, me)] == [first, second]


def test_nobody_changes_anothers_conversation(records: Records) -> None:
    me, other = conversations.new_id(), conversations.new_id()
    id = begin(records, me)
    assert not conversations.rename(records, id, other, "mine now")
    assert not conversations.delete(records, id, other)
    assert conversations.add_turn(records, id, other, QUESTION, ANSWER) is None
    found = conversations.load(records, id)
    assert found is not None
    assert (found.title, len(found.turns)) == ("How long?", 1)


def test_an_id_cannot_be_guessed_and_nothing_else_is_looked_up(records: Records) -> None:
    ids = {conversations.new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(conversations.is_id(id) for id in ids)
    for wrong in ("", "1", "%", "' or 1=1 --", "x" * 23, "ü" * 22):
        assert conversations.load(records, wrong) is None


def test_rename_and_delete(records: Records, url: str) -> None:
    me = conversations.new_id()
    id = begin(records, me)
    assert conversations.rename(records, id, me, "  CRPS,\nduration ")
    assert [one.title for one in conversations.list_mine(records, me)] == ["CRPS, duration"]
    assert conversations.delete(records, id, me)
    assert conversations.load(records, id) is None
    with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
        assert file.execute("select count(*) from turn").fetchone() == (0,)
    file.close()


def test_a_visit_hands_over_what_it_began_before_the_browser_spoke(records: Records) -> None:
    before, me = conversations.new_id(), conversations.new_id()
    id = begin(records, before)
    conversations.hand_over(records, before, me)
    assert [one.id for one in conversations.list_mine(records, me)] == [id]
    assert conversations.list_mine(records, before) == ()


def test_turns_added_at_once_all_get_a_place(records: Records) -> None:
    me = conversations.new_id()
    id = conversations.start(records, me, "busy")

    def add(_: int) -> int | None:
        return conversations.add_turn(records, id, me, QUESTION, ANSWER)

    with ThreadPoolExecutor(8) as pool:
        positions = list(pool.map(add, range(24)))
    assert sorted(filter(None, positions)) == list(range(1, 25))


def test_two_first_openings_at_once_both_work(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_records, [url] * 4))
    for one in opened:
        assert conversations.list_mine(one, conversations.new_id()) == ()
        one.close()


def test_the_migrations_bring_a_database_to_the_tables(records: Records, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
        mode = connection.exec_driver_sql("pragma journal_mode").scalar()
    engine.dispose()
    assert mode == "wal"


def test_a_reply_of_another_version_does_not_stop_the_rest(records: Records, url: str) -> None:
    me = conversations.new_id()
    id = begin(records, me)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
        file.execute("""update turn set reply = '{"version": 99}'""")
    file.close()
    found = conversations.load(records, id)
    assert found is not None
    assert [turn.reply for turn in found.turns] == [None]


def test_text_that_no_database_can_hold_does_not_break_keeping(records: Records) -> None:
    me = conversations.new_id()
    id = conversations.start(records, me, "half \ud800 a character")
    question = replace(QUESTION, text="\ud800\x00 <b>")
    assert conversations.add_turn(records, id, me, question, ANSWER) == 1
    found = conversations.load(records, id)
    assert found is not None
    assert found.turns[0].question.text == "?\x00 <b>"


@pytest.mark.parametrize("address", ["nonsense", "nosuch://server/db", "sqlite:////proc/no/r.db"])
def test_an_address_that_cannot_be_opened_is_one_sentence(address: str) -> None:
    with pytest.raises(RecordsError) as caught:
        open_records(address)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_text("this is not a database, only some text that is long enough to look at")
    with pytest.raises(RecordsError, match=r"records\.sqlite could not be opened"):
        open_records(f"sqlite:///{path}")
