"""Plain words: what they ask for is answered, and where something else is shown, that is said."""

from datetime import timedelta

import pytest

from bot.telegram.desk import Desk
from bot.telegram.periods import ending
from tests.conftest import oil
from tests.person import buttons
from tests.telegram.conftest import Clock, Conversation, Town, take


@pytest.mark.parametrize(
    ("said", "rest", "days"),
    [
        ("газ за неделю", "газ", 7),
        ("за последние 3 дня газ", "газ", 3),
        ("соңғы апта газ", "газ", 7),
        ("gas for the last month", "gas", 30),
        ("новый год", "новый год", None),
        ("бюджет на 3 года", "бюджет на 3 года", None),
        ("газ за рубежом", "газ за рубежом", None),
        ("за неделю", "за неделю", None),
    ],
)
def test_a_period_said_in_words_stands_at_an_end(said: str, rest: str, days: int | None) -> None:
    assert ending(said) == (rest, days)


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("ru", "мұнай бағасы", "Вместе слова «мұнай бағасы» нигде не встречаются"),
        ("kk", "мұнай бағасы", "«мұнай бағасы» сөздері бірге еш жерде кездеспейді"),
        ("en", "oil price", "“oil price” stands nowhere as a whole"),
    ],
)
async def test_a_sector_in_place_of_words_says_so_and_offers_the_search(
    town: Town, desk: Desk, language: str, said: str, told: str
) -> None:
    await take(desk, oil(1))
    chat = town.person(7, language=language)
    (answer,) = await chat.say(f"{said}?")
    assert told in answer["text"]
    assert desk.taxonomy["energy"].names[language] in answer["text"]
    assert f"🔎 {said}" in buttons(answer)


@pytest.mark.parametrize("said", ["энергетика", "что нового в энергетике", "покажи новости энергетики за неделю"])
async def test_who_asks_for_a_sector_gets_it_without_a_word(chat: Conversation, desk: Desk, said: str) -> None:
    await take(desk, oil(1))
    (answer,) = await chat.say(said)
    assert answer["text"].startswith("⚡ Энергетика")
    assert ("• Неделя •" in buttons(answer)) == said.endswith("неделю")


async def test_words_of_a_period_are_searched_for_within_it(chat: Conversation, desk: Desk, clock: Clock) -> None:
    await take(desk, oil(1), title="Старое")
    clock.now += timedelta(days=20)
    await take(desk, oil(2), title="Новое")
    (answer,) = await chat.say("нефть за неделю")
    assert "Новое" in answer["text"]
    assert "Старое" not in answer["text"]
    assert answer["text"].startswith(f"🔎 нефть после:{(clock.now - timedelta(days=7)).date()}")


async def test_what_is_to_be_left_out_is_not_shown_as_a_sector(chat: Conversation, desk: Desk) -> None:
    await take(desk, oil(1))
    (answer,) = await chat.say("нефть -добыча")
    assert "добыч" not in answer["text"].partition("\n")[2]
    assert "⚡ Энергетика" in buttons(answer)


async def test_a_period_without_news_says_so_to_whom_presses_it(chat: Conversation, desk: Desk, clock: Clock) -> None:
    await take(desk, oil(1))
    clock.now += timedelta(days=90)
    (answer,) = await chat.say("/energy")
    await chat.tap(answer, "День")
    assert (await chat.toasts())[-1] == "За день новостей нет"
