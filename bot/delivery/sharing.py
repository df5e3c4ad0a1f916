"""Several processes of one bot: together they keep to Telegram's rate, and what one is enough for, one does.

On SQLite there is only one, and nothing is asked of anybody.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.delivery.limits import Limiter
from bot.delivery.rates import FREE_PER_S, SHARED_LEAST
from storage import leases, replicas
from storage.engine import Database
from storage.errors import StorageError

log = logging.getLogger(__name__)

ASKED_EVERY_S = 1.0
SHARE_FOR = timedelta(seconds=5)
"""How long a share holds: that of a process that died lies idle for so long."""

LEASE_FOR = timedelta(seconds=15)
"""How long nobody plans when who planned has died."""

RENEWED_AFTER = LEASE_FOR / 3


class Sharing:
    """Asks for a process's share of the rate, again and again."""

    def __init__(
        self,
        database: Database,
        limiter: Limiter,
        holder: str,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._limiter = limiter
        self._holder = holder
        self._now = now
        self._sleep = sleep

    async def run(self) -> None:
        """Ask until cancelled; then the share is the others'. While the database can't be used it runs out."""
        if self._database.is_sqlite:
            await asyncio.Event().wait()  # to end by itself would be a mistake, which the log says and begins anew
        try:
            while True:
                try:
                    await self.tick()
                except StorageError as error:
                    log.warning("no share of the rate can be asked for: %s", error)
                await self._sleep(ASKED_EVERY_S)
        finally:
            await self._leave()

    async def tick(self) -> None:
        """Ask once.

        Raises:
            StorageError: the database can't be used.
        """
        now = self._now()
        async with self._database.write() as connection:
            granted = await replicas.share(
                connection,
                self._holder,
                wanted=self._limiter.wanted,
                whole=FREE_PER_S,
                least=SHARED_LEAST,
                now=now,
                until=now + SHARE_FOR,
            )
        # Counted from before the question: the others may have waited for less.
        self._limiter.share(granted, (now + SHARE_FOR - self._now()).total_seconds())

    async def _leave(self) -> None:
        try:
            async with self._database.write() as connection:
                await replicas.leave(connection, self._holder)
        except StorageError as error:
            log.warning("the share of the rate could not be left to others: %s", error)


class Lead:
    """Whether this process is the one that does something; it is for as long as it lives and asks often enough."""

    def __init__(
        self,
        database: Database,
        name: str,
        holder: str,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._name = name
        self._holder = holder
        self._now = now
        self._monotonic = monotonic
        self._taken_at: float | None = None

    async def is_ours(self) -> bool:
        """Whether it is, for the next seconds.

        Raises:
            StorageError: the database can't be used.
        """
        if self._database.is_sqlite:
            return True
        asked_at = self._monotonic()  # nobody sets that one back
        if self._taken_at is None or asked_at >= self._taken_at + RENEWED_AFTER.total_seconds():
            now = self._now()
            self._taken_at = None
            async with self._database.write() as connection:
                ours = await leases.take(connection, self._name, self._holder, now=now, until=now + LEASE_FOR)
            self._taken_at = asked_at if ours else None
        return self._taken_at is not None

    async def release(self) -> None:
        """Let another process do it from now on."""
        if self._taken_at is None:
            return
        try:
            async with self._database.write() as connection:
                await leases.release(connection, self._name, self._holder)
        except StorageError as error:
            log.warning("%s could not be left to others: %s", self._name, error)
