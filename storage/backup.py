"""A safe copy of a SQLite database while others write to it: copied, verified, brought to the disk, then named.

Measured on a database of 343 MB with a process that writes every 5 ms (tests/bench/backing_up.py): SQLite's backup in
small steps, as it is mostly used, begins anew whenever another connection has written, and had got nowhere after 6,775
beginnings; ``VACUUM INTO`` copies one snapshot, and kept the writer waiting for 137 to 195 ms, as all that it had
written went to the disk at once. The same backup in steps of a megabyte *within a reading transaction* has a snapshot
too, so it never begins anew, and each step is brought to the disk before the next: the writer waited 15 ms at the
median and 39 ms at the most of ten runs, and 31 ms without any backup. The write-ahead log grows meanwhile by what is
written.
"""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import quote

from storage import migrate, search
from storage.engine import Connection, Database, open_database, parse_url
from storage.errors import StorageError
from storage.postgres_options import TOOLS
from storage.schema import articles, passages, readers, subscriptions
from storage.sqlite import driver

# isort: split
from sqlalchemy import func, inspect, select, text
from sqlalchemy.engine import URL

STEP_PAGES = 256
"""Pages of a step: one megabyte of SQLite's usual 4,096 bytes."""

TOLD = (articles, passages, readers, subscriptions)
"""The tables whose rows are counted for whoever reads what was backed up."""

SIDES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database while it is open, and after a crash."""

LEFT_OVER_AFTER_S = 3600.0

_STRANGE = "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view') LIMIT 1"
"""What would act by itself, or count for ever, in a file that somebody else has made."""

Advance = Callable[[int], None]


def place_of(url: str) -> Path | str:
    """The file of a SQLite database; of a server's the address that its own tools take, without the password.

    Raises:
        DatabaseUrlError: the URL is wrong.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Path(parsed.database or "")
    query = {name: value for name, value in parsed.query.items() if name in TOOLS}
    address = URL.create(
        "postgresql", parsed.username, host=parsed.host, port=parsed.port, database=parsed.database, query=query
    )
    return address.render_as_string()


@dataclass(frozen=True, slots=True)
class Copied:
    """A verified database file: its size in bytes, its schema, and how many rows some of its tables have."""

    path: Path
    size: int
    schema: str
    counts: dict[str, int]


class _GivenUpError(Exception):
    """Whoever wanted the copy wants it no longer."""


async def back_up(source: Path, target: Path, *, replace: bool, advance: Advance = lambda _bytes: None) -> Copied:
    """Copy a database that may be in use; ``target`` is there when all of it is, or stays what it was.

    ``advance`` is told of bytes as they are copied, in another thread. ``replace``: an earlier file may be replaced.

    Raises:
        StorageError: there is no such database, or it is damaged; the target is there, or can't be written.
    """
    _must_be_possible(source, target, replace=replace)
    with partial(target) as unfinished:
        await copy(source, unfinished, advance)
        try:
            copied = await verified(unfinished)
        except StorageError as error:
            raise StorageError(f"the copy of {source} is not sound, and was removed: {error}") from error
        await asyncio.to_thread(_put_in_place, unfinished, target)
    return Copied(target, copied.size, copied.schema, copied.counts)


def _must_be_possible(source: Path, target: Path, *, replace: bool) -> None:
    if not source.is_file():
        raise StorageError(f"there is no database {source}")
    if not target.parent.is_dir():
        raise StorageError(f"there is no folder {target.parent}")
    if target.is_dir():
        raise StorageError(f"{target} is a folder: name a file in it")
    if target.exists() and target.samefile(source):
        raise StorageError(f"{target} is the database itself")
    if target.exists() and not replace:
        raise StorageError(f"{target} is there already, and was left as it is (--force replaces it)")


@contextmanager
def partial(target: Path) -> Iterator[Path]:
    """A name beside ``target`` for what isn't finished; nothing of it is left at the end, but what was put in place."""
    _sweep(target)
    unfinished = target.parent / f".{target.name}.{os.getpid()}.partial"
    try:
        yield unfinished
    finally:
        for path in (unfinished, *sides(unfinished)):
            path.unlink(missing_ok=True)


def _sweep(target: Path) -> None:
    """Remove what a process that was killed has left behind: nobody has written to it for an hour."""
    for path in target.parent.iterdir():
        if path.name.startswith(f".{target.name}.") and ".partial" in path.name:
            with suppress(OSError):  # gone meanwhile, or another's
                if path.stat().st_mtime < time.time() - LEFT_OVER_AFTER_S:
                    path.unlink()


def sides(path: Path) -> list[Path]:
    """Where SQLite keeps what belongs to a database beside its file."""
    return [path.with_name(path.name + side) for side in SIDES]


async def copy(source: Path, goal: Path, advance: Advance = lambda _bytes: None, *, is_still: bool = False) -> None:
    """Copy one snapshot of a database into a new file that only its owner may read.

    ``is_still``: nobody has it open, and nothing is written beside it either.

    Raises:
        StorageError: it can't be read, or the copy can't be written.
    """
    given_up = Event()
    copying = asyncio.create_task(asyncio.to_thread(_copy, source, goal, advance, given_up, is_still=is_still))
    try:
        await asyncio.shield(copying)
    except asyncio.CancelledError:
        given_up.set()
        await asyncio.wait({copying})
        with suppress(_GivenUpError, StorageError):
            copying.result()
        raise


def _copy(source: Path, goal: Path, advance: Advance, given_up: Event, *, is_still: bool) -> None:
    mode = "mode=ro&immutable=1" if is_still and not any(side.exists() for side in sides(source)) else "mode=rw"
    with told_plainly(f"{source} can't be copied"):
        _must_have_room(goal.parent, source.stat().st_size)
        os.close(os.open(goal, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with (
            closing(driver.connect(f"file:{quote(str(source))}?{mode}", uri=True, isolation_level=None)) as reading,
            closing(driver.connect(goal, isolation_level=None)) as writing,
            goal.open("rb") as written,
        ):
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):  # the file is thrown away if anything happens
                writing.execute(f"PRAGMA {pragma}")
            reading.execute("PRAGMA busy_timeout=5000")
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only now is there a snapshot
            page_size = reading.execute("PRAGMA page_size").fetchone()[0]
            copied = 0

            def step(_status: int, remaining: int, total: int) -> None:
                nonlocal copied
                if given_up.is_set():
                    raise _GivenUpError
                os.fsync(written.fileno())
                advance((total - remaining - copied) * page_size)
                copied = total - remaining

            reading.backup(writing, pages=STEP_PAGES, progress=step)


def _must_have_room(folder: Path, needed: int) -> None:
    """A disk that a copy fills is full for the bot, too."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StorageError(f"{folder}: the copy needs {needed / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free")


@contextmanager
def told_plainly(what: str) -> Iterator[None]:
    """What SQLite or the disk does to us as one line that begins with ``what``."""
    try:
        yield
    except driver.Error as error:
        raise StorageError(f"{what}: {error}") from error
    except OSError as error:
        raise StorageError(f"{what}: {error.strerror}") from error


def finish(unfinished: Path) -> None:
    """Bring all of a database to the disk, with nothing of it beside its file."""
    with closing(driver.connect(unfinished, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # so that it can be read where nothing can be written
    _to_disk(unfinished)


def name(finished: Path, target: Path) -> None:
    """Give a finished database its name, in place of whatever has it."""
    finished.replace(target)
    _to_disk(target.parent)


def _put_in_place(unfinished: Path, target: Path) -> None:
    with told_plainly(f"{target} can't be written"):
        finish(unfinished)
        name(unfinished, target)


def _to_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows has no such thing for a folder
        return
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


async def verified(path: Path) -> Copied:
    """Hold a database that nobody else has open against all that can be said of it: pages, references, index, schema.

    Raises:
        StorageError: something is wrong with it.
    """
    database = await open_database(f"sqlite:///{quote(str(path))}")
    try:
        schema, counts = await _verified(database)
    finally:
        await database.close()
    return _told(path, schema, counts)


def _told(path: Path, schema: str, counts: dict[str, int]) -> Copied:
    return Copied(path, path.stat().st_size, schema, counts)


async def _verified(database: Database) -> tuple[str, dict[str, int]]:
    async with database.write() as connection:  # an older SQLite checks the index in a writing transaction only
        if strange := (await connection.execute(text(_STRANGE))).first():
            raise StorageError(f"it has a {strange[0]} ({strange[1]}), which no database of Svodka has")
        pages = (await connection.execute(text("PRAGMA integrity_check(1)"))).scalar_one()
        if pages != "ok":
            raise StorageError(f"it is damaged: {pages}")
        schema = await migrate.current(connection)
        if schema is None:
            raise StorageError("it is no database of Svodka")
        if wrong := (await connection.execute(text("PRAGMA foreign_key_check"))).first():
            raise StorageError(f"a row of {wrong[0]} refers to one of {wrong[2]} that isn't there")
        if faults := await search.faults(connection):
            raise StorageError(faults[0])
        return schema, await _counts(connection)


async def _counts(connection: Connection) -> dict[str, int]:
    """How many rows the tables have that are told of; an older schema may lack some of them."""
    there = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    counted = [table for table in TOLD if table.name in there]
    return {t.name: (await connection.execute(select(func.count()).select_from(t))).scalar_one() for t in counted}
