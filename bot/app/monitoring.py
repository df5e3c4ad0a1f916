"""What whoever watches the bot may ask: health and metrics, put together from the rooms."""

import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from math import inf

from aiohttp import web

from bot.app.keeping import Keeping, made
from bot.delivery.limits import Limiter
from bot.logs import Counting
from bot.telegram.desk import Desk
from bot.telegram.receiving.inbox import Inbox
from bot.telegram.receiving.webhook import Webhook
from bot.web.health import Health
from bot.web.metrics import Metrics
from storage.engine import Database
from storage.replica import Replica


class Monitor:
    """The health and the metrics of one bot; ``webhook`` is set where it has one, ``backups`` are those it makes."""

    def __init__(self, desk: Desk, inbox: Inbox, limiter: Limiter, backups: Keeping | None = None) -> None:
        self.webhook: Webhook | None = None
        self._desk = desk
        self._inbox = inbox
        self._limiter = limiter
        self._backups = backups
        self._health = Health(desk.database, desk.now)
        self._metrics = Metrics(desk.counts, self._health, self._numbers)

    def routes(self) -> list[web.RouteDef]:
        """The ways in."""
        return [*self._health.routes(), self._metrics.route()]

    @contextmanager
    def counting_lines(self) -> Iterator[None]:
        """Warnings and errors of every library are counted meanwhile."""
        handler = Counting(self._desk.counts)
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)

    def _numbers(self) -> Mapping[str, float]:
        traffic = self._inbox.traffic
        return {
            "updates_working": traffic.working,
            "updates_repeated": traffic.repeated,
            "updates_dropped": traffic.dropped,
            "updates_taken_over": traffic.taken_over,
            "webhook_forged": self.webhook.forged if self.webhook is not None else 0,
            "webhook_waiting": self.webhook.waiting if self.webhook is not None else 0,
            "limiter_waiting": self._limiter.waiting,
            "limiter_paid_left": self._limiter.paid_left,
            **replica_numbers(self._desk.replica),
            **backup_numbers(self._backups, self._desk.now()),
            **disk_numbers(self._desk.database),
        }


def replica_numbers(replica: Replica | None) -> dict[str, float]:
    """How far a replica is behind."""
    return {} if replica is None else {"replica_lag_seconds": -1.0 if replica.lag_s is None else replica.lag_s}


def backup_numbers(keeping: Keeping | None, now: datetime) -> dict[str, float]:
    """How old the newest backup is, and how old it may become."""
    if keeping is None:
        return {}
    last: datetime | None = None
    with suppress(OSError):  # a folder that can't be read holds no backup that is any good
        last = max((at for at, _ in made(keeping.folder)), default=None)
    age_s = inf if last is None else max(0.0, (now - last).total_seconds())
    return {"backup_age_seconds": age_s, "backup_interval_seconds": keeping.every.total_seconds()}


def disk_numbers(database: Database) -> dict[str, float]:
    """What a SQLite database has room for; that of a server's disk only the server knows."""
    if not database.is_sqlite:
        return {}
    with suppress(OSError):
        return {"disk_free_bytes": shutil.disk_usage(database.path.parent).free}
    return {}
