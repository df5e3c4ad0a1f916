"""One clock for all processes: the server's, whatever the clock of a machine says."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from storage.clock import ServerClock
from storage.engine import Database, open_database
from tests import postgres

DAY = timedelta(days=1)


class Machine:
    """A machine whose clock on the wall is a day ahead, and the one that nobody sets."""

    def __init__(self) -> None:
        self.off = DAY
        self.passed = 100.0

    def wall(self) -> datetime:
        return datetime.now(UTC) + self.off

    def monotonic(self) -> float:
        return self.passed


@pytest.fixture
async def server() -> AsyncIterator[Database]:
    """A database of a server."""
    async with postgres.fresh() as url:
        database = await open_database(url)
        yield database
        await database.close()


async def test_the_servers_time_counts_and_goes_on_by_a_clock_that_nobody_sets(
    server: Database, caplog: pytest.LogCaptureFixture
) -> None:
    here = Machine()
    clock = ServerClock(server, here.wall, here.monotonic)
    assert clock() > datetime.now(UTC) + DAY / 2  # nobody has been asked yet
    await clock.ask()
    asked = clock()
    assert abs(asked - datetime.now(UTC)) < timedelta(minutes=1)
    here.off = -DAY
    here.passed += 5
    assert clock() == asked + timedelta(seconds=5)
    told = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(told) == 1
    assert "86400 s ahead of the database's" in told[0].getMessage()


async def test_of_some_answers_the_soonest_counts(server: Database) -> None:
    here = Machine()
    took = iter([0.0, 0.6, 0.0, 0.2, 0.0, 0.8])  # before and after each of three questions

    def pauses() -> float:
        here.passed += next(took, 0.0)
        return here.passed

    clock = ServerClock(server, here.wall, pauses)
    began = datetime.now(UTC)
    await clock.ask()
    assert clock._told is not None
    at, when = clock._told
    assert when == pytest.approx(100.7)  # amid the second
    assert began <= at <= datetime.now(UTC)


async def test_an_answer_that_was_long_under_way_does_not_count(server: Database) -> None:
    here = Machine()
    clock = ServerClock(server, here.wall, here.monotonic)
    await clock.ask()
    before = clock()
    paused = ServerClock.ask

    def pauses() -> float:
        here.passed += 30  # between the question and the answer
        return here.passed

    slow = ServerClock(server, here.wall, pauses)
    slow._told = (before, here.passed)
    await paused(slow)
    assert slow() - before == timedelta(seconds=here.passed - 100)
