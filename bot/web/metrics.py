"""The bot's numbers in Prometheus' text format, from counts of the rooms and a look at the database.

Their names and labels are a promise to dashboards and alert rules (``deploy/``); a test holds those against this.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.counting import BOUNDS_S, Counts
from bot.web.health import Health

Numbers = Callable[[], Mapping[str, float]]
"""Numbers of this moment by the names of ``GAUGES`` and ``COUNTERS``; some are told only where there is what they tell
of."""

GAUGES = {
    "updates_working": "Updates that are being worked on",
    "webhook_waiting": "Updates that Telegram has still to post, as it said a minute ago at most",
    "limiter_waiting": "Messages that wait for their turn",
    "limiter_paid_left": "Messages that may still be paid today",
    "replica_lag_seconds": "How far the replica for reading is behind; -1 while it isn't asked",
    "backup_age_seconds": "How old the newest backup is of those that the bot makes by itself; infinite: there is none",
    "backup_interval_seconds": "How often it is to make one",
    "disk_free_bytes": "What the disk of the SQLite database has room for",
}

COUNTERS = {
    "updates_repeated": "Updates that came again",
    "updates_dropped": "Updates that came too late to be answered",
    "updates_taken_over": "Updates whose answer was left to another process",
    "webhook_forged": "Posts without the secret",
}
"""Since the start."""


@dataclass(slots=True, eq=False)
class Metrics(Collector):
    """The numbers of one bot; nothing is kept that another bot of this process would share."""

    counts: Counts
    health: Health
    numbers: Numbers
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        """Join what the platform tells of the process."""
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.registry.register(self)

    def route(self) -> web.RouteDef:
        """The way in."""
        return web.get("/metrics", self._asked)

    async def _asked(self, _request: web.Request) -> web.Response:
        await self.health.look()
        body = generate_latest(self.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def describe(self) -> list[Metric]:
        """Nothing beforehand: it is told as it is."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        counts = self.counts
        yield _counter("updates", "Updates by kind and outcome", ["kind", "outcome"], counts.updates.items())
        yield from self._answers()
        yield _counter("api_calls", "Calls of the Bot API by outcome", ["method", "outcome"], counts.calls.items())
        yield _counter("articles", "Texts that came in, by outcome", ["outcome"], _single(counts.articles))
        yield _counter("passages", "New passages by sector", ["sector"], _single(counts.passages))
        yield _counter("source_looks", "Looks at sources by outcome", ["outcome"], _single(counts.looks))
        yield _counter(
            "settled_deliveries", "Deliveries that ended, by outcome", ["outcome"], _single(counts.deliveries)
        )
        yield _counter("log_records", "Log lines by level", ["level"], _single(counts.logged))
        for name, value in self.numbers().items():
            if name in COUNTERS:
                yield CounterMetricFamily(f"svodka_{name}", COUNTERS[name], value=value)
            else:
                yield GaugeMetricFamily(f"svodka_{name}", GAUGES[name], value=value)
        yield from self._installation()

    def _answers(self) -> Iterator[Metric]:
        told = "Seconds from an update's coming in to the first call that its person sees something of"
        family = HistogramMetricFamily("svodka_answer_seconds", told, labels=["kind"])
        for kind, durations in self.counts.answers.items():
            so_far, buckets = 0, []
            for bound, number in zip((*map(str, BOUNDS_S), "+Inf"), durations.numbers, strict=True):
                so_far += number
                buckets.append((bound, so_far))
            family.add_metric([kind], buckets, durations.total_s)
        yield family

    def _installation(self) -> Iterator[Metric]:
        seen = self.health.vitals
        yield GaugeMetricFamily("svodka_database_up", "Whether the database answers", value=seen is not None)
        if seen is None:
            return
        deliveries = GaugeMetricFamily("svodka_deliveries", "Deliveries that are open, by state", labels=["state"])
        for state, number in seen.deliveries.items():
            deliveries.add_metric([state], number)
        sources = GaugeMetricFamily("svodka_sources", "Sources by state", labels=["state"])
        for state, number in seen.sources.items():
            sources.add_metric([state], number)
        yield deliveries
        yield sources
        health = self.health
        for name, told, time in (
            ("deliveries_overdue", "For how long the delivery waits that could have gone first", health.overdue(seen)),
            ("deliveries_stalled", "For how long none has ended, though one could have gone", health.stalled(seen)),
            ("sources_overdue", "For how long a source waits that should have been looked at", health.unlooked(seen)),
        ):
            yield GaugeMetricFamily(f"svodka_{name}_seconds", told, value=time.total_seconds())
        if health.articles is not None:
            yield GaugeMetricFamily("svodka_stored_articles", "Articles that are stored", value=health.articles)
        yield GaugeMetricFamily("svodka_updates_left", "Updates that nobody works on", value=seen.updates_left)


def _single(counted: Mapping[str, int]) -> Iterable[tuple[tuple[str], int]]:
    return (((label,), number) for label, number in counted.items())


def _counter(
    name: str, told: str, labels: list[str], counted: Iterable[tuple[tuple[str, ...], int]]
) -> CounterMetricFamily:
    family = CounterMetricFamily(f"svodka_{name}", told, labels=labels)
    for values, number in counted:
        family.add_metric(values, number)
    return family
