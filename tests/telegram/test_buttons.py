"""Buttons under messages that are gone: the press is answered, and what it asked for is shown where it can be."""

from aiogram import Bot
from aiogram.types import InaccessibleMessage

from bot.telegram import dispatcher
from bot.telegram.desk import Desk
from tests.conftest import oil
from tests.person import buttons
from tests.telegram.conftest import Conversation, take


def carried(buttons_shown: dict[str, str], label: str) -> str:
    """What the button carries whose label begins so."""
    (data,) = [data for text, data in buttons_shown.items() if text.startswith(label)]
    return data


async def test_a_page_turned_under_a_deleted_message_comes_anew(chat: Conversation, desk: Desk, bot: Bot) -> None:
    for number in range(6):
        await take(desk, oil(number))
    (message,) = await chat.say("/energy")
    await chat.press(message, carried(buttons(message), "Дальше"))
    await bot.delete_message(chat.chat_id, message["message_id"])
    (turned,) = await chat.answers()
    assert "2/2" in buttons(turned)
    assert (await chat.toasts())[-1] == ""


async def test_a_press_under_a_message_that_is_not_shown_to_us_is_answered(
    chat: Conversation, desk: Desk, bot: Bot
) -> None:
    (message,) = await chat.say("/start")
    await chat.press(message, carried(buttons(message), "⚡"))
    (update,) = [one for one in await bot.get_updates() if one.callback_query]
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    gone = InaccessibleMessage(chat=update.callback_query.message.chat, message_id=message["message_id"], date=0)
    query = update.callback_query.model_copy(update={"message": gone})
    await dispatcher.build(desk).feed_update(bot, update.model_copy(update={"callback_query": query}))
    assert "от старого сообщения" in (await chat.toasts())[-1]
