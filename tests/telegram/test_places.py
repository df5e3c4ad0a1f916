"""Where a subscription goes: groups and topics by their administrators, channels by those who may post there."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Update
from aiohttp import ClientSession

from bot.sandbox.server import Sandbox
from bot.telegram.desk import Desk
from storage.records import Interest, Rhythm
from tests.conftest import oil
from tests.person import Message
from tests.telegram.conftest import Conversation, take
from tests.telegram.walks import Town, forge, kept, press, reader_of, rows, the_one, walk

GROUP = -1001
CHANNEL = -1_001_234_567_890
ADMIN, MEMBER = 7, 8
ONLY_ADMINS = "Подписками группы управляют её администраторы."


@pytest.fixture
def town(http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk) -> Town:
    """A sandbox with several people."""
    return Town(http, sandbox, bot, desk)


@pytest.fixture
async def group(town: Town) -> Conversation:
    """An administrator in a forum with a topic."""
    await town.group(
        GROUP,
        {ADMIN: "administrator", MEMBER: "member"},
        type="supergroup",
        title="Редакция",
        is_forum=True,
        topics=[{"message_thread_id": 5, "name": "Энергетика"}],
    )
    return town.member(GROUP, ADMIN)


async def channel_of(town: Town, people: dict[int, str], username: str | None = "news_kz") -> None:
    """A channel that the bot may post to."""
    await town.group(CHANNEL, people, type="channel", title="Новости", username=username)


async def test_an_administrator_subscribes_a_group(group: Conversation, desk: Desk) -> None:
    (when,) = await group.say("/subscribe energy")
    assert not [label for row in rows(when) for label in row if label.startswith("📍")]
    card = await walk(group, when, "Каждый день", "•09:00")
    assert "📍 в эту группу" in card["text"]
    subscription = await the_one(desk, GROUP)
    assert (subscription.reader.title, subscription.made_by) == ("Редакция", ADMIN)


async def test_a_topic_has_subscriptions_of_its_own(group: Conversation, desk: Desk) -> None:
    (when,) = await group.say("/subscribe energy", thread_id=5)
    card = await walk(group, when, "⚡ Сразу")
    assert "📍 в эту тему" in card["text"]
    assert card["message_thread_id"] == 5
    assert (await the_one(desk, GROUP, thread_id=5)).reader.thread_id == 5
    (listed,) = await group.say("/subscriptions")
    assert "Подписок пока нет" in listed["text"]


async def test_members_are_told_who_may(town: Town, group: Conversation, desk: Desk) -> None:
    member = town.member(GROUP, MEMBER)
    for command in ("/subscribe", "/subscribe energy", "/subscriptions", "/timezone Лондон"):
        (said,) = await member.say(command)
        assert said["text"] == ONLY_ADMINS
    assert await kept(desk, GROUP) == []
    assert (await reader_of(desk, GROUP)).timezone == "Asia/Almaty"


async def test_members_press_in_vain(town: Town, group: Conversation, desk: Desk) -> None:
    (when,) = await group.say("/subscribe energy")
    card = await walk(group, when, "⚡ Сразу")
    before = await the_one(desk, GROUP)
    member = town.member(GROUP, MEMBER)
    for data in ("c:1:card", "c:1:remove_surely", "cc:1:s:sport:1", "cp:1:daily::540", "z:0:Europe/London", "n:energy"):
        assert await forge(member, card, data) == ONLY_ADMINS
        assert await the_one(desk, GROUP) == before


async def test_rights_are_looked_at_anew_with_every_press(town: Town, group: Conversation, desk: Desk) -> None:
    (when,) = await group.say("/subscribe energy")
    await town.group(GROUP, {ADMIN: "member", MEMBER: "administrator"})
    assert await forge(group, when, "cp:1:at_once::") == ONLY_ADMINS
    card = await walk(town.member(GROUP, MEMBER), when, "⚡ Сразу")
    assert "подписка работает" in card["text"]


@pytest.mark.parametrize(("status", "taken"), [("administrator", True), ("member", False)])
async def test_where_members_are_hidden_the_administrators_are_asked_for(
    town: Town, group: Conversation, desk: Desk, status: str, *, taken: bool
) -> None:
    await town.group(GROUP, {ADMIN: status})
    hidden = {"method": "getChatMember", "times": 1, "status": 400}
    await group.post("faults", hidden | {"description": "Bad Request: member list is inaccessible"})
    (said,) = await group.say("/subscribe energy")
    assert ("Когда присылать?" in said["text"]) is taken


async def say_as(town: Town, text: str, sender_chat: int) -> list[Message]:
    """A message that a chat itself wrote in the group, as Telegram shows anonymous administrators and channels."""
    message = {
        "message_id": 900,
        "date": int(datetime.now(UTC).timestamp()),
        "chat": {"id": GROUP, "type": "supergroup", "title": "Редакция"},
        "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
        "sender_chat": {"id": sender_chat, "type": "supergroup" if sender_chat == GROUP else "channel", "title": "x"},
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}],
    }
    watcher = town.member(GROUP, ADMIN)
    await watcher.answers()
    await town.work.feed_update(town.bot, Update.model_validate({"update_id": 9000, "message": message}))
    return await watcher.answers()


async def test_an_anonymous_administrator_is_one_and_a_channel_s_voice_is_not(
    town: Town, group: Conversation, desk: Desk
) -> None:
    (when,) = await say_as(town, "/subscribe energy", GROUP)
    assert "Когда присылать?" in when["text"]
    (said,) = await say_as(town, "/subscribe energy", CHANNEL)
    assert said["text"] == ONLY_ADMINS


async def test_words_in_a_group_are_the_answer_to_the_question_and_nothing_else(
    town: Town, group: Conversation, desk: Desk
) -> None:
    (what,) = await group.say("/subscribe")
    (asked,) = await group.tap(what, "🔎 По словам")
    assert "Напишите слова" in asked["text"]
    assert await group.say("атомная станция") == []  # people talk to each other
    (other,) = await group.say("/sectors")
    assert await group.say("атомная станция", reply_to=other["message_id"]) == []
    *_, said = await town.member(GROUP, MEMBER).say("нефть", reply_to=asked["message_id"])
    assert said["text"] == ONLY_ADMINS
    *_, what = await group.say("атомная станция", reply_to=asked["message_id"])
    assert "Выбрано: «атомная станция»" in what["text"]


async def test_a_group_sees_nothing_of_what_its_administrators_read_themselves(
    town: Town, group: Conversation, desk: Desk
) -> None:
    admin = town.person(ADMIN)
    (when,) = await admin.say("/subscribe sport")
    await walk(admin, when, "⚡ Сразу")
    (listed,) = await group.say("/subscriptions")
    assert "Подписок пока нет" in listed["text"]
    assert await forge(group, listed, "c:1:card") == "Этой подписки больше нет."
    assert await forge(group, listed, "c:1:remove_surely") == "Этой подписки больше нет."
    assert len(await kept(desk, ADMIN)) == 1


async def test_a_group_s_subscription_is_managed_from_the_private_chat_too(
    town: Town, group: Conversation, desk: Desk
) -> None:
    (when,) = await group.say("/subscribe energy")
    await walk(group, when, "⚡ Сразу")
    admin = town.person(ADMIN)
    (listed,) = await admin.say("/subscriptions")
    assert "⚡ Энергетика · сразу · в группу «Редакция»" in listed["text"]
    card = await walk(admin, listed, "1.", "⏸ Пауза")
    assert "На паузе" in card["text"]
    await town.group(GROUP, {ADMIN: "member"})
    assert await forge(admin, card, "c:1:resume") == "Вы больше не администратор там, куда идёт эта подписка."


@pytest.mark.parametrize(
    "named",
    ["@news_kz", "news_kz", "https://t.me/news_kz", "t.me/news_kz/15", "@NEWS_kz", str(CHANNEL)],
)
async def test_a_channel_is_named(town: Town, desk: Desk, named: str) -> None:
    await channel_of(town, {ADMIN: "administrator"})
    admin = town.person(ADMIN)
    (when,) = await admin.say("/subscribe energy")
    await walk(admin, when, "📍 Куда: сюда", "📣 В канал")
    (when,) = await admin.say(named)
    card = await walk(admin, when, "Каждый день", "•09:00")
    assert "📍 в канал «Новости»" in card["text"]
    subscription = await the_one(desk, CHANNEL)
    assert (subscription.reader.kind, subscription.made_by) == ("channel", ADMIN)
    assert subscription.reader.language == "ru"
    assert await kept(desk, ADMIN) == []


async def test_a_post_of_the_channel_names_it_too(town: Town, desk: Desk) -> None:
    await channel_of(town, {ADMIN: "creator"}, username=None)
    admin = town.person(ADMIN)
    (when,) = await admin.say("/subscribe energy")
    await walk(admin, when, "📍", "📣")
    chat = {"id": CHANNEL, "type": "channel", "title": "Новости"}
    (when,) = await admin.say(oil(1), forward={"type": "channel", "chat": chat, "message_id": 3})
    await walk(admin, when, "⚡ Сразу")
    assert (await the_one(desk, CHANNEL)).plan.rhythm is Rhythm.AT_ONCE


@pytest.mark.parametrize(
    ("people", "named", "words"),
    [
        ({ADMIN: "administrator"}, "@nowhere", "Не вижу такого канала"),
        ({ADMIN: "administrator"}, "наш канал", "Не вижу такого канала"),
        ({ADMIN: "administrator"}, "-1009999999999", "Не вижу такого канала"),
        ({ADMIN: "member"}, "@news_kz", "вы не администратор"),
        ({MEMBER: "administrator"}, "@news_kz", "вы не администратор"),
        ({ADMIN: "administrator", 42: "member"}, "@news_kz", "не могу публиковать в «Новости»"),
        ({ADMIN: "administrator"}, "@redaktsia", "Это не канал"),
    ],
)
async def test_why_a_channel_is_not_taken(
    town: Town, desk: Desk, people: dict[int, str], named: str, words: str
) -> None:
    await channel_of(town, people)
    await town.group(GROUP, {ADMIN: "creator"}, type="supergroup", title="Редакция", username="redaktsia")
    admin = town.person(ADMIN)
    (when,) = await admin.say("/subscribe energy")
    await walk(admin, when, "📍", "📣")
    (said,) = await admin.say(named)
    assert words in said["text"]
    (again,) = await admin.say("@nowhere")  # it is asked for until it is found or something else is wanted
    assert "Не вижу такого канала" in again["text"]


async def test_a_known_channel_is_offered_and_looked_at_again(town: Town, desk: Desk) -> None:
    await channel_of(town, {ADMIN: "administrator"})
    admin = town.person(ADMIN)
    (when,) = await admin.say("/subscribe energy")
    await walk(admin, when, "📍", "📣")
    (when,) = await admin.say("@news_kz")
    await walk(admin, when, "⚡ Сразу")
    (when,) = await admin.say("/subscribe transport")
    where = await press(admin, when, "📍")
    assert rows(where)[:2] == [["✅ 💬 Сюда"], ["📣 Новости"]]
    await town.group(CHANNEL, {ADMIN: "member"})
    channel = await reader_of(desk, CHANNEL)
    assert "не администратор" in await forge(admin, where, f"co:2:{channel.id}")
    await town.group(CHANNEL, {ADMIN: "administrator"})
    card = await walk(admin, where, "📣 Новости", "⚡ Сразу")
    assert "в канал «Новости»" in card["text"]
    back = await walk(admin, card, "✏️", "Куда", "💬 Сюда")
    assert "📍 сюда" in back["text"]
    assert [one.interest for one in await kept(desk, ADMIN)] == [Interest(sectors=("transport",))]


async def test_a_stranger_cannot_send_theirs_to_a_channel(town: Town, desk: Desk) -> None:
    await channel_of(town, {ADMIN: "administrator"})
    admin, stranger = town.person(ADMIN), town.person(9)
    (when,) = await admin.say("/subscribe energy")
    await walk(admin, when, "📍", "📣")
    (when,) = await admin.say("@news_kz")
    await walk(admin, when, "⚡ Сразу")
    (when,) = await stranger.say("/subscribe sport")
    channel, other = await reader_of(desk, CHANNEL), await reader_of(desk, ADMIN)
    assert "не администратор" in await forge(stranger, when, f"co:2:{channel.id}")
    assert "от старого сообщения" in await forge(stranger, when, f"co:2:{other.id}")
    assert len(await kept(desk, CHANNEL)) == 1


async def test_where_the_bot_is_no_longer_it_can_only_be_removed(town: Town, desk: Desk) -> None:
    await channel_of(town, {ADMIN: "administrator"})
    admin = town.person(ADMIN)
    (when,) = await admin.say("/subscribe energy")
    await walk(admin, when, "📍", "📣")
    (when,) = await admin.say("@news_kz")
    await walk(admin, when, "Каждый день", "•09:00")
    await admin.post("faults", {"method": "getChatMember", "times": 1, "status": 403, "description": "Forbidden: x"})
    (listed,) = await admin.say("/subscriptions")
    assert "только удалить" in await forge(admin, listed, "c:1:pause")
    await admin.post("faults", {"method": "getChatMember", "times": 3, "status": 403, "description": "Forbidden: x"})
    gone = await walk(admin, listed, "1.", "🗑 Удалить", "🗑 Да")
    assert gone["text"] == "Подписка удалена."
    assert await kept(desk, CHANNEL) == []


async def calls(chat: Conversation, method: str) -> list[dict[str, Any]]:
    """The parameters of the calls of a method so far."""
    return [call["params"] for call in (await chat.get("calls"))["calls"] if call["method"] == method]


@pytest.mark.parametrize(
    ("data", "payload"),
    [("m", "subscriptions"), ("c:1:card", "subscriptions"), ("f:1:1:1", "full_1"), ("d:1", "full_1")],
)
async def test_in_a_channel_buttons_open_the_private_chat(town: Town, desk: Desk, data: str, payload: str) -> None:
    number = await take(desk, oil(1))
    await channel_of(town, {ADMIN: "administrator"})
    post = await town.bot.send_message(CHANNEL, "Дайджест")
    passer_by = town.member(CHANNEL, 99)
    await passer_by.press({"message_id": post.message_id}, data)
    assert [one["message_id"] for one in await passer_by.answers()] == [post.message_id]  # nothing new in the channel
    (opened,) = await calls(passer_by, "answerCallbackQuery")
    assert opened["url"].endswith(f"?start={payload}")
    if payload.startswith("full"):
        (article,) = await town.person(99).say(f"/start {payload}")
        assert article["text"].endswith(oil(1))
        assert number == 1
