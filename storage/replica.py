"""A streaming replica of PostgreSQL that searches and answers are read from while it is well.

It lags behind its primary by what is on the way, and may be gone at any moment. Whether it is well is looked at again
and again; whoever finds it gone in between reads from the primary, and nobody asks it again until it has answered.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import text

from storage import postgres
from storage.engine import Database, parse_url
from storage.errors import DatabaseUrlError, StorageError
from storage.postgres import Patience

log = logging.getLogger(__name__)

LOOKED_AT_EVERY_S = 5.0

MOST_LAG_S = 15.0
"""What is further behind isn't asked: people would look for what they have just been told of."""

ANSWERS_WITHIN_S = 2.0

PATIENCE = Patience(read_s=5, answer_s=5)
"""With questions: the primary answers them as well, and people wait. The slowest of a million passages takes half."""

_LAG = """
SELECT pg_is_in_recovery() AS follows, CASE
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND status = 'streaming' THEN 0
    ELSE coalesce(EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()), 'infinity')
END AS lag
FROM (SELECT 1) AS one LEFT JOIN pg_stat_wal_receiver ON true
"""
"""Seconds behind; none when all that came has been replayed and more would come."""


@dataclass(slots=True)
class Replica:
    """Where to read instead of ``primary``; ``lag_s`` is ``None`` while it isn't well."""

    primary: Database
    _reading: Database
    lag_s: float | None = None

    @property
    def database(self) -> Database:
        """Where to read now; it writes to the primary either way."""
        return self.primary if self.lag_s is None else self._reading

    def lost(self) -> None:
        """It didn't answer: nobody asks it until it has."""
        if self.lag_s is not None:
            log.warning("the replica for reading doesn't answer; the primary does")
        self.lag_s = None

    async def look(self) -> None:
        """See whether it is well.

        Before it is asked again after it didn't answer, what is left of its connections is closed: they may be dead.
        Those that somebody still waits for are left to the next look.
        """
        lag: float | None = None
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S), self._reading.read() as connection:
                row = (await connection.execute(text(_LAG))).one()
            if row.follows and float(row.lag) <= MOST_LAG_S:
                lag = float(row.lag)
        except (StorageError, TimeoutError, OSError) as error:
            log.debug("the replica for reading: %s", error)
            if self.lag_s is None and not self._reading.is_read:
                await self.close()
        except Exception:  # a mistake of ours: as long as we can't look, nobody knows whether it is well
            self.lost()
            raise
        if (lag is None) != (self.lag_s is None):
            log.info(
                "the replica for reading %s", "is asked" if lag is not None else "isn't asked: it is behind or gone"
            )
        self.lag_s = lag

    async def close(self) -> None:
        """Close the connections to it."""
        await self._reading.close_readers()

    async def watch(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await sleep(LOOKED_AT_EVERY_S)


@asynccontextmanager
async def following(primary: Database, url: str, patience: Patience = PATIENCE) -> AsyncIterator[Replica]:
    """The replica at a URL, which isn't asked before somebody has looked at it: let ``watch`` go on meanwhile.

    Raises:
        DatabaseUrlError: it is no PostgreSQL, or the primary isn't.
    """
    parsed = parse_url(url)
    if primary.is_sqlite or parsed.get_backend_name() != "postgresql":
        raise DatabaseUrlError("only PostgreSQL has replicas that can be read")
    reading = primary.reading_from(postgres.readers(parsed, patience), within_s=patience.read_s)
    replica = Replica(primary, reading)
    try:
        yield replica
    finally:
        await replica.close()
