"""One turn at a host at a time for all processes of a bot, by the database they share."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from storage import host_turns
from storage.engine import Database
from storage.errors import StorageError

log = logging.getLogger(__name__)


class HostTurns:
    """Books turns in a database; where that can't be used now, each process is polite by itself, as if alone."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def book(self, host: str, *, interval_s: float, patience_s: float) -> float:
        """The seconds until the turn that is booked; more than ``patience_s``: none is."""
        interval, patience = timedelta(seconds=interval_s), timedelta(seconds=patience_s)
        try:
            async with self._database.write() as connection:
                # Not before: it may have taken a while to be let in, and whoever came at the end of it would stand too
                # close to the next.
                now = self._now()
                turn = await host_turns.book(connection, host, interval=interval, patience=patience, now=now)
        except StorageError as error:
            log.warning("what other processes ask %s isn't known now: %s", host, error)
            return 0.0
        if turn - now > patience:
            return (turn - now).total_seconds()
        return max(0.0, (turn - self._now()).total_seconds())

    async def quiet(self, host: str, for_s: float) -> None:
        """The host asked to be left alone for so long."""
        until = self._now() + timedelta(seconds=for_s)
        try:
            async with self._database.write() as connection:
                await host_turns.leave_alone(connection, host, until=until)
        except StorageError as error:
            log.warning("other processes don't know that %s asks for quiet: %s", host, error)
