"""The vector leg: nearest passages by cosine. The only file that names chromadb."""

import itertools
import warnings
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.document import IngestError
from ingest.embed import Vectors
from ingest.faults import disk_faults_told
from ingest.vectors_folder import FolderClient, open_folder

if TYPE_CHECKING:
    from ingest.server import Server

COLLECTION = "passages"

# At Chroma's defaults two builds agreed on the first 100 for 110 of 200 queries; with these
# for all 200.
_HNSW = {"space": "cosine", "ef_construction": 400, "ef_search": 400, "max_neighbors": 32}

# After so many passages Chroma writes its graph to files; until then they are in its log alone.
_SELDOM, _AT_ONCE = 1000, 2  # its default, and the least it takes

# Within a process Chroma shares one client for each spelling of a path, and a client never
# sees what another process wrote. Another spelling gives a fresh one, while questions that
# are under way finish on the old.
_opened = itertools.count()
_SPELLINGS = 500  # keeps the path short; by then the first one is long closed

# Passages looked up by their own vectors in one call, and the nearest among which one must be.
_LOOKED_UP = 200
_AMONG = 5
_ALIKE = 1e-5

_T = TypeVar("_T")


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _client_of_folder(folder: Path) -> Any:
    import chromadb  # late: to read, it is not needed

    return chromadb.PersistentClient(_new_spelling(folder), settings=_settings())


def _close(client: Any) -> None:
    """Close Chroma's client, and the connections to a server, which it leaves open."""
    if isinstance(client, FolderClient):
        client.close()
        return
    apis = (client._server, client._admin_client._server)
    client.close()
    for session in (getattr(api, "_session", None) for api in apis):
        if session is not None:
            session.close()


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


class BrokenIndex(IngestError):
    """What the collection holds cannot be had; an ingest can build it anew."""


class VectorsMissing(BrokenIndex):
    """There is no collection where one was looked for."""


class VectorIndex:
    """Passages by meaning. A client never sees what another process wrote: open a new one."""

    def __init__(
        self, folder: Path, *, url: str | None = None, store: str = "", write: bool = False
    ) -> None:
        """Opens `folder`, or the server at `url`, where stores stay apart by their name `store`.

        Only with `write` is a collection made that is not there.
        """
        self._server: Server | None = None
        self._folder = folder
        if url:
            self._client: Any = self._client_of_server(url, patient=write)
        else:
            if write:
                folder.mkdir(parents=True, exist_ok=True)
            lean = None if write else self._call(open_folder, folder)
            self._client = lean or self._call(_client_of_folder, folder)
        self.close = weakref.finalize(self, _close, self._client)
        name = f"{COLLECTION}-{store}" if url and store else COLLECTION
        if write:
            self._collection = self._call(self._create, name)
        else:
            self._collection = self._call(
                self._client.get_collection, name, embedding_function=None
            )
            # Read the graph now, while the folder is known to be there.
            self._call(self._collection.get, limit=1, include=["embeddings"])

    def add(self, passages: Sequence[StoredPassage], vectors: Vectors) -> None:
        """Add passages with their vectors, one row each."""
        for first, part in self._parts(passages):
            self._call(
                self._collection.upsert,
                ids=[one.key for one in part],
                embeddings=vectors[first : first + len(part)],
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
        for _, part in self._parts(keys):
            self._call(self._collection.delete, ids=list(part))

    def finish(self) -> None:
        """Write the graph of a folder to its files, and close it.

        Whoever opens a folder puts what is only in the log into the graph again: 429 passages
        into 12,300 took 0.9 s, at each start. A client looks but once, when it first reads the
        graph, at how often it is to write: hence a new one.
        """
        self.close()
        client = self._call(_client_of_folder, self._folder)
        try:
            collection = self._call(client.get_collection, COLLECTION, embedding_function=None)
            with warnings.catch_warnings():
                # Said of any collection whose vectors are not made by Chroma.
                warnings.filterwarnings("ignore", "legacy embedding function", DeprecationWarning)
                for threshold in (_AT_ONCE, _SELDOM):
                    changed = {"hnsw": {"sync_threshold": threshold}}
                    self._call(collection.modify, configuration=changed)
                    self._call(collection.get, limit=1, include=["embeddings"])
        finally:
            _close(client)

    def keys(self) -> Iterator[str]:
        """Every key held, for the sweep after a run that was killed."""
        yield from self._call(self._collection.get, include=[])["ids"]

    def vectors(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those keys that have one."""
        found = self._call(self._collection.get, ids=list(keys), include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def unfindable(self, keys: Sequence[str]) -> list[str]:
        """Those keys that are not among the nearest to their own vectors, or have none.

        Counting is no proof: 62 of 240 vectors could once not be found, and count() was right.
        """
        lost = []
        for first in range(0, len(keys), _LOOKED_UP):
            part = keys[first : first + _LOOKED_UP]
            held = self.vectors(part)
            lost += [key for key in part if key not in held]
            if not held:
                continue
            found = self._call(
                self._collection.query,
                query_embeddings=list(held.values()),
                n_results=_AMONG,
                include=["distances"],
            )
            for key, near, distances in zip(held, found["ids"], found["distances"], strict=True):
                # Texts that are alike have one vector: any of them may come first.
                if key not in near and not (len(near) == _AMONG and distances[-1] < _ALIKE):
                    lost.append(key)
        return lost

    def search(
        self, vector: Vectors, *, limit: int, documents: Sequence[str] | None = None
    ) -> list[VectorHit]:
        """The nearest passages, best first, ties by key. Chroma gives distance, we similarity."""
        found = self._call(
            self._collection.query,
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

    def settings(self) -> dict[str, Any]:
        """How the collection's graph is built and searched."""
        return dict(self._collection.configuration_json["hnsw"])

    @property
    def was_interrupted(self) -> bool:
        """Whether the server went away and came back since this was opened."""
        return self._server is not None and self._server.came_back

    @was_interrupted.setter
    def was_interrupted(self, value: bool) -> None:
        if self._server is not None:
            self._server.came_back = value

    def start_anew(self) -> None:
        """Drop the collection with all it holds: what it holds can no longer be trusted."""
        name = self._collection.name
        self._call(self._client.delete_collection, name)
        self._collection = self._call(self._create, name)

    def _create(self, name: str) -> Any:
        return self._client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": _HNSW}
        )

    def _call(self, work: Callable[..., _T], *given: Any, **named: Any) -> _T:
        """What `work` gives; Chroma's errors as sentences."""
        try:
            with disk_faults_told(self._folder.parent):
                if self._server is None:
                    return work(*given, **named)
                return self._server.call(lambda: work(*given, **named))
        except IngestError:
            raise
        except Exception as error:  # chromadb has no one kind for a damaged folder
            from chromadb.errors import NotFoundError

            if isinstance(error, NotFoundError):
                where = f"the Chroma server at {self._server.url}" if self._server else self._folder
                raise VectorsMissing(
                    f"{where} does not hold the vectors of this store; run python -m ingest"
                ) from error
            if self._server:
                said = " ".join(str(error).split())[:200]
                raise BrokenIndex(
                    f"the Chroma server at {self._server.url} fails ({said}); run python -m "
                    "ingest, and look into the server's log if it fails again"
                ) from error
            raise BrokenIndex(
                f"{self._folder} cannot be read as vectors; delete {self._folder.parent} "
                "and run python -m ingest"
            ) from error

    def _client_of_server(self, url: str, *, patient: bool) -> Any:
        import chromadb

        from ingest.server import Server

        server = self._server = Server(url, patient=patient)
        server.wait_until_ready()
        client = self._call(
            chromadb.HttpClient,
            host=server.host,
            port=server.port,
            ssl=server.ssl,
            settings=_settings(),
        )
        server.limit_waiting(client)
        return client

    def _parts(self, all: Sequence[_T]) -> Iterator[tuple[int, Sequence[_T]]]:
        step = int(self._call(self._client.get_max_batch_size))
        for first in range(0, len(all), step):
            yield first, all[first : first + step]
