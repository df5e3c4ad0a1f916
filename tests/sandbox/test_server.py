"""The server as a whole: a person writes, the bot answers, both sides see it."""

import asyncio

from aiogram import Bot, Dispatcher
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiohttp import ClientSession

from bot.sandbox.server import Sandbox, start
from bot.sandbox.values import JsonObject
from tests.sandbox.conftest import get, post


async def said(person: ClientSession, chat_id: int) -> list[JsonObject]:
    async with person.get(f"/sandbox/chats/{chat_id}/messages") as response:
        return list((await response.json())["messages"])


async def test_a_conversation(bot: Bot, person: ClientSession) -> None:
    async with person.post("/sandbox/messages", json={"chat_id": 7, "text": "/start"}) as response:
        written = await response.json()
    assert written["text"] == "/start"

    update = (await bot.get_updates())[0]
    assert update.message is not None
    assert update.message.text == "/start"

    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Energy", callback_data="energy")]])
    sent = await bot.send_message(7, "<b>Choose</b> a sector", parse_mode="HTML", reply_markup=keyboard)
    assert sent.html_text == "<b>Choose</b> a sector"

    press = {"chat_id": 7, "message_id": sent.message_id, "data": "energy"}
    async with person.post("/sandbox/presses", json=press) as response:
        query_id = (await response.json())["callback_query_id"]
    pressed = (await bot.get_updates(offset=update.update_id + 1))[0]
    assert pressed.callback_query is not None
    assert (pressed.callback_query.id, pressed.callback_query.data) == (query_id, "energy")

    assert await bot.answer_callback_query(query_id)
    await bot.edit_message_text("Energy it is", chat_id=7, message_id=sent.message_id)
    assert [message["text"] for message in await said(person, 7)] == ["/start", "Energy it is"]


async def test_a_dispatcher_polls_and_answers(sandbox: Sandbox, bot: Bot) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(f"you said: {message.text}")

    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False, polling_timeout=30)
    )
    with sandbox.world.events.watch() as events:
        await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
        texts = [event["message"]["text"] for event in (await events.get(), await events.get()) if event]
    assert texts == ["hello", "you said: hello"]
    stopping = asyncio.create_task(dispatcher.stop_polling())
    await post(sandbox, "messages", {"chat_id": 7, "text": "wake up"})
    await asyncio.gather(stopping, polling)


async def test_two_sandboxes_know_nothing_of_each_other(sandbox: Sandbox) -> None:
    other = await start("127.0.0.1", 0, token="43:OTHER")
    try:
        await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
        assert (await get(other, "chats"))["chats"] == []
        assert (await get(other, "bot"))["id"] == 43
    finally:
        await other.close()


async def test_a_thousand_messages_at_once_all_arrive(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    await asyncio.gather(*(bot.send_message(7, f"no. {number}") for number in range(1_000)))
    newest = (await get(sandbox, "chats/7/messages?after=900"))["messages"]
    assert len(newest) == 101
    assert (await get(sandbox, "chats"))["chats"][0]["last_message"]["message_id"] == 1_001
