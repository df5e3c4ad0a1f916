"""PostgreSQL behind the same two doors: a writer for one transaction at a time, readers with snapshots beside it.

The bot's rules were written for a database with one writer, and none of them is weakened here: every writing
transaction begins by waiting for its turn, over all processes (an advisory lock that ends with the transaction), so no
two of them interleave and none has to be tried again. Readers have the snapshot of their beginning (``REPEATABLE
READ``) and can't write. A process that stops amid a transaction loses it after ``IDLE_S``, and the turn with it.
"""

from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import DatabaseUrlError, StorageError

READERS = 8
"""Connections that read at the same time; each is a process of the server."""

TURN = 0x53564F444B41
"""The number of the lock by which writers take turns (the name of the bot in ASCII); anyone else's is another one."""

IDLE_S = 10
"""A transaction whose process says nothing for so long is ended by the server: it is paused, or its machine gone."""

WAIT_S = 30
"""How long a writer waits for its turn, and anyone for a connection."""

_SETTINGS = {
    "application_name": "svodka",
    "timezone": "UTC",
    "jit": "off",  # compiling takes longer than any of our queries
    "plan_cache_mode": "force_custom_plan",  # how many passages have a word is told by the word, not by the statement
    "idle_in_transaction_session_timeout": f"{IDLE_S}s",
    "lock_timeout": f"{WAIT_S}s",
}

_READ_ONLY = {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}

_SSL = {"disable": False, "require": "require", "prefer": "prefer", "allow": "allow"}


def ready_url(url: URL) -> URL:
    """A PostgreSQL URL for the asynchronous driver.

    Raises:
        DatabaseUrlError: no database is named, or the driver isn't installed.
    """
    if not url.database:
        raise DatabaseUrlError("the URL names no database: postgresql://user:password@host/database")
    try:
        import asyncpg  # noqa: F401, PLC0415 - only who has PostgreSQL needs its driver
    except ImportError:
        raise DatabaseUrlError("PostgreSQL's driver is missing: install svodka[postgres]") from None
    return url.set(drivername="postgresql+asyncpg")


def writer(url: URL) -> AsyncEngine:
    """An engine with one connection, whose transactions wait for their turn among all writers of the database."""
    engine = _engine(url, {}, pool_size=1)
    event.listen(engine.sync_engine, "begin", _take_turn)
    return engine


def readers(url: URL) -> AsyncEngine:
    """An engine whose transactions are snapshots and can't write."""
    return _engine(url, _READ_ONLY, pool_size=READERS)


def _take_turn(connection: Any) -> None:  # noqa: ANN401 - the synchronous face of an AsyncConnection
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")


def _engine(url: URL, settings: dict[str, str], *, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        url,
        async_creator=_connecting(url, {**_SETTINGS, **settings}),
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,  # of a query that fails the log tells the words, not what somebody typed
        pool_timeout=60,
        pool_pre_ping=True,  # a server that was started anew is found at the next question
    )


def _connecting(url: URL, settings: dict[str, str]) -> Any:  # noqa: ANN401 - what SQLAlchemy awaits for a connection
    """What opens a connection; that it can't be opened is one line of ours, without the password."""
    import asyncpg  # noqa: PLC0415 - see ready_url

    options = dict(url.query)
    mode = str(options.pop("sslmode", options.pop("ssl", "prefer")))
    options.pop("prepared_statement_cache_size", None)
    options.pop("async_fallback", None)

    async def connect(*_args: object, **_kwargs: object) -> object:
        try:
            return await asyncpg.connect(
                host=options.get("host", url.host or "localhost"),
                port=url.port or 5432,
                user=url.username,
                password=url.password,
                database=url.database,
                ssl=_SSL.get(mode, mode),
                server_settings=settings,
                timeout=WAIT_S,
            )
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            raise StorageError(f"PostgreSQL at {where(url)} can't be reached: {_reason(error)}") from error

    return connect


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
    return f"{url.host or url.query.get('host', 'localhost')}:{url.port or 5432}/{url.database}"


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
