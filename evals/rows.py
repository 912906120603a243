"""A file of rows, one JSON object a line for each question and system, that a run goes on from.

While a run lasts its rows go into a journal beside the file; a run that was killed leaves it, and
the next one takes from both whatever still holds.
"""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from evals.datasets import EvalError

Row = dict[str, Any]
Key = tuple[str, str]  # the question's id, the system's name


def key_of(row: Row) -> Key:
    return str(row["query_id"] if "query_id" in row else row["id"]), str(row["system"])


def journal_of(path: Path) -> Path:
    return path.with_name(path.name + ".journal")


def kept_rows(path: Path) -> dict[Key, Row]:
    """What an earlier run wrote, whole or not; the later row of a key stands."""
    kept: dict[Key, Row] = {}
    for file, whole in ((path, True), (journal_of(path), False)):
        if file.exists():
            kept.update((key_of(row), row) for row in _rows(file, whole=whole))
    return kept


def read_rows(path: Path) -> list[Row]:
    """The rows of a finished run, in its order."""
    if not path.exists():
        raise EvalError(f"no rows at {path}; write them with --rows {path}")
    rows = list(_rows(path, whole=True))
    if not rows:
        raise EvalError(f"{path} holds no row; write them with --rows {path}")
    return rows


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """The file is whole or, where writing failed, as it was. Its journal has done its work."""
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(_line(row) for row in rows)
        os.replace(partial, path)
        journal_of(path).unlink(missing_ok=True)
    except OSError as error:
        raise EvalError(f"the rows cannot be written to {path}: {error.strerror}") from error


def open_journal(path: Path) -> TextIO:
    journal = journal_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _end_last_line(journal)
        return journal.open("a", encoding="utf-8")
    except OSError as error:
        raise EvalError(f"the rows cannot be written to {path}: {error.strerror}") from error


def note(journal: TextIO, rows: Iterable[Row]) -> None:
    journal.writelines(_line(row) for row in rows)
    journal.flush()


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _rows(file: Path, *, whole: bool) -> Iterator[Row]:
    """Of what is not `whole`, a line cut short by a kill is passed over."""
    try:
        lines = file.read_text(encoding="utf-8", errors="strict" if whole else "replace")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{file} cannot be read as rows: {error}") from error
    for number, line in enumerate(lines.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            key_of(row)
        except (ValueError, KeyError, TypeError) as error:
            if whole:
                raise EvalError(
                    f"line {number} of {file} is no row of evals; give --rows another file"
                ) from error
            continue
        yield row


def _end_last_line(journal: Path) -> None:
    if journal.exists() and not journal.read_bytes().endswith(b"\n"):
        with journal.open("a", encoding="utf-8") as file:
            file.write("\n")
