"""How an installation is, as the database tells it: what could go and doesn't, what should be looked at and isn't."""

from datetime import datetime, timedelta

import pytest

from storage import outbox, readers, vitals, watches
from storage.engine import Connection, Database
from storage.records import DeliveryState, Settled
from storage.watches import NewWatch, WatchKind
from tests.storage.conftest import NOON

MINUTE = timedelta(minutes=1)


async def planned(connection: Connection, dedupe: str, *, reader_id: int, priority: int = 2, at: datetime) -> None:
    """A delivery that may go from a time on."""
    await outbox.enqueue(connection, [outbox.row(dedupe, reader_id=reader_id, priority=priority, now=at)])


async def reader(connection: Connection, chat_id: int) -> int:
    """Somebody whom deliveries are for."""
    met = await readers.meet(
        connection, chat_id=chat_id, thread_id=0, kind="private", language="ru", timezone="UTC", now=NOON
    )
    return met.id


async def settled(connection: Connection, state: DeliveryState, *, now: datetime, ready_at: datetime | None) -> None:
    """Take the first delivery of priority 2, and note how that ended."""
    (taken,) = await outbox.claim(connection, "a", priority=2, now=now, lease=MINUTE, limit=1)
    await outbox.settle(connection, [Settled(taken, state, 0, ready_at=ready_at)], now=now)


async def test_of_an_empty_installation_nothing_waits(database: Database) -> None:
    async with database.read() as connection:
        seen = await vitals.read(connection, now=NOON)
    assert (seen.overdue_since, seen.settled_at, seen.due_since, seen.updates_left) == (None, None, None, 0)
    assert seen.deliveries == {"pending": 0, "claimed": 0, "sending": 0}


@pytest.mark.parametrize("priority", outbox.PRIORITIES)
async def test_a_delivery_of_any_urgency_is_overdue_from_when_it_could_have_gone(
    database: Database, priority: int
) -> None:
    async with database.write() as connection:
        ours = await reader(connection, 7)
        await planned(connection, "x", reader_id=ours, priority=priority, at=NOON)
        await planned(connection, "later", reader_id=await reader(connection, 8), priority=2, at=NOON + 5 * MINUTE)
        assert (await vitals.read(connection, now=NOON - MINUTE)).overdue_since is None
        seen = await vitals.read(connection, now=NOON + 9 * MINUTE)
    assert (seen.overdue_since, seen.settled_at) == (NOON, None)


async def test_what_comes_after_one_that_is_held_back_is_not_overdue(database: Database) -> None:
    async with database.write() as connection:
        ours = await reader(connection, 7)
        await planned(connection, "held", reader_id=ours, at=NOON)
        await planned(connection, "behind it", reader_id=ours, at=NOON)
        await settled(connection, DeliveryState.PENDING, now=NOON, ready_at=NOON + 60 * MINUTE)
        seen = await vitals.read(connection, now=NOON + 30 * MINUTE)
        assert (seen.overdue_since, seen.settled_at) == (None, None)
        seen = await vitals.read(connection, now=NOON + 61 * MINUTE)
        assert seen.overdue_since == NOON + 60 * MINUTE


async def test_when_a_delivery_ended_last_is_known(database: Database) -> None:
    async with database.write() as connection:
        for number in (1, 2, 3):
            await planned(connection, f"{number}", reader_id=await reader(connection, number), at=NOON)
        await settled(connection, DeliveryState.SENT, now=NOON + 2 * MINUTE, ready_at=None)
        await settled(connection, DeliveryState.FAILED, now=NOON + 3 * MINUTE, ready_at=None)
        seen = await vitals.read(connection, now=NOON + 4 * MINUTE)
    assert (seen.overdue_since, seen.settled_at) == (NOON, NOON + 3 * MINUTE)


async def test_a_source_is_overdue_by_its_own_time(database: Database) -> None:
    async with database.write() as connection:
        for name, hours in (("daily", 11), ("hourly", 1)):
            new = NewWatch(WatchKind.FEED, f"https://{name}.example/feed", name)
            due_at = NOON + timedelta(hours=hours)
            await watches.add(connection, new, now=NOON, due_at=due_at, interval_s=3600 * hours)
        await watches.add(
            connection, NewWatch(WatchKind.CHANNEL, "tg:1", "posts"), now=NOON, due_at=None, interval_s=300
        )
        assert (await vitals.read(connection, now=NOON + 59 * MINUTE)).due_since is None
        assert (await vitals.read(connection, now=NOON + 90 * MINUTE)).due_since == NOON + 60 * MINUTE
        await watches.claim(connection, now=NOON + 90 * MINUTE, lease=10 * MINUTE, limit=1)
        assert (await vitals.read(connection, now=NOON + 91 * MINUTE)).due_since is None
        await watches.pause(connection, 2)
        assert (await vitals.read(connection, now=NOON + 300 * MINUTE)).due_since is None
