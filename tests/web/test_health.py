"""What whoever watches the bot is told: that it lives, whether it can work, what is late, and all its numbers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from prometheus_client.parser import text_string_to_metric_families

from bot.counting import Counts
from bot.delivery.ledger import ENDS
from bot.web.health import COUNTED_EVERY_S, KEPT_FOR_S, OUTBOX_STALLED, SOURCES_OVERDUE, Health
from bot.web.metrics import COUNTERS, GAUGES, Metrics
from bot.web.site import site
from storage import articles, outbox, readers, watches
from storage.engine import Connection, Database
from storage.records import DeliveryState, Outcome, Settled
from storage.watches import NewWatch, WatchKind
from tests.conftest import EVENING


class Clocks:
    """The clock on the wall and the one that only goes on."""

    def __init__(self) -> None:
        self.moment = EVENING
        self.passed = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.passed

    def passes(self, time: timedelta) -> None:
        self.moment += time
        self.passed += time.total_seconds()


@pytest.fixture
def clocks() -> Clocks:
    """The time of a test."""
    return Clocks()


@pytest.fixture
def health(database: Database, clocks: Clocks) -> Health:
    """The health of a bot with this database."""
    return Health(database, clocks.now, clocks.monotonic)


@asynccontextmanager
async def asking(*routes: web.RouteDef) -> AsyncIterator[ClientSession]:
    """HTTP to the routes."""
    app = web.Application()
    app.add_routes(routes)
    async with site("127.0.0.1", 0, app) as address, ClientSession(address) as session:
        yield session


async def ready(health: Health) -> tuple[int, dict[str, Any]]:
    """What /readyz says."""
    async with asking(*health.routes()) as session, session.get("/readyz") as response:
        return response.status, await response.json()


async def test_it_lives_and_is_ready(health: Health) -> None:
    async with asking(*health.routes()) as session, session.get("/healthz") as response:
        assert (response.status, await response.json()) == (200, {"alive": True})
    status, told = await ready(health)
    assert (status, told["ready"], told["late"]) == (200, True, [])


async def test_without_its_database_it_lives_but_is_not_ready(health: Health, database: Database) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE deliveries RENAME TO elsewhere")
    await database.close()
    database.path.write_bytes(b"no database at all" * 100)
    async with asking(*health.routes()) as session:
        async with session.get("/readyz") as response:
            assert response.status == 503
            assert str(database.path) not in await response.text()
        async with session.get("/healthz") as response:
            assert response.status == 200


async def test_a_database_that_hangs_is_not_waited_for(
    health: Health, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.health.ASKED_FOR_S", 0.01)

    @asynccontextmanager
    async def hangs(_self: Database) -> AsyncIterator[None]:
        await asyncio.Event().wait()
        yield

    monkeypatch.setattr(Database, "read", hangs)
    assert (await ready(health))[0] == 503


async def queued(database: Database, *, readers_: int) -> None:
    """As many deliveries that could go in the evening, to a reader each."""
    async with database.write() as connection:
        for number in range(readers_):
            reader = await readers.meet(
                connection, chat_id=number + 1, thread_id=0, kind="private", language="ru", timezone="UTC", now=EVENING
            )
            row = outbox.row(f"{number}", reader_id=reader.id, priority=2, now=EVENING)
            await outbox.enqueue(connection, [row])


async def sends_one(database: Database, *, now: datetime) -> None:
    """One of the deliveries arrives."""
    async with database.write() as connection:
        (one,) = await outbox.claim(connection, "a", priority=2, now=now, lease=timedelta(minutes=2), limit=1)
        await outbox.settle(connection, [Settled(one, DeliveryState.SENT, 1)], now=now)


async def test_a_queue_that_goes_out_is_well_however_long_it_is(
    health: Health, database: Database, clocks: Clocks
) -> None:
    await queued(database, readers_=20)
    for _ in range(12):  # an hour: 100,000 readers at nine in the morning
        clocks.passes(timedelta(minutes=5))
        await sends_one(database, now=clocks.moment)
        told = (await ready(health))[1]
        assert (told["late"], told["deliveries_stalled_s"]) == ([], 0)
    assert (await ready(health))[1]["deliveries_overdue_s"] == 3_600


async def test_a_queue_that_stands_still_is_named(health: Health, database: Database, clocks: Clocks) -> None:
    await queued(database, readers_=2)
    assert (await ready(health))[1]["late"] == []
    clocks.passes(OUTBOX_STALLED + timedelta(minutes=1))
    stalled = "deliveries wait, and for 11 minutes none has ended"
    assert (await ready(health))[1]["late"] == [stalled]
    await sends_one(database, now=clocks.moment)
    clocks.passes(OUTBOX_STALLED)
    assert (await ready(health))[1]["late"] == []
    clocks.passes(timedelta(minutes=1))
    told = (await ready(health))[1]
    assert (told["late"], told["deliveries_overdue_s"], told["deliveries_stalled_s"]) == ([stalled], 1_320, 660)


async def test_a_source_is_late_by_its_own_rhythm_and_one_never_looked_at_as_well(
    health: Health, database: Database, clocks: Clocks
) -> None:
    daily = timedelta(hours=11)  # what bot.collecting.rhythm gives a list with an entry a day
    async with database.write() as connection:
        new = NewWatch(WatchKind.FEED, "https://vestnik.example/feed", "Вестник")
        await watches.add(connection, new, now=EVENING, due_at=EVENING + daily, interval_s=39_600)
    clocks.passes(daily + SOURCES_OVERDUE)
    told = (await ready(health))[1]
    assert (told["late"], told["sources_overdue_s"]) == ([], 1_800)
    clocks.passes(timedelta(minutes=1))
    assert (await ready(health))[1]["late"] == ["a source should have been looked at 31 minutes ago"]


async def test_articles_are_counted_seldom(health: Health, clocks: Clocks, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter([3, 5])

    async def count(_connection: Connection) -> int:
        return next(numbers)

    monkeypatch.setattr(articles, "count", count)
    found = []
    for passes in (0.0, KEPT_FOR_S, COUNTED_EVERY_S):
        clocks.passes(timedelta(seconds=passes))
        await health.look()
        found.append(health.articles)
    assert found == [3, 3, 5]


async def test_however_many_ask_the_database_is_asked_once_in_a_while(
    health: Health, database: Database, clocks: Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    read = Database.read

    def counted(self: Database) -> Any:
        nonlocal asked
        asked += 1
        return read(self)

    monkeypatch.setattr(Database, "read", counted)
    await asyncio.gather(*(health.look() for _ in range(50)))
    assert asked == 2  # how it is, and how many articles there are
    clocks.passes(timedelta(seconds=KEPT_FOR_S))
    await health.look()
    assert asked == 3


@pytest.fixture
def metrics(health: Health) -> Metrics:
    """The numbers of a bot to which something has happened."""
    counts = Counts()
    counts.updates["message", "handled"] += 3
    counts.answered("message", 0.03)
    counts.answered("message", 99.0)
    counts.calls["sendMessage", "done"] += 2
    counts.stored("new", [{"energy": 0.9, "transport": 0.5}, {"energy": 0.4}])
    counts.looks["read"] += 1
    counts.logged["error"] += 1
    return Metrics(counts, health, lambda: dict.fromkeys([*GAUGES, *COUNTERS], 7.0))


async def scraped(metrics: Metrics) -> dict[str, float]:
    """What a scrape finds, by name with labels."""
    async with asking(metrics.route()) as session, session.get("/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=")
        text = await response.text()
    return {
        f"{sample.name}{sorted(sample.labels.items())}" if sample.labels else sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_scrape_has_what_the_rooms_counted_and_how_the_installation_is(metrics: Metrics) -> None:
    found = await scraped(metrics)
    assert found["svodka_updates_total[('kind', 'message'), ('outcome', 'handled')]"] == 3
    assert found["svodka_answer_seconds_bucket[('kind', 'message'), ('le', '0.05')]"] == 1
    assert found["svodka_answer_seconds_bucket[('kind', 'message'), ('le', '+Inf')]"] == 2
    assert found["svodka_answer_seconds_count[('kind', 'message')]"] == 2
    assert found["svodka_answer_seconds_sum[('kind', 'message')]"] == pytest.approx(99.03)
    assert found["svodka_passages_total[('sector', 'energy')]"] == 2
    assert found["svodka_deliveries[('state', 'pending')]"] == 0
    assert found["svodka_database_up"] == 1
    assert found["svodka_limiter_waiting"] == found["svodka_webhook_forged_total"] == 7
    assert found["process_resident_memory_bytes"] > 1_000_000


async def test_without_the_database_the_rest_is_told(metrics: Metrics, database: Database) -> None:
    await database.close()
    database.path.write_bytes(b"no database at all" * 100)
    found = await scraped(metrics)
    assert found["svodka_database_up"] == 0
    assert found["svodka_updates_total[('kind', 'message'), ('outcome', 'handled')]"] == 3


async def test_two_bots_of_one_process_count_apart(database: Database, clocks: Clocks, metrics: Metrics) -> None:
    other = Metrics(Counts(), Health(database, clocks.now, clocks.monotonic), dict)
    handled = "svodka_updates_total[('kind', 'message'), ('outcome', 'handled')]"
    assert ((await scraped(other))[handled], (await scraped(metrics))[handled]) == (0, 3)


async def test_what_can_be_foreseen_is_told_as_nothing_from_the_start(health: Health) -> None:
    found = await scraped(Metrics(Counts(), health, dict))
    for name, label, foreseen in (
        ("articles", "outcome", Outcome),
        ("settled_deliveries", "outcome", ENDS),
        ("log_records", "level", ("warning", "error", "critical")),
    ):
        told = {key: value for key, value in found.items() if key.startswith(f"svodka_{name}_total[")}
        assert told == {f"svodka_{name}_total[('{label}', '{value}')]": 0 for value in foreseen}
    assert found["svodka_answer_seconds_count[('kind', 'inline_query')]"] == 0
