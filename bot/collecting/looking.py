"""Looking: watches that are due are looked at, many at once, and what their looks come to is stored, many at a time.

A look that lands is stored with all that landed beside it, in the transaction that claims the next watches: a commit
waits for the disk, and most looks find nothing new.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.collecting.deciding import Failure, Look
from bot.collecting.polling import Poller
from bot.collecting.rhythm import Pace, staggered
from bot.collecting.settling import Rules, Settled, landed, settle
from bot.collecting.weather import Weather
from bot.sources.addresses import host_of
from storage import watches
from storage.engine import Connection, Database
from storage.watches import Watch

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""After how long a watch that was claimed is due again if nobody settles it: its process was killed."""

AT_ONCE = 64
"""Looks in the air."""

OF_A_HOST = 2
"""Looks at one host in the air; the other watches of it are put off, or they would take all the room."""

PUT_OFF_BY = timedelta(seconds=1)
"""How much later each further watch of a busy host is due: the pace at which a host is asked."""

TICK_S = 1.0
"""How often it is asked what is due while looks are in the air."""

GATHERED_FOR_S = 0.03
"""How long a look that has landed waits for others, to be stored with them."""

LISTS_AT_A_TIME = 20
"""Lists that have changed and are stored together: nobody else can write for that tenth of a second."""


@dataclass(frozen=True, slots=True)
class _InTheAir:
    """A look that has begun."""

    watch: Watch
    host: str
    task: asyncio.Task[Look]


class Looks:
    """Looks at watches. Only one ``look`` of it runs at a time; other processes beside it are given other watches.

    ``found`` is called when entries have come. ``keep`` is how long articles are kept: older entries aren't taken.
    ``chance`` is random in [0, 1).
    """

    def __init__(
        self,
        database: Database,
        poller: Poller,
        found: Callable[[], None],
        *,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        pace: Pace,
        keep: timedelta | None = None,
    ) -> None:
        self._database = database
        self._poller = poller
        self._found = found
        self._now = now
        self._chance = chance
        self._pace = pace
        self._keep = keep
        self._weather = Weather()
        self._stirred = asyncio.Event()

    def wake(self) -> None:
        """Something may be due."""
        self._stirred.set()

    async def look(self, tell: Callable[[Settled], None], ids: Collection[int] | None = None) -> None:
        """Look at all that is due, or at these watches whether they are due or not, until there are none left.

        Raises:
            StorageError: what came of them can't be stored now; they are due again after a lease.
        """
        wanted = None if ids is None else await self._hosts(ids)
        air: dict[int, _InTheAir] = {}
        try:
            while True:
                self._stirred.clear()
                claimed, looked = await self._store(self._landed(air), wanted, air)
                for watch in claimed:
                    air[watch.id] = self._begin(watch)
                for one in looked:
                    tell(one)
                if air:
                    await self._gather(air)
                elif not wanted:
                    return
        finally:
            begun = [one.task for one in air.values()]
            for task in begun:
                task.cancel()
            await asyncio.gather(*begun, return_exceptions=True)

    async def _hosts(self, ids: Collection[int]) -> dict[int, str]:
        """The hosts of those of the ids that are active watches, by id."""
        async with self._database.read() as connection:
            standing = await watches.standing(connection, ids)
        return {watch_id: host_of(address) for watch_id, (address, *_) in standing.items()}

    def _begin(self, watch: Watch) -> _InTheAir:
        task = asyncio.create_task(self._poller.look(watch, now=self._now))
        task.add_done_callback(lambda _: self._stirred.set())
        return _InTheAir(watch, host_of(watch.address), task)

    def _landed(self, air: dict[int, _InTheAir]) -> list[Look]:
        """Take looks that have landed out of the air, with only so many lists among them as are stored together."""
        looks: list[Look] = []
        lists = 0
        for one in [one for one in air.values() if one.task.done()]:
            look = self._outcome(one)
            if look.listing is not None and (lists := lists + 1) > LISTS_AT_A_TIME:
                break
            looks.append(look)
            del air[one.watch.id]
        return looks

    def _outcome(self, one: _InTheAir) -> Look:
        """What a look came to; a mistake of ours with one list is no reason to look at no other."""
        error = one.task.exception()
        if error is None:
            return one.task.result()
        log.critical("looking at %s has failed", one.watch.address, exc_info=error)
        return Look(one.watch, self._now(), failure=Failure(f"a mistake of this program: {type(error).__name__}"))

    async def _gather(self, air: Mapping[int, _InTheAir]) -> None:
        """Wait until some looks have landed, or something may be due."""
        if not any(one.task.done() for one in air.values()):
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._stirred.wait()
            await asyncio.sleep(GATHERED_FOR_S)

    async def _store(
        self, looks: Sequence[Look], wanted: dict[int, str] | None, air: Mapping[int, _InTheAir]
    ) -> tuple[list[Watch], list[Settled]]:
        """Store what has landed and claim what is looked at next."""
        now = self._now()
        rules = Rules(self._pace, now - self._keep if self._keep is not None else None, self._chance)
        ready = [landed(look, rules) for look in looks]
        room = AT_ONCE - len(air)
        async with self._database.write() as connection:
            looked = await settle(connection, ready, rules) if ready else []
            again = self._since_an_outage(looked, now)
            await watches.put_off(connection, dict(zip(again, staggered(len(again), now=now), strict=True)))
            if wanted is None:
                claimed = await self._claim_due(connection, now, room, air)
            else:
                ids = _next_of(wanted, room, air)
                claimed = await watches.claim_these(connection, ids, now=now, lease=LEASE) if ids else []
        if any(one.brought for one in looked):
            self._found()
        return claimed, looked

    def _since_an_outage(self, looked: Sequence[Settled], now: datetime) -> list[int]:
        """Watches that failed because nothing could be reached, now that something can be."""
        for one in looked:
            if one.unreached:
                self._weather.failed(one.watch.id, host_of(one.watch.address), now)
        return self._weather.reached(now) if any(one.answered for one in looked) else []

    async def _claim_due(
        self, connection: Connection, now: datetime, room: int, air: Mapping[int, _InTheAir]
    ) -> list[Watch]:
        """Watches that are due, of no host more than may be in the air."""
        busy = Counter(one.host for one in air.values())
        claimed: list[Watch] = []
        later: dict[int, datetime] = {}
        for watch in await watches.claim(connection, now=now, lease=LEASE, limit=room):
            if watch.id in air:  # it has taken longer than its lease
                continue
            host = host_of(watch.address)
            if busy[host] >= OF_A_HOST:
                later[watch.id] = now + PUT_OFF_BY * (busy[host] - OF_A_HOST + 1)
            else:
                claimed.append(watch)
            busy[host] += 1
        await watches.put_off(connection, later)
        if later:  # others may stand behind them
            self._stirred.set()
        return claimed


def _next_of(wanted: dict[int, str], room: int, air: Mapping[int, _InTheAir]) -> list[int]:
    """Take out of what is wanted, hosts by id, what is looked at next: of no host more than may be in the air."""
    busy = Counter(one.host for one in air.values())
    ids: list[int] = []
    for watch_id, host in wanted.items():
        if len(ids) < room and busy[host] < OF_A_HOST:
            busy[host] += 1
            ids.append(watch_id)
    for watch_id in ids:
        del wanted[watch_id]
    return ids
