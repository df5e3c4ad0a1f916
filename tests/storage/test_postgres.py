"""PostgreSQL: who waits for whom over several processes, what a lost connection costs, and what a person is told."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import text

from storage import postgres as engine
from storage.engine import Database, open_database, parse_url, where
from storage.errors import DatabaseUrlError, StorageError
from tests import postgres


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """An empty database."""
    async with postgres.fresh(migrated=False) as made:
        yield made


@pytest.fixture
async def one(url: str) -> AsyncIterator[Database]:
    """The database, as one process has it open, with a table of numbers."""
    database = await open_database(url)
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE t (n INTEGER)"))
    yield database
    await database.close()


@pytest.fixture
async def other(url: str, one: Database) -> AsyncIterator[Database]:
    """The same database, as another process has it open."""
    database = await open_database(url)
    yield database
    await database.close()


async def add_next(database: Database) -> None:
    async with database.write() as connection:
        highest = (await connection.execute(text("SELECT coalesce(max(n), 0) FROM t"))).scalar_one()
        await connection.execute(text("INSERT INTO t VALUES (:n)"), {"n": highest + 1})


async def numbers(database: Database) -> list[int]:
    async with database.read() as connection:
        return list((await connection.execute(text("SELECT n FROM t ORDER BY n"))).scalars())


async def end_connections(database: Database) -> None:
    """What a restart of the server does to everyone."""
    async with database.read() as connection:
        name = (await connection.execute(text("SELECT current_database()"))).scalar_one()
    asking = await asyncpg.connect(host=str(postgres.folder()), user="postgres", database="postgres")
    await asking.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    await asking.close()


async def test_processes_take_turns_to_write_and_none_has_to_try_again(one: Database, other: Database) -> None:
    await asyncio.gather(*(add_next(database) for _ in range(20) for database in (one, other)))
    assert await numbers(other) == list(range(1, 41))


async def test_a_process_that_is_paused_amid_a_transaction_loses_it_and_the_others_go_on(
    url: str, one: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine._SETTINGS, "idle_in_transaction_session_timeout", "200ms")
    paused = await open_database(url)

    async def pause_amid() -> None:
        async with paused.write() as connection:
            await connection.execute(text("INSERT INTO t VALUES (7)"))
            await add_next(one)  # waits until the server has ended the other's transaction
            await connection.execute(text("INSERT INTO t VALUES (8)"))

    with pytest.raises(StorageError, match="can't be used"):
        await pause_amid()
    await add_next(paused)
    assert await numbers(one) == [1, 2]
    await paused.close()


async def test_after_a_restart_of_the_server_the_next_question_is_answered(one: Database) -> None:
    await add_next(one)
    await end_connections(one)
    assert await numbers(one) == [1]
    await add_next(one)
    assert await numbers(one) == [1, 2]


async def test_a_connection_lost_amid_a_transaction_is_told_in_one_line(one: Database) -> None:
    async def lose_it() -> None:
        async with one.write() as connection:
            await end_connections(one)
            await connection.execute(text("INSERT INTO t VALUES (1)"))

    with pytest.raises(StorageError, match=r"^the database can't be used: [^\n]*$"):
        await lose_it()
    assert await numbers(one) == []


async def test_a_statement_prepared_before_another_process_migrated_is_refused_once_as_a_lost_connection_is(
    one: Database, other: Database
) -> None:
    await add_next(one)
    assert await numbers(one) == [1]
    async with other.reshape() as connection:
        await connection.execute(text("ALTER TABLE t ALTER n TYPE bigint"))
    with pytest.raises(StorageError, match=r"^the database can't be used: [^\n]*$"):
        await numbers(one)
    assert await numbers(one) == [1]


async def test_a_server_that_cannot_be_reached_is_told_in_one_line_without_the_password() -> None:
    with pytest.raises(StorageError) as caught:
        await open_database("postgresql://somebody:hush-hush@127.0.0.1:1/news")
    assert "127.0.0.1:1/news can't be reached" in str(caught.value)
    assert "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_a_database_that_is_missing_is_told_in_one_line(url: str) -> None:
    with pytest.raises(StorageError, match=r'database "nobodys" does not exist'):
        await open_database(postgres.url_of("nobodys"))


async def test_a_database_without_kazakh_letters_is_refused(url: str) -> None:
    asking = await asyncpg.connect(host=str(postgres.folder()), user="postgres", database="postgres")
    await asking.execute("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    try:
        with pytest.raises(StorageError, match="LATIN1: make one with ENCODING 'UTF8'"):
            await open_database(postgres.url_of("latin"))
    finally:
        await asking.execute("DROP DATABASE latin WITH (FORCE)")
        await asking.close()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg"])
def test_any_way_to_say_postgresql_is_understood_and_shown_without_the_password(scheme: str) -> None:
    parsed = parse_url(f"{scheme}://me:hush@db.example/news?sslmode=require")
    assert parsed.drivername == "postgresql+asyncpg"
    assert where(parsed) == "PostgreSQL at db.example:5432/news"


def test_without_the_driver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "asyncpg", None)
    with pytest.raises(DatabaseUrlError, match=r"install svodka\[postgres\]"):
        parse_url("postgresql://localhost/news")
