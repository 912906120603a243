"""The records as one SQLite file that may be open elsewhere: copy it, check it, exchange its rows.

An open database file is never moved or replaced: its -wal file would be taken for the new one's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from qa_app.records.database import RecordsError, cause_of, tune_sqlite
from qa_app.records.tables import Base


def path_of(url: str) -> Path:
    """The file of these records. Raises RecordsError where a server keeps them."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise RecordsError(f"the address of the records cannot be read: {error}") from error
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        where = parsed.render_as_string(hide_password=True)
        raise RecordsError(
            f"the conversations are kept by the database at {where}; back it up and restore it "
            "with that server's own tools (pg_dump, mysqldump and their like)"
        )
    return Path(parsed.database)


def copy_whole(source: Path, target: Path) -> None:
    """Copy one moment of a database, whatever others write meanwhile (SQLite's online backup)."""
    with connected(source) as one, connected(target, tuned=False) as other:
        held, copy = one.connection.driver_connection, other.connection.driver_connection
        assert held is not None
        held.backup(copy)
    with connected(target, tuned=False) as other:
        other.exec_driver_sql("PRAGMA journal_mode = DELETE")  # all of it in the one file


def what_is_wrong(path: Path) -> str | None:
    """Why the file is no whole database, or None. Raises RecordsError if it cannot be read now."""
    try:
        with connected(path) as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    except OperationalError as error:  # locked, or not ours to read: no fault of the file
        raise RecordsError(f"{path} cannot be read: {cause_of(error)}") from error
    except DatabaseError as error:
        return cause_of(error)
    return None if said == "ok" else str(said)


def count_rows(path: Path) -> dict[str, int]:
    """How many rows each table of ours has."""
    with connected(path) as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def revision_of(path: Path) -> str | None:
    """The shape of the tables, by the name of their last migration."""
    with connected(path) as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def exchange_rows(path: Path, incoming: Path) -> Path | None:
    """Put the rows of `incoming` in place of those of `path`, all at once, both of one shape.

    What was there is copied aside first, under the same write lock, so that nothing kept in
    between is lost; returns where, or None if there was nothing. Who has `path` open sees the
    new rows next.
    """
    tables = Base.metadata.sorted_tables
    with connected(path) as connection:
        quote = connection.dialect.identifier_preparer.quote
        connection.exec_driver_sql("ATTACH DATABASE ? AS incoming", (str(incoming),))
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        aside = dated_name(path) if any(count_rows(path).values()) else None
        try:
            if aside is not None:
                copy_whole(path, aside)
                aside.chmod(0o600)
            for table in reversed(tables):
                connection.exec_driver_sql(f"DELETE FROM main.{quote(table.name)}")
            for table in tables:
                columns = ", ".join(quote(column.name) for column in table.columns)
                name = quote(table.name)
                connection.exec_driver_sql(
                    f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM incoming.{name}"
                )
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            if aside is not None:
                aside.unlink(missing_ok=True)
            raise
        connection.exec_driver_sql("COMMIT")
    return aside


def move_aside(path: Path) -> Path:
    """Rename a database that cannot be used, with what belongs to it; returns where it lies."""
    aside = dated_name(path)
    for ending in ("-wal", "-shm", ""):
        part = Path(f"{path}{ending}")
        if part.exists():
            part.rename(f"{aside}{ending}")
    return aside


def dated_name(path: Path) -> Path:
    """A name beside `path` that says when it was put aside, and that is not taken."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    for again in range(1, 1000):
        tail = "" if again == 1 else f"-{again}"
        found = path.with_name(f"{path.stem}-before-restore-{stamp}{tail}{path.suffix}")
        if not found.exists():
            return found
    raise RecordsError(f"there are a thousand copies beside {path} already; delete some")


@contextmanager
def connected(path: Path, *, tuned: bool = True) -> Iterator[Connection]:
    """A connection whose transactions are its user's own; closed at the end of the block."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, isolation_level="AUTOCOMMIT")
    if tuned:
        event.listen(engine, "connect", tune_sqlite)
    with engine.connect() as connection:
        yield connection


@contextmanager
def disk_told(doing: str) -> Iterator[None]:
    """Errors of the disk and the database as one sentence."""
    try:
        yield
    except (OSError, SQLAlchemyError) as error:
        raise RecordsError(f"{doing}: {cause_of(error)}") from error
