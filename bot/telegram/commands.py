"""What Telegram shows of the bot by itself: the command menu, and the description in an empty chat."""

import logging

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeChat, Message

from bot.telegram.desk import Desk
from bot.telegram.names import ADMINS_ONLY, FIXED
from bot.telegram.render import label
from bot.telegram.texts import LANGUAGES, Texts
from bot.text.taxonomy import Taxonomy
from storage import readers

log = logging.getLogger(__name__)

DESCRIPTION_CHARACTERS = 256
"""The longest description of a command (Bot API, BotCommand)."""


def menu(taxonomy: Taxonomy, texts: Texts, *, admin: bool = False) -> list[BotCommand]:
    """The commands of one language; an admin has a few more."""
    sectors = [
        BotCommand(command=sector.key, description=label(sector, texts.language)[:DESCRIPTION_CHARACTERS])
        for sector in taxonomy.sectors
    ]
    fixed = (*FIXED, *ADMINS_ONLY) if admin else FIXED
    return [*sectors, *(BotCommand(command=one, description=texts(f"command-{one}")) for one in fixed)]


async def set_profile(bot: Bot, desk: Desk) -> None:
    """Give Telegram the menus and what an empty chat shows, in all languages; English is for those of no other."""
    for language, code in (("en", None), *((language, language) for language in LANGUAGES)):
        texts = desk.texts[language]
        await bot.set_my_commands(menu(desk.taxonomy, texts, admin=desk.trial), language_code=code)
        await bot.set_my_description(texts("start"), language_code=code)


async def set_commands(message: Message, desk: Desk, texts: Texts) -> None:
    """Give one chat the menu of the language it chose, whatever its Telegram speaks."""
    if message.bot is not None:
        await _set_in_chat(message.bot, desk, message.chat.id, texts)


async def set_admins_commands(bot: Bot, desk: Desk) -> None:
    """Give admins their menu; one whom the bot has never met, or who blocked it, goes without."""
    for user_id in desk.admins:
        async with desk.database.read() as connection:
            met = await readers.find(connection, chat_id=user_id, thread_id=0)
        try:
            await _set_in_chat(bot, desk, user_id, desk.texts[met[0].language if met else LANGUAGES[0]])
        except TelegramAPIError as error:
            log.info("admin %d has no menu of their own: %s", user_id, error)


async def _set_in_chat(bot: Bot, desk: Desk, chat_id: int, texts: Texts) -> None:
    commands = menu(desk.taxonomy, texts, admin=desk.is_admin(chat_id))
    await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id=chat_id))
