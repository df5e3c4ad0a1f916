"""What subscribing, changing one's mind and moving away mean for when the next digest is due."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import subscribing
from bot.delivery.subscribing import FORGOTTEN_AFTER
from storage import readers, subscriptions
from storage.records import Interest, Plan, Rhythm, Subscription, SubscriptionState
from tests.delivery.world import ALERTS, ENERGY, NINE, World

TOMORROW_AT_NINE = datetime(2025, 11, 13, 4, 0, tzinfo=UTC)


async def test_changes_at_the_same_time_are_all_kept(world: World) -> None:
    one = await world.subscribed(await world.reader())
    keys = [f"sector{number}" for number in range(10)]

    async def add(key: str) -> None:
        def how(there: Subscription) -> Subscription:
            return replace(there, interest=Interest(sectors=(*there.interest.sectors, key)))

        await subscribing.revise(world.database, one.id, how, now=world.clock())

    await asyncio.gather(*map(add, keys))
    assert set((await world.now_stands(one)).interest.sectors) == {"energy", *keys}


async def test_a_draft_is_due_when_it_is_activated_and_not_before(world: World) -> None:
    reader = await world.reader()
    draft = await subscribing.begin(world.database, reader, made_by=7, interest=ENERGY, now=world.clock())
    await subscribing.change(world.database, draft.id, plan=NINE, now=world.clock())
    assert (await world.now_stands(draft)).due_at is None
    active = await subscribing.activate(world.database, draft.id, now=world.clock())
    assert active is not None
    assert active.due_at == TOMORROW_AT_NINE


async def test_a_person_has_one_draft_in_a_chat_and_another_person_another(world: World) -> None:
    reader = await world.reader(-100, kind="supergroup")
    first, other, second = [
        await subscribing.begin(world.database, reader, made_by=who, interest=ENERGY, now=world.clock())
        for who in (7, 8, 7)
    ]
    async with world.database.read() as connection:
        left = [await subscriptions.get(connection, one.id) for one in (first, other, second)]
    assert [one is not None for one in left] == [False, True, True]


async def test_alerts_begin_with_what_comes_after_they_were_asked_for(world: World) -> None:
    await world.news()
    await world.news()
    one = await world.subscribed(await world.reader(), plan=ALERTS)
    assert (one.after, one.due_at) == (2, None)


async def test_from_daily_to_at_once_nothing_old_is_told_again(world: World) -> None:
    one = await world.subscribed(await world.reader())
    await world.news()
    changed = await subscribing.change(world.database, one.id, plan=ALERTS, now=world.clock())
    assert changed is not None
    assert (changed.after, changed.due_at) == (1, None)
    back = await subscribing.change(world.database, one.id, plan=NINE, now=world.clock())
    assert back is not None
    assert back.due_at == TOMORROW_AT_NINE


async def test_the_very_same_again_changes_the_one_that_is_there(world: World) -> None:
    reader = await world.reader()
    one = await world.subscribed(reader)
    ten = await world.subscribed(reader, plan=Plan(Rhythm.DAILY, 600), length=20)
    assert (ten.id, ten.plan.minute, ten.length) == (one.id, 600, 20)
    # Whoever is asked for the hour alone keeps the rest.
    eleven = await world.subscribed(reader, plan=Plan(Rhythm.DAILY, 660))
    assert (eleven.id, eleven.plan.minute, eleven.length) == (one.id, 660, 20)
    other = await world.subscribed(reader, interest=Interest(words=("нефть",)))
    assert other.id != one.id


@pytest.mark.parametrize(("rest", "remembers"), [(FORGOTTEN_AFTER, True), (FORGOTTEN_AFTER + timedelta(days=1), False)])
async def test_after_a_long_rest_a_digest_begins_afresh(world: World, rest: timedelta, *, remembers: bool) -> None:
    one = await world.subscribed(await world.reader())
    async with world.database.write() as connection:
        told = replace(one, after=17, planned_on=world.clock().date())
        await subscriptions.keep(connection, told)
    await subscribing.pause(world.database, one.id)
    world.clock.now += rest
    resumed = await subscribing.activate(world.database, one.id, now=world.clock())
    assert resumed is not None
    assert resumed.after == (17 if remembers else None)


async def test_who_left_is_due_nothing_until_they_are_back_whatever_they_had(world: World) -> None:
    reader = await world.reader()
    one = await world.subscribed(reader)
    paused = await world.subscribed(reader, interest=Interest(words=("газ",)))
    await subscribing.pause(world.database, paused.id)
    await subscribing.leave(world.database, reader.id, "blocked", now=world.clock())
    assert (await world.now_stands(one)).due_at is None
    await subscribing.come_back(world.database, reader.id, now=world.clock())
    assert (await world.now_stands(one)).due_at == TOMORROW_AT_NINE
    assert (await world.now_stands(paused)).state is SubscriptionState.PAUSED


async def test_a_group_followed_twice_is_where_it_went(world: World) -> None:
    old = await world.reader(-5, kind="group")
    one = await world.subscribed(old)
    for _ in range(2):
        await subscribing.follow(world.database, -5, -1005, now=world.clock())
    async with world.database.read() as connection:
        (reader,) = await readers.in_chat(connection, -1005)
        assert await readers.in_chat(connection, -5) == []
    assert (await world.now_stands(one)).reader == reader


async def test_what_has_been_removed_can_be_changed_no_more(world: World) -> None:
    one = await world.subscribed(await world.reader())
    await subscribing.remove(world.database, one.id)
    assert await subscribing.change(world.database, one.id, length=3, now=world.clock()) is None
    assert await subscribing.activate(world.database, one.id, now=world.clock()) is None
    assert await subscribing.pause(world.database, one.id) is None
