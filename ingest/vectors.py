"""The vector leg: nearest passages by cosine. The only file that names chromadb."""

import itertools
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
from chromadb.config import Settings

from ingest.document import IngestError
from ingest.embed import Vectors

COLLECTION = "passages"

# At Chroma's defaults two builds agreed on the first 100 for 110 of 200 queries; with these
# for all 200.
_HNSW = {"space": "cosine", "ef_construction": 400, "ef_search": 400, "max_neighbors": 32}

# Within a process Chroma shares one client for each spelling of a path, and a client never
# sees what another process wrote. Another spelling gives a fresh one, while questions that
# are under way finish on the old.
_opened = itertools.count()
_SPELLINGS = 500  # keeps the path short; by then the first one is long closed


def _new_spelling(folder: Path) -> str:
    return str(folder) + "/." * (next(_opened) % _SPELLINGS)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the collection holds it; its text is for others, such as langchain_chroma."""

    key: str
    document: str
    sha256: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class VectorHit:
    key: str
    similarity: float


class VectorIndex:
    """Passages by meaning. A client never sees what another process wrote: open a new one."""

    def __init__(self, folder: Path, *, url: str | None = None, store: str = "") -> None:
        """Opens `folder`, or the server at `url`, where stores stay apart by their name `store`."""
        settings = Settings(anonymized_telemetry=False)
        if url:
            parts = urlsplit(url)
            try:
                self._client: Any = chromadb.HttpClient(
                    host=parts.hostname or "127.0.0.1",
                    port=parts.port or (443 if parts.scheme == "https" else 8000),
                    ssl=parts.scheme == "https",
                    settings=settings,
                )
            except Exception as error:  # the client raises plain ValueError and httpx's own
                raise IngestError(
                    f"no Chroma server answers at {url}; start it or unset CHROMA_URL"
                ) from error
        else:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._client = chromadb.PersistentClient(_new_spelling(folder), settings=settings)
            except Exception as error:  # chromadb has no one kind for a damaged folder
                raise IngestError(
                    f"{folder} cannot be read as vectors; delete {folder.parent} "
                    "and run python -m ingest"
                ) from error
        weakref.finalize(self, self._client.close)
        self._collection = self._client.get_or_create_collection(
            f"{COLLECTION}-{store}" if url and store else COLLECTION,
            embedding_function=None,
            configuration={"hnsw": _HNSW},
        )

    def add(self, passages: Sequence[StoredPassage], vectors: Vectors) -> None:
        """Add passages with their vectors, one row each."""
        step = int(self._client.get_max_batch_size())
        for first in range(0, len(passages), step):
            part = passages[first : first + step]
            self._collection.upsert(
                ids=[one.key for one in part],
                embeddings=vectors[first : first + step],
                documents=[one.text for one in part],
                metadatas=[
                    {
                        "document": one.document,
                        "sha256": one.sha256,
                        "start": one.start,
                        "end": one.end,
                    }
                    for one in part
                ],
            )

    def remove(self, keys: Sequence[str]) -> None:
        step = int(self._client.get_max_batch_size())
        for first in range(0, len(keys), step):
            self._collection.delete(ids=list(keys[first : first + step]))

    def keys(self) -> Iterator[str]:
        """Every key held, for the sweep after a run that was killed."""
        yield from self._collection.get(include=[])["ids"]

    def search(
        self, vector: Vectors, *, limit: int, documents: Sequence[str] | None = None
    ) -> list[VectorHit]:
        """The nearest passages, best first, ties by key. Chroma gives distance, we similarity."""
        found = self._collection.query(
            query_embeddings=vector.reshape(1, -1),
            n_results=limit,
            where={"document": {"$in": list(documents)}} if documents is not None else None,
            include=["distances"],
        )
        hits = [
            VectorHit(key, 1.0 - float(distance))
            for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.similarity, hit.key))
