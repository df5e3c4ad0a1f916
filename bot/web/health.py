"""Whether the bot is well: /healthz says that it lives, /readyz what it needs and how late it is."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from storage import articles, vitals
from storage.engine import Database
from storage.errors import StorageError
from storage.vitals import Vitals

ASKED_FOR_S = 2.0
"""A database that doesn't answer within this isn't ready."""

KEPT_FOR_S = 5.0
"""How long an answer of the database serves for the next questions, however many ask."""

COUNTED_EVERY_S = 600.0
"""How often the articles are counted: that reads an index of all of them."""

OUTBOX_STALLED = timedelta(minutes=10)
"""Some could go, and none has ended for this long. How long they wait tells nothing: at nine in the morning a queue may
take hours at Telegram's rate (docs/scale.md)."""

SOURCES_OVERDUE = timedelta(minutes=30)
"""A source that should have been looked at this long ago: a start spreads those that are due over minutes
(``bot.collecting.rhythm.staggered``), and what is being looked at isn't due."""


@dataclass(slots=True)
class Health:
    """Looks at a database, at most once in a while; ``failure`` is why it couldn't.

    ``articles`` are those that were stored when they were counted last.
    """

    database: Database
    now: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    vitals: Vitals | None = None
    articles: int | None = None
    failure: str | None = None
    _count_at: float = float("-inf")
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
        else:
            await self._count()

    async def _count(self) -> None:
        if self.monotonic() < self._count_at:
            return
        self._count_at = self.monotonic() + COUNTED_EVERY_S
        with suppress(TimeoutError, StorageError):  # whether it can be counted is no question of health
            async with asyncio.timeout(ASKED_FOR_S), self.database.read() as connection:
                self.articles = await articles.count(connection)

    def overdue(self, seen: Vitals) -> timedelta:
        """For how long the delivery waits that could have gone first."""
        return self._since(seen.overdue_since)

    def stalled(self, seen: Vitals) -> timedelta:
        """For how long no delivery has ended, though one could have gone."""
        if seen.overdue_since is None or seen.settled_at is None:
            return self._since(seen.overdue_since)
        return self._since(max(seen.overdue_since, seen.settled_at))

    def unlooked(self, seen: Vitals) -> timedelta:
        """For how long the source waits that should have been looked at first."""
        return self._since(seen.due_since)

    def late(self, seen: Vitals) -> list[str]:
        """What is late, a line each."""
        lines = []
        if (stalled := self.stalled(seen)) > OUTBOX_STALLED:
            lines.append(f"deliveries wait, and for {_minutes(stalled)} minutes none has ended")
        if (unlooked := self.unlooked(seen)) > SOURCES_OVERDUE:
            lines.append(f"a source should have been looked at {_minutes(unlooked)} minutes ago")
        return lines

    def _since(self, moment: datetime | None) -> timedelta:
        return timedelta(0) if moment is None else max(timedelta(0), self.now() - moment)

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
            "deliveries_overdue_s": _seconds(self.overdue(seen)),
            "deliveries_stalled_s": _seconds(self.stalled(seen)),
            "sources_overdue_s": _seconds(self.unlooked(seen)),
            "late": self.late(seen),
        }
        return web.json_response(answer)


def _minutes(time: timedelta) -> int:
    return int(time / timedelta(minutes=1))


def _seconds(time: timedelta) -> float:
    return round(time.total_seconds(), 1)
