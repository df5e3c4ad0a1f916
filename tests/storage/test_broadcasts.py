"""Broadcasts as they are kept: drafts, whom they reach, one at a time, and what they say in which state."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import broadcasts, readers, subscriptions
from storage.broadcasts import Audience, Broadcast, BroadcastState
from storage.engine import Database
from storage.records import Interest, Plan, Reader, Rhythm, Subscription, SubscriptionState

NOW = datetime(2025, 11, 12, 18, tzinfo=UTC)
ADMIN = 7


async def draft(database: Database, text: str = "News", *, by: int = ADMIN) -> int:
    async with database.write() as connection:
        return await broadcasts.draft(connection, by, [text], now=NOW)


async def begin(database: Database, broadcast_id: int) -> bool:
    async with database.write() as connection:
        return await broadcasts.begin(connection, broadcast_id, chat_id=ADMIN, message_id=5, now=NOW)


async def stands(database: Database, broadcast_id: int) -> Broadcast | None:
    async with database.read() as connection:
        return await broadcasts.get(connection, broadcast_id)


async def meet(database: Database, chat_id: int, kind: str, *, thread_id: int = 0) -> Reader:
    async with database.write() as connection:
        return await readers.meet(
            connection, chat_id=chat_id, thread_id=thread_id, kind=kind, language="ru", timezone="UTC", now=NOW
        )


async def subscribe(database: Database, reader: Reader, state: SubscriptionState) -> None:
    plan, interest = Plan(Rhythm.DAILY), Interest(sectors=("energy",))
    one = Subscription(0, reader, ADMIN, interest, state, plan, 5, False, NOW, None, None, None, None)
    async with database.write() as connection:
        await subscriptions.add(connection, one)


async def test_an_admin_has_one_draft_and_others_have_theirs(database: Database) -> None:
    first, other = await draft(database), await draft(database, by=8)
    second = await draft(database, "Better news")
    assert await stands(database, first) is None
    kept = [await stands(database, id_) for id_ in (other, second)]
    assert [one.messages for one in kept if one is not None] == [("News",), ("Better news",)]


async def test_only_a_draft_can_be_discarded(database: Database) -> None:
    first, second = await draft(database), await draft(database, by=8)
    async with database.write() as connection:
        assert await broadcasts.discard(connection, first)
        assert not await broadcasts.discard(connection, first)
    assert await begin(database, second)
    async with database.write() as connection:
        assert not await broadcasts.discard(connection, second)


async def test_a_draft_is_neither_current_nor_anything_to_be_worked_on(database: Database) -> None:
    id_ = await draft(database)
    async with database.read() as connection:
        assert await broadcasts.current(connection) is None
        assert await broadcasts.unended(connection) == []
    await begin(database, id_)
    async with database.read() as connection:
        current = await broadcasts.current(connection)
        assert current is not None
        assert await broadcasts.unended(connection) == [current]
    assert (current.started_at, current.chat_id, current.message_id) == (NOW, ADMIN, 5)


async def test_what_is_called_off_is_over_only_when_that_is_noted(database: Database) -> None:
    id_ = await draft(database)
    async with database.write() as connection:
        assert not await broadcasts.call_off(connection, id_)  # it was never sent
    await begin(database, id_)
    async with database.write() as connection:
        assert await broadcasts.call_off(connection, id_)
        assert not await broadcasts.call_off(connection, id_)
        assert await broadcasts.current(connection) is None
        assert [one.id for one in await broadcasts.unended(connection)] == [id_]
        assert await broadcasts.end(connection, id_, now=NOW)
        assert not await broadcasts.end(connection, id_, now=NOW)
        assert await broadcasts.unended(connection) == []
    ended = await stands(database, id_)
    assert ended is not None
    assert ended.state is BroadcastState.CALLED_OFF


@pytest.mark.parametrize(
    ("steps", "says"), [("", ()), ("begin", ("News",)), ("begin end", ("News",)), ("begin call_off", ())]
)
async def test_what_it_says_in_which_state(database: Database, steps: str, says: tuple[str, ...]) -> None:
    """Nothing before its admin's word, nor after it was called off; once done, what failed can be tried again."""
    id_ = await draft(database)
    for step in steps.split():
        async with database.write() as connection:
            if step == "begin":
                await broadcasts.begin(connection, id_, chat_id=ADMIN, message_id=5, now=NOW)
            elif step == "end":
                await broadcasts.end(connection, id_, now=NOW)
            else:
                await broadcasts.call_off(connection, id_)
    async with database.read() as connection:
        assert await broadcasts.messages(connection, id_) == says
        assert await broadcasts.messages(connection, 99) == ()


@pytest.mark.parametrize(
    ("kind", "state", "reached"),
    [
        ("private", None, Audience(1, 0, 0)),
        ("group", None, Audience(0, 1, 0)),
        ("supergroup", None, Audience(0, 1, 0)),
        ("channel", None, Audience(0, 0, 0)),
        ("channel", SubscriptionState.DRAFT, Audience(0, 0, 0)),
        ("channel", SubscriptionState.ACTIVE, Audience(0, 0, 1)),
        ("channel", SubscriptionState.PAUSED, Audience(0, 0, 1)),
    ],
)
async def test_whom_it_would_reach(
    database: Database, kind: str, state: SubscriptionState | None, reached: Audience
) -> None:
    reader = await meet(database, 1 if kind == "private" else -1, kind)
    if state is not None:
        await subscribe(database, reader, state)
    async with database.read() as connection:
        assert await broadcasts.audience(connection) == reached
    async with database.write() as connection:
        await readers.note_gone(connection, reader.id, "blocked", NOW)
        assert (await broadcasts.audience(connection)).total == 0


async def test_readers_come_in_their_order_each_chat_once_and_none_that_was_met_later(database: Database) -> None:
    for chat_id, thread_id in ((-1, 4), (-1, 0), (3, 0), (2, 0)):
        await meet(database, chat_id, "private" if chat_id > 0 else "supergroup", thread_id=thread_id)
    id_ = await draft(database)
    await begin(database, id_)
    one = await stands(database, id_)
    assert one is not None
    async with database.write() as connection:
        later = NOW + timedelta(seconds=1)
        await readers.meet(connection, chat_id=9, thread_id=0, kind="private", language="ru", timezone="UTC", now=later)
        assert await broadcasts.next_readers(connection, one, limit=9) == [2, 3, 4]
        assert await broadcasts.next_readers(connection, one, limit=2) == [2, 3]
        assert await broadcasts.plan(connection, one, [2, 3], priority=3, now=NOW)
        progress = await broadcasts.progress(connection, id_)
    assert progress is not None
    went_on, tally = progress
    assert (went_on.planned_to, tally.waiting, tally.total) == (3, 3, 3)
    async with database.read() as connection:
        assert await broadcasts.next_readers(connection, went_on, limit=9) == [4]
        assert await broadcasts.progress(connection, 99) is None


async def test_once_called_off_whom_it_has_not_left_for_counts_as_dropped(database: Database) -> None:
    for chat_id in (1, 2, 3):
        await meet(database, chat_id, "private")
    id_ = await draft(database)
    await begin(database, id_)
    one = await stands(database, id_)
    assert one is not None
    async with database.write() as connection:
        await broadcasts.plan(connection, one, [1, 2], priority=3, now=NOW)
        await broadcasts.call_off(connection, id_)
        assert not await broadcasts.plan(connection, one, [3], priority=3, now=NOW)
        dropped = [(await broadcasts.drop(connection, id_, now=NOW, limit=1)) for _ in range(3)]
        progress = await broadcasts.progress(connection, id_)
        assert not await broadcasts.is_underway(connection, id_)
    assert dropped == [1, 1, 0]
    assert progress is not None
    assert (progress[1].dropped, progress[1].total) == (3, 3)
