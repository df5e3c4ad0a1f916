"""Posts become articles: those of a channel that is watched by themselves, others when an admin forwards them."""

import base64
from typing import Any

import pytest
from aiogram import Bot

from bot.telegram import dispatcher
from bot.telegram.admin_buttons import ChannelButton
from bot.telegram.buttons import ArticlePage
from bot.telegram.desk import Desk
from storage.watches import WatchKind
from tests.person import Message, buttons, entities
from tests.sandbox.pictures import png
from tests.telegram.conftest import Conversation, Town
from tests.telegram.newsdesk import ADMIN, Bell, Directory, articles_of, kept, watched, with_news
from tests.telegram.walks import forge, press

CHANNEL = -1_000_000_000_042
STRANGE = -1_000_000_000_043
ADDRESS = "https://t.me/c/42"
TEXT = "На станции запустили третий блок.\n\nОн даст городу свет и тепло уже этой зимой."
PHOTO = {"file_name": "photo.png", "content": base64.b64encode(png(8, 8)).decode()}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A desk whose admin is the person of ``chat``."""
    return with_news(desk, Directory(), Bell())


@pytest.fixture
async def channel(town: Town, desk: Desk) -> Conversation:
    """A channel that the bot is in and that is watched."""
    await town.group(CHANNEL, {}, type="channel", title="Новости KZ", username="news_kz")
    await watched(desk, "Новости KZ", kind=WatchKind.CHANNEL, address=ADDRESS)
    there = town.member(CHANNEL, 1)
    await there.answers()
    return there


async def edit(channel: Conversation, post: Message, text: str) -> None:
    """The channel edits its post."""
    await channel.post("edits", {"chat_id": channel.chat_id, "message_id": post["message_id"], "text": text})
    await channel.answers()


def origin(number: int = 10, chat_id: int = STRANGE, title: str = "Чужой канал", **more: Any) -> dict[str, Any]:
    """Where a forwarded post of a channel is from."""
    chat = {"id": chat_id, "type": "channel", "title": title} | more
    return {"type": "channel", "chat": chat, "message_id": number, "date": 1_762_930_800}


def test_the_bot_asks_telegram_for_the_posts_of_channels(desk: Desk) -> None:
    assert {"channel_post", "edited_channel_post"} <= set(dispatcher.build(desk).resolve_used_update_types())


async def test_a_post_of_a_watched_channel_becomes_an_article_and_can_be_asked_for(
    channel: Conversation, desk: Desk, chat: Conversation
) -> None:
    link = {"type": "text_link", "offset": 0, "length": 2, "url": "https://example.kz/act"}
    keyboard = {"inline_keyboard": [[{"text": "Сайт", "url": "https://example.kz/site"}]]}
    text = "На атомной электростанции запустили третий энергоблок.\n\nОн даст городу свет и тепло уже этой зимой."
    await channel.say(text, entities=[link], reply_markup=keyboard)
    (one,) = await articles_of(desk)
    assert one.text == text
    assert one.links == ("https://example.kz/act", "https://example.kz/site")
    assert (one.appearances[0].source, one.appearances[0].url) == ("Новости KZ", "https://t.me/news_kz/1")
    (shown,) = await chat.say(f"/full {one.id}")
    assert "Новости KZ" in entities(shown, "text_link")
    assert "https://example.kz/act" in str(shown["entities"])


async def test_an_edit_changes_the_article(channel: Conversation, desk: Desk) -> None:
    post = await channel.write(TEXT)
    await channel.answers()
    await edit(channel, post, TEXT.replace("третий", "четвёртый"))
    await edit(channel, post, TEXT.replace("третий", "пятый"))
    (one,) = await articles_of(desk)
    assert one.text == TEXT.replace("третий", "пятый")


async def test_an_album_is_one_article(channel: Conversation, desk: Desk) -> None:
    first = await channel.write("На станции запустили третий блок.", photo=PHOTO, media_group_id="A")
    await channel.write("", photo=PHOTO, media_group_id="A")
    await channel.write("Он даст городу свет и тепло уже этой зимой.", photo=PHOTO, media_group_id="A")
    await channel.answers()
    (one,) = await articles_of(desk)
    assert one.text == TEXT
    await edit(channel, first, "На станции остановили третий блок.")
    (one,) = await articles_of(desk)
    assert one.text == TEXT.replace("запустили", "остановили")


async def test_what_has_no_words_or_is_the_bots_own_is_no_article(channel: Conversation, desk: Desk) -> None:
    await channel.write("", photo=PHOTO)
    mine = ArticlePage(article_id=1, page=1, anew=True).pack()
    await channel.write(TEXT, reply_markup={"inline_keyboard": [[{"text": "📄", "callback_data": mine}]]})
    await channel.answers()
    assert await articles_of(desk) == []


async def test_a_channel_that_nobody_asked_to_collect_is_ignored(town: Town, desk: Desk) -> None:
    await town.group(STRANGE, {}, type="channel", title="Чужой канал")
    await town.member(STRANGE, 1).say(TEXT)
    assert await articles_of(desk) == []


async def test_what_an_admin_forwards_becomes_an_article_and_they_are_told(chat: Conversation, desk: Desk) -> None:
    (told,) = await chat.say(TEXT, forward=origin(username="chuzhoi"))
    assert told["text"] == "✅ Новая статья:\nНа станции запустили третий блок"
    (one,) = await articles_of(desk)
    assert one.appearances[0].url == "https://t.me/chuzhoi/10"
    assert one.published_at.timestamp() == 1_762_930_800
    (read,) = await chat.tap(told, f"📄 {one.id}.")
    assert "Он даст городу свет" in read["text"]

    (again,) = await chat.say(TEXT, forward=origin(username="chuzhoi"))
    assert again["text"].startswith("Эта статья уже есть:")
    (changed,) = await chat.say(f"{TEXT} Дополнено.", forward=origin(username="chuzhoi"))
    assert changed["text"].startswith("✏️ Статья обновлена:")
    assert len(await articles_of(desk)) == 1


WRITERS = [
    (
        {"type": "user", "sender_user": {"id": 9, "is_bot": False, "first_name": "Айгүл", "last_name": "Серік"}},
        "Айгүл Серік",
    ),
    ({"type": "hidden_user", "sender_user_name": "Ержан"}, "Ержан"),
    ({"type": "chat", "sender_chat": {"id": -5, "type": "supergroup", "title": "Пресс-служба"}}, "Пресс-служба"),
]


@pytest.mark.parametrize(("who", "name"), WRITERS, ids=[name for _, name in WRITERS])
async def test_whoever_wrote_it_is_its_source(chat: Conversation, desk: Desk, who: dict[str, Any], name: str) -> None:
    (told,) = await chat.say(TEXT, forward=who)
    assert told["text"].startswith("✅ Новая статья:")
    assert not any("Собирать" in label for label in buttons(told))
    (one,) = await articles_of(desk)
    assert (one.appearances[0].source, one.appearances[0].url) == (name, None)
    (again,) = await chat.say(TEXT, forward=who)
    assert again["text"].startswith("Эта статья уже есть:")


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Доброе утро!", "слишком мало текста"), (f"{TEXT}\n\nРеклама. erid: 2Vtzqw12345", "помечена как реклама")],
)
async def test_what_is_no_article_is_told_with_the_reason(
    chat: Conversation, desk: Desk, text: str, answer: str
) -> None:
    (told,) = await chat.say(text, forward=origin())
    assert answer in told["text"]
    assert await articles_of(desk) == []


async def test_the_bots_own_words_do_not_come_back_as_news(chat: Conversation, desk: Desk, bot: Bot) -> None:
    me = await bot.get_me()
    user = {"id": me.id, "is_bot": True, "first_name": "Svodka"}
    (told,) = await chat.say(TEXT, forward={"type": "user", "sender_user": user})
    assert told["text"] == "Это написал я сам, статьёй оно не станет."
    assert await articles_of(desk) == []


@pytest.mark.parametrize("command", ["/broadcast", "/add", "/sources", "/export", "/stats"])
async def test_a_forwarded_post_is_no_command_of_the_admin(chat: Conversation, desk: Desk, command: str) -> None:
    await chat.say(f"{command} {TEXT}", forward=origin())
    (one,) = await articles_of(desk)
    assert one.text == f"{command} {TEXT}"


async def test_a_forwarded_album_is_one_article_with_one_answer(chat: Conversation, desk: Desk) -> None:
    texts = ("", "На станции запустили третий блок.", "Он даст городу свет и тепло уже этой зимой.")
    for number, text in enumerate(texts):
        await chat.write(text, photo=PHOTO, media_group_id="F", forward=origin(10 + number))
    (told,) = await chat.answers()
    assert told["text"] == "✅ Новая статья:\nНа станции запустили третий блок"
    (one,) = await articles_of(desk)
    assert one.text == TEXT
    assert one.appearances[0].url == "https://t.me/c/43/10"
    for number, text in enumerate(texts):
        await chat.write(text, photo=PHOTO, media_group_id="F2", forward=origin(10 + number))
    (again,) = await chat.answers()
    assert again["text"].startswith("Эта статья уже есть:")


async def test_a_forwarded_post_of_a_watched_channel_is_the_same_article(
    channel: Conversation, chat: Conversation, desk: Desk
) -> None:
    await channel.say(TEXT)
    (told,) = await chat.say(f"{TEXT} Дополнено.", forward=origin(1, CHANNEL, "Новости KZ", username="news_kz"))
    assert told["text"].startswith("✏️ Статья обновлена:")
    assert not any("Собирать" in label for label in buttons(told))
    assert len(await articles_of(desk)) == 1


async def test_the_channel_of_a_forwarded_post_is_collected_when_the_bot_is_in_it(
    town: Town, chat: Conversation, desk: Desk
) -> None:
    (told,) = await chat.say(TEXT, forward=origin())
    await chat.tap(told, "📡 Собирать «Чужой канал»")
    assert "Добавьте меня в его администраторы" in (await chat.toasts())[-1]
    assert await kept(desk) == []
    await town.group(STRANGE, {}, type="channel", title="Чужой канал")
    (done,) = await chat.tap(told, "📡 Собирать «Чужой канал»")
    assert done["text"].startswith("Собираю канал «Чужой канал»")
    await chat.tap(told, "📡 Собирать")
    (watch,) = await kept(desk)
    assert (watch.kind, watch.address, watch.name) == (WatchKind.CHANNEL, "https://t.me/c/43", "Чужой канал")
    assert watch.due_at is None
    await chat.tap(done, "⚙️ К источнику")
    assert "канал Telegram" in (await chat.now_shown(done))["text"]
    await town.member(STRANGE, 1).say(f"{TEXT} Теперь само.")
    assert len(await articles_of(desk)) == 2


async def test_what_others_forward_is_nobodys_article_and_their_buttons_do_nothing(town: Town, desk: Desk) -> None:
    await town.group(STRANGE, {}, type="channel", title="Чужой канал")
    other = town.person(8)
    (answer,) = await other.say(TEXT, forward=origin())
    assert "Новая статья" not in answer["text"]
    assert await articles_of(desk) == []
    assert await forge(other, answer, ChannelButton(chat_id=STRANGE).pack()) != ""
    assert await kept(desk) == []


async def test_an_admins_forward_in_a_group_is_part_of_the_talk(town: Town, desk: Desk) -> None:
    await town.group(-77, {ADMIN: "member"}, type="group", title="Редакция")
    assert await town.member(-77, ADMIN).say(TEXT, forward=origin()) == []
    assert await articles_of(desk) == []


async def test_what_a_channel_is_called_can_not_become_markup(chat: Conversation, desk: Desk) -> None:
    name = "<b>Канал</b> [x](tg://user?id=1) *y*"
    await chat.say(TEXT, forward=origin(title=name))
    (one,) = await articles_of(desk)
    (shown,) = await chat.say(f"/full {one.id}")
    assert name in shown["text"]
    assert entities(shown, "bold") == ["На станции запустили третий блок"]


async def test_a_watch_says_when_the_bot_is_not_in_its_channel_any_more(
    town: Town, channel: Conversation, chat: Conversation, bot: Bot
) -> None:
    await channel.say(TEXT)
    (listed,) = await chat.say("/sources")
    assert "✅ Новости KZ" in buttons(listed)
    for status, sign in (("left", "⚠️"), ("administrator", "✅")):
        await town.group(CHANNEL, {bot.id: status})
        await chat.answers()
        (listed,) = await chat.say("/sources")
        card = await press(chat, listed, f"{sign} Новости KZ")
        assert ("Не читается: 1 неудача" in card["text"]) is (status == "left")
        assert "бота нет в канале" in card["text"]  # the last error is told also when it has passed
