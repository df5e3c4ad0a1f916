"""Keeps tallies of what the bot does: each minute what has been counted since is added to the database.

A process that is killed loses the last minute of its numbers; nothing but statistics is made of them.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from bot.app.enduring import enduring
from bot.counting import Counts
from storage import tallies
from storage.engine import Database
from storage.errors import StorageError

log = logging.getLogger(__name__)

KEPT_EVERY_S = 60.0

KEPT_FOR = timedelta(days=200)
"""Twice the longest period that statistics are shown of, which is held against the one before it."""

LAST_S = 1.0
"""A bot that is told to stop waits no longer for its last numbers: a container is killed after ten."""


class Tally:
    """Adds to the database what has been counted since it did so last."""

    def __init__(self, counts: Counts, database: Database, now: Callable[[], datetime]) -> None:
        self._counts = counts
        self._database = database
        self._now = now
        self._kept: Counter[str] = Counter()
        self._turn = asyncio.Lock()

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Keep the numbers now and then, until cancelled."""
        while True:
            await sleep(KEPT_EVERY_S)
            await asyncio.shield(self.keep())  # cut off when it is nearly done it would be added twice

    async def keep(self) -> None:
        """Add what is new; what can't be added now is the next time."""
        async with self._turn:
            await self._add()

    async def _add(self) -> None:
        told, now = self._counts.tally(), self._now()
        new = {name: number - self._kept[name] for name, number in told.items()}
        if not any(new.values()):
            return
        try:
            async with self._database.write() as connection:
                await tallies.add(connection, new, now=now)
                await tallies.forget(connection, before=now - KEPT_FOR)
        except StorageError as error:
            log.warning("the statistics will be kept later: %s", error)
        else:
            self._kept = told


@asynccontextmanager
async def tallying(tally: Tally) -> AsyncIterator[None]:
    """Numbers are kept meanwhile, and once more at the end."""
    try:
        async with enduring("the keeping of statistics", tally.run):
            yield
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_S):
                await tally.keep()
