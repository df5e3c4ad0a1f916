"""Turns: how often and by how many a host is asked, in time that passes only while everybody waits."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from bot.sources.pacing import LONGEST_WAIT_FOR_QUIET_S, MOST_BOOKED, Pacing, QuietError
from tests.delivery.virtual_time import Clock, run

START = 1_000.0


def paced(work: Callable[[Pacing, Clock], Coroutine[Any, Any, None]], *, in_all: int = 1_000) -> None:
    """Run ``work`` with turns for two at once, in virtual time."""
    clock = Clock(START)
    run(clock, work(Pacing(connections=2, in_all=in_all, monotonic=clock, sleep=asyncio.sleep), clock))


async def visit(
    pacing: Pacing, clock: Clock, begun: list[float], *, host: str = "a.kz", takes_s: float = 0.0, every_s: float = 1.0
) -> None:
    """Take a turn, note when it began, and hold it for a while."""
    async with pacing.turn(host, every_s):
        begun.append(clock() - START)
        await asyncio.sleep(takes_s)


def test_a_host_is_asked_once_an_interval() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        await asyncio.gather(*(visit(pacing, clock, begun) for _ in range(5)))
        assert begun == pytest.approx([0, 1, 2, 3, 4])

    paced(work)


def test_hosts_do_not_wait_for_each_other() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        await asyncio.gather(*(visit(pacing, clock, begun, host=f"{n}.kz", takes_s=60) for n in range(100)))
        assert begun == [0] * 100

    paced(work)


def test_two_at_once_at_most() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        await asyncio.gather(*(visit(pacing, clock, begun, takes_s=10) for _ in range(5)))
        assert begun == pytest.approx([0, 1, 10, 11, 20])

    paced(work)


def test_a_turn_that_waited_for_a_connection_begins_when_it_has_it() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        async with pacing.turn("busy.kz", 1.0):
            visits = [asyncio.create_task(visit(pacing, clock, begun)) for _ in range(3)]
            await asyncio.sleep(20)
        await asyncio.gather(*visits)
        assert begun == pytest.approx([20, 21, 22])

    paced(work, in_all=1)


def test_who_waits_for_a_host_takes_no_connection_from_the_others() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        slow: list[float] = []
        others: list[float] = []
        await asyncio.gather(
            *(visit(pacing, clock, slow, host="slow.kz", every_s=10) for _ in range(3)),
            *(visit(pacing, clock, others, host=f"{n}.kz", takes_s=0.5) for n in range(10)),
        )
        assert slow == pytest.approx([0, 10, 20])
        assert max(others) == pytest.approx(4.5)

    paced(work, in_all=1)


def test_a_host_that_asks_for_quiet_has_it_though_a_connection_comes_free() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        async with pacing.turn("busy.kz", 1.0):
            waits = asyncio.create_task(visit(pacing, clock, begun))
            await asyncio.sleep(1)
            await pacing.quiet("a.kz", 20)
        await waits
        assert begun == pytest.approx([21])

    paced(work, in_all=1)


def test_who_came_first_is_first() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        served: list[int] = []

        async def numbered(number: int) -> None:
            async with pacing.turn("a.kz", 1.0):
                served.append(number)

        await asyncio.gather(*(numbered(number) for number in range(50)))
        assert served == list(range(50))

    paced(work)


def test_a_site_may_ask_for_a_longer_interval() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        await asyncio.gather(*(visit(pacing, clock, begun, every_s=10) for _ in range(3)))
        assert begun == pytest.approx([0, 10, 20])

    paced(work)


def test_a_short_quiet_is_waited_for_even_by_those_who_wait_already() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        first, second = (asyncio.create_task(visit(pacing, clock, begun)) for _ in range(2))
        await first
        await pacing.quiet("a.kz", 20)
        await second
        assert begun == pytest.approx([0, 20])

    paced(work)


def test_a_long_quiet_sends_away_with_the_rest_of_it() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        await pacing.quiet("a.kz", 3_600)
        await asyncio.sleep(600)
        with pytest.raises(QuietError) as told:
            await visit(pacing, clock, [])
        assert told.value.rest_s == pytest.approx(3_000)
        await asyncio.sleep(3_000)
        await visit(pacing, clock, begun)
        assert begun == pytest.approx([3_600])

    paced(work)


def test_quiet_is_not_made_shorter_by_another_answer() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        await pacing.quiet("a.kz", LONGEST_WAIT_FOR_QUIET_S)
        await pacing.quiet("a.kz", 1)
        await visit(pacing, clock, begun)
        assert begun == pytest.approx([LONGEST_WAIT_FOR_QUIET_S])

    paced(work)


def test_who_gives_up_waiting_or_fails_leaves_their_place() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        async def failing() -> None:
            async with pacing.turn("a.kz", 1.0):
                raise ValueError("broken")

        waiting = [asyncio.create_task(visit(pacing, clock, [])) for _ in range(10)]
        await asyncio.sleep(0.5)
        for task in waiting[1:]:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for _ in range(3):
            with pytest.raises(ValueError, match="broken"):
                await failing()
        await asyncio.gather(*(visit(pacing, clock, [], takes_s=10) for _ in range(2)))
        assert clock() - START == pytest.approx(15)

    paced(work)


def test_hosts_that_nobody_visits_are_forgotten_but_not_their_quiet() -> None:
    async def work(pacing: Pacing, clock: Clock) -> None:
        await asyncio.gather(*(visit(pacing, clock, [], host=f"{n}.kz") for n in range(1_000)))
        await pacing.quiet("quiet.kz", 3_600)
        assert len(pacing) == 1_001
        await asyncio.sleep(61)
        await visit(pacing, clock, [], host="new.kz")
        assert len(pacing) == 2
        with pytest.raises(QuietError):
            await visit(pacing, clock, [], host="quiet.kz")

    paced(work)


class Shared:
    """What two processes of a test book their turns with, beside which others may have booked ``ahead_s``."""

    def __init__(self, clock: Clock, *, ahead_s: float = 0.0) -> None:
        self._clock = clock
        self._next_at: dict[str, float] = {"a.kz": clock() + ahead_s}

    async def book(self, host: str, *, interval_s: float, patience_s: float) -> float:
        turn = max(self._clock(), self._next_at.get(host, 0.0))
        if turn - self._clock() <= patience_s:
            self._next_at[host] = turn + interval_s
        return turn - self._clock()

    async def quiet(self, host: str, for_s: float) -> None:
        self._next_at[host] = max(self._next_at.get(host, 0.0), self._clock() + for_s)


def shared_by_two(work: Callable[[Pacing, Pacing, Clock], Coroutine[Any, Any, None]], *, ahead_s: float = 0.0) -> None:
    """Run ``work`` with the turns of two processes, in virtual time."""
    clock = Clock(START)
    shared = Shared(clock, ahead_s=ahead_s)
    one, other = (
        Pacing(connections=2, in_all=10, monotonic=clock, sleep=asyncio.sleep, shared=shared) for _ in range(2)
    )
    run(clock, work(one, other, clock))


def test_two_processes_ask_a_host_as_seldom_as_one() -> None:
    async def work(one: Pacing, other: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        others: list[float] = []
        visits = [visit(pacing, clock, begun, takes_s=0.5) for pacing in (one, one, other, other, one)]
        elsewhere = [visit(pacing, clock, others, host="b.kz") for pacing in (one, other)]
        await asyncio.gather(*visits, *elsewhere)
        assert sorted(begun) == pytest.approx([0, 1, 2, 3, 4])
        assert sorted(others) == pytest.approx([0, 1])

    shared_by_two(work)


def test_who_comes_late_to_a_turn_books_another_so_that_none_stands_close_to_it() -> None:
    async def work(one: Pacing, other: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        busy = [asyncio.create_task(visit(one, clock, [], host=f"{n}.kz", takes_s=5.3)) for n in range(10)]
        await asyncio.sleep(0)
        late = asyncio.create_task(visit(one, clock, begun))  # its turn is now, and no connection is free before 5.3
        await asyncio.sleep(5)
        await asyncio.gather(visit(other, clock, begun), late, *busy)
        assert begun == pytest.approx([5, 6])

    shared_by_two(work)


def test_who_is_always_late_goes_at_last() -> None:
    booked: list[str] = []

    class Crowded(Shared):
        async def book(self, host: str, *, interval_s: float, patience_s: float) -> float:
            booked.append(host)
            return 5.0 + await super().book(host, interval_s=interval_s, patience_s=patience_s)

    async def oversleep(seconds: float) -> None:
        await asyncio.sleep(seconds + 1.0)

    clock = Clock(START)
    begun: list[float] = []
    pacing = Pacing(connections=2, in_all=10, monotonic=clock, sleep=oversleep, shared=Crowded(clock, ahead_s=0))
    run(clock, visit(pacing, clock, begun))
    assert begun == pytest.approx([18])
    assert len(booked) == MOST_BOOKED


def test_quiet_that_one_process_was_asked_for_the_other_keeps_too() -> None:
    async def work(one: Pacing, other: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        await one.quiet("a.kz", 20)
        await visit(other, clock, begun)
        await one.quiet("a.kz", 3_600)
        with pytest.raises(QuietError) as told:
            await visit(other, clock, begun)
        assert told.value.rest_s == pytest.approx(3_599)  # a second had to pass since the visit
        await asyncio.sleep(3_599)
        await visit(other, clock, begun)
        assert begun == pytest.approx([20, 3_620])

    shared_by_two(work)


def test_who_waits_for_other_processes_can_still_be_told_of_quiet() -> None:
    async def work(one: Pacing, _other: Pacing, clock: Clock) -> None:
        begun: list[float] = []
        waits = asyncio.create_task(visit(one, clock, begun))
        await asyncio.sleep(1)
        await one.quiet("a.kz", 25)
        await waits
        assert begun == pytest.approx([26])

    shared_by_two(work, ahead_s=10)
