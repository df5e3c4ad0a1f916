"""Tallies: what the bot does is kept by the hour, each thing once, over restarts and a database that fails."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.tallying import KEPT_FOR, Tally, tallying
from bot.counting import ASKED, FAILED, LOST, SENT, Counts, durations_of
from bot.newsroom.trends import local_days
from storage import tallies
from storage.engine import Database
from storage.errors import StorageError

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


async def kept(database: Database, days: int = 1) -> dict[str, int]:
    async with database.read() as connection:
        counted = await tallies.by_day(connection, local_days(NOON.date(), days, UTC))
    return {name: sum(numbers) for name, numbers in counted.items()}


def some(counts: Counts) -> None:
    """A day's work: three questions (one failed), and whatever else comes in."""
    counts.updates["message", "handled"] += 1
    counts.updates["callback_query", "failed"] += 1
    counts.updates["inline_query", "handled"] += 1
    counts.updates["channel_post", "handled"] += 1
    counts.answered("message", 0.02)
    counts.answered("callback_query", 70.0)
    counts.deliveries.update({"sent": 5, "empty": 3, "dropped": 1, "failed": 1, "unknown": 1})


async def test_what_was_done_is_kept_once_however_often(database: Database) -> None:
    counts = Counts()
    tally = Tally(counts, database, lambda: NOON)
    await tally.keep()
    assert await kept(database) == {}
    some(counts)
    for _ in range(3):
        await tally.keep()
    found = await kept(database)
    assert [found[name] for name in (ASKED, FAILED, SENT, LOST)] == [3, 1, 5, 3]
    assert sum(durations_of(found).numbers) == 2
    some(counts)
    await tally.keep()
    assert (await kept(database))[ASKED] == 6


async def test_another_process_adds_to_it(database: Database) -> None:
    for _ in range(2):
        counts = Counts()
        some(counts)
        await Tally(counts, database, lambda: NOON).keep()
    assert (await kept(database))[SENT] == 10


async def test_nothing_is_lost_while_the_database_fails(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = Counts()
    tally = Tally(counts, database, lambda: NOON)
    some(counts)

    async def fails(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(tallies, "add", fails)
        await tally.keep()
    assert await kept(database) == {}
    await tally.keep()
    assert (await kept(database))[ASKED] == 3


async def test_the_last_minute_is_kept_when_the_bot_stops(database: Database) -> None:
    counts = Counts()
    async with tallying(Tally(counts, database, lambda: NOON)):
        some(counts)
    assert (await kept(database))[ASKED] == 3


async def test_a_stop_in_the_midst_of_keeping_adds_nothing_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = Counts()
    some(counts)
    tally = Tally(counts, database, lambda: NOON)
    added, go_on = asyncio.Event(), asyncio.Event()
    add = tallies.add

    async def slowly(*args: object, **more: object) -> None:
        await add(*args, **more)  # type: ignore[arg-type]  # as they came
        added.set()
        await go_on.wait()

    async def at_once(_seconds: float) -> None:
        """No minute passes."""

    monkeypatch.setattr(tallies, "add", slowly)
    running = asyncio.create_task(tally.run(at_once))
    await added.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    last = asyncio.create_task(tally.keep())
    go_on.set()
    await last
    assert (await kept(database))[ASKED] == 3


async def test_old_hours_are_forgotten(database: Database) -> None:
    for moment in (NOON - KEPT_FOR - timedelta(hours=1), NOON):
        counts = Counts()
        some(counts)
        await Tally(counts, database, lambda at=moment: at).keep()  # type: ignore[misc]  # the moment of this turn
    assert (await kept(database, days=250))[ASKED] == 3


@pytest.mark.parametrize(
    ("share", "bound"), [(0.0, 0.025), (0.5, 0.025), (0.74, 0.5), (0.75, 0.5), (0.76, float("inf")), (1, float("inf"))]
)
def test_how_long_a_share_of_the_answers_took(share: float, bound: float) -> None:
    counts = Counts()
    for seconds in (0.02, 0.02, 0.4, 11.0):
        counts.answered("message", seconds)
    assert durations_of(counts.tally()).within(share) == bound


def test_of_no_answers_nothing_is_known() -> None:
    assert durations_of({}).within(0.5) is None
