"""Searching in the chat: by command and by plain words, page by page."""

from datetime import timedelta

import pytest

from bot.telegram.desk import Desk
from tests.conftest import oil
from tests.person import buttons, entities
from tests.telegram.conftest import Clock, Conversation, Town, take

GAS = "Правительство повысило оптовую цену на газ для промышленных предприятий с первого января."


async def test_what_is_found_is_told_with_its_source_and_the_words_marked(chat: Conversation, desk: Desk) -> None:
    await take(desk, GAS, source="Kapital")
    (message,) = await chat.say("/search цены на газ")
    assert message["text"].startswith("🔎 цены на газ\n1 сюжет\n")
    assert entities(message, "blockquote") == [GAS]
    assert {"цену", "газ"} <= set(entities(message, "bold"))
    assert "Kapital" in message["text"]
    (article,) = await chat.tap(message, "📄 1.")
    assert GAS in article["text"]


async def test_plain_words_are_searched_for_and_the_sector_they_speak_of_is_offered(
    chat: Conversation, desk: Desk
) -> None:
    await take(desk, GAS)
    (message,) = await chat.say("оптовая цена газа")
    assert message["text"].startswith("🔎 оптовая цена газа")
    (sector,) = await chat.tap(message, "⚡")
    assert GAS in sector["text"]


async def test_pages_turn_in_place_and_stay_those_of_one_answer(chat: Conversation, desk: Desk, clock: Clock) -> None:
    for number in range(7):
        await take(desk, oil(number))
    (message,) = await chat.say("/search нефть баррель")
    first = message["text"]
    assert "7 сюжетов" in first
    clock.now += timedelta(minutes=5)
    await take(desk, oil(99))
    assert await chat.tap(message, "Дальше ›") == []
    second = await chat.now_shown(message)
    assert second["text"].startswith("🔎 нефть баррель\n7 сюжетов")
    assert "Промысел 99" not in second["text"]
    assert second["text"] != first
    assert await chat.tap(second, "‹ Назад") == []
    assert (await chat.now_shown(message))["text"] == first


async def test_some_of_the_words_are_better_than_nothing_and_it_is_said(chat: Conversation, desk: Desk) -> None:
    await take(desk, GAS)
    (message,) = await chat.say("/search оптовая цена вертолёта")
    assert "Всех этих слов вместе нигде нет" in message["text"]
    assert GAS in message["text"]


async def test_nothing_found_says_what_was_searched_for_and_offers_sectors(chat: Conversation) -> None:
    (message,) = await chat.say("/search мазут для котельных")
    assert message["text"].startswith("🔎 мазут для котельных\n\nПо этим словам ничего не нашлось.")
    assert any(label.startswith("⚡") for label in buttons(message))
    (message,) = await chat.say("/search абракадабра")
    assert len(buttons(message)) == 15


@pytest.mark.parametrize("given", ["", " -газ", " source:kapital", " !!!"])
async def test_who_asks_for_nothing_is_told_how(chat: Conversation, given: str) -> None:
    (message,) = await chat.say(f"/search{given}")
    assert "/search цена на газ" in message["text"]


@pytest.mark.parametrize(("language", "said"), [("kk", "ештеңе табылмады"), ("en", "Nothing was found")])
async def test_in_other_languages(town: Town, language: str, said: str) -> None:
    (message,) = await town.person(8, language).say("/search абракадабра")
    assert said in message["text"]


async def test_a_sector_may_be_named_in_any_language_and_an_unknown_one_is_a_word(
    chat: Conversation, desk: Desk
) -> None:
    await take(desk, GAS)
    (message,) = await chat.say("/search газ отрасль:Энергетика")
    assert GAS in message["text"]
    (message,) = await chat.say("/search газ sector:спорт")
    assert "ничего не нашлось" in message["text"]
    (message,) = await chat.say("/search оптовую sector:цена")
    assert GAS in message["text"]


async def test_a_minus_leaves_out_a_source_or_a_sector_and_an_unknown_sector_is_a_word(
    chat: Conversation, desk: Desk
) -> None:
    await take(desk, GAS, source="Kapital")
    for typed, is_found in (
        ("газ -source:власть", True),
        ("газ -source:kapital", False),
        ("газ -отрасль:спорт", True),
        ("газ -sector:оптовую", False),
    ):
        (message,) = await chat.say(f"/search {typed}")
        assert message["text"].startswith(f"🔎 {typed}\n")
        assert (GAS in message["text"]) == is_found


async def test_a_long_search_is_cut_and_still_turns(chat: Conversation, desk: Desk) -> None:
    for number in range(4):
        await take(desk, oil(number))
    (message,) = await chat.say("/search нефть " + "нефть " * 600)
    assert len(message["text"].split("\n")[0]) <= 205
    assert await chat.tap(message, "Дальше ›") == []
    assert "2/2" in " ".join(buttons(await chat.now_shown(message)))


@pytest.mark.parametrize(
    ("language", "asks", "searches"),
    [
        ("ru", "Может быть, вы искали:", "💡 Искать так"),
        ("kk", "Мүмкін, мынаны іздедіңіз:", "💡 Осыны іздеу"),
        ("en", "Did you mean:", "💡 Search for that"),
    ],
)
async def test_a_misspelt_word_is_offered_a_correction(
    town: Town, desk: Desk, language: str, asks: str, searches: str
) -> None:
    await take(desk, GAS)
    person = town.person(language=language)
    (nothing,) = await person.say("/search правитильство")
    assert asks in nothing["text"]
    assert "💡 правительство" in nothing["text"]
    assert await person.tap(nothing, searches) == []
    found = await person.now_shown(nothing)
    assert found["text"].startswith("🔎 правительство\n")
    assert entities(found, "blockquote") == [GAS]
    (some,) = await person.say("/search правитильство газ")  # what has the other words is shown meanwhile
    assert "💡 правительство газ" in some["text"]
    assert entities(some, "blockquote") == [GAS]


async def test_a_correction_leaves_other_words_alone(chat: Conversation, desk: Desk) -> None:
    await take(desk, "Курс тенге к доллару вырос на торгах биржи, сообщили вчера в Национальном банке страны.")
    (message,) = await chat.say("/search тенгре тенгренефть (тенгре) -тенгре")
    assert "💡 тенге тенгренефть (тенге) -тенге" in message["text"]


async def test_plain_words_are_corrected_too(chat: Conversation, desk: Desk) -> None:
    await take(desk, GAS)
    (nothing,) = await chat.say("правитильство")
    assert "💡 правительство" in nothing["text"]
    (unclear,) = await chat.say("вертолётчица")
    assert "💡" not in unclear["text"]


async def test_a_correction_is_read_from_our_own_lines_only(chat: Conversation, desk: Desk) -> None:
    await take(desk, GAS)
    (message,) = await chat.say("/search газ")
    await chat.press(message, "qi")  # forged: this page offers none
    assert await chat.answers() == []
    assert (await chat.toasts())[-1] == "Эта кнопка от старого сообщения. Повторите команду."
