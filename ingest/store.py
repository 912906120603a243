"""One door in front of the three: the catalogue and the legs that find its passages."""

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.authors import AuthorNames
from ingest.catalogue import Catalogue
from ingest.document import Document, IngestError, Passage, Source
from ingest.editions import FIRST
from ingest.embed import Vectors
from ingest.faults import disk_faults_told
from ingest.keywords import KeywordIndex
from ingest.marks import LIST_OF
from ingest.rows import Known, split_key
from ingest.vectors import VectorIndex

EDITION = "vectors_edition"  # the catalogue's note of which vectors belong to its rows
ON_SERVER = "server"


def vectors_folder(store: Path) -> Path:
    """Where the vectors lie now: a folder of Chroma's, for those who only read."""
    catalogue = Catalogue(store / "catalogue.sqlite")
    try:
        return store / (catalogue.meta(EDITION) or FIRST)
    finally:
        catalogue.close()


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
        self._folder = folder
        self._chroma_url = chroma_url
        self._documents: dict[str, Document | None] = {}
        while True:
            edition = self._read_catalogue()
            try:
                with disk_faults_told(folder):
                    self._open_legs(edition)
            except IngestError:
                if self._edition_now() == edition:
                    raise
            # What is published meanwhile may have taken the place of what was opened.
            if self._edition_now() == edition:
                return

    def _open_legs(self, edition: str) -> None:
        # A leg of an earlier time would be read without an error, and lack what came since.
        if self._chroma_url and edition != ON_SERVER:
            raise IngestError(
                f"the vectors of the store at {self._folder} do not lie on a server; "
                "unset CHROMA_URL, or run python -m ingest to put them there"
            )
        if not self._chroma_url and edition == ON_SERVER:
            raise IngestError(
                f"the vectors of the store at {self._folder} lie on a Chroma server; "
                "set CHROMA_URL, or run python -m ingest to put them beside the store"
            )
        for leg in ("keywords",) if self._chroma_url else ("keywords", edition):
            if not (self._folder / leg).is_dir():
                raise IngestError(
                    f"the store at {self._folder} has no {leg} folder; run python -m ingest"
                )
        self._vectors = VectorIndex(
            self._folder / edition, url=self._chroma_url, store=self._identity
        )
        self.keywords = KeywordIndex(self._folder / "keywords")

    def _read_catalogue(self) -> str:
        """Read all of it as of one moment; the name of the edition of the vectors."""
        catalogue = Catalogue(self._folder / "catalogue.sqlite")
        try:
            with catalogue.snapshot():
                self._identity = catalogue.identity()
                self.state = catalogue.state()
                self.generation = catalogue.generation()
                self.embedding_checksum = catalogue.meta("embedding_checksum") or ""
                self.embedding_model = catalogue.meta("embedding_model") or ""
                self.built = catalogue.meta("built") or ""
                self.terms = catalogue.terms()
                self.conflicts = catalogue.conflicts()
                self.retractions_of = catalogue.meta(LIST_OF)
                self.known: dict[str, Known] = catalogue.known()
                self.passage_count = sum(one.passage_count for one in self.known.values())
                self.sources: dict[str, Source] = {one.id: one for one in catalogue.sources()}
                self.authors = AuthorNames(self.sources)
                return catalogue.meta(EDITION) or FIRST
        finally:
            catalogue.close()

    def _edition_now(self) -> str:
        catalogue = Catalogue(self._folder / "catalogue.sqlite")
        try:
            return catalogue.meta(EDITION) or FIRST
        finally:
            catalogue.close()

    def document(self, document: str) -> Document | None:
        self._read([document])
        return self._documents.get(document)

    def _read(self, documents: Iterable[str]) -> None:
        """Have these at hand. To open the catalogue costs more than to read a document of it."""
        missing = {one for one in documents if one in self.known} - self._documents.keys()
        if not missing:
            return
        catalogue = Catalogue(self._folder / "catalogue.sqlite")
        try:
            for one in missing:
                self._documents[one] = catalogue.get(one)
        finally:
            catalogue.close()

    def words_held(self, among: Collection[str]) -> dict[str, int]:
        """Those of the words that stand in the texts, and in how many documents each does."""
        catalogue = Catalogue(self._folder / "catalogue.sqlite")
        try:
            return catalogue.words_held(among)
        finally:
            catalogue.close()

    def search_vectors(
        self, vector: Vectors, *, limit: int, documents: Sequence[str] | None = None
    ) -> list[LegHit]:
        found = self._vectors.search(vector, limit=limit, documents=documents)
        self._read(split_key(one.key)[0] for one in found)
        return [hit for one in found if (hit := self.resolve(one.key, one.similarity)) is not None]

    def search_keywords(
        self, terms: Sequence[str], *, limit: int, documents: Sequence[str] | None = None
    ) -> list[LegHit]:
        found = self.keywords.search(terms, limit=limit, documents=documents)
        self._read(split_key(one.key)[0] for one in found)
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
