"""Statistics: readers by kind and by when they last asked, what they follow, and how much room the database takes."""

from datetime import timedelta
from typing import Any

from storage import readers, replicas, statistics, subscriptions
from storage.engine import Database
from storage.records import SubscriptionState
from tests.storage.conftest import NOON
from tests.storage.test_subscriptions import wish

HOUR = timedelta(hours=1)


async def meet(database: Database, chat_id: int, kind: str, ago: timedelta) -> int:
    known: dict[str, Any] = {"thread_id": 0, "language": "ru", "timezone": "UTC"}
    async with database.write() as connection:
        return (await readers.meet(connection, chat_id=chat_id, kind=kind, now=NOON - ago, **known)).id


async def test_of_an_empty_installation(database: Database) -> None:
    async with database.read() as connection:
        now = await statistics.read(connection, since=[NOON], now=NOON)
    assert (now.audience.total, now.seen, now.subscriptions, now.paused, now.processes) == (0, (0,), 0, 0, 0)
    assert now.size > 4096


async def test_readers_who_can_be_written_to_by_when_they_were_seen(database: Database) -> None:
    for chat_id, kind, ago in ((1, "private", 1), (2, "private", 30), (-3, "supergroup", 1), (-4, "channel", 999)):
        await meet(database, chat_id, kind, ago * HOUR)
    gone = await meet(database, 5, "private", 2 * HOUR)
    async with database.write() as connection:
        await readers.note_gone(connection, gone, "blocked", NOON)
    async with database.write() as connection:
        for chat_id, state in (
            (1, SubscriptionState.ACTIVE),
            (2, SubscriptionState.PAUSED),
            (-3, "draft"),
            (-4, "active"),
        ):
            (follower,) = await readers.in_chat(connection, chat_id)
            await subscriptions.add(connection, wish(follower, state=SubscriptionState(state)))
        await replicas.share(connection, "a", wanted=1, whole=30, least=1, now=NOON, until=NOON + HOUR)
    async with database.read() as connection:
        found = await statistics.read(connection, since=[NOON - 24 * HOUR, NOON - 168 * HOUR], now=NOON)
    assert (found.audience.private, found.audience.groups, found.audience.channels) == (2, 1, 1)
    assert found.seen == (2, 3)
    assert (found.subscriptions, found.paused, found.processes) == (2, 1, 1)
