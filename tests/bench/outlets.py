"""The outlets that benchmarks of collecting ask: the world in a process of its own, on the last core there is."""

import asyncio
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from bot.outside.outlets import crowd
from bot.outside.server import serve
from bot.outside.world import World

_context = multiprocessing.get_context("spawn")


class Outlets:
    """So many outlets, each with a feed at a host of its own."""

    def __init__(self, count: int, pipe: Connection) -> None:
        self.outlets = crowd(count)
        self._pipe = pipe
        self.port: int = pipe.recv()

    def addresses(self) -> list[str]:
        """The feeds."""
        return [f"http://{outlet.host}:{self.port}{outlet.watched}" for outlet in self.outlets]

    def publish(self, outlets: int, each: int) -> None:
        """Let the first so many outlets publish so many articles each."""
        self._pipe.send((outlets, each))
        self._pipe.recv()


@contextmanager
def outlets(count: int, *, backlog: int, every_s: float | None = None) -> Iterator[Outlets]:
    """Outlets that have so many articles each to begin with, and publish one together every so many seconds."""
    ours, theirs = _context.Pipe()
    process = _context.Process(target=_run, args=(count, backlog, every_s, theirs), daemon=True)
    process.start()
    theirs.close()  # so that its end is noticed, were it to fail
    try:
        yield Outlets(count, ours)
    finally:
        process.terminate()
        process.join()


def _run(count: int, backlog: int, every_s: float | None, pipe: Connection) -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asyncio.run(_serve(count, backlog, every_s, pipe))


async def _serve(count: int, backlog: int, every_s: float | None, pipe: Connection) -> None:
    world = World(crowd(count), seed=1, now=lambda: datetime.now(UTC), backlog=backlog, every_s=every_s)
    async with serve(world) as served:
        pipe.send(served.port)
        loop = asyncio.get_running_loop()
        while True:
            number, each = await loop.run_in_executor(None, pipe.recv)
            for outlet in list(world.outlets)[:number]:
                for _ in range(each):
                    world.publish(outlet)
            pipe.send(number)
