"""The collector: looks at what is due, brings in what waits, and sweeps up, until it is cancelled."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.collecting.arriving import Arrivals, Tally
from bot.collecting.looking import Looks
from bot.collecting.polling import Poller
from bot.collecting.rhythm import Pace, staggered
from bot.collecting.settling import Settled
from bot.counting import Counts
from bot.newsroom.intake import Intake
from bot.sources.fetching import Fetcher
from bot.sources.parsing import Parsing
from storage import entries, watches
from storage.engine import Database
from storage.errors import StorageError
from storage.watches import WatchState

log = logging.getLogger(__name__)

TICK_S = 5.0
"""How often it is asked what is due and what waits: other processes add watches and ask for looks, too."""

MORE_AFTER_S = 0.4
"""Between two steps of a chore that has much to do: of a minute, others may write in four fifths."""

AGAIN_AFTER_S = 1.0
"""How long to wait when the database can't be used."""

FEW = 50
"""Watches that may be due together when the collector begins; more are spread over the next minutes."""


class Chore(Protocol):
    """Something to be looked after now and then."""

    async def tick(self) -> bool:
        """Do what is to be done now, and not for long; whether there is more.

        Raises:
            StorageError: it can't be done now.
        """
        ...


@dataclass(frozen=True, slots=True)
class Polling:
    """What it came to when watches were polled: each look, and what became of the entries that waited."""

    looks: Sequence[Settled]
    tally: Tally


class Collector:
    """Collects into a database. Several processes may do so on one: each is given other watches and entries.

    ``pace`` bounds the intervals, ``keep`` is how long articles are kept (``None``: for ever), ``now`` the clock, aware
    and UTC, and ``chance`` random in [0, 1).
    """

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        parsing: Parsing,
        intake: Intake,
        *,
        now: Callable[[], datetime],
        pace: Pace | None = None,
        keep: timedelta | None = None,
        chance: Callable[[], float] = random.random,
        chores: Sequence[Chore] = (),
        counts: Counts | None = None,
    ) -> None:
        pace = pace or Pace()
        self._database = database
        self._now = now
        self._chores = chores
        self._counts = counts or Counts()
        self._arrivals = Arrivals(database, fetcher, parsing, intake, now, pace=pace, keep=keep)
        poller = Poller(fetcher, parsing, self._listed_before)
        self._looks = Looks(database, poller, self._entries_came, now=now, chance=chance, pace=pace, keep=keep)
        self._due, self._waiting = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Collect until cancelled; what can't be stored now (a full disk, a lock) is tried again."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._again_and_again(self._arrive, self._waiting))
            tasks.create_task(self._again_and_again(self._sweep, asyncio.Event()))
            await self._try(self._stagger)
            await self._again_and_again(self._look, self._due)

    def wake(self) -> None:
        """Look now at what is due: something has been added, resumed or hurried by this process."""
        self._due.set()
        self._looks.wake()

    async def poll(
        self, ids: Collection[int] | None = None, *, tell: Callable[[Settled], None] | None = None
    ) -> Polling:
        """Look at some watches (all active ones, where none are given) now, and bring in what waits of them.

        ``tell`` is called with what each look came to once that is stored. Not beside ``run`` of the same collector:
        for commands.

        Raises:
            StorageError: the database can't be used.
        """
        wanted = await self._every_active() if ids is None else ids
        looks: list[Settled] = []

        def settled(one: Settled) -> None:
            looks.append(one)
            if tell is not None:
                tell(one)

        await self._looks.look(settled, wanted)
        return Polling(looks, await self._arrivals.arrive(ids))

    async def _every_active(self) -> list[int]:
        async with self._database.read() as connection:
            return [one.id for one in await watches.every(connection) if one.state is WatchState.ACTIVE]

    async def _look(self) -> None:
        await self._looks.look(self._report)

    def _report(self, looked: Settled) -> None:
        outcome = "ended" if looked.ended is not None else "failed" if looked.error is not None else "read"
        self._counts.looks[outcome] += 1
        _report(looked)

    async def _arrive(self) -> None:
        await self._arrivals.arrive()

    async def _sweep(self) -> None:
        for chore in self._chores:
            more = True
            while more:
                more = await chore.tick()
                await asyncio.sleep(MORE_AFTER_S)

    async def _stagger(self) -> None:
        """Spread what has become due while nobody looked, so that a start is no burst."""
        now = self._now()
        async with self._database.write() as connection:
            ids = await watches.overdue(connection, now=now)
            if len(ids) > FEW:
                await watches.put_off(connection, dict(zip(ids, staggered(len(ids), now=now), strict=True)))

    async def _listed_before(self, keys: Collection[bytes]) -> set[bytes]:
        async with self._database.read() as connection:
            return await entries.listed_before(connection, keys)

    def _entries_came(self) -> None:
        self._waiting.set()
        self._arrivals.wake()

    async def _again_and_again(self, work: Callable[[], Awaitable[None]], asked: asyncio.Event) -> None:
        while True:
            asked.clear()
            if await self._try(work):
                with suppress(TimeoutError):
                    async with asyncio.timeout(TICK_S):
                        await asked.wait()
            else:
                await asyncio.sleep(AGAIN_AFTER_S)

    async def _try(self, work: Callable[[], Awaitable[None]]) -> bool:
        try:
            await work()
        except StorageError as error:
            log.warning("collecting has to wait: %s", error)
            return False
        return True


def _report(looked: Settled) -> None:
    """A line for what a person may want to know: not each poll, only what begins and what is over."""
    watch = looked.watch
    if looked.ended is not None:
        log.warning("%s (%s) is looked at no longer: %s", watch.name, watch.address, looked.ended)
    elif looked.error is not None and (not watch.failures or looked.error != watch.error):
        log.warning("%s (%s): %s", watch.name, watch.address, looked.error)
    elif looked.error is None and watch.failures:
        log.info("%s (%s) can be read again", watch.name, watch.address)
    if looked.moved_to is not None:
        log.info("%s has moved from %s to %s", watch.name, watch.address, looked.moved_to)
