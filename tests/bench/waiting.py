"""A person's ``/energy`` while 100,000 deliveries wait and 30 a second leave: from the update to the first call.

The peer is the same with an empty outbox. Calls are answered at once, so what is measured is the waiting for a turn,
for the database and for the event loop.
"""

import asyncio
import gc
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.types import Chat, Message, Update, User

from bot.app.delivering import render
from bot.delivery.limits import Limiter
from bot.delivery.making import Maker
from bot.delivery.results import Receipt, Result
from bot.newsroom import summaries
from bot.telegram import dispatcher, texts
from bot.telegram.desk import Desk
from bot.telegram.limiting import Limiting
from bot.text import language, words
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from storage.engine import Database
from tests.bench.corpus import fill
from tests.bench.reading import Stopwatch
from tests.bench.sending import courier, waiting
from tests.conftest import EVENING, SEEDS

WAITING = 100_000
PASSAGES = 100_000
PEOPLE = 40
ASKED = 200
EVERY_S = 0.12
P99_MS = 120.0
FAR_S = 0.03


def run() -> Iterator[dict[str, object]]:
    """The 99th percentile, with the peer's."""
    language.warm()
    words.warm()
    summaries.warm()
    gc.collect()
    gc.freeze()
    ours, peer, left = asyncio.run(_measured())
    figure, other = (statistics.quantiles(times, n=100)[98] for times in (ours, peer))
    yield {
        "name": f"answer /energy while {WAITING:,} deliveries wait, 99th percentile",
        "figure": round(figure, 1),
        "unit": "ms",
        "target": P99_MS,
        "met": figure <= P99_MS,
        "peer": "the same with an empty outbox",
        "peer_figure": round(other, 1),
        "ratio": round(figure / other, 2),
        "delivered_meanwhile": left,
    }


async def _measured() -> tuple[list[float], list[float], int]:
    taxonomy = load(SEEDS / "sectors.toml")
    tagger = Tagger(taxonomy)
    with tempfile.TemporaryDirectory() as folder:
        async with waiting(Path(folder) / "svodka.db", WAITING) as database:
            await fill(database, tagger, passages=PASSAGES)
            spoken = texts.load()
            maker = Maker(database, render(taxonomy, spoken), lambda: EVENING)
            desk = Desk(database, taxonomy, tagger, spoken, lambda: EVENING, "Asia/Almaty", maker)
            work = dispatcher.build(desk)
            peer = await _asked(work, Limiter())
            limiter = Limiter()
            post = _Instant()
            going = asyncio.create_task(_deliver(database, post, limiter))
            await asyncio.sleep(2)
            ours = await _asked(work, limiter)
            going.cancel()
            await asyncio.wait({going})
    return ours, peer, post.sent


async def _deliver(database: Database, post: "_Instant", limiter: Limiter) -> None:
    await courier(database, post, limiter, hand=60).run()


async def _asked(work: Dispatcher, limiter: Limiter) -> list[float]:
    """Milliseconds from each update to its first call; people ask at random moments, some at the same."""
    chance = random.Random(7)
    times: list[float] = []

    async def ask(number: int, after_s: float) -> None:
        await asyncio.sleep(after_s)
        watch = Stopwatch()
        watch.middleware(Limiting(limiter, asyncio.sleep))
        began = time.perf_counter()
        await work.feed_update(Bot("42:BENCH", session=watch), _update(number))
        assert watch.called_at is not None
        times.append((watch.called_at - began) * 1000)

    for number in range(PEOPLE):  # whoever is met for the first time is written down; that isn't measured
        await ask(number, 0)
    times.clear()
    moments = itertools.accumulate(chance.expovariate(1 / EVERY_S) for _ in range(ASKED))
    await asyncio.gather(*(ask(PEOPLE + number, moment) for number, moment in enumerate(moments)))
    return times


def _update(number: int) -> Update:
    person = User(id=1 + number % PEOPLE, is_bot=False, first_name="A", language_code="ru")
    chat = Chat(id=person.id, type="private")
    message = Message(message_id=number, date=EVENING, chat=chat, from_user=person, text="/energy")
    return Update(update_id=number + 1, message=message)


class _Instant:
    """A server that takes everything, after the moment that a far one needs."""

    def __init__(self) -> None:
        self.sent = 0

    async def __call__(self, *_: object, **__: object) -> Result:
        """Count a message."""
        await asyncio.sleep(FAR_S)
        self.sent += 1
        return Receipt(self.sent)
