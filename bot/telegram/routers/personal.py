"""``/mydata`` and ``/forget``: a chat sees everything that is kept about it, and has it deleted."""

import json
import logging
from datetime import datetime
from typing import cast

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message, User
from aiogram.utils.formatting import Text

from bot.telegram.commands import forget_commands
from bot.telegram.edits import turn_to
from bot.telegram.paging import clip
from bot.telegram.render import Page
from bot.telegram.rights import ByAdministrators
from bot.telegram.scene import Scene, send
from bot.telegram.settings_buttons import SettingsButton, SettingsStep
from bot.telegram.settings_pages import forget_page
from storage import personal

log = logging.getLogger(__name__)

FILE = "svodka-data.json"

TITLE_UNITS = 60


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="personal")
    here.message.middleware(ByAdministrators("data-admins-only"))
    here.callback_query.middleware(ByAdministrators("data-admins-only"))
    here.message.register(show_data, Command("mydata", ignore_case=True))
    here.message.register(ask_to_forget, Command("forget", ignore_case=True))
    here.callback_query.register(show_data_below, SettingsButton.filter(F.step == SettingsStep.MY_DATA))
    here.callback_query.register(ask_in_place, SettingsButton.filter(F.step == SettingsStep.FORGET))
    here.callback_query.register(forget, SettingsButton.filter(F.step == SettingsStep.FORGET_SURELY))
    return here


async def show_data(message: Message, bot: Bot, scene: Scene) -> None:
    """``/mydata``: a file; that of a group comes to who asked, in private: all its members would see it there."""
    said = await _send_data(bot, scene, message.from_user)
    if said is not None:
        await message.answer(said)


async def show_data_below(query: CallbackQuery, bot: Bot, scene: Scene) -> None:
    """The same by a button."""
    said = await _send_data(bot, scene, query.from_user)
    await query.answer(said, show_alert=said is not None)


async def ask_to_forget(message: Message, scene: Scene) -> None:
    """``/forget``: what will be gone, and whether it shall be."""
    await send(message, forget_page(scene.reader, scene.texts))


async def ask_in_place(query: CallbackQuery, scene: Scene) -> None:
    """The same by a button."""
    await turn_to(query, forget_page(scene.reader, scene.texts))


async def forget(query: CallbackQuery, scene: Scene) -> None:
    """Delete everything; whoever writes next is a stranger. Pressed twice, the second finds nothing."""
    chat_id = scene.reader.chat_id
    async with scene.desk.database.write() as connection:
        await personal.forget(connection, chat_id)
    log.info("a chat had all that was kept about it deleted")
    done = "forget-done" if scene.reader.kind == "private" else "forget-done-chat"
    await turn_to(query, Page(Text(scene.texts(done))))
    await forget_commands(cast("Message", query.message))


async def _send_data(bot: Bot, scene: Scene, user: User | None) -> str | None:
    """Send the file to the person who asked; what is to be said in the chat then."""
    reader, texts = scene.reader, scene.texts
    async with scene.desk.database.read() as connection:
        found = await personal.kept(connection, reader.chat_id)
    data = {"chat_id": reader.chat_id, "told_at": scene.now, **found}
    body = json.dumps(data, ensure_ascii=False, indent=2, default=_written).encode()
    file = BufferedInputFile(body, FILE)
    if reader.kind == "private":
        await bot.send_document(reader.chat_id, file, caption=texts("mydata-caption"))
        return None
    title = clip(reader.title or f"#{reader.chat_id}", TITLE_UNITS)
    try:
        await bot.send_document(user.id if user else 0, file, caption=texts("mydata-caption-chat", title=title))
    except (TelegramForbiddenError, TelegramBadRequest):  # they never wrote to the bot, or write as the group itself
        return texts("mydata-unreachable")
    return texts("mydata-sent")


def _written(value: object) -> str:
    """A time with its zone, as ISO 8601 has it."""
    return cast("datetime", value).isoformat()
