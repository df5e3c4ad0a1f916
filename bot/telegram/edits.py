"""Turning a page in place: an edit of the message that the button is under."""

from typing import cast

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.telegram.render import Page

NOT_MODIFIED = "message is not modified"
"""What the server says of an edit that changes nothing (td/telegram/MessagesManager.cpp)."""

GONE = ("message to edit not found", "message can't be edited")
"""What it says of a message that was deleted after the press, or that is too old."""


TOO_LATE = ("query is too old", "query ID is invalid")
"""What it says of an answer to a press that is longer ago than some ten seconds."""


async def turn_to(query: CallbackQuery, page: Page, told: str | None = None) -> None:
    """Show a page in place of the one the button is under, or anew where that is gone; ``told`` is said in passing.

    Pressing twice changes nothing and is no error.
    """
    await put(cast("Message", query.message), page)
    await answered(query, told)


async def answered(query: CallbackQuery, told: str | None = None) -> None:
    """End the waiting that the client shows; where the limiter had let us wait, it may have ended by itself."""
    try:
        await query.answer(told)
    except TelegramBadRequest as error:
        if not is_too_late(error):
            raise


def is_too_late(error: TelegramBadRequest) -> bool:
    """Whether the server refuses an answer to a press because it came too long after it."""
    return any(words in error.message for words in TOO_LATE)


async def put(message: Message, page: Page) -> Message:
    """Show a page in place of a message of ours, or anew where that is gone; the message that shows it."""
    shown = {**page.content.as_kwargs(), "reply_markup": page.keyboard}
    try:
        await message.edit_text(**shown)
    except TelegramBadRequest as error:
        if any(words in error.message for words in GONE):
            return await message.answer(**shown)
        if NOT_MODIFIED not in error.message:
            raise
    return message
