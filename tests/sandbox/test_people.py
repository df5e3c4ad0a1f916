"""What people do: they write, press, ask inline, meet in groups, block the bot; and what the bot hears of it."""

import asyncio
import base64
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import InlineQueryResultArticle, InputTextMessageContent, Update
from aiohttp import ClientSession

from bot.sandbox import people
from bot.sandbox.asked import InlineQuery
from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import get, post

FORUM = -1_000_000_000_001


async def heard(bot: Bot) -> list[Update]:
    """The updates that wait for the bot, confirmed."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def test_a_private_chat_comes_to_be_when_a_person_writes(sandbox: Sandbox, bot: Bot) -> None:
    await post(
        sandbox, "messages", {"chat_id": 7, "text": "/start", "user": {"first_name": "Айгүл", "language_code": "kk"}}
    )
    message = (await heard(bot))[0].message
    assert message is not None
    assert message.chat.type == "private"
    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.full_name, message.from_user.language_code) == (7, "Айгүл", "kk")

    # Who wrote once is remembered, and what is said later is added.
    again = await post(sandbox, "messages", {"chat_id": 7, "text": "x", "user": {"username": "aigul"}})
    assert again["from"] == {
        "id": 7,
        "is_bot": False,
        "first_name": "Айгүл",
        "username": "aigul",
        "language_code": "kk",
    }


async def test_a_message_may_reply_be_forwarded_and_carry_a_document(sandbox: Sandbox, bot: Bot) -> None:
    first = await post(sandbox, "messages", {"chat_id": 7, "text": "first"})
    origin = {"type": "channel", "chat": {"id": -100, "type": "channel", "title": "News"}, "message_id": 5}
    document = {"file_name": "статья.txt", "content": base64.b64encode("текст".encode()).decode()}
    body = {"chat_id": 7, "text": "read this", "reply_to": first["message_id"], "forward": origin, "document": document}
    await post(sandbox, "messages", body)

    message = (await heard(bot))[1].message
    assert message is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == "first"
    assert message.forward_origin is not None
    assert message.forward_origin.type == "channel"
    assert message.document is not None
    assert (message.document.file_name, message.document.mime_type, message.caption) == (
        "статья.txt",
        "text/plain",
        "read this",
    )
    data = await bot.download(message.document)
    assert data is not None
    assert data.read().decode() == "текст"


async def test_groups_have_members_and_topics(sandbox: Sandbox, bot: Bot) -> None:
    members = [5, {"id": 6, "first_name": "Ann"}, {"user": {"id": 8, "first_name": "Owner"}, "status": "creator"}]
    topics = [{"message_thread_id": 3, "name": "Energy"}]
    group = {"id": FORUM, "type": "supergroup", "title": "News", "is_forum": True, "members": members, "topics": topics}
    await post(sandbox, "chats", group)
    joined = (await heard(bot))[0].my_chat_member
    assert joined is not None
    assert (joined.old_chat_member.status, joined.new_chat_member.status) == ("left", "member")

    await post(sandbox, "messages", {"chat_id": FORUM, "text": "/energy", "user": {"id": 6}, "thread_id": 3})
    message = (await heard(bot))[0].message
    assert message is not None
    assert message.from_user is not None
    assert (message.from_user.first_name, message.message_thread_id, message.is_topic_message) == ("Ann", 3, True)
    answer = await bot.send_message(FORUM, "here", message_thread_id=3)
    assert answer.message_thread_id == 3

    assert await bot.get_chat_member_count(FORUM) == 4
    assert [admin.user.first_name for admin in await bot.get_chat_administrators(FORUM)] == ["Owner"]
    assert (await bot.get_chat_member(FORUM, 5)).status == "member"
    assert (await bot.get_chat(FORUM)).title == "News"


async def test_in_a_channel_the_channel_itself_writes(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "chats", {"id": -100, "type": "channel", "title": "News", "username": "news"})
    await post(sandbox, "messages", {"chat_id": -100, "text": "a post"})
    post_made = (await heard(bot))[1].channel_post
    assert post_made is not None
    assert (post_made.from_user, post_made.sender_chat and post_made.sender_chat.title) == (None, "News")
    assert (await bot.send_message("@news", "mine")).chat.id == -100


async def test_the_bot_hears_that_it_was_blocked_and_let_in_again(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    await post(sandbox, "chats", {"id": 7, "blocked": True})
    await post(sandbox, "chats", {"id": 7, "blocked": True})
    await post(sandbox, "messages", {"chat_id": 7, "text": "again"})
    changes = [update.my_chat_member.new_chat_member.status for update in await heard(bot) if update.my_chat_member]
    assert changes == ["kicked", "member"]
    assert (await bot.send_message(7, "welcome back")).text == "welcome back"


async def test_the_bot_may_leave(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "chats", {"id": -5, "type": "group"})
    await bot.leave_chat(-5)
    assert (await bot.get_chat_member(-5, bot.id)).status == "left"


async def test_a_press_reaches_the_bot_with_the_message_as_it_is(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    sent = await bot.send_message(7, "choose")
    # The data stands on no button: a changed client can send that, and bots must expect it.
    answer = await post(sandbox, "presses", {"chat_id": 7, "message_id": sent.message_id, "data": "forged"})
    query = (await heard(bot))[1].callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (answer["callback_query_id"], "forged", 7)
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    assert await query.answer("ok").as_(bot)


async def test_another_person_may_press_in_a_group(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "chats", {"id": -5, "type": "group", "members": [5, 6]})
    sent = await bot.send_message(-5, "choose")
    for body in ({}, {"user_id": 6}, {"user_id": 99}):
        await post(sandbox, "presses", {"chat_id": -5, "message_id": sent.message_id, "data": "a", **body})
    pressed = [update.callback_query.from_user.id for update in await heard(bot) if update.callback_query]
    assert pressed == [5, 6, 99]


async def test_an_inline_query_is_answered_by_the_bot(sandbox: Sandbox, bot: Bot) -> None:
    asked = asyncio.create_task(post(sandbox, "inline", {"user_id": 7, "query": "gas"}))
    query = (await bot.get_updates(timeout=5))[0].inline_query
    assert query is not None
    assert query.query == "gas"
    article = InlineQueryResultArticle(
        id="1", title="Gas", input_message_content=InputTextMessageContent(message_text="gas")
    )
    await bot.answer_inline_query(query.id, [article], cache_time=0, next_offset="2")
    answer = await asked
    assert (answer["results"][0]["title"], answer["next_offset"]) == ("Gas", "2")


async def test_who_asks_inline_does_not_wait_for_ever(sandbox: Sandbox) -> None:
    with pytest.raises(RefusedCallError, match="the bot did not answer"):
        await people.ask_inline(sandbox.world, InlineQuery(user_id=7, query="x"), timeout_s=0.01)


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("messages", {"chat_id": 7}, "message text is empty"),
        ("messages", {"chat_id": -7, "text": "x"}, "chat not found"),
        ("messages", {"chat_id": 7, "text": "x", "user": {"id": 8}}, "a private chat has the identifier of its user"),
        (
            "messages",
            {"chat_id": 7, "text": "x", "user": {"first_name": 5}},
            "user.first_name: Input should be a valid string",
        ),
        ("messages", {"chat_id": 7, "text": "x", "reply_to": 5}, "message to be replied not found"),
        ("messages", {"chat_id": 7, "text": "x", "thread_id": 5}, "message thread not found"),
        ("messages", {"chat_id": 7, "text": "x" * 4097}, "message is too long"),
        ("messages", {"chat_id": 7, "txt": "x"}, "txt: Extra inputs are not permitted"),
        ("messages", {"chat_id": 42, "text": "x"}, "the bot can't be the person who writes"),
        (
            "messages",
            {"chat_id": 7, "document": {"file_name": "a", "content": "?"}},
            "document.content is not base64: Only base64 data is allowed",
        ),
        ("presses", {"chat_id": 7, "message_id": 1, "data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ("presses", {"chat_id": 9, "message_id": 1, "data": "x"}, "chat not found"),
        ("chats", {"id": 0}, "private chats have positive identifiers, all others negative ones"),
        ("chats", {"id": 5, "type": "group"}, "private chats have positive identifiers, all others negative ones"),
        ("chats", {"id": -5, "blocked": True}, "only a person can block the bot"),
        ("chats", {"id": -5, "members": [{"first_name": "Ann"}]}, "a member needs an id"),
    ],
)
async def test_what_can_not_be_is_refused(person: ClientSession, path: str, body: dict[str, Any], words: str) -> None:
    async with person.post(f"/sandbox/{path}", json=body) as response:
        assert await response.json() == {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}


async def test_the_list_of_chats_begins_with_the_latest(sandbox: Sandbox) -> None:
    for chat_id in (1, 2, 1):
        await post(sandbox, "messages", {"chat_id": chat_id, "text": f"to {chat_id}"})
    chats = (await get(sandbox, "chats"))["chats"]
    assert [(chat["id"], chat["title"], chat["last_message"]["text"]) for chat in chats] == [
        (1, "Person 1", "to 1"),
        (2, "Person 2", "to 2"),
    ]
