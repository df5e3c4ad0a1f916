"""PostgreSQL that says nothing any more, its machine lost or its link cut: whoever waits is told within bounds."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import text

from storage.engine import Connection, Database, open_database
from storage.errors import StorageError
from storage.postgres import ENDLESS, PATIENCE, WAIT_S, Patience
from tests import postgres
from tests.storage.link import Link, link

SOON = Patience(write_s=0.4, read_s=0.4, answer_s=0.3)

WITHIN_S = 10
"""For what ends within a second on a machine that isn't busy."""


@pytest.fixture
async def linked() -> AsyncIterator[tuple[Database, Link]]:
    """A database with an empty table, behind a link that can go silent, opened by somebody impatient."""
    async with postgres.fresh(migrated=False) as url, link(postgres.folder()) as made:
        database = await open_database(made.url_of(url), SOON)
        async with database.write() as connection:
            await connection.execute(text("CREATE TABLE t (n INTEGER)"))
        yield database, made
        await database.close()


async def add(connection: Connection) -> None:
    await connection.execute(text("INSERT INTO t VALUES (1)"))


async def count(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM t"))).scalar_one())


async def amid(database: Database, made: Link) -> None:
    """The link goes silent in the middle of a transaction."""
    async with database.write() as connection:
        await add(connection)
        made.silence()
        await add(connection)


async def at_the_end(database: Database, made: Link) -> None:
    """It goes silent before the transaction is committed."""
    async with database.write() as connection:
        await add(connection)
        made.silence()


async def before_it_begins(database: Database, made: Link) -> None:
    """It goes silent between two transactions."""
    made.silence()
    async with database.write() as connection:
        await add(connection)


async def before_reading(database: Database, made: Link) -> None:
    """The same for one who reads."""
    await count(database)
    made.silence()
    await count(database)


async def by_a_mistake(database: Database, made: Link) -> None:
    """What fails in the middle is taken back, and that isn't answered."""
    async with database.write() as connection:
        await add(connection)
        made.silence()
        raise StorageError("a mistake")


@pytest.mark.parametrize("lose", [amid, at_the_end, before_it_begins, before_reading, by_a_mistake])
async def test_whoever_waits_is_told_and_the_connection_is_used_no_more(
    linked: tuple[Database, Link], lose: Callable[[Database, Link], Awaitable[None]]
) -> None:
    database, made = linked
    async with asyncio.timeout(WITHIN_S):
        with pytest.raises(StorageError, match=r"^[^\n]*(doesn't answer|can't be reached|a mistake)[^\n]*$"):
            await lose(database, made)
        made.speak()
        before = await count(database)
        async with database.write() as connection:
            await add(connection)
        assert await count(database) > before  # what was to be committed when it went silent may have been, meanwhile


async def test_all_who_wait_for_their_turn_are_told_together_and_not_one_after_another(
    linked: tuple[Database, Link],
) -> None:
    database, made = linked
    made.silence()

    async def write() -> None:
        async with database.write() as connection:
            await add(connection)

    async def read() -> None:
        await count(database)

    async with asyncio.timeout(WITHIN_S):
        began = time.monotonic()
        ended = await asyncio.gather(*(one() for one in [write, read] * 30), return_exceptions=True)
        assert {type(one) for one in ended} == {StorageError}
        assert time.monotonic() - began < 5  # each for itself would take nine seconds
        made.speak()
        assert await count(database) == 0


async def test_a_silent_database_can_be_closed(linked: tuple[Database, Link]) -> None:
    database, made = linked
    await count(database)
    made.silence()
    async with asyncio.timeout(WITHIN_S):
        await database.close()


async def test_a_migration_may_take_longer_than_any_statement(linked: tuple[Database, Link]) -> None:
    database, _ = linked
    patient = await open_database(database.url.render_as_string(hide_password=False), ENDLESS)
    for shape in (database.reshape, patient.write):
        async with shape() as connection:
            await connection.execute(text("SELECT pg_sleep(0.4)"))  # as long as an index on a large table
            await add(connection)
    await patient.close()
    with pytest.raises(StorageError, match="doesn't answer"):
        async with database.write() as connection:
            await connection.execute(text("SELECT pg_sleep(5)"))


async def test_the_system_ends_a_connection_to_a_machine_that_is_gone(linked: tuple[Database, Link]) -> None:
    database, _ = linked
    for shape in (database.read, database.write, database.reshape):
        async with shape() as connection:
            raw = await connection.get_raw_connection()
            ours: socket.socket = raw.driver_connection._transport.get_extra_info("socket")  # type: ignore[union-attr]
            assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                assert 1_000 <= ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 15_000
            watched = [f"SHOW tcp_keepalives_{what}" for what in ("idle", "interval", "count")]
            told = [int((await connection.execute(text(one))).scalar_one()) for one in watched]
            assert all(number <= 0 or number < 60 for number in told)  # 0: it listens in a folder, as here


def test_a_bot_waits_longer_than_the_server_lets_it_wait_for_its_turn() -> None:
    assert PATIENCE.answer_s is not None
    assert PATIENCE.write_s is not None
    assert WAIT_S < PATIENCE.answer_s <= PATIENCE.write_s <= 30
