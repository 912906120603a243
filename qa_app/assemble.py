"""Chooses the real parts. The only file that reads the environment."""

import os
from pathlib import Path

from ingest.embed import load_encoder
from qa_app.engine import Engine
from qa_app.reading.reader import SHIPPED, OnnxReader, Reader

STORE_VARIABLE = "KETAMINE_QA_STORE"
DATA_VARIABLE = "KETAMINE_QA_DATA"


def store_folder(given: Path | None = None) -> Path:
    return given or Path(os.environ.get(STORE_VARIABLE, ".store"))


def data_folder() -> Path:
    """Where conversations are kept. Precious, unlike the store."""
    given = os.environ.get(DATA_VARIABLE, ".data")
    return Path(".data") if "://" in given else Path(given)


def records_url() -> str:
    """The database of the records: SQLite in the data folder, or the server that is named."""
    given = os.environ.get(DATA_VARIABLE, "")
    return given if "://" in given else f"sqlite:///{data_folder() / 'records.sqlite'}"


def use_store(store: Path) -> None:
    """Let all of this process, the pages too, ask this store."""
    os.environ[STORE_VARIABLE] = str(store.resolve())


def chroma_url() -> str | None:
    """The Chroma server that holds the vectors; None where they lie in the store's folder."""
    return os.environ.get("CHROMA_URL") or None


def open_engine(store: Path | None = None, *, reader: str | None = None) -> Engine:
    """The product over a store; `reader` as load_reader takes it."""
    return Engine(
        store_folder(store),
        load_encoder,
        load_reader=lambda: load_reader(reader),
        chroma_url=chroma_url(),
    )


def load_reader(name: str | None = None) -> Reader | None:
    """The reader that is shipped, another by folder or name, or None for "none"."""
    if name == "none":
        return None
    if name is None:
        return OnnxReader() if (SHIPPED / "settings.json").is_file() else None
    if (Path(name) / "settings.json").is_file():
        return OnnxReader(Path(name))
    from qa_app.reading.cross_encoder import CrossEncoderReader

    return CrossEncoderReader(name)
