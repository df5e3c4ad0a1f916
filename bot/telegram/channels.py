"""Channels as people name them, and whether the bot is in one."""

import re

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import (
    ChatFullInfo,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberUnion,
    Message,
    MessageOriginChannel,
)

from bot.collecting.posts import FIRST_CHANNEL

_NAME = re.compile(r"(?:https?://)?(?:t\.me/|telegram\.me/|@)?([A-Za-z][A-Za-z0-9_]{3,31})(?:/\d+)?/?")
"""A public channel as people write it: @name, its address, the address of a post in it."""

_SURELY = re.compile(r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/|@", re.IGNORECASE)

_NUMBER = re.compile(r"-100\d{5,13}")

_MEMBERS = re.compile(r"(?:https?://)?(?:t|telegram)\.me/c/(\d{1,13})(?:/\d+)*/?")
"""A channel, or a post in it, as its members' clients name it: the number without the -100 before it."""


async def named_channel(bot: Bot, message: Message, said: str | None = None) -> ChatFullInfo | None:
    """The chat that a message was forwarded from, or names by what is said in it, if the bot can see it."""
    if isinstance(message.forward_origin, MessageOriginChannel):
        return await seen_by(bot, message.forward_origin.chat.id)
    name = (said or message.text or "").strip()
    if _NUMBER.fullmatch(name):
        return await seen_by(bot, int(name))
    if members := _MEMBERS.fullmatch(name):
        return await seen_by(bot, FIRST_CHANNEL - int(members[1]))
    found = _NAME.fullmatch(name)
    return await seen_by(bot, f"@{found[1]}") if found else None


async def seen_by(bot: Bot, chat_id: int | str) -> ChatFullInfo | None:
    """A chat, if the bot can see it."""
    try:
        return await bot.get_chat(chat_id)
    except (TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat):
        return None


async def hears(bot: Bot, channel_id: int) -> bool:
    """Whether the bot is in a channel, so that its posts come to it."""
    try:
        me = await bot.get_chat_member(channel_id, bot.id)
    except (TelegramBadRequest, TelegramForbiddenError):
        return False
    return hears_posts(me)


def hears_posts(me: ChatMemberUnion) -> bool:
    """Whether a member of a channel is sent its posts: whoever is in it."""
    return isinstance(me, ChatMemberOwner | ChatMemberAdministrator | ChatMemberMember)


def means_channel(name: str) -> bool:
    """Whether what was written can't mean anything but a place in Telegram: an address of it, or an @name."""
    name = name.strip()
    return bool(_SURELY.match(name) or _NUMBER.fullmatch(name))
