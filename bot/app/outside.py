"""The outside world beside the sandbox, for `svodka try --world`: invented outlets that the bot watches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from bot.app.opening import clock
from bot.collecting.finding import add_all
from bot.outside.outlets import OUTLETS, Outlet
from bot.outside.server import Served, serve
from bot.outside.world import World
from bot.settings import Settings
from storage import watches
from storage.engine import Database
from storage.watches import NewWatch, WatchKind

EVERY_S = 5.0
"""How often something new appears, over all outlets; each is then looked at twice a minute or so, by its rhythm."""

SHORTEST = timedelta(seconds=10)
"""How soon an outlet may be looked at again: nobody who tries the bot out wants to wait five minutes."""


@asynccontextmanager
async def world_at(port: int) -> AsyncIterator[Served]:
    """The world, served at a port; articles have numbers that no earlier world has given.

    Raises:
        OutsideError: the port is taken, or this machine lacks loopback addresses.
    """
    began = int(clock().timestamp())
    world = World(OUTLETS, seed=began, now=clock, every_s=EVERY_S, first=began)
    async with serve(world, port) as served:
        yield served


def within(settings: Settings, served: Served) -> Settings:
    """The settings of a bot that lives in this world: its outlets may be fetched, and its news stand in a database of
    its own, so that nobody ever takes invented news for real ones.
    """
    hosts = {outlet.host for outlet in served.world.outlets.values()}
    folder = settings.data_dir / "world"
    return settings.model_copy(
        update={"private_hosts": settings.private_hosts | hosts, "data_dir": folder, "database_url": ""}
    )


async def watch_world(database: Database, served: Served) -> None:
    """Watch every outlet, and no longer what stood at another port: a world that is no more."""
    wanted = [_watch(outlet, served) for outlet in served.world.outlets.values()]
    hosts = {outlet.host for outlet in served.world.outlets.values()}
    async with database.write() as connection:
        for watch in await watches.every(connection):
            stands = urlsplit(watch.address)
            if stands.hostname in hosts and stands.port != served.port:
                await watches.remove(connection, watch.id)
    await add_all(database, wanted, now=clock())


def _watch(outlet: Outlet, served: Served) -> NewWatch:
    address = served.watched(outlet.key)
    if outlet.feed is not None:
        return NewWatch(WatchKind.FEED, address, outlet.name)
    if outlet.sitemap:
        return NewWatch(WatchKind.SITEMAP, address, outlet.name)
    return NewWatch(WatchKind.SITE, address, outlet.name, pattern=outlet.pattern)
