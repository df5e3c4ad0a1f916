"""What a person sees of the outbox, and what may be tried again: asked of rows in every state."""

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from storage import outbox, outbox_overview, outbox_retry, readers
from storage.engine import Database
from storage.outbox_overview import Ended, Kind, Later, Row, is_one_of
from storage.outbox_retry import Fate
from storage.records import DeliveryState
from storage.schema import deliveries
from tests.storage.conftest import SQLITE

NOW = datetime(2025, 11, 12, 18, tzinfo=UTC)
DAY = timedelta(days=1)
OPEN = set(outbox_overview.OPEN)


async def delivery(database: Database, state: DeliveryState = DeliveryState.PENDING, **values: object) -> int:
    """A notice for a reader of its own, in a state; returns its id."""
    async with database.write() as connection:
        number = len((await connection.execute(deliveries.select())).all()) + 1
        reader = await readers.meet(
            connection, chat_id=number, thread_id=0, kind="private", language="ru", timezone="UTC", now=NOW
        )
        row = outbox.row(f"x{number}", reader_id=reader.id, priority=1, now=NOW, messages='["{}"]')
        settled_at = None if state in outbox_overview.OPEN else NOW
        await connection.execute(deliveries.insert(), [row | {"state": state, "settled_at": settled_at} | values])
        return number


async def listed(database: Database, *states: DeliveryState, limit: int = 50) -> list[Row]:
    async with database.read() as connection:
        return await outbox_overview.rows(connection, states, limit=limit)


async def failed(database: Database, reason: str = "", *, below: int | None = None, limit: int = 50) -> list[int]:
    async with database.read() as connection:
        return await outbox_retry.failed(connection, reason=reason, below=below, limit=limit)


async def retry(database: Database, ids: Collection[int]) -> dict[int, Fate]:
    async with database.write() as connection:
        return await outbox_retry.retry(connection, ids, now=NOW + DAY)


async def test_nothing_is_told_of_an_empty_outbox(database: Database) -> None:
    async with database.read() as connection:
        found = await outbox_overview.overview(connection, now=NOW, since=NOW - DAY)
    assert found == outbox_overview.Overview((), (), 0, (), {})


async def test_each_state_is_told_where_it_belongs(database: Database) -> None:
    for state in DeliveryState:
        await delivery(database, state, reason="why")
    async with database.read() as connection:
        found = await outbox_overview.overview(connection, now=NOW, since=NOW - DAY)
    assert [(one.kind, one.deliveries, one.messages, one.oldest) for one in found.waiting] == [(Kind.NOTICE, 1, 1, NOW)]
    assert found.on_the_way == 2
    assert found.ended == tuple(Ended(DeliveryState(one), "why", 1) for one in sorted(set(DeliveryState) - OPEN))


async def test_what_the_server_holds_is_told_apart_from_what_failed_for_now(database: Database) -> None:
    hour = timedelta(hours=1)
    await delivery(database, ready_at=NOW + hour, reason=f"{outbox.HELD}: retry after 3600")
    await delivery(database, ready_at=NOW + 2 * hour, reason=f"{outbox.HELD}: its chat is held")
    await delivery(database, ready_at=NOW + hour, reason="Bad Gateway")
    await delivery(database, ready_at=NOW + hour)
    await delivery(database, ready_at=NOW, reason="its turn has come")
    async with database.read() as connection:
        found = await outbox_overview.overview(connection, now=NOW, since=NOW - DAY)
    assert found.later == (
        Later(outbox.HELD, 2, first=NOW + hour, last=NOW + 2 * hour),
        Later(None, 1, first=NOW + hour, last=NOW + hour),
        Later("Bad Gateway", 1, first=NOW + hour, last=NOW + hour),
    )


async def test_reasons_are_counted_the_most_frequent_first(database: Database) -> None:
    for reason in ("a", "b", "b", None):
        await delivery(database, DeliveryState.FAILED, reason=reason)
    await delivery(database, DeliveryState.FAILED, reason="old", settled_at=NOW - 2 * DAY)
    async with database.read() as connection:
        found = await outbox_overview.overview(connection, now=NOW, since=NOW - DAY)
    assert [(one.reason, one.deliveries) for one in found.ended] == [("b", 2), (None, 1), ("a", 1)]


async def test_the_list_begins_with_what_waits_longest_and_goes_on_with_what_ended_last(database: Database) -> None:
    minute = timedelta(minutes=1)
    await delivery(database, DeliveryState.FAILED, settled_at=NOW)
    await delivery(database, DeliveryState.FAILED, settled_at=NOW + minute)
    await delivery(database, ready_at=NOW + minute)
    await delivery(database, ready_at=NOW)
    every = await listed(database, *DeliveryState)
    assert [one.id for one in every] == [4, 3, 2, 1]
    assert [one.id for one in await listed(database, *DeliveryState, limit=1)] == [4]
    assert [one.id for one in await listed(database, DeliveryState.FAILED)] == [2, 1]
    assert await listed(database, DeliveryState.UNKNOWN) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [4, 3, 2, 1]),
        ("can't parse", [1]),
        ("CAN'T", [1]),
        ("100%", [2]),
        ("%", [2]),
        ("_", [3]),
        ("nothing of the kind", []),
    ],
)
async def test_failed_ones_are_found_by_words_of_their_reason(database: Database, words: str, found: list[int]) -> None:
    for reason in ("Bad Request: can't parse entities", "the disk is 100% full", "chat_write", None):
        await delivery(database, DeliveryState.FAILED, reason=reason)
    await delivery(database, DeliveryState.UNKNOWN, reason="can't parse 100% of chat_write")
    assert await failed(database, words) == found


async def test_many_are_retried_piece_by_piece(database: Database) -> None:
    for _ in range(5):
        await delivery(database, DeliveryState.FAILED)
    first = await failed(database, limit=2)
    assert first == [5, 4]
    assert await failed(database, below=first[-1], limit=9) == [3, 2, 1]


async def test_a_retried_one_is_as_good_as_new(database: Database) -> None:
    id_ = await delivery(
        database, DeliveryState.FAILED, attempts=12, part=2, reason="Bad Gateway", claim="c", lease_until=NOW
    )
    assert await retry(database, [id_]) == {id_: Fate.RETRIED}
    async with database.read() as connection:
        row = (await connection.execute(deliveries.select())).one()
    assert (row.state, row.attempts, row.part, row.ready_at) == ("pending", 0, 2, NOW + DAY)
    assert (row.reason, row.claim, row.lease_until, row.settled_at) == (None, None, None, None)
    assert await retry(database, [id_]) == {id_: Fate.NOT_FAILED}


async def test_a_claim_from_before_settles_nothing_that_was_retried(database: Database) -> None:
    """The courier whose request was cut off may learn late what came of it."""
    id_ = await delivery(database, DeliveryState.UNKNOWN, claim="c")
    async with database.write() as connection:
        await outbox_retry.retry(connection, [id_], now=NOW, unknown_too=True)
        (taken,) = await outbox.claim(connection, "d", priority=1, now=NOW, lease=DAY, limit=9)
        assert await outbox.begin_sending(connection, [taken], now=NOW, lease=DAY) == {id_}
    assert json.loads(taken.messages or "") == ["{}"]


async def test_what_is_not_there_and_what_is_gone_is_said_of_each(database: Database) -> None:
    id_ = await delivery(database, DeliveryState.FAILED)
    async with database.write() as connection:
        await readers.note_gone(connection, 1, "blocked", NOW)
    assert await retry(database, [id_, 77]) == {id_: Fate.READER_GONE, 77: Fate.MISSING}
    assert await retry(database, []) == {}
    async with database.read() as connection:
        assert (await outbox_overview.overview(connection, now=NOW, since=NOW)).gone == {"blocked": 1}


@SQLITE
@pytest.mark.parametrize("states", [(DeliveryState.PENDING,), outbox_overview.ON_THE_WAY, outbox_overview.OPEN])
async def test_what_waits_is_looked_up_without_a_month_of_what_ended(
    database: Database, states: tuple[DeliveryState, ...]
) -> None:
    """SQLite uses a partial index only where the statement says what the index does."""
    query = select(deliveries.c.id).where(is_one_of(states))
    said = query.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True, "literal_binds": True})
    async with database.read() as connection:
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}")).all()
    assert "INDEX ix_deliveries_" in str(plan)
