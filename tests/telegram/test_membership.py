"""Who blocks the bot or puts it out is left in peace; who comes back goes on; a group that moves keeps what it has."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.types import Update

from bot.delivery import subscribing
from bot.telegram.desk import Desk
from storage import readers
from tests.telegram.conftest import Clock, Conversation, Town
from tests.telegram.walks import kept, reader_of, the_one, walk

GROUP, SUPERGROUP = -77, -1_000_000_000_077


async def subscribed(chat: Conversation, *sectors: str) -> None:
    """Somebody who gets a digest at nine."""
    for sector in sectors or ("energy",):
        (when,) = await chat.say(f"/subscribe {sector}")
        await walk(chat, when, "Каждый день", "•09:00")


async def test_polling_asks_for_the_bots_own_coming_and_going(town: Town) -> None:
    assert set(town.work.resolve_used_update_types()) == {"message", "callback_query", "my_chat_member"}


async def test_nothing_is_planned_for_who_blocks_until_they_come_back(town: Town, desk: Desk, clock: Clock) -> None:
    person = town.person()
    await subscribed(person)
    await person.post("chats", {"id": 7, "blocked": True})
    await person.answers()
    assert (await reader_of(desk)).gone_why == "kicked"
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


@pytest.mark.parametrize("status", ["left", "kicked", "restricted"])
async def test_a_group_that_puts_the_bot_out_and_takes_it_in_again(town: Town, desk: Desk, status: str) -> None:
    await town.group(-1001, {7: "administrator"}, type="supergroup", title="Редакция")
    admin = town.member(-1001, 7)
    await subscribed(admin)
    await town.group(-1001, {42: status})
    await admin.answers()
    assert (await reader_of(desk, -1001)).gone_why == status
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
    for status, gone in (("member", "member"), ("administrator", None), ("left", "left")):
        await town.group(-1002, {42: status})
        await admin.answers()
        assert (await reader_of(desk, -1002)).gone_why == gone


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
