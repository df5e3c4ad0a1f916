"""What it costs that no update can be lost: from an update to the first call, stored first, and as if it weren't.

The peer is the same Dispatcher fed with the same updates by hand, in turns with ours. Calls are answered at once, and
the disk is this machine's: each update is on it before it is worked on, and noted there before its first message.
"""

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from aiogram import Bot
from aiogram.types import Chat, Message, Update, User

from bot.telegram.receiving.answering import AnswersOnce
from bot.telegram.receiving.inbox import Inbox
from tests.bench.reading import Scene, Stopwatch, set_up
from tests.conftest import EVENING

ASKED = 300
WARMING = 20
AT_ONCE = 1_000
BATCH = 100
"""What Telegram gives at once (getUpdates)."""

MEDIAN_MS = 15.0
"""What storing may cost a person who waits: half of the 33 ms that Telegram takes for a message."""


def run() -> Iterator[dict[str, object]]:
    """The medians of one person who asks, and how many a second are worked on where a thousand come at once."""
    yield from asyncio.run(_measured())


async def _measured() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        async with set_up(f"sqlite:///{Path(folder) / 'svodka.db'}") as scene:
            return [await _one_by_one(scene), await _many(scene)]


async def _one_by_one(scene: Scene) -> dict[str, object]:
    numbers = itertools.count(1)
    stored, fed = [], []
    for _ in range(ASKED + WARMING):
        stored.append(await _first_call_ms(scene, next(numbers), _accepted))
        fed.append(await _first_call_ms(scene, next(numbers), _fed))
    figure, peer = (statistics.median(times[WARMING:]) for times in (stored, fed))
    return {
        "name": "/help, stored before it is answered: from the update to the first call, median",
        "figure": round(figure, 2),
        "unit": "ms",
        "target": f"{MEDIAN_MS:g} more than the peer's",
        "met": figure <= peer + MEDIAN_MS,
        "peer": "the same update fed to the Dispatcher by hand",
        "peer_figure": round(peer, 2),
        "ratio": round(figure / peer, 2),
    }


async def _many(scene: Scene) -> dict[str, object]:
    numbers = itertools.count(1_000_000)
    rates = []
    for feed in (_accepted, _fed):
        began = time.perf_counter()
        for _ in range(AT_ONCE // BATCH):
            await feed(scene, _bot(Stopwatch()), [_asks(next(numbers)) for _ in range(BATCH)])
        rates.append(AT_ONCE / (time.perf_counter() - began))
    return {
        "name": f"{AT_ONCE:,} people ask /help, {BATCH} at a time, each update stored, answered and settled",
        "figure": round(rates[0]),
        "unit": "per s",
        "peer": "the same updates fed to the Dispatcher by hand",
        "peer_figure": round(rates[1]),
        "ratio": round(rates[0] / rates[1], 2),
    }


Feed = Callable[[Scene, Bot, list[Update]], Awaitable[None]]


async def _first_call_ms(scene: Scene, number: int, feed: Feed) -> float:
    watch = Stopwatch()
    began = time.perf_counter()
    await feed(scene, _bot(watch), [_asks(number)])
    assert watch.called_at is not None
    return (watch.called_at - began) * 1000


async def _accepted(scene: Scene, bot: Bot, updates: list[Update]) -> None:
    """Store updates, and let them be worked on and settled."""
    inbox = Inbox(scene.database, bot, partial(scene.work.feed_update, bot), lambda: EVENING)
    running = asyncio.create_task(inbox.run())
    await inbox.accept(updates)
    await inbox.close(60)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _fed(scene: Scene, bot: Bot, updates: list[Update]) -> None:
    await asyncio.gather(*(scene.work.feed_update(bot, update) for update in updates))


def _bot(watch: Stopwatch) -> Bot:
    watch.middleware(AnswersOnce())
    return Bot("42:BENCH", session=watch)


def _asks(number: int) -> Update:
    person = User(id=number, is_bot=False, first_name="A", language_code="ru")
    chat = Chat(id=number, type="private")
    return Update(
        update_id=number,
        message=Message(message_id=number, date=EVENING, chat=chat, from_user=person, text="/help"),
    )
