"""The driver between SQLAlchemy and SQLite: a statement and its rows in one turn of the connection's thread.

aiosqlite runs SQLite in a thread of each connection. SQLAlchemy's adapter goes there and back four times for a
statement (make a cursor, execute, fetch, close), and while another thread of this process computes, each of these turns
may wait for the interpreter's lock twice. Here all four are one; a reading transaction begins in the turn of its first
statement, and nobody waits for its end.
"""
# ruff: noqa: SLF001 - SQLAlchemy's adapter reaches into aiosqlite, and this one is made of it

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)

from storage import sqlite


@dataclass(frozen=True, slots=True)
class _Ran:
    """What is left of a cursor (PEP 249) when its statement has run and it is closed."""

    rows: Sequence[Any] = ()
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    def close(self) -> None:
        """It is."""


class OneTurnCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor whose statement has been executed, fetched and closed when ``execute`` returns."""

    __slots__ = ()

    _awaitable_cursor_close = False
    _adapt_connection: "OneTurnConnection"
    _cursor: Any

    def _make_new_cursor(self, connection: Any) -> Any:  # noqa: ANN401, ARG002 - the adapter's
        return _Ran()

    def _aenter_cursor(self, cursor: Any) -> Any:  # noqa: ANN401 - the adapter's
        return cursor

    async def _execute_async(self, operation: Any, parameters: Any) -> None:  # noqa: ANN401 - PEP 249's
        await self._run(lambda cursor: cursor.execute(operation, parameters or ()))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:  # noqa: ANN401 - PEP 249's
        await self._run(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _run(self, execute: Callable[[Any], object]) -> None:
        async with self._adapt_connection._execute_mutex:
            connection: Any = self._connection
            begins = self._adapt_connection.takes_begin()
            self._cursor = await connection._execute(_ran, connection._conn, execute, begins)
            self._rows = deque(self._cursor.rows)


class OneTurnConnection(AsyncAdapt_aiosqlite_connection):
    """A connection with such cursors."""

    __slots__ = ()

    _cursor_cls = OneTurnCursor

    def takes_begin(self) -> bool:
        """Whether a transaction begins with the next statement; it does so once."""
        return False


class ReadingConnection(OneTurnConnection):
    """A connection that only reads: its transactions have nothing to lose when they end, so nobody waits for that."""

    __slots__ = ("_begins",)

    def __init__(self, dbapi: Any, connection: Any) -> None:  # noqa: ANN401 - the adapter's
        super().__init__(dbapi, connection)
        self._begins = False

    def begin(self) -> None:
        """Begin with the next statement; SQLite's own BEGIN takes no snapshot before that either."""
        self._begins = True

    def takes_begin(self) -> bool:
        """Whether a transaction begins with the next statement; it does so once."""
        begins, self._begins = self._begins, False
        return begins

    def commit(self) -> None:
        """End the transaction, after the statements before."""
        self.rollback()

    def rollback(self) -> None:
        """End the transaction, after the statements before."""
        connection: Any = self._connection
        if not self.takes_begin() and connection._connection:
            connection._tx.put_nowait((None, connection._conn.rollback))


class OneTurnDriver(AsyncAdapt_aiosqlite_dbapi):
    """What SQLAlchemy takes for the module of the driver; it makes connections of one kind."""

    def __init__(self, kind: type[OneTurnConnection]) -> None:
        super().__init__(aiosqlite, sqlite.driver)
        self._kind = kind

    def connect(self, *arg: Any, **kw: Any) -> OneTurnConnection:  # noqa: ANN401 - sqlite3's
        """Open a connection."""
        return self._kind(self, super().connect(*arg, **kw)._connection)


def _ran(connection: Any, execute: Callable[[Any], object], begins: bool) -> _Ran:  # noqa: ANN401 - sqlite3's
    """All of a statement; runs in the connection's thread."""
    cursor = connection.cursor()
    try:
        if begins:
            cursor.execute("BEGIN")
        execute(cursor)
        rows = cursor.fetchall() if cursor.description else ()
        return _Ran(rows, cursor.description, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()


writing = OneTurnDriver(OneTurnConnection)
reading = OneTurnDriver(ReadingConnection)
