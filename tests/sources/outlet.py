"""An outlet on loopback that answers byte by byte as a test tells it, and counts what reached it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import FetchError
from bot.sources.fetching import Fetcher
from bot.sources.guard import PrivateHosts
from bot.sources.manners import Manners

HERE = "127.0.0.1"
LOOPBACK = PrivateHosts.of(["127.0.0.0/8"])


@dataclass(frozen=True)
class Heard:
    """A request that reached the outlet: at which address of it, for what, with which headers (names in lower case)."""

    at: str
    path: str
    headers: dict[str, str]


Handler = Callable[[Heard, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Outlet:
    """What it answers by path (404 where nothing is told), and what it heard."""

    port: int = 0
    answers: dict[str, bytes | Handler] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0

    def url(self, path: str, host: str = HERE, scheme: str = "http") -> str:
        """The address of a path of it."""
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, but for robots.txt."""
        return [heard.path for heard in self.heard if heard.path != "/robots.txt"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = dict(line.split(": ", 1) for line in head[1:] if line)
                heard = Heard(
                    writer.get_extra_info("sockname")[0],
                    head[0].split(" ")[1],
                    {name.lower(): value for name, value in headers.items()},
                )
                self.heard.append(heard)
                told = self.answers.get(heard.path, answer(404))
                if isinstance(told, bytes):
                    writer.write(told)
                else:
                    await told(heard, writer)
                await writer.drain()
                if heard.headers.get("connection") == "close" or (isinstance(told, bytes) and b"close\r\n" in told):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the visitor left
        finally:
            self.open -= 1
            writer.close()


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A right answer; underscores in the names of headers are hyphens."""
    told = {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = [f"HTTP/1.1 {status} Told", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def moved(status: int, location: str) -> bytes:
    """A redirect."""
    return answer(status, Location=location)


@asynccontextmanager
async def outlet() -> AsyncIterator[Outlet]:
    """One that listens on all of loopback's addresses at one port."""
    opened = Outlet()
    visits: set[asyncio.Task[None]] = set()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        visits.add(task)
        try:
            await opened.serve(reader, writer)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            visits.discard(task)

    async with await asyncio.start_server(visit, "0.0.0.0") as server:  # noqa: S104 - 127.0.0.2 and on are outlets too
        opened.port = server.sockets[0].getsockname()[1]
        yield opened
        for task in list(visits):
            task.cancel()
        await asyncio.gather(*visits, return_exceptions=True)


@dataclass
class Clock:
    """Seconds that pass when somebody sleeps."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, for_s: float) -> None:
        """Let them pass at once."""
        self.now += for_s
        await asyncio.sleep(0)


class Names(AbstractResolver):
    """Looks names up in a table; a name with several addresses has another each time, as an attacker's would.

    Of a name without any the look-up is never answered.
    """

    def __init__(self, **names: list[str]) -> None:
        self.names = {name.replace("_", "."): addresses for name, addresses in names.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The address whose turn it is.

        Raises:
            OSError: the name is not in the table.
        """
        self.asked.append(host)
        if host not in self.names:
            raise OSError("no such name")
        addresses = self.names[host]
        if not addresses:
            await asyncio.Event().wait()
        address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return [ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is held."""


async def refused(fetcher: Fetcher, url: str) -> FetchError:
    """How fetching fails."""
    with pytest.raises(FetchError) as failed:
        await fetcher.get(url)
    return failed.value


def visitor(clock: Clock | None = None, names: Names | None = None, **manners: object) -> Fetcher:
    """A fetcher that may visit loopback, unless told otherwise, and that waits without time passing."""
    clock = clock or Clock()
    bounds = Manners(**{"private_hosts": LOOPBACK, **manners})  # type: ignore[arg-type]
    return Fetcher(bounds, monotonic=clock, sleep=clock.sleep, resolver=names)
