"""Groups and topics: subscribed by their administrators, whose rights are looked at with every press.

How people ask there, and whose page is whose: ``test_among_people``.
"""

from datetime import UTC, datetime

import pytest
from aiogram.types import Update

from bot.telegram.desk import Desk
from tests.person import Message
from tests.telegram.conftest import Conversation, Town
from tests.telegram.walks import forge, kept, press, reader_of, rows, the_one, walk

GROUP = -1001
CHANNEL = -1_001_234_567_890
ADMIN, MEMBER = 7, 8
ONLY_ADMINS = "Подписками группы управляют её администраторы."
ONLY_ADMINS_ZONE = "Часовой пояс группы выбирают её администраторы."


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
        assert said["text"] == (ONLY_ADMINS_ZONE if "timezone" in command else ONLY_ADMINS)
    assert await kept(desk, GROUP) == []
    assert (await reader_of(desk, GROUP)).timezone == "Asia/Almaty"


async def test_members_press_in_vain(town: Town, group: Conversation, desk: Desk) -> None:
    (when,) = await group.say("/subscribe energy")
    card = await walk(group, when, "⚡ Сразу")
    before = await the_one(desk, GROUP)
    member = town.member(GROUP, MEMBER)
    for data in ("c:1:card", "c:1:remove_surely", "cc:1:s:sport:1", "cp:1:daily::540", "z:0:Europe/London", "n:energy"):
        assert await forge(member, card, data) == (ONLY_ADMINS_ZONE if data.startswith("z:") else ONLY_ADMINS)
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


async def test_a_member_s_press_leaves_the_question_of_an_administrator_open(
    town: Town, group: Conversation, desk: Desk
) -> None:
    (what,) = await group.say("/subscribe")
    (asked,) = await group.tap(what, "🔎 По словам")
    member = town.member(GROUP, MEMBER)
    for data in ("c:1:card", "c:1:words", "c:0:what", "c:9:card", "m"):
        await forge(member, what, data)
    *_, what = await group.say("атомная станция", reply_to=asked["message_id"])
    assert "Выбрано: «атомная станция»" in what["text"]


async def test_an_administrator_who_presses_something_else_has_changed_their_mind(
    group: Conversation, desk: Desk
) -> None:
    (what,) = await group.say("/subscribe")
    (asked,) = await group.tap(what, "🔎 По словам")
    await press(group, what, "‹ Назад")
    assert (await reader_of(desk, GROUP)).awaiting is None
    assert await group.say("атомная станция", reply_to=asked["message_id"]) == []


async def test_a_topic_is_asked_for_its_city_in_the_topic(group: Conversation, desk: Desk) -> None:
    (when,) = await group.say("/subscribe energy", thread_id=5)
    zones = await press(group, when, "🌍")
    (asked,) = await group.tap(zones, "✍️")
    assert asked["message_thread_id"] == 5
    assert asked["text"].startswith("Person 7\n")  # who pressed is asked, and nobody else's keyboard opens
    (when,) = await group.say("Лондон", reply_to=asked["message_id"], thread_id=5)
    assert "(Лондон, UTC)" in when["text"]
    assert (await reader_of(desk, GROUP, thread_id=5)).timezone == "Europe/London"
    assert (await reader_of(desk, GROUP, thread_id=5)).awaiting is None


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
