"""The lives of the bot in the chaos of collecting: all of `svodka run`, at a pace of seconds, not minutes."""

import asyncio
import logging
import multiprocessing
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from pydantic import SecretStr

from bot.app.collecting import collecting
from bot.app.delivering import Allowance
from bot.app.receiving import Door
from bot.app.serving import desk_of, intake_of, serve
from bot.outside.world import World
from bot.sandbox.server import SANDBOX_TOKEN
from bot.settings import Settings
from bot.text import language
from tests.conftest import SEEDS

SHORTEST = timedelta(seconds=1)
LOG = "bot.log"

# A life begins as a fork of a process that has imported everything: else most of it would be imports.
_context = multiprocessing.get_context("forkserver")


def prepare() -> None:
    """Let the imports be done once."""
    _context.set_forkserver_preload([__name__])


def begin_bot(folder: Path, server: str, world: World) -> ForkServerProcess:
    """The bot, collecting from a world into a folder's database until it is killed."""
    hosts = frozenset(outlet.host for outlet in world.outlets.values())
    life = _context.Process(target=_live, args=(folder, server, hosts))
    life.start()
    return life


def _live(folder: Path, server: str, hosts: frozenset[str]) -> None:
    logging.basicConfig(filename=folder / LOG, level=logging.INFO, force=True)
    settings = Settings(
        _env_file=None,
        bot_token=SecretStr(SANDBOX_TOKEN),
        telegram_api=server,
        data_dir=folder,
        database_url="",
        seeds_dir=SEEDS,
        private_hosts=hosts,
    )
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    language.warm()
    async with (
        desk_of(settings) as desk,
        collecting(settings, desk.database, intake_of(desk), shortest=SHORTEST) as parts,
    ):
        door = Door(settings.http_host, None)
        await serve(SANDBOX_TOKEN, settings.telegram_api, desk, parts, allowance=Allowance(), door=door)
