"""How to open the records: SQLite in a folder or any server by URL, at the newest shape."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from filelock import FileLock
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_TIMEOUT_SECONDS = 15
_migrating = Lock()  # Alembic keeps what it works on in its module: one database at a time


class RecordsError(Exception):
    """The records cannot be used; its text says why and what to do."""


class Records:
    """An open database of records. Close it when the process no longer needs it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: kept when the block ends, undone when it raises."""
        try:
            with Session(self._engine) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise RecordsError(
                f"the records could not be read or written: {cause_of(error)}"
            ) from (error)

    def close(self) -> None:
        self._engine.dispose()


def open_records(url: str) -> Records:
    """Open the database at `url`, make it if it is new, and bring its tables up to date."""
    try:
        parsed = make_url(url)
        lock = _prepare_folder(parsed)
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise RecordsError(
            f"the address of the records is not one that can be opened: {error}"
        ) from error
    except OSError as error:
        raise RecordsError(
            f"the folder for the records cannot be made: {error}; "
            "choose another with KETAMINE_QA_DATA"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", tune_sqlite)
    try:
        with lock or nullcontext(), _migrating, engine.begin() as connection:
            command.upgrade(_alembic_config(connection), "head")
    except (SQLAlchemyError, CommandError, OSError) as error:
        engine.dispose()
        where = parsed.render_as_string(hide_password=True)
        raise RecordsError(
            f"the records at {where} could not be opened: {cause_of(error)}"
        ) from error
    return Records(engine)


def sqlite_version() -> str:
    """The version of the SQLite library that all of this process uses."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())


def _prepare_folder(url: URL) -> FileLock | None:
    """Make the folder of a SQLite file; the lock keeps two first openings apart."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # other users have no business there
    return FileLock(f"{path}.lock", timeout=60)


def _alembic_config(connection: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def tune_sqlite(connection: Any, _record: Any) -> None:
    """How every connection to a SQLite file of ours is set."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def cause_of(error: Exception) -> str:
    """The first line of what went wrong, without the statement or its values."""
    original = getattr(error, "orig", None) or error
    return str(original).strip().splitlines()[0] if str(original).strip() else type(error).__name__
