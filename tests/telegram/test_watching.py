"""``/sources``: an admin sees what is collected and what fails, and sees to it by buttons; nobody else can."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from aiogram import Bot
from aiohttp import ClientSession

from bot.sandbox.server import Sandbox
from bot.sources import opml
from bot.telegram import dispatcher
from bot.telegram.admin_buttons import (
    OfferButton,
    OfferStep,
    WatchButton,
    WatchesButton,
    WatchesStep,
    WatchList,
    WatchStep,
)
from bot.telegram.commands import set_profile
from bot.telegram.desk import Desk
from bot.telegram.texts import LANGUAGES, Texts
from bot.telegram.watch_labels import moment
from bot.telegram.watch_pages import PER_PAGE
from storage import entries, watches
from storage.entries import EntrySettled, EntryState, NewEntry
from storage.watches import WatchKind, WatchState
from tests.person import Message, buttons, entities
from tests.telegram.conftest import Clock, Conversation, Town
from tests.telegram.newsdesk import ADMIN, Bell, Directory, kept, looked_at, site, watched, with_news
from tests.telegram.walks import carried, forge, press, walk

PRESSES = [
    *(WatchButton(watch_id=1, step=step) for step in WatchStep),
    *(WatchesButton(step=step) for step in WatchesStep),
    *(OfferButton(step=step) for step in OfferStep),
    WatchList(page=1),
]


@pytest.fixture
def directory() -> Directory:
    """What the finder knows."""
    return Directory()


@pytest.fixture
def bell() -> Bell:
    """What wakes the collector."""
    return Bell()


@pytest.fixture
def desk(desk: Desk, directory: Directory, bell: Bell) -> Desk:
    """A desk whose admin is the person of ``chat``."""
    return with_news(desk, directory, bell)


async def opened(chat: Conversation, label: str) -> Message:
    """The card of the watch whose button begins so."""
    (listed,) = await chat.say("/sources")
    return await press(chat, listed, label)


async def test_the_list_says_how_all_are_doing_and_begins_with_what_fails(chat: Conversation, desk: Desk) -> None:
    names = ("Азаттық", "Байтерек", "Время", "Газета", "Дала")
    ids = {name: await watched(desk, name) for name in names}
    for name in names[:4]:
        await looked_at(desk, ids[name])
    await looked_at(desk, ids["Время"], error="the server answers 503", failures=3)
    async with desk.database.write() as connection:
        await watches.pause(connection, ids["Азаттық"])
        await watches.end(connection, ids["Газета"], "gone", now=desk.now())
        await entries.note(connection, ids["Байтерек"], [NewEntry(b"k", b"d", "{}", None)], now=desk.now())
    (listed,) = await chat.say("/sources")
    assert listed["text"] == (
        "Источники\n\nСобираются 3 источника\n⚠️ не читаются: 1\n⏸ на паузе: 1\n⛔ закрылись: 1\nЖдёт разбора 1 запись"
    )
    assert list(buttons(listed)) == [
        "⚠️ Время",
        "✅ Байтерек",
        "🕓 Дала",
        "⏸ Азаттық",
        "⛔ Газета",
        "➕ Добавить",
        "📎 Файлом OPML",
    ]


async def test_a_long_list_has_pages_that_turn_in_place(chat: Conversation, desk: Desk) -> None:
    for number in range(2 * PER_PAGE + 1):
        await watched(desk, f"Источник {number:02}")
    (listed,) = await chat.say("/sources")
    assert len([label for label in buttons(listed) if "Источник" in label]) == PER_PAGE
    last = await walk(chat, listed, "Дальше", "Дальше")
    assert last["message_id"] == listed["message_id"]
    assert [label for label in buttons(last) if "Источник" in label] == ["🕓 Источник 16"]
    assert "3/3" in buttons(last)
    card = await press(chat, last, "🕓 Источник 16")
    assert "3/3" in buttons(await press(chat, card, "‹ Все источники"))  # back to the page one came from
    await chat.press(listed, WatchList(page=-9).pack())
    await chat.answers()
    assert "1/3" in buttons(await chat.now_shown(listed))


async def test_a_card_tells_what_when_and_why(chat: Conversation, desk: Desk) -> None:
    number = await watched(desk, "Вестник", address="https://kz.example/feed?a=1")
    await looked_at(desk, number, error="the server answers 503", failures=2)
    noted = [NewEntry(bytes([n]), b"d", "{}", None) for n in range(6)]
    async with desk.database.write() as connection:
        await entries.note(connection, number, noted, now=desk.now())
        claimed = await entries.claim(connection, now=desk.now(), lease=timedelta(minutes=1), limit=4)
        ended = [
            *(EntrySettled(one, EntryState.REFUSED, reason="no text in it") for one in claimed[:2]),
            EntrySettled(claimed[2], EntryState.REFUSED, reason="in a language unknown"),
            EntrySettled(claimed[3], EntryState.STORED, article_id=1),
        ]
        await entries.settle(connection, ended)
    card = await opened(chat, "⚠️ Вестник")
    assert card["text"] == (
        "Вестник\nлента · https://kz.example/feed?a=1\n\n"
        "⚠️ Не читается: 2 неудачи подряд\n"
        "Следующий опрос: сегодня, 23:10\nПоследний опрос: сегодня, 23:00\nНовое было: вчера, 23:00\n"
        "Последняя ошибка (сегодня, 23:00): сервер отвечает 503\n\n"
        "Записи: стали статьями 1, ждут 2, не взяты 3\n— no text in it: 2\n— in a language unknown: 1"
    )
    assert entities(card, "text_link") == ["https://kz.example/feed?a=1"]
    assert entities(card, "bold") == ["Вестник"]


async def test_pause_and_resume(chat: Conversation, desk: Desk, bell: Bell) -> None:
    number = await watched(desk, "Вестник")
    await looked_at(desk, number)
    card = await press(chat, await opened(chat, "✅ Вестник"), "⏸ Пауза")
    assert "⏸ На паузе" in card["text"]
    assert "🔄 Опросить сейчас" not in buttons(card)
    (watch,) = await kept(desk)
    assert (watch.state, watch.due_at) == (WatchState.PAUSED, None)
    card = await press(chat, card, "▶️ Возобновить")
    assert "Следующий опрос: сейчас" in card["text"]
    (watch,) = await kept(desk)
    assert (watch.state, watch.due_at) == (WatchState.ACTIVE, desk.now())
    assert bell.rung == 1


async def test_a_look_can_be_asked_for(chat: Conversation, desk: Desk, bell: Bell) -> None:
    number = await watched(desk, "Вестник")
    await looked_at(desk, number)
    card = await press(chat, await opened(chat, "✅ Вестник"), "🔄 Опросить сейчас")
    assert card["text"].startswith("Опрашиваю. ")
    (watch,) = await kept(desk)
    assert watch.due_at == desk.now()
    assert bell.rung == 1


async def test_removal_is_asked_about_once(chat: Conversation, desk: Desk) -> None:
    await watched(desk, "Вестник")
    asked = await press(chat, await opened(chat, "🕓 Вестник"), "🗑 Удалить")
    assert asked["text"].startswith("Удалить источник «Вестник»?")
    await press(chat, asked, "‹ Оставить")
    assert len(await kept(desk)) == 1
    done = await walk(chat, asked, "🗑 Удалить", "🗑 Да, удалить")
    assert await kept(desk) == []
    assert done["text"].startswith("Источники\n\nПока не собирается ничего.")
    assert list(buttons(done)) == ["➕ Добавить"]


async def test_another_name_is_kept(chat: Conversation, desk: Desk) -> None:
    await watched(desk, "Вестник")
    await press(chat, await opened(chat, "🕓 Вестник"), "✏️ Название")
    (empty,) = await chat.say("…")
    assert empty["text"] == "В названии нужна хотя бы одна буква."
    (taken,) = await chat.say("Переслано", forward={"type": "hidden_user", "sender_user_name": "Ержан"})
    assert "слишком мало текста" in taken["text"]  # a forwarded post is a post, whatever is awaited
    (card,) = await chat.say(" Вестник \n области ")
    assert card["text"].startswith("Сохранено\n\nВестник области\n")
    assert [watch.name for watch in await kept(desk)] == ["Вестник области"]
    (answer,) = await chat.say("Ещё одно название")  # nothing is awaited any longer
    assert "Сохранено" not in answer["text"]


async def test_a_pattern_is_tried_before_it_is_kept(chat: Conversation, desk: Desk, directory: Directory) -> None:
    address = "https://kz.example/news"
    await watched(desk, "Вестник", kind=WatchKind.SITE, address=address, pattern="/news/*")
    directory.by[address, "/ru/#"] = site("/ru/#")
    card = await opened(chat, "🕓 Вестник")
    assert entities(card, "code") == ["/news/*"]
    await press(chat, card, "🔗 Шаблон ссылок")
    (wrong,) = await chat.say("/wrong/*/")
    assert wrong["text"] == "По этому шаблону ничего не собрать: no link of the page is like that"
    assert [watch.pattern for watch in await kept(desk)] == ["/news/*"]
    (saved,) = await chat.say("/ru/#")
    assert entities(saved, "code") == ["/ru/#"]
    assert [watch.pattern for watch in await kept(desk)] == ["/ru/#"]


async def test_whoever_presses_something_else_is_no_longer_asked(chat: Conversation, desk: Desk) -> None:
    await watched(desk, "Вестник")
    asked = await press(chat, await opened(chat, "🕓 Вестник"), "✏️ Название")
    await press(chat, asked, "‹ Назад")
    await chat.say("Новое название")
    assert [watch.name for watch in await kept(desk)] == ["Вестник"]


async def test_a_channel_shows_its_posts_and_is_not_polled(chat: Conversation, desk: Desk) -> None:
    await watched(desk, "Канал", kind=WatchKind.CHANNEL, address="https://t.me/c/42")
    card = await opened(chat, "🕓 Канал")
    assert "канал Telegram · https://t.me/c/42" in card["text"]
    assert "Записей ещё не было" in card["text"]
    assert not {"🔄 Опросить сейчас", "🔗 Шаблон ссылок"} & buttons(card).keys()


async def test_all_sources_go_out_as_opml(chat: Conversation, desk: Desk) -> None:
    await watched(desk, "Вестник", address="https://kz.example/feed")
    await watched(desk, "Сайт", kind=WatchKind.SITE, address="https://site.example/news", pattern="/news/*")
    (by_command,) = await chat.say("/export")
    content = await chat.file(by_command["document"]["file_id"])
    taken = opml.read(content).taken
    assert {(one.name, one.address, one.pattern) for one in taken} == {
        ("Вестник", "https://kz.example/feed", None),
        ("Сайт", "https://site.example/news", "/news/*"),
    }
    (listed,) = await chat.say("/sources")
    (by_button,) = await chat.tap(listed, "📎 Файлом OPML")
    assert await chat.file(by_button["document"]["file_id"]) == content


async def test_for_others_there_is_no_such_command_and_no_such_button(town: Town, desk: Desk, bell: Bell) -> None:
    await watched(desk, "Вестник")
    other = town.person(8)
    for command in ("/sources", "/add https://kz.example", "/export"):
        (answer,) = await other.say(command)
        assert answer["text"].startswith(f"Не знаю команды {command.split()[0]}.")
    (greeting,) = await other.say("/start")
    outdated = desk.texts["ru"]("button-outdated")
    for data in PRESSES:
        assert await forge(other, greeting, data.pack()) == outdated
    (help_,) = await other.say("/help")
    assert "/sources" not in help_["text"]
    assert [watch.state for watch in await kept(desk)] == [WatchState.ACTIVE]
    assert bell.rung == 0


async def test_an_admin_finds_the_commands_in_the_help(chat: Conversation) -> None:
    (help_,) = await chat.say("/help")
    for command in ("/sources", "/add", "/export", "/broadcast"):
        assert command in help_["text"]


async def test_on_trial_everybody_is_an_admin(http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk) -> None:
    trial = replace(desk, admins=frozenset(), trial=True)
    await set_profile(bot, trial)
    somebody = Conversation(http, sandbox, bot, dispatcher.build(trial), chat_id=123_456)
    (listed,) = await somebody.say("/sources")
    assert listed["text"].startswith("Источники")
    shown = (await somebody.get("commands?chat_id=123456&language_code=ru"))["commands"]
    assert {"sources", "add", "export", "broadcast"} <= {one["command"] for one in shown}


async def test_in_a_group_nothing_is_shown(town: Town, desk: Desk) -> None:
    await watched(desk, "Вестник")
    await town.group(-77, {ADMIN: "administrator"}, type="group", title="Редакция")
    admin = town.member(-77, ADMIN)
    assert await admin.say("/sources") == []
    message = await admin.write("press here")
    for data in PRESSES:
        await admin.press(message, data.pack())
    assert await admin.answers() == []
    assert len(await kept(desk)) == 1


async def test_buttons_of_a_watch_that_is_gone_say_so(chat: Conversation, desk: Desk) -> None:
    number = await watched(desk, "Вестник")
    card = await opened(chat, "🕓 Вестник")
    data = carried(card, "⏸ Пауза")
    async with desk.database.write() as connection:
        await watches.remove(connection, number)
    assert await forge(chat, card, data) == "Этого источника больше нет."
    for watch_id in (0, -1, 2**63, 2**70):
        forged = WatchButton(watch_id=watch_id, step=WatchStep.PAUSE).pack()
        assert await forge(chat, card, forged) == "Этого источника больше нет."


async def test_presses_twice_and_late_change_nothing_more(chat: Conversation, desk: Desk) -> None:
    await watched(desk, "Вестник")
    card = await opened(chat, "🕓 Вестник")
    data = carried(card, "⏸ Пауза")
    for _ in range(3):
        await chat.press(card, data)
    assert await chat.answers() == []
    (watch,) = await kept(desk)
    assert watch.state is WatchState.PAUSED
    calls = (await chat.get("calls"))["calls"]
    assert {call["description"].split(":")[1] for call in calls if not call["ok"]} <= {" message is not modified"}


async def test_what_a_source_is_called_can_not_become_markup(chat: Conversation, desk: Desk) -> None:
    name = "<b>Имя</b> [x](tg://user?id=1) &amp;"
    number = await watched(desk, name, address="https://kz.example/a")
    await looked_at(desk, number, error="<a href='https://evil.example'>x</a>", failures=1)
    card = await opened(chat, "⚠️ <b>Имя")
    assert name in card["text"]
    assert entities(card, "text_link") == ["https://kz.example/a"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_longest_names_and_reasons_still_fit(town: Town, desk: Desk, language: str, clock: Clock) -> None:
    admin = town.person(ADMIN, language)
    long = "https://kz.example/" + "a" * 3000
    number = await watched(desk, "Ұзын атау " * 300, kind=WatchKind.SITE, address=long, pattern="/" + "b" * 3000)
    await looked_at(desk, number, error="ы" * 5000, failures=1_000_000)
    (listed,) = await admin.say("/sources")
    card = await press(admin, listed, "⚠️")
    assert len(card["text"]) < 1500
    await walk(admin, card, *[label for label in buttons(card) if label.startswith("🗑")])


def test_moments_are_told_in_the_readers_days(spoken: Mapping[str, Texts], clock: Clock) -> None:
    zone, now = ZoneInfo("Asia/Almaty"), clock.now
    told = [
        moment(now + timedelta(hours=hours), spoken["ru"], now=now, zone=zone) for hours in (0, 2, -24, 40, -24 * 40)
    ]
    assert told == ["сегодня, 23:00", "завтра, 01:00", "вчера, 23:00", "14 ноября 2025, 15:00", "3 октября 2025, 23:00"]
