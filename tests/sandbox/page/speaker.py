"""The bot that these tests talk to: it answers so that a test can see what it understood."""

from aiogram import F, Router
from aiogram.enums import ChatAction
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

PAGER = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Next", callback_data="turn"),
            InlineKeyboardButton(text="Warn", callback_data="warn"),
        ],
        [InlineKeyboardButton(text="Site", url="https://example.org/"), InlineKeyboardButton(text="Play", pay=True)],
    ]
)
CHOICES = ReplyKeyboardMarkup(
    keyboard=[[KeyboardButton(text="Energy"), KeyboardButton(text="My place", request_location=True)]],
    input_field_placeholder="Choose a sector",
)


def speaker() -> Router:
    """Handlers by name of what the person does."""
    router = Router()
    router.message.register(_start, CommandStart())
    router.message.register(_choices, Command("choices"))
    router.message.register(_no_choices, Command("nochoices"))
    router.message.register(_ask, Command("ask"))
    router.message.register(_think, Command("think"))
    router.message.register(_document, F.document)
    router.message.register(_echo)
    router.callback_query.register(_turn, F.data == "turn")
    router.callback_query.register(_warn, F.data == "warn")
    return router


async def _start(message: Message) -> None:
    language = message.from_user.language_code if message.from_user else None
    await message.answer(f"Hello, {message.chat.first_name}, in {language}. Try /choices.", reply_markup=PAGER)


async def _choices(message: Message) -> None:
    await message.answer("Choose.", reply_markup=CHOICES)


async def _no_choices(message: Message) -> None:
    await message.answer("Write.", reply_markup=ReplyKeyboardRemove())


async def _ask(message: Message) -> None:
    await message.answer("Your town?", reply_markup=ForceReply())


async def _think(message: Message) -> None:
    if message.bot is not None:
        await message.bot.send_chat_action(message.chat.id, ChatAction.TYPING)


async def _document(message: Message) -> None:
    if message.document is not None:
        await message.reply(f"{message.document.file_name}: {message.document.file_size} bytes, {message.caption}")


async def _echo(message: Message) -> None:
    to = f" (to: {message.reply_to_message.text})" if message.reply_to_message else ""
    await message.answer(f"You said: {message.text}{to}")


async def _turn(query: CallbackQuery) -> None:
    if isinstance(query.message, Message):
        await query.message.edit_text("The second page", reply_markup=PAGER)
    await query.answer("Turned")


async def _warn(query: CallbackQuery) -> None:
    await query.answer("Mind the gap", show_alert=True)
