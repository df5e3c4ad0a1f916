"""Every press is answered, whatever holds the bot up: its client shows a clock until then."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update

from bot.telegram.desk import Desk
from bot.telegram.edits import TOO_LATE
from bot.telegram.settings_buttons import LanguageSetting, SettingsButton, SettingsStep
from storage import readers
from tests.conftest import oil
from tests.person import buttons
from tests.telegram.conftest import Conversation, Town, take
from tests.telegram.walks import carried

GROUP = -1001


class Refuses(BaseRequestMiddleware):
    """Refuses calls of one kind, and notes all of them."""

    def __init__(self, name: str, error: Callable[[TelegramMethod[Any]], TelegramAPIError]) -> None:
        self.name = name
        self.error = error
        self.calls: list[str] = []

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request or not."""
        self.calls.append(method.__api_method__)
        if method.__api_method__ == self.name:
            raise self.error(method)
        return await make_request(bot, method)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_a_press_that_the_server_holds_back_is_told_so(town: Town, desk: Desk, bot: Bot, language: str) -> None:
    chat = town.person(7, language=language)
    for number in range(6):
        await take(desk, oil(number))
    (page,) = await chat.say("/energy")
    bot.session.middleware(Refuses("editMessageText", lambda one: TelegramRetryAfter(one, "wait", retry_after=31)))
    await chat.press(page, carried(page, desk.texts[language]("button-later")))
    await chat.answers()
    assert (await chat.toasts())[-1] == desk.texts[language]("too-often")


async def test_a_press_that_is_answered_too_late_is_done_and_no_failure(
    chat: Conversation, desk: Desk, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(6):
        await take(desk, oil(number))
    (page,) = await chat.say("/energy")
    late = Refuses("answerCallbackQuery", lambda one: TelegramBadRequest(one, f"Bad Request: {TOO_LATE[0]}"))
    bot.session.middleware(late)
    with caplog.at_level(logging.WARNING, logger="bot"):
        await chat.press(page, carried(page, desk.texts["ru"]("button-later")))
        await chat.answers()
        await chat.press(page, "nonsense")
        await chat.answers()
    assert late.calls.count("editMessageText") == 1
    assert late.calls.count("answerCallbackQuery") == 2
    assert caplog.text == ""


async def test_a_file_that_can_t_be_sent_is_told_where_it_is_seen(chat: Conversation, desk: Desk, bot: Bot) -> None:
    """An answer to a press counts once: an apology after it would be seen by nobody."""
    await take(desk, oil(1))
    (answer,) = await chat.say("/energy")
    await chat.press(answer, carried(answer, "📄 1"))
    (page,) = await chat.answers()
    bot.session.middleware(Refuses("sendDocument", lambda one: TelegramNetworkError(one, "reset")))
    await chat.press(page, carried(page, "📎 PDF"))
    await chat.answers()
    assert (await chat.toasts())[-1] == desk.texts["ru"]("something-wrong")


async def test_a_choice_stands_where_the_menu_can_t_be_changed(chat: Conversation, desk: Desk, bot: Bot) -> None:
    (page,) = await chat.say("/settings")
    bot.session.middleware(Refuses("setMyCommands", lambda one: TelegramBadRequest(one, "Bad Request: chat not found")))
    before = len(await chat.toasts())
    await chat.press(page, LanguageSetting(language="en").pack())
    await chat.answers()
    assert (await chat.toasts())[before:] == [desk.texts["en"]("settings-kept")]


async def test_a_press_of_who_was_forgotten_meanwhile_changes_nobody(town: Town, desk: Desk, bot: Bot) -> None:
    """It waits behind /forget, and somebody else comes before its turn: nothing of it may be theirs."""
    leaving, coming = town.person(7), town.person(8)
    (page,) = await leaving.say("/settings")
    held, reached = asyncio.Event(), asyncio.Event()

    async def hold(make_request: object, bot: Bot, method: TelegramMethod[object]) -> object:
        if method.__api_method__ == "editMessageText" and not held.is_set():
            reached.set()
            await held.wait()
        return await make_request(bot, method)  # type: ignore[operator]

    bot.session.middleware(hold)  # type: ignore[arg-type]
    await leaving.press(page, SettingsButton(step=SettingsStep.FORGET_SURELY).pack())
    forgetting = await leaving.begin()
    await leaving.press(page, LanguageSetting(language="en").pack())
    choosing = await leaving.begin()
    await reached.wait()
    await coming.say("/start")
    held.set()
    await asyncio.gather(forgetting, choosing)
    async with desk.database.read() as connection:
        assert await readers.find(connection, chat_id=7, thread_id=0) is None
        met = await readers.find(connection, chat_id=8, thread_id=0)
    assert met is not None
    assert met[0].language == "ru"


async def test_the_settings_that_are_gone_back_to_are_those_of_now(chat: Conversation, desk: Desk) -> None:
    (page,) = await chat.say("/settings")
    await chat.press(page, LanguageSetting(language="kk").pack())
    await chat.press(page, SettingsButton(step=SettingsStep.ALL).pack())
    await chat.answers()
    assert (await chat.messages())[-1]["text"].startswith(f"⚙️ {desk.texts['kk']('settings-title')}")


async def test_another_bot_s_commands_are_none_of_ours(town: Town, desk: Desk) -> None:
    await town.group(GROUP, {7: "member"}, type="supergroup")
    member = town.member(GROUP, 7)
    assert await member.say("/roll@other_game_bot 6") == []
    (told,) = await member.say(f"/enrgy@{(await town.bot.me()).username}")
    assert "/energy" in told["text"]


async def test_who_forgets_a_group_takes_both_its_menus_away(town: Town, desk: Desk, bot: Bot) -> None:
    await town.group(GROUP, {7: "creator"}, type="supergroup")
    owner = town.member(GROUP, 7)
    (page,) = await owner.say("/forget")
    calls = Refuses("none", lambda one: TelegramBadRequest(one, ""))
    bot.session.middleware(calls)
    await owner.press(page, next(data for data in buttons(page).values() if "surely" in data))
    await owner.answers()
    assert calls.calls.count("deleteMyCommands") == 2


async def test_what_inline_mode_posted_in_the_bot_s_own_chat_is_no_question(town: Town, desk: Desk, bot: Bot) -> None:
    await take(desk, oil(1))
    await town.person(7).say("/energy")
    calls = Refuses("none", lambda one: TelegramBadRequest(one, ""))
    bot.session.middleware(calls)
    person = {"id": 7, "is_bot": False, "first_name": "A"}
    message = {"message_id": 777, "date": 1, "chat": {"id": 7, "type": "private"}, "from": person, "text": "нефть"}
    via = {"message": {**message, "via_bot": (await bot.me()).model_dump()}}
    await town.work.feed_update(bot, Update.model_validate({"update_id": 99, **via}))
    assert calls.calls in ([], ["getMe"])
