"""Each update once: who may take it, who may answer it, and what stays of it."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from storage import updates
from storage.engine import Database, open_database
from storage.schema import updates as table
from tests.storage.conftest import NOON

LEASE = timedelta(seconds=30)
LATER = NOON + LEASE + timedelta(seconds=1)


async def keep(database: Database, *ids: int, holder: str = "a", take: int = 99) -> tuple[list[int], int]:
    async with database.write() as connection:
        bodies = {id_: f'{{"update_id":{id_}}}' for id_ in ids}
        return await updates.keep(connection, bodies, holder, take=take, now=NOON, until=NOON + LEASE)


async def take(
    database: Database, holder: str, *, after: timedelta = timedelta(), limit: int = 99, suspects: bool = False
) -> list[int]:
    now = NOON + after
    async with database.write() as connection:
        return list(await updates.take(connection, holder, limit=limit, now=now, until=now + LEASE, suspects=suspects))


async def stored(database: Database) -> dict[int, tuple[str, bool]]:
    """The states of all updates, and whether they still say something."""
    async with database.read() as connection:
        rows = await connection.execute(select(table.c.id, table.c.state, table.c.body).order_by(table.c.id))
        return {id_: (state, body is not None) for id_, state, body in rows}


async def test_an_update_that_is_sent_again_is_known(database: Database) -> None:
    assert await keep(database, 1, 2) == ([1, 2], 0)
    assert await keep(database, 2, 3, holder="b") == ([3], 0)
    async with database.write() as connection:
        await updates.settle(connection, [1], "a")
    assert await keep(database, 1) == ([], 0)
    assert await keep(database) == ([], 0)


async def test_what_two_processes_are_sent_at_the_same_moment_is_one_ones(database: Database) -> None:
    other = await open_database(database.url.render_as_string(hide_password=False))
    bodies = {id_: f'{{"update_id":{id_}}}' for id_ in (1, 2)}

    async def sent_to_the_other() -> tuple[list[int], int]:
        async with other.write() as connection:
            return await updates.keep(connection, bodies, "b", take=9, now=NOON, until=NOON + LEASE)

    async with database.write() as connection:
        assert await updates.keep(connection, {1: "{}"}, "a", take=9, now=NOON, until=NOON + LEASE) == ([1], 0)
        second = asyncio.create_task(sent_to_the_other())
        await asyncio.wait({second}, timeout=0.1)  # it waits for the first to be stored, or not
    assert await second == ([2], 0)
    await other.close()


async def test_what_is_too_much_for_one_waits_for_anybody(database: Database) -> None:
    assert await keep(database, 3, 1, 2, take=1) == ([1], 2)
    assert await take(database, "b", limit=1) == [2]
    assert await take(database, "c") == [3]
    assert await take(database, "c") == []


async def test_what_a_dead_process_left_is_taken_by_another_when_its_lease_has_run_out(database: Database) -> None:
    await keep(database, 1)
    assert await take(database, "b", after=LEASE) == []
    assert await take(database, "b", after=LEASE + timedelta(seconds=1)) == [1]


async def test_a_lease_is_held_as_long_as_its_process_says_so(database: Database) -> None:
    await keep(database, 1)
    async with database.write() as connection:
        await updates.hold(connection, [1], "a", until=NOON + 2 * LEASE)
    assert await take(database, "b", after=LEASE + timedelta(seconds=1)) == []


async def test_what_a_clock_that_was_ahead_has_taken_is_taken_by_others(database: Database) -> None:
    await keep(database, 1, take=0)
    assert await take(database, "ahead", after=timedelta(days=1)) == [1]
    assert await take(database, "b") == [1]


async def test_what_a_process_holds_without_knowing_it_is_left_when_its_lease_has_run_out(database: Database) -> None:
    await keep(database, 1, 2)
    async with database.write() as connection:
        await updates.hold(connection, [2], "a", until=NOON + 2 * LEASE)
    assert await take(database, "a", after=LEASE + timedelta(seconds=1)) == [1]


async def test_who_asks_again_whether_it_may_answer_is_told_the_same(database: Database) -> None:
    await keep(database, 1)
    async with database.write() as connection:
        assert [await updates.begin_answering(connection, 1, "a") for _ in range(2)] == [True, True]
        assert not await updates.begin_answering(connection, 1, "b")


async def test_who_was_paused_for_longer_than_its_lease_may_not_answer_any_more(database: Database) -> None:
    await keep(database, 1)
    await take(database, "b", after=LEASE + timedelta(seconds=1))
    async with database.write() as connection:
        assert not await updates.begin_answering(connection, 1, "a")
        assert await updates.begin_answering(connection, 1, "b")
        await updates.settle(connection, [1], "a")  # nor may it say that it has been done
    assert await stored(database) == {1: ("answering", True)}


async def test_what_was_being_answered_is_not_answered_again(database: Database) -> None:
    await keep(database, 1, 2)
    async with database.write() as connection:
        assert await updates.begin_answering(connection, 1, "a")
        assert await updates.give_up(connection, now=NOON) == 0
    assert await take(database, "b", after=LEASE + timedelta(seconds=1)) == [2]
    async with database.write() as connection:
        assert await updates.give_up(connection, now=LATER) == 1
    assert await stored(database) == {1: ("done", False), 2: ("taken", True)}


async def test_who_ends_gives_back_what_it_has_not_begun_to_answer(database: Database) -> None:
    await keep(database, 1, 2)
    await keep(database, 3, holder="b")
    async with database.write() as connection:
        await updates.begin_answering(connection, 1, "a")
        assert await updates.give_back(connection, "a") == 1
    assert await take(database, "c") == [2]
    assert await stored(database) == {1: ("done", False), 2: ("taken", True), 3: ("taken", True)}


async def test_what_may_end_processes_is_taken_apart_from_its_like_and_left_in_the_end(database: Database) -> None:
    later = LEASE + timedelta(seconds=1)
    await keep(database, 1, 2)
    assert await take(database, "b", after=later) == [1, 2]
    assert await take(database, "c", after=2 * later) == []
    assert await take(database, "c", after=2 * later, limit=1, suspects=True) == [1]
    assert await take(database, "d", after=3 * later, limit=1, suspects=True) == [2]  # the least tried first
    assert await take(database, "e", after=4 * later, limit=1, suspects=True) == [1]
    async with database.write() as connection:
        assert await updates.abandon(connection, now=NOON + 9 * later) == []
    assert await take(database, "f", after=9 * later, suspects=True) == [1, 2]
    async with database.write() as connection:
        assert await updates.abandon(connection, now=NOON + 9 * later) == []  # they are in hand
        assert await updates.abandon(connection, now=NOON + 11 * later) == [1]
    assert await stored(database) == {1: ("done", False), 2: ("taken", True)}


async def test_who_ends_of_its_own_accord_has_not_tried(database: Database) -> None:
    await keep(database, 1)
    for is_dead in (False, False, True):
        async with database.write() as connection:
            assert await updates.give_back(connection, "a", is_dead=is_dead) == 1
        assert await take(database, "a") == [1]
    async with database.write() as connection:
        await updates.give_back(connection, "a", is_dead=True)
    assert await take(database, "a") == []
    assert await take(database, "a", suspects=True) == [1]


async def test_what_people_wrote_is_forgotten_with_the_answer_and_the_number_days_later(database: Database) -> None:
    await keep(database, 1, 2)
    async with database.write() as connection:
        await updates.settle(connection, [1], "a")
        assert await updates.free(connection, now=NOON) == 0
        assert await updates.free(connection, now=LATER) == 1
        assert await updates.forget(connection, before=NOON, limit=9) == 0
        assert await updates.forget(connection, before=LATER, limit=9) == 1
    assert await stored(database) == {2: ("taken", True)}
