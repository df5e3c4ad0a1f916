"""The database behind one URL: one writer, several readers, every transaction explicit.

SQLite lets one transaction write at a time. A transaction that reads first and writes later fails at once when another
wrote in between (its snapshot is stale, and waiting can't help), so every writing transaction here starts as
``BEGIN IMMEDIATE`` on a connection of its own, and reading ones run beside it on connections that can't write.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage import sqlite  # first: it decides which sqlite3 the next imports find
from storage.errors import DatabaseUrlError, SqliteTooOldError, StorageError

# isort: split
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from storage import sqlite_driver

Connection = AsyncConnection
"""An open transaction of ``Database.read`` or ``Database.write``; what every query of this room is given."""

READERS = 4
"""Connections that read at the same time; each costs a thread and a page cache of 2 MB."""

PRAGMAS = (
    "PRAGMA busy_timeout=5000",  # ms to wait for another process's transaction; first, so that the next one waits too
    "PRAGMA journal_mode=WAL",  # readers go on while one writes
    "PRAGMA synchronous=FULL",  # what was acknowledged survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
)

WRITER_CACHE = "PRAGMA cache_size=-65536"
"""64 MB of pages for the writer (negative: KB): planning a million deliveries walks four indexes at once."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Make one with ``open_database``, end it with ``close``."""

    url: URL
    _writer: AsyncEngine
    _readers: AsyncEngine
    _turn: asyncio.Lock

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A snapshot to read from; writing in it fails."""
        with _told_plainly():
            async with self._readers.connect() as connection, connection.begin():
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """A transaction: all of it is stored when the block ends, nothing when it raises or is cancelled."""
        with _told_plainly():
            async with self._turn, self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reshape(self) -> AsyncIterator[Connection]:
        """A transaction in which tables may be dropped and made anew: what hangs on their rows stays as it is.

        That foreign keys aren't enforced is told to SQLite outside of transactions only.
        """
        with _told_plainly():
            async with self._turn, self._writer.connect() as connection:
                adapted: Any = (await connection.get_raw_connection()).driver_connection
                await adapted.execute("PRAGMA foreign_keys=OFF")
                try:
                    async with connection.begin():
                        yield connection
                finally:
                    await adapted.execute("PRAGMA foreign_keys=ON")

    @property
    def busy(self) -> bool:
        """Whether a transaction is open."""
        pools = (self._writer.pool, self._readers.pool)
        return any(pool.checkedout() for pool in pools if isinstance(pool, QueuePool))

    @property
    def path(self) -> Path:
        """The file, for messages and for what looks at its size."""
        return Path(self.url.database or "")

    async def close(self) -> None:
        """Close every connection; the last one to close folds the write-ahead log into the file."""
        await self._readers.dispose()
        await self._writer.dispose()


def warn_about_sqlite(version: tuple[int, int, int] = sqlite.VERSION) -> str | None:
    """A line for the log and the doctor when this SQLite works but isn't safe, else ``None``.

    Raises:
        SqliteTooOldError: the full-text index can't be kept with it at all.
    """
    if version < sqlite.CONTENTLESS_DELETE:
        raise SqliteTooOldError(sqlite.text_of(version), sqlite.text_of(sqlite.CONTENTLESS_DELETE))
    if version < sqlite.WAL_RESET_FIXED:
        return (
            f"SQLite {sqlite.text_of(version)} has a bug that can corrupt a database in rare cases (WAL reset); "
            f"{sqlite.text_of(sqlite.WAL_RESET_FIXED)} or newer is safe: install the package pysqlite3 beside Svodka."
        )
    return None


def parse_url(url: str) -> URL:
    """The URL of a SQLite file, ready for the asynchronous driver.

    Raises:
        DatabaseUrlError: no URL, another engine than SQLite, or no file named.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlError("this is not a database URL") from None  # what it is may hold a password
    if parsed.get_backend_name() != "sqlite":
        raise DatabaseUrlError(f"{parsed.get_backend_name()} is not supported, only SQLite is")
    if not parsed.database or parsed.database == ":memory:":
        raise DatabaseUrlError("a database in memory can't be shared by readers and a writer: name a file")
    return parsed.set(drivername="sqlite+aiosqlite")


async def open_database(url: str) -> Database:
    """Open the database, making its folder when that is missing; its schema is the business of ``storage.migrate``.

    Raises:
        DatabaseUrlError: the URL is wrong.
        StorageError: the file can't be opened.
        SqliteTooOldError: this Python's SQLite can't keep the index.
    """
    warn_about_sqlite()
    parsed = parse_url(url)
    path = Path(parsed.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"can't make the folder {path.parent}: {error.strerror}") from error
    writer = create_async_engine(parsed, module=sqlite_driver.writing, pool_size=1, max_overflow=0)
    readers = create_async_engine(
        parsed, module=sqlite_driver.reading, pool_size=READERS, max_overflow=0, pool_timeout=60
    )
    _prepare(writer, (*PRAGMAS, WRITER_CACHE), _begin_writing)
    _prepare(readers, (*PRAGMAS, "PRAGMA query_only=ON"), _begin_reading)
    database = Database(parsed, writer, readers, asyncio.Lock())
    try:
        async with database.write():  # journal_mode is kept in the file: set it before the first reader comes
            pass
    except StorageError as error:
        await database.close()
        reason = error.__cause__.orig if isinstance(error.__cause__, DatabaseError) else error
        raise StorageError(f"can't open the database {path}: {reason}") from error
    return database


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What the disk or another process does to us (locked, full, damaged, read-only) as one line of ours."""
    try:
        yield
    except (DataError, IntegrityError, NotSupportedError, ProgrammingError):  # mistakes of ours
        raise
    except DatabaseError as error:
        raise StorageError(f"the database can't be used: {error.orig}") from error
    except PoolTimeoutError as error:
        raise StorageError("the database is too busy: no connection became free in a minute") from error


def _prepare(engine: AsyncEngine, pragmas: tuple[str, ...], begin: Callable[[Any], object]) -> None:
    """Set every new connection up, and start each transaction ourselves: the driver's own BEGIN comes too late."""

    @event.listens_for(engine.sync_engine, "connect")
    def connected(dbapi_connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's, untyped
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    event.listen(engine.sync_engine, "begin", begin)


def _begin_writing(connection: Any) -> None:  # noqa: ANN401 - the synchronous face of an AsyncConnection
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # waits for whoever else writes


def _begin_reading(connection: Any) -> None:  # noqa: ANN401 - the synchronous face of an AsyncConnection
    connection.connection.dbapi_connection.begin()
