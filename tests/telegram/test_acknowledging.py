"""A post is acknowledged when it is stored: a process that is killed before is sent it again."""

import asyncio

import pytest
from aiogram import Bot

from bot.sandbox.server import Sandbox
from bot.telegram import dispatcher
from bot.telegram.acknowledging import acknowledge_when_settled
from bot.telegram.desk import Desk
from storage.watches import WatchKind
from tests.telegram.conftest import Conversation, Town
from tests.telegram.newsdesk import Bell, Directory, articles_of, watched, with_news

CHANNEL = -1_000_000_000_042
TEXT = "На станции запустили третий блок, он даст городу свет и тепло."


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A desk that collects."""
    return with_news(desk, Directory(), Bell())


@pytest.fixture
async def channel(town: Town, desk: Desk) -> Conversation:
    """A channel that is watched."""
    await town.group(CHANNEL, {}, type="channel", title="Новости")
    await watched(desk, "Новости", kind=WatchKind.CHANNEL, address="https://t.me/c/42")
    there = town.member(CHANNEL, 1)
    await there.answers()
    return there


async def test_a_post_waits_at_telegram_until_it_is_stored(
    channel: Conversation, desk: Desk, bot: Bot, sandbox: Sandbox
) -> None:
    work = dispatcher.build(desk)
    acknowledge_when_settled(bot, work.update.outer_middleware)
    await channel.write(TEXT)
    (update,) = await bot.get_updates()
    asked = asyncio.create_task(bot.get_updates(offset=update.update_id + 1))
    await asyncio.wait({asked}, timeout=0.1)
    assert not asked.done()
    assert len(sandbox.world.updates) == 1  # what a process is sent that begins anew
    await work.feed_update(bot, update)
    assert await asked == []
    assert len(sandbox.world.updates) == 0
    assert [one.text for one in await articles_of(desk)] == [TEXT]


async def test_a_post_that_is_sent_again_is_one_article(channel: Conversation, desk: Desk, bot: Bot) -> None:
    await channel.write(TEXT)
    (update,) = await bot.get_updates()
    for _ in range(2):  # the first process is killed when it has stored it, and before it says so
        await dispatcher.build(desk).feed_update(bot, update)
    assert len(await articles_of(desk)) == 1


async def test_what_people_write_is_not_waited_for(town: Town, desk: Desk, bot: Bot) -> None:
    acknowledge_when_settled(bot, dispatcher.build(desk).update.outer_middleware)
    await town.person(8).write("/energy")
    (update,) = await bot.get_updates()
    assert await bot.get_updates(offset=update.update_id + 1) == []


async def test_a_post_that_hangs_does_not_keep_the_bot_deaf(
    channel: Conversation, desk: Desk, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    acknowledge_when_settled(bot, dispatcher.build(desk).update.outer_middleware, patience_s=0.01)
    await channel.write(TEXT)
    (update,) = await bot.get_updates()
    assert await bot.get_updates(offset=update.update_id + 1) == []
    assert "1 posts are still being stored" in caplog.text


async def test_a_post_that_fails_is_settled_too(channel: Conversation, desk: Desk, bot: Bot) -> None:
    work = dispatcher.build(desk)
    acknowledge_when_settled(bot, work.update.outer_middleware)
    await channel.write(TEXT)
    (update,) = await bot.get_updates()
    await desk.database.close()
    await work.feed_update(bot, update)
    assert await bot.get_updates(offset=update.update_id + 1) == []
