"""What Telegram shows of the bot by itself: the command menu, and the description in an empty chat."""

import logging
from collections.abc import Sequence
from typing import cast

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeDefault,
    BotCommandScopeUnion,
    Chat,
    Message,
)

from bot.telegram.desk import Desk
from bot.telegram.mentions import GROUPS
from bot.telegram.names import ADMINS_ONLY, FIRST, FIXED, IN_GROUPS, OF_GROUP_ADMINS
from bot.telegram.render import label
from bot.telegram.texts import LANGUAGES, Texts
from bot.text.taxonomy import Taxonomy
from storage import readers

log = logging.getLogger(__name__)

DESCRIPTION_CHARACTERS = 256
"""The longest description of a command (Bot API, BotCommand)."""

MOST_COMMANDS = 100
"""Of a menu (Bot API, setMyCommands): with more, none would be shown. Whoever edits the taxonomy keeps the first."""


def menu(taxonomy: Taxonomy, texts: Texts, *, admin: bool = False) -> list[BotCommand]:
    """The commands of a private chat in one language: the verbs, the sectors, the rest; an admin has a few more."""
    first = [one for one in FIRST if one in FIXED]
    rest = [one for one in FIXED if one not in first]
    return _commands(first, taxonomy, (*rest, *(ADMINS_ONLY if admin else ())), texts)


def group_menu(taxonomy: Taxonomy, texts: Texts, *, admin: bool = False) -> list[BotCommand]:
    """The commands of a group: what anybody asks there; those who administer it set things, too."""
    setting = [one for one in OF_GROUP_ADMINS if admin and one in FIXED]
    return _commands([one for one in IN_GROUPS if one in FIXED], taxonomy, setting, texts)


async def set_profile(bot: Bot, desk: Desk) -> None:
    """Give Telegram the menus and what an empty chat shows, in all languages; English is for those of no other."""
    for language, code in (("en", None), *((language, language) for language in LANGUAGES)):
        texts = desk.texts[language]
        private = menu(desk.taxonomy, texts, admin=desk.trial)
        shown: list[tuple[BotCommandScopeUnion, list[BotCommand]]] = [
            (BotCommandScopeDefault(), private),
            (BotCommandScopeAllPrivateChats(), private),
            (BotCommandScopeAllGroupChats(), group_menu(desk.taxonomy, texts)),
            (BotCommandScopeAllChatAdministrators(), group_menu(desk.taxonomy, texts, admin=True)),
        ]
        for scope, commands in shown:
            await bot.set_my_commands(commands, scope=scope, language_code=code)
        await bot.set_my_description(texts("start"), language_code=code)
        await bot.set_my_short_description(texts("short-description"), language_code=code)


async def set_commands(message: Message, desk: Desk, texts: Texts) -> None:
    """Give one chat the menu of the language it chose, whatever its Telegram speaks; the choice stands without it."""
    if message.bot is None:
        return
    try:
        if message.chat.type not in GROUPS:
            await _set_in_chat(message.bot, desk, message.chat.id, texts)
            return
        for admin, scope in enumerate(_scopes(message.chat)):
            await message.bot.set_my_commands(group_menu(desk.taxonomy, texts, admin=bool(admin)), scope=scope)
    except TelegramAPIError as error:
        log.info("a chat keeps the menu that it had: %s", error)


async def forget_commands(message: Message) -> None:
    """Take a chat's own menu away, which is in the language that was chosen there."""
    bot = cast("Bot", message.bot)
    for scope in _scopes(message.chat):
        try:
            await bot.delete_my_commands(scope=scope)
        except TelegramAPIError as error:
            log.info("the menu of a chat that was forgotten stays: %s", error)


def _scopes(chat: Chat) -> tuple[BotCommandScopeUnion, ...]:
    """Whose menus in one chat are set: everybody's, and in a group then those of who administer it."""
    everybody = BotCommandScopeChat(chat_id=chat.id)
    return (everybody, BotCommandScopeChatAdministrators(chat_id=chat.id)) if chat.type in GROUPS else (everybody,)


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


def _commands(before: Sequence[str], taxonomy: Taxonomy, after: Sequence[str], texts: Texts) -> list[BotCommand]:
    sectors = [
        BotCommand(command=sector.key, description=label(sector, texts.language)[:DESCRIPTION_CHARACTERS])
        for sector in taxonomy.sectors
    ]
    top, bottom = (
        [BotCommand(command=one, description=texts(f"command-{one}")) for one in names] for names in (before, after)
    )
    return [*top, *sectors, *bottom][:MOST_COMMANDS]
