"""The service: what it does when it begins, at each tick, and when the clock or the database misbehaves."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.claims import Holder
from bot.delivery.service import KEPT_FOR, Service, Times
from storage import outbox, schema
from storage.errors import StorageError
from storage.schema import deliveries
from tests.delivery.world import ALERTS, World


class Rig:
    """A service over a world, whose clocks are the test's: on the wall, and the one that only goes on."""

    def __init__(self, world: World, *, host: str = "here") -> None:
        self.world = world
        self.passed = 0.0
        self.holder = Holder(host=host, pid=1, running=lambda pid: pid == 1)
        self.courier = world.courier()
        times = Times(world.clock, lambda: self.passed)
        self.service = Service(world.database, world.planner, self.courier, times, holder=self.holder)

    def pass_(self, **how_long: float) -> None:
        """Let time pass on both clocks."""
        self.world.clock.pass_(**how_long)
        self.passed += timedelta(**how_long).total_seconds()


@pytest.fixture
def rig(world: World) -> Rig:
    """A service that has not ticked yet."""
    return Rig(world)


async def test_a_tick_plans_what_is_due(world: World, rig: Rig) -> None:
    await world.subscribed(await world.reader())
    await rig.service.tick()
    assert await world.states() == []
    rig.pass_(days=1)
    await rig.service.tick()
    assert await world.states() == ["pending"]


async def test_what_dead_processes_of_this_machine_held_goes_on_at_the_first_tick(world: World, rig: Rig) -> None:
    for chat_id in (1, 2):
        await world.subscribed(await world.reader(chat_id))
    rig.pass_(days=1)
    await world.planner.plan()
    lease = timedelta(minutes=2)
    async with world.database.write() as connection:
        for host in ("here", "elsewhere"):
            name = Holder(host=host, pid=2)()
            await outbox.claim(connection, name, priority=2, now=world.clock(), lease=lease, limit=1)
    await rig.service.tick()
    assert await world.states() == ["pending", "claimed"]
    rig.pass_(minutes=3)
    await rig.service.tick()
    assert await world.states() == ["pending", "pending"]


async def test_a_clock_that_is_set_back_leaves_nothing_waiting_for_a_time_that_was_wrong(
    world: World, rig: Rig
) -> None:
    """It says two in the afternoon, then (18 hours ahead) eight in the morning, then two again."""
    world.clock.now = datetime(2025, 11, 12, 9, tzinfo=UTC)
    reader = await world.reader()
    subscription = await world.subscribed(reader, ALERTS)
    await world.planner.plan()
    world.clock.pass_(hours=18)
    await world.news()
    await rig.service.tick()  # to be sent half a minute later, by a clock that is wrong
    world.clock.pass_(hours=-18)
    await rig.service.tick()
    assert await world.states() == ["pending"]
    assert (await world.now_stands(subscription)).due_at is None


async def test_an_alert_of_the_future_does_not_hold_back_those_of_today(world: World, rig: Rig) -> None:
    world.clock.now = datetime(2025, 11, 12, 9, tzinfo=UTC)
    reader = await world.reader()
    await world.subscribed(reader, ALERTS)
    await world.planner.plan()
    async with world.database.write() as connection:
        ahead = world.clock() + timedelta(hours=18)
        await connection.execute(schema.readers.update().values(alerted_at=ahead))
    await world.news()
    await world.planner.plan()
    world.clock.pass_(seconds=31)
    assert len(await world.deliver()) == 1


async def test_it_begins_by_trying_what_would_have_waited_for_a_clock_that_was_ahead(world: World, rig: Rig) -> None:
    for chat_id in (1, 2):
        await world.subscribed(await world.reader(chat_id))
    rig.pass_(days=1)
    await world.planner.plan()
    async with world.database.write() as connection:
        ahead = world.clock() + timedelta(hours=18)
        values = {"ready_at": ahead, "reason": "Bad Gateway"}
        await connection.execute(deliveries.update().where(deliveries.c.id == 1).values(**values))
        values = {"ready_at": ahead, "reason": "Too Many Requests: retry after 43838"}
        await connection.execute(deliveries.update().where(deliveries.c.id == 2).values(**values))
    await rig.service._begin()
    assert await rig.courier.deliver_ready() == 1
    assert await world.states() == ["sent", "pending"]  # what the server holds back stays held


async def test_what_ended_long_ago_is_pruned(world: World, rig: Rig) -> None:
    await world.subscribed(await world.reader())
    rig.pass_(days=1)
    await world.deliver()
    rig.pass_(seconds=(KEPT_FOR + timedelta(hours=1)).total_seconds())
    await rig.service.tick()
    assert await world.states() == ["pending"]  # today's; that of last month is gone


async def test_a_database_that_can_not_be_used_is_tried_again(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    attempts = 0

    async def work() -> None:
        nonlocal attempts
        attempts += 1
        raise StorageError("the database can't be used: disk I/O error")

    await rig.service._try(work)
    await rig.service._try(work)
    assert attempts == 2
    assert "disk I/O error" in caplog.text
