"""The outbox: claims in order and once, notes by their holder alone, plans of its queries, pruning."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from storage import due, outbox, pruning, readers
from storage.due import Order
from storage.engine import Connection, Database
from storage.records import Delivery, DeliveryState, Settled
from storage.schema import deliveries, digests, interests
from tests.storage.conftest import NOON, SQLITE

LEASE = timedelta(minutes=2)


async def people(connection: Connection, count: int) -> list[int]:
    """The ids of so many readers."""
    return [
        (
            await readers.meet(
                connection,
                chat_id=number,
                thread_id=0,
                kind="private",
                language="ru",
                timezone="Asia/Almaty",
                now=NOON,
            )
        ).id
        for number in range(1, count + 1)
    ]


def row(reader_id: int, number: int, *, priority: int = 2) -> dict[str, object]:
    return outbox.row(f"{reader_id}:{number}", reader_id=reader_id, priority=priority, now=NOON)


async def claim(connection: Connection, holder: str = "t", *, limit: int = 100, priority: int = 2) -> list[Delivery]:
    return await outbox.claim(connection, holder, priority=priority, now=NOON, lease=LEASE, limit=limit)


async def states(database: Database) -> list[str]:
    async with database.read() as connection:
        return [one.state for one in await connection.execute(deliveries.select().order_by(deliveries.c.id))]


async def test_a_delivery_is_added_once(database: Database) -> None:
    async with database.write() as connection:
        (reader,) = await people(connection, 1)
        await outbox.enqueue(connection, [row(reader, 1)])
        await outbox.enqueue(connection, [row(reader, 1), row(reader, 2)])
    assert await states(database) == ["pending", "pending"]


async def test_of_a_reader_only_the_first_is_taken_until_it_has_ended(database: Database) -> None:
    async with database.write() as connection:
        first, second = await people(connection, 2)
        await outbox.enqueue(connection, [row(first, 1), row(first, 2), row(second, 1)])
        taken = await claim(connection)
        assert [one.reader_id for one in taken] == [first, second]
        assert await claim(connection, "u") == []
        await outbox.settle(connection, [Settled(taken[0], DeliveryState.SENT, 1)], now=NOON)
        assert [one.reader_id for one in await claim(connection, "u")] == [first]


async def test_another_urgency_is_another_queue(database: Database) -> None:
    async with database.write() as connection:
        (reader,) = await people(connection, 1)
        await outbox.enqueue(connection, [row(reader, 1), row(reader, 2, priority=1)])
        assert len(await claim(connection, priority=1)) == 1
        assert len(await claim(connection, priority=2)) == 1


async def test_eight_couriers_take_each_delivery_once(database: Database) -> None:
    async with database.write() as connection:
        await outbox.enqueue(connection, [row(reader, 1) for reader in await people(connection, 200)])

    async def work(token: str) -> list[int]:
        mine: list[int] = []
        while True:
            async with database.write() as connection:
                taken = await claim(connection, token, limit=7)
            if not taken:
                return mine
            mine += [one.id for one in taken]

    taken = await asyncio.gather(*(work(f"t{number}") for number in range(8)))
    assert sorted(id_ for mine in taken for id_ in mine) == list(range(1, 201))


async def test_only_its_holder_notes_what_became_of_a_delivery(database: Database) -> None:
    async with database.write() as connection:
        await outbox.enqueue(connection, [row((await people(connection, 1))[0], 1)])
        (mine,) = await claim(connection, "mine")
        stranger = Delivery(**{name: getattr(mine, name) for name in Delivery.__slots__} | {"claim": "theirs"})
        await outbox.settle(connection, [Settled(stranger, DeliveryState.SENT, 1)], now=NOON)
    assert await states(database) == ["claimed"]


async def test_an_answer_that_comes_late_turns_unknown_into_sent(database: Database) -> None:
    async with database.write() as connection:
        await outbox.enqueue(connection, [row((await people(connection, 1))[0], 1)])
        (mine,) = await claim(connection)
        await outbox.begin_sending(connection, [mine], now=NOON, lease=LEASE)
        await outbox.expire(connection, now=NOON + timedelta(hours=18), lease=LEASE)
    assert await states(database) == ["unknown"]
    async with database.write() as connection:
        await outbox.settle(connection, [Settled(mine, DeliveryState.SENT, 1, message_id=5)], now=NOON)
    assert await states(database) == ["sent"]


async def test_what_dead_processes_held_is_taken_up_at_once(database: Database) -> None:
    async with database.write() as connection:
        await outbox.enqueue(connection, [row(reader, 1) for reader in await people(connection, 3)])
        (asked,) = await claim(connection, "dead", limit=1)
        await outbox.begin_sending(connection, [asked], now=NOON, lease=LEASE)
        await claim(connection, "dead", limit=1)
        await claim(connection, "alive", limit=1)
        assert await outbox.holders(connection) == {"dead", "alive"}
        assert await outbox.expire(connection, now=NOON, lease=LEASE, dead=["dead"]) == (1, 1)
    assert await states(database) == ["unknown", "pending", "claimed"]


@pytest.mark.parametrize(("held_too", "left"), [(False, 1), (True, 2)])
async def test_what_waits_by_a_clock_that_was_ahead_is_hurried(database: Database, held_too: bool, left: int) -> None:
    async with database.write() as connection:
        await outbox.enqueue(connection, [row(reader, 1) for reader in await people(connection, 2)])
        ahead = NOON + timedelta(hours=18)
        held, tried = await claim(connection)
        waits = [(held, "Too Many Requests: retry after 43838"), (tried, "Bad Gateway")]
        await outbox.settle(
            connection,
            [Settled(one, DeliveryState.PENDING, 0, ready_at=ahead, reason=reason) for one, reason in waits],
            now=NOON,
        )
        assert not await outbox.is_ready(connection, now=NOON)
        await outbox.hurry(connection, now=NOON, beyond=timedelta(minutes=15), held_too=held_too)
        assert len(await claim(connection)) == left


@SQLITE
async def test_claiming_and_looking_walk_an_index(database: Database) -> None:
    """Of the statements that are really sent: a bound state, for example, would make SQLite pass its index over."""
    said: list[tuple[str, object]] = []

    def listen(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        said.append((statement, parameters))

    engine = database._writer.sync_engine
    async with database.write() as connection:
        await outbox.enqueue(connection, [row(reader, 1) for reader in await people(connection, 3)])
        event.listen(engine, "before_cursor_execute", listen)
        await outbox.is_ready(connection, now=NOON)
        await claim(connection)
        await outbox.expire(connection, now=NOON, lease=LEASE)
        event.remove(engine, "before_cursor_execute", listen)
        plans = []
        for statement, parameters in said:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            plans.append(" ".join(step.detail for step in plan))
    ready, claiming, whom, leases = plans
    assert "ix_deliveries_waiting (priority=? AND ready_at<?)" in ready
    assert "ix_deliveries_waiting (priority=? AND ready_at<?)" in claiming
    assert "ix_deliveries_open (reader_id=? AND priority=?" in claiming
    assert "SCAN" not in ready + claiming + whom
    assert "ix_deliveries_taken" in leases


async def test_pruning_forgets_what_ended_long_ago_and_keeps_what_readers_were_told_last(database: Database) -> None:
    old, now = NOON - timedelta(days=90), NOON
    orders = [Order(1, "ru", "Asia/Almaty", 5, None, upto, old, old, None) for upto in (1, 2)]
    async with database.write() as connection:
        await connection.execute(interests.insert().values(id=1, key="{}"))
        first, second = (await due.order(connection, orders, now=old)).values()
        (reader,) = await people(connection, 1)
        await connection.execute(
            text(
                "INSERT INTO subscriptions(reader_id, made_by, interest_id, state, rhythm, minute, weekday, length, "
                "tells_empty, created_at, digest_id) VALUES (1, 1, 1, 'active', 'daily', 0, 0, 5, 0, 0, :told)"
            ),
            {"told": second},
        )
        await outbox.enqueue(connection, [row(reader, 1), row(reader, 2)])
        (sent,) = await claim(connection)
        await outbox.settle(connection, [Settled(sent, DeliveryState.SENT, 1)], now=old)
        assert await pruning.prune(connection, before=now - timedelta(days=30), limit=10) == 2
        assert (await connection.execute(digests.select())).one().id == second != first
        assert await pruning.prune(connection, before=now - timedelta(days=30), limit=10) == 0
    assert await states(database) == ["pending"]
