"""The bot's own coming and going: whether it may write to a chat decides whether anything is planned for it."""

from aiogram import Router
from aiogram.types import (
    Chat,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatMemberUnion,
    ChatMemberUpdated,
)

from bot.delivery import losses, subscribing
from bot.delivery.verdicts import Why
from bot.telegram.channels import hears_posts
from bot.telegram.desk import Desk
from bot.telegram.notices import reader_lost
from storage import readers
from storage.records import Reader


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="membership")
    here.my_chat_member.register(changed)
    return here


async def changed(event: ChatMemberUpdated, desk: Desk) -> None:
    """The bot was blocked or unblocked, removed or added, made an administrator or not."""
    if desk.collecting is not None:
        await desk.collecting.posts.note_hearing(event.chat.id, hears=hears_posts(event.new_chat_member))
    if not can_write(event.chat, event.new_chat_member):
        await _lose(event, desk)
        return
    async with desk.database.read() as connection:
        met = await readers.in_chat(connection, event.chat.id)
    for reader in met:
        if reader.gone_why is not None:
            await subscribing.come_back(desk.database, reader.id, now=desk.now())


async def _lose(event: ChatMemberUpdated, desk: Desk) -> None:
    """Serve a chat and its topics no longer; nothing is sent there any more whose refusal could tell of it later."""

    def notice(to: Reader, gone: Reader, why: Why) -> str:
        return reader_lost(gone, why, desk.texts[to.language])

    why = why_lost(event.chat, event.new_chat_member)
    async with desk.database.write() as connection:
        met = await readers.in_chat(connection, event.chat.id)
        await losses.lose(connection, met, why, now=desk.now(), notice=notice)


def why_lost(chat: Chat, me: ChatMemberUnion) -> Why:
    """Why a member may not write to a chat, where they may not; a private chat has blocked the bot."""
    if chat.type == "private":
        return Why.BLOCKED
    out = isinstance(me, ChatMemberLeft | ChatMemberBanned) or (
        isinstance(me, ChatMemberRestricted) and not me.is_member
    )
    return Why.REMOVED if out else Why.NO_RIGHTS


def can_write(chat: Chat, me: ChatMemberUnion) -> bool:
    """Whether a member may write to a chat; to a channel only administrators with that right may."""
    if isinstance(me, ChatMemberOwner):
        return True
    if chat.type == "channel":
        return isinstance(me, ChatMemberAdministrator) and bool(me.can_post_messages)
    if isinstance(me, ChatMemberRestricted):
        return me.is_member and me.can_send_messages
    return isinstance(me, ChatMemberAdministrator | ChatMemberMember)
