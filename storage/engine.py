"""The database behind one URL: one writer, several readers, every transaction explicit, on either engine."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from storage import sqlite_engine  # first: it decides which sqlite3 the next imports find
from storage.errors import DatabaseUrlError, StorageError

# isort: split
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import QueuePool

from storage import postgres
from storage.postgres import ENDLESS, PATIENCE, Patience

Connection = AsyncConnection
"""An open transaction of ``Database.read`` or ``Database.write``; what every query of this room is given."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Make one with ``open_database``, end it with ``close``; as text it says where it is."""

    url: URL
    _writer: AsyncEngine
    _readers: AsyncEngine
    _turn: asyncio.Lock
    _patience: Patience = ENDLESS

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A snapshot to read from; writing in it fails."""
        with _told_plainly():
            async with AsyncExitStack() as stack:
                yield await _begun(stack, self._readers, self._patience.read_s)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """A transaction: all of it is stored when the block ends, nothing when it raises or is cancelled."""
        with _told_plainly():
            async with AsyncExitStack() as stack:
                yield await _begun(stack, self._writer, self._patience.write_s, turn=self._turn)

    @asynccontextmanager
    async def reshape(self) -> AsyncIterator[Connection]:
        """A transaction in which tables may be dropped and made anew: what hangs on their rows stays as it is."""
        with _told_plainly():
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(self._turn)
                engine = self._writer
                if not self.is_sqlite:  # a step may work for longer than anything else
                    engine = postgres.writer(self.url, ENDLESS)
                    stack.push_async_callback(engine.dispose)
                connection = await stack.enter_async_context(engine.connect())
                if self.is_sqlite:
                    await stack.enter_async_context(sqlite_engine.unenforced(connection))
                async with connection.begin():
                    yield connection

    def reading_from(self, readers: AsyncEngine, *, within_s: float | None) -> "Database":
        """The same database, but read elsewhere, where a transaction has ``within_s`` seconds to begin."""
        return replace(self, _readers=readers, _patience=replace(self._patience, read_s=within_s))

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite, and not a server's."""
        return _is_sqlite(self.url)

    @property
    def busy(self) -> bool:
        """Whether a transaction is open."""
        return self.is_read or _in_use(self._writer)

    @property
    def is_read(self) -> bool:
        """Whether a transaction that reads is open, or about to be."""
        return _in_use(self._readers)

    @property
    def path(self) -> Path:
        """The file of a SQLite database, for what looks at its size."""
        if not self.is_sqlite:
            raise ValueError("a database of a server has no file")
        return Path(self.url.database or "")

    def __str__(self) -> str:
        return where(self.url)

    async def check(self) -> None:
        """That it can be used, without waiting for whoever writes now.

        Raises:
            StorageError: it can't.
        """
        if self.is_sqlite:
            # The file's journal_mode is set by the writer's connection, before a reader comes.
            with _told_plainly():
                async with self._writer.connect() as connection:
                    await connection.get_raw_connection()
        else:
            async with self.read() as connection:
                await postgres.check(connection)

    async def close_readers(self) -> None:
        """Close the connections that read; one in use is forgotten instead, so let none be."""
        await self._readers.dispose()

    async def close(self) -> None:
        """Close every connection; SQLite's last one to close folds the write-ahead log into the file."""
        await self.close_readers()
        await self._writer.dispose()


def where(url: URL) -> str:
    """Where a database is, as a person may be shown it: without user and password."""
    return url.database or "" if _is_sqlite(url) else f"PostgreSQL at {postgres.where(url)}"


def parse_url(url: str) -> URL:
    """The URL of a database, ready for the asynchronous driver of its engine.

    Raises:
        DatabaseUrlError: no URL, another engine than SQLite and PostgreSQL, or no database named.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise DatabaseUrlError("this is not a database URL") from None  # what it is may hold a password
    name = parsed.drivername.partition("+")[0]
    if name == "sqlite":
        return sqlite_engine.ready_url(parsed)
    if name in ("postgresql", "postgres"):
        return postgres.ready_url(parsed)
    raise DatabaseUrlError(f"{name} is not supported, only sqlite and postgresql are")


async def open_database(url: str, patience: Patience = PATIENCE) -> Database:
    """Open the database, making a file's folder when that is missing; its schema is ``storage.migrate``'s business.

    ``patience`` is with a server; a file is waited for as SQLite does.

    Raises:
        DatabaseUrlError: the URL is wrong.
        StorageError: the file can't be opened, or the server can't be reached.
        SqliteTooOldError: this Python's SQLite can't keep the index.
    """
    parsed = parse_url(url)
    if _is_sqlite(parsed):
        sqlite_engine.prepare_place(parsed)
        database = Database(parsed, sqlite_engine.writer(parsed), sqlite_engine.readers(parsed), asyncio.Lock())
    else:
        doors = postgres.writer(parsed, patience), postgres.readers(parsed, patience)
        database = Database(parsed, *doors, asyncio.Lock(), patience)
    try:
        await database.check()
    except StorageError as error:
        await database.close()
        if not database.is_sqlite:
            raise
        reason = error.__cause__.orig if isinstance(error.__cause__, DBAPIError) else error
        raise StorageError(f"can't open the database {database}: {reason}") from error
    return database


async def _begun(
    stack: AsyncExitStack, engine: AsyncEngine, within_s: float | None, *, turn: asyncio.Lock | None = None
) -> Connection:
    """A transaction that has begun and ends with the stack; ``turn`` is what this process's writers wait for."""
    try:
        async with asyncio.timeout(within_s):
            if turn is not None:
                await stack.enter_async_context(turn)
            connection = await stack.enter_async_context(engine.connect())
            await stack.enter_async_context(connection.begin())
    except TimeoutError as error:
        raise StorageError("the database doesn't answer, or too many wait for it") from error
    return connection


def _in_use(engine: AsyncEngine) -> bool:
    pool = engine.pool
    return isinstance(pool, QueuePool) and pool.checkedout() > 0


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What the disk, the server or another process does to us (locked, full, damaged, gone) as one line of ours."""
    try:
        yield
    except (DataError, IntegrityError, NotSupportedError, ProgrammingError):  # mistakes of ours
        raise
    except DBAPIError as error:
        raise StorageError(f"the database can't be used: {error.orig}") from error
    except PoolTimeoutError as error:
        raise StorageError("the database is too busy: no connection became free in a minute") from error
