"""The life of the day: all of `svodka run`, by a clock on the wall that others set."""

import asyncio
import gc
import logging
import multiprocessing
import signal
import tracemalloc
from collections.abc import Sequence
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from pydantic import SecretStr

from bot.app import collecting, keeping, serving
from bot.app.delivering import Allowance
from bot.app.receiving import Door
from bot.outside.world import World
from bot.sandbox.server import SANDBOX_TOKEN
from bot.settings import Settings
from bot.text import language
from tests.conftest import SEEDS
from tests.soak.lives import clock_of

SHORTEST = timedelta(minutes=5)
LOG = "bot.log"
WHY = "why.txt"
TOLD = 25

_context = multiprocessing.get_context("forkserver")


def prepare() -> None:
    """Let the imports be done once."""
    _context.set_forkserver_preload([__name__])


def begin(folder: Path, server: str, world: World, *, why: bool) -> ForkServerProcess:
    """The bot over a folder's database, until it is told to end."""
    hosts = frozenset(outlet.host for outlet in world.outlets.values())
    life = _context.Process(target=_live, args=(folder, server, hosts, why))
    life.start()
    return life


def _live(folder: Path, server: str, hosts: frozenset[str], why: bool) -> None:
    logging.basicConfig(filename=folder / LOG, level=logging.INFO, force=True)
    if why:
        tracemalloc.start(12)
        taken: list[tracemalloc.Snapshot] = []
        signal.signal(signal.SIGUSR1, lambda *_: _write_down(taken, folder / WHY))
    for room in (collecting, keeping, serving):
        room.clock = clock_of(folder)  # type: ignore[attr-defined]  # each has it by name
    settings = Settings(
        _env_file=None,
        bot_token=SecretStr(SANDBOX_TOKEN),
        telegram_api=server,
        data_dir=folder,
        database_url="",
        seeds_dir=SEEDS,
        private_hosts=hosts,
        backup_every_hours=4,
        backup_keep=2,
    )
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    language.warm()
    async with (
        serving.desk_of(settings) as desk,
        collecting.collecting(settings, desk.database, serving.intake_of(desk), shortest=SHORTEST) as parts,
        keeping.keeping_copies(settings, desk.database),
    ):
        door = Door(settings.http_host, 0)
        await serving.serve(SANDBOX_TOKEN, settings.telegram_api, desk, parts, allowance=Allowance(), door=door)


def _write_down(taken: list[tracemalloc.Snapshot], path: Path) -> None:
    """Note what Python has memory for; the second time also what it has more of than before."""
    gc.collect()
    taken.append(tracemalloc.take_snapshot())
    if len(taken) > 1:
        path.write_text("\n\n".join(_places(taken)), encoding="utf-8")


def _places(taken: Sequence[tracemalloc.Snapshot]) -> list[str]:
    more = taken[-1].compare_to(taken[0], "traceback")
    return [f"{one.size_diff / 1e3:+.0f} KB\n" + "\n".join(one.traceback.format()) for one in more[:TOLD]]
