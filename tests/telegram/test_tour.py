"""The first meeting: one message that already does something and shows around, once."""

import pytest

from bot.telegram.desk import Desk
from tests.conftest import oil
from tests.person import buttons, entities
from tests.telegram.conftest import Conversation, Town, take
from tests.telegram.walks import press, rows, walk

SAID = {
    "ru": ("Здравствуйте", "Дальше ›", "Как спрашивать", "Дайджест в удобное время", "Готово", "🔔 Подписаться"),
    "kk": ("Сәлеметсіз бе", "Әрі қарай ›", "Қалай сұрауға болады", "Сіз таңдаған сағаттағы", "Түсінікті", "🔔 Жазылу"),
    "en": ("Hello", "More ›", "How to ask", "A digest at the hour you choose", "Done", "🔔 Subscribe"),
}


@pytest.mark.parametrize("language", SAID)
async def test_the_first_start_greets_and_shows_around_in_one_message(town: Town, seeded: Desk, language: str) -> None:
    hello, onward, asking, digest, done, subscribe = SAID[language]
    person = town.person(language=language)
    (first,) = await person.say("/start")
    assert first["text"].startswith(hello)
    second = await press(person, first, onward)
    assert second["text"].startswith(asking)
    assert any(label.startswith("🔎") for label in buttons(second))
    third = await press(person, second, onward)
    assert third["text"].startswith(digest)
    assert any(label.startswith(subscribe) for label in buttons(third))
    last = await press(person, third, done)
    assert last["text"].startswith(hello)
    assert len(buttons(last)) == 15
    assert {one["message_id"] for one in (first, second, third, last)} == {first["message_id"]}


async def test_its_example_is_verbatim_from_what_is_stored(chat: Conversation, seeded: Desk) -> None:
    (first,) = await chat.say("/start")
    (quoted,) = entities(first, "blockquote")
    async with seeded.database.read() as connection:
        texts = (await connection.exec_driver_sql("SELECT text FROM articles WHERE language = 'ru'")).scalars().all()
    assert any(quoted.rstrip("…") in text for text in texts)


async def test_with_nothing_stored_there_is_no_example_and_the_sectors_are_there(chat: Conversation) -> None:
    (first,) = await chat.say("/start")
    assert entities(first, "blockquote") == []
    assert len([data for data in buttons(first).values() if data.startswith("s:")]) == 15


async def test_a_sector_s_button_answers_in_the_midst_of_it(chat: Conversation, desk: Desk) -> None:
    await take(desk, oil(1))
    (first,) = await chat.say("/start")
    (answer,) = await chat.tap(first, "⚡")
    assert oil(1) in answer["text"]
    await chat.tap(first, "Дальше")
    assert "Как спрашивать" in (await chat.now_shown(first))["text"]


async def test_it_can_be_skipped_and_never_comes_by_itself_again(chat: Conversation, desk: Desk) -> None:
    (first,) = await chat.say("/start")
    skipped = await press(chat, first, "Пропустить")
    assert len(buttons(skipped)) == 15
    (again,) = await chat.say("/start")
    assert len(buttons(again)) == 15
    assert (again["text"], rows(again)) == (skipped["text"], rows(skipped))


@pytest.mark.parametrize("before", ["/energy", "газ", "/help"])
async def test_who_has_met_the_bot_otherwise_is_only_greeted(chat: Conversation, before: str) -> None:
    await chat.say(before)
    (greeting,) = await chat.say("/start")
    assert len(buttons(greeting)) == 15


async def test_a_group_has_no_tour(town: Town) -> None:
    await town.group(-1001, {7: "member"}, type="supergroup")
    (told,) = await town.member(-1001, 7).say("/start")
    assert not any(data.startswith("hi:") for data in buttons(told).values())


async def test_pages_can_be_turned_back(chat: Conversation) -> None:
    (first,) = await chat.say("/start")
    back = await walk(chat, first, "Дальше", "Дальше", "‹ Назад", "‹ Назад")
    assert (back["text"], rows(back)) == (first["text"], rows(first))


async def test_a_long_passage_is_shortened_and_says_so(chat: Conversation, desk: Desk) -> None:
    await take(desk, "Добыча нефти и газа, " * 60 + "выросла.")
    (first,) = await chat.say("/start")
    (quoted,) = entities(first, "blockquote")
    assert quoted.endswith("…")
    assert len(quoted) <= 400
