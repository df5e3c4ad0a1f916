"""``make day``: a day of a bot's life in ten minutes, and no more memory at its end than in its first hour.

All of ``svodka run`` lives in a process of its own, on SQLite, with a world of invented outlets and the sandbox as
Telegram. The clock on the wall goes on in steps, as on a machine that sleeps now and then: while people ask, press and
subscribe and while news come in, time passes as it does. With each step digests fall due, lists are looked at, backups
are made. What the process has of memory (its resident set) is noted each second.

``DAY_S`` is how long (600), ``DAY_HOURS`` how many hours it stands for (24), ``DAY_SEED`` repeats a run's choices; with
``DAY_WHY=1`` it is written down of what there are more objects at the end than in the beginning. The exit code is 1
where the last hour has more than 1.1 times the memory of the one a day before, or of the first (with fewer steps than
hours there is nothing to compare: then it is told only), or where something was left undone or the log tells of a
mistake of ours.
"""

import asyncio
import os
import random
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import psutil
from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.app.outside import watch_world
from bot.outside.outlets import OUTLETS
from bot.outside.server import serve
from bot.outside.world import World
from bot.sandbox.server import Sandbox, start
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.schema import articles, deliveries, updates
from tests.soak import day_life, lives
from tests.soak.collecting_audit import mistakes
from tests.soak.day_people import People
from tests.soak.started import in_a_folder, seed_of

HOUR = timedelta(hours=1)
HOURS_OF_A_DAY = 24
STEP_S = 6.25
"""Of a step, in which all that it brings can be done: 96 in ten minutes."""

WARMING = 3
"""Steps before the day begins: a process that has never drawn a picture or read a page has still to load what for."""

MOST_MORE = 1.1
EVERY_S = 60.0
"""Between one article of the world and the next: 1,440 a day."""

QUIET_WITHIN_S = 20.0


@dataclass
class Hour:
    """What was seen in a simulated hour: megabytes of the process, and of the processes that it began."""

    memory: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    threads: int = 0
    files: int = 0


@dataclass
class Day:
    """One run; what it did is counted."""

    folder: Path
    database: Database
    sandbox: Sandbox
    people: People
    life: ForkServerProcess
    hours: dict[int, Hour] = field(default_factory=dict)
    unquiet: int = 0

    def __post_init__(self) -> None:
        self.clock = lives.clock_of(self.folder)

    async def live(self, steps: int, hours: int) -> None:
        """So many hours in so many steps."""
        began = self.clock()
        for step in range(steps):
            self.clock.move(began + HOUR * hours * step / steps - self.clock())
            hour = hours * step // steps
            noting = asyncio.create_task(self._note(hour))
            await self.people.live_for(STEP_S * 0.7)
            await self._quiet()
            noting.cancel()
            if hour != hours * (step + 1) // steps:
                self._tell(hour)

    async def warm_up(self) -> None:
        """One of each thing, and what comes with the first steps."""
        for _ in range(WARMING):
            await self.people.each_does_something()
            await self._quiet()
            self.clock.move(timedelta(minutes=15))

    async def counted(self) -> Counter[str]:
        """What the day came to."""
        came: Counter[str] = Counter()
        async with self.database.read() as connection:
            for name, query in (
                ("articles", select(func.count()).select_from(articles)),
                ("digests", select(func.count()).where(deliveries.c.state == "sent")),
                ("undone", select(func.count()).where(updates.c.body.is_not(None))),
            ):
                came[name] = (await connection.execute(query)).scalar_one()
        return came

    async def _quiet(self) -> None:
        """Wait until nothing is under way: then a clock may jump, and no lease runs out meanwhile."""
        try:
            async with asyncio.timeout(QUIET_WITHIN_S):
                while len(self.sandbox.world.updates) or await self._open():  # noqa: ASYNC110 - another process's work
                    await asyncio.sleep(0.1)
        except TimeoutError:
            self.unquiet += 1

    async def _open(self) -> int:
        held = deliveries.c.state.in_(("claimed", "sending"))
        async with self.database.read() as connection:
            asked = await connection.execute(select(func.count()).where(updates.c.body.is_not(None)))
            sent = await connection.execute(select(func.count()).where(held))
            return asked.scalar_one() + sent.scalar_one()

    async def _note(self, hour: int) -> None:
        seen = self.hours.setdefault(hour, Hour())
        process = psutil.Process(self.life.pid)
        while True:
            with suppress(psutil.NoSuchProcess):
                seen.memory.append(process.memory_info().rss / 1e6)
                seen.others.append(sum(one.memory_info().rss for one in process.children(recursive=True)) / 1e6)
                seen.threads, seen.files = process.num_threads(), process.num_fds()
            await asyncio.sleep(1)

    def _tell(self, hour: int) -> None:
        seen = self.hours[hour]
        wal = sum(path.stat().st_size for path in self.folder.glob("svodka.db-wal")) / 1e6
        memory, others = statistics.median(seen.memory), statistics.median(seen.others)
        sys.stdout.write(
            f"hour {hour:2}  {memory:6.1f} MB, readers of pages {others:6.1f}"
            f"  threads {seen.threads}, files {seen.files}, log of the database {wal:.1f} MB"
            f"  asked {self.people.did.total()}\n"
        )
        sys.stdout.flush()


async def live(folder: Path, *, seconds: float, hours: int, seed: int, why: bool) -> int:
    """Run and tell; returns the exit code."""
    day_life.prepare()
    chance = random.Random(seed)
    clock = lives.clock_of(folder)
    database = await open_database(f"sqlite:///{lives.database_of(folder)}")
    await migrate(database)
    sandbox = await start("127.0.0.1", 0, limits=True)
    world = World(OUTLETS, seed=seed, now=clock, every_s=EVERY_S)
    steps = max(4, round(seconds / STEP_S))
    async with serve(world) as served, ClientSession() as http:
        await watch_world(database, served)
        people = People(http, sandbox.address, chance)
        await people.introduce(database, now=clock())
        life = day_life.begin(folder, sandbox.address, world, why=why)
        try:
            day = Day(folder, database, sandbox, people, life)
            await day.warm_up()
            await marked(life, why=why)
            await day.live(steps, hours)
            await marked(life, why=why)
            came = await day.counted()
        finally:
            code = await asyncio.to_thread(ended, life)
    await sandbox.close()
    await database.close()
    return report(day, came, steps=steps, code=code, told=lambda: mistakes(folder / day_life.LOG))


async def marked(life: ForkServerProcess, *, why: bool) -> None:
    """Let the process write down what it has memory for."""
    if why and life.pid is not None:
        os.kill(life.pid, signal.SIGUSR1)
        await asyncio.sleep(3)


def ended(life: ForkServerProcess) -> int | None:
    """Tell a process to end, and its exit code."""
    life.terminate()
    life.join(30)
    if life.is_alive():
        life.kill()
    return life.exitcode


def report(day: Day, came: Counter[str], *, steps: int, code: int | None, told: Callable[[], list[str]]) -> int:
    """Say what the day came to, and whether it is as it should be."""
    last = max(day.hours)
    before = last - HOURS_OF_A_DAY if last - HOURS_OF_A_DAY in day.hours else min(day.hours)
    then, now = (statistics.median(day.hours[hour].memory) for hour in (before, last))
    wrong = told()
    if code != 0:
        wrong.append(f"told to end it ended with {code}")
    if came["undone"]:
        wrong.append(f"{came['undone']} updates were left undone")
    if len(day.hours) > last and now > MOST_MORE * then:
        wrong.append(f"memory grew to {now / then:.3f} times that of hour {before}, not {MOST_MORE} at most")
    did = ", ".join(f"{what} {number}" for what, number in day.people.did.most_common())
    lines = [
        f"did         {did}",
        f"came        {came['articles']} articles, {came['digests']} digests and alerts",
        f"not quiet   {day.unquiet} steps of {steps}",
        f"memory      {then:.1f} MB in hour {before}, {now:.1f} MB in hour {last}: {now / then:.3f} times",
        *(f"WRONG       {line}" for line in wrong[:20]),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong else 0


def main() -> int:
    """Read the environment and run."""
    seed, seconds = seed_of("DAY_SEED"), float(os.environ.get("DAY_S", "600"))
    hours, why = int(os.environ.get("DAY_HOURS", "24")), os.environ.get("DAY_WHY") == "1"

    async def run(folder: Path) -> int:
        began = time.monotonic()
        code = await live(folder, seconds=seconds, hours=hours, seed=seed, why=why)
        sys.stdout.write(f"seconds     {time.monotonic() - began:.0f}\n")
        return code

    return in_a_folder("day", run, told=f"DAY_SEED={seed} DAY_S={seconds:g} DAY_HOURS={hours}", keep=why)


if __name__ == "__main__":
    sys.exit(main())
