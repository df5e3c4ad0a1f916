"""What breaks one at a time: the disk, the lock, the clock, the server, the process; each with the real parts."""

import asyncio
import logging
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from bot.delivery.results import Receipt, Refusal, Unanswered
from bot.sandbox.server import start
from bot.telegram.post import TelegramPost
from storage import outbox
from storage.digests import DigestRow, get
from storage.engine import Database
from storage.records import Delivery, Plan, Rhythm
from storage.schema import digests
from storage.sqlite import driver
from tests.delivery.world import ALERTS, NINE, Words, World

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


async def test_a_date_that_waits_for_the_digest_before_it_outlives_a_restart(world: World) -> None:
    """The bot is killed while yesterday's digest leaves; a new one holds all due times against the zones' rules."""
    subscription = await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    await world.planner.plan()
    async with world.database.write() as connection:
        (taken,) = await outbox.claim(connection, "d", priority=2, now=world.clock(), lease=LEASE, limit=9)
    world.clock.pass_(days=1)
    await world.planner.plan()
    waits_until = (await world.now_stands(subscription)).due_at
    assert waits_until == world.clock() + timedelta(minutes=1)
    await world.planner.check_laws()
    assert (await world.now_stands(subscription)).due_at == waits_until
    async with world.database.write() as connection:
        await outbox.expire(connection, now=world.clock(), lease=LEASE, dead=["d"])
    world.clock.pass_(minutes=1)
    assert await world.deliver() == ["digest 2, part 0"]
    assert taken.id == 1


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


@contextmanager
def disk_full(_: Path) -> Iterator[None]:
    """No file of this process may be written to any more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else writes, and doesn't come to an end."""
    other = driver.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


async def be_impatient(database: Database) -> None:
    """Wait for a lock for a moment, not for five seconds, so that the tests needn't either."""
    async with database.write() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout=50")


class Told(logging.Handler):
    """Tells when something is logged that begins with some words."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.event = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        """Something has been logged."""
        if record.getMessage().startswith(self._words):
            self.event.set()


@contextmanager
def told(words: str) -> Iterator[asyncio.Event]:
    """An event for a line of the log."""
    handler = Told(words)
    logger = logging.getLogger("bot.delivery")
    logger.addHandler(handler)
    try:
        yield handler.event
    finally:
        logger.removeHandler(handler)


BREAKS = pytest.mark.parametrize("broken", [disk_full, locked])
Break = Callable[[Path], AbstractContextManager[None]]


@BREAKS
async def test_what_was_sent_when_nothing_could_be_noted_is_noted_later_and_not_sent_again(
    world: World, broken: Break
) -> None:
    await be_impatient(world.database)
    subscription = await world.subscribed(await world.reader())
    await world.news()
    world.clock.pass_(days=1)
    await world.planner.plan()
    breaking = broken(world.database.path)

    def arrived_and_broke(_: int) -> Receipt:
        breaking.__enter__()
        return Receipt(1)

    world.post.answers.append(arrived_and_broke)
    with told("deliveries could not be noted") as refused_by_the_disk:
        delivering = asyncio.create_task(world.courier().deliver_ready())
        await asyncio.wait_for(refused_by_the_disk.wait(), 20)
    assert await world.states() == ["sending"]
    breaking.__exit__(None, None, None)
    assert await delivering == 1
    assert await world.states() == ["sent"]
    assert len(world.post.arrived) == 1
    assert (await world.now_stands(subscription)).after == 1


@BREAKS
async def test_what_could_not_be_noted_as_being_sent_is_not_sent_until_its_lease_is_over(
    world: World, broken: Break
) -> None:
    await be_impatient(world.database)
    await world.subscribed(await world.reader())
    world.clock.pass_(days=1)
    await world.planner.plan()
    breaking = broken(world.database.path)

    class Breaking(Words):
        async def of(self, delivery: Delivery) -> tuple[str, ...]:
            breaking.__enter__()
            return await super().of(delivery)

    whole, world.words = world.words, Breaking()
    async with asyncio.timeout(20):
        assert await world.courier().deliver_ready() == 1
    breaking.__exit__(None, None, None)
    world.words = whole
    assert world.post.arrived == []
    assert await world.states() == ["claimed"]
    world.clock.pass_(minutes=3)
    async with world.database.write() as connection:
        assert await outbox.expire(connection, now=world.clock(), lease=LEASE) == (1, 0)
    assert await world.courier().deliver_ready() == 1
    assert len(world.post.arrived) == 1


async def test_a_chat_held_for_twelve_hours_keeps_no_other_waiting(world: World) -> None:
    for chat_id in (1, 2, 3):
        await world.subscribed(await world.reader(chat_id))
    world.clock.now = datetime(2025, 11, 13, 4, tzinfo=UTC)
    world.post.answers.append(FLOOD)
    assert len(await world.deliver()) == 2
    assert sorted(await world.states()) == ["pending", "sent", "sent"]
    world.clock.pass_(seconds=43837)
    assert await world.deliver() == []
    world.clock.pass_(seconds=2)
    assert len(await world.deliver()) == 1
    assert len({chat for chat, _ in world.post.arrived}) == 3


async def test_after_a_storm_of_429_everybody_has_theirs_once(world: World) -> None:
    for chat_id in range(1, 9):
        await world.subscribed(await world.reader(chat_id))
    world.clock.pass_(days=1)
    world.post.answers.extend([Refusal(429, "Too Many Requests: retry after 1", retry_after_s=1)] * 20)
    await world.deliver()
    while world.post.answers:
        world.clock.pass_(seconds=2)
        await world.courier().deliver_ready()
    world.clock.pass_(seconds=2)
    await world.courier().deliver_ready()
    assert sorted(chat for chat, _ in world.post.arrived) == list(range(1, 9))
    assert set(await world.states()) == {"sent"}


async def test_answers_cut_off_by_a_real_server_leave_deliveries_unknown_and_unrepeated(world: World) -> None:
    """The sandbox carries ten messages out and breaks four connections before it answers."""
    sandbox = await start("127.0.0.1", 0)
    async with TelegramPost(sandbox.address, sandbox.token) as post, ClientSession() as http:
        world.post = post  # type: ignore[assignment]  # a courier takes any
        for chat_id in range(1, 11):
            await http.post(f"{sandbox.address}/sandbox/chats", json={"id": chat_id, "type": "private"})
            await world.subscribed(await world.reader(chat_id))
        await http.post(f"{sandbox.address}/sandbox/faults", json={"method": "sendMessage", "times": 4, "drop": True})
        world.clock.pass_(days=1)
        await world.planner.plan()
        assert await world.courier().deliver_ready() == 10
        assert await world.courier().deliver_ready() == 0
        async with http.get(f"{sandbox.address}/sandbox/calls") as answer:
            calls = (await answer.json())["calls"]
    await sandbox.close()
    assert sorted(await world.states()) == ["sent"] * 6 + ["unknown"] * 4
    assert sorted(call["params"]["chat_id"] for call in calls) == list(range(1, 11))
