"""From an update received to the first Bot API call of ``/energy``, with 100,000 passages stored.

The peer is what no answer can be faster than: the same Dispatcher with a handler that sends a fixed text.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.filters import Command
from aiogram.types import Chat, Message, Update, User

from bot.app.delivering import render
from bot.delivery.making import Maker
from bot.newsroom import summaries
from bot.telegram import dispatcher, texts
from bot.telegram.desk import Desk
from bot.text import language, words
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from storage.engine import open_database
from storage.migrate import migrate
from tests.bench.corpus import fill
from tests.conftest import EVENING, SEEDS

PASSAGES = 100_000
ASKED = 300
MEDIAN_MS, P99_MS = 15.0, 60.0


class Stopwatch(BaseSession):
    """A session that answers every call at once and notes when the first one came."""

    def __init__(self) -> None:
        super().__init__()
        self.called_at: float | None = None

    async def make_request(self, *_: Any, **__: Any) -> Any:
        """Note the time of the first call."""
        if self.called_at is None:
            self.called_at = time.perf_counter()
        return Message(message_id=1, date=EVENING, chat=Chat(id=7, type="private"))

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        """Nothing is downloaded."""
        yield b""


def run() -> Iterator[dict[str, object]]:
    """Median and 99th percentile, each with the floor's."""
    language.warm()
    words.warm()
    summaries.warm()
    yield from asyncio.run(_measured())


async def _measured() -> list[dict[str, object]]:
    taxonomy = load(SEEDS / "sectors.toml")
    tagger = Tagger(taxonomy)
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/svodka.db")
        await migrate(database)
        stored = await fill(database, tagger, passages=PASSAGES)
        spoken = texts.load()
        maker = Maker(database, render(taxonomy, spoken), lambda: EVENING)
        desk = Desk(database, taxonomy, tagger, spoken, lambda: EVENING, "Asia/Almaty", maker)
        ours = await _asked(dispatcher.build(desk))
        floor = await _asked(_echo())
        await database.close()
    rows: list[dict[str, object]] = []
    for name, at, target in (("median", 50, MEDIAN_MS), ("99th percentile", 99, P99_MS)):
        figure, peer = (statistics.quantiles(times, n=100)[at - 1] for times in (ours, floor))
        rows.append(
            {
                "name": f"answer /energy, {name}, {stored} passages",
                "figure": round(figure, 2),
                "unit": "ms",
                "target": target,
                "met": figure <= target,
                "peer": "the same Dispatcher answering a fixed text",
                "peer_figure": round(peer, 2),
                "ratio": round(figure / peer, 1),
            }
        )
    return rows


async def _asked(work: Dispatcher) -> list[float]:
    """Milliseconds from each update to its first call; the first ten warm the caches that a running bot has warm."""
    times: list[float] = []
    for number in range(ASKED + 10):
        watch = Stopwatch()
        bot = Bot("42:BENCH", session=watch)
        began = time.perf_counter()
        await work.feed_update(bot, _update(number + 1))
        assert watch.called_at is not None
        times.append((watch.called_at - began) * 1000)
    return times[10:]


def _echo() -> Dispatcher:
    work = Dispatcher()

    async def echo(message: Message) -> None:
        await message.answer("energy")

    work.message.register(echo, Command("energy"))
    return work


def _update(number: int) -> Update:
    person = User(id=7, is_bot=False, first_name="A", language_code="ru")
    chat = Chat(id=7, type="private")
    message = Message(message_id=number, date=datetime.now(UTC), chat=chat, from_user=person, text="/energy")
    return Update(update_id=number, message=message)
