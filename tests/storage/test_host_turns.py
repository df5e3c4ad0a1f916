"""Turns at hosts: booked one after another, not beyond one's patience, on both engines."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.collecting.turns import HostTurns
from storage import host_turns
from storage.engine import Database
from storage.errors import StorageError
from tests.storage.conftest import NOON

SECOND = timedelta(seconds=1)


async def book(database: Database, host: str = "a.kz", *, interval: float = 1.0, after: float = 0.0) -> float:
    """The seconds until the turn, of somebody who waits half a minute at most."""
    turns = HostTurns(database, lambda: NOON + after * SECOND)
    return await turns.book(host, interval_s=interval, patience_s=30.0)


async def test_turns_of_all_who_book_together_stand_an_interval_apart(database: Database) -> None:
    waits = await asyncio.gather(*(book(database) for _ in range(5)))
    assert sorted(waits) == [0, 1, 2, 3, 4]
    assert await book(database, "b.kz") == 0
    assert await book(database, after=60) == 0
    assert await book(database, after=60, interval=10) == 1
    assert await book(database, after=60) == 11


async def test_whoever_waits_for_the_database_takes_nothing_from_the_distance_to_the_next(database: Database) -> None:
    now = NOON
    turns = HostTurns(database, lambda: now)
    async with database.write():
        first = asyncio.create_task(turns.book("a.kz", interval_s=1.0, patience_s=30.0))
        await asyncio.sleep(0)
        now += 0.8 * SECOND  # others write
    assert await first == 0
    assert await turns.book("a.kz", interval_s=1.0, patience_s=30.0) == 1


async def test_what_booking_takes_is_not_waited_for_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    now = NOON
    turns = HostTurns(database, lambda: now)
    book_there = host_turns.book

    async def slow(*args: Any, **kwargs: Any) -> datetime:
        nonlocal now
        turn = await book_there(*args, **kwargs)
        now += 0.6 * SECOND
        return turn

    monkeypatch.setattr(host_turns, "book", slow)
    assert [await turns.book("a.kz", interval_s=1.0, patience_s=30.0) for _ in range(3)] == pytest.approx([0, 0, 0.2])


async def test_a_host_that_asks_for_quiet_is_asked_by_nobody_and_nothing_is_booked_there(database: Database) -> None:
    turns = HostTurns(database, lambda: NOON)
    await turns.quiet("a.kz", 600)
    await turns.quiet("a.kz", 5)  # what was longer stays
    assert [await book(database) for _ in range(2)] == [600, 600]
    assert await book(database, after=590) == 10
    assert await book(database, after=590) == 11


async def test_hosts_that_may_be_asked_and_those_of_a_wrong_clock_are_forgotten(database: Database) -> None:
    await book(database, "past.kz", after=-60)
    await book(database, "wrong.kz", after=9e6)
    turns = HostTurns(database, lambda: NOON)
    await turns.quiet("quiet.kz", 600)
    async with database.write() as connection:
        await host_turns.forget(connection, now=NOON, beyond=NOON + 3600 * SECOND)
    assert [await book(database, host) for host in ("past.kz", "wrong.kz", "quiet.kz")] == [0, 0, 600]


async def test_while_the_database_fails_each_process_is_polite_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(host_turns, "book", fails)
    monkeypatch.setattr(host_turns, "leave_alone", fails)
    await HostTurns(database, lambda: NOON).quiet("a.kz", 60)
    assert await book(database) == 0.0
