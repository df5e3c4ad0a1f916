"""A backup is a snapshot of one moment, sound and whole, or there is none; whoever writes meanwhile goes on."""

import asyncio
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text

from storage import articles
from storage.backup import Copied, back_up, place_of
from storage.engine import Database, open_database
from storage.errors import StorageError
from storage.migrate import newest
from storage.sqlite import driver
from tests.conftest import ROOT
from tests.storage.conftest import NOON, SQLITE, article

pytestmark = SQLITE


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where backups go."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "новости 100%.db"


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database with an article and a megabyte of something else, so that a copy takes several steps."""
    async with database.write() as connection:
        await articles.save(connection, article(), story_id=None, now=NOON)
        await connection.execute(text("CREATE TABLE ballast AS SELECT randomblob(3000000) AS b, 0 AS n"))
    return database


def left(target: Path) -> list[str]:
    """What stands in the folder of backups."""
    return sorted(path.name for path in target.parent.iterdir())


def size_of(path: Path) -> int:
    """Bytes of a file that nobody but its owner may read."""
    found = path.stat()
    assert found.st_mode & 0o777 == 0o600
    return found.st_size


def holding(path: Path, words: str) -> Path:
    """A file that is there already."""
    path.write_text(words)
    return path


def content(path: Path) -> bytes:
    """What a file holds."""
    return path.read_bytes()


async def test_a_backup_has_everything_and_stands_alone(filled: Database, target: Path) -> None:
    seen: list[int] = []
    copied = await back_up(filled.path, target, replace=False, advance=seen.append)
    assert copied == Copied(target, size_of(target), newest(), copied.counts)
    assert copied.counts == {"articles": 1, "passages": 2, "readers": 0, "subscriptions": 0}
    assert left(target) == [target.name]
    assert len(seen) > 2
    assert sum(seen) == copied.size
    again = await open_database(f"sqlite:///{quote(str(target))}")
    async with again.read() as connection:
        assert await articles.count(connection) == 1
    await again.close()


async def test_what_is_written_meanwhile_neither_waits_nor_comes_in(filled: Database, target: Path) -> None:
    """Between two steps of the copy another connection writes, and the copy doesn't begin anew."""
    loop = asyncio.get_running_loop()
    written: list[int] = []

    async def write(number: int) -> None:
        async with filled.write() as connection:
            await connection.execute(text("UPDATE ballast SET n = :n"), {"n": number})

    def advance(_bytes: int) -> None:
        asyncio.run_coroutine_threadsafe(write(len(written) + 1), loop).result(timeout=10)
        written.append(_bytes)

    copied = await back_up(filled.path, target, replace=False, advance=advance)
    assert len(written) > 2
    assert sum(written) == copied.size
    with driver.connect(target) as connection:
        assert connection.execute("SELECT n FROM ballast").fetchone() == (0,)


async def test_what_is_there_is_replaced_only_where_that_is_wanted(filled: Database, target: Path) -> None:
    there = holding(target, "mine")
    with pytest.raises(StorageError, match=r"is there already, and was left as it is \(--force replaces it\)"):
        await back_up(filled.path, target, replace=False)
    assert content(there) == b"mine"
    copied = await back_up(filled.path, target, replace=True)
    assert copied.size == size_of(target)
    assert content(there).startswith(b"SQLite format 3")
    assert left(target) == [target.name]


async def test_what_a_killed_one_left_goes_and_what_is_being_made_stays(filled: Database, target: Path) -> None:
    old, new = (holding(target.with_name(f".{target.name}.{pid}.partial"), "half") for pid in (77, 78))
    other = holding(target.with_name(".other.db.77.partial"), "half")
    for path in (old, other):
        os.utime(path, (0, 0))
    await back_up(filled.path, target, replace=False)
    assert left(target) == sorted([new.name, other.name, target.name])


@pytest.mark.parametrize(
    ("name", "problem"),
    [("", "is a folder: name a file in it"), ("nowhere/a.db", "there is no folder"), ("../svodka.db", "itself")],
)
async def test_where_no_backup_can_be(filled: Database, target: Path, name: str, problem: str) -> None:
    with pytest.raises(StorageError, match=problem):
        await back_up(filled.path, target.parent / name, replace=True)
    assert left(target) == []


async def test_there_must_be_a_database(database: Database, target: Path) -> None:
    with pytest.raises(StorageError, match="there is no database"):
        await back_up(target.parent / "nothing.db", target, replace=False)
    assert left(target) == []


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        ("DELETE FROM passage_index", "passages without index rows: 2"),
        ("UPDATE passages SET article_id = 77", "a row of passages refers to one of articles that isn't there"),
        ("DROP TABLE alembic_version", "it is no database of Svodka"),
        ("UPDATE passage_index_data SET block = x'00' WHERE id > 10", "it is damaged: fts5: "),
    ],
)
async def test_a_copy_that_is_not_sound_is_removed(filled: Database, target: Path, spoil: str, problem: str) -> None:
    await filled.close()
    with driver.connect(filled.path) as connection:
        connection.execute(spoil)
    there = holding(target, "the last good one")
    with pytest.raises(StorageError, match=f"is not sound, and was removed: {problem}"):
        await back_up(filled.path, target, replace=True)
    assert left(target) == [target.name]
    assert content(there) == b"the last good one"


async def test_damaged_pages_are_found(filled: Database, target: Path) -> None:
    await filled.close()
    with filled.path.open("r+b") as file:
        file.seek(4096 * 8)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(StorageError, match="is not sound, and was removed: "):
        await back_up(filled.path, target, replace=False)
    assert left(target) == []


async def test_a_disk_that_has_no_room_is_said_before_it_is_filled(
    filled: Database, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        free = 1_000_000

    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Full)
    await filled.close()  # so that all of it stands in the file
    with pytest.raises(StorageError, match=r"the copy needs 3 MB, and 1 MB are free"):
        await back_up(filled.path, target, replace=False)
    assert left(target) == []


async def test_a_disk_that_fills_meanwhile_leaves_nothing_half(filled: Database, target: Path) -> None:
    """A process whose files can't grow beyond two megabytes."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", "backup", str(target)],
        cwd=ROOT,
        env={"DATABASE_URL": f"sqlite:///{filled.path}", "PATH": "/usr/bin:/bin"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, left(target)) == (1, "", [])
    assert done.stderr.startswith(f"svodka: {filled.path} can't be copied: ")
    assert done.stderr.count("\n") == 1


async def test_a_backup_that_is_given_up_leaves_nothing(filled: Database, target: Path) -> None:
    begun, loop = asyncio.Event(), asyncio.get_running_loop()
    steps: list[int] = []

    def advance(amount: int) -> None:
        steps.append(amount)
        asyncio.run_coroutine_threadsafe(_set(begun), loop).result(timeout=10)

    working = asyncio.create_task(back_up(filled.path, target, replace=False, advance=advance))
    await begun.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert left(target) == []
    assert len(steps) < 3


async def _set(event: asyncio.Event) -> None:
    event.set()


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:////data/a%20b.db", Path("/data/a b.db")),
        ("postgresql://me:secret@host:5433/news?ssl=require", "postgresql://me@host:5433/news"),
        (
            "postgresql://me@/news?host=/run/pg&sslmode=require",
            "postgresql://me@/news?host=%2Frun%2Fpg&sslmode=require",
        ),
    ],
)
async def test_where_a_url_says_it_is_and_never_the_password(database: Database, url: str, place: Path | str) -> None:
    assert place_of(url) == place
