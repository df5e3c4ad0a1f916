"""The server as a whole: a person writes, the bot answers, both sides see it."""

from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import ClientSession

from bot.sandbox.values import JsonObject


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
