"""One door in front of the three: the catalogue and the legs that find its passages."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.catalogue import Catalogue
from ingest.document import Document, IngestError, Passage, Source
from ingest.embed import Vectors
from ingest.keywords import KeywordIndex
from ingest.rows import Entry, File, Known, passage_key, split_key
from ingest.vectors import StoredPassage, VectorIndex


@dataclass(frozen=True, slots=True)
class LegHit:
    """A passage as one leg found it, and that leg's own score, higher is better."""

    document: Document
    at: int
    score: float

    @property
    def passage(self) -> Passage:
        return self.document.passages[self.at]


class StoreReader:
    """The store as it was at one generation. Safe to share between threads."""

    def __init__(self, folder: Path, *, chroma_url: str | None = None) -> None:
        catalogue = Catalogue(folder / "catalogue.sqlite")
        try:
            identity = catalogue.identity()
            self.state = catalogue.state()  # first: what commits meanwhile is seen next time
            self.generation = catalogue.generation()
            self.embedding_checksum = catalogue.meta("embedding_checksum") or ""
            self.embedding_model = catalogue.meta("embedding_model") or ""
            self.built = catalogue.meta("built") or ""
            self.known: dict[str, Known] = catalogue.known()
            self.sources: dict[str, Source] = {one.id: one for one in catalogue.sources()}
        finally:
            catalogue.close()
        self._folder = folder
        for leg in ("keywords",) if chroma_url else ("keywords", "chroma"):
            if not (folder / leg).is_dir():
                raise IngestError(
                    f"the store at {folder} has no {leg} folder; run python -m ingest"
                )
        self._vectors = VectorIndex(folder / "chroma", url=chroma_url, store=identity)
        self.keywords = KeywordIndex(folder / "keywords")
        self._documents: dict[str, Document | None] = {}

    @property
    def passage_count(self) -> int:
        return sum(one.passage_count for one in self.known.values())

    def document(self, document: str) -> Document | None:
        if document not in self.known:
            return None
        if document not in self._documents:
            catalogue = Catalogue(self._folder / "catalogue.sqlite")
            try:
                self._documents[document] = catalogue.get(document)
            finally:
                catalogue.close()
        return self._documents[document]

    def search_vectors(
        self, vector: Vectors, *, limit: int, documents: Sequence[str] | None = None
    ) -> list[LegHit]:
        found = self._vectors.search(vector, limit=limit, documents=documents)
        return [hit for one in found if (hit := self.resolve(one.key, one.similarity)) is not None]

    def search_keywords(
        self, terms: Sequence[str], *, limit: int, documents: Sequence[str] | None = None
    ) -> list[LegHit]:
        found = self.keywords.search(terms, limit=limit, documents=documents)
        return [hit for one in found if (hit := self.resolve(one.key, one.score)) is not None]

    def resolve(self, key: str, score: float = 0.0) -> LegHit | None:
        """The passage a leg names, or None where the catalogue does not hold it."""
        name, encoding, at = split_key(key)
        known = self.known.get(name)
        if known is None or known.encoding[:24] != encoding:
            return None
        document = self.document(name)
        if document is None or document.sha256 != known.text_hash:
            return None
        if at >= len(document.passages):
            return None
        return LegHit(document, at, score)


class Store:
    """The door for readers: `reader()` is the store as it is now, reopened when it changed."""

    def __init__(self, folder: Path, *, chroma_url: str | None = None) -> None:
        self.folder = folder
        self._chroma_url = chroma_url
        self._reader: StoreReader | None = None
        self._lock = threading.Lock()

    def reader(self) -> StoreReader:
        catalogue = Catalogue(self.folder / "catalogue.sqlite")
        try:
            state = catalogue.state()
        finally:
            catalogue.close()
        with self._lock:
            if self._reader is None or self._reader.state != state:
                self._reader = StoreReader(self.folder, chroma_url=self._chroma_url)
            return self._reader


class StoreWriter:
    """The door for the one writer. Use `open_for_writing`."""

    def __init__(self, folder: Path, *, chroma_url: str | None = None) -> None:
        self.catalogue = Catalogue(folder / "catalogue.sqlite", write=True)
        self._vectors = VectorIndex(
            folder / "chroma", url=chroma_url, store=self.catalogue.identity()
        )
        self._keywords = KeywordIndex(folder / "keywords")

    def add(self, entries: Sequence[Entry], texts: Sequence[str], vectors: Vectors) -> None:
        """Write documents with their passages: the legs first, the rows last, all at once.

        `texts` are what was encoded of each passage and `vectors` its rows, in the same order.
        """
        passages = [one for entry in entries for one in _stored_passages(entry)]
        old = self.catalogue.known([entry.id for entry in entries])
        self._vectors.add(passages, vectors)
        self._keywords.add(
            (one.key, one.document, text) for one, text in zip(passages, texts, strict=True)
        )
        with self.catalogue.transaction():
            for entry in entries:
                self.catalogue.put(entry)
            self.catalogue.advance()
        replaced = [
            key
            for entry in entries
            if entry.id in old and old[entry.id].encoding != entry.encoding
            for key in _keys_of(old[entry.id])
        ]
        self._forget(replaced)

    def update(self, entries: Sequence[Entry]) -> None:
        """Write documents whose passages, and so whose vectors, have not changed."""
        with self.catalogue.transaction():
            for entry in entries:
                self.catalogue.put(entry)
            self.catalogue.advance()

    def remove(self, documents: Sequence[Known]) -> None:
        """Take documents out: the rows first, so that no reader finds half of one."""
        with self.catalogue.transaction():
            for one in documents:
                self.catalogue.remove(one.id)
            self.catalogue.advance()
        self._forget([key for one in documents for key in _keys_of(one)])

    def note_files(self, files: Sequence[File], gone: Sequence[str] = ()) -> None:
        """Write what became of files, whose documents are written, and forget those that went."""
        now = dict.fromkeys(gone, ()) | {file.path: file.copies for file in files}
        with self.catalogue.transaction():
            # What a reader has seen of a record may be another now.
            is_told_otherwise = any(
                self.catalogue.copies_in(path) != copies for path, copies in now.items()
            )
            for path in gone:
                self.catalogue.forget_file(path)
            for file in files:
                self.catalogue.put_file(file)
            if is_told_otherwise:
                self.catalogue.advance()

    def sweep(self) -> list[str]:
        """Drop from the legs what no document owns; return documents that lack a passage."""
        known = self.catalogue.known()
        wanted = {key: one.id for one in known.values() for key in _keys_of(one)}
        in_vectors, in_keywords = set(self._vectors.keys()), set(self._keywords.keys())
        self._forget(sorted((in_vectors | in_keywords) - wanted.keys()))
        missing = wanted.keys() - (in_vectors & in_keywords)
        return sorted({wanted[key] for key in missing})

    def close(self) -> None:
        self.catalogue.close()

    def _forget(self, keys: Sequence[str]) -> None:
        if keys:
            self._vectors.remove(keys)
            self._keywords.remove(keys)


@contextlib.contextmanager
def open_for_writing(folder: Path, *, chroma_url: str | None = None) -> Iterator[StoreWriter]:
    """The writer, under a lock that dies with this process."""
    lock = FileLock(folder / "writer.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IngestError(
            f"another ingest is writing to {folder}; wait until it has finished"
        ) from error
    except OSError as error:
        raise IngestError(
            f"no store can be written at {folder} ({error.strerror}); give another --store"
        ) from error
    try:
        writer = StoreWriter(folder, chroma_url=chroma_url)
        try:
            yield writer
        finally:
            writer.close()
    finally:
        lock.release()


def _stored_passages(entry: Entry) -> list[StoredPassage]:
    document = entry.document
    return [
        StoredPassage(
            key,
            document.id,
            document.sha256,
            one.start,
            one.end,
            document.text[one.start : one.end],
        )
        for key, one in zip(entry.passage_keys(), document.passages, strict=True)
    ]


def _keys_of(known: Known) -> list[str]:
    return [passage_key(known.id, known.encoding, at) for at in range(known.passage_count)]
