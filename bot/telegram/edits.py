"""Turning a page in place: an edit of the message that the button is under."""

from typing import cast

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.telegram.render import Page

NOT_MODIFIED = "message is not modified"
"""What the server says of an edit that changes nothing (td/telegram/MessagesManager.cpp)."""


async def turn_to(query: CallbackQuery, page: Page) -> None:
    """Show a page in place of the one the button is under; pressing twice changes nothing and is no error."""
    message = cast("Message", query.message)
    try:
        await message.edit_text(**page.content.as_kwargs(), reply_markup=page.keyboard)
    except TelegramBadRequest as error:
        if NOT_MODIFIED not in error.message:
            raise
    await query.answer()
