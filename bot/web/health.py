"""Whether the bot is well: /healthz says that it lives, /readyz what it needs and how late it is."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from storage import vitals
from storage.engine import Database
from storage.errors import StorageError
from storage.vitals import Vitals

ASKED_FOR_S = 2.0
"""A database that doesn't answer within this isn't ready."""

KEPT_FOR_S = 5.0
"""How long an answer of the database serves for the next questions, however many ask."""

OUTBOX_LATE = timedelta(minutes=10)
"""What could have been sent for longer than this tells of trouble: a limiter's queue after a broadcast is shorter."""

SOURCES_LATE = timedelta(hours=2)
"""Sources are looked at every hour at least; a feed that fails is looked at, too."""


@dataclass(slots=True)
class Health:
    """Looks at a database, at most once in a while; ``failure`` is why it couldn't."""

    database: Database
    now: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    vitals: Vitals | None = None
    failure: str | None = None
    _until: float = float("-inf")
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> Vitals | None:
        """How the installation is; ``None`` where the database doesn't say."""
        async with self._turn:
            if self.monotonic() >= self._until:
                await self._ask()
                self._until = self.monotonic() + KEPT_FOR_S
        return self.vitals

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(ASKED_FOR_S), self.database.read() as connection:
                self.vitals, self.failure = await vitals.read(connection, now=self.now()), None
        except TimeoutError:
            self.vitals, self.failure = None, f"no answer within {ASKED_FOR_S:g} s"
        except StorageError as error:
            self.vitals, self.failure = None, str(error)

    def late(self, seen: Vitals) -> list[str]:
        """What is late, a line each."""
        now = self.now()
        lines = []
        if seen.overdue_since is not None and now - seen.overdue_since > OUTBOX_LATE:
            lines.append(f"deliveries wait for {_minutes(now - seen.overdue_since)} minutes")
        if seen.sources["active"] and (seen.looked_at is None or now - seen.looked_at > SOURCES_LATE):
            since = "ever" if seen.looked_at is None else f"{_minutes(now - seen.looked_at)} minutes"
            lines.append(f"no source was looked at for {since}")
        return lines

    def routes(self) -> list[web.RouteDef]:
        """The ways in."""
        return [web.get("/healthz", self._alive), web.get("/readyz", self._ready)]

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        seen = await self.look()
        if seen is None:  # not why: that may tell who asks where the database is
            return web.json_response({"ready": False, "database": False, "late": []}, status=503)
        answer = {
            "ready": True,
            "database": True,
            "deliveries_overdue_s": _seconds(self.now(), seen.overdue_since),
            "source_looked_at_s": _seconds(self.now(), seen.looked_at),
            "late": self.late(seen),
        }
        return web.json_response(answer)


def _minutes(time: timedelta) -> int:
    return int(time / timedelta(minutes=1))


def _seconds(now: datetime, since: datetime | None) -> float | None:
    return None if since is None else round((now - since).total_seconds(), 1)
