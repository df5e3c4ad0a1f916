"""A refusal that names a time is waited for; what may have arrived is not sent twice."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from bot.sandbox.server import Sandbox
from bot.telegram.resending import AFTER_FAILURE_S, ATTEMPTS, LONGEST_WAIT_S, Resending
from tests.person import Person
from tests.sandbox.conftest import bot_for
from tests.telegram.conftest import Conversation


class Waits:
    """A sleep that only notes for how long."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def waits() -> Waits:
    """What would have been waited."""
    return Waits()


@pytest.fixture
async def patient(sandbox: Sandbox, chat: Conversation, waits: Waits) -> AsyncIterator[Bot]:
    """A bot that sends again, in a chat that has been written in."""
    await chat.write("/start")
    made = bot_for(sandbox)
    made.session.middleware(Resending(waits))
    yield made
    await made.session.close()


async def said(person: Person) -> list[str]:
    """What the bot has said."""
    return [message["text"] for message in await person.messages() if message["from"]["is_bot"]]


async def test_a_429_is_waited_for_as_long_as_it_says(patient: Bot, chat: Conversation, waits: Waits) -> None:
    await chat.post("faults", {"method": "sendMessage", "times": 2, "status": 429, "retry_after": 7})
    await patient.send_message(7, "at last")
    assert waits.seconds == [7, 7]
    assert await said(chat) == ["at last"]


async def test_a_server_error_is_tried_again_a_few_times_only(patient: Bot, chat: Conversation, waits: Waits) -> None:
    await chat.post("faults", {"method": "sendMessage", "times": ATTEMPTS, "status": 502})
    with pytest.raises(TelegramServerError):
        await patient.send_message(7, "never")
    assert waits.seconds == [AFTER_FAILURE_S] * (ATTEMPTS - 1)
    assert await said(chat) == []


async def test_nobody_waits_for_hours(patient: Bot, chat: Conversation, waits: Waits) -> None:
    await chat.post("faults", {"method": "sendMessage", "times": 1, "status": 429, "retry_after": LONGEST_WAIT_S + 1})
    with pytest.raises(TelegramRetryAfter):
        await patient.send_message(7, "too late")
    assert waits.seconds == []


async def test_a_broken_connection_is_not_sent_over_again(patient: Bot, chat: Conversation, waits: Waits) -> None:
    await chat.post("faults", {"method": "sendMessage", "times": 1, "drop": True})
    with pytest.raises(TelegramNetworkError):
        await patient.send_message(7, "once")
    assert waits.seconds == []
    assert await said(chat) == ["once"]


async def test_polling_keeps_its_own_waits(patient: Bot, chat: Conversation, waits: Waits) -> None:
    await chat.post("faults", {"method": "getUpdates", "times": 1, "status": 502})
    with pytest.raises(TelegramServerError):
        await patient.get_updates()
    assert waits.seconds == []
