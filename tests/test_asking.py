"""Asking goes on from where it stopped, and gives the same rows however many at once."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.asking import Task, ask_all, made_of, program_hash
from evals.datasets import EvalError
from evals.rows import Row, journal_of, kept_rows, read_rows, write_rows


class Counting:
    """Tasks that count how often they are asked, and may stop the run."""

    def __init__(self, *, stop_at: str | None = None) -> None:
        self.asked: list[str] = []
        self._stop_at = stop_at
        self._lock = threading.Lock()

    def tasks(self, names: Sequence[str], *, made: str = "v1") -> list[Task]:
        return [Task(((name, "ours"),), made, lambda name=name: self._ask(name)) for name in names]

    def _ask(self, name: str) -> list[Row]:
        if name == self._stop_at:
            raise KeyboardInterrupt
        with self._lock:
            self.asked.append(name)
        return [{"id": name, "system": "ours", "said": name.upper()}]


NAMES = [f"q{at}" for at in range(20)]


def test_the_rows_are_the_same_however_many_at_once() -> None:
    one = ask_all(Counting().tasks(NAMES), jobs=1)
    many = ask_all(Counting().tasks(NAMES), jobs=8)
    assert one.rows == many.rows
    assert [row["id"] for row in one.rows] == NAMES


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    with pytest.raises(KeyboardInterrupt):
        ask_all(Counting(stop_at="q7").tasks(NAMES), file=file)
    assert not file.exists()
    assert len(kept_rows(file)) == 7
    second = Counting()
    done = ask_all(second.tasks(NAMES), file=file)
    assert (done.kept, second.asked) == (7, NAMES[7:])
    write_rows(file, done.rows)
    assert not journal_of(file).exists()
    third = Counting()
    again = ask_all(third.tasks(NAMES), file=file)
    assert (again.rows, again.kept, third.asked) == (done.rows, 20, [])


def test_a_line_cut_short_by_a_kill_is_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    with pytest.raises(KeyboardInterrupt):
        ask_all(Counting(stop_at="q3").tasks(NAMES), file=file)
    journal = journal_of(file)
    journal.write_bytes(journal.read_bytes()[:-5])
    second = Counting()
    done = ask_all(second.tasks(NAMES), file=file)
    assert done.kept == 2
    assert [row["id"] for row in done.rows] == NAMES
    assert len(kept_rows(file)) == 20  # what came behind the cut line is whole


def test_rows_of_another_program_or_store_are_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    write_rows(file, ask_all(Counting().tasks(NAMES), file=file).rows)
    changed = Counting()
    assert ask_all(changed.tasks(NAMES, made="v2"), file=file).kept == 0
    assert changed.asked == NAMES


def test_a_file_of_something_else_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    for text in ("my notes\n", '{"id": 1}\n', "[1]\n"):
        file.write_text(text)
        with pytest.raises(
            EvalError, match=r"line 1 of .* is no row of evals; give --rows another"
        ):
            ask_all(Counting().tasks(NAMES), file=file)
        assert file.read_text() == text


def test_rows_that_cannot_be_read_or_written_say_so(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"no rows at .*; write them with --rows"):
        read_rows(tmp_path / "nowhere.jsonl")
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(EvalError, match="holds no row"):
        read_rows(tmp_path / "empty.jsonl")
    (tmp_path / "file").touch()
    with pytest.raises(EvalError, match="the rows cannot be written to"):
        ask_all(Counting().tasks(NAMES), file=tmp_path / "file" / "rows.jsonl")


def test_an_error_in_one_question_stops_the_run_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"

    def fail() -> list[Row]:
        raise EvalError("the server is away")

    tasks = [*Counting().tasks(NAMES[:5]), Task((("bad", "ours"),), "v1", fail)]
    with pytest.raises(EvalError, match="the server is away"):
        ask_all(tasks, file=file)
    assert list(kept_rows(file)) == [(name, "ours") for name in NAMES[:5]]


def test_a_changed_file_makes_another_program(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "a.py").write_text("1")
    (tmp_path / "b.py").write_text("2")
    before = program_hash(tmp_path / "part", tmp_path / "b.py")
    (tmp_path / "part" / "__pycache__").mkdir()
    (tmp_path / "part" / "__pycache__" / "a.pyc").write_bytes(b"3")
    assert program_hash(tmp_path / "part", tmp_path / "b.py") == before
    (tmp_path / "part" / "a.py").write_text("1 ")
    assert program_hash(tmp_path / "part", tmp_path / "b.py") != before
    assert made_of("a", "bc") != made_of("ab", "c")


def test_the_rows_are_json_lines_with_what_they_are_made_of(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    write_rows(file, ask_all(Counting().tasks(["q1"])).rows)
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"id": "q1", "system": "ours", "said": "Q1", "made_of": "v1"}
    ]
