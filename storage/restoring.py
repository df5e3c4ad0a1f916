"""Putting a backup in the place of a SQLite database: what is there is never lost, what isn't sound stays out.

The backup is copied beside the database, verified and brought to the newest schema there; only then is the old one put
aside, under a dated name, and the new one given its place. Nobody may have the old one open meanwhile: whoever has a
database of SQLite open in WAL mode holds a shared lock on the bytes of its file that SQLite sets apart for that, and
this is what is asked for. It works on a damaged file, too, which is often why somebody restores.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from storage import backup, migrate
from storage.backup import Advance, Copied
from storage.engine import open_database
from storage.errors import SchemaError, StorageError
from storage.sqlite import driver

try:
    import fcntl
except ImportError:  # Windows, which doesn't let a file that is open be renamed anyway
    fcntl = None  # type: ignore[assignment]

SHARED_FIRST, SHARED_SIZE = 0x40000002, 510
"""Where SQLite locks a file (sqlite.org/src, ``os.h``: SHARED_FIRST, SHARED_SIZE; the same in every version 3)."""

_MAGIC, _IN_WAL_MODE = b"SQLite format 3\0", b"\2\2"
"""The first bytes of a database, and those at 18 (sqlite.org/fileformat2.html#the_database_header)."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the verified database, its newest schema, and where the one before was put, if any."""

    copied: Copied
    schema: str
    aside: Path | None


async def restore(
    source: Path, goal: Path, *, replace: bool, now: datetime, advance: Advance = lambda _bytes: None
) -> Restored:
    """Put a copy of ``source`` where the database is, in its newest schema.

    ``replace``: a database that is there is put aside, under a name with ``now``; else it is left as it is, and this
    fails.

    Raises:
        StorageError: the backup isn't sound; a database is there, or somebody has it open; the disk refuses.
        SchemaError: a newer version of Svodka made the backup.
    """
    goal = await asyncio.to_thread(goal.resolve)  # a link stays one, and its disk the same
    _must_be_possible(source, goal, replace=replace)
    with backup.partial(goal) as unfinished:
        await backup.copy(source, unfinished, advance, is_still=True)
        try:
            copied = await backup.verified(unfinished)
        except StorageError as error:
            raise StorageError(f"{source} is not sound, and nothing was changed: {error}") from error
        if copied.schema > migrate.newest():
            raise SchemaError(
                f"{source} has schema {copied.schema}, and this version of Svodka knows {migrate.newest()} at most: "
                "restore it with the newer version that made it"
            )
        schema = await _brought_forward(unfinished)
        aside = await asyncio.to_thread(_exchange, unfinished, goal, now)
    return Restored(Copied(goal, copied.size, copied.schema, copied.counts), schema, aside)


def _must_be_possible(source: Path, goal: Path, *, replace: bool) -> None:
    if not source.is_file():
        raise StorageError(f"there is no file {source}")
    with backup.told_plainly(f"{goal.parent} can't be made"):
        goal.parent.mkdir(parents=True, exist_ok=True)
    if not goal.exists():
        return
    if goal.samefile(source):
        raise StorageError(f"{source} is the database itself")
    if not replace:
        raise StorageError(f"{goal} is there already, and was left as it is (--force puts it aside)")
    with _held(goal):
        pass


async def _brought_forward(path: Path) -> str:
    database = await open_database(f"sqlite:///{quote(str(path))}")
    try:
        return (await migrate.migrate(database))[1]
    finally:
        await database.close()


def _exchange(unfinished: Path, goal: Path, now: datetime) -> Path | None:
    """Put what is there aside, and the other in its place: at no time is there none."""
    with backup.told_plainly(f"{goal} can't be put in place"):
        backup.finish(unfinished)
        _give(unfinished, like=goal if goal.exists() else goal.parent)
        if not goal.exists():
            backup.name(unfinished, goal)
            return None
        aside = goal.with_name(f"{goal.stem}-before-{now:%Y%m%dT%H%M%SZ}{goal.suffix}")
        if aside.exists():
            raise StorageError(f"{aside} is there already: try again in a second")
        _fold(goal)
        with _held(goal):
            for side, there in zip(backup.sides(aside), backup.sides(goal), strict=True):
                if there.exists():  # of a damaged one: SQLite would take it for a part of the new one
                    there.rename(side)
            _keep(goal, aside)
            backup.name(unfinished, goal)
    return aside


def _give(path: Path, *, like: Path) -> None:
    """Let a file belong to whom another or a folder belongs: root may restore what the bot's user must open."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        found = like.stat()
        os.chown(path, found.st_uid, found.st_gid)


def _keep(path: Path, aside: Path) -> None:
    try:
        aside.hardlink_to(path)
    except OSError:  # not every file system has links
        path.rename(aside)


def _fold(path: Path) -> None:
    """Bring what stands in the log beside a database into its file, where SQLite would: it removes any other log."""
    with path.open("rb") as file:
        head = file.read(20)
    if not (head.startswith(_MAGIC) and head.endswith(_IN_WAL_MODE)):
        return
    try:
        with closing(driver.connect(path, isolation_level=None, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except driver.OperationalError as error:
        if "locked" in str(error):
            raise StorageError(_in_use(path)) from error
    except driver.DatabaseError:  # damaged: it is put aside as it is
        pass


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Nobody can open a database meanwhile.

    Raises:
        StorageError: somebody has it open.
    """
    opened = os.open(path, os.O_RDWR)
    try:
        if fcntl is not None:
            try:
                fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB, SHARED_SIZE, SHARED_FIRST)
            except OSError as error:
                raise StorageError(_in_use(path)) from error
        yield
    finally:
        os.close(opened)


def _in_use(path: Path) -> str:
    return f"{path} is in use: stop the bot first"
