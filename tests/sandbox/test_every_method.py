"""Every method of the Bot API that aiogram knows: a call with what it requires is answered so that aiogram reads it."""

from typing import Any, get_args

import pytest
from aiogram import Bot
from aiogram.methods import TelegramMethod
from aiogram.types import BotCommandScopeChat, BufferedInputFile, InputFile, InputMediaPhoto, InputRichMessage
from aiohttp import ClientSession
from pydantic.fields import FieldInfo

from bot.sandbox import replies
from bot.sandbox.calls import METHODS
from tests.sandbox.pictures import png

PERSON, FORUM, TOPIC = 7, -1_000_000_000_001, 99
PICTURE = BufferedInputFile(png(3, 2), "a.png")

# Where the smallest valid call must mean something that is there. The bot's first message to the person has number 2:
# private chats share their numbers, and the person wrote the first.
SPECIAL: dict[str, dict[str, Any]] = {
    "banChatMember": {"chat_id": FORUM, "user_id": PERSON},
    "copyMessage": {"from_chat_id": PERSON, "message_id": 2},
    "copyMessages": {"from_chat_id": PERSON, "message_ids": [2]},
    "createForumTopic": {"chat_id": FORUM},
    "deleteForumTopic": {"chat_id": FORUM, "message_thread_id": TOPIC},
    "deleteMessage": {"message_id": 2},
    "deleteMessages": {"message_ids": [2]},
    "editMessageCaption": {"chat_id": PERSON, "message_id": 3, "caption": "another"},
    "editMessageMedia": {"chat_id": PERSON, "message_id": 3, "media": InputMediaPhoto(media=PICTURE)},
    "editMessageReplyMarkup": {
        "chat_id": PERSON,
        "message_id": 2,
        "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]},
    },
    "editMessageText": {"chat_id": PERSON, "message_id": 2, "text": "another"},
    "editMessageChecklist": {"message_id": 2},
    "forwardMessage": {"from_chat_id": PERSON, "message_id": 2},
    "forwardMessages": {"from_chat_id": PERSON, "message_ids": [2]},
    "getChatAdministrators": {"chat_id": FORUM},
    "getChatMember": {"chat_id": FORUM, "user_id": PERSON},
    "leaveChat": {"chat_id": FORUM},
    "pinChatMessage": {"message_id": 2},
    "promoteChatMember": {"chat_id": FORUM, "user_id": PERSON},
    "restrictChatMember": {"chat_id": FORUM, "user_id": PERSON},
    "sendChatAction": {"action": "typing"},
    "sendMediaGroup": {"media": [InputMediaPhoto(media=PICTURE), InputMediaPhoto(media=PICTURE)]},
    "sendRichMessage": {"rich_message": InputRichMessage(html="<h1>News</h1>")},
    "setChatTitle": {"chat_id": FORUM},
    "setMyCommands": {"scope": BotCommandScopeChat(chat_id=PERSON)},
    "unbanChatMember": {"chat_id": FORUM, "user_id": PERSON},
    "setWebhook": {"url": "http://127.0.0.1:9/"},
}
# These answer something that only a person can begin; they are tested in test_people.py and test_files.py.
NEEDS_A_PERSON = {"answerCallbackQuery", "answerInlineQuery", "getFile", "unpinChatMessage"}


def smallest(method: type[TelegramMethod[Any]]) -> TelegramMethod[Any]:
    """The method with what it requires, and nothing else."""
    said = {name: value(name, field) for name, field in method.model_fields.items() if field.is_required()}
    return method(**{**said, **SPECIAL.get(method.__api_method__, {})})


def value(name: str, field: FieldInfo) -> Any:
    if name == "chat_id":
        return PERSON
    if field.annotation is InputFile or InputFile in get_args(field.annotation):
        return PICTURE
    return replies.make(field.annotation)


@pytest.fixture
async def _chats(bot: Bot, person: ClientSession) -> None:
    forum = {
        "id": FORUM,
        "type": "supergroup",
        "is_forum": True,
        "topics": [{"message_thread_id": TOPIC}],
        "members": [PERSON, {"user": {"id": bot.id}, "status": "administrator"}],
    }
    for address, body in (("chats", forum), ("messages", {"chat_id": PERSON, "text": "hello"})):
        async with person.post(f"/sandbox/{address}", json=body) as response:
            assert response.status == 200
    await bot.send_message(PERSON, "one")
    await bot.send_photo(PERSON, PICTURE, caption="two")


def test_all_methods_of_aiogram_are_there() -> None:
    assert len(METHODS) >= 185


@pytest.mark.usefixtures("_chats")
@pytest.mark.parametrize("name", [m.__api_method__ for m in METHODS.values() if m.__api_method__ not in NEEDS_A_PERSON])
async def test_the_smallest_call_is_answered_with_the_declared_type(name: str, bot: Bot) -> None:
    # aiogram's client raises where the answer is not of the declared type.
    assert await bot(smallest(METHODS[name.lower()])) is not None
