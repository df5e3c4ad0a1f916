"""What is kept about a chat is told and forgotten as a whole, and looking for it walks over no table that grows."""

from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text, update

from storage import outbox, personal, readers, subscriptions
from storage.engine import Connection, Database
from storage.records import Interest, Subscription
from storage.schema import deliveries, digests, metadata
from storage.schema import interests as interests_table
from tests.storage.conftest import NOON, SQLITE
from tests.storage.test_subscriptions import digest_of, reader, wish

ME, OTHER, GROUP = 7_000_007, 8_000_008, -1_009_009_009

ILL = Interest(words=("сахарный диабет",))


async def sent(connection: Connection, one: Subscription) -> None:
    """Let a subscription's reader have had a digest of it."""
    digest_id = await digest_of(connection, one.interest)
    row = outbox.row(
        f"s{one.id}", reader_id=one.reader.id, priority=2, now=NOON, subscription_id=one.id, digest_id=digest_id
    )
    await outbox.enqueue(connection, [row])
    await connection.execute(
        update(deliveries).where(deliveries.c.dedupe == f"s{one.id}").values(state="sent", settled_at=NOON)
    )


async def count(connection: Connection, table: str) -> int:
    """How many rows a table has."""
    return len((await connection.execute(select(metadata.tables[table]))).all())


async def test_who_comes_after_one_who_was_forgotten_gets_another_number(database: Database) -> None:
    async with database.write() as connection:
        me = await reader(connection, ME)
        await personal.forget(connection, ME)
        assert await readers.get(connection, me.id) is None
        assert (await reader(connection, OTHER)).id > me.id


@pytest.mark.parametrize("unsubscribed", [False, True])
async def test_words_are_forgotten_though_their_subscription_was_removed_before(
    database: Database, unsubscribed: bool
) -> None:
    async with database.write() as connection:
        mine = await subscriptions.add(connection, wish(await reader(connection, ME), interest=ILL))
        await sent(connection, mine)
        if unsubscribed:
            await subscriptions.remove(connection, mine.id)
        assert await count(connection, "digests") == 1
        await personal.forget(connection, ME)
        for table in ("readers", "subscriptions", "interests", "digests", "deliveries"):
            assert await count(connection, table) == 0, table


async def test_what_others_had_or_follow_stays_theirs(database: Database) -> None:
    async with database.write() as connection:
        me, other = [await reader(connection, chat) for chat in (ME, OTHER)]
        mine, theirs = [await subscriptions.add(connection, wish(one, interest=ILL)) for one in (me, other)]
        await sent(connection, theirs)
        await outbox.enqueue(connection, [outbox.row("m", reader_id=me.id, priority=2, now=NOON, digest_id=1)])
        await subscriptions.remove(connection, theirs.id)
        await personal.forget(connection, ME)
        assert await subscriptions.get(connection, mine.id) is None
        (there,) = (await personal.kept(connection, OTHER))["deliveries"]
        assert (there["dedupe"], there["digest_id"]) == (f"s{theirs.id}", 1)
        assert await count(connection, "digests") == await count(connection, "interests") == 1


async def test_what_others_were_told_about_a_group_goes_with_it(database: Database) -> None:
    async with database.write() as connection:
        group, other = [await reader(connection, chat) for chat in (GROUP, OTHER)]
        told = (f"g{GROUP}:1", f"g{group.id}:2", f"g{GROUP}1:3", f"g{group.id}1:4")
        rows = [outbox.row(one, reader_id=other.id, priority=1, now=NOON, messages="[]") for one in told]
        await outbox.enqueue(connection, rows)
        await personal.forget(connection, GROUP)
        assert (await connection.execute(select(deliveries.c.dedupe))).scalars().all() == list(told[2:])


@SQLITE
@pytest.mark.parametrize("chat_id", [ME, GROUP])
async def test_looking_for_what_is_kept_walks_over_no_deliveries_digests_or_interests(
    database: Database, chat_id: int
) -> None:
    said: list[tuple[str, tuple[Any, ...]]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: tuple[Any, ...], *_: object) -> None:
        said.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        async with database.write() as connection:
            mine = await subscriptions.add(connection, wish(await reader(connection, chat_id), interest=ILL))
            await sent(connection, mine)
            said.clear()
            await personal.kept(connection, chat_id)
            await personal.forget(connection, chat_id)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    plans = []
    async with database.read() as connection:
        for statement, parameters in said:
            explained = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans += [row.detail for row in explained]
        indexes = (await connection.execute(text("SELECT name FROM pragma_index_list('deliveries')"))).scalars().all()
    assert any("deliveries" in plan for plan in plans)
    for table in (deliveries, digests, interests_table):
        assert not [plan for plan in plans if f"SCAN {table.name}" in plan]
    assert "ix_deliveries_reader_id" in indexes  # a reader's row takes their deliveries with it: no plan tells of that
