"""One clock for all processes of a bot: that of the database's server.

Leases, shares of the rate and due times are compared between processes, so they must not be told by clocks that differ:
one that is a day ahead would keep all the others from working for a day. The server is asked now and then; in between a
clock tells that nobody sets.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from storage.engine import Connection, Database
from storage.errors import StorageError

log = logging.getLogger(__name__)

ASKED_EVERY_S = 60.0
"""What two good clocks drift apart meanwhile is a hundredth of a second."""

QUESTIONS = 3
"""At a time: the answer that came soonest says best when it was given (Cristian, 1989); a busy machine delays some."""

MOST_DOUBT_S = 1.0
"""An answer that took longer than this says too little of when it was given."""

OFF_S = 1.0
"""By how much this machine's clock may differ before somebody should know."""


class ServerClock:
    """The time of a database's server, aware and UTC; ``wall`` is this machine's, until the server has been asked."""

    def __init__(
        self, database: Database, wall: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._wall = wall
        self._monotonic = monotonic
        self._told: tuple[datetime, float] | None = None
        self._was_off = False

    def __call__(self) -> datetime:
        """What time it is."""
        if self._told is None:
            return self._wall()
        at, when = self._told
        return at + timedelta(seconds=self._monotonic() - when)

    async def ask(self) -> None:
        """Ask the server; where it can't be asked, what it said before goes on to count."""
        try:
            async with self._database.read() as connection:
                took_s, at, when = min([await self._answer(connection) for _ in range(QUESTIONS)])
        except StorageError as error:
            log.debug("the server's clock: %s", error)
            return
        if took_s > MOST_DOUBT_S and self._told is not None:
            return
        self._told = at, when
        self._tell_of_difference()

    async def _answer(self, connection: Connection) -> tuple[float, datetime, float]:
        """How long it took, the server's time, and ours at the middle of that."""
        before = self._monotonic()
        at: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
        after = self._monotonic()
        return after - before, at.astimezone(UTC), (before + after) / 2

    def _tell_of_difference(self) -> None:
        ahead_s = (self._wall() - self()).total_seconds()
        is_off = abs(ahead_s) > OFF_S
        if is_off and not self._was_off:
            way = "ahead of" if ahead_s > 0 else "behind"
            log.warning("this machine's clock is %.0f s %s the database's, which counts: set it", abs(ahead_s), way)
        self._was_off = is_off
