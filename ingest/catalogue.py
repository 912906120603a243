"""The one truth: which documents there are. The only file that names sqlite3.

A document exists from the moment its row commits. Readers open the file read-only for each
question, so that they see what another process has committed.
"""

import contextlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ingest.document import Document, Heading, IngestError, Passage, Placed, Sentence, Source

FORMAT_VERSION = 2

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    root TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    file_hash TEXT NOT NULL,      -- the bytes of the file and of its sidecar
    text_hash TEXT NOT NULL,      -- SHA-256 of the canonical text: names the document
    record_hash TEXT NOT NULL,    -- the source's fields
    pipeline TEXT NOT NULL,       -- version of readers, cleaner, splitter
    encoding TEXT NOT NULL,       -- what was encoded, by which model: names the legs' passages
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    headings TEXT NOT NULL,
    sentences TEXT NOT NULL,
    passages TEXT NOT NULL,
    pages TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE places (
    document TEXT PRIMARY KEY,
    file_sha256 TEXT NOT NULL,    -- the bytes of the file alone
    runs TEXT NOT NULL            -- text start, length, page, first character on that page
) WITHOUT ROWID;
CREATE INDEX documents_by_text ON documents (text_hash);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document's row: the document, where it came from, and the hashes of what it was."""

    document: Document
    root: str
    path: str
    file_hash: str
    record_hash: str
    pipeline: str
    encoding: str

    @property
    def id(self) -> str:
        return self.document.id

    def passage_keys(self) -> list[str]:
        return [passage_key(self.id, self.encoding, at) for at in range(self.passage_count)]

    @property
    def passage_count(self) -> int:
        return len(self.document.passages)


@dataclass(frozen=True, slots=True)
class Known:
    """The light half of a row: enough to tell whether a file has changed."""

    id: str
    root: str
    path: str
    file_hash: str
    text_hash: str
    record_hash: str
    pipeline: str
    encoding: str
    passage_count: int


def passage_key(document: str, encoding: str, at: int) -> str:
    return f"{document}:{encoding[:24]}:{at}"


def split_key(key: str) -> tuple[str, str, int]:
    document, encoding, at = key.rsplit(":", 2)
    return document, encoding, int(at)


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
            self._db.execute("PRAGMA synchronous=FULL")
        else:
            if not path.is_file():
                raise IngestError(f"no store at {path.parent}; run python -m ingest")
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._db.execute("PRAGMA query_only=ON")
            if not self._has_schema():
                raise IngestError(f"no store at {path.parent}; run python -m ingest")
        version = self.meta("format_version")
        if version != str(FORMAT_VERSION):
            raise IngestError(
                f"the store at {path.parent} has format {version}, this program reads "
                f"{FORMAT_VERSION}; delete that folder and run python -m ingest"
            )

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

    def meta(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

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
        self._db.execute(
            "INSERT OR REPLACE INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                entry.id,
                entry.root,
                entry.path,
                entry.file_hash,
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

    def remove(self, document: str) -> None:
        self._db.execute("DELETE FROM documents WHERE id = ?", (document,))
        self._db.execute("DELETE FROM places WHERE document = ?", (document,))

    def known(self, ids: Iterable[str] | None = None) -> dict[str, Known]:
        """Every document by its id, or those of `ids` that there are, without their texts."""
        query = (
            "SELECT id, root, path, file_hash, text_hash, record_hash, pipeline, encoding,"
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
        placed = self._db.execute(
            "SELECT file_sha256, runs FROM places WHERE document = ?", (document,)
        ).fetchone()
        return replace(_document_of(row), placed=_placed_of(placed))

    def sources(self) -> list[Source]:
        rows = self._db.execute("SELECT source FROM documents ORDER BY id")
        return [_source_of(row[0]) for row in rows]

    def _has_schema(self) -> bool:
        query = "SELECT 1 FROM sqlite_master WHERE name = 'meta'"
        try:
            return self._db.execute(query).fetchone() is not None
        except sqlite3.DatabaseError as error:
            raise IngestError(
                f"{self._path} is not a catalogue; delete {self._path.parent} "
                "and run python -m ingest"
            ) from error

    def _create(self) -> None:
        with self.transaction():
            for statement in _SCHEMA.split(";\n"):
                self._db.execute(statement)
            self.set_meta("format_version", str(FORMAT_VERSION))
            self.set_meta("identity", secrets.token_hex(8))
            self.set_meta("generation", "0")


def source_json(source: Source) -> str:
    """The source's fields in one fixed form: equal sources, equal text."""
    return json.dumps(asdict(source), default=_iso, sort_keys=True, ensure_ascii=False)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")


_SOURCE_FIELDS = frozenset(one.name for one in fields(Source))


def _source_of(text: str) -> Source:
    data: dict[str, Any] = json.loads(text)
    for name, value in data.items():
        if isinstance(value, list):
            data[name] = tuple(value)
        elif name in ("status_date", "checked_on") and value is not None:
            data[name] = date.fromisoformat(value)
    return Source(**{name: data[name] for name in data if name in _SOURCE_FIELDS})


def _placed_of(row: tuple[str, str] | None) -> Placed | None:
    return None if row is None else Placed(row[0], tuple(map(tuple, json.loads(row[1]))))


def _document_of(row: Iterable[Any]) -> Document:
    source, text, headings, sentences, passages, pages, text_hash = row
    return Document(
        source=_source_of(source),
        text=text,
        headings=tuple(Heading(*one) for one in json.loads(headings)),
        sentences=tuple(
            Sentence(start, end, tuple(header) if header else None)
            for start, end, header in json.loads(sentences)
        ),
        passages=tuple(Passage(*one) for one in json.loads(passages)),
        pages=tuple((start, page) for start, page in json.loads(pages)),
        sha256=text_hash,
    )
