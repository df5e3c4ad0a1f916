"""Who is in a group, and as what: the bot bans, restricts and promotes if it is an administrator."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted, ChatPermissions

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import post

GROUP = -1_000_000_000_001


@pytest.fixture(autouse=True)
async def _group(sandbox: Sandbox) -> None:
    members = [5, {"user": {"id": 8}, "status": "creator"}, {"user": {"id": 42}, "status": "administrator"}]
    await post(sandbox, "chats", {"id": GROUP, "type": "supergroup", "members": members})


async def status(bot: Bot, user_id: int) -> str:
    return str((await bot.get_chat_member(GROUP, user_id)).status)


async def test_banned_restricted_promoted_and_back(bot: Bot) -> None:
    await bot.ban_chat_member(GROUP, 5)
    assert await status(bot, 5) == "kicked"
    await bot.unban_chat_member(GROUP, 5)
    assert await status(bot, 5) == "left"
    await bot.restrict_chat_member(GROUP, 5, ChatPermissions(can_send_messages=True, can_send_photos=False))
    member = await bot.get_chat_member(GROUP, 5)
    assert isinstance(member, ChatMemberRestricted)
    assert (member.can_send_messages, member.can_send_photos) == (True, False)
    await bot.promote_chat_member(GROUP, 5, can_delete_messages=True)
    member = await bot.get_chat_member(GROUP, 5)
    assert isinstance(member, ChatMemberAdministrator)
    assert (member.can_delete_messages, member.can_pin_messages) == (True, False)
    await bot.promote_chat_member(GROUP, 5)
    assert await status(bot, 5) == "member"
    await bot.unban_chat_member(GROUP, 5, only_if_banned=True)
    assert await status(bot, 5) == "member"


async def test_the_bot_hears_of_it_if_it_asked_to(bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["chat_member"])
    await bot.ban_chat_member(GROUP, 5)
    change = (await bot.get_updates())[-1].chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")


@pytest.mark.parametrize(
    ("user_id", "words"), [(8, "can't remove chat owner"), (42, "can't restrict self"), (5, "not enough rights")]
)
async def test_what_it_may_not(sandbox: Sandbox, bot: Bot, user_id: int, words: str) -> None:
    if user_id == 5:
        await post(sandbox, "chats", {"id": GROUP, "members": [{"user": {"id": 42}, "status": "member"}]})
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.ban_chat_member(GROUP, user_id)


async def test_a_private_chat_has_no_members_to_ban(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    with pytest.raises(TelegramBadRequest, match="supergroup and channel chats only"):
        await bot.ban_chat_member(7, 7)
