"""The bot's own coming and going: whether it may write to a chat decides whether anything is planned for it."""

from aiogram import Router
from aiogram.types import (
    Chat,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatMemberUnion,
    ChatMemberUpdated,
)

from bot.delivery import subscribing
from bot.telegram.desk import Desk
from storage import readers


def router() -> Router:
    """The handlers of this subject."""
    here = Router(name="membership")
    here.my_chat_member.register(changed)
    return here


async def changed(event: ChatMemberUpdated, desk: Desk) -> None:
    """The bot was blocked or unblocked, removed or added, made an administrator or not."""
    async with desk.database.read() as connection:
        met = await readers.in_chat(connection, event.chat.id)
    writes = can_write(event.chat, event.new_chat_member)
    for reader in met:
        if not writes:
            await subscribing.leave(desk.database, reader.id, str(event.new_chat_member.status), now=desk.now())
        elif reader.gone_why is not None:
            await subscribing.come_back(desk.database, reader.id, now=desk.now())


def can_write(chat: Chat, me: ChatMemberUnion) -> bool:
    """Whether a member may write to a chat; to a channel only administrators with that right may."""
    if isinstance(me, ChatMemberOwner):
        return True
    if chat.type == "channel":
        return isinstance(me, ChatMemberAdministrator) and bool(me.can_post_messages)
    if isinstance(me, ChatMemberRestricted):
        return me.is_member and me.can_send_messages
    return isinstance(me, ChatMemberAdministrator | ChatMemberMember)
