"""Whatever admins and others press, write and forward about sources, in whatever order: nothing fails or is let in."""

import asyncio
import logging
import random
from datetime import timedelta

import pytest

from bot.telegram.desk import Desk
from storage.watches import WatchKind
from tests.telegram.conftest import Clock, Conversation, Town
from tests.telegram.newsdesk import ADMIN, Bell, Directory, feed, kept, looked_at, site, watched, with_news
from tests.telegram.test_at_random import act

CHANNEL = -1_000_000_000_042
STEPS = 50
WRITTEN = (
    "/sources",
    "/export",
    "/add",
    "/add kz.example",
    "/add https://nothing.example/",
    "/add @news_kz",
    "/add " + "ы" * 4000,
    "kz.example",
    "/news/*",
    "/wrong/#",
    "Новое название",
    "/help",
)
FORWARDED = "На станции запустили третий блок, он даст городу свет."


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A desk whose finder knows one address, and two patterns there."""
    directory = Directory()
    directory.found["kz.example"] = [feed(), site()]
    directory.by["https://kz.example/news", "/news/*"] = site()
    return with_news(desk, directory, Bell())


async def forward(person: Conversation, chance: random.Random) -> None:
    """Forward a post of the channel, now and then as part of an album."""
    chat = {"id": CHANNEL, "type": "channel", "title": "Новости", "username": "news_kz"}
    origin = {"type": "channel", "chat": chat, "message_id": chance.randrange(1, 5)}
    album = {"media_group_id": "A"} if chance.random() < 0.3 else {}
    await person.write(chance.choice((FORWARDED, "да")), forward=origin, **album)


@pytest.mark.parametrize("seed", range(2))
async def test_nothing_fails_whatever_people_do_about_sources(
    town: Town, desk: Desk, clock: Clock, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(seed)
    await town.group(CHANNEL, {}, type="channel", title="Новости", username="news_kz")
    for number in range(12):
        await watched(desk, f"Источник {number}", kind=chance.choice(list(WatchKind)))
    await looked_at(desk, 1, error="the server answers 503", failures=2)
    known = {watch.address for watch in await kept(desk)} | {site().address}
    admin, other, there = town.person(ADMIN), town.person(8), town.member(CHANNEL, 1)
    seen = 0
    with caplog.at_level(logging.WARNING, logger="bot"):
        for _ in range(STEPS):
            who = chance.choice((admin, admin, admin, other))
            if chance.random() < 0.15:
                await (forward(who, chance) if chance.random() < 0.5 else there.write(FORWARDED))
            else:
                await act(who, chance, WRITTEN)
            clock.now += timedelta(minutes=chance.choice((0, 1, 40)))
            updates = await town.bot.get_updates(offset=seen)
            seen = updates[-1].update_id + 1 if updates else seen
            await asyncio.gather(*(town.work.feed_update(town.bot, update) for update in updates))
    assert caplog.text == ""
    calls = (await admin.get("calls"))["calls"]
    assert {call["description"].partition(":")[2].partition(":")[0] for call in calls if not call["ok"]} <= {
        " message is not modified",
        " chat not found",  # what /add was told to look at
    }
    assert {watch.address for watch in await kept(desk)} <= known | {"https://kz.example/feed", "https://t.me/c/42"}
    assert "Источники" not in " ".join(message.get("text", "") for message in await other.messages())
