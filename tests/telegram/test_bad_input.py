"""What people, changed clients and bad luck send: always answered, never an error, never another person's harm.

| what | tested in |
|---|---|
| a flood from one person | test_flooding |
| another person's press in a group | test_among_people |
| a button of a deleted message, or one that isn't shown to us | test_buttons |
| a press of an older version, or made by hand, by example | test_conversation, test_subscriptions, test_watching |
| subscriptions pressed twice at once | test_subscribing |
| anything in any order | test_at_random, test_admins_at_random |
| markup in what a source wrote | test_conversation |
| a long query, operators of the index, unseen characters | here |
| random presses of every kind | here |
| a page turned twice at once | here |
| an article that vanished before the press | here |
| a reader who blocks the bot while they are answered | here |
"""

import asyncio
import logging

import pytest
from aiogram import Bot
from aiogram.filters.callback_data import CallbackData
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.telegram import admin_buttons, dispatcher, settings_buttons
from bot.telegram import buttons as all_buttons
from bot.telegram.desk import Desk
from bot.telegram.search_pages import one_search
from bot.text.queries import parse
from storage import schema
from tests.conftest import oil
from tests.person import buttons
from tests.telegram.conftest import Conversation, Town, take
from tests.telegram.walks import carried, reader_of, the_one, walk

UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u00ad"
PREFIXES = sorted(
    one.__prefix__
    for room in (all_buttons, admin_buttons, settings_buttons)
    for one in vars(room).values()
    if isinstance(one, type) and issubclass(one, CallbackData) and one is not CallbackData
)
GROUP = -1001

OPERATORS = [
    'NEAR(нефть "добыча", 5)',
    "нефть AND добыча",
    "нефть OR NOT добыча",
    '"нефть',
    "нефть*",
    "*",
    '"',
    "stems: нефть",
    "surface:нефть^2",
    "{stems surface}: нефть",
    "нефть) OR (1=1",
    "'; DROP TABLE articles; --",
    "- - -",
    "+нефть",
    "^нефть",
    '""""',
    "source:* sector:NEAR( after:9999999999-99-99 нефть",
    "\x00нефть\x00",
    "%s %d {0} нефть",
]


@pytest.mark.parametrize("typed", OPERATORS)
@pytest.mark.parametrize("command", ["", "/search "])
async def test_operators_of_the_index_are_only_words(
    chat: Conversation, desk: Desk, typed: str, command: str, caplog: pytest.LogCaptureFixture
) -> None:
    await take(desk, oil(1))
    with caplog.at_level(logging.WARNING, logger="bot"):
        (told,) = await chat.say(command + typed)
    assert caplog.text == ""
    assert "Что-то пошло не так" not in told["text"]


def clipped(text: str) -> str:
    """As much of a text as Telegram counts for 4,000: units of UTF-16."""
    return text.encode("utf-16-le")[:8000].decode("utf-16-le", "ignore")


@pytest.mark.parametrize("word", ["нефть ", "ы", '"', "нефть OR ", "🛢", "ы\u202e", "a-"])
@pytest.mark.parametrize(
    "command", ["", "/search ", "/energy ", "/full ", "/story ", "/trends ", "/subscribe ", "/timezone ", "/"]
)
async def test_four_thousand_characters_are_answered(
    chat: Conversation, desk: Desk, word: str, command: str, caplog: pytest.LogCaptureFixture
) -> None:
    await take(desk, oil(1))
    with caplog.at_level(logging.WARNING, logger="bot"):
        (told,) = await chat.say(clipped(command + word * 4000))
    assert caplog.text == ""
    assert "Что-то пошло не так" not in told["text"]
    assert len(told["text"]) < 2000  # nobody is read their own four thousand characters


@pytest.mark.parametrize("unseen", list(UNSEEN))
async def test_unseen_characters_part_no_word_and_turn_no_line_around(
    chat: Conversation, desk: Desk, unseen: str
) -> None:
    await take(desk, oil(1))
    (found,) = await chat.say(f"{unseen}неф{unseen}ть{unseen} за неделю")
    (plain,) = await chat.say("нефть за неделю")
    assert found["text"] == plain["text"]
    assert unseen not in found["text"].split("\n", 1)[0]


async def test_a_sector_is_known_behind_them(chat: Conversation, desk: Desk) -> None:
    await take(desk, oil(1))
    (told,) = await chat.say("энер\u200bгетика\u200f")
    assert told["text"].startswith("⚡ Энергетика")


@pytest.mark.parametrize("command", ["!", "/search "])  # Telegram itself takes no message that shows nothing
async def test_nothing_but_unseen_characters_asks_nothing(chat: Conversation, desk: Desk, command: str) -> None:
    await take(desk, oil(1))
    (told,) = await chat.say(command + UNSEEN)
    expected = (
        desk.texts["ru"]("search-how") if command != "!" else desk.texts["ru"]("text-no-sector", example="энергетика")
    )
    assert told["text"] == expected


@pytest.mark.parametrize(
    "typed", ["שלום", "سعر الغاز", "\u202eзаг\u202c", "газ " + "\u0301" * 500, "👨‍👩‍👧‍👦", "ﷺ" * 100]
)
async def test_other_scripts_and_heaped_marks_are_searched_for_as_words(chat: Conversation, typed: str) -> None:
    (told,) = await chat.say(typed)
    assert told["text"]


@given(st.text(max_size=300))
def test_whatever_is_typed_is_one_seen_line(typed: str) -> None:
    said = one_search(typed)
    assert "\n" not in said
    assert len(said) <= 200
    assert not set(said) & set(UNSEEN)
    parse(typed)


FIELDS = st.one_of(
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(
        ["", "1", "0", "energy", "card", "s", "w", "daily", "ru", "Europe/London", "-0", "1e9", "nan", "٣"]
    ),
    st.text(max_size=12),
)
PRESSES = st.one_of(
    st.text(min_size=1, max_size=64),
    st.builds(
        lambda prefix, fields: ":".join([prefix, *fields]), st.sampled_from(PREFIXES), st.lists(FIELDS, max_size=5)
    ),
).map(lambda text: text.encode("utf-8", "ignore")[:64].decode("utf-8", "ignore") or "?")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=PRESSES, where=st.sampled_from([7, GROUP]))
async def test_forged_presses_are_always_answered(
    town: Town, desk: Desk, caplog: pytest.LogCaptureFixture, data: str, where: int
) -> None:
    if not await town.person(7).messages():
        await take(desk, oil(1))
        await town.group(GROUP, {7: "member"}, type="supergroup")
        await town.person(7).say("/energy")
        await town.member(GROUP, 7).say("/energy")
    chat = town.person(7) if where == 7 else town.member(GROUP, 7)
    page = next(one for one in await chat.messages() if one["from"]["is_bot"])
    before = len(await chat.toasts())
    with caplog.at_level(logging.ERROR, logger="bot"):
        await chat.press(page, data)
        await chat.answers()
    assert caplog.text == ""
    assert len(await chat.toasts()) == before + 1


async def test_a_page_turned_twice_at_once_is_turned(chat: Conversation, desk: Desk, bot: Bot) -> None:
    for number in range(6):
        await take(desk, oil(number))
    (page,) = await chat.say("/energy")
    for _ in range(2):
        await chat.press(page, carried(page, "Дальше"))
    work = dispatcher.build(desk)
    updates = [one for one in await bot.get_updates() if one.callback_query]
    assert len(updates) == 2
    await asyncio.gather(*(work.feed_update(bot, update) for update in updates))
    assert "2/2" in buttons(await chat.now_shown(page))
    assert await chat.toasts() == ["", ""]


async def test_articles_that_vanished_before_the_press_are_told_of(chat: Conversation, desk: Desk) -> None:
    for number in range(6):
        await take(desk, oil(number))
    (answer,) = await chat.say("/energy")
    (found,) = await chat.say("нефть")
    (article,) = await chat.tap(answer, "📄 1.")
    async with desk.database.write() as connection:
        for table in (schema.appearances, schema.passages, schema.articles):
            await connection.execute(delete(table))
    for page in (answer, found, article):
        for data in buttons(page).values():
            if not data.startswith(("n:", "s:")):  # those begin something anew
                await chat.press(page, data)
    said = await chat.answers()
    toasts = await chat.toasts()
    assert not any("Что-то пошло не так" in one for one in [*toasts, *(one["text"] for one in said)])
    assert any("нет. Возможно, её удалили" in one for one in toasts)


@pytest.mark.parametrize("asked", ["/energy", "нефть", "press"])
async def test_who_blocks_the_bot_while_answered_is_gone_until_they_write_again(
    chat: Conversation, desk: Desk, asked: str, caplog: pytest.LogCaptureFixture
) -> None:
    await take(desk, oil(1))
    (when,) = await chat.say("/subscribe energy")
    await walk(chat, when, "⚡ Сразу")
    (page,) = await chat.say("/energy")
    await (chat.press(page, carried(page, "📄")) if asked == "press" else chat.write(asked))
    before = len((await chat.get("calls"))["calls"])
    refusal = {"status": 403, "description": "Forbidden: bot was blocked by the user"}
    await chat.post("faults", {"method": "sendMessage", "times": 100, **refusal})
    with caplog.at_level(logging.WARNING, logger="bot"):
        assert await chat.answers() == []
    tried = [one for one in (await chat.get("calls"))["calls"][before:] if one["method"] == "sendMessage"]
    assert len(tried) == 1  # no apology runs after it
    assert caplog.text == ""
    assert (await reader_of(desk)).gone_why == "blocked"
    assert (await the_one(desk)).due_at is None  # nothing is planned
    await chat.post("faults", {"method": "sendMessage", "times": 0})


async def test_a_refusal_about_another_chat_loses_nobody(chat: Conversation, desk: Desk) -> None:
    await chat.say("/start")
    await chat.post("faults", {"method": "answerCallbackQuery", "times": 1, "status": 403, "description": "Forbidden"})
    await chat.press((await chat.messages())[-1], "zzz")
    await chat.answers()
    assert (await reader_of(desk)).gone_why is None
