"""What a channel does in the sandbox: posts with formatting and buttons, albums, edits; people edit too."""

import base64
from typing import Any

import pytest
from aiogram import Bot
from aiohttp import ClientSession

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import post
from tests.sandbox.pictures import png
from tests.sandbox.test_people import heard

CHANNEL = -1_000_000_000_002
PHOTO = {"file_name": "photo.png", "content": base64.b64encode(png(8, 8)).decode()}


@pytest.fixture
async def channel(sandbox: Sandbox, bot: Bot) -> int:
    """A channel that the bot runs, its joining already heard."""
    await post(sandbox, "chats", {"id": CHANNEL, "type": "channel", "title": "News", "username": "news"})
    await heard(bot)
    return CHANNEL


async def test_a_post_has_its_formatting_and_its_buttons(sandbox: Sandbox, bot: Bot, channel: int) -> None:
    link = {"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org/a"}
    keyboard = {"inline_keyboard": [[{"text": "Site", "url": "https://example.org/b"}]]}
    body = {"chat_id": channel, "text": "Read #news", "entities": [link], "reply_markup": keyboard}
    await post(sandbox, "messages", body)
    told = (await heard(bot))[0].channel_post
    assert told is not None
    assert told.sender_chat is not None
    assert told.sender_chat.id == channel
    assert [(one.type, one.url) for one in told.entities or []] == [
        ("text_link", "https://example.org/a"),
        ("hashtag", None),
    ]
    assert told.reply_markup is not None
    assert told.reply_markup.inline_keyboard[0][0].url == "https://example.org/b"


async def test_an_album_comes_as_messages_that_share_a_number(sandbox: Sandbox, bot: Bot, channel: int) -> None:
    for text in ("Caption", None):
        await post(sandbox, "messages", {"chat_id": channel, "text": text, "photo": PHOTO, "media_group_id": "55"})
    parts = [update.channel_post for update in await heard(bot)]
    assert [part and (part.media_group_id, part.caption) for part in parts] == [("55", "Caption"), ("55", None)]
    assert all(part is not None and part.photo for part in parts)


@pytest.mark.parametrize(
    ("medium", "field"), [({}, "text"), ({"photo": PHOTO}, "caption")], ids=["a text", "a photo's caption"]
)
async def test_an_edit_puts_other_words_in_place(
    sandbox: Sandbox, bot: Bot, channel: int, medium: dict[str, Any], field: str
) -> None:
    written = await post(sandbox, "messages", {"chat_id": channel, "text": "#before"} | medium)
    edited = await post(sandbox, "edits", {"chat_id": channel, "message_id": written["message_id"], "text": "after"})
    assert edited[field] == "after"
    assert not {"entities", "caption_entities"} & edited.keys()
    assert edited["date"] == written["date"]
    told = (await heard(bot))[1].edited_channel_post
    assert told is not None
    assert told.message_id == written["message_id"]
    assert told.edit_date


async def test_a_person_edits_their_message(sandbox: Sandbox, bot: Bot) -> None:
    written = await post(sandbox, "messages", {"chat_id": 7, "text": "before"})
    await post(sandbox, "edits", {"chat_id": 7, "message_id": written["message_id"], "text": "after"})
    told = (await heard(bot))[1].edited_message
    assert told is not None
    assert told.text == "after"


async def test_what_can_not_be_edited_is_refused(sandbox: Sandbox, bot: Bot, person: ClientSession) -> None:
    written = await post(sandbox, "messages", {"chat_id": 7, "text": "mine"})
    bots = await bot.send_message(7, "not yours")
    cases = [
        ({"message_id": bots.message_id, "text": "x"}, "message can't be edited"),
        ({"message_id": 99, "text": "x"}, "message to edit not found"),
        ({"message_id": written["message_id"], "text": " "}, "message text is empty"),
    ]
    for body, words in cases:
        async with person.post("/sandbox/edits", json={"chat_id": 7} | body) as response:
            assert (await response.json())["description"] == f"Bad Request: {words}"
