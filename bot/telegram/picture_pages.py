"""Pictures as messages: sent with a caption and buttons, and put in each other's place by those."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from aiogram.exceptions import TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message
from aiogram.utils.formatting import Italic, Text
from babel.numbers import format_decimal

from bot.telegram.buttons import button
from bot.telegram.edits import GONE, NOT_MODIFIED
from bot.telegram.gallery import Picture, Words
from bot.telegram.texts import Texts

OFFERED = (7, 30, 90)
"""Periods that there are pictures of, in days."""

CAPTION_UNITS = 1024
"""A caption after its entities are parsed (Bot API, sendPhoto)."""

NO_PHOTOS = "not enough rights to send photos"
"""What the server says in a group whose members may write, but send no pictures."""


@dataclass(frozen=True, slots=True)
class PicturePage:
    """A picture's words, its caption and its buttons."""

    words: Words
    caption: Text
    keyboard: InlineKeyboardMarkup


async def send_picture(message: Message, page: PicturePage, picture: Picture) -> None:
    """A picture in the chat of a message; its words alone where no pictures may be sent."""
    caption = page.caption.as_caption_kwargs()
    if picture.file_id is not None:
        try:
            await message.answer_photo(picture.file_id, **caption, reply_markup=page.keyboard)
        except TelegramBadRequest as error:
            if NO_PHOTOS not in error.message:  # it knows the file no longer: the bytes are here
                picture.file_id = None
        else:
            return
    try:
        _keep(picture, await message.answer_photo(_upload(picture), **caption, reply_markup=page.keyboard))
    except TelegramBadRequest as error:
        if NO_PHOTOS not in error.message:
            raise
        await message.answer(**page.caption.as_kwargs(), reply_markup=page.keyboard)


async def put_picture(message: Message, page: PicturePage, picture: Picture) -> None:
    """Show a page in place of a picture of ours; anew below what is no picture, or is gone."""
    if not message.photo:
        await send_picture(message, page, picture)
        return
    caption = page.caption.as_caption_kwargs()
    for media in [picture.file_id, None] if picture.file_id else [None]:
        shown = InputMediaPhoto(media=media or _upload(picture), **caption)
        try:
            _keep(picture, await message.edit_media(shown, reply_markup=page.keyboard))
        except TelegramBadRequest as error:
            if NOT_MODIFIED in error.message:
                return
            if any(words in error.message for words in GONE):
                await send_picture(message, page, picture)
                return
            if media is None:
                raise
            picture.file_id = None
        else:
            return


def periods_row(days: int, texts: Texts, to: Callable[[int], CallbackData]) -> list[InlineKeyboardButton]:
    """The row that asks for another period; the one that is shown has a mark."""
    named = {offered: texts("trends-days", days=offered) for offered in OFFERED}
    return [button(f"• {name} •" if offered == days else name, to(offered)) for offered, name in named.items()]


def theme_button(texts: Texts, to: Callable[[bool], CallbackData], *, dark: bool) -> InlineKeyboardButton:
    """What asks for the same on paper of another colour."""
    return button(texts("trends-light" if dark else "trends-dark"), to(not dark))


def number(value: int, texts: Texts) -> str:
    """A number as the language writes it."""
    return format_decimal(value, locale=texts.language)


def signed(value: int, texts: Texts) -> str:
    """A difference: «+12», «−3», «0»."""
    sign = {1: "+", -1: "−"}.get((value > 0) - (value < 0), "")
    return sign + number(abs(value), texts)


def days_of(dates: Sequence[date], texts: Texts) -> str:
    """The first and the last of some days."""
    first, last = (datetime.combine(day, time(12), UTC) for day in (dates[0], dates[-1]))
    return texts.period(first, last, UTC)


def captioned(heading: Sequence[Text | str], lines: Sequence[str], note: str) -> Text:
    """The heading, as many lines as there is room for, and how it was counted."""
    last = Italic(note)
    used = len(Text(*heading)) + len(last) + 2
    parts: list[Text | str] = list(heading)
    for line in lines:
        size = len(Text(line)) + 1
        if used + size > CAPTION_UNITS:
            break
        parts += ["\n", line]
        used += size
    return Text(*parts, "\n\n" if lines else "\n", last)


def _upload(picture: Picture) -> BufferedInputFile:
    return BufferedInputFile(picture.png, filename="chart.png")


def _keep(picture: Picture, sent: Message | bool) -> None:
    if isinstance(sent, Message) and sent.photo:
        picture.file_id = sent.photo[-1].file_id
