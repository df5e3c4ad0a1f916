"""The service that keeps deliveries going: plans what is due, looks after leases, the clock and old rows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery.budget import Budget
from bot.delivery.claims import Holder
from bot.delivery.courier import LEASE, Courier
from bot.delivery.planning import Planner
from bot.delivery.sharing import Lead
from bot.delivery.verdicts import LONGEST_WAIT
from storage import due, outbox, pruning
from storage.engine import Database
from storage.errors import StorageError

log = logging.getLogger(__name__)

TICK_S = 1.0
"""How often it is asked who is due."""

LOOKED_AFTER_EVERY_S = 20.0
"""How often expired leases are taken up."""

CHECKED_EVERY_S = 3600.0
"""How often due times are held against the zones' rules, and old rows are pruned."""

SET_BACK = timedelta(minutes=1)
"""A clock that is behind by more than this has been set back; less is what time servers correct."""

PRUNED_AT_ONCE = 1000
"""Rows, a tenth of a second's work."""

KEPT_FOR = timedelta(days=30)
"""Settled deliveries and their digests, for whoever asks what became of them."""


@dataclass(frozen=True, slots=True)
class Times:
    """The clock on the wall (aware), the one that never goes back (seconds), and waiting."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Chore(Protocol):
    """Something else to be looked after as often as it is asked who is due."""

    async def tick(self) -> None:
        """Do what is to be done now, and not for long.

        Raises:
            StorageError: it can't be done now.
        """
        ...


class Service:
    """Runs a planner and a courier over a database until it is cancelled; it plans only while it has the ``lead``."""

    def __init__(
        self,
        database: Database,
        planner: Planner,
        courier: Courier,
        times: Times,
        *,
        holder: Holder,
        budget: Budget | None = None,
        lease: timedelta = LEASE,
        chores: Sequence[Chore] = (),
        lead: Lead | None = None,
    ) -> None:
        self._database = database
        self._planner = planner
        self._courier = courier
        self._times = times
        self._holder = holder
        self._budget = budget
        self._lease = lease
        self._chores = chores
        self._lead = lead
        self._seen = (times.now(), times.monotonic())
        self._due: dict[str, float] = {}

    async def run(self) -> None:
        """Deliver until cancelled; what can't be done now (a full disk, a lock) is tried again every second."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._courier.run())
                await self._try(self._begin)
                while True:
                    await self._try(self.tick)
                    await self._times.sleep(TICK_S)
        finally:
            if self._lead is not None:
                await self._lead.release()

    async def tick(self) -> None:
        """Do what is to be done now."""
        await self._mind_the_clock()
        if self._is_time("leases", LOOKED_AFTER_EVERY_S):
            await self._take_up()
        if self._budget is not None:
            await self._budget.refresh()
        if self._lead is not None and not await self._lead.is_ours():
            return
        if await self._planner.plan():
            self._courier.wake()
        for chore in self._chores:
            await chore.tick()
        if self._is_time("laws", CHECKED_EVERY_S):
            await self._planner.check_laws()
        if self._is_time("rows", CHECKED_EVERY_S):
            await self._prune()

    async def _begin(self) -> None:
        """Undo what a clock that was ahead may have left behind before this process began."""
        async with self._database.write() as connection:
            now = self._times.now()
            await outbox.hurry(connection, now=now, beyond=LONGEST_WAIT, held_too=False)
            await due.hurry_alerts(connection, now=now)

    async def _take_up(self) -> None:
        async with self._database.write() as connection:
            dead = [claim for claim in await outbox.holders(connection) if self._holder.knows_dead(claim)]
            back, unknown = await outbox.expire(connection, now=self._times.now(), lease=self._lease, dead=dead)
        if back or unknown:
            log.warning("deliveries left behind: %d go on, of %d it is unknown if they arrived", back, unknown)

    async def _prune(self) -> None:
        async with self._database.write() as connection:
            gone = await pruning.prune(connection, before=self._times.now() - KEPT_FOR, limit=PRUNED_AT_ONCE)
        if gone >= PRUNED_AT_ONCE:  # there may be more: a little at each tick keeps nobody waiting
            del self._due["rows"]

    async def _mind_the_clock(self) -> None:
        """A clock that has been set back leaves times behind that are too far away."""
        (then, at), (now, here) = self._seen, (self._times.now(), self._times.monotonic())
        behind = then + timedelta(seconds=here - at) - now
        if behind > SET_BACK:
            log.warning("the clock has been set back by %s", behind)
            async with self._database.write() as connection:  # the limiter still knows which chats are held
                await outbox.hurry(connection, now=now, beyond=timedelta(0), held_too=True)
                await due.hurry_alerts(connection, now=now)
            await self._planner.check_laws()
        self._seen = now, here

    def _is_time(self, what: str, every_s: float) -> bool:
        here = self._times.monotonic()
        if here < self._due.get(what, here):
            return False
        self._due[what] = here + every_s
        return True

    async def _try(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except StorageError as error:
            log.warning("deliveries have to wait: %s", error)
