"""The menu of commands: set by scope and language, seen in Telegram's order."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
)

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import get, post

GROUP = -5
# The narrower first: what Telegram looks for in a private chat, and for an administrator of a group.
PRIVATE = [BotCommandScopeChat(chat_id=7), BotCommandScopeAllPrivateChats(), BotCommandScopeDefault()]
ADMINISTRATOR = [
    BotCommandScopeChatMember(chat_id=GROUP, user_id=6),
    BotCommandScopeChatAdministrators(chat_id=GROUP),
    BotCommandScopeChat(chat_id=GROUP),
    BotCommandScopeAllChatAdministrators(),
    BotCommandScopeAllGroupChats(),
    BotCommandScopeDefault(),
]


@pytest.fixture(autouse=True)
async def _chats(sandbox: Sandbox) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    members = [5, {"user": {"id": 6}, "status": "administrator"}]
    await post(sandbox, "chats", {"id": GROUP, "type": "group", "members": members})


def menu(name: str) -> list[BotCommand]:
    return [BotCommand(command=name, description=f"shows {name}")]


async def seen(sandbox: Sandbox, chat_id: int, user_id: int, language: str) -> list[str]:
    address = f"commands?chat_id={chat_id}&user_id={user_id}&language_code={language}"
    return [command["command"] for command in (await get(sandbox, address))["commands"]]


@pytest.mark.parametrize(("scopes", "chat_id", "user_id"), [(PRIVATE, 7, 7), (ADMINISTRATOR, GROUP, 6)])
async def test_the_narrowest_list_is_seen_and_its_language_first(
    sandbox: Sandbox, bot: Bot, scopes: list[Any], chat_id: int, user_id: int
) -> None:
    for number, scope in enumerate(scopes):
        await bot.set_my_commands(menu(f"any_{number}"), scope)
        await bot.set_my_commands(menu(f"kk_{number}"), scope, "kk")
    for number, scope in enumerate(scopes):
        assert await seen(sandbox, chat_id, user_id, "kk") == [f"kk_{number}"]
        assert await seen(sandbox, chat_id, user_id, "ru") == [f"any_{number}"]
        await bot.delete_my_commands(scope, "kk")
        assert await seen(sandbox, chat_id, user_id, "kk") == [f"any_{number}"]
        await bot.delete_my_commands(scope)
    assert await seen(sandbox, chat_id, user_id, "kk") == []


async def test_a_member_does_not_see_what_administrators_see(sandbox: Sandbox, bot: Bot) -> None:
    await bot.set_my_commands(menu("ban"), BotCommandScopeAllChatAdministrators())
    await bot.set_my_commands(menu("help"), BotCommandScopeAllGroupChats())
    assert await seen(sandbox, GROUP, 6, "") == ["ban"]
    assert await seen(sandbox, GROUP, 5, "") == ["help"]


async def test_what_was_set_is_given_back_for_exactly_that_scope(bot: Bot) -> None:
    await bot.set_my_commands(menu("energy"))
    assert [command.command for command in await bot.get_my_commands()] == ["energy"]
    assert await bot.get_my_commands(language_code="kk") == []
    assert await bot.get_my_commands(BotCommandScopeChat(chat_id=7)) == []


async def test_the_bot_tells_about_itself_by_language(sandbox: Sandbox, bot: Bot) -> None:
    await bot.set_my_description("News by sector")
    await bot.set_my_description("Жаңалықтар", "kk")
    assert (await bot.get_my_description("kk")).description == "Жаңалықтар"
    assert (await bot.get_my_description("ru")).description == "News by sector"
    await bot.set_my_name("Сводка")
    assert (await bot.get_me()).first_name == "Сводка"
    assert (await get(sandbox, "bot"))["description"] == "News by sector"


async def test_who_has_not_written_yet_sees_the_menu_in_their_language(sandbox: Sandbox, bot: Bot) -> None:
    await bot.set_my_commands(menu("any"))
    await bot.set_my_commands(menu("ru"), language_code="ru")
    assert await seen(sandbox, 77, 77, "ru") == ["ru"]
    assert await seen(sandbox, 77, 77, "kk") == ["any"]
