"""Faults on demand: calls fail, hang, or break off after being carried out; and the log of calls."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BufferedInputFile
from aiohttp import ClientSession

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.journal import Journal
from bot.sandbox.requests import Received
from bot.sandbox.server import SANDBOX_TOKEN, Sandbox
from tests.sandbox.conftest import get, post


@pytest.fixture(autouse=True)
async def _chat(sandbox: Sandbox) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})


async def texts(sandbox: Sandbox) -> list[str]:
    return [message["text"] for message in (await get(sandbox, "chats/7/messages?after=1"))["messages"]]


async def test_the_next_calls_of_a_method_fail_and_then_no_more(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "faults", {"method": "sendmessage", "times": 2, "status": 429, "retry_after": 3})
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(7, "x")
        assert caught.value.retry_after == 3
    await bot.get_me()
    await bot.send_message(7, "at last")
    assert await texts(sandbox) == ["at last"]


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ({"status": 403}, TelegramForbiddenError, "Forbidden: bot was blocked by the user"),
        (
            {"status": 403, "description": "Forbidden: user is deactivated"},
            TelegramForbiddenError,
            "user is deactivated",
        ),
        ({"status": 502}, TelegramServerError, "Bad Gateway"),
        ({"status": 500, "delay_s": 0.01}, TelegramServerError, "Internal Server Error"),
    ],
)
async def test_a_fault_says_what_it_is_told_to(
    sandbox: Sandbox, bot: Bot, fault: dict[str, object], error: type[Exception], words: str
) -> None:
    await post(sandbox, "faults", {"method": "*", **fault})
    with pytest.raises(error, match=words):
        await bot.send_message(7, "x")
    assert await texts(sandbox) == []


async def test_a_dropped_call_was_carried_out_all_the_same(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "faults", {"method": "sendMessage", "drop": True})
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(7, "sent, but who knows")
    assert await texts(sandbox) == ["sent, but who knows"]
    last = (await get(sandbox, "calls"))["calls"][-1]
    assert (last["ok"], last["dropped"]) == (True, True)


async def test_a_hanging_call_is_carried_out_late(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "faults", {"method": "copyMessage", "delay_s": 0.3})
    copying = asyncio.create_task(bot.copy_message(7, 7, 1))
    await bot.send_message(7, "early")
    await copying
    assert await texts(sandbox) == ["early", "hello"]


def test_no_more_times_take_the_faults_of_a_method_back() -> None:
    faults = Faults()
    faults.add(Fault("sendMessage", times=5, status=500))
    faults.add(Fault("getMe", status=500))
    faults.add(Fault("SENDMESSAGE", times=0))
    assert faults.next("sendMessage") is None
    assert faults.next("getMe") is not None
    assert faults.next("getMe") is None


async def test_every_call_is_in_the_log_with_what_came_of_it(sandbox: Sandbox, bot: Bot, person: ClientSession) -> None:
    before = (await get(sandbox, "calls"))["calls"]
    await bot.send_document(7, BufferedInputFile(b"abc", "a.txt"), caption="here")
    await person.post(f"/bot{SANDBOX_TOKEN}/sendMessage", json={"chat_id": 8, "text": "x"})
    await person.post(f"/bot{SANDBOX_TOKEN}/inventMethod")
    calls = (await get(sandbox, f"calls?after={before[-1]['n'] if before else 0}"))["calls"]
    assert [(call["method"], call["ok"], call["status"], call.get("description")) for call in calls] == [
        ("sendDocument", True, 200, None),
        ("sendMessage", False, 400, "Bad Request: chat not found"),
        ("inventMethod", False, 404, "Not Found: method not found"),
    ]
    params = calls[0]["params"]
    assert params["caption"] == "here"
    assert {"file_name": "a.txt", "file_size": 3} in params.values()


async def test_tokens_never_reach_the_log(sandbox: Sandbox, bot: Bot) -> None:
    await bot.set_webhook(f"http://127.0.0.1:9/{SANDBOX_TOKEN}", secret_token="very-secret")
    await bot.send_message(7, f"my token is {SANDBOX_TOKEN}")
    log = str(await get(sandbox, "calls"))
    assert "very-secret" not in log
    assert SANDBOX_TOKEN not in log


def add(journal: Journal, size: int) -> None:
    journal.add("x", Received(size=size), at=0, status=200, description=None, dropped=False)


def test_the_log_forgets_the_oldest_and_goes_on_counting() -> None:
    journal = Journal("token")
    for _ in range(10_005):
        add(journal, 10)
    calls = journal.after(0)
    assert (len(calls), calls[0]["n"], calls[-1]["n"]) == (10_000, 6, 10_005)
    for _ in range(3):
        add(journal, 30 << 20)
    assert [call["n"] for call in journal.after(0)] == [10_007, 10_008]


async def test_a_fault_of_a_method_that_does_not_exist_is_refused(person: ClientSession) -> None:
    async with person.post("/sandbox/faults", json={"method": "getMee"}) as response:
        assert response.status == 400
        assert (await response.json())["description"] == "Bad Request: there is no method getMee"
