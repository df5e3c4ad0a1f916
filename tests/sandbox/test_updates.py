"""Updates by getUpdates: confirmed by offset, awaited, chosen by kind; one poller at a time."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.server import Sandbox
from bot.sandbox.updates import UpdateQueue
from tests.sandbox.clocks import Clock, until
from tests.sandbox.conftest import post


def texts(queue: UpdateQueue, limit: int = 100) -> list[str]:
    return [update["message"]["text"] for update in queue.first(limit)]


def filled(count: int, clock: Clock | None = None) -> UpdateQueue:
    queue = UpdateQueue(clock or Clock())
    for number in range(count):
        queue.push("message", {"text": str(number)})
    return queue


def test_updates_stay_until_confirmed() -> None:
    queue = filled(3)
    assert texts(queue) == texts(queue) == ["0", "1", "2"]
    queue.confirm(queue.first(1)[0]["update_id"] + 1)
    assert texts(queue) == ["1", "2"]


def test_a_negative_offset_keeps_the_newest_and_forgets_the_rest() -> None:
    queue = filled(5)
    queue.confirm(-2)
    assert texts(queue) == ["3", "4"]


def test_identifiers_go_on_after_a_restart() -> None:
    clock = Clock()
    before = filled(50, clock).first(100)[-1]["update_id"]
    clock.now += 10
    assert filled(1, clock).first(1)[0]["update_id"] > before


def test_what_waited_a_day_is_gone() -> None:
    clock = Clock()
    queue = filled(1, clock)
    clock.now += 24 * 3600 + 1
    queue.push("message", {"text": "new"})
    assert texts(queue) == ["new"]


def test_kinds_come_as_asked_for() -> None:
    queue = UpdateQueue(Clock())
    assert queue.push("chat_member", {}) is None  # only when asked for by name
    queue.allow(["chat_member"])
    assert queue.push("chat_member", {}) is not None
    assert queue.push("message", {}) is None
    queue.allow(None)  # as before
    assert queue.push("message", {}) is None
    queue.allow([])  # the usual ones
    assert queue.push("message", {}) is not None


@given(st.lists(st.integers(1, 100)))
def test_whoever_confirms_what_it_got_gets_each_update_once(limits: list[int]) -> None:
    queue, got = filled(150), []
    for limit in limits:
        for update in queue.first(limit):
            got.append(update["message"]["text"])
            queue.confirm(update["update_id"] + 1)
    assert got == [str(number) for number in range(min(150, sum(limits)))]


async def test_a_poll_ends_when_something_arrives(sandbox: Sandbox, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: sandbox.world.updates.is_polled)
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    assert [update.message.text for update in await polling if update.message] == ["hello"]


async def test_a_poll_that_gets_nothing_answers_nothing(bot: Bot) -> None:
    assert await bot.get_updates() == []
    assert await bot.get_updates(timeout=1) == []


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("getUpdates", "terminated by other getUpdates request; make sure that only one bot instance is running"),
        ("setWebhook", "terminated by setWebhook request"),
    ],
)
async def test_a_second_way_of_getting_updates_ends_the_first(
    sandbox: Sandbox, bot: Bot, method: str, words: str
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: sandbox.world.updates.is_polled)
    if method == "getUpdates":
        await bot.get_updates()
    else:
        await bot.set_webhook("http://127.0.0.1:9/")
    with pytest.raises(TelegramConflictError, match=words):
        await first


async def test_no_polling_beside_a_webhook(bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/")
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_closing_ends_a_poll_in_peace(sandbox: Sandbox, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: sandbox.world.updates.is_polled)
    await sandbox.close()
    assert await polling == []
