"""SQLite behind two doors: one connection that writes, several that read.

SQLite lets one transaction write at a time. A transaction that reads first and writes later fails at once when another
wrote in between (its snapshot is stale, and waiting can't help), so every writing transaction here starts as
``BEGIN IMMEDIATE`` on a connection of its own, and reading ones run beside it on connections that can't write.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from storage import sqlite  # first: it decides which sqlite3 the next imports find
from storage.errors import DatabaseUrlError, SqliteTooOldError, StorageError

# isort: split
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage import sqlite_driver

READERS = 4
"""Connections that read at the same time; each costs a thread and a page cache of 2 MB."""

PRAGMAS = (
    "PRAGMA busy_timeout=5000",  # ms to wait for another process's transaction; first, so that the next one waits too
    "PRAGMA journal_mode=WAL",  # readers go on while one writes
    "PRAGMA synchronous=FULL",  # what was acknowledged survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",  # what a file says of its tables may call no function that does something
    "PRAGMA secure_delete=ON",  # what people said is overwritten when it is erased; 3 % of a text that comes in
)

WRITER_CACHE = "PRAGMA cache_size=-65536"
"""64 MB of pages for the writer (negative: KB): planning a million deliveries walks four indexes at once."""


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


def ready_url(url: URL) -> URL:
    """A SQLite URL for the asynchronous driver.

    Raises:
        DatabaseUrlError: no file is named.
    """
    if not url.database or url.database == ":memory:":
        raise DatabaseUrlError("a database in memory can't be shared by readers and a writer: name a file")
    return url.set(drivername="sqlite+aiosqlite")


def prepare_place(url: URL) -> None:
    """Make the folder of the file, and the file, when they are missing: what people chose is for their owner to read.

    SQLite's own files beside it have its rights, too.

    Raises:
        StorageError: the folder can't be made.
        SqliteTooOldError: this Python's SQLite can't keep the index.
    """
    warn_about_sqlite()
    path = Path(url.database or "")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"can't make the folder {path.parent}: {error.strerror}") from error
    with suppress(OSError):  # there it is, or SQLite says why it can't be
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def writer(url: URL) -> AsyncEngine:
    """An engine with the one connection that writes."""
    engine = create_async_engine(url, module=sqlite_driver.writing, pool_size=1, max_overflow=0, hide_parameters=True)
    _prepare(engine, (*PRAGMAS, WRITER_CACHE), _begin_writing)
    return engine


def readers(url: URL) -> AsyncEngine:
    """An engine whose transactions are snapshots and can't write."""
    engine = create_async_engine(
        url, module=sqlite_driver.reading, pool_size=READERS, max_overflow=0, pool_timeout=60, hide_parameters=True
    )
    _prepare(engine, (*PRAGMAS, "PRAGMA query_only=ON"), _begin_reading)
    return engine


@asynccontextmanager
async def unenforced(connection: AsyncConnection) -> AsyncIterator[None]:
    """Foreign keys aren't enforced meanwhile; SQLite can be told so outside of transactions only."""
    adapted: Any = (await connection.get_raw_connection()).driver_connection
    await adapted.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await adapted.execute("PRAGMA foreign_keys=ON")


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
