"""What breaks one at a time: the disk, the lock, the clock, the server, the process; each with the real parts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.results import Refusal, Unanswered
from storage import outbox
from storage.digests import DigestRow, get
from storage.records import Plan, Rhythm
from storage.schema import digests
from tests.delivery.world import ALERTS, NINE, World

LEASE = timedelta(minutes=2)
BROKE = Unanswered("the connection broke")
FLOOD = Refusal(429, "Too Many Requests: retry after 43838", retry_after_s=43838)


async def last_digest(world: World) -> DigestRow:
    """The digest that was planned last."""
    async with world.database.read() as connection:
        number = (await connection.execute(select(digests.c.id).order_by(digests.c.id.desc()).limit(1))).scalar_one()
        found = await get(connection, number)
    assert found is not None
    return found


@pytest.mark.parametrize("plan", [NINE, Plan(Rhythm.WEEKLY, 540, 3)])
@pytest.mark.parametrize("told_before", [False, True])
async def test_the_next_digest_reaches_back_to_what_an_unknown_one_held(
    world: World, plan: Plan, told_before: bool
) -> None:
    """The news comes just after a Thursday's digest; nobody knows if the one that tells of it arrived."""
    world.clock.now = datetime(2025, 11, 13, 4, tzinfo=UTC)
    await world.subscribed(await world.reader(), plan)
    days = 7 if plan.rhythm is Rhythm.WEEKLY else 1
    if told_before:
        world.clock.pass_(days=days)
        assert len(await world.deliver()) == 1
    stored_at = world.clock.pass_(minutes=1)
    await world.news()
    world.post.answers.append(BROKE)
    world.clock.pass_(days=days)
    await world.deliver()
    held = await last_digest(world)
    world.clock.pass_(days=days)
    await world.deliver()
    brings = await last_digest(world)
    assert brings.id != held.id
    assert (brings.after or 0) < held.upto <= brings.upto
    assert brings.since <= stored_at


async def test_a_first_digest_missed_while_down_tells_of_the_time_since_it_was_due(world: World) -> None:
    await world.subscribed(await world.reader())
    await world.news()
    stored_at = world.clock()
    world.clock.pass_(days=5)
    assert len(await world.deliver()) == 1
    assert (await last_digest(world)).since <= stored_at


async def test_an_alert_that_had_to_wait_leaves_the_night_alone(world: World) -> None:
    """Planned at 18:00 in Almaty, held by the server for twelve hours, ready at six; the quiet hours end at seven."""
    world.clock.now = datetime(2025, 11, 12, 13, tzinfo=UTC)
    await world.subscribed(await world.reader(), ALERTS)
    await world.planner.plan()
    await world.news()
    await world.planner.plan()
    world.clock.pass_(seconds=31)
    world.post.answers.append(FLOOD)
    await world.deliver()
    world.clock.pass_(seconds=43839)
    assert await world.deliver() == []
    assert await world.states() == ["pending"]
    world.clock.now = datetime(2025, 11, 13, 2, tzinfo=UTC)
    assert len(await world.deliver()) == 1


@pytest.mark.parametrize("crash", [False, True])
async def test_an_alert_that_may_have_arrived_keeps_the_next_at_a_distance(world: World, crash: bool) -> None:
    world.clock.now = datetime(2025, 11, 12, 8, tzinfo=UTC)
    await world.subscribed(await world.reader(), ALERTS)
    await world.planner.plan()
    await world.news()
    await world.planner.plan()
    world.clock.pass_(seconds=31)
    if crash:
        await world.planner.plan()
        async with world.database.write() as connection:
            taken = await outbox.claim(connection, "d", priority=1, now=world.clock(), lease=LEASE, limit=9)
            await outbox.begin_sending(connection, taken, now=world.clock(), lease=LEASE)
            assert await outbox.expire(connection, now=world.clock(), lease=LEASE, dead=["d"]) == (0, 1)
    else:
        world.post.answers.append(BROKE)
        assert await world.deliver() == []
    await world.news()
    await world.planner.plan()
    world.clock.pass_(minutes=9)
    assert await world.deliver() == []
    world.clock.pass_(minutes=2)
    assert len(await world.deliver()) == 1
