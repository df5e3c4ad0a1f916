"""The long run itself: waves of digests, and something that goes wrong in every life of the bot."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import func, select

from storage import articles
from storage.engine import Database
from storage.errors import StorageError
from storage.schema import deliveries, subscriptions
from tests.bench.crowd import FIRST, SECTORS
from tests.conftest import oil
from tests.soak.calls import Calls
from tests.soak.lives import begin_life, clock_of, hold_lock, limit_files
from tests.storage.conftest import article

AHEAD = timedelta(hours=18)
FAULTS: dict[str, dict[str, Any]] = {
    "answers cut off": {"drop": True},
    "500": {"status": 500},
    "429 for a second": {"status": 429, "retry_after": 1},
    "429 for 43,838 s": {"status": 429, "retry_after": 43_838},
}
MOST_TIMES = {"answers cut off": 30, "500": 60, "429 for a second": 30, "429 for 43,838 s": 1}
MOST_WAVES = 25
"""A wave is a day, and what was settled 30 days ago is pruned: nobody could look at it at the end."""

SETTLED_WITHIN_S = 120.0
"""How long the last wave may take, when nothing is wrong any more."""


@dataclass
class Run:
    """One run over a database and a server; what it did is counted."""

    folder: Path
    server: str
    database: Database
    http: ClientSession
    chance: random.Random
    wave: int = 0
    kills: int = 0
    in_flight: int = 0
    troubles: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.clock = clock_of(self.folder)
        self.calls = Calls(self.http, self.server)

    async def introduce(self, readers: int) -> None:
        """Let the server know all chats: a bot can't write to whom it has never met."""
        for number in range(readers):
            chat = {"id": FIRST + number, "type": "private"}
            async with self.http.post(f"{self.server}/sandbox/chats", json=chat) as answer:
                answer.raise_for_status()

    async def waves_until(self, end: float) -> None:
        """Wave after wave until a moment of the monotonic clock, each of a few lives."""
        shortest_s = (end - time.monotonic()) / MOST_WAVES
        while time.monotonic() < end:
            await self.next_wave()
            enough = time.monotonic() + shortest_s
            lives = self.chance.randint(2, 4)
            while time.monotonic() < end and (lives > 0 or time.monotonic() < enough):
                await self.one_life()
                lives -= 1

    async def next_wave(self) -> None:
        """News of every sector is stored, and it is a day later."""
        self.wave += 1
        text = "\n\n".join(oil(1000 * self.wave + number) for number in range(len(SECTORS)))
        tagged = tuple({sector: 0.9} for sector in SECTORS)
        new = article(text, address=f"file:///{self.wave}", published_at=self.clock(), sectors=tagged)
        while True:
            try:
                async with self.database.write() as connection:
                    await articles.save(connection, new, story_id=None, now=self.clock())
                break
            except StorageError:  # somebody holds the lock
                await asyncio.sleep(0.5)
        self.clock.move(timedelta(days=1))

    async def one_life(self) -> None:
        """The bot is started, something goes wrong, and it is killed in the midst of it."""
        life = begin_life(self.folder, self.server)
        await self._lives_for(self.chance.uniform(0.5, 2.5))
        trouble = self.chance.choice([*FAULTS, "locked", "disk full", "clock", "nothing"])
        self.troubles[trouble] += 1
        if trouble in FAULTS:
            await self._fault(trouble)
        elif trouble == "locked":
            hold_lock(self.folder, self.chance.uniform(1, 7))
        elif trouble == "disk full":
            limit_files(life, max(path.stat().st_size for path in self.folder.glob("svodka.db*")))
        elif trouble == "clock":
            self.clock.move(AHEAD)
        await self._lives_for(self.chance.uniform(0.3, 3))
        if trouble == "clock":
            self.clock.move(-AHEAD)
        elif trouble == "disk full":
            limit_files(life, None)
        await self._lives_for(self.chance.uniform(0, 1.5))
        await self.kill(life)

    async def settle(self) -> float:
        """Nothing is wrong any more: what is left leaves, then one last wave; returns how many seconds that took."""
        await self._clear_faults()
        began = time.monotonic()
        life = begin_life(self.folder, self.server)
        await self._until_settled(began)
        await self.next_wave()
        await self._until_settled(began)
        await self.kill(life)
        self.kills -= 1  # this one had nothing in its hands
        return time.monotonic() - began

    async def _until_settled(self, began: float) -> None:
        while time.monotonic() - began < SETTLED_WITHIN_S:
            await self._lives_for(1)
            if await self._is_settled():
                return

    async def _lives_for(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.calls.read_on()

    async def _fault(self, name: str) -> None:
        times = self.chance.randint(1, MOST_TIMES[name])
        fault = {"method": "sendMessage", "times": times, **FAULTS[name]}
        async with self.http.post(f"{self.server}/sandbox/faults", json=fault) as answer:
            answer.raise_for_status()

    async def _clear_faults(self) -> None:
        async with self.http.post(
            f"{self.server}/sandbox/faults", json={"method": "sendMessage", "times": 0}
        ) as answer:
            answer.raise_for_status()

    async def kill(self, life: ForkServerProcess) -> None:
        """End it as a power cut does, and count what it had asked the server for and not noted."""
        assert life.pid is not None
        os.kill(life.pid, signal.SIGKILL)
        await asyncio.to_thread(life.join)
        self.kills += 1
        own = deliveries.c.claim.like(f"%:{life.pid}:%:%")
        left = (deliveries.c.state == "sending") | (
            (deliveries.c.state == "unknown") & deliveries.c.reason.like("the program ended%")
        )
        async with self.database.read() as connection:
            found = await connection.execute(select(func.count()).where(own, left))
            self.in_flight += found.scalar_one()

    async def _is_settled(self) -> bool:
        """Whether all has left, but for what the server holds for hours, and nobody is due soon."""
        soon = self.clock() + timedelta(minutes=5)
        open_ = deliveries.c.state.in_(("pending", "claimed", "sending"))
        async with self.database.read() as connection:
            left = await connection.execute(
                select(deliveries.c.id).where(open_, deliveries.c.ready_at <= soon).limit(1)
            )
            is_due = await connection.execute(select(subscriptions.c.id).where(subscriptions.c.due_at <= soon).limit(1))
            return left.first() is None and is_due.first() is None
