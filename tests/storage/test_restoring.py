"""Restoring: what comes is sound and of the newest schema, what was there is put aside, and nobody has it open."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import articles
from storage.backup import back_up
from storage.engine import Database, open_database
from storage.errors import SchemaError, StorageError
from storage.migrate import newest
from storage.restoring import restore
from storage.sqlite import driver
from tests.conftest import ROOT
from tests.storage.conftest import NOON, SQLITE, article
from tests.storage.test_migrations_with_data import A_STORY, AN_ARTICLE, upgrade_to

pytestmark = SQLITE

NOW = datetime(2026, 11, 23, 10, 5, 7, tzinfo=UTC)
ASIDE = "svodka-before-20261123T100507Z.db"


@pytest.fixture
async def saved(database: Database, tmp_path: Path) -> Path:
    """A backup of a database with one article; the database itself has two, and nobody has it open."""
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "saved.db"
    await _add(database, "a")
    await back_up(database.path, target, replace=False)
    await _add(database, "b")
    await database.close()
    return target


async def _add(database: Database, name: str) -> None:
    async with database.write() as connection:
        one = article(f"Поезда {name} пошли на север.", address=f"file:///{name}")
        await articles.save(connection, one, story_id=None, now=NOON)


@asynccontextmanager
async def opened_elsewhere(path: Path) -> AsyncIterator[None]:
    """Another process has a database open, as a bot has it that is waiting."""
    opening = (
        "import asyncio, sys; from storage.engine import open_database; "
        "database = asyncio.run(open_database(sys.argv[1])); print(database, flush=True); sys.stdin.read()"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-c", opening, f"sqlite:///{path}"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert (await process.stdout.readline()).decode().strip() == str(path)
    try:
        yield
    finally:
        process.kill()
        await process.communicate()


async def number_in(path: Path) -> int:
    """How many articles a database has."""
    database = await open_database(f"sqlite:///{path}")
    try:
        async with database.read() as connection:
            return await articles.count(connection)
    finally:
        await database.close()


def _link(path: Path, to: Path) -> Path:
    path.symlink_to(to)
    return path


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def names(path: Path) -> list[str]:
    """What stands beside a database, and it."""
    return sorted(one.name for one in path.parent.iterdir() if one.is_file())


async def test_where_there_is_none_it_is_put(saved: Path, tmp_path: Path) -> None:
    goal = tmp_path / "new" / "svodka.db"
    done = await restore(saved, goal, replace=False, now=NOW)
    assert (done.aside, done.schema, done.copied.counts["articles"]) == (None, newest(), 1)
    assert names(goal) == ["svodka.db"]
    assert await number_in(goal) == 1


async def test_what_is_there_is_left_unless_it_is_said(saved: Path, database: Database) -> None:
    with pytest.raises(StorageError, match=r"is there already, and was left as it is \(--force puts it aside\)"):
        await restore(saved, database.path, replace=False, now=NOW)
    assert await number_in(database.path) == 2


async def test_what_is_there_is_put_aside_whole(saved: Path, database: Database) -> None:
    done = await restore(saved, database.path, replace=True, now=NOW)
    assert done.aside == database.path.with_name(ASIDE)
    assert names(database.path) == [ASIDE, "svodka.db"]
    assert await number_in(database.path) == 1
    assert await number_in(done.aside) == 2
    assert await number_in(saved) == 1


async def test_a_link_stays_one(saved: Path, database: Database, tmp_path: Path) -> None:
    link = _link(tmp_path / "elsewhere" / "link.db", database.path)
    done = await restore(saved, link, replace=True, now=NOW)
    assert done.aside == database.path.with_name(ASIDE)
    assert link.readlink() == database.path
    assert await number_in(link) == await number_in(database.path) == 1


async def test_what_a_crash_left_in_the_log_is_put_aside_with_it(saved: Path, database: Database) -> None:
    """The log of a process that was killed: a copy of both files while it still had them open."""
    again = await open_database(f"sqlite:///{database.path}")
    await _add(again, "c")
    killed = {path: path.read_bytes() for path in (database.path, database.path.with_name("svodka.db-wal"))}
    await again.close()
    for path, content in killed.items():
        path.write_bytes(content)
    done = await restore(saved, database.path, replace=True, now=NOW)
    assert done.aside is not None
    assert names(database.path) == [ASIDE, "svodka.db"]
    assert (await number_in(database.path), await number_in(done.aside)) == (1, 3)


async def test_a_damaged_one_is_put_aside_with_what_stands_beside_it(saved: Path, database: Database) -> None:
    database.path.write_bytes(b"spoilt" * 2000)
    database.path.with_name("svodka.db-wal").write_bytes(b"its log")
    await restore(saved, database.path, replace=True, now=NOW)
    assert names(database.path) == [ASIDE, f"{ASIDE}-wal", "svodka.db"]
    assert database.path.with_name(f"{ASIDE}-wal").read_bytes() == b"its log"
    assert await number_in(database.path) == 1


@pytest.mark.parametrize("damage", [b"", b"spoilt" * 2000])
async def test_while_another_process_has_it_open_nothing_happens(
    saved: Path, database: Database, damage: bytes
) -> None:
    """Also when it is damaged, and SQLite itself can't say so."""
    async with opened_elsewhere(database.path):
        with database.path.open("r+b") as file:
            file.write(damage)
        before = database.path.read_bytes()
        with pytest.raises(StorageError, match=r"svodka.db is in use: stop the bot first"):
            await restore(saved, database.path, replace=True, now=NOW)
        assert database.path.read_bytes() == before
        assert not any("before" in name or "partial" in name for name in names(database.path))


async def test_an_older_backup_is_brought_forward(database: Database, tmp_path: Path) -> None:
    older = await open_database(f"sqlite:///{tmp_path / 'older.db'}")
    async with older.write() as connection:
        await connection.run_sync(upgrade_to, "0002")
        await connection.execute(text(A_STORY))
        await connection.execute(text(AN_ARTICLE), {"hash": b"1"})
    await older.close()
    await database.close()
    done = await restore(older.path, database.path, replace=True, now=NOW)
    assert (done.copied.schema, done.schema) == ("0002", newest())
    assert await number_in(database.path) == 1
    with driver.connect(older.path) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)


async def test_a_newer_backup_is_refused(saved: Path, database: Database) -> None:
    with driver.connect(saved) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match=f"has schema 9999, and this version of Svodka knows {newest()} at most"):
        await restore(saved, database.path, replace=True, now=NOW)
    assert await number_in(database.path) == 2
    assert set(names(database.path)) <= {"svodka.db", "saved"}


@pytest.mark.parametrize("content", [b"", b"a letter", b"SQLite format 3\0" + b"\1" * 4000])
async def test_what_is_no_backup_is_refused(database: Database, tmp_path: Path, content: bytes) -> None:
    await _add(database, "a")
    await _add(database, "b")
    await database.close()
    saved = _file(tmp_path / "saved", content)
    with pytest.raises(StorageError, match=str(saved)):
        await restore(saved, database.path, replace=True, now=NOW)
    assert await number_in(database.path) == 2
    assert set(names(database.path)) <= {"svodka.db", "saved"}


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TRIGGER t AFTER INSERT ON readers BEGIN DELETE FROM articles; END",
        "CREATE VIEW v AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n",
    ],
)
async def test_a_file_that_would_act_by_itself_is_refused(saved: Path, database: Database, made: str) -> None:
    with closing(driver.connect(saved, isolation_level=None)) as connection:
        connection.executescript(made)
    with pytest.raises(StorageError, match=r"is not sound, and nothing was changed: it has a (trigger|view)"):
        await restore(saved, database.path, replace=True, now=NOW)
    assert await number_in(database.path) == 2
