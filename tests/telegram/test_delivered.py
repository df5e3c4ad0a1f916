"""The whole way in one room: a person subscribes by buttons, time passes, and the digest comes to the same chat.

Everything is real: Dispatcher, sandbox over HTTP, database, planner, courier, sender. Only the clock is the test's.
"""

import time
from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot

from bot.app.delivering import render
from bot.delivery.claims import Holder
from bot.delivery.courier import Courier
from bot.delivery.limits import Limiter
from bot.delivery.losses import Losses
from bot.delivery.making import Maker
from bot.delivery.planning import Planner
from bot.delivery.service import Service, Times
from bot.delivery.verdicts import Why
from bot.sandbox.server import SANDBOX_TOKEN, Sandbox
from bot.telegram.desk import Desk
from bot.telegram.notices import reader_lost
from bot.telegram.post import TelegramPost
from storage.records import Reader
from tests.conftest import oil
from tests.person import Message, buttons, entities
from tests.telegram.conftest import Clock, Conversation, take
from tests.telegram.walks import walk

NINE = datetime(2025, 11, 13, 4, tzinfo=UTC)
"""Nine o'clock in Almaty on the day after the given article's."""


class Delivering:
    """Serves what is due whenever a test asks for it."""

    def __init__(self, desk: Desk, server: str) -> None:
        def notice(to: Reader, gone: Reader, why: Why) -> str:
            return reader_lost(gone, why, desk.texts[to.language])

        self._desk = desk
        self._server = server
        self._maker = Maker(desk.database, render(desk.taxonomy, desk.texts), desk.now)
        self._losses = Losses(desk.database, desk.now, notice)

    async def __call__(self) -> int:
        """Plan what is due and send what is ready; returns how many messages were tried."""
        holder = Holder()
        async with TelegramPost(self._server, SANDBOX_TOKEN) as post:
            courier = Courier(
                self._desk.database,
                bodies=self._maker,
                losses=self._losses,
                limiter=Limiter(),
                post=post,
                now=self._desk.now,
                token=holder,
            )
            planner = Planner(self._desk.database, self._desk.now)
            times = Times(self._desk.now, time.monotonic)
            await Service(self._desk.database, planner, courier, times, holder=holder).tick()
            return await courier.deliver_ready()


@pytest.fixture
def deliver(desk: Desk, sandbox: Sandbox) -> Delivering:
    """Deliveries to the sandbox."""
    return Delivering(desk, sandbox.address)


async def subscribed(chat: Conversation, *path: str) -> Message:
    (what,) = await chat.say("/subscribe")
    return await walk(chat, what, *path)


MORNING = ("⚡ Энергетика", "🚆 Транспорт", "Дальше", "Каждый день", "•09:00")


async def test_a_digest_of_two_sectors_comes_at_nine_and_once(
    seeded: Desk, chat: Conversation, clock: Clock, deliver: Delivering
) -> None:
    await subscribed(chat, *MORNING)
    await chat.answers()
    clock.now = NINE - timedelta(seconds=1)
    assert await deliver() == 0
    clock.now = NINE
    assert await deliver() == 1
    (digest,) = await chat.answers()
    assert digest["text"].startswith("Дайджест · ")
    assert "⚡ Энергетика" in entities(digest, "bold")
    assert "🚆 Транспорт" in entities(digest, "bold")
    assert any("первой атомной электростанции" in quote for quote in entities(digest, "blockquote"))
    assert await deliver() == 0
    clock.now = NINE + timedelta(hours=12)
    assert await deliver() == 0


async def test_the_buttons_of_a_digest_work(
    seeded: Desk, chat: Conversation, clock: Clock, deliver: Delivering
) -> None:
    await subscribed(chat, *MORNING)
    await chat.answers()
    clock.now = NINE
    await deliver()
    (digest,) = await chat.answers()
    full = next(label for label in buttons(digest) if label.startswith("📄"))
    (article,) = await chat.tap(digest, full)
    assert "BAQ.KZ" in article["text"]
    (mine,) = await chat.tap(digest, "⚙️ Мои подписки")
    assert "⚡ Энергетика, 🚆 Транспорт · каждый день в 09:00" in mine["text"]


async def test_the_next_day_tells_only_what_is_new_and_silence_is_kept(
    seeded: Desk, chat: Conversation, clock: Clock, deliver: Delivering
) -> None:
    await subscribed(chat, *MORNING)
    await chat.answers()
    clock.now = NINE
    await deliver()
    await chat.answers()
    clock.now = NINE + timedelta(days=1)
    assert await deliver() == 1  # looked at, and nothing said
    assert await chat.answers() == []
    await take(seeded, oil(1), title="Промысел вырос")
    clock.now = NINE + timedelta(days=2)
    await deliver()
    (digest,) = await chat.answers()
    assert entities(digest, "blockquote") == [oil(1)]


async def test_an_alert_comes_soon_after_its_news(
    desk: Desk, chat: Conversation, clock: Clock, deliver: Delivering
) -> None:
    clock.now = NINE
    await subscribed(chat, "⚡ Энергетика", "Дальше", "⚡ Сразу")
    await chat.answers()
    await deliver()
    await take(desk, oil(2))
    await deliver()
    clock.now += timedelta(seconds=31)
    assert await deliver() == 1
    (alert,) = await chat.answers()
    assert entities(alert, "blockquote") == [oil(2)]


async def test_whoever_blocks_the_bot_gets_nothing_and_goes_on_when_they_return(
    seeded: Desk, chat: Conversation, clock: Clock, deliver: Delivering, bot: Bot
) -> None:
    await subscribed(chat, *MORNING)
    await chat.answers()
    await chat.post("chats", {"id": chat.chat_id, "type": "private", "blocked": True})
    clock.now = NINE
    assert await deliver() == 1
    clock.now += timedelta(days=1)
    assert await deliver() == 0
    await chat.post("chats", {"id": chat.chat_id, "type": "private", "blocked": False})
    await chat.say("/start")
    await take(seeded, oil(3))
    clock.now += timedelta(days=1)
    await deliver()
    assert oil(3) in (await chat.answers())[-1]["text"]


async def test_an_answer_cut_off_is_not_repeated_and_the_next_digest_brings_what_it_held(
    seeded: Desk, chat: Conversation, clock: Clock, deliver: Delivering
) -> None:
    await subscribed(chat, *MORNING)
    await chat.answers()
    await chat.post("faults", {"method": "sendMessage", "times": 1, "drop": True})
    clock.now = NINE
    assert await deliver() == 1
    assert len(await chat.answers()) == 1  # it had arrived, but nobody was told so
    assert await deliver() == 0
    clock.now += timedelta(days=1)
    await deliver()
    (again,) = await chat.answers()
    assert any("первой атомной электростанции" in quote for quote in entities(again, "blockquote"))
