"""The server of the world: every outlet at an address of its own, all at one port, and a page about them."""

import errno
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.outside import answers, documents
from bot.outside.answers import NOWHERE
from bot.outside.desk import Desk
from bot.outside.outlets import Outlet
from bot.outside.visits import Visit
from bot.outside.world import World
from storage.errors import SvodkaError

HOME = "127.0.0.1"
"""Where the page about the world stands, and what it can be told."""

_HOMES = (HOME, "localhost")

NAMES = ".test"
"""An outlet answers to a name too: its key and this, a domain that no one can own (RFC 6761)."""

_BACKLOG = 128
# What is still at work when the server closes gets this long: a hanging answer would take for ever.
_SHUTDOWN_S = 0.5


class OutsideError(SvodkaError):
    """The world can't be served: its port is taken, or this machine lacks loopback addresses."""


@dataclass(frozen=True, slots=True)
class Served:
    """A world that can be reached: ``address`` is that of its own page."""

    world: World
    port: int

    @property
    def address(self) -> str:
        """The page about the world, without a slash at the end."""
        return f"http://{HOME}:{self.port}"

    def base(self, outlet: str) -> str:
        """Where an outlet stands, without a slash at the end."""
        return f"http://{self.world.outlets[outlet].host}:{self.port}"

    def watched(self, outlet: str) -> str:
        """The address of an outlet that a collector looks at: its feed, else its sitemap or list page."""
        return self.base(outlet) + self.world.outlets[outlet].watched


@asynccontextmanager
async def serve(world: World, port: int = 0) -> AsyncIterator[Served]:
    """Let the world be reached at a port (0: any that is free everywhere).

    Raises:
        OutsideError: the port is taken, or an outlet's loopback address is none of this machine's.
    """
    hosts = (HOME, NOWHERE, *(outlet.host for outlet in world.outlets.values()))
    sockets = _bound(hosts, port)
    application = web.Application(client_max_size=10_000)
    front = _Front(world)
    application.router.add_route("*", "/{path:.*}", front.answer)
    runner = web.AppRunner(
        application, access_log=None, shutdown_timeout=_SHUTDOWN_S, keepalive_timeout=75, handler_cancellation=True
    )
    await runner.setup()
    try:
        for one in sockets:
            await web.SockSite(runner, one, backlog=_BACKLOG).start()
        yield Served(world, sockets[0].getsockname()[1])
    finally:
        await runner.cleanup()


class _Front:
    """Finds whom a request is for, and answers as that outlet does at the moment."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = Desk(world)
        self._by_host = {outlet.host: outlet for outlet in world.outlets.values()}
        self._by_name = {key + NAMES: outlet for key, outlet in world.outlets.items()}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        world = self._world
        world.catch_up()
        name = (request.host.rpartition(":")[0] or request.host).lower()
        if name in _HOMES:
            return await self._desk.answer(request)
        outlet = self._asked(request, name)
        key = None if outlet is None else outlet.key
        world.visits.add(Visit(world.now(), key, request.host, request.raw_path, dict(request.headers)))
        if outlet is None:
            return answers.not_found()
        path = request.raw_path
        where = documents.where(outlet, path)
        fault = world.faults.next(outlet.key, where)
        document = documents.find(world, outlet, path, f"http://{request.host}", fault.wrong if fault else None)
        if document is None:
            healthy = answers.not_found()
        else:
            healthy = answers.healthy(request, outlet, document, world.changed_at(outlet.key))
        return healthy if fault is None else await answers.badly(request, fault, healthy)

    def _asked(self, request: web.Request, name: str) -> Outlet | None:
        """The outlet of the name that was asked for, else of the address that was connected to."""
        if (named := self._by_name.get(name)) is not None:
            return named
        if request.transport is None:
            return None
        return self._by_host.get(request.transport.get_extra_info("sockname")[0])


def _bound(hosts: tuple[str, ...], port: int) -> list[socket.socket]:
    """Sockets at every host, all at one port."""
    sockets: list[socket.socket] = []
    try:
        for host in hosts:
            one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            sockets.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind((host, port))
            port = one.getsockname()[1]
    except (OSError, OverflowError) as error:
        for one in sockets:
            one.close()
        raise OutsideError(_reason(hosts[len(sockets) - 1], port, error)) from error
    return sockets


def _reason(host: str, port: int, error: OSError | OverflowError) -> str:
    """Why a world can't be served, in one line."""
    if isinstance(error, OSError) and error.errno == errno.EADDRNOTAVAIL:
        return f"the world needs {host}, which this machine has not (on macOS: sudo ifconfig lo0 alias {host})"
    why = error.strerror if isinstance(error, OSError) and error.strerror else error
    return f"the world can't listen on {host}:{port}: {why}"
