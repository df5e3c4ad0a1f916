"""Three processes of one bot: together they keep to the rate, and one of them plans."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

import pytest

from bot.delivery.limits import Limiter, Priority
from bot.delivery.rates import SHARED_LEAST, URGENT_ABOVE
from bot.delivery.sharing import LEASE_FOR, SHARE_FOR, Lead, Sharing
from storage.engine import Database, open_database
from tests import postgres
from tests.conftest import EVENING
from tests.delivery.sender import most_within
from tests.delivery.virtual_time import Clock, run

SECONDS = 60.0


class Wall:
    """The clock on the wall of the machine that all of them run on."""

    def __init__(self) -> None:
        self.moment = EVENING

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, time: timedelta) -> None:
        self.moment += time


@pytest.fixture
async def databases() -> AsyncIterator[list[Database]]:
    """One database, as three processes have it open."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(postgres.fresh())
        opened = []
        for _ in range(3):
            opened.append(await open_database(url))
            stack.push_async_callback(opened[-1].close)
        yield opened


def sent_at(priority: Priority, shares: list[int], *, until_s: float = 1e9) -> list[float]:
    """When messages go, seconds after the start, of processes that have these shares and always more to send."""
    clock = Clock()
    began = clock.now
    times: list[float] = []

    async def send(limiter: Limiter, chat_id: int) -> None:
        await limiter.turn(chat_id, priority)
        times.append(clock.now - began)

    async def work() -> None:
        tasks = []
        for place, share in enumerate(shares):
            limiter = Limiter(clock)
            limiter.share(share, until_s)
            tasks += [asyncio.create_task(send(limiter, 1 + place * 10_000 + n)) for n in range(int(31 * SECONDS))]
        await asyncio.sleep(SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run(clock, work())
    return times


@pytest.mark.parametrize("priority", [Priority.ANSWER, Priority.DIGEST])
@pytest.mark.parametrize("shares", [[30], [15, 15], [10, 10, 10], [28, 1, 1], [4, 13, 13], [21, *[1] * 9]])
def test_together_they_use_the_rate_and_never_exceed_it(priority: Priority, shares: list[int]) -> None:
    times = sent_at(priority, shares)
    assert most_within(1, iter(times)) <= 30 + URGENT_ABOVE
    assert len(times) / SECONDS >= 30 * 0.97


def test_a_share_that_is_over_leaves_the_least(  # a process that was paused, or can't reach the database
) -> None:
    times = sent_at(Priority.DIGEST, [10], until_s=10.0)
    assert most_within(1, (at for at in times if at > 12)) <= SHARED_LEAST + 1
    assert [at for at in times if at > 12]


async def test_processes_find_their_shares_and_a_dead_ones_is_used_by_the_others(databases: list[Database]) -> None:
    wall = Wall()
    limiters = [Limiter() for _ in databases]
    sharing = [
        Sharing(database, limiter, f"process {place}", wall)
        for place, (database, limiter) in enumerate(zip(databases, limiters, strict=True))
    ]
    granted: dict[int, list[int]] = {0: [], 1: [], 2: []}
    for place, limiter in enumerate(limiters):
        limiter.share = lambda per_s, _seconds, place=place: granted[place].append(per_s)  # type: ignore[method-assign,misc]
    for _ in range(3):
        await asyncio.gather(*(one.tick() for one in sharing))
        assert sum(had[-1] for had in granted.values()) <= 30
    assert [had[-1] for had in granted.values()] == [10, 10, 10]
    wall.passes(SHARE_FOR + timedelta(seconds=1))  # the third is heard of no more
    for _ in range(3):  # whoever asks first has it all, and gives way when it asks again
        await asyncio.gather(*(one.tick() for one in sharing[:2]))
    assert [had[-1] for had in granted.values()][:2] == [15, 15]


async def test_alone_on_sqlite_it_asks_nobody_and_does_not_end(database: Database) -> None:
    alone = asyncio.create_task(Sharing(database, Limiter(), "this process", Wall()).run())
    ended, _ = await asyncio.wait([alone], timeout=0.05)  # one that ends is begun anew, and the log calls it critical
    assert not ended
    alone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await alone


def lead(database: Database, holder: str, wall: Wall) -> Lead:
    """What asks whether a process is the one that plans; time passes for it as on the wall."""
    return Lead(database, "planning", holder, wall, lambda: wall().timestamp())


async def test_a_clock_that_stands_or_is_set_back_makes_nobody_plan_for_longer(databases: list[Database]) -> None:
    passed = 0.0
    wall, other = Wall(), Wall()
    first = Lead(databases[0], "planning", "first", wall, lambda: passed)
    assert await first.is_ours()
    other.passes(LEASE_FOR + timedelta(seconds=1))
    assert await lead(databases[1], "other", other).is_ours()
    wall.passes(timedelta(seconds=5))
    passed += LEASE_FOR.total_seconds() + 1
    assert not await first.is_ours()


async def test_one_plans_and_another_follows_it(databases: list[Database]) -> None:
    wall = Wall()
    leads = [lead(database, f"process {n}", wall) for n, database in enumerate(databases)]
    assert [await one.is_ours() for one in leads] == [True, False, False]
    wall.passes(LEASE_FOR + timedelta(seconds=1))
    assert [await one.is_ours() for one in reversed(leads)] == [True, False, False]  # the first was paused meanwhile
    await leads[2].release()
    assert await leads[1].is_ours()
