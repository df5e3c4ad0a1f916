"""``/trends`` by chat: a picture and the same in words, changed in place by its buttons, in three languages."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import TelegramMethod
from aiohttp import ClientSession

from bot.sandbox.files import image_size
from bot.telegram.buttons import TrendButton
from bot.telegram.desk import Desk
from bot.telegram.pictures import drawing
from tests.conftest import oil
from tests.person import buttons
from tests.telegram.conftest import Clock, Conversation, Town, take


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each picture that was really drawn is dark."""
    seen: list[bool] = []
    draw = drawing.png_of

    def counted(words: Any, *, dark: bool) -> bytes:
        seen.append(dark)
        return draw(words, dark=dark)

    monkeypatch.setattr(drawing, "png_of", counted)
    return seen


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", ["О чём пишут", "14 октября – 12 ноября 2025", "Энергетика — 3"]),
        ("kk", ["Не жазылып жатыр", "2025 ж. 14 қазан – 12 қараша", "Энергетика — 3"]),
        ("en", ["What is in the news", "14 October – 12 November 2025", "Energy — 3"]),
    ],
)
async def test_all_sectors_as_a_picture_and_in_words(town: Town, desk: Desk, language: str, told: list[str]) -> None:
    for number in range(3):
        await take(desk, oil(number))
    person = town.person(language=language)
    (message,) = await person.say("/trends")
    for words in told:
        assert words in message["caption"]
    assert image_size(await person.file(message["photo"][-1]["file_id"])) is not None


async def test_one_sector_by_its_name_in_any_language_names_what_made_its_days(chat: Conversation, desk: Desk) -> None:
    await take(desk, oil(1), title="Промысел вырос")
    for said in ("energy", "Энергетика 7", "energy апта"):
        (message,) = await chat.say(f"/trends {said}")
        assert "⚡ Энергетика" in message["caption"]
        assert "1 статья · 1 сюжет" in message["caption"]
        assert "Промысел вырос" in message["caption"]
    (message,) = await chat.say("/trends energy")
    (opened,) = await chat.tap(message, "📄 1.")
    assert "Промысел вырос" in opened["text"]


async def test_change_is_told_against_the_days_before(chat: Conversation, desk: Desk, clock: Clock) -> None:
    clock.now -= timedelta(days=40)
    await take(desk, oil(1))
    clock.now += timedelta(days=40)
    for number in (2, 3, 4):
        await take(desk, oil(number))
    (message,) = await chat.say("/trends")
    assert "Энергетика — 3 (+2)" in message["caption"]
    (message,) = await chat.say("/trends energy")
    assert "3 статьи" in message["caption"]
    assert "+2 к предыдущим 30 дням" in message["caption"]


async def test_theme_period_and_sector_change_in_place(chat: Conversation, desk: Desk, drawn: list[bool]) -> None:
    await take(desk, oil(1))
    (message,) = await chat.say("/trends")
    for label in ("🌙", "7 дней", "⚡", "‹ Все отрасли", "☀️"):
        assert await chat.tap(await chat.now_shown(message), label) == []
    shown = await chat.now_shown(message)
    assert "О чём пишут" in shown["caption"]
    assert "• 7 дней •" in buttons(shown)
    assert drawn == [False, True, True, True, False]  # «all sectors» in the dark was not drawn again


async def test_equal_asks_are_drawn_once_and_sent_by_file_id(
    town: Town, desk: Desk, clock: Clock, drawn: list[bool]
) -> None:
    await take(desk, oil(1))
    first, second = town.person(7), town.person(8)
    (one,) = await first.say("/trends")
    clock.now += timedelta(minutes=15)  # counted again: the same facts
    (other,) = await second.say("/trends")
    assert len(drawn) == 1
    assert one["photo"][-1]["file_id"] == other["photo"][-1]["file_id"]
    await take(desk, oil(2))
    clock.now += timedelta(minutes=15)
    (changed,) = await second.say("/trends")
    assert "Энергетика — 2" in changed["caption"]
    assert len(drawn) == 2


async def test_a_file_id_that_is_refused_costs_nobody_the_picture(
    chat: Conversation, desk: Desk, drawn: list[bool]
) -> None:
    await take(desk, oil(1))
    await chat.say("/trends")
    refused = {"method": "sendPhoto", "times": 1, "status": 400, "description": "Bad Request: wrong file identifier"}
    await chat.post("faults", refused)
    (message,) = await chat.say("/trends")
    assert "О чём пишут" in message["caption"]
    assert len(drawn) == 1


async def test_nothing_stored_is_said_kindly(chat: Conversation) -> None:
    (message,) = await chat.say("/trends")
    assert "рисовать пока нечего" in message["text"]
    (message,) = await chat.say("/trends energy")
    assert "Энергетика: за 90 дней ни одной статьи" in message["text"]


@pytest.mark.parametrize("said", ["погода", "energy сто", "energy 0", "<b>" * 100])
async def test_what_is_no_sector_is_offered_the_sectors(chat: Conversation, desk: Desk, said: str) -> None:
    await take(desk, oil(1))
    (message,) = await chat.say(f"/trends {said}")
    assert "Не понял" in message["text"]
    (picture,) = await chat.tap(message, "⚡")
    assert "⚡ Энергетика" in picture["caption"]


@pytest.mark.parametrize(
    "data",
    [
        TrendButton(sector="astrology", days=30, dark=False).pack(),
        TrendButton(sector="energy", days=31, dark=False).pack(),
        TrendButton(sector="", days=-(10**20), dark=True).pack(),
        "g:energy",
        "g:energy:x:y",
    ],
)
async def test_old_and_forged_buttons_are_answered(chat: Conversation, desk: Desk, data: str) -> None:
    await take(desk, oil(1))
    (message,) = await chat.say("/trends")
    await chat.press(message, data)
    assert await chat.answers() == []
    assert "от старого сообщения" in (await chat.toasts())[-1]


async def test_a_period_without_articles_leaves_the_picture_as_it_is(
    chat: Conversation, desk: Desk, clock: Clock
) -> None:
    clock.now -= timedelta(days=20)
    await take(desk, oil(1))
    clock.now += timedelta(days=20)
    (message,) = await chat.say("/trends")
    assert await chat.tap(message, "7 дней") == []
    assert "За 7 дней ни одной статьи" in (await chat.toasts())[-1]
    assert await chat.now_shown(message) == message


async def test_in_a_group_too(town: Town, desk: Desk, http: ClientSession) -> None:
    await take(desk, oil(1))
    await town.group(-50, {7: "member"}, type="supergroup", title="Штаб")
    (message,) = await town.member(-50, 7).say("/trends energy")
    assert message["chat"]["id"] == -50
    assert "⚡ Энергетика" in message["caption"]


@pytest.mark.parametrize(
    ("language", "note"),
    [("ru", "Новее ничего не сохранено"), ("kk", "Одан кейін ештеңе сақталмаған"), ("en", "Nothing newer is stored")],
)
async def test_where_nothing_is_new_the_days_up_to_the_last_article_are_drawn(
    town: Town, desk: Desk, clock: Clock, language: str, note: str
) -> None:
    await take(desk, oil(1))
    clock.now += timedelta(days=400)
    person = town.person(language=language)
    (message,) = await person.say("/trends")
    assert note in message["caption"]
    assert "2025" in message["caption"]
    assert await person.tap(message, "7") == []
    assert note in (await person.now_shown(message))["caption"]
    (sector,) = await person.say("/trends energy")
    assert note in sector["caption"]


async def test_where_no_pictures_may_be_sent_the_words_are(chat: Conversation, desk: Desk, bot: Bot) -> None:
    """Also when another page is asked for: it takes the place of the words."""
    await take(desk, oil(1))

    async def refuse(make_request: Any, bot: Bot, method: TelegramMethod[Any]) -> Any:
        if method.__api_method__ in {"sendPhoto", "editMessageMedia"}:
            raise TelegramBadRequest(method, "Bad Request: not enough rights to send photos to the chat")
        return await make_request(bot, method)

    bot.session.middleware(refuse)
    (told,) = await chat.say("/trends")
    assert "Энергетика — 1" in told["text"]
    await chat.tap(told, "7")
    assert "Энергетика — 1" in (await chat.now_shown(told))["text"]
    assert "Что-то пошло не так" not in str(await chat.toasts())
