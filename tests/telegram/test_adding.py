"""``/add``: what is found is shown before anything is kept; a list of sources is read and asked about."""

import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.types import Chat, Document, Update, User
from aiogram.types import Message as Written
from aiohttp import ClientSession

from bot.collecting.finding import Finder
from bot.sandbox.server import Sandbox
from bot.sources.opml import Outline, write
from bot.sources.parsing import Parsing
from bot.telegram import dispatcher, offers
from bot.telegram.admin_buttons import OfferButton, OfferStep
from bot.telegram.desk import Desk, NewsDesk
from storage.watches import WatchKind, WatchState
from tests.collecting.scene import Item, rss, story
from tests.conftest import EVENING
from tests.person import Message, buttons, entities
from tests.sources.outlet import answer, outlet, visitor
from tests.telegram.conftest import Conversation, Town
from tests.telegram.newsdesk import ADMIN, Bell, Directory, entry, feed, kept, site, watched, with_news
from tests.telegram.walks import forge, press, walk

CHANNEL = -1_000_000_000_042
TYPED = "kz.example"


@pytest.fixture
def directory() -> Directory:
    """A finder that knows a feed and a site at one address."""
    made = Directory()
    made.found[TYPED] = [feed(), site()]
    return made


@pytest.fixture
def bell() -> Bell:
    """What wakes the collector."""
    return Bell()


@pytest.fixture
def desk(desk: Desk, directory: Directory, bell: Bell) -> Desk:
    """A desk whose admin is the person of ``chat``."""
    return with_news(desk, directory, bell)


async def found(chat: Conversation, typed: str = TYPED) -> Message:
    """What is shown of an address."""
    *_, shown = await chat.say(f"/add {typed}")
    return shown


async def test_what_was_found_is_shown_and_kept_only_when_it_is_pressed(
    chat: Conversation, desk: Desk, bell: Bell
) -> None:
    offer = await found(chat)
    assert offer["text"] == (
        "Нашлось: лента\nВестник\nhttps://kz.example/feed\n\nЧто там сейчас:\n"
        "• Новость 0 · сегодня, 22:00\n• Новость 1 · сегодня, 22:00\n• Новость 2 · сегодня, 22:00"
    )
    assert "Новость 1" in entities(offer, "text_link")
    assert list(buttons(offer)) == ["➕ Собирать", "Ещё: сайт · Вестник", "Отмена"]
    assert await kept(desk) == []
    card = await press(chat, offer, "➕ Собирать")
    assert card["text"].startswith("Добавлено\n\nВестник\nлента · https://kz.example/feed")
    assert card["message_id"] == offer["message_id"]
    (watch,) = await kept(desk)
    assert (watch.kind, watch.address, watch.name) == (WatchKind.FEED, "https://kz.example/feed", "Вестник")
    assert watch.due_at is not None
    assert watch.due_at <= desk.now() + timedelta(minutes=1)
    assert bell.rung == 1


async def test_the_address_may_come_after_the_command(chat: Conversation, desk: Desk) -> None:
    (asked,) = await chat.say("/add")
    assert asked["text"].startswith("Напишите адрес сайта")
    (offer,) = await chat.say(TYPED)
    await press(chat, offer, "➕ Собирать")
    assert len(await kept(desk)) == 1
    (listed,) = await chat.say("/sources")
    await press(chat, listed, "➕ Добавить")
    (again,) = await chat.say(TYPED)
    assert "Этот источник уже есть." in again["text"]
    assert "➕ Собирать" not in buttons(again)
    assert (await press(chat, again, "⚙️ К источнику"))["text"].startswith("Вестник\n")


async def test_another_find_can_be_chosen(chat: Conversation, desk: Desk) -> None:
    other = await press(chat, await found(chat), "Ещё: сайт")
    assert other["text"].startswith("Нашлось: сайт\nВестник\nhttps://kz.example/news\nСсылки на статьи: /news/*")
    assert list(buttons(other)) == ["➕ Собирать", "🔗 Шаблон ссылок", "Ещё: лента · Вестник", "Отмена"]
    await press(chat, other, "➕ Собирать")
    assert [(watch.kind, watch.pattern) for watch in await kept(desk)] == [(WatchKind.SITE, "/news/*")]


async def test_a_typed_pattern_is_tried_at_once(chat: Conversation, desk: Desk, directory: Directory) -> None:
    address = "https://kz.example/news"
    tried = replace(site("/ru/#", name="Имя страницы"), entries=(entry(77), entry(78)))
    directory.by[address, "/ru/#"] = tried
    asked = await walk(chat, await found(chat), "Ещё: сайт", "🔗 Шаблон ссылок")
    assert entities(asked, "code") == ["/news/*"]
    (wrong,) = await chat.say("/wrong/#")
    assert wrong["text"].startswith("По этому шаблону ничего не собрать")
    (offer,) = await chat.say("/ru/#")
    assert "Ссылки на статьи: /ru/#" in offer["text"]
    assert "• Новость 77 · " in offer["text"]
    assert await kept(desk) == []
    await press(chat, offer, "➕ Собирать")
    assert [(watch.name, watch.pattern) for watch in await kept(desk)] == [("Вестник", "/ru/#")]
    assert await forge(chat, asked, OfferButton(step=OfferStep.ADD).pack()) == outdated(desk)


async def test_a_pattern_may_follow_the_address_where_nothing_is_guessed(
    chat: Conversation, desk: Desk, directory: Directory
) -> None:
    nothing = await found(chat, "nothing.example")
    assert nothing["text"].startswith("Отсюда собирать нечего: сервер отвечает 404\n\nЕсли это страница сайта")
    directory.by["https://nothing.example/news", "/n/#"] = site("/n/#")
    offer = await found(chat, "nothing.example/news /n/#")
    await press(chat, offer, "➕ Собирать")
    assert [watch.pattern for watch in await kept(desk)] == ["/n/#"]


async def test_what_is_cancelled_is_not_kept(chat: Conversation, desk: Desk) -> None:
    offer = await found(chat)
    assert (await press(chat, offer, "Отмена"))["text"] == "Отменено, ничего не добавлено."
    assert await forge(chat, offer, OfferButton(step=OfferStep.ADD).pack()) == outdated(desk)
    (asked,) = await chat.say("/add")
    await press(chat, asked, "Отмена")
    await chat.say(TYPED)
    assert await kept(desk) == []


async def test_two_quick_presses_keep_one(chat: Conversation, desk: Desk) -> None:
    offer = await found(chat)
    for _ in range(2):
        await chat.press(offer, OfferButton(step=OfferStep.ADD).pack())
    await chat.answers()
    assert len(await kept(desk)) == 1


async def test_forged_and_late_presses_are_harmless(
    town: Town, chat: Conversation, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "MOST", 3)
    offer = await found(chat)
    for place in (-1, 2, 2**70):
        for step in (OfferStep.ADD, OfferStep.SHOW, OfferStep.PATTERN):
            assert await forge(chat, offer, OfferButton(step=step, place=place).pack()) == outdated(desk)
    assert await forge(chat, offer, OfferButton(step=OfferStep.PATTERN, place=0).pack()) == outdated(desk)  # a feed
    for _ in range(offers.MOST):
        await chat.write(f"/add {TYPED}")
    await chat.answers()
    assert await forge(chat, offer, OfferButton(step=OfferStep.ADD).pack()) == outdated(desk)
    other = town.person(8)
    await other.say("/start")
    mine = await other.write("x")
    await other.press(mine, OfferButton(step=OfferStep.ADD).pack())
    await other.answers()
    assert await kept(desk) == []


def outdated(desk: Desk) -> str:
    """What is said of an offer that isn't known."""
    return desk.texts["ru"]("add-outdated")


@pytest.mark.parametrize(
    "typed", ["@news_kz", "https://t.me/news_kz", "t.me/news_kz/15", "https://t.me/c/42/15", "-1000000000042"]
)
async def test_a_channel_that_the_bot_is_in_is_offered_by_its_name(
    town: Town, chat: Conversation, desk: Desk, typed: str
) -> None:
    await town.group(CHANNEL, {}, type="channel", title="Новости KZ", username="news_kz")
    await chat.answers()
    offer = await found(chat, typed)
    assert offer["text"].startswith("Нашлось: канал Telegram\nНовости KZ\nhttps://t.me/news_kz\n\n")
    assert await kept(desk) == []
    await press(chat, offer, "➕ Собирать")
    (watch,) = await kept(desk)
    assert (watch.kind, watch.address, watch.due_at) == (WatchKind.CHANNEL, "https://t.me/c/42", None)
    again = await found(chat, typed)
    assert "Этот источник уже есть." in again["text"]


async def test_a_channel_may_be_named_by_a_post_of_it(town: Town, chat: Conversation, desk: Desk) -> None:
    await town.group(CHANNEL, {}, type="channel", title="Новости KZ")
    await chat.say("/add")
    chat_of = {"id": CHANNEL, "type": "channel", "title": "Новости KZ"}
    (offer,) = await chat.say(
        "Длинная запись канала о запуске станции.", forward={"type": "channel", "chat": chat_of, "message_id": 3}
    )
    assert offer["text"].startswith("Нашлось: канал Telegram")


async def test_channels_that_the_bot_can_not_hear_and_groups_are_not_offered(
    town: Town, chat: Conversation, desk: Desk, bot: Bot
) -> None:
    await town.group(CHANNEL, {}, type="channel", title="Закрыто", username="closed_kz")
    me = {"user": {"id": bot.id}, "status": "left"}
    await chat.post("chats", {"id": CHANNEL, "members": [me]})
    await town.group(-1_000_000_000_050, {7: "member"}, type="supergroup", title="Группа", username="group_kz")
    await chat.answers()
    assert "Добавьте меня в его администраторы" in (await found(chat, "@closed_kz"))["text"]
    assert "Добавьте меня в его администраторы" in (await found(chat, "@nobody_here"))["text"]
    assert "Это не канал" in (await found(chat, "@group_kz"))["text"]
    assert await kept(desk) == []


async def send_file(chat: Conversation, content: bytes, name: str = "feeds.opml") -> Message:
    """Send a file; what the bot answers."""
    encoded = base64.b64encode(content).decode()
    (told,) = await chat.say("", document={"file_name": name, "content": encoded})
    return told


async def test_a_list_of_sources_is_asked_about_and_added(chat: Conversation, desk: Desk, bell: Bell) -> None:
    await watched(desk, "Есть", address="https://kz.example/0")
    outlines = [Outline(WatchKind.FEED, f"Источник {n}", f"https://kz.example/{n}") for n in range(3)]
    content = write(outlines, title="x", made_at=EVENING).replace(
        b"</body>", b'<outline type="rss" xmlUrl="ftp://kz.example/x" text="y"/></body>'
    )
    told = await send_file(chat, content)
    assert told["text"] == "В файле 2 новых источника\nУже есть: 1\nС неверным адресом: 1"
    assert len(await kept(desk)) == 1
    done = await press(chat, told, "➕ Добавить: 2")
    assert done["text"] == "Добавлено 2 источника."
    assert {watch.name for watch in await kept(desk)} == {"Есть", "Источник 1", "Источник 2"}
    assert all(watch.state is WatchState.ACTIVE for watch in await kept(desk))
    assert bell.rung == 1
    again = await send_file(chat, content, "FEEDS.XML")
    assert again["text"].startswith("Новых источников в этом файле нет.\nУже есть: 3")
    assert buttons(again) == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html></html>", "Не удалось прочитать файл: not OPML"),
        (b"\x00\xff\xfe garbage", "Не удалось прочитать файл:"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><opml>&a;</opml>', "Не удалось прочитать файл:"),
    ],
    ids=["a page", "bytes", "entities"],
)
async def test_what_is_no_list_is_told_so(chat: Conversation, desk: Desk, content: bytes, why: str) -> None:
    assert (await send_file(chat, content))["text"].startswith(why)
    assert await kept(desk) == []


async def test_who_collects_nothing_yet_is_offered_a_list_to_begin_with(
    town: Town, desk: Desk, http: ClientSession, sandbox: Sandbox, bot: Bot
) -> None:
    assert desk.collecting is not None
    seeds = write([Outline(WatchKind.FEED, "Имя", "https://kz.example/1")], title="x", made_at=EVENING)
    ready = replace(desk, collecting=replace(desk.collecting, seeds=seeds))
    chat = Conversation(http, sandbox, bot, dispatcher.build(ready), chat_id=ADMIN)
    (listed,) = await chat.say("/sources")
    (offer,) = await chat.tap(listed, "📚 Готовый список источников")
    assert offer["text"] == "В файле 1 новый источник"
    await press(chat, offer, "➕ Добавить: 1")
    assert [watch.name for watch in await kept(desk)] == ["Имя"]
    (listed,) = await chat.say("/sources")
    assert "📚 Готовый список источников" not in buttons(listed)


async def test_a_file_that_is_too_big_is_not_even_downloaded(town: Town, chat: Conversation) -> None:
    await chat.say("/start")
    admin = User(id=ADMIN, is_bot=False, first_name="A")
    document = Document(file_id="never", file_unique_id="u", file_name="a.opml", file_size=2 * 1024**2 + 1)
    sent = Written(message_id=99, date=EVENING, chat=Chat(id=ADMIN, type="private"), from_user=admin, document=document)
    await town.work.feed_update(town.bot, Update(update_id=1, message=sent))
    assert (await chat.messages())[-1]["text"] == "Файл слишком большой: список источников помещается в 2 МБ."


async def test_what_a_list_calls_its_sources_can_not_become_markup(chat: Conversation, desk: Desk) -> None:
    name = "<b>Имя</b> *x*"
    content = write([Outline(WatchKind.FEED, name, "https://kz.example/1")], title="x", made_at=EVENING)
    await press(chat, await send_file(chat, content), "➕ Добавить")
    (listed,) = await chat.say("/sources")
    assert f"🕓 {name}" in buttons(listed)


async def test_other_files_and_other_people_are_answered_as_ever(town: Town, chat: Conversation, desk: Desk) -> None:
    content = write([Outline(WatchKind.FEED, "Имя", "https://kz.example/1")], title="x", made_at=EVENING)
    assert "источник" not in (await send_file(chat, content, "notes.txt"))["text"]
    assert "источник" not in (await send_file(town.person(8), content))["text"]


async def test_the_longest_finds_still_fit(chat: Conversation, desk: Desk, directory: Directory) -> None:
    long = "https://kz.example/" + "a" * 1900
    entries = tuple(replace(entry(n, address=long), title="Ұзын тақырып " * 500) for n in range(3))
    directory.found["long.example"] = [replace(feed(long, "Ұзын атау " * 500), entries=entries)] * 30
    offer = await found(chat, "long.example")
    assert len(offer["text"]) < 4096
    await press(chat, offer, "➕ Собирать")
    assert len(await kept(desk)) == 1


@pytest.fixture
async def real(desk: Desk, bell: Bell) -> AsyncIterator[tuple[Desk, str]]:
    """The desk with a real finder, and the address of an outlet on loopback whose front page tells of its feed."""
    head = "<link rel=alternate type=application/rss+xml href=/feed title=Вестник>"
    async with outlet() as there, visitor() as fetcher, Parsing() as parsing:
        items = [Item(n, text=story(n), at=EVENING - timedelta(hours=n)) for n in range(1, 5)]
        page = f"<!doctype html><html lang=ru><head><meta charset=utf-8><title>Вестник</title>{head}</head></html>"
        there.answers["/"] = answer(200, page.encode(), Content_Type="text/html")
        there.answers["/feed"] = answer(200, rss(there.url("/"), items), Content_Type="application/rss+xml")
        assert desk.collecting is not None
        finder = Finder(fetcher, parsing, desk.now)
        yield replace(desk, collecting=NewsDesk(desk.collecting.posts, finder, bell)), there.url("/")


async def test_the_real_finder_finds_the_feed_behind_a_sites_address(
    http: ClientSession, sandbox: Sandbox, bot: Bot, real: tuple[Desk, str]
) -> None:
    desk, home = real
    chat = Conversation(http, sandbox, bot, dispatcher.build(desk), chat_id=ADMIN)
    offer = await found(chat, home)
    assert offer["text"].startswith("Нашлось: лента\n")
    assert "• Новость 1 · сегодня, 22:00" in offer["text"]
    await press(chat, offer, "➕ Собирать")
    assert [watch.address for watch in await kept(desk)] == [f"{home}feed"]
