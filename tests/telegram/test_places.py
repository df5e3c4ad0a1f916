"""Channels: subscribed by those who may post there; their readers' presses open the private chat."""

from typing import Any

import pytest

from bot.delivery import subscribing
from bot.delivery.verdicts import Why
from bot.telegram.desk import Desk
from storage.records import Interest, Rhythm
from tests.conftest import oil
from tests.telegram.conftest import Clock, Conversation, Town, take
from tests.telegram.walks import forge, kept, press, reader_of, rows, the_one, walk

GROUP = -1001
CHANNEL = -1_001_234_567_890
ADMIN, MEMBER = 7, 8


async def channel_of(town: Town, people: dict[int, str], username: str | None = "news_kz") -> None:
    """A channel that the bot may post to."""
    await town.group(CHANNEL, people, type="channel", title="Новости", username=username)


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


async def lost_channel(town: Town, desk: Desk, clock: Clock) -> Conversation:
    """An administrator of a channel that gets energy, and that a delivery has found to be gone."""
    await channel_of(town, {ADMIN: "administrator"})
    admin = town.person(ADMIN)
    (when,) = await admin.say("/subscribe energy")
    await walk(admin, when, "📍", "📣")
    (when,) = await admin.say("@news_kz")
    await walk(admin, when, "Каждый день", "•09:00")
    await subscribing.leave(desk.database, (await reader_of(desk, CHANNEL)).id, Why.NO_RIGHTS, now=clock.now)
    assert [one.due_at for one in await kept(desk, CHANNEL)] == [None]
    return admin


@pytest.mark.parametrize("by_name", [True, False])
async def test_a_lost_channel_that_is_subscribed_anew_is_served_again(
    town: Town, desk: Desk, clock: Clock, *, by_name: bool
) -> None:
    admin = await lost_channel(town, desk, clock)
    (when,) = await admin.say("/subscribe transport")
    if by_name:
        await walk(admin, when, "📍", "📣 В канал")
        (when,) = await admin.say("@news_kz")
    else:
        await walk(admin, when, "📍", "📣 Новости")
    card = await walk(admin, when, "Каждый день", "•09:00")
    assert "Следующий дайджест: завтра" in card["text"]
    assert (await reader_of(desk, CHANNEL)).gone_why is None
    assert len({one.due_at for one in await kept(desk, CHANNEL)} - {None}) == 1  # the old one goes on as well
    assert len(await kept(desk, CHANNEL)) == 2


@pytest.mark.parametrize("by_name", [True, False])
async def test_a_lost_channel_stays_lost_where_the_bot_still_may_not_post(
    town: Town, desk: Desk, clock: Clock, *, by_name: bool
) -> None:
    admin = await lost_channel(town, desk, clock)
    await town.group(CHANNEL, {42: "member"})
    (when,) = await admin.say("/subscribe transport")
    where = await press(admin, when, "📍")
    if by_name:
        await press(admin, where, "📣 В канал")
        (said,) = await admin.say("@news_kz")
        refusal = said["text"]
    else:
        channel = await reader_of(desk, CHANNEL)
        refusal = await forge(admin, where, f"co:2:{channel.id}")
    assert "не могу публиковать в «Новости»" in refusal
    assert (await reader_of(desk, CHANNEL)).gone_why == Why.NO_RIGHTS
    assert (await the_one(desk, CHANNEL)).due_at is None


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
