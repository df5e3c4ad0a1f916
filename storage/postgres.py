"""PostgreSQL behind the same two doors: a writer for one transaction at a time, readers with snapshots beside it.

The bot's rules were written for a database with one writer, and none of them is weakened here: every writing
transaction begins by waiting for its turn, over all processes (an advisory lock that ends with the transaction), so no
two of them interleave and none has to be tried again. Readers have the snapshot of their beginning (``REPEATABLE
READ``) and can't write. A process that stops amid a transaction loses it after ``IDLE_S``, and the turn with it.
"""

import socket
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import DatabaseUrlError, StorageError
from storage.postgres_options import options_of

READERS = 8
"""Connections that read at the same time; each is a process of the server."""

TURN = 0x53564F444B41
"""The number of the lock by which writers take turns (the name of the bot in ASCII); anyone else's is another one."""

IDLE_S = 10
"""A transaction whose process says nothing for so long is ended by the server: it is paused, or its machine gone."""

WAIT_S = 15
"""How long the server lets a writer wait for its turn: for longer than one who is paused can have it."""

CONNECT_S = 5.0
"""Unless the URL says otherwise."""


@dataclass(frozen=True, slots=True)
class Patience:
    """For how many seconds a server may say nothing before it counts as gone; ``None``: for ever.

    ``write_s`` and ``read_s`` are for a transaction to begin: a turn in this process, a connection, a turn on the
    server. ``answer_s`` is for each statement. Whoever waits is told then, and the connection is used no more.
    """

    write_s: float | None = None
    read_s: float | None = None
    answer_s: float | None = None


PATIENCE = Patience(write_s=20, read_s=20, answer_s=20)
"""A bot's: longer than ``WAIT_S``, and no statement of ours takes so long."""

ENDLESS = Patience()
"""For what may take its time: migrations, copies. That the server's machine is gone is noticed nonetheless."""

_ALIVE = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 4, "TCP_USER_TIMEOUT": 12_000}
"""A server's machine that acknowledges nothing for twelve seconds is gone (man 7 tcp); by itself Linux waits 15 minutes
for what was sent, and for an answer for ever. What a system lacks is left out."""

_SETTINGS = {
    "timezone": "UTC",
    "jit": "off",  # compiling takes longer than any of our queries
    "plan_cache_mode": "force_custom_plan",  # how many passages have a word is told by the word, not by the statement
    "idle_in_transaction_session_timeout": f"{IDLE_S}s",
    "lock_timeout": f"{WAIT_S}s",
    "tcp_keepalives_idle": "5",  # a process whose machine is gone, seen from the server: it may have the turn
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "4",
}

_READ_ONLY = {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}


def ready_url(url: URL) -> URL:
    """A PostgreSQL URL for the asynchronous driver.

    Raises:
        DatabaseUrlError: no database is named, it says what isn't known, or the driver isn't installed.
    """
    if not url.database:
        raise DatabaseUrlError("the URL names no database: postgresql://user:password@host/database")
    options_of(url)
    try:
        import asyncpg  # noqa: F401, PLC0415 - only who has PostgreSQL needs its driver
    except ImportError:
        raise DatabaseUrlError("PostgreSQL's driver is missing: install svodka[postgres]") from None
    return url.set(drivername="postgresql+asyncpg")


def writer(url: URL, patience: Patience = PATIENCE) -> AsyncEngine:
    """An engine with one connection, whose transactions wait for their turn among all writers of the database."""
    engine = _engine(url, {}, patience, pool_size=1)
    event.listen(engine.sync_engine, "begin", _take_turn)
    return engine


def readers(url: URL, patience: Patience = PATIENCE) -> AsyncEngine:
    """An engine whose transactions are snapshots and can't write."""
    return _engine(url, _READ_ONLY, patience, pool_size=READERS)


def _take_turn(connection: Any) -> None:  # noqa: ANN401 - the synchronous face of an AsyncConnection
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")


def _engine(url: URL, settings: dict[str, str], patience: Patience, *, pool_size: int) -> AsyncEngine:
    statements = options_of(url).statements
    engine = create_async_engine(
        URL.create("postgresql+asyncpg"),  # where it is, the driver is told by us
        connect_args={} if statements is None else {"prepared_statement_cache_size": statements},
        async_creator=_connecting(url, {**_SETTINGS, **settings}, patience),
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,  # of a query that fails the log tells the words, not what somebody typed
        pool_timeout=60,
        pool_pre_ping=True,  # a server that was started anew is found at the next question
    )
    event.listen(engine.sync_engine, "handle_error", _told_of)
    return engine


def _told_of(context: ExceptionContext) -> BaseException | None:
    """What is nobody's mistake and may be tried again, as an error of ours.

    A connection that didn't answer in time may be dead, and the answer may come yet: nobody is given it again, nor the
    others that were opened before it. A statement that was prepared before another process changed a table is prepared
    anew the next time.
    """
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect = True
        return StorageError("the database doesn't answer")
    outdated = getattr(context.dialect.loaded_dbapi, "InvalidCachedStatementError", ())
    if isinstance(context.original_exception, outdated):
        return StorageError("the database can't be used: another process has just changed a table")
    return None


def _connecting(url: URL, settings: dict[str, str], patience: Patience) -> Any:  # noqa: ANN401 - SQLAlchemy awaits it
    """What opens a connection; that it can't be opened is one line of ours, without the password."""
    import asyncpg  # noqa: PLC0415 - see ready_url

    options = options_of(url)
    kept = {} if options.statements is None else {"statement_cache_size": options.statements}

    async def connect(*_args: object, **_kwargs: object) -> object:
        try:
            connection = await asyncpg.connect(
                options.dsn,
                host=(options.host or "localhost").split(","),
                port=url.port or 5432,
                user=url.username,
                password=url.password,
                database=url.database,
                server_settings={"application_name": options.application_name, **settings},
                timeout=options.connect_timeout_s or CONNECT_S,
                command_timeout=patience.answer_s,
                **kept,
            )
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            raise StorageError(f"PostgreSQL at {where(url)} can't be reached: {_reason(error)}") from error
        _notice_its_end(connection._transport.get_extra_info("socket"))  # noqa: SLF001 - told by nothing else
        return connection

    return connect


def _notice_its_end(connected: socket.socket) -> None:
    """Let the system end a connection whose other end is gone without a word."""
    if connected.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _ALIVE.items():
        if hasattr(socket, name):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


async def check(connection: AsyncConnection) -> None:
    """Whether our texts can be kept there.

    Raises:
        StorageError: the database's encoding lacks Kazakh.
    """
    encoding = (await connection.execute(text("SHOW server_encoding"))).scalar_one()
    if encoding != "UTF8":
        raise StorageError(f"the database's encoding is {encoding}: make one with ENCODING 'UTF8' TEMPLATE template0")


def where(url: URL) -> str:
    """The server and the database, as a person may be shown them: without user and password."""
    return f"{url.query.get('host') or url.host or 'localhost'}:{url.port or 5432}/{url.database}"


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
