"""The door for the one writer: what is in the store, all at once, and under a lock."""

import contextlib
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.catalogue import Catalogue
from ingest.document import IngestError
from ingest.editions import FIRST, Editions
from ingest.embed import Vectors
from ingest.faults import disk_faults_told
from ingest.keywords import KeywordIndex
from ingest.rows import Entry, File, Known, passage_key
from ingest.store import EDITION, ON_SERVER
from ingest.vectors import BrokenIndex, StoredPassage, VectorIndex, VectorsMissing

# A note in the catalogue: a server's vectors were being written and may not have come to rest.
_UNSETTLED = "vectors_unsettled"

# Passages that are written before the store is brought to them, and an eighth of what it holds:
# each time the vectors' folder is copied.
_COMMIT_PASSAGES = 1024


class StoreWriter:
    """The door for the one writer. Use `open_for_writing`.

    What is added, updated and removed is in the store once `commit` has returned, and not at
    all before. `add` commits by itself when enough waits.
    """

    def __init__(self, folder: Path, *, chroma_url: str | None = None) -> None:
        self._folder = folder
        self.catalogue = Catalogue(folder / "catalogue.sqlite", write=True)
        identity = self.catalogue.identity()
        self._editions: Editions | None = None
        self._vectors: VectorIndex | None = None  # the server's, or the draft once one is needed
        if chroma_url:
            self._vectors = VectorIndex(folder / FIRST, url=chroma_url, store=identity, write=True)
        else:
            held = self.catalogue.meta(EDITION)
            self._editions = Editions(folder, None if held == ON_SERVER else held)
        self._keywords = KeywordIndex(folder / "keywords")
        self._entries: list[Entry] = []
        self._gone: list[Known] = []
        self._files: list[File] = []
        self._gone_files: list[str] = []
        self._stale: list[str] = []  # keys that no row will own
        self._waiting = 0  # passages
        self._held = sum(one.passage_count for one in self.catalogue.known().values())

    def add(self, entries: Sequence[Entry], texts: Sequence[str], vectors: Vectors) -> None:
        """Write documents with their passages.

        `texts` are what was encoded of each passage and `vectors` its rows, in the same order.
        """
        passages = [one for entry in entries for one in _stored_passages(entry)]
        old = self.catalogue.known([entry.id for entry in entries])
        self._vectors_to_write().add(passages, vectors)
        self._keywords.add(
            (one.key, one.document, text) for one, text in zip(passages, texts, strict=True)
        )
        self._entries.extend(entries)
        self._stale.extend(
            key
            for entry in entries
            if entry.id in old and old[entry.id].encoding != entry.encoding
            for key in _keys_of(old[entry.id])
        )
        self._waiting += len(passages)
        if self._waiting >= _COMMIT_PASSAGES + self._held // 8:
            self.commit()

    def update(self, entries: Sequence[Entry]) -> None:
        """Write documents whose passages, and so whose vectors, have not changed."""
        self._entries.extend(entries)

    def remove(self, documents: Sequence[Known]) -> None:
        """Take documents out."""
        self._gone.extend(documents)
        self._stale.extend(key for one in documents for key in _keys_of(one))

    def note_files(self, files: Sequence[File], gone: Sequence[str] = ()) -> None:
        """Write what became of files, with the documents that they are; forget those that went."""
        self._files.extend(files)
        self._gone_files.extend(gone)

    def commit(self) -> None:
        """Bring the store to what was added, updated and removed: all of it or nothing.

        The legs hold a document before its row says that it is there, and lose it after.
        """
        edition = self._publish()
        changed = bool(self._entries or self._gone or edition is not None)
        if changed or self._files or self._gone_files:
            # What a reader has seen of a record may be another now.
            changed = changed or self._copies_differ()
            with self.catalogue.transaction():
                for entry in self._entries:
                    self.catalogue.put(entry)
                for one in self._gone:
                    self.catalogue.remove(one.id)
                for path in self._gone_files:
                    self.catalogue.files.forget(path)
                for file in self._files:
                    self.catalogue.files.put(file)
                if edition is not None:
                    self.catalogue.set_meta(EDITION, edition)
                if changed:
                    self.catalogue.advance()
        if self._editions is not None and edition is not None:
            self._editions.turn_to(edition)
        elif self._vectors is not None and self._stale:
            self._vectors_to_write().remove(self._stale)
        if self._stale:
            self._keywords.remove(self._stale)
        self._settle()
        self._held += self._waiting
        self._waiting = 0
        for pending in (self._entries, self._gone, self._files, self._gone_files, self._stale):
            pending.clear()

    def sweep(self) -> list[str]:
        """Drop from the legs what no document owns; return documents that lack a passage."""
        known = self.catalogue.known()
        wanted = {key: one.id for one in known.values() for key in _keys_of(one)}
        in_vectors, in_keywords = self._vector_keys(wanted), set(self._keywords.keys())
        if stale := sorted(in_keywords - wanted.keys()):
            self._keywords.remove(stale)
        self._stale.extend(sorted(in_vectors - wanted.keys()))
        if self._stale:
            self.commit()
        missing = wanted.keys() - (in_vectors & in_keywords)
        return sorted({wanted[key] for key in missing})

    def close(self) -> None:
        if self._vectors is not None:
            self._vectors.close()
        if self._editions is not None:
            self._editions.tidy()
        self.catalogue.close()

    def _copies_differ(self) -> bool:
        now = dict.fromkeys(self._gone_files, ()) | {one.path: one.copies for one in self._files}
        return any(self.catalogue.files.copies_in(path) != copies for path, copies in now.items())

    def _vectors_to_write(self) -> VectorIndex:
        """The server's collection, or a copy of the current edition that nobody else opens."""
        if self._vectors is None:
            assert self._editions is not None
            self._vectors = VectorIndex(self._editions.draft(), write=True)
        elif self._editions is None:
            self.catalogue.set_meta(_UNSETTLED, "1")
        return self._vectors

    def _publish(self) -> str | None:
        """The name of a new edition of the vectors, if there is one to give a name."""
        if self._editions is None:
            return None if self.catalogue.meta(EDITION) == ON_SERVER else ON_SERVER
        if self._vectors is None and self._editions.current.is_dir() and not self._stale:
            return None
        draft = self._vectors_to_write()
        draft.remove(self._stale)
        draft.finish()
        self._vectors = None
        return self._editions.publish()

    def _vector_keys(self, wanted: Collection[str]) -> set[str]:
        """The passages that have a vector; on a server that was left in the middle, findable."""
        if self._editions is not None:
            if not self._editions.current.is_dir():
                return set()
            try:
                return set(VectorIndex(self._editions.current).keys())
            except VectorsMissing:
                return set()
        assert self._vectors is not None
        try:
            keys = set(self._vectors.keys())
            if self.catalogue.meta(_UNSETTLED):
                keys -= set(self._vectors.unfindable(sorted(keys & set(wanted))))
            return keys
        except BrokenIndex:
            self._vectors.start_anew()
            return set()

    def _settle(self) -> None:
        """After a server went away and came back, look whether it lost anything."""
        if self._editions is not None or not self.catalogue.meta(_UNSETTLED):
            return
        assert self._vectors is not None
        if self._vectors.was_interrupted:
            known = self.catalogue.known().values()
            lost = self._vectors.unfindable([key for one in known for key in _keys_of(one)])
            if lost:
                raise IngestError(
                    f"the Chroma server lost {len(lost)} passages when it stopped; "
                    "run python -m ingest again to put them back"
                )
            self._vectors.was_interrupted = False
        self.catalogue.set_meta(_UNSETTLED, "")


@contextlib.contextmanager
def open_for_writing(folder: Path, *, chroma_url: str | None = None) -> Iterator[StoreWriter]:
    """The writer, under a lock that dies with this process. Commits where nothing was raised."""
    lock = FileLock(folder / "writer.lock")
    holder = folder / "writer.pid"
    try:
        with disk_faults_told(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
            holder.write_text(str(os.getpid()))
    except Timeout as error:
        raise IngestError(
            f"another ingest{_process_named_in(holder)} is writing to {folder}; "
            "wait until it has finished"
        ) from error
    except OSError as error:
        raise IngestError(
            f"no store can be written at {folder} ({error.strerror}); give another --store"
        ) from error
    try:
        with disk_faults_told(folder):
            writer = StoreWriter(folder, chroma_url=chroma_url)
            try:
                yield writer
                writer.commit()
            finally:
                writer.close()
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _process_named_in(holder: Path) -> str:
    try:
        return f" (process {int(holder.read_text())})"
    except (OSError, ValueError):
        return ""


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
