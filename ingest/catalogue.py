"""The one truth: which documents there are. The only file that names sqlite3.

A document exists from the moment its row commits. Readers open the file read-only for each
question, so that they see what another process has committed.
"""

import contextlib
import json
import secrets
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.conflicts import Conflict, conflicts_json, conflicts_of_json
from ingest.document import Document, IngestError, Source, with_copies
from ingest.faults import disk_faults_told
from ingest.file_tables import Files
from ingest.layout import FORMAT_VERSION, TO_BRING_UP_FROM_1, TO_MAKE, check_format
from ingest.marks import Marks
from ingest.notices import Mark, Notice, under
from ingest.rows import (
    Entry,
    Known,
    document_of_row,
    placed_of_row,
    source_json,
    source_of_json,
)
from ingest.vocabulary import Vocabulary, words_of

# What the meta table calls what the folders say beside their texts: root → groups, root → topics.
_TERMS, _CONFLICTS = "terms", "conflicts"


class Catalogue:
    """The catalogue file, for one thread. Close it after use."""

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self._path = path
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            if not self._has_schema():
                self._db.execute("PRAGMA journal_mode=WAL")
                self._create()
            elif self.meta("format_version") == "1":
                self._bring_up_from_1()
            self._db.execute("PRAGMA synchronous=FULL")
        else:
            if not path.is_file():
                raise IngestError(f"no store at {path.parent}; run python -m ingest")
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._db.execute("PRAGMA query_only=ON")
            if not self._has_schema():
                raise IngestError(f"no store at {path.parent}; run python -m ingest")
        check_format(self.meta("format_version"), path.parent)
        self.files = Files(self._db)
        self._marks = Marks(self._db, write=write)
        self._vocabulary = Vocabulary(self._db)
        if write and not self._vocabulary.is_kept():  # the store is new, or of before there was one
            with self.transaction():
                self._vocabulary.make(self._words_by_document())

    def close(self) -> None:
        self._db.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or none of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read in the block is of one moment, whatever another process commits."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    def meta(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def keep_terms(self, root: str, groups: Sequence[Sequence[str]]) -> None:
        """Put these groups of terms in the place of the folder's own that were kept."""
        self._keep(_TERMS, root, [list(one) for one in groups])

    def terms(self) -> tuple[tuple[str, ...], ...]:
        """The groups of terms of every folder, in the order of the folders' names."""
        return tuple(tuple(group) for group in self._kept(_TERMS))

    def keep_conflicts(self, root: str, conflicts: Sequence[Conflict]) -> None:
        """Put these in the place of the folder's own conflicts that were kept."""
        self._keep(_CONFLICTS, root, conflicts_json(conflicts))

    def conflicts(self, root: str | None = None) -> tuple[Conflict, ...]:
        """The conflicts of one folder, or of every one in the order of the folders' names."""
        return conflicts_of_json(self._kept(_CONFLICTS, root))

    def _keep(self, name: str, root: str, said: list[Any]) -> None:
        held = json.loads(self.meta(name) or "{}")
        now = {**held, root: json.loads(json.dumps(said))}  # tuples as lists, as they are held
        if not said:
            del now[root]
        if now != held:
            with self.transaction():
                self.set_meta(name, json.dumps(now, ensure_ascii=False, sort_keys=True))
                self.advance()

    def _kept(self, name: str, root: str | None = None) -> list[Any]:
        kept = json.loads(self.meta(name) or "{}")
        return [one for of in sorted(kept) if root in (None, of) for one in kept[of]]

    def generation(self) -> int:
        return int(self.meta("generation") or 0)

    def state(self) -> str:
        """Another for every change, and for a store that was deleted and built anew."""
        return f"{self.identity()}:{self.generation()}"

    def identity(self) -> str:
        """The name of this one store, drawn when it was made."""
        return self.meta("identity") or ""

    def advance(self) -> None:
        """Say that the store has changed; readers reopen when they see it."""
        self.set_meta("generation", str(self.generation() + 1))
        self.set_meta("built", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))

    def put(self, entry: Entry) -> None:
        document = entry.document
        said = words_of(document.source.title, document.text)
        self._vocabulary.change(self._words_said(entry.id), said)
        self._db.execute(
            "INSERT OR REPLACE INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                entry.id,
                entry.root,
                entry.path,
                entry.part,
                document.sha256,
                entry.record_hash,
                entry.pipeline,
                entry.encoding,
                source_json(document.source),
                document.text,
                json.dumps([[one.start, one.end, one.level] for one in document.headings]),
                json.dumps([[one.start, one.end, one.header] for one in document.sentences]),
                json.dumps([[one.start, one.end, one.heading] for one in document.passages]),
                json.dumps(document.pages),
            ),
        )
        self._db.execute("DELETE FROM places WHERE document = ?", (entry.id,))
        if (placed := document.placed) is not None:
            self._db.execute(
                "INSERT INTO places VALUES (?,?,?)",
                (entry.id, placed.file_sha256, json.dumps(placed.runs)),
            )
        self._marks.mark(document.source)

    def remove(self, document: str) -> None:
        self._vocabulary.change(self._words_said(document), ())
        self._db.execute("DELETE FROM documents WHERE id = ?", (document,))
        self._db.execute("DELETE FROM places WHERE document = ?", (document,))
        self._marks.forget(document)

    def words_held(self, among: Collection[str]) -> dict[str, int]:
        """Those of the words that stand in the texts, and in how many documents each does."""
        return self._vocabulary.held(among)

    def _words_by_document(self) -> Iterator[set[str]]:
        for source, text in self._db.execute("SELECT source, text FROM documents"):
            yield words_of(source_of_json(source).title, text)

    def _words_said(self, document: str) -> set[str]:
        row = self._db.execute(
            "SELECT source, text FROM documents WHERE id = ?", (document,)
        ).fetchone()
        return set() if row is None else words_of(source_of_json(row[0]).title, row[1])

    def keep_notices(self, notices: Iterable[Notice]) -> None:
        """Put these in the place of the list of retractions, and mark every document by it."""
        rows = self._db.execute("SELECT source FROM documents").fetchall()
        self._marks.keep(notices, (source_of_json(row[0]) for row in rows))

    def marks(self) -> dict[str, Mark]:
        """What the list of retractions makes of documents, by their ids."""
        return self._marks.all()

    def known(self, ids: Iterable[str] | None = None) -> dict[str, Known]:
        """Every document by its id, or those of `ids` that there are, without their texts."""
        query = (
            "SELECT id, root, path, part, text_hash, record_hash, pipeline, encoding,"
            " json_array_length(passages) FROM documents"
        )
        if ids is None:
            rows: Iterable[Any] = self._db.execute(query)
        else:
            rows = (row for one in ids for row in self._db.execute(f"{query} WHERE id = ?", (one,)))
        return {row[0]: Known(*row) for row in rows}

    def get(self, document: str) -> Document | None:
        row = self._db.execute(
            "SELECT source, text, headings, sentences, passages, pages, text_hash"
            " FROM documents WHERE id = ?",
            (document,),
        ).fetchone()
        if row is None:
            return None
        found = document_of_row(row)
        copies = self.files.copies(document).get(document, [])
        source = with_copies(found.source, copies) if copies else found.source
        placed = self._db.execute(
            "SELECT file_sha256, runs FROM places WHERE document = ?", (document,)
        ).fetchone()
        return replace(
            found,
            source=under(self.marks().get(document), source),
            placed=placed_of_row(placed),
        )

    def sources(self) -> list[Source]:
        """The record of every document, with what its copies and the list of retractions add."""
        copies, marks = self.files.copies(), self.marks()
        rows = self._db.execute("SELECT id, source FROM documents ORDER BY id")
        return [
            under(marks.get(one), with_copies(source_of_json(text), copies.get(one, [])))
            for one, text in rows
        ]

    def _has_schema(self) -> bool:
        query = "SELECT 1 FROM sqlite_master WHERE name = 'meta'"
        try:
            with disk_faults_told(self._path.parent):
                return self._db.execute(query).fetchone() is not None
        except sqlite3.OperationalError as error:  # it is there, and cannot be had now
            raise IngestError(
                f"{self._path} cannot be read now ({error}); try again in a while"
            ) from error
        except sqlite3.DatabaseError as error:
            raise IngestError(
                f"{self._path} is not a catalogue; delete {self._path.parent} "
                "and run python -m ingest"
            ) from error

    def _create(self) -> None:
        with self.transaction():
            for statement in TO_MAKE:
                self._db.execute(statement)
            self.set_meta("format_version", str(FORMAT_VERSION))
            self.set_meta("identity", secrets.token_hex(8))
            self.set_meta("generation", "0")

    def _bring_up_from_1(self) -> None:
        with self.transaction():
            for statement in TO_BRING_UP_FROM_1:
                self._db.execute(statement)
            self.set_meta("format_version", str(FORMAT_VERSION))


def copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite file whole, though another process may be writing to it."""
    with (
        contextlib.closing(sqlite3.connect(source, timeout=30)) as held,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        held.backup(copy)
