"""Messages of the bot: sent, edited, deleted, copied, forwarded, pinned; the chat shows them as they are now."""

import pytest
from aiogram import Bot
from aiogram.enums import ContentType
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputPollOption,
    InputRichMessage,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.sandbox.chats import MAX_MESSAGES, Chats
from bot.sandbox.server import Sandbox, start
from tests.sandbox.clocks import Clock
from tests.sandbox.conftest import bot_for, get, post

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Full", callback_data="full:1"),
            InlineKeyboardButton(text="Site", url="https://baq.kz"),
        ]
    ]
)


@pytest.fixture(autouse=True)
async def _chats(sandbox: Sandbox) -> None:
    """The private chat 7 with message 1, and the group -5."""
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    await post(sandbox, "chats", {"id": -5, "type": "group", "members": [7]})


async def test_numbers_go_up_and_only_the_newer_ones_are_asked_for(sandbox: Sandbox, bot: Bot) -> None:
    numbers = [(await bot.send_message(7, str(n))).message_id for n in range(3)]
    assert numbers == sorted(set(numbers))
    newer = (await get(sandbox, f"chats/7/messages?after={numbers[0]}"))["messages"]
    assert [message["text"] for message in newer] == ["1", "2"]
    assert all(message["from"]["is_bot"] for message in newer)
    assert (await get(sandbox, "chats/999/messages"))["messages"] == []


async def test_a_message_has_entities_and_keyboard_as_sent(bot: Bot) -> None:
    sent = await bot.send_message(7, "see /energy <i>now</i>", parse_mode="HTML", reply_markup=KEYBOARD)
    assert sent.entities is not None
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bot_command", 4, 7), ("italic", 12, 3)]
    assert sent.reply_markup is not None
    # The server writes addresses in their full form.
    assert sent.reply_markup.inline_keyboard[0][1].url == "https://baq.kz/"


async def test_editing_the_text_takes_the_keyboard_away_unless_it_is_given_again(bot: Bot) -> None:
    sent = await bot.send_message(7, "one", reply_markup=KEYBOARD)
    kept = await bot.edit_message_text("two", chat_id=7, message_id=sent.message_id, reply_markup=KEYBOARD)
    gone = await bot.edit_message_text("two", chat_id=7, message_id=sent.message_id)
    assert not isinstance(kept, bool)
    assert not isinstance(gone, bool)
    assert (kept.reply_markup is None, gone.reply_markup) == (False, None)
    assert gone.edit_date is not None
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(chat_id=7, message_id=sent.message_id)
    again = await bot.edit_message_reply_markup(chat_id=7, message_id=sent.message_id, reply_markup=KEYBOARD)
    assert not isinstance(again, bool)
    assert again.text == "two"


async def test_deleted_messages_are_gone(sandbox: Sandbox, bot: Bot) -> None:
    numbers = [(await bot.send_message(7, str(n))).message_id for n in range(4)]
    await bot.delete_message(7, numbers[0])
    await bot.delete_messages(7, [*numbers[1:3], 999])
    left = (await get(sandbox, "chats/7/messages"))["messages"]
    assert [message["text"] for message in left] == ["hello", "3"]


async def test_after_two_days_a_message_stays() -> None:
    clock = Clock()
    sandbox = await start("127.0.0.1", 0, clock=clock)
    bot = bot_for(sandbox)
    try:
        await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
        sent = await bot.send_message(7, "old")
        clock.now += 48 * 3600 + 1
        with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
            await bot.delete_message(7, sent.message_id)
    finally:
        await bot.session.close()
        await sandbox.close()


async def test_in_a_group_only_an_administrator_deletes_what_others_wrote(sandbox: Sandbox, bot: Bot) -> None:
    written = await post(sandbox, "messages", {"chat_id": -5, "text": "spam"})
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(-5, written["message_id"])
    await post(sandbox, "chats", {"id": -5, "members": [{"user": {"id": bot.id}, "status": "administrator"}]})
    assert await bot.delete_message(-5, written["message_id"])


async def test_a_forward_tells_where_it_comes_from_and_a_copy_does_not(bot: Bot) -> None:
    forwarded = await bot.forward_message(-5, 7, 1)
    assert forwarded.text == "hello"
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"
    again = await bot.forward_message(7, -5, forwarded.message_id)
    assert again.forward_origin == forwarded.forward_origin

    copied = await bot.copy_message(7, -5, forwarded.message_id)
    edited = await bot.edit_message_text("mine now", chat_id=7, message_id=copied.message_id)
    assert not isinstance(edited, bool)
    assert edited.forward_origin is None


async def test_what_is_protected_is_not_repeated(bot: Bot) -> None:
    sent = await bot.send_message(7, "secret", protect_content=True)
    for repeat, words in ((bot.forward_message, "forwarded"), (bot.copy_message, "copied")):
        with pytest.raises(TelegramBadRequest, match=f"message can't be {words}"):
            await repeat(7, 7, sent.message_id)
    assert await bot.forward_messages(7, 7, [sent.message_id]) == []
    assert len(await bot.copy_messages(7, 7, [1, sent.message_id, 999])) == 1


async def test_a_reply_holds_what_it_replies_to(bot: Bot) -> None:
    first = await bot.send_message(7, "one", reply_parameters=ReplyParameters(message_id=1))
    second = await bot.send_message(7, "two", reply_parameters=ReplyParameters(message_id=first.message_id))
    assert second.reply_to_message is not None
    assert (second.reply_to_message.text, second.reply_to_message.reply_to_message) == ("one", None)
    loose = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    assert (await bot.send_message(7, "three", reply_parameters=loose)).reply_to_message is None


async def test_the_reply_keyboard_belongs_to_the_chat(sandbox: Sandbox, bot: Bot) -> None:
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Energy")]], resize_keyboard=True)
    sent = await bot.send_message(7, "choose", reply_markup=keyboard)
    assert sent.reply_markup is None
    shown = {chat["id"]: chat.get("keyboard") for chat in (await get(sandbox, "chats"))["chats"]}
    assert shown == {7: {"keyboard": [[{"text": "Energy"}]], "resize_keyboard": True}, -5: None}
    await bot.send_message(7, "thanks", reply_markup=ReplyKeyboardRemove())
    assert all("keyboard" not in chat for chat in (await get(sandbox, "chats"))["chats"])
    await bot.send_message(7, "and?", reply_markup=ForceReply(force_reply=True))


async def test_messages_that_are_no_text_keep_what_was_said(bot: Bot) -> None:
    poll = await bot.send_poll(7, "Which?", [InputPollOption(text="Energy"), InputPollOption(text="Transport")])
    assert poll.poll is not None
    assert [option.text for option in poll.poll.options] == ["Energy", "Transport"]
    venue = await bot.send_venue(7, 51.1, 71.4, title="Astana", address="Esil")
    assert venue.venue is not None
    assert (venue.venue.location.latitude, venue.venue.title) == (51.1, "Astana")
    contact = await bot.send_contact(7, "+7701", "Ann")
    assert contact.contact is not None
    assert contact.contact.phone_number == "+7701"
    rich = await bot.send_rich_message(7, InputRichMessage(html="<h1>News</h1><p>text</p>"))
    assert rich.content_type == ContentType.RICH_MESSAGE
    dice = await bot.send_dice(7)
    assert dice.dice is not None
    assert 1 <= dice.dice.value <= 6


async def test_pins_are_told_by_get_chat(bot: Bot) -> None:
    sent = await bot.send_message(7, "rules")
    await bot.pin_chat_message(7, sent.message_id)
    pinned = (await bot.get_chat(7)).pinned_message
    assert pinned is not None
    assert pinned.message_id == sent.message_id
    await bot.unpin_chat_message(7)
    assert (await bot.get_chat(7)).pinned_message is None
    with pytest.raises(TelegramBadRequest, match="message to unpin not found"):
        await bot.unpin_chat_message(7)


def test_a_chat_forgets_its_oldest_messages_and_their_pins() -> None:
    chat = Chats({"id": 42}).add({"id": 7, "type": "private"})
    chat.pinned.append(1)
    for number in range(1, MAX_MESSAGES + 2):
        chat.keep({"message_id": number})
    assert (len(chat.messages), min(chat.messages), chat.pinned) == (MAX_MESSAGES, 2, [])
