"""One writer, readers beside it: who waits, who fails, and what a stopped block leaves behind."""

import asyncio
import stat
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import updates
from storage.engine import Database, open_database, parse_url
from storage.errors import SqliteTooOldError, StorageError
from storage.sqlite_engine import warn_about_sqlite
from tests.storage.conftest import EMPTY_SQLITE, NOON, SQLITE


async def table(database: Database) -> None:
    """A table to write into."""
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE t (n INTEGER)"))


async def numbers(database: Database) -> list[int]:
    """What stands in it."""
    async with database.read() as connection:
        return list((await connection.execute(text("SELECT n FROM t ORDER BY n"))).scalars())


async def test_a_reader_cannot_write(empty_database: Database) -> None:
    await table(empty_database)
    with pytest.raises(StorageError, match=r"the database can't be used: .*read-?only"):
        async with empty_database.read() as connection:
            await connection.execute(text("INSERT INTO t VALUES (1)"))
    assert await numbers(empty_database) == []


async def test_a_reader_sees_its_snapshot_while_another_writes(empty_database: Database) -> None:
    await table(empty_database)
    async with empty_database.read() as reader:
        assert (await reader.execute(text("SELECT count(*) FROM t"))).scalar() == 0
        async with empty_database.write() as writer:
            await writer.execute(text("INSERT INTO t VALUES (1)"))
        assert (await reader.execute(text("SELECT count(*) FROM t"))).scalar() == 0
    assert await numbers(empty_database) == [1]


async def test_many_read_then_write_transactions_all_succeed(empty_database: Database) -> None:
    await table(empty_database)

    async def add_next() -> None:
        async with empty_database.write() as connection:
            highest = (await connection.execute(text("SELECT coalesce(max(n), 0) FROM t"))).scalar_one()
            await connection.execute(text("INSERT INTO t VALUES (:n)"), {"n": highest + 1})

    await asyncio.gather(*(add_next() for _ in range(20)))
    assert await numbers(empty_database) == list(range(1, 21))


async def test_two_open_databases_of_one_file_take_turns(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    one, two = await open_database(url), await open_database(url)
    await table(one)

    async def add(database: Database, number: int) -> None:
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO t VALUES (:n)"), {"n": number})

    await asyncio.gather(*(add(database, n) for n in range(10) for database in (one, two)))
    assert await numbers(two) == sorted(list(range(10)) * 2)
    await one.close()
    await two.close()


async def test_a_cancelled_writer_leaves_nothing_and_frees_its_turn(empty_database: Database) -> None:
    await table(empty_database)
    inside = asyncio.Event()

    async def write_and_wait() -> None:
        async with empty_database.write() as connection:
            await connection.execute(text("INSERT INTO t VALUES (1)"))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_and_wait())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await numbers(empty_database) == []
    async with empty_database.write() as connection:
        await connection.execute(text("INSERT INTO t VALUES (2)"))
    assert await numbers(empty_database) == [2]


@EMPTY_SQLITE
async def test_the_file_is_kept_safe(empty_database: Database) -> None:
    async with empty_database.write() as connection:
        for pragma, expected in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == expected


@SQLITE
async def test_what_is_erased_is_in_no_page_of_the_file(database: Database) -> None:
    said = {1: "a private word " * 20, 2: "another, which takes pages of its own " * 500}
    async with database.write() as connection:
        await updates.keep(connection, said, "a", take=9, now=NOON, until=NOON)
        await updates.settle(connection, said, "a")
    await database.close()
    content = database.path.read_bytes()
    assert [word for word in (b"a private word", b"another, which") if word in content] == []


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
async def test_nobody_else_on_the_machine_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "data" / "svodka.db"
    database = await open_database(f"sqlite:///{path}")
    await table(database)
    there = {one.name: stat.filemode(one.stat().st_mode) for one in (path.parent, *path.parent.iterdir())}
    await database.close()
    mine = "-rw-------"
    assert there == {"data": "drwx------", "svodka.db": mine, "svodka.db-wal": mine, "svodka.db-shm": mine}


async def test_it_is_opened_while_another_process_writes(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    async with database.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE anything (word TEXT)")
        async with asyncio.timeout(4):  # SQLite waits for five seconds where it waits
            other = await open_database(url)
            async with other.read() as reading:
                assert (await reading.exec_driver_sql("SELECT count(*) FROM articles")).scalar_one() == 0
    await other.close()


async def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match=r"can't open the database .*a\.db: file is not a database"):
        await open_database(f"sqlite:///{tmp_path / 'a.db'}")


@SQLITE
async def test_a_damaged_table_is_told_of_in_one_line(database: Database) -> None:
    async with database.read() as connection:
        page = await connection.exec_driver_sql("SELECT rootpage FROM sqlite_schema WHERE name = 'readers'")
        place = (page.scalar_one() - 1) * 4096
    await database.close()
    content = bytearray(database.path.read_bytes())
    content[place : place + 100] = b"\xff" * 100
    database.path.write_bytes(content)
    damaged = await open_database(f"sqlite:///{database.path}")
    with pytest.raises(StorageError, match=r"^the database can't be used: database disk image is malformed$"):
        async with damaged.read() as connection:
            await connection.exec_driver_sql("SELECT * FROM readers")
    await damaged.close()


async def test_a_folder_that_cannot_be_made_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="can't make the folder"):
        await open_database(f"sqlite:///{tmp_path / 'file' / 'deeper' / 'a.db'}")


@pytest.mark.parametrize(
    "url", ["", "data.db", "postgresql://localhost", "mysql://localhost/x", "sqlite://", "sqlite:///:memory:"]
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(StorageError):
        parse_url(url)


def test_old_sqlites_are_refused_or_warned_of() -> None:
    with pytest.raises(SqliteTooOldError, match=r"SQLite 3\.40\.1 is too old: 3\.43\.0 or newer .* pysqlite3"):
        warn_about_sqlite((3, 40, 1))
    assert "WAL reset" in (warn_about_sqlite((3, 50, 0)) or "")
    assert warn_about_sqlite((3, 51, 3)) is None
