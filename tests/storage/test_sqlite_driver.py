"""A statement takes one turn of its connection's thread, and nothing of what a cursor says is lost on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text

from storage.engine import Connection, Database
from storage.errors import StorageError
from tests.storage.conftest import EMPTY_SQLITE

pytestmark = EMPTY_SQLITE


@asynccontextmanager
async def turns(connection: Connection) -> AsyncIterator[list[str]]:
    """What the connection's thread is given to do meanwhile, by the names of the functions."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    given: list[str] = []
    queue = driver._tx

    class Noting:
        def put_nowait(self, item: tuple[object, Callable[[], object]]) -> None:
            function: Any = item[1]
            given.append(getattr(function, "func", function).__name__)
            queue.put_nowait(item)

    driver._tx = Noting()
    try:
        yield given
    finally:
        driver._tx = queue


async def test_a_reading_transaction_takes_a_turn_for_each_statement(empty_database: Database) -> None:
    async with empty_database.read() as connection, turns(connection) as given:
        assert (await connection.execute(text("SELECT 1 UNION SELECT 2"))).scalars().all() == [1, 2]
        assert (await connection.execute(text("SELECT 3"))).scalar_one() == 3
        assert given == ["_ran", "_ran"]


async def test_a_cursor_tells_what_its_statement_did(empty_database: Database) -> None:
    async with empty_database.write() as connection:
        await connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)"))
        await connection.execute(text("INSERT INTO t (n) VALUES (:n)"), [{"n": 1}, {"n": 2}, {"n": 3}])
        changed = await connection.execute(text("UPDATE t SET n = n + 1 WHERE n > 1"))
        assert changed.rowcount == 2
        returned = await connection.execute(text("DELETE FROM t WHERE n > 2 RETURNING id, n"))
        assert [tuple(row) for row in returned] == [(2, 3), (3, 4)]
        added = await connection.exec_driver_sql("INSERT INTO t (n) VALUES (9)")
        assert added.lastrowid == 4 - 2


async def test_a_read_that_fails_at_once_leaves_its_connection_to_the_next(empty_database: Database) -> None:
    for _ in range(10):  # more than there are connections
        with pytest.raises(StorageError, match="no such table"):
            async with empty_database.read() as connection:
                await connection.execute(text("SELECT * FROM absent"))
    async with empty_database.read() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_read_that_asks_nothing_leaves_no_transaction_open(empty_database: Database) -> None:
    async with empty_database.read() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
    assert not driver.in_transaction
    async with empty_database.read() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_cancelled_read_leaves_its_connection_to_the_next(empty_database: Database) -> None:
    """The thread ends its statement; what comes after it is a transaction of its own."""
    endless = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT count(*) FROM n"
    )

    async def read() -> None:
        async with empty_database.read() as connection:
            await connection.execute(endless)

    for _ in range(10):
        task = asyncio.create_task(read())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with empty_database.write() as connection:
        await connection.execute(text("CREATE TABLE t (n INTEGER)"))
    async with empty_database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM t"))).scalar_one() == 0
