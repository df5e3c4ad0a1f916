"""What people meet in the chat, in three languages: greeting, sectors, answers, articles, mistakes."""

import logging
from datetime import timedelta

import pytest
from aiogram import Bot
from aiohttp import ClientSession

from bot.sandbox.server import Sandbox
from bot.telegram import dispatcher
from bot.telegram.desk import Desk
from tests.conftest import GIVEN, oil
from tests.person import buttons, entities
from tests.telegram.conftest import Clock, Conversation, take

NUCLEAR = next(line for line in GIVEN.read_text().splitlines() if "атомной электростанции" in line)


@pytest.mark.parametrize(
    ("language", "greeting", "sector"),
    [("ru", "Здравствуйте", "Энергетика"), ("kk", "Сәлеметсіз бе", "Энергетика"), ("en", "Hello", "Energy")],
)
async def test_start_greets_in_the_persons_language_and_offers_the_sectors(
    http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk, language: str, greeting: str, sector: str
) -> None:
    person = Conversation(http, sandbox, bot, dispatcher.build(desk), language=language)
    (message,) = await person.say("/start")
    assert message["text"].startswith(greeting)
    asked = [data for data in buttons(message).values() if data.startswith("s:")]
    assert len(asked) == len(desk.taxonomy) == 15
    assert any(sector in label for label in buttons(message))


async def test_energy_answers_with_the_passage_verbatim_dated_with_its_source(chat: Conversation, seeded: Desk) -> None:
    (message,) = await chat.say("/energy")
    assert NUCLEAR in entities(message, "blockquote")
    assert "BAQ.KZ · 12 ноября 2025" in message["text"]
    assert any(label.startswith("📄") for label in buttons(message))


async def test_the_button_under_an_answer_opens_the_whole_article(chat: Conversation, seeded: Desk) -> None:
    (answer,) = await chat.say("/energy")
    place = next(n for n in "1234" if f"{n}. Главы Казахстана и России" in answer["text"])
    (article,) = await chat.tap(answer, f"📄 {place}.")
    pages = [article["text"]]
    while "Дальше ›" in buttons(article):
        assert await chat.tap(article, "Дальше ›") == []  # in its place
        article = await chat.now_shown(article)
        pages.append(article["text"])
    text = GIVEN.read_text().removeprefix(" date 2025-11-12 ")
    shown = "".join(page.split("\n\n", 1)[1] for page in pages)
    assert "".join(shown.split()) == "".join(text.split())


async def test_a_sectors_button_is_its_command(chat: Conversation, seeded: Desk) -> None:
    (greeting,) = await chat.say("/start")
    (pressed,) = await chat.tap(greeting, "⚡")
    (written,) = await chat.say("/energy")
    assert pressed["text"] == written["text"]


async def test_pages_turn_in_place_and_show_every_story_once(chat: Conversation, desk: Desk) -> None:
    for number in range(11):
        await take(desk, oil(number), title=f"Новость {number}")
    (message,) = await chat.say("/energy")
    titles = entities(message, "bold")
    for _ in range(3):
        assert await chat.tap(message, "Дальше") == []
        message = await chat.now_shown(message)
        titles += entities(message, "bold")
    assert "Дальше ›" not in buttons(message)
    assert sorted(title for title in titles if "Новость" in title) == sorted(f"Новость {n}" for n in range(11))
    await chat.tap(message, "4/4")  # the place between the arrows: nothing changes, nothing breaks
    assert await chat.now_shown(message) == message


async def test_a_page_turned_tomorrow_is_of_the_same_answer(chat: Conversation, desk: Desk, clock: Clock) -> None:
    for number in range(6):
        await take(desk, oil(number))
    (message,) = await chat.say("/energy")
    clock.now += timedelta(days=3)
    await take(desk, "Уголь подорожал: шахта добыла угля вдвое больше, чем годом раньше.")
    await chat.tap(message, "Дальше")
    turned = await chat.now_shown(message)
    assert "Уголь" not in turned["text"]
    assert "2/2" in buttons(turned)


async def test_a_page_turned_after_news_came_repeats_nothing(chat: Conversation, desk: Desk, clock: Clock) -> None:
    for number in range(6):
        await take(desk, oil(number), title=f"Новость {number}")
    (message,) = await chat.say("/energy")
    first = entities(message, "bold")
    clock.now += timedelta(minutes=5)
    for number in range(6, 9):
        await take(desk, oil(number), title=f"Новость {number}")
    await chat.tap(message, "Дальше")
    second = entities(await chat.now_shown(message), "bold")
    titles = [title for title in first + second if "Новость" in title]
    assert sorted(titles) == [f"Новость {number}" for number in range(6)]


async def test_every_page_of_a_widened_answer_says_so(chat: Conversation, desk: Desk, clock: Clock) -> None:
    for number in range(6):
        await take(desk, oil(number))
    clock.now += timedelta(days=5)
    (message,) = await chat.say("/energy")
    for turn in ("Дальше", "‹ Назад"):
        await chat.tap(message, turn)
        message = await chat.now_shown(message)
        assert "показываю за неделю" in message["text"]


async def test_an_older_window_is_named(chat: Conversation, desk: Desk, clock: Clock) -> None:
    await take(desk, oil(1))
    clock.now += timedelta(days=5)
    (message,) = await chat.say("/energy")
    assert "Свежих новостей по этой отрасли нет, показываю за неделю" in message["text"]
    (week,) = await chat.say("/energy 7")
    assert "новостей по этой отрасли нет" not in week["text"]


@pytest.mark.parametrize("given", ["семь", "0", "-3", "7 слонов", "99999999999999", "٣", "недели три"])
async def test_a_strange_period_is_asked_for_again(chat: Conversation, desk: Desk, given: str) -> None:
    (message,) = await chat.say(f"/energy {given}")
    assert "/energy 7" in message["text"]


async def test_the_period_can_be_told_in_words_and_changed_by_a_button(
    chat: Conversation, desk: Desk, clock: Clock
) -> None:
    await take(desk, oil(1))
    clock.now += timedelta(days=5)
    await take(desk, oil(2))
    (day,) = await chat.say("/energy")
    assert "1 сюжет" in day["text"]
    assert [label for label in buttons(day) if "•" in label] == ["• День •"]
    assert await chat.tap(day, "Неделя") == []  # in its place
    week = await chat.now_shown(day)
    assert "2 сюжета" in week["text"]
    assert [label for label in buttons(week) if "•" in label] == ["• Неделя •"]
    (said,) = await chat.say("/energy за неделю")
    assert (said["text"], list(buttons(said))) == (week["text"], list(buttons(week)))


async def test_nothing_stored_is_said_honestly(chat: Conversation) -> None:
    (message,) = await chat.say("/energy")
    assert "пока ничего не сохранено" in message["text"]
    assert list(buttons(message)) == ["🔔 Подписаться"]  # when there is something, it comes by itself


async def test_full_by_number_without_one_and_with_a_wrong_one(chat: Conversation, desk: Desk) -> None:
    (nothing,) = await chat.say("/full")
    assert "Ни одной" in nothing["text"]
    number = await take(desk, oil(1), title="Нефть", url="https://example.org/1")
    (article,) = await chat.say(f"/full {number}")
    assert article["text"].endswith(oil(1))
    assert buttons(article)["🔗 Источник"] == "https://example.org/1"
    (offered,) = await chat.say("/full")
    assert f"📄 {number}. Нефть" in buttons(offered)
    for wrong in ("9999", "x", "-1", "9" * 30, "0" * 4000):
        (message,) = await chat.say(f"/full {wrong}")
        assert wrong in message["text"] or f"/full {number}" in message["text"]


async def test_the_language_is_chosen_and_kept(chat: Conversation, desk: Desk) -> None:
    (question,) = await chat.say("/language")
    (message,) = await chat.tap(question, "Қазақша")
    assert message["text"] == "Саланы таңдаңыз:"
    assert (await chat.now_shown(question))["text"] == "Енді қазақша сөйлеймін."
    (start,) = await chat.say("/start")
    assert start["text"].startswith("Сәлеметсіз бе")
    menu = (await chat.get("commands?chat_id=7&language_code=ru"))["commands"]
    assert {"command": "language", "description": "Боттың тілі"} in menu


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/enrgy", "/energy"),
        ("/xyzzy", "Не знаю команды /xyzzy"),
        ("абракадабра", "Не понял, о какой отрасли речь"),
    ],
)
async def test_what_is_not_understood_is_answered_helpfully(chat: Conversation, text: str, expected: str) -> None:
    (message,) = await chat.say(text)
    assert expected in message["text"]
    assert len(buttons(message)) == 15


@pytest.mark.parametrize("text", ["энергетика", "Energy", "спрос на мазут в котельных"])
async def test_plain_words_that_name_a_sector_are_answered(chat: Conversation, seeded: Desk, text: str) -> None:
    (message,) = await chat.say(text)
    assert "⚡ Энергетика\n" in message["text"]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("привет", "Здравствуйте"),
        ("Сәлеметсіз бе", "Здравствуйте"),
        ("помощь", "«Сводка» отвечает"),
        ("Help", "«Сводка» отв"),
    ],
)
async def test_greetings_and_calls_for_help_are_understood(chat: Conversation, text: str, begins: str) -> None:
    (message,) = await chat.say(text)
    assert message["text"].startswith(begins)


async def test_commands_are_understood_in_capitals_and_numbers_with_their_sign(chat: Conversation, desk: Desk) -> None:
    number = await take(desk, oil(1))
    for text in ("/ENERGY", f"/Full №{number}", f"/full # {number}"):
        (message,) = await chat.say(text)
        assert oil(1) in message["text"]


async def test_the_words_under_a_document_are_read(chat: Conversation, desk: Desk) -> None:
    await take(desk, oil(1))
    document = {"file_name": "a.txt", "content": "0J3QtdGE0YLRjA=="}
    (message,) = await chat.say("что с нефтью?", document=document)
    assert oil(1) in message["text"]


async def test_a_picture_or_file_is_answered_helpfully(chat: Conversation) -> None:
    (message,) = await chat.say("", document={"file_name": "a.txt", "content": "0J3QtdGE0YLRjA=="})
    assert "только слова и команды" in message["text"]


HOSTILE = "<b>жирный</b> & <script>alert(1)</script> [x](http://evil) *_`~|> &lt; </blockquote>"


async def test_what_a_source_wrote_never_becomes_markup(chat: Conversation, desk: Desk) -> None:
    text = f"Нефть и газ: {HOSTILE} добыча нефти выросла."
    number = await take(desk, text, title=HOSTILE, source=HOSTILE, url="javascript:alert(1)")
    (answer,) = await chat.say("/energy")
    assert entities(answer, "blockquote") == [text]
    assert HOSTILE in answer["text"].splitlines()[3]
    (article,) = await chat.say(f"/full {number}")
    assert article["text"].endswith(text)
    for message in (answer, article):
        assert entities(message, "text_link") == []
        assert not any(data.startswith("javascript") for data in buttons(message).values())


async def test_endless_lines_and_titles_fit_into_messages(chat: Conversation, desk: Desk) -> None:
    number = await take(desk, "нефть 🛢" * 3000, title="Т" * 5000, source="И" * 5000)
    (answer,) = await chat.say("/energy")
    assert "нефть 🛢" in answer["text"]
    (article,) = await chat.say(f"/full {number}")
    assert "1/" in next(label for label in buttons(article) if "/" in label)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "s:nosuch",
        "a:energy:1:0:1",
        "a:energy:-5:1:1",
        "f:999:1:0",
        "f:x",
        "d:999",
        "l:xx",
        "zzz",
        "s",
        "a:" + "9" * 60,
    ],
)
async def test_forged_and_outdated_buttons_do_no_harm(chat: Conversation, desk: Desk, data: str) -> None:
    await take(desk, oil(1))
    (message,) = await chat.say("/energy")
    await chat.press(message, data or "?")
    assert await chat.answers() == []
    assert await chat.now_shown(message) == message
    assert (await chat.toasts())[-1]


async def test_a_failing_handler_apologises_and_the_bot_goes_on(
    chat: Conversation, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await take(desk, oil(1))
    async with desk.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE passage_sectors RENAME TO gone")
    with caplog.at_level(logging.ERROR):
        (message,) = await chat.say("/energy")
    assert "Что-то пошло не так" in message["text"]
    assert "could not be answered" in caplog.text
    assert "no such table" in caplog.text
    async with desk.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE gone RENAME TO passage_sectors")
    (message,) = await chat.say("/energy")
    assert oil(1) in message["text"]


async def test_a_server_error_on_sending_is_logged_not_raised(
    chat: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.post("faults", {"method": "sendMessage", "times": 2, "status": 500, "description": "Internal"})
    with caplog.at_level(logging.WARNING):
        assert await chat.say("/start") == []
    assert "the apology could not be sent" in caplog.text
    assert len(await chat.say("/start")) == 1


async def test_a_person_who_blocks_while_being_answered_is_no_error(
    chat: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.write("/start")
    await chat.post("chats", {"id": 7, "blocked": True})
    with caplog.at_level(logging.WARNING):
        assert await chat.answers() == []
    assert caplog.text == ""


async def test_in_a_group_the_bot_speaks_only_when_asked(
    http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk
) -> None:
    await take(desk, oil(1))
    group = Conversation(http, sandbox, bot, dispatcher.build(desk), chat_id=-1001)
    await group.post("chats", {"id": -1001, "type": "supergroup", "title": "Редакция", "members": [7]})
    group.user["id"] = 7
    assert await group.say("просто разговор про нефть") == []
    assert await group.say("/energy@another_bot") == []
    me = await bot.get_me()
    (message,) = await group.say(f"/energy@{me.username}")
    assert oil(1) in message["text"]
