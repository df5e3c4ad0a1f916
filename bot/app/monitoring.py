"""What whoever watches the bot may ask: health and metrics, put together from the rooms."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from aiohttp import web

from bot.delivery.limits import Limiter
from bot.logs import Counting
from bot.telegram.desk import Desk
from bot.telegram.receiving.inbox import Inbox
from bot.telegram.receiving.webhook import Webhook
from bot.web.health import Health
from bot.web.metrics import Metrics


class Monitor:
    """The health and the metrics of one bot; ``webhook`` is set where it has one."""

    def __init__(self, desk: Desk, inbox: Inbox, limiter: Limiter) -> None:
        self.webhook: Webhook | None = None
        self._desk = desk
        self._inbox = inbox
        self._limiter = limiter
        self._health = Health(desk.database, desk.now)
        self._metrics = Metrics(desk.counts, self._health, self._gauges)

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

    def _gauges(self) -> Mapping[str, float]:
        traffic = self._inbox.traffic
        replica = self._desk.replica
        lag = {} if replica is None else {"replica_lag_seconds": -1.0 if replica.lag_s is None else replica.lag_s}
        return lag | {
            "updates_working": traffic.working,
            "updates_repeated": traffic.repeated,
            "updates_dropped": traffic.dropped,
            "updates_taken_over": traffic.taken_over,
            "webhook_forged": self.webhook.forged if self.webhook is not None else 0,
            "webhook_waiting": self.webhook.waiting if self.webhook is not None else 0,
            "limiter_waiting": self._limiter.waiting,
            "limiter_paid_left": self._limiter.paid_left,
        }
