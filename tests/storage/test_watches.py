"""Watches: who is due, who is given to whom, and what becomes of one that changes while it is looked at."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage import entries, watches
from storage.engine import Database
from storage.watches import NewWatch, Polled, Watch, WatchKind, WatchState
from tests.storage.conftest import NOON

LEASE = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)


async def watch(
    database: Database, number: int = 1, *, due_at: datetime | None = NOON, kind: WatchKind = WatchKind.FEED
) -> int:
    """A watch of an outlet with this number."""
    new = NewWatch(kind, f"https://{number}.example/feed", f"Вестник {number}", added_by=42)
    async with database.write() as connection:
        return await watches.add(connection, new, now=NOON, due_at=due_at, interval_s=300)


async def state(database: Database, watch_id: int) -> Watch:
    """The watch as it is kept."""
    async with database.read() as connection:
        found = await watches.get(connection, watch_id)
    assert found is not None
    return found


async def claim(database: Database, *, now: datetime = NOON, limit: int = 10) -> list[int]:
    """The ids that somebody is given."""
    async with database.write() as connection:
        return [one.id for one in await watches.claim(connection, now=now, lease=LEASE, limit=limit)]


def looked(watch_id: int, **told: object) -> Polled:
    """What a look came to that found a list."""
    polled = Polled(watch_id, NOON + MINUTE, 60, NOON, NOON, '"e"', "today", b"hash", 0, None, None)
    return replace(polled, **told)  # type: ignore[arg-type]


async def settle(database: Database, *looks: Polled) -> None:
    """Store what looks came to."""
    async with database.write() as connection:
        await watches.settle(connection, looks)


class TestBeingGiven:
    """Whoever is due is given to one, and to nobody else for a lease."""

    async def test_only_what_is_due_and_first_what_has_waited_longest(self, database: Database) -> None:
        late, later, _ = [await watch(database, n, due_at=NOON + n * MINUTE) for n in (1, 2, 3)]
        assert await claim(database, now=NOON + 2.5 * MINUTE, limit=1) == [late]
        assert await claim(database, now=NOON + 2.5 * MINUTE) == [later]
        assert await claim(database, now=NOON + 2.5 * MINUTE) == []

    async def test_it_is_due_again_when_nobody_settles_it(self, database: Database) -> None:
        mine = await watch(database)
        assert await claim(database) == [mine]
        assert await claim(database, now=NOON + LEASE - MINUTE) == []
        assert await claim(database, now=NOON + LEASE) == [mine]

    async def test_two_at_once_are_given_different_ones(self, database: Database) -> None:
        made = [await watch(database, number) for number in range(20)]
        given = await asyncio.gather(*(claim(database, limit=7) for _ in range(4)))
        assert sorted(id_ for some in given for id_ in some) == made

    async def test_some_can_be_asked_for_whether_they_are_due_or_not(self, database: Database) -> None:
        mine = await watch(database, 1, due_at=NOON + MINUTE)
        paused = await watch(database, 2)
        channel = await watch(database, 3, kind=WatchKind.CHANNEL, due_at=None)
        async with database.write() as connection:
            await watches.pause(connection, paused)
            given = await watches.claim_these(connection, [mine, paused, channel, 99], now=NOON, lease=LEASE)
        assert [one.id for one in given] == [mine]
        assert await claim(database, now=NOON + MINUTE) == []

    async def test_what_is_overdue_can_be_put_off(self, database: Database) -> None:
        made = [await watch(database, n, due_at=NOON - n * MINUTE) for n in (1, 2, 3)]
        async with database.write() as connection:
            assert await watches.overdue(connection, now=NOON - 2 * MINUTE) == [made[2], made[1]]
            await watches.pause(connection, made[2])
            await watches.put_off(connection, {made[1]: NOON + MINUTE, made[2]: NOON + MINUTE, 99: NOON})
            await watches.put_off(connection, {})
        assert await claim(database) == [made[0]]
        assert (await state(database, made[1])).due_at == NOON + MINUTE
        assert (await state(database, made[2])).due_at is None


class TestSettling:
    """What a look came to is kept, unless its watch is not what it was."""

    async def test_all_that_it_found(self, database: Database) -> None:
        mine, other = await watch(database, 1), await watch(database, 2)
        failed = looked(other, failures=3, error="the server answers 503", error_at=NOON)
        await settle(database, looked(mine), failed)
        one, two = await state(database, mine), await state(database, other)
        assert (one.due_at, one.interval_s, one.etag, one.body_hash) == (NOON + MINUTE, 60, '"e"', b"hash")
        assert (two.failures, two.error, two.error_at) == (3, "the server answers 503", NOON)

    @pytest.mark.parametrize("what", ["remove", "pause", "end"])
    async def test_nothing_for_one_that_was_taken_away_meanwhile(self, database: Database, what: str) -> None:
        mine = await watch(database)
        async with database.write() as connection:
            if what == "end":
                await watches.end(connection, mine, "gone", now=NOON)
            else:
                await getattr(watches, what)(connection, mine)
        await settle(database, looked(mine))
        async with database.read() as connection:
            assert await watches.standing(connection, [mine]) == {}
            found = await watches.get(connection, mine)
        assert found is None or (found.etag, found.due_at) == (None, None)

    async def test_what_stands_says_by_which_address_and_pattern(self, database: Database) -> None:
        mine = await watch(database)
        async with database.write() as connection:
            await watches.change(connection, mine, name="Вестник", pattern="/news/*")
            assert await watches.standing(connection, [mine]) == {mine: ("https://1.example/feed", "/news/*", None)}


class TestMovingAndEnding:
    """A list may tell that it stands elsewhere, or that it is no more."""

    async def test_a_moved_one_forgets_what_it_knew_of_its_old_place(self, database: Database) -> None:
        mine = await watch(database)
        await settle(database, looked(mine))
        async with database.write() as connection:
            assert await watches.move(connection, mine, "https://1.example/rss") is None
        moved = await state(database, mine)
        assert (moved.address, moved.etag, moved.last_modified, moved.body_hash) == (
            "https://1.example/rss",
            None,
            None,
            None,
        )

    async def test_it_does_not_move_where_another_stands(self, database: Database) -> None:
        mine, other = await watch(database, 1), await watch(database, 2)
        async with database.write() as connection:
            standing = await watches.move(connection, mine, "https://2.example/feed")
        assert standing is not None
        assert standing.id == other
        assert (await state(database, mine)).address == "https://1.example/feed"

    async def test_one_that_ended_says_why_and_can_be_resumed(self, database: Database) -> None:
        mine = await watch(database)
        async with database.write() as connection:
            await watches.end(connection, mine, "the server answers 410", now=NOON)
        ended = await state(database, mine)
        assert (ended.state, ended.error, ended.due_at) == (WatchState.ENDED, "the server answers 410", None)
        assert await claim(database, now=NOON + timedelta(days=9)) == []
        async with database.write() as connection:
            assert await watches.resume(connection, mine, now=NOON)
        assert await claim(database) == [mine]


class TestPeoplesWishes:
    """Pause, resume, hurry, rename, remove: each says whether there was anything to be done."""

    async def test_a_paused_one_is_not_given_until_it_is_resumed(self, database: Database) -> None:
        mine = await watch(database)
        async with database.write() as connection:
            assert await watches.pause(connection, mine)
            assert not await watches.pause(connection, mine)
        assert await claim(database) == []
        async with database.write() as connection:
            assert await watches.resume(connection, mine, now=NOON)
            assert not await watches.resume(connection, mine, now=NOON)
        assert await claim(database) == [mine]

    async def test_a_hurried_one_is_due_at_once(self, database: Database) -> None:
        mine = await watch(database, due_at=NOON + MINUTE)
        async with database.write() as connection:
            assert await watches.hurry(connection, mine, now=NOON)
            assert not await watches.hurry(connection, 99, now=NOON)
        assert await claim(database) == [mine]

    async def test_a_channel_is_never_due(self, database: Database) -> None:
        mine = await watch(database, kind=WatchKind.CHANNEL, due_at=None)
        async with database.write() as connection:
            assert not await watches.hurry(connection, mine, now=NOON)
            await watches.pause(connection, mine)
            assert await watches.resume(connection, mine, now=NOON)
        assert await claim(database, now=NOON + timedelta(days=9)) == []

    async def test_another_pattern_has_the_list_read_anew_and_another_name_does_not(self, database: Database) -> None:
        mine = await watch(database)
        await settle(database, looked(mine))
        async with database.write() as connection:
            await watches.change(connection, mine, name="Другой", pattern=None)
        assert (await state(database, mine)).etag == '"e"'
        async with database.write() as connection:
            await watches.change(connection, mine, name="Другой", pattern="/news/*")
        changed = await state(database, mine)
        assert (changed.name, changed.pattern, changed.etag, changed.body_hash) == ("Другой", "/news/*", None, None)

    async def test_a_removed_one_is_gone(self, database: Database) -> None:
        mine = await watch(database)
        async with database.write() as connection:
            assert await watches.remove(connection, mine)
            assert not await watches.remove(connection, mine)
            assert await watches.by_address(connection, "https://1.example/feed") is None


@pytest.mark.parametrize(("waits", "anew"), [(True, True), (False, False)])
async def test_what_waited_of_a_removed_one_is_read_of_the_lists_that_have_it_too(
    database: Database, waits: bool, anew: bool
) -> None:
    mine, other = await watch(database, 1), await watch(database, 2)
    await settle(database, looked(other, etag='"same"'))
    async with database.write() as connection:
        if waits:
            await entries.note(connection, mine, [entries.NewEntry(b"key", b"digest", "{}", "a.kz")], now=NOON)
        await watches.remove(connection, mine)
        left = await watches.get(connection, other)
    assert left is not None
    assert (left.etag is None) is anew


async def test_a_list_of_them_begins_with_what_fails(database: Database) -> None:
    fine, failing, paused, ended = [await watch(database, number) for number in range(4)]
    await settle(database, looked(failing, failures=2, error="no answer", error_at=NOON))
    async with database.write() as connection:
        await watches.pause(connection, paused)
        await watches.end(connection, ended, "gone", now=NOON)
        assert [one.id for one in await watches.page(connection, offset=0, limit=9)] == [failing, fine, paused, ended]
        assert [one.id for one in await watches.page(connection, offset=1, limit=2)] == [fine, paused]
        assert [one.id for one in await watches.every(connection)] == [fine, failing, paused, ended]
        assert await watches.counts(connection) == watches.WatchCounts(active=2, paused=1, ended=1, failing=1)


async def test_a_look_in_the_air_does_not_bring_back_what_is_to_be_read_anew(database: Database) -> None:
    mine, other = await watch(database, 1), await watch(database, 2)
    await settle(database, looked(other, etag='"same"', body_hash=b"same"))
    async with database.write() as connection:
        before = (await watches.standing(connection, [other]))[other]
        await entries.note(connection, mine, [entries.NewEntry(b"key", b"digest", "{}", "a.kz")], now=NOON)
        await watches.remove(connection, mine)
        after = (await watches.standing(connection, [other]))[other]
    assert (before[2], after[2]) == (b"same", None)  # so it isn't settled as it was
