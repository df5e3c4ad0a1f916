"""The command menu: other commands in a private chat, a group, for a group's administrators and for the bot's own."""

from dataclasses import replace

import pytest
from aiogram import Bot
from aiogram.types import BotCommandScopeAllGroupChats

from bot.telegram.commands import set_admins_commands, set_profile
from bot.telegram.desk import Desk
from bot.telegram.names import ADMINS_ONLY, FIXED
from tests.telegram.conftest import Conversation, Town
from tests.telegram.walks import press

GROUP, ADMIN, MEMBER = -1001, 7, 8


async def menu(chat: Conversation, language: str = "", user_id: int = MEMBER) -> dict[str, str]:
    """What a person sees in a chat: the commands in their order, each with its description."""
    asked = f"commands?chat_id={chat.chat_id}&user_id={user_id}&language_code={language}"
    return {one["command"]: one["description"] for one in (await chat.get(asked))["commands"]}


@pytest.fixture
async def group(town: Town) -> Conversation:
    """A member of a group."""
    people = {ADMIN: "administrator", MEMBER: "member"}
    await town.group(GROUP, people, type="supergroup", title="Редакция")
    return town.member(GROUP, MEMBER)


async def test_a_private_chat_has_the_verbs_the_sectors_and_the_rest(town: Town, desk: Desk) -> None:
    await set_profile(town.bot, desk)
    shown = list(await menu(town.person(MEMBER)))
    assert shown[:3] == ["search", "subscribe", "subscriptions"]
    where = shown.index("energy")
    assert shown[where : where + 15] == list(desk.taxonomy.keys())
    assert shown.index("help") < where < shown.index("language")
    assert sorted(shown) == sorted([*desk.taxonomy.keys(), *FIXED])


async def test_a_group_has_what_people_ask_there_and_its_administrators_what_they_set(
    town: Town, group: Conversation, desk: Desk
) -> None:
    await set_profile(town.bot, desk)
    members, admins = list(await menu(group)), list(await menu(group, user_id=ADMIN))
    assert members[0] == "search"
    assert set(members) >= {"search", "help", *desk.taxonomy.keys()}
    assert not {"subscribe", "language", "timezone", "full"} & set(members)
    assert admins[: len(members)] == members
    assert {"subscribe", "subscriptions", "timezone", "language"} <= set(admins[len(members) :])


async def test_the_bot_s_admins_have_a_few_more_and_nobody_else_sees_them(town: Town, desk: Desk) -> None:
    await town.person(ADMIN).say("/start")
    desk = replace(desk, admins=frozenset({ADMIN}))
    await set_profile(town.bot, desk)
    await set_admins_commands(town.bot, desk)
    assert list(await menu(town.person(ADMIN), user_id=ADMIN))[-len(ADMINS_ONLY) :] == list(ADMINS_ONLY)
    assert not set(ADMINS_ONLY) & set(await menu(town.person(MEMBER)))


async def test_menus_and_descriptions_stand_in_every_language(chat: Conversation, bot: Bot, desk: Desk) -> None:
    await set_profile(bot, desk)
    seen = {language: (await menu(chat, language))["help"] for language in ("ru", "kk", "en", "de")}
    assert seen == {
        "ru": "Что умеет бот",
        "kk": "Бот не істей алады",
        "en": "What the bot can do",
        "de": "What the bot can do",
    }
    assert (await bot.get_my_description(language_code="kk")).description.startswith("Сәлеметсіз бе")
    assert "дословные" in (await bot.get_my_short_description(language_code="ru")).short_description
    assert "word for word" in (await bot.get_my_short_description()).short_description
    in_groups = await bot.get_my_commands(scope=BotCommandScopeAllGroupChats(), language_code="kk")
    assert in_groups[0].description == "Сөздер бойынша іздеу"


async def test_a_group_that_chose_its_language_keeps_both_its_menus_in_it(
    town: Town, group: Conversation, desk: Desk
) -> None:
    await set_profile(town.bot, desk)
    admin = town.member(GROUP, ADMIN)
    (question,) = await admin.say("/language")
    await press(admin, question, "Қазақша")
    assert (await menu(group, "ru"))["help"] == "Бот не істей алады"
    assert "subscribe" not in await menu(group, "ru")
    assert (await menu(group, "ru", ADMIN))["language"] == "Боттың тілі"


async def test_more_sectors_than_a_menu_holds_cost_the_last_of_it_and_not_all(chat: Conversation, desk: Desk) -> None:
    sectors = [replace(desk.taxonomy.sectors[0], key=f"sector{number}") for number in range(120)]
    await set_profile(chat._bot, replace(desk, taxonomy=replace(desk.taxonomy, sectors=tuple(sectors))))
    assert len(await menu(chat)) == 100
