"""Telegram's rates, with a clock of our own: nothing here sleeps."""

import pytest
from aiogram.exceptions import TelegramRetryAfter
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.limits import IN_ALL, PAID, PER_CHAT, PER_GROUP, Limits
from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.server import start
from tests.sandbox.clocks import Clock
from tests.sandbox.conftest import bot_for, post


def sent(limits: Limits, chat_ids: list[int], *, paid: bool = False) -> int:
    """How many of these messages get through without a pause."""
    through = 0
    for chat_id in chat_ids:
        try:
            limits.spend(chat_id, paid=paid)
        except RefusedCallError:
            continue
        through += 1
    return through


def test_thirty_a_second_in_all() -> None:
    clock = Clock()
    limits = Limits(clock)
    assert sent(limits, list(range(1, 101))) == 30
    clock.now += 1
    assert sent(limits, list(range(101, 201))) == 30


def test_a_chat_takes_a_short_burst_then_one_a_second() -> None:
    clock = Clock()
    limits = Limits(clock)
    assert sent(limits, [7] * 10) == 3
    clock.now += 1
    assert sent(limits, [7] * 10) == 1


def test_a_group_takes_twenty_a_minute() -> None:
    clock = Clock()
    limits = Limits(clock)
    through = 0
    for _ in range(60):
        through += sent(limits, [-7])
        clock.now += 1
    assert through == 39  # a full bucket of 20, and what flowed in meanwhile


def test_the_answer_tells_when_to_come_back() -> None:
    clock = Clock()
    limits = Limits(clock)
    sent(limits, [7] * 3)
    with pytest.raises(RefusedCallError) as caught:
        limits.spend(7)
    assert (caught.value.status, caught.value.retry_after) == (429, 1)
    assert caught.value.description == "Too Many Requests: retry after 1"
    clock.now += 1
    limits.spend(7)


def test_an_album_counts_as_its_messages_and_always_fits_at_last() -> None:
    clock = Clock()
    limits = Limits(clock)
    limits.spend(7, 10)
    with pytest.raises(RefusedCallError) as caught:
        limits.spend(7)
    assert caught.value.retry_after == 8
    clock.now += 8
    limits.spend(7)


def test_what_may_be_paid_has_a_rate_of_its_own() -> None:
    clock = Clock()
    limits = Limits(clock)
    assert sent(limits, list(range(1, 2_001)), paid=True) == PAID.burst
    assert sent(limits, list(range(3_001, 3_101))) == IN_ALL.burst
    clock.now += 0.125
    assert sent(limits, list(range(4_001, 5_001)), paid=True) == 125


def test_paying_makes_no_chat_take_more() -> None:
    limits = Limits(Clock())
    assert sent(limits, [7] * 10, paid=True) == PER_CHAT.burst
    assert sent(limits, [7], paid=False) == 0


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    clock = Clock()
    limits = Limits(clock)
    limits.spend(7)
    clock.now -= 18 * 3600
    assert sent(limits, [7] * 10) == 2


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, -1, -2]), st.floats(0, 5))))
def test_no_window_holds_more_than_burst_and_flow(messages: list[tuple[int, float]]) -> None:
    clock = Clock()
    limits = Limits(clock)
    begin = clock.now
    through: dict[int, int] = {}
    for chat_id, pause in messages:
        clock.now += pause
        through[chat_id] = through.get(chat_id, 0) + sent(limits, [chat_id])
    passed = clock.now - begin
    assert sum(through.values()) <= IN_ALL.burst + IN_ALL.per_s * passed + 1e-6
    for chat_id, count in through.items():
        rate = PER_GROUP if chat_id < 0 else PER_CHAT
        assert count <= rate.burst + rate.per_s * passed + 1e-6


async def test_the_server_keeps_to_the_rates_when_asked_to() -> None:
    clock = Clock()
    sandbox = await start("127.0.0.1", 0, limits=True, clock=clock)
    bot = bot_for(sandbox)
    try:
        await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
        for _ in range(3):
            await bot.send_message(7, "x")
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(7, "x")
        assert caught.value.retry_after == 1
        await bot.send_chat_action(7, "typing")  # no message: not counted
        clock.now += caught.value.retry_after
        await bot.send_message(7, "x")
    finally:
        await bot.session.close()
        await sandbox.close()


async def test_the_server_knows_what_may_be_paid_by_its_parameter() -> None:
    sandbox = await start("127.0.0.1", 0, limits=True, clock=Clock())
    bot = bot_for(sandbox)
    try:
        for chat_id in range(1, 41):
            await post(sandbox, "messages", {"chat_id": chat_id, "text": "hello"})
        for chat_id in range(1, 31):
            await bot.send_message(chat_id, "x")
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(31, "x", allow_paid_broadcast=False)
        for chat_id in range(31, 41):
            await bot.send_message(chat_id, "x", allow_paid_broadcast=True)
    finally:
        await bot.session.close()
        await sandbox.close()
