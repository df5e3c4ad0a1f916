"""The help: it fits a phone's screen, and what it offers to try is there to be tried."""

import pytest

from bot.telegram.desk import Desk
from tests.conftest import oil
from tests.person import buttons
from tests.telegram.conftest import Conversation, Town, take
from tests.telegram.walks import press

GROUP = -1001
SCREEN = 12  # lines
TRIES = {
    "ru": ("⚡ Энергетика", "🔎 газ", "🔔 Подписаться: Энергетика"),
    "kk": ("⚡ Энергетика", "🔎 газ", "🔔 Жазылу: Энергетика"),
    "en": ("💰 Economy", "🔎 oil", "🔔 Subscribe: Economy"),
}


@pytest.mark.parametrize("language", TRIES)
async def test_it_is_short_and_each_of_three_examples_is_a_button_that_works(
    town: Town, seeded: Desk, language: str
) -> None:
    person = town.person(language=language)
    (told,) = await person.say("/help")
    assert len(told["text"].splitlines()) <= SCREEN
    sector, words, subscribe = TRIES[language]
    assert list(buttons(told))[:3] == [sector, words, subscribe]
    key = buttons(told)[sector].removeprefix("s:")
    assert f"/{key} 7" in told["text"]
    assert f"/subscribe {key}" in told["text"]
    (answer,) = await person.tap(told, sector)
    assert any(label.startswith("📄") for label in buttons(answer))
    (found,) = await person.tap(told, words)
    assert found["text"].startswith(words)
    assert any(label.startswith("📄") for label in buttons(found))
    (when,) = await person.tap(told, subscribe)
    assert any(data.startswith("cp:") for data in buttons(when).values())


async def test_what_it_offers_is_what_there_is_news_of(chat: Conversation, desk: Desk) -> None:
    await take(desk, "Школы столицы получили новые учебники, сообщили учителя и ученики школ.")
    (told,) = await chat.say("/help")
    assert "/education" in told["text"]
    (answer,) = await chat.tap(told, "🎓")
    assert "учебники" in answer["text"]
    (found,) = await chat.tap(told, "🔎 школа")  # there is nothing about gas
    assert "учебники" in found["text"]


async def test_with_nothing_stored_it_still_tells(chat: Conversation) -> None:
    (told,) = await chat.say("/help")
    assert len(buttons(told)) == 4
    (found,) = await chat.tap(told, "🔎")
    assert "ничего не нашлось" in found["text"]


async def test_the_tour_is_reached_from_it_again_and_in_place(chat: Conversation, desk: Desk) -> None:
    (told,) = await chat.say("/help")
    tour = await press(chat, told, "👋")
    assert tour["message_id"] == told["message_id"]
    assert "1/3" in buttons(tour)


@pytest.mark.parametrize("asked", ["/help", "/start", "@svodka_sandbox_bot", "@svodka_sandbox_bot помощь"])
async def test_a_group_is_told_how_to_ask_there_and_who_may_set(town: Town, desk: Desk, asked: str) -> None:
    await take(desk, oil(1))
    await town.group(GROUP, {7: "member"}, type="supergroup", title="Редакция")
    (told,) = await town.member(GROUP, 7).say(asked)
    assert "@svodka_sandbox_bot нефть" in told["text"]
    assert "Администраторы группы" in told["text"]
    assert len(told["text"].splitlines()) <= SCREEN
    assert len(buttons(told)) == 2


@pytest.mark.parametrize(
    "data", ["ht:", "ht:" + "ы" * 30, "ht:NEAR(", "ht:\u202e", "ht:-газ", "hi:x", "hi:-5", "hi:99"]
)
async def test_forged_examples_are_answered(chat: Conversation, desk: Desk, data: str) -> None:
    (told,) = await chat.say("/help")
    await chat.press(told, data)
    await chat.answers()
    assert len(await chat.toasts()) == 1
