"""What is sent takes its turn; a refusal that names a time is waited for; what may have arrived is not sent twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, methods
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message, MessageId

from bot.delivery.limits import Limiter, Priority
from bot.sandbox.calls import METHODS, AnyMethod
from bot.sandbox.server import Sandbox
from bot.telegram.limiting import (
    AFTER_FAILURE_S,
    ATTEMPTS,
    LONGEST_WAIT_S,
    MOST_WAITING,
    Limiting,
    chat_of,
    messages_of,
    sent_as,
)
from tests.person import Person
from tests.sandbox.clocks import until
from tests.sandbox.conftest import bot_for
from tests.telegram.conftest import Conversation


class Waits:
    """A sleep that only notes for how long."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


class Noting(Limiter):
    """A limiter that notes who asked it for a turn."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[tuple[int, Priority, int]] = []

    async def turn(self, chat_id: int, priority: Priority, *, messages: int = 1, payable: bool = True) -> bool:
        self.turns.append((chat_id, priority, messages))
        assert not payable, "nothing that aiogram sends says that it may be paid"
        return await super().turn(chat_id, priority, messages=messages, payable=payable)


@pytest.fixture
def waits() -> Waits:
    """What would have been waited."""
    return Waits()


@pytest.fixture
def limiter() -> Noting:
    """The limiter that the bot asks."""
    return Noting()


@pytest.fixture
async def patient(sandbox: Sandbox, chat: Conversation, waits: Waits, limiter: Limiter) -> AsyncIterator[Bot]:
    """A bot that keeps to the limits, in a chat that has been written in."""
    await chat.write("/start")
    made = bot_for(sandbox)
    made.session.middleware(Limiting(limiter, waits))
    yield made
    await made.session.close()


async def said(person: Person) -> list[str]:
    """What the bot has said."""
    return [message["text"] for message in await person.messages() if message["from"]["is_bot"]]


async def test_what_makes_or_changes_a_message_takes_a_turn(patient: Bot, limiter: Noting) -> None:
    message = await patient.send_message(7, "first")
    await patient.edit_message_text("changed", chat_id=7, message_id=message.message_id)
    assert limiter.turns == [(7, Priority.ANSWER, 1)] * 2


async def test_what_makes_none_takes_none(patient: Bot, limiter: Noting) -> None:
    await patient.get_me()
    await patient.send_chat_action(7, "typing")
    await patient.get_chat(7)
    assert limiter.turns == []


async def test_what_nobody_waits_for_says_so(patient: Bot, limiter: Noting) -> None:
    with sent_as(Priority.BROADCAST):
        await patient.send_message(7, "half done")
    await patient.send_message(7, "an answer")
    assert [priority for _, priority, _ in limiter.turns] == [Priority.BROADCAST, Priority.ANSWER]


async def test_a_429_is_waited_for_as_long_as_it_says(patient: Bot, chat: Conversation, limiter: Noting) -> None:
    await chat.post("faults", {"method": "sendMessage", "times": 1, "status": 429, "retry_after": 1})
    await patient.send_message(7, "at last")
    assert await said(chat) == ["at last"]
    refused, sent = [one for one in (await chat.get("calls"))["calls"] if one["method"] == "sendMessage"]
    assert sent["at"] - refused["at"] >= 0.99  # two clocks: the server's tells the time of day


async def test_two_chats_closed_for_long_hold_back_the_others_unless_one_was_written_to_between(
    patient: Bot, chat: Conversation, limiter: Noting
) -> None:
    for chat_id in (8, 9, 10):
        await chat.post("messages", {"chat_id": chat_id, "text": "/start"})

    async def refused(chat_id: int) -> None:
        await chat.post("faults", {"method": "sendMessage", "times": 1, "status": 429, "retry_after": 43_838})
        with pytest.raises(TelegramRetryAfter):
            await patient.send_message(chat_id, "x")

    await refused(7)
    await patient.send_message(8, "x")
    await refused(9)
    await asyncio.wait_for(patient.send_message(8, "x"), 1)
    await refused(8)
    await refused(10)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(limiter.turn(11, Priority.ANSWER, payable=False), 0.05)


async def test_who_writes_a_hundred_commands_gets_some_answers_and_keeps_nobody_else_waiting(
    patient: Bot, chat: Conversation, limiter: Noting
) -> None:
    await chat.post("messages", {"chat_id": 8, "text": "/start"})
    flood = [asyncio.create_task(patient.send_message(7, f"answer {number}")) for number in range(100)]
    refused = 100 - MOST_WAITING - 2  # two go at once
    await until(lambda: sum(task.done() for task in flood) >= refused)
    assert limiter.waiting_for(7) == MOST_WAITING
    await asyncio.wait_for(patient.send_message(8, "at once"), 1)
    for task in flood:
        task.cancel()
    ended = await asyncio.gather(*flood, return_exceptions=True)
    assert sum(isinstance(one, TelegramRetryAfter) for one in ended) == refused
    assert limiter.waiting == 0


async def test_a_429_of_what_has_no_chat_is_slept_through(patient: Bot, chat: Conversation, waits: Waits) -> None:
    await chat.post("faults", {"method": "getMe", "times": 2, "status": 429, "retry_after": 7})
    await patient.get_me()
    assert waits.seconds == [7, 7]


async def test_a_server_error_is_tried_again_a_few_times_only(patient: Bot, chat: Conversation, waits: Waits) -> None:
    await chat.post("faults", {"method": "sendMessage", "times": ATTEMPTS, "status": 502})
    with pytest.raises(TelegramServerError):
        await patient.send_message(7, "never")
    assert waits.seconds == [AFTER_FAILURE_S] * (ATTEMPTS - 1)
    assert await said(chat) == []


async def test_nobody_waits_for_hours_and_the_server_is_asked_once(
    patient: Bot, chat: Conversation, waits: Waits, limiter: Noting
) -> None:
    await chat.post("faults", {"method": "sendMessage", "times": 1, "status": 429, "retry_after": 43_838})
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as caught:
            await patient.send_message(7, "too late")
        assert caught.value.retry_after > LONGEST_WAIT_S
    assert waits.seconds == []
    assert len(limiter.turns) == 1
    assert [one["status"] for one in (await chat.get("calls"))["calls"] if one["method"] == "sendMessage"] == [429]


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


def test_every_method_that_answers_with_a_new_message_is_counted() -> None:
    made = (Message, MessageId, list[Message], list[MessageId])
    for method in METHODS.values():
        if method.__returning__ in made and not method.__api_method__.startswith("get"):
            called = method.model_construct(chat_id=7)
            assert chat_of(called) == 7, method.__api_method__


PHOTO = InputMediaPhoto(media=BufferedInputFile(b"", "a.png"))
COUNTED: list[tuple[AnyMethod, int | None, int]] = [
    (methods.SendMessage(chat_id=-5, text="x"), -5, 1),
    (methods.SendMediaGroup(chat_id=7, media=[PHOTO, PHOTO, PHOTO]), 7, 3),
    (methods.CopyMessages(chat_id=7, from_chat_id=8, message_ids=[1, 2]), 7, 2),
    (methods.EditMessageMedia(chat_id=7, message_id=1, media=PHOTO), 7, 1),
    (methods.EditMessageText(text="x"), None, 1),
    (methods.SendChatAction(chat_id=7, action="typing"), None, 1),
    (methods.EditForumTopic(chat_id=7, message_thread_id=1), None, 1),
    (methods.DeleteMessage(chat_id=7, message_id=1), None, 1),
    (methods.AnswerCallbackQuery(callback_query_id="1"), None, 1),
]


@pytest.mark.parametrize(("method", "chat_id", "messages"), COUNTED, ids=lambda value: type(value).__name__)
def test_a_call_counts_as_the_messages_it_makes(method: AnyMethod, chat_id: int | None, messages: int) -> None:
    assert (chat_of(method), messages_of(method)) == (chat_id, messages)


def test_a_chat_known_by_name_is_one_chat_and_may_be_a_group() -> None:
    first = chat_of(methods.SendMessage(chat_id="@news", text="x"))
    assert first == chat_of(methods.SendMessage(chat_id="@news", text="y"))
    assert first is not None
    assert first < 0
    assert first != chat_of(methods.SendMessage(chat_id="@other", text="x"))
