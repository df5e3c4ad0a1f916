"""Entries: what is new, what has changed, who is given what, and how long it is remembered."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from storage import entries, watches
from storage.engine import Database
from storage.entries import Entry, EntrySettled, EntryState, NewEntry, Noted
from storage.schema import watches as watches_table
from storage.watches import NewWatch, WatchKind
from tests.storage.conftest import NOON

LEASE = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def watch(database: Database) -> int:
    """A feed that lists them."""
    return await another(database, "https://1.example/feed")


async def another(database: Database, address: str) -> int:
    """One more feed."""
    async with database.write() as connection:
        new = NewWatch(WatchKind.FEED, address, f"Вестник {address}")
        return await watches.add(connection, new, now=NOON, due_at=NOON, interval_s=300)


def listed(number: int, *, said: str = "", host: str | None = None, passed: bool = False) -> NewEntry:
    """An entry as a list tells it."""
    return NewEntry(f"key {number}".encode(), f"digest {said}".encode(), f"{number} {said}", host, passed)


async def note(database: Database, watch_id: int, *some: NewEntry, now: datetime = NOON) -> Noted:
    """A watch has listed some."""
    async with database.write() as connection:
        return await entries.note(connection, watch_id, some, now=now)


async def claim(
    database: Database, *, now: datetime = NOON, limit: int = 10, per_host: int = 0, busy: tuple[str, ...] = ()
) -> list[Entry]:
    """The entries that somebody is given."""
    async with database.write() as connection:
        return await entries.claim(connection, now=now, lease=LEASE, limit=limit, per_host=per_host, busy=busy)


async def settle(database: Database, *ended: EntrySettled) -> None:
    """Note how attempts ended."""
    async with database.write() as connection:
        await entries.settle(connection, ended)


async def waiting(database: Database) -> int:
    """How many wait."""
    async with database.read() as connection:
        return await entries.waiting(connection)


def contents(claimed: list[Entry]) -> list[str]:
    """What some entries say."""
    return [one.content.strip() for one in claimed]


class TestNoting:
    """A list is noted at every look: what is known changes nothing."""

    async def test_new_known_and_changed(self, database: Database, watch: int) -> None:
        assert await note(database, watch, listed(1), listed(2)) == Noted(new=2, changed=0, known=0)
        assert await note(database, watch, listed(1), listed(2, said="more"), listed(3)) == Noted(1, 1, 1)
        assert contents(await claim(database)) == ["1", "2 more", "3"]

    async def test_an_entry_that_a_list_has_twice_is_one(self, database: Database, watch: int) -> None:
        assert await note(database, watch, listed(1), listed(1, said="again")) == Noted(1, 0, 0)

    async def test_a_thousand_looks_are_one_entry(self, database: Database, watch: int) -> None:
        for _ in range(20):
            await note(database, watch, *(listed(1) for _ in range(50)))
        assert await waiting(database) == 1

    async def test_what_two_lists_have_belongs_to_the_first_to_list_it(self, database: Database, watch: int) -> None:
        other = await another(database, "https://2.example/feed")
        await note(database, watch, listed(1))
        assert await note(database, other, listed(1, said="otherwise")) == Noted(0, 0, 1)
        assert contents(await claim(database)) == ["1"]

    async def test_what_is_passed_is_known_and_never_waits(self, database: Database, watch: int) -> None:
        assert await note(database, watch, listed(1, passed=True), listed(2)) == Noted(1, 0, 1)
        assert contents(await claim(database)) == ["2"]
        assert await note(database, watch, listed(1)) == Noted(0, 0, 1)
        assert await waiting(database) == 1

    async def test_what_has_been_listed_before_by_anybody(self, database: Database, watch: int) -> None:
        await note(database, watch, listed(1))
        async with database.read() as connection:
            assert await entries.listed_before(connection, [b"key 1", b"key 2"]) == {b"key 1"}

    async def test_a_settled_entry_that_changes_waits_again(self, database: Database, watch: int) -> None:
        await note(database, watch, listed(1))
        (mine,) = await claim(database)
        await settle(database, EntrySettled(mine, EntryState.STORED, article_id=5))
        assert await waiting(database) == 0
        await note(database, watch, listed(1, said="edited"), now=NOON + MINUTE)
        (again,) = await claim(database, now=NOON + MINUTE)
        assert (again.content, again.attempts) == ("1 edited", 1)

    async def test_a_link_that_changes_at_every_look_is_one_entry(self, database: Database, watch: int) -> None:
        for number in range(10):
            noted = await note(database, watch, replace(listed(number), alias=b"guid and title"))
            assert noted == (Noted(1, 0, 0) if number == 0 else Noted(0, 0, 1))
        assert await note(database, watch, replace(listed(10, said="more"), alias=b"guid and title")) == Noted(0, 1, 0)
        assert contents(await claim(database)) == ["10 more"]

    async def test_another_title_under_a_known_link_is_known_by_that_too(self, database: Database, watch: int) -> None:
        await note(database, watch, replace(listed(1), alias=b"title"))
        assert await note(database, watch, replace(listed(1, said="more"), alias=b"other title")) == Noted(0, 1, 0)
        assert await note(database, watch, replace(listed(2, said="more"), alias=b"other title")) == Noted(0, 0, 1)

    async def test_when_they_were_found_is_the_rhythm_of_a_list_without_times(
        self, database: Database, watch: int
    ) -> None:
        for number in range(4):
            await note(database, watch, listed(number), now=NOON + number * MINUTE)
        async with database.read() as connection:
            assert await entries.found_lately(connection, watch, 2) == [NOON + 3 * MINUTE, NOON + 2 * MINUTE]


class TestBeingGiven:
    """What waits is given to one, and to nobody else for a lease."""

    async def test_whole_ones_in_the_order_they_came(self, database: Database, watch: int) -> None:
        await note(database, watch, listed(1), listed(2), listed(3, host="a.example"))
        assert contents(await claim(database, limit=1)) == ["1"]
        assert contents(await claim(database)) == ["2"]
        assert await claim(database) == []

    async def test_it_waits_again_when_nobody_settles_it_and_that_is_no_attempt(
        self, database: Database, watch: int
    ) -> None:
        await note(database, watch, listed(1))
        given = [(await claim(database, now=NOON + n * LEASE))[0] for n in range(3)]
        assert [(one.attempts, one.claims) for one in given] == [(1, 1), (1, 2), (1, 3)]
        await settle(database, EntrySettled(given[-1], EntryState.WAITING, ready_at=NOON + 9 * LEASE))
        (again,) = await claim(database, now=NOON + 9 * LEASE)
        assert (again.attempts, again.claims) == (2, 1)

    async def test_what_nobody_ever_settles_comes_seldom_and_by_itself(self, database: Database, watch: int) -> None:
        await note(database, watch, listed(1), listed(2))
        now, last, together = NOON, 0, []
        for _ in range(12):
            together.append(len(await claim(database, now=now)))
            async with database.read() as connection:
                times = await connection.execute(text("SELECT min(ready_at), max(ready_at) FROM entries"))
                first, last = times.one()
            now = datetime.fromtimestamp(first / 1000, UTC)
        assert together[:4] == [2, 2, 2, 2]
        assert set(together[4:]) == {1}
        assert LEASE < datetime.fromtimestamp(last / 1000, UTC) - NOON < 600 * LEASE

    async def test_two_at_once_are_given_different_ones(self, database: Database, watch: int) -> None:
        await note(database, watch, *(listed(number) for number in range(30)))
        given = await asyncio.gather(*(claim(database, limit=10) for _ in range(4)))
        assert sorted(one.id for some in given for one in some) == list(range(1, 31))

    async def test_of_each_host_only_a_few_and_of_a_busy_one_none(self, database: Database, watch: int) -> None:
        for number in range(9):
            await note(database, watch, listed(number, host="abc"[number % 3]), now=NOON - (9 - number) * MINUTE)
        given = await claim(database, per_host=2, busy=("b",))
        assert [(one.host, one.content.strip()) for one in given] == [("a", "0"), ("c", "2"), ("a", "3"), ("c", "5")]

    async def test_a_host_with_much_waiting_leaves_room_for_the_others(self, database: Database, watch: int) -> None:
        await note(database, watch, *(listed(number, host="big") for number in range(50)), now=NOON - MINUTE)
        await note(database, watch, listed(90, host="small"))
        assert {one.host for one in await claim(database, per_host=4, limit=2)} == {"big", "small"}

    async def test_only_those_of_some_watches(self, database: Database, watch: int) -> None:
        other = await another(database, "https://2.example/feed")
        await note(database, watch, listed(1), listed(2, host="a"))
        await note(database, other, listed(3), listed(4, host="a"))
        async with database.write() as connection:
            whole = await entries.claim(connection, now=NOON, lease=LEASE, limit=9, of=[other])
            paged = await entries.claim(connection, now=NOON, lease=LEASE, limit=9, per_host=1, of=[other])
        assert contents(whole + paged) == ["3", "4"]

    async def test_with_what_must_be_known_of_their_watch(self, database: Database, watch: int) -> None:
        await note(database, watch, listed(1))
        (mine,) = await claim(database)
        assert (mine.watch_id, mine.kind, mine.name) == (watch, "feed", "Вестник https://1.example/feed")
        assert (mine.key, mine.found_at) == (b"key 1", NOON)


class TestSettling:
    """Stored, refused, or tried again later."""

    async def test_each_way_to_end(self, database: Database, watch: int) -> None:
        await note(database, watch, *(listed(number) for number in range(3)))
        stored, refused, later = await claim(database)
        await settle(
            database,
            EntrySettled(stored, EntryState.STORED, article_id=5),
            EntrySettled(refused, EntryState.REFUSED, reason="no text"),
            EntrySettled(later, EntryState.WAITING, reason="no answer", ready_at=NOON + MINUTE),
        )
        async with database.read() as connection:
            rows = await connection.execute(text("SELECT article_id, content, reason FROM entries ORDER BY id"))
            assert [tuple(row) for row in rows] == [(5, None, None), (None, None, "no text"), (None, "2 ", "no answer")]
        assert await claim(database) == []
        assert [one.id for one in await claim(database, now=NOON + MINUTE)] == [later.id]

    async def test_one_that_changed_meanwhile_still_waits(self, database: Database, watch: int) -> None:
        await note(database, watch, listed(1), listed(2))
        claimed = await claim(database)
        await note(database, watch, listed(1, said="edited"))
        async with database.read() as connection:
            assert await entries.still_waiting(connection, claimed) == {claimed[1].id}
        await settle(database, *(EntrySettled(one, EntryState.STORED, article_id=5) for one in claimed))
        assert contents(await claim(database)) == ["1 edited"]

    async def test_one_that_went_with_its_watch_leaves_nothing(self, database: Database, watch: int) -> None:
        await note(database, watch, listed(1))
        claimed = await claim(database)
        async with database.write() as connection:
            await watches.remove(connection, watch)
            assert await entries.still_waiting(connection, claimed) == set()
        await settle(database, EntrySettled(claimed[0], EntryState.STORED, article_id=5))
        assert await waiting(database) == 0


class TestForgetting:
    """A settled entry is known as long as a list shows it, and a while longer."""

    async def test_only_what_is_settled_and_unseen(self, database: Database, watch: int) -> None:
        days = timedelta(days=1)
        await note(database, watch, listed(1), listed(2), listed(3))
        one, two, _ = await claim(database)
        await settle(database, *(EntrySettled(each, EntryState.REFUSED, reason="-") for each in (one, two)))
        await note(database, watch, listed(2), now=NOON + 2 * days)
        async with database.write() as connection:
            later: dict[str, Any] = {"now": NOON + 2 * days, "unseen_for": days, "limit": 9}
            assert await entries.forget(connection, **later) == 0  # the list was never read since, as far as is known
            await connection.execute(watches_table.update().values(changed_at=NOON + 2 * days))
            assert await entries.forget(connection, **later) == 1
            assert await entries.forget(connection, **later) == 0
        assert await note(database, watch, listed(1), listed(2)) == Noted(new=1, changed=0, known=1)

    async def test_being_seen_is_noted_to_the_day(self, database: Database, watch: int) -> None:
        await note(database, watch, listed(1))
        for hours in (1, 23, 25):
            await note(database, watch, listed(1), now=NOON + timedelta(hours=hours))
            async with database.read() as connection:
                seen = (await connection.execute(text("SELECT seen_at FROM entries"))).scalar_one()
            assert (seen > NOON.timestamp() * 1000) is (hours > 24)
