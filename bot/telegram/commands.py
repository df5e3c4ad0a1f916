"""What Telegram shows of the bot by itself: the command menu, and the description in an empty chat."""

from collections.abc import Mapping

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeChat, Message

from bot.telegram.names import FIXED
from bot.telegram.render import label
from bot.telegram.texts import LANGUAGES, Texts
from bot.text.taxonomy import Taxonomy

DESCRIPTION_CHARACTERS = 256
"""The longest description of a command (Bot API, BotCommand)."""


def menu(taxonomy: Taxonomy, texts: Texts) -> list[BotCommand]:
    """The commands of one language."""
    sectors = [
        BotCommand(command=sector.key, description=label(sector, texts.language)[:DESCRIPTION_CHARACTERS])
        for sector in taxonomy.sectors
    ]
    return [*sectors, *(BotCommand(command=one, description=texts(f"command-{one}")) for one in FIXED)]


async def set_profile(bot: Bot, taxonomy: Taxonomy, texts: Mapping[str, Texts]) -> None:
    """Give Telegram the menus and what an empty chat shows, in all languages; English is for those of no other."""
    for language, code in (("en", None), *((language, language) for language in LANGUAGES)):
        await bot.set_my_commands(menu(taxonomy, texts[language]), language_code=code)
        await bot.set_my_description(texts[language]("start"), language_code=code)


async def set_commands(message: Message, taxonomy: Taxonomy, texts: Texts) -> None:
    """Give one chat the menu of the language it chose, whatever its Telegram speaks."""
    if message.bot is not None:
        scope = BotCommandScopeChat(chat_id=message.chat.id)
        await message.bot.set_my_commands(menu(taxonomy, texts), scope=scope)
