"""The chaos of collecting: a world in which something goes wrong every second, and a bot that is killed every while."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import psutil
from sqlalchemy import func, select, update

from bot.app.opening import clock
from bot.outside.faults import Fault, Where, Wrong
from bot.outside.world import Entry, World
from storage.engine import Database
from storage.errors import StorageError
from storage.schema import entries, watches
from tests.soak.collecting_lives import begin_bot
from tests.soak.lives import hold_lock, limit_files

OF_LISTS = tuple(set(Wrong) - {Wrong.GONE})
"""What goes wrong with lists: all but 410, by which an outlet says that it is no more."""

OF_ARTICLES = (
    *(Wrong.MOVED, Wrong.MOVED_FOR_NOW, Wrong.LOOP, Wrong.PRIVATE, Wrong.NOT_FOUND, Wrong.ERROR, Wrong.TOO_MANY),
    *(Wrong.UNAVAILABLE, Wrong.LOGIN, Wrong.BOMB, Wrong.SLOW, Wrong.HANGING, Wrong.CUT_OFF, Wrong.WRONG_DATES),
)
"""What goes wrong with pages, as far as a visitor can notice: half a page behind a Content-Length that says so is taken
for the whole one by everybody, and a page is read once.
"""

OPENED_S = 5.0
"""When a life surely has its database: one that can't be opened is a reason not to start."""

ENDED_WITHIN_S = 6.0
"""How long what a life began may go on without it: a job of the process that reads feeds takes 5 s at the most."""

SETTLED_WITHIN_S = 180.0
MOST_ATTEMPTS = 5


@dataclass
class Run:
    """One run of a world, a database and a server of chats; what it did is counted."""

    folder: Path
    server: str
    database: Database
    world: World
    chance: random.Random
    kills: int = 0
    left_behind: int = 0
    troubles: Counter[str] = field(default_factory=Counter)
    published: set[tuple[str, str]] = field(default_factory=set)

    async def live_until(self, end: float, *, each_s: float) -> None:
        """Life after life, each killed after so many seconds, until a moment of the monotonic clock."""
        while time.monotonic() < end:
            life = begin_bot(self.folder, self.server, self.world)
            began = time.monotonic()
            while life.is_alive() and time.monotonic() < min(end, began + each_s):
                await asyncio.sleep(self.chance.uniform(0.3, 1.5))
                self._something_happens()
                if time.monotonic() > began + OPENED_S:
                    self._spoil_database(life)
            await self._kill(life)
            if self.chance.random() < 0.5:
                await self._time_passes()

    async def settle(self) -> float:
        """All is well and nothing new appears: what is left comes in; returns how many seconds that took."""
        self.world.faults.clear()
        self.world.rest()
        return await self.collect_in_peace()

    async def collect_in_peace(self) -> float:
        """A life that nothing happens to, until every list has been read and nothing waits; returns its seconds.

        The first life needs one too: of a site that was never read before, a collector takes the first page only.
        """
        self.remember()
        calm_at, began = clock(), time.monotonic()
        life = begin_bot(self.folder, self.server, self.world)
        while time.monotonic() - began < SETTLED_WITHIN_S:
            await self._time_passes()
            await asyncio.sleep(2)
            if await self._is_settled(calm_at):
                break
        await self._kill(life)
        self.kills -= 1  # this one had nothing in its hands
        return time.monotonic() - began

    def remember(self) -> None:
        """Keep what the world has published."""
        self.world.catch_up()
        for outlet in self.world.outlets:
            self.published.update((outlet, entry.path) for entry in self.world.listed(outlet))

    def _something_happens(self) -> None:
        self.remember()
        happen = self.chance.choice(
            [self._list_fails, self._list_fails, self._article_fails, self._edit, self._withdraw, self._robots_fail]
        )
        happen()

    def _spoil_database(self, life: ForkServerProcess) -> None:
        """Sometimes another process holds the lock for long, or the disk is full until something else happens."""
        if self.chance.random() < 0.04:
            self.troubles["locked"] += 1
            hold_lock(self.folder, self.chance.uniform(1, 7))
        full = self.chance.random() < 0.06
        self.troubles["disk full"] += full
        if life.is_alive():
            sizes = [path.stat().st_size for path in self.folder.glob("svodka.db*")]
            limit_files(life, max(sizes) if full else None)

    def _list_fails(self) -> None:
        self._fail(self.chance.choice(OF_LISTS), Where.LISTS)

    def _article_fails(self) -> None:
        self._fail(self.chance.choice(OF_ARTICLES), Where.ARTICLES)

    def _robots_fail(self) -> None:
        self._fail(self.chance.choice((Wrong.ERROR, Wrong.HANGING, Wrong.NOT_FOUND, Wrong.BOMB)), Where.ROBOTS)

    def _fail(self, wrong: Wrong, where: Where) -> None:
        outlet = self.chance.choice(list(self.world.outlets))
        times, seconds = self.chance.randint(1, 4), self.chance.uniform(0.5, 20 if wrong is Wrong.SLOW else 3)
        self.world.faults.add(Fault(outlet, wrong, where, times=times, seconds=seconds))
        self.troubles[wrong] += 1

    def _edit(self) -> None:
        """An article of a feed changes: list pages and sitemaps don't tell, so those of others stay as they were."""
        feeds = [key for key, outlet in self.world.outlets.items() if outlet.feed is not None]
        if (entry := self._any_of(feeds)) is not None:
            self.world.edit(entry)
            self.troubles["edited"] += 1

    def _withdraw(self) -> None:
        if (entry := self._any_of(list(self.world.outlets))) is not None:
            self.world.withdraw(entry)
            self.troubles["withdrawn"] += 1

    def _any_of(self, outlets: list[str]) -> Entry | None:
        listed = self.world.listed(self.chance.choice(outlets))
        return self.chance.choice(listed) if len(listed) > 1 else None

    async def _kill(self, life: ForkServerProcess) -> None:
        """End it as a power cut does; the processes that it began have to end with it by themselves."""
        assert life.pid is not None
        began = psutil.Process(life.pid).children(recursive=True) if life.is_alive() else []
        os.kill(life.pid, signal.SIGKILL)
        await asyncio.to_thread(life.join)
        self.kills += 1
        _, left = await asyncio.to_thread(psutil.wait_procs, began, timeout=ENDED_WITHIN_S)
        self.left_behind += len(left)

    async def _time_passes(self) -> None:
        """Leases and waits are over: everything is due, as it would be a day later."""
        now = clock()
        for attempt in range(MOST_ATTEMPTS):
            try:
                async with self.database.write() as connection:
                    await connection.execute(update(watches).where(watches.c.due_at > now).values(due_at=now))
                    await connection.execute(update(entries).where(entries.c.ready_at > now).values(ready_at=now))
                break
            except StorageError:  # somebody holds the lock
                await asyncio.sleep(attempt)

    async def _is_settled(self, calm_at: datetime) -> bool:
        """Whether nothing waits, and every list has been read since all was well."""
        waiting = select(func.count()).where(entries.c.ready_at.is_not(None))
        unread = select(func.count()).where(
            (watches.c.polled_at < calm_at) | watches.c.polled_at.is_(None) | (watches.c.failures > 0)
        )
        async with self.database.read() as connection:
            return not any([(await connection.execute(query)).scalar_one() for query in (waiting, unread)])
