"""The life of the day: all of `svodka run`, by a clock on the wall that others set."""

import asyncio
import gc
import logging
import multiprocessing
import signal
from collections import Counter
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from pydantic import SecretStr

from bot.app import collecting, keeping, memory, opening, serving
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
TOLD = 40

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
    memory.begin()  # as every command does
    logging.basicConfig(filename=folder / LOG, level=logging.INFO, force=True)
    if why:
        taken: list[Counter[str]] = []
        signal.signal(signal.SIGUSR1, lambda *_: _write_down(taken, folder / WHY))
    for room in (keeping, opening):
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


def _write_down(taken: list[Counter[str]], path: Path) -> None:
    """Note what there are objects of; the second time also what there are more of than before."""
    gc.collect()
    taken.append(Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects()))
    more = Counter(taken[-1])
    more.subtract(taken[0])
    lines = [f"{number:+8} {name}, {taken[-1][name]} in all" for name, number in more.most_common(TOLD)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
