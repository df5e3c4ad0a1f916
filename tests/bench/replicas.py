"""What a second and a third process of one bot cost: CPU for each button that is pressed, and turns to write.

Real processes on one PostgreSQL, updates by webhook through the balancer of ``tests.cluster``. CPU is what the
kernel counts for the bots and their readers of pages, PostgreSQL's left out.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import func, select, text

from bot.sandbox.server import Sandbox
from storage import marks
from storage.engine import Database, open_database
from storage.schema import updates
from tests import postgres
from tests.cluster import Cluster, Replica, cluster
from tests.person import Message, Person, buttons

PEOPLE = 60
PRESSES_EACH = 8
WRITES = 1_500
IDLE_S = 10.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of CPU a press, the part of a core that goes without any, and for how many seconds they went on."""

    ms: float
    idle: float
    took_s: float

    @property
    def net_ms(self) -> float:
        """What a press itself cost."""
        return self.ms - self.idle * self.took_s * 1000 / (PEOPLE * PRESSES_EACH)


def run() -> Iterator[dict[str, object]]:
    """The figures with one process and with three."""
    yield from asyncio.run(_measured())


async def _measured() -> list[dict[str, object]]:
    one, three = [await _presses(number) for number in (1, 3)]
    rows: list[dict[str, object]] = [
        {
            "name": "CPU of a press with three processes",
            "figure": round(three.net_ms, 2),
            "unit": "ms",
            "target": "1.15 times that with one",
            "met": three.net_ms <= 1.15 * one.net_ms,
            "peer": "one process",
            "peer_figure": round(one.net_ms, 2),
            "ratio": round(three.net_ms / one.net_ms, 3),
        },
        {
            "name": "CPU of a press with three processes, what they take at rest with it",
            "figure": round(three.ms, 2),
            "unit": "ms",
            "peer": "one process",
            "peer_figure": round(one.ms, 2),
            "ratio": round(three.ms / one.ms, 3),
        },
        {
            "name": "CPU at rest of three processes",
            "figure": round(three.idle * 100, 1),
            "unit": "% of a core",
            "peer": "one process",
            "peer_figure": round(one.idle * 100, 1),
        },
    ]
    for number in (1, 3):
        rate = await _writes(number)
        rows.append({"name": f"small transactions of {number} processes", "figure": round(rate), "unit": "per s"})
    return rows


@asynccontextmanager
async def _bots(folder: Path, number: int) -> AsyncIterator[Cluster]:
    async with cluster(folder, number, random.Random(7)) as made:
        for bot in made.replicas:
            await bot.begin()
        for bot in made.replicas:
            await bot.until_alive(made.http)
        yield made


async def _presses(number: int) -> Spent:
    with tempfile.TemporaryDirectory() as folder:
        async with _bots(Path(folder), number) as made:
            sandbox, database, bots, http = made.sandbox, made.database, made.replicas, made.http
            people = [Person(http, sandbox.address, chat_id=1_000 + place) for place in range(PEOPLE)]
            for person in people:
                await person.write("/settings")
            pages = [await _page(person) for person in people]
            await _settled(sandbox, database)
            idle = await _idle(bots)
            before, began = _cpu_s(bots), time.monotonic()
            for _ in range(PRESSES_EACH):
                for person, page in zip(people, pages, strict=True):
                    data = random.Random(7).choice(sorted(buttons(page).values()))
                    await person.press(page, data)
                await _settled(sandbox, database)
            spent, took = _cpu_s(bots) - before, time.monotonic() - began
            return Spent(spent * 1000 / (PEOPLE * PRESSES_EACH), idle, took)


async def _page(person: Person) -> Message:
    async with asyncio.timeout(60):
        while True:
            for message in await person.messages():
                if message["from"]["is_bot"] and buttons(message):
                    return message
            await asyncio.sleep(0.05)


async def _settled(sandbox: Sandbox, database: Database) -> None:
    """Wait until all that was pressed has been worked on."""
    async with asyncio.timeout(120):
        while len(sandbox.world.updates) or await _open(database):  # noqa: ASYNC110 - other processes' work
            await asyncio.sleep(0.05)


async def _open(database: Database) -> int:
    query = select(func.count()).select_from(updates).where(updates.c.body.is_not(None))
    async with database.read() as connection:
        return (await connection.execute(query)).scalar_one()


async def _idle(bots: list[Replica]) -> float:
    """The part of a core that all of them take while nobody asks anything."""
    before = _cpu_s(bots)
    await asyncio.sleep(IDLE_S)
    return (_cpu_s(bots) - before) / IDLE_S


def _cpu_s(bots: list[Replica]) -> float:
    total = 0.0
    for bot in bots:
        assert bot.process is not None
        root = psutil.Process(bot.process.pid)
        for process in (root, *root.children(recursive=True)):
            times = process.cpu_times()
            total += times.user + times.system
    return total


async def _writes(number: int) -> float:
    """How many small transactions so many writers get through in a second; PostgreSQL waits for the disk."""
    async with postgres.fresh() as url, AsyncExitStack() as stack:
        databases: list[Database] = []
        for _ in range(number):
            databases.append(await open_database(url))
            stack.push_async_callback(databases[-1].close)
        began = time.perf_counter()
        await asyncio.gather(*(_write(database, place, WRITES // number) for place, database in enumerate(databases)))
        return WRITES / (time.perf_counter() - began)


async def _write(database: Database, place: int, times: int) -> None:
    for value in range(times):
        async with database.write() as connection:
            await connection.execute(text("SET LOCAL synchronous_commit = on"))
            await marks.put(connection, f"writer {place}", value)
