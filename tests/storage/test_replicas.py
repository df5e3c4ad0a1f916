"""Several processes: one has a lease at a time, and together they have no more than the whole rate."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage import leases, replicas
from storage.engine import Database
from storage.replicas import fair
from tests.storage.conftest import NOON

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
LEASE = 5 * SECOND
WHOLE = 30
LEAST = 1


async def take(database: Database, holder: str, *, after: timedelta = 0 * SECOND) -> bool:
    now = NOON + after
    async with database.write() as connection:
        return await leases.take(connection, "planning", holder, now=now, until=now + LEASE)


async def share(database: Database, holder: str, wanted: int, *, after: timedelta = 0 * SECOND) -> int:
    now = NOON + after
    async with database.write() as connection:
        return await replicas.share(
            connection, holder, wanted=wanted, whole=WHOLE, least=LEAST, now=now, until=now + LEASE
        )


async def test_one_has_a_lease_and_another_gets_it_when_its_time_is_over(database: Database) -> None:
    assert await take(database, "a")
    assert not await take(database, "b")
    assert await take(database, "a", after=4 * SECOND)
    assert not await take(database, "b", after=9 * SECOND)
    assert await take(database, "b", after=10 * SECOND)
    assert not await take(database, "a", after=10 * SECOND)


async def test_who_ends_leaves_its_lease_to_the_next(database: Database) -> None:
    assert await take(database, "a")
    async with database.write() as connection:
        await leases.release(connection, "planning", "b")  # it isn't theirs
        assert not await leases.take(connection, "planning", "b", now=NOON, until=NOON + LEASE)
        await leases.release(connection, "planning", "a")
    assert await take(database, "b")


async def test_who_is_alone_has_the_whole_rate(database: Database) -> None:
    assert await share(database, "a", 0) == WHOLE
    assert await share(database, "a", 1_000) == WHOLE


async def test_a_newcomer_gets_its_part_when_the_other_has_taken_note(database: Database) -> None:
    assert await share(database, "a", 100) == 30
    assert await share(database, "b", 100) == 0
    assert await share(database, "a", 100) == 15
    assert await share(database, "b", 100) == 15


async def test_who_wants_little_leaves_the_rest_to_others(database: Database) -> None:
    for _ in range(2):
        await share(database, "a", 100), await share(database, "b", 2)
    busy, idle = await share(database, "a", 100), await share(database, "b", 2)
    assert (busy, idle) == (28, 2)


async def test_what_each_sends_in_any_case_is_counted(database: Database) -> None:
    """One is busy, and nine have nothing to say: they send one a second should somebody ask them."""
    wanted = {str(number): 0 if number else 100 for number in range(10)}
    for holder, number in wanted.items():  # the first has it all, and gives way
        await share(database, holder, number)
    shares = [await share(database, holder, number) for holder, number in wanted.items()]
    assert shares == [21, *[1] * 9]


async def test_what_a_clock_that_was_ahead_has_taken_is_free(database: Database) -> None:
    assert await take(database, "ahead", after=DAY)
    assert await share(database, "ahead", 100, after=DAY) == 30
    assert await take(database, "b")
    assert await share(database, "b", 100) == 30


async def test_what_a_dead_process_had_is_free_when_its_time_is_over(database: Database) -> None:
    await share(database, "dead", 100)
    assert await share(database, "b", 100, after=4 * SECOND) == 0
    assert await share(database, "b", 100, after=6 * SECOND) == 30
    async with database.read() as connection:
        assert await replicas.count(connection, now=NOON + 6 * SECOND) == 1


async def test_who_ends_leaves_its_share_to_the_others(database: Database) -> None:
    await share(database, "a", 100)
    async with database.write() as connection:
        await replicas.leave(connection, "a")
    assert await share(database, "b", 100) == 30


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 200), min_size=1, max_size=40), st.integers(0, 1_000))
def test_shares_are_fair_and_make_up_the_whole(wants: dict[str, int], whole: int) -> None:
    shares = fair(wants, whole)
    assert sum(shares.values()) == whole
    for name, had in shares.items():
        assert had >= min(wants[name], whole // len(wants))
