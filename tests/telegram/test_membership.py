"""Who blocks the bot or puts it out is left in peace; who comes back goes on; a group that moves keeps what it has."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.types import Chat, ChatMemberUnion, Update
from pydantic import TypeAdapter
from sqlalchemy import select

from bot.delivery import subscribing
from bot.delivery.verdicts import Why
from bot.sandbox.chats import as_member
from bot.telegram.desk import Desk
from bot.telegram.routers.membership import why_lost
from storage import readers
from storage import schema as tables
from tests.telegram.conftest import Clock, Conversation, Town
from tests.telegram.walks import kept, reader_of, the_one, walk

GROUP, SUPERGROUP = -77, -1_000_000_000_077


async def subscribed(chat: Conversation, *sectors: str) -> None:
    """Somebody who gets a digest at nine."""
    for sector in sectors or ("energy",):
        (when,) = await chat.say(f"/subscribe {sector}")
        await walk(chat, when, "Каждый день", "•09:00")


async def told(desk: Desk) -> list[tuple[int, str]]:
    """The notices that wait to be sent: to which chat, and their words."""
    query = select(tables.readers.c.chat_id, tables.deliveries.c.messages).join_from(tables.deliveries, tables.readers)
    async with desk.database.read() as connection:
        rows = (await connection.execute(query.order_by(tables.readers.c.chat_id))).all()
    return [(row.chat_id, json.loads(message)["text"]) for row in rows for message in json.loads(row.messages)]


async def test_polling_asks_for_inline_queries_and_the_bots_own_coming_and_going(town: Town) -> None:
    asked = {"message", "callback_query", "inline_query", "my_chat_member"}
    assert set(town.work.resolve_used_update_types()) == asked


async def test_nothing_is_planned_for_who_blocks_until_they_come_back(town: Town, desk: Desk, clock: Clock) -> None:
    person = town.person()
    await subscribed(person)
    await person.post("chats", {"id": 7, "blocked": True})
    await person.answers()
    assert (await reader_of(desk)).gone_why == Why.BLOCKED
    assert await told(desk) == []  # whoever blocked the bot knows, and couldn't be told
    assert (await the_one(desk)).due_at is None
    clock.now += timedelta(days=3)
    await person.say("/start")
    assert (await reader_of(desk)).gone_why is None
    assert (await the_one(desk)).due_at == datetime(2025, 11, 16, 4, 0, tzinfo=UTC)


async def test_who_was_found_gone_by_a_delivery_comes_back_by_writing(town: Town, desk: Desk, clock: Clock) -> None:
    person = town.person()
    await subscribed(person)
    reader = await reader_of(desk)
    await subscribing.leave(desk.database, reader.id, "bot was blocked by the user", now=clock.now)
    await person.say("/energy")
    assert (await reader_of(desk)).gone_why is None
    assert (await the_one(desk)).due_at is not None


@pytest.mark.parametrize(
    ("status", "why"), [("left", Why.REMOVED), ("kicked", Why.REMOVED), ("restricted", Why.NO_RIGHTS)]
)
async def test_a_group_that_puts_the_bot_out_and_takes_it_in_again(
    town: Town, desk: Desk, status: str, why: Why
) -> None:
    await town.group(-1001, {7: "administrator"}, type="supergroup", title="Редакция")
    admin = town.member(-1001, 7)
    await subscribed(admin)
    await town.group(-1001, {42: status})
    await admin.answers()
    assert (await reader_of(desk, -1001)).gone_why == why
    assert (await the_one(desk, -1001)).due_at is None
    await town.group(-1001, {42: "member"})
    await admin.answers()
    assert (await reader_of(desk, -1001)).gone_why is None
    assert (await the_one(desk, -1001)).due_at is not None


async def test_talk_in_a_group_where_the_bot_may_not_write_is_no_return(town: Town, desk: Desk, clock: Clock) -> None:
    await town.group(-1001, {7: "administrator"}, type="supergroup", title="Редакция")
    admin = town.member(-1001, 7)
    await subscribed(admin)
    await subscribing.leave(desk.database, (await reader_of(desk, -1001)).id, "not enough rights", now=clock.now)
    await admin.say("люди говорят между собой")
    assert (await reader_of(desk, -1001)).gone_why == "not enough rights"
    await admin.say("/sectors")
    assert (await reader_of(desk, -1001)).gone_why is None


async def test_a_channel_needs_the_right_to_post(town: Town, desk: Desk) -> None:
    await town.group(-1002, {7: "administrator"}, type="channel", title="Новости", username="news_kz")
    admin = town.person()
    (when,) = await admin.say("/subscribe energy")
    await walk(admin, when, "📍", "📣")
    (when,) = await admin.say("@news_kz")
    await walk(admin, when, "Каждый день", "•09:00")
    for status, gone in (("member", Why.NO_RIGHTS), ("administrator", None), ("left", Why.REMOVED)):
        await town.group(-1002, {42: status})
        await admin.answers()
        assert (await reader_of(desk, -1002)).gone_why == gone


MEMBER: TypeAdapter[ChatMemberUnion] = TypeAdapter(ChatMemberUnion)


@pytest.mark.parametrize(
    ("kind", "status", "rights", "why"),
    [
        ("private", "kicked", {}, Why.BLOCKED),
        ("group", "left", {}, Why.REMOVED),
        ("supergroup", "kicked", {}, Why.REMOVED),
        ("supergroup", "restricted", {}, Why.NO_RIGHTS),
        ("supergroup", "restricted", {"is_member": False}, Why.REMOVED),
        ("channel", "kicked", {}, Why.REMOVED),
        ("channel", "member", {}, Why.NO_RIGHTS),
        ("channel", "administrator", {"can_post_messages": False}, Why.NO_RIGHTS),
    ],
)
def test_why_the_bot_cannot_write(kind: str, status: str, rights: dict[str, bool], why: Why) -> None:
    me = MEMBER.validate_python(as_member({"id": 42, "is_bot": True, "first_name": "Svodka"}, status) | rights)
    assert why_lost(Chat(id=-1, type=kind), me) is why


NO_LONGER = "Больше не могу писать в «Редакция»: "


@pytest.mark.parametrize(
    ("status", "because"),
    [
        ("left", "меня оттуда убрали."),
        ("kicked", "меня оттуда убрали."),
        ("restricted", "у меня нет права писать."),
    ],
)
async def test_whoever_set_a_group_up_is_told_that_it_is_lost(
    town: Town, desk: Desk, status: str, because: str
) -> None:
    await town.group(-1001, {7: "administrator", 8: "member"}, type="supergroup", title="Редакция")
    for one in (7, 8):
        await town.person(one).say("/start")
    await subscribed(town.member(-1001, 7))
    await town.group(-1001, {42: status})
    await town.person().answers()
    ((chat_id, words),) = await told(desk)
    assert chat_id == 7
    assert words.startswith(NO_LONGER + because)


async def test_each_is_told_in_their_language_where_they_can_be_told(town: Town, desk: Desk, clock: Clock) -> None:
    admins = dict.fromkeys((6, 7, 8, 9), "administrator")
    await town.group(-1001, admins, type="supergroup", title="Редакция")
    for user_id, sector in zip(admins, ("energy", "transport", "sport", "culture"), strict=True):
        admin = town.member(-1001, user_id)
        await admin.answers()  # what the others did is over
        await subscribed(admin, sector)
    for user_id, language in ((7, "ru"), (8, "en"), (9, "ru")):  # the sixth has never written to the bot
        await town.person(user_id, language).say("/start")
    await subscribing.leave(desk.database, (await reader_of(desk, 9)).id, Why.BLOCKED, now=clock.now)
    await town.group(-1001, {42: "left"})
    await town.person().answers()
    (first, second) = await told(desk)
    assert (first[0], second[0]) == (7, 8)
    assert first[1].startswith(NO_LONGER)
    assert second[1].startswith("I can no longer write to “Редакция”: I was removed from it.")


async def test_a_group_lost_with_its_topics_or_lost_again_that_day_is_told_once(
    town: Town, desk: Desk, clock: Clock
) -> None:
    topics = [{"message_thread_id": 5, "name": "Энергетика"}]
    await town.group(-1001, {7: "administrator"}, type="supergroup", title="Редакция", is_forum=True, topics=topics)
    await town.person().say("/start")
    admin = town.member(-1001, 7)
    await subscribed(admin)
    (when,) = await admin.say("/subscribe transport", thread_id=5)
    await walk(admin, when, "Каждый день", "•09:00")
    numbers = []
    for status in ("restricted", "left", "member", "left"):
        await town.group(-1001, {42: status})
        await admin.answers()
        numbers.append(len(await told(desk)))
    assert numbers == [1, 1, 1, 1]
    clock.now += timedelta(days=1)
    for status in ("kicked", "member", "left"):
        await town.group(-1001, {42: status})
        await admin.answers()
        numbers.append(len(await told(desk)))
    assert numbers[4:] == [1, 1, 2]  # that it is kicked from where it had left is no news
    assert Counter(chat_id for chat_id, _ in await told(desk)) == {7: 2}


async def test_the_loss_of_a_group_that_subscribed_nothing_is_no_news(town: Town, desk: Desk) -> None:
    await town.group(-1001, {7: "administrator"}, type="supergroup", title="Редакция")
    await town.person().say("/start")
    await town.member(-1001, 7).say("/start")
    await town.group(-1001, {42: "left"})
    await town.person().answers()
    assert (await reader_of(desk, -1001)).gone_why == Why.REMOVED
    assert await told(desk) == []


async def migrate(town: Town, *, old_first: bool) -> None:
    """What Telegram sends to both chats when a group becomes a supergroup."""
    date = int(datetime.now(UTC).timestamp())
    old: dict[str, Any] = {
        "message_id": 50,
        "date": date,
        "chat": {"id": GROUP, "type": "group", "title": "Редакция"},
        "from": {"id": 7, "is_bot": False, "first_name": "Айгүл", "language_code": "en"},
        "migrate_to_chat_id": SUPERGROUP,
    }
    new = old | {"chat": {"id": SUPERGROUP, "type": "supergroup", "title": "Редакция"}, "migrate_from_chat_id": GROUP}
    del new["migrate_to_chat_id"]
    for number, message in enumerate((old, new) if old_first else (new, old)):
        update = Update.model_validate_json(json.dumps({"update_id": 7000 + number, "message": message}))
        await town.work.feed_update(town.bot, update)


@pytest.mark.parametrize("old_first", [True, False])
async def test_a_group_that_becomes_a_supergroup_keeps_what_it_has(town: Town, desk: Desk, *, old_first: bool) -> None:
    await town.group(GROUP, {7: "administrator"}, type="group", title="Редакция")
    await subscribed(town.member(GROUP, 7))
    before = await reader_of(desk, GROUP)
    await migrate(town, old_first=old_first)
    after = await reader_of(desk, SUPERGROUP)
    assert (after.id, after.kind, after.language) == (before.id, "supergroup", "ru")
    assert len(await kept(desk, SUPERGROUP)) == 1
    async with desk.database.read() as connection:
        assert await readers.in_chat(connection, GROUP) == []


async def test_a_supergroup_that_was_met_already_takes_over(town: Town, desk: Desk) -> None:
    await town.group(GROUP, {7: "administrator"}, type="group", title="Редакция")
    await town.group(SUPERGROUP, {7: "administrator"}, type="supergroup", title="Редакция")
    await subscribed(town.member(GROUP, 7))
    await town.member(SUPERGROUP, 7).say("/start")
    await migrate(town, old_first=True)
    assert len(await kept(desk, SUPERGROUP)) == 1
    assert (await reader_of(desk, GROUP)).gone_why == "became a supergroup"
