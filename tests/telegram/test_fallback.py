"""What is not for any other handler: albums, and Telegram's own words in a chat."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Update

from bot.telegram import dispatcher
from bot.telegram.desk import Desk
from tests.telegram.conftest import Conversation

PHOTO = {"photo": [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]}


async def receive(work: Dispatcher, bot: Bot, number: int, **content: Any) -> None:
    """Let the bot work on a message that people can't write at the sandbox."""
    message = {
        "message_id": 1000 + number,
        "date": int(datetime.now(UTC).timestamp()),
        "chat": {"id": 7, "type": "private", "first_name": "Айгүл"},
        "from": {"id": 7, "is_bot": False, "first_name": "Айгүл", "language_code": "ru"},
        **content,
    }
    await work.feed_update(bot, Update.model_validate({"update_id": 5000 + number, "message": message}))


async def test_an_album_is_answered_once(chat: Conversation, bot: Bot, desk: Desk) -> None:
    await chat.write("/start")  # the chat comes to be
    work = dispatcher.build(desk)
    for number in range(3):
        await receive(work, bot, number, media_group_id="album", **PHOTO)
    await receive(work, bot, 3, **PHOTO)
    said = [message for message in await chat.messages() if message["from"]["is_bot"]]
    assert ["только слова и команды" in message["text"] for message in said] == [True, True]


@pytest.mark.parametrize(
    "content",
    [
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
        {"delete_chat_photo": True},
        {"write_access_allowed": {}},
    ],
)
async def test_telegrams_own_words_are_not_answered(
    chat: Conversation, bot: Bot, desk: Desk, content: dict[str, Any]
) -> None:
    await chat.write("/start")
    await receive(dispatcher.build(desk), bot, 1, **content)
    assert not [message for message in await chat.messages() if message["from"]["is_bot"]]
