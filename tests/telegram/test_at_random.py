"""Whatever people press and write, in whatever order: nothing fails, nothing is refused, nothing changes hands."""

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.telegram.desk import Desk
from storage import readers, subscriptions
from storage.records import SubscriptionState
from tests.conftest import oil
from tests.person import buttons
from tests.telegram.conftest import Clock, Conversation, Town, take

GROUP, CHANNEL = -1001, -1002
STEPS = 120
WRITTEN = (
    "/subscribe",
    "/subscribe energy transport",
    "/subscribe " + "ы" * 4000,
    "/subscriptions",
    "/timezone",
    "/start subscriptions",
    "/energy",
    "/full 1",
    "атомная станция, нефть",
    "@news_kz",
    "Лондон",
    "Источник 1",
    ",;,",
)


async def act(person: Conversation, chance: random.Random, words: Sequence[str] = WRITTEN) -> None:
    """Press a button of one of the last screens, now and then twice or a forged one; or write something."""
    said = await person.messages()
    screens = [message for message in said if buttons(message)][-5:]
    if screens and chance.random() < 0.75:
        screen = chance.choice(screens)
        data = chance.choice([one for one in buttons(screen).values() if not one.startswith("http")])
        if chance.random() < 0.1:
            data = data.replace("1", str(chance.randrange(30)))
        for _ in range(chance.choice((1, 1, 2))):
            await person.press(screen, data)
        return
    reply = {"reply_to": chance.choice(said)["message_id"]} if said and chance.random() < 0.5 else {}
    await person.write(chance.choice(words), **reply)


@pytest.mark.parametrize("seed", range(2))
async def test_nothing_fails_whatever_people_do(
    town: Town, desk: Desk, clock: Clock, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(seed)
    for number in range(3):
        await take(desk, oil(number), title=f"Новость {number}", source=f"Источник {number}")
    await town.group(GROUP, {7: "administrator", 8: "member"}, type="supergroup", title="Редакция")
    await town.group(CHANNEL, {7: "administrator"}, type="channel", title="Новости", username="news_kz")
    people = [town.person(7), town.person(8), town.member(GROUP, 7), town.member(GROUP, 8)]
    seen = 0
    with caplog.at_level(logging.WARNING, logger="bot"):
        for _ in range(STEPS):
            await act(chance.choice(people), chance)
            clock.now += timedelta(minutes=chance.choice((0, 1, 40)))
            updates = await town.bot.get_updates(offset=seen)
            seen = updates[-1].update_id + 1 if updates else seen
            await asyncio.gather(*(town.work.feed_update(town.bot, update) for update in updates))
    assert caplog.text == ""
    calls = (await people[0].get("calls"))["calls"]
    assert {call["description"].partition(":")[2].partition(":")[0] for call in calls if not call["ok"]} <= {
        " message is not modified"
    }
    await nothing_changed_hands(desk)


async def nothing_changed_hands(desk: Desk) -> None:
    """What a chat gets was subscribed to by someone who may; what is served is about something."""
    async with desk.database.read() as connection:
        for chat_id, allowed in ((7, {7}), (8, {8}), (GROUP, {7}), (CHANNEL, {7})):
            for reader in await readers.in_chat(connection, chat_id):
                theirs = await subscriptions.of_reader(connection, reader.id)
                assert {one.made_by for one in theirs} <= allowed
                assert all(one.interest for one in theirs)
                timed = [
                    one for one in theirs if one.state is SubscriptionState.ACTIVE and one.plan.rhythm != "at_once"
                ]
                assert all(one.due_at is not None and one.due_at > one.created_at for one in timed)
