"""A folder of Chroma's, read by the engine within Chroma. The only file that names the engine.

`import chromadb` brings a tracer, a web client and a dozen models' settings: a quarter of a cold
answer's time, and 30 MiB. What reads the folder is Chroma's compiled engine, a module of its own
in the same package. It is no public interface: it is used in the releases that it was tried with,
and where it is not as it was, `open_folder` gives None and Chroma's own client is taken.
"""

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

_TRIED = "1.5."
_TENANT, _DATABASE = "default_tenant", "default_database"
# Chroma's own client allows itself a fifth of the process's file handles: an index is five files.
_FILES_OF_AN_INDEX = 5


class FolderCollection:
    """What chromadb's Collection gives a reader, by the same names: `get` and `query`."""

    def __init__(self, engine: Any, name: str) -> None:
        held = engine.get_collection(name, _TENANT, _DATABASE)
        self._engine = engine
        self._id = str(held.id)
        self.name: str = held.name
        self.configuration_json: dict[str, Any] = held.configuration

    def get(
        self,
        *,
        ids: Sequence[str] | None = None,
        limit: int | None = None,
        include: Sequence[str],
    ) -> dict[str, Any]:
        among = None if ids is None else list(ids)
        found = self._engine.get(
            self._id, among, None, limit, 0, None, list(include), _TENANT, _DATABASE
        )
        rows = found.embeddings
        if rows is not None:  # lists of floats, where Chroma's own client gives arrays
            rows = [np.asarray(row, dtype=np.float32) for row in rows]
        return {"ids": found.ids, "embeddings": rows}

    def query(
        self,
        *,
        query_embeddings: Sequence[Any],
        n_results: int,
        where: dict[str, Any] | None = None,
        include: Sequence[str],
    ) -> dict[str, Any]:
        found = self._engine.query(
            self._id,
            None,
            [[float(one) for one in row] for row in query_embeddings],
            n_results,
            None if where is None else json.dumps(where),
            None,
            list(include),
            _TENANT,
            _DATABASE,
        )
        return {"ids": found.ids, "distances": found.distances}


class FolderClient:
    """What chromadb's PersistentClient gives a reader."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def get_collection(self, name: str, embedding_function: None = None) -> FolderCollection:
        return FolderCollection(self._engine, name)

    def close(self) -> None:
        """The engine closes its files when nothing holds it any more."""
        self._engine = None


def open_folder(folder: Path) -> FolderClient | None:
    """The folder as Chroma's own client would open it; None where only that client can."""
    try:
        if not version("chromadb").startswith(_TRIED):
            return None
        import chromadb_rust_bindings as rust

        engine = rust.Bindings(
            allow_reset=False,
            sqlite_db_config=rust.SqliteDBConfig(
                hash_type=rust.MigrationHash.MD5,
                migration_mode=rust.MigrationMode.Apply,
                url=str(folder / "chroma.sqlite3"),
            ),
            persist_path=str(folder),
            hnsw_cache_size=_file_handles() // _FILES_OF_AN_INDEX,
        )
        return FolderClient(engine)
    except (ImportError, AttributeError, TypeError):
        return None


def _file_handles() -> int:
    import resource  # not on Windows, where Chroma's own client is used

    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
