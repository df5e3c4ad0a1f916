"""The ledger: what many deliveries have to note at once, noted in one transaction.

A transaction costs a wait for the disk. Deliveries under way hand in their notes ("about to be sent", "sent"), and
whatever has been handed in while one transaction ran goes into the next: few messages a second cost a transaction
each, a thousand share ten.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.counting import Counts
from storage import outbox, spending
from storage.engine import Database
from storage.errors import StorageError
from storage.records import Delivery, DeliveryState, Settled

log = logging.getLogger(__name__)

GATHERED_FOR_S = 0.1
"""Between the beginnings of two transactions, at least: at 30 messages a second they keep nobody waiting."""

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
"""Between two attempts to write when the disk is full or another process holds the lock."""


ENDS = frozenset(
    {
        DeliveryState.SENT,
        DeliveryState.UNKNOWN,
        DeliveryState.FAILED,
        DeliveryState.DROPPED,
        DeliveryState.EMPTY,
    }
)
"""States that a delivery stays in."""


class Ledger:
    """Notes what becomes of deliveries, and counts how they end; ``keep`` must run beside those who hand in."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        lease: timedelta,
        counts: Counts,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._counts = counts
        self._now = now
        self._lease = lease
        self._sleep = sleep
        self._beginning: dict[Delivery, asyncio.Future[bool]] = {}
        self._settled: list[Settled] = []
        self._paid = 0
        self._handed_in = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    async def begin(self, delivery: Delivery) -> bool:
        """Note that a delivery is about to be sent; ``False`` when it is no longer ours to send."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._beginning[delivery] = answer
        self._wake()
        return await answer

    def settle(self, settled: Settled, *, paid: bool = False) -> None:
        """Note how an attempt ended; kept until the disk takes it."""
        self._settled.append(settled)
        self._paid += paid
        self._wake()

    async def settled(self) -> None:
        """Wait until everything handed in has been written."""
        await self._idle.wait()

    async def keep(self) -> None:
        """Write what is handed in, until cancelled; what can't be written is tried again with growing waits."""
        wait_s = FIRST_WAIT_S
        loop = asyncio.get_running_loop()
        not_before = loop.time()
        while True:
            await self._handed_in.wait()
            if (early_s := not_before - loop.time()) > 0:
                await self._sleep(early_s)
            not_before = loop.time() + GATHERED_FOR_S
            try:
                await self._write()
                wait_s = FIRST_WAIT_S
            except StorageError as error:
                log.warning("deliveries could not be noted, again in %g s: %s", wait_s, error)
                await self._sleep(wait_s)
                wait_s = min(LONGEST_WAIT_S, wait_s * 2)

    def _wake(self) -> None:
        self._idle.clear()
        self._handed_in.set()

    async def _write(self) -> None:
        self._handed_in.clear()
        beginning, self._beginning = self._beginning, {}
        settled, paid = tuple(self._settled), self._paid
        ours: set[int] = set()
        try:
            async with self._database.write() as connection:
                now = self._now()
                await outbox.settle(connection, settled, now=now)
                if paid:
                    await spending.add(connection, now.date(), paid)
                begun = await outbox.begin_sending(connection, beginning, now=now, lease=self._lease)
            ours = begun  # not before it is stored: a full disk shows when the transaction ends
            del self._settled[: len(settled)]
            self._counts.deliveries.update(str(one.state) for one in settled if one.state in ENDS)
            self._paid -= paid
        finally:  # whoever waits must not wait for ever; what wasn't noted isn't sent, and its lease runs out
            if self._settled:
                self._handed_in.set()
            for delivery, answer in beginning.items():
                if not answer.done():
                    answer.set_result(delivery.id in ours)
            if not self._handed_in.is_set():
                self._idle.set()
