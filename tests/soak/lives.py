"""The processes of the long run: lives of the bot that are killed, and one that holds the database's lock."""

import asyncio
import logging
import mmap
import multiprocessing
import resource
import struct
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import psutil

from bot.app.delivering import Allowance, delivering, render
from bot.app.serving import connected
from bot.delivery.limits import Limiter
from bot.delivery.making import Maker
from bot.sandbox.server import SANDBOX_TOKEN
from bot.telegram import texts
from bot.telegram.desk import Desk
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from storage.engine import open_database
from storage.sqlite import driver
from tests.conftest import SEEDS

_OFFSET = struct.Struct("d")
ALLOWANCE = Allowance(paid_per_s=1_000, stars_per_day=10_000_000)
"""As fast as it goes: the long run is about what is lost, not about rates."""

# A life begins as a fork of a process that has imported everything: else most of it would be imports.
_context = multiprocessing.get_context("forkserver")


class WallClock:
    """A clock that all processes share and that can be set: this machine's, and seconds more that stand in a file."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_OFFSET.pack(0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _OFFSET.size)

    def __call__(self) -> datetime:
        """What time it is taken to be."""
        (offset,) = _OFFSET.unpack_from(self._shared)
        return datetime.now(UTC) + timedelta(seconds=offset)

    def move(self, by: timedelta) -> None:
        """Set it ahead, or back."""
        (offset,) = _OFFSET.unpack_from(self._shared)
        _OFFSET.pack_into(self._shared, 0, offset + by.total_seconds())


def prepare() -> None:
    """Let the imports be done once."""
    _context.set_forkserver_preload([__name__])


def begin_life(folder: Path, server: str) -> ForkServerProcess:
    """The bot, delivering from a folder's database to a server until it is killed."""
    life = _context.Process(target=_live, args=(folder, server), daemon=True)
    life.start()
    return life


def hold_lock(folder: Path, seconds: float) -> ForkServerProcess:
    """Another process that writes to the database for so long."""
    holder = _context.Process(target=_hold, args=(folder, seconds), daemon=True)
    holder.start()
    return holder


def limit_files(life: ForkServerProcess, size: int | None) -> None:
    """Let no file of a process become larger than that (bytes), as on a full disk; ``None``: as large as it likes."""
    limit = resource.RLIM_INFINITY if size is None else size
    psutil.Process(life.pid).rlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def database_of(folder: Path) -> Path:
    """The database of a run."""
    return folder / "svodka.db"


def clock_of(folder: Path) -> WallClock:
    """The clock of a run."""
    return WallClock(folder / "clock")


def _live(folder: Path, server: str) -> None:
    logging.basicConfig(filename=folder / "bot.log", level=logging.WARNING, force=True)
    asyncio.run(_deliver(folder, server))


async def _deliver(folder: Path, server: str) -> None:
    taxonomy = load(SEEDS / "sectors.toml")
    database = await open_database(f"sqlite:///{database_of(folder)}")
    spoken, clock = texts.load(), clock_of(folder)
    maker = Maker(database, render(taxonomy, spoken), clock)
    desk = Desk(database, taxonomy, Tagger(taxonomy), spoken, clock, "Asia/Almaty", maker)
    limiter = Limiter(paid_per_s=ALLOWANCE.paid_per_s)
    async with connected(SANDBOX_TOKEN, server, limiter) as bot, delivering(bot, server, desk, limiter, ALLOWANCE):
        await asyncio.Event().wait()


def _hold(folder: Path, seconds: float) -> None:
    connection = driver.connect(database_of(folder), isolation_level=None, timeout=30)
    connection.execute("BEGIN IMMEDIATE")
    time.sleep(seconds)
    connection.rollback()
    connection.close()
