"""What the catalogue's rows hold, and the JSON form of what is nested in them (pure)."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from ingest.document import Document, Heading, Passage, Placed, Sentence, Source


@dataclass(frozen=True, slots=True)
class Entry:
    """A document's row: the document, where it came from, and the hashes of what it was."""

    document: Document
    root: str
    path: str
    record_hash: str
    pipeline: str
    encoding: str
    part: str = ""  # its name within the file; empty where the file is the document

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
    """The light half of a row: enough to tell whether a document has changed."""

    id: str
    root: str
    path: str
    part: str
    text_hash: str
    record_hash: str
    pipeline: str
    encoding: str
    passage_count: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A part of a file whose text `document` holds already, and what it says of its source."""

    part: str
    document: str
    text_hash: str
    source: Source


@dataclass(frozen=True, slots=True)
class File:
    """What became of a file: so many documents, copies of documents, and parts left out."""

    path: str
    root: str
    file_hash: str
    pipeline: str
    documents: int
    copies: tuple[Copy, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()  # part, reason


def passage_key(document: str, encoding: str, at: int) -> str:
    return f"{document}:{encoding[:24]}:{at}"


def split_key(key: str) -> tuple[str, str, int]:
    document, encoding, at = key.rsplit(":", 2)
    return document, encoding, int(at)


def source_json(source: Source) -> str:
    """The source's fields in one fixed form: equal sources, equal text."""
    return json.dumps(asdict(source), default=_iso, sort_keys=True, ensure_ascii=False)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")


_SOURCE_FIELDS = frozenset(one.name for one in fields(Source))


def source_of_json(text: str) -> Source:
    data: dict[str, Any] = json.loads(text)
    for name, value in data.items():
        if isinstance(value, list):
            data[name] = tuple(value)
        elif name in ("status_date", "checked_on", "fetched_on") and value is not None:
            data[name] = date.fromisoformat(value)
    return Source(**{name: data[name] for name in data if name in _SOURCE_FIELDS})


def document_of_row(row: Iterable[Any]) -> Document:
    source, text, headings, sentences, passages, pages, text_hash = row
    return Document(
        source=source_of_json(source),
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


def placed_of_row(row: tuple[str, str] | None) -> Placed | None:
    return None if row is None else Placed(row[0], tuple(map(tuple, json.loads(row[1]))))
