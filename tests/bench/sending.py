"""Deliveries out of the outbox to the sandbox over HTTP: how near to the allowed rate, how fast when paid for, and what
a message costs in CPU beside the same posts by bare aiohttp and by aiogram alone.

The sandbox is a process of its own, so what is measured here is the sender: claim, turn, note, request, note.
"""

import asyncio
import gc
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage
from aiohttp import ClientSession

from bot.delivery.claims import Holder
from bot.delivery.courier import Courier
from bot.delivery.limits import Limiter, Priority
from bot.delivery.losses import Losses
from bot.delivery.making import Maker
from bot.delivery.results import Post
from bot.sandbox.server import SANDBOX_TOKEN
from bot.telegram.post import TelegramPost
from storage import digests, due, outbox
from storage.due import Order
from storage.engine import Database, open_database
from storage.migrate import migrate
from tests.bench.crowd import FIRST, gather
from tests.conftest import EVENING
from tests.e2e.conftest import address_of, running

Send = Callable[[int], Awaitable[None]]

AT_ONCE = 50
FREE_S = 60
FREE_PER_S, PAID_PER_S, UNLIMITED_PER_S = 30, 1000, 100_000
TARGET_SHARE, TARGET_PAID, TARGET_RATIO = 0.97, 400.0, 1.6
MESSAGES = 4_000
STORY = "В энергетической сфере отмечен прогресс: строительство первой атомной электростанции идёт по плану. " * 6
MESSAGE = {
    "text": f"Дайджест · 12 ноября 2025\n\n{STORY}",
    "entities": [{"type": "bold", "offset": 0, "length": 8}, {"type": "blockquote", "offset": 27, "length": 300}],
    "reply_markup": {"inline_keyboard": [[{"text": "📄 1. Атомная станция", "callback_data": "f:1:1:1"}]]},
    "link_preview_options": {"is_disabled": True},
}
"""A digest of usual form."""


def run() -> Iterator[dict[str, object]]:
    """The share of the free rate, the paid rate, and CPU a message.

    What is compared by its CPU keeps to no rate: a process that waits between messages pays for its waiting. What was
    made by then is frozen, as a running bot's is (bot/app/serving.py): collections needn't walk through it.
    """
    gc.collect()
    gc.freeze()
    yield from asyncio.run(_measured())


async def _measured() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        async with _sandbox(Path(folder), "--limits") as server:
            share, refused = await _free(Path(folder), server)
            rate, _ = await _all(Path(folder), server, _paid())
        async with _sandbox(Path(folder)) as server:  # bare posts keep to no rate
            _, ours = await _all(Path(folder), server, Limiter(free_per_s=UNLIMITED_PER_S))
            bare = await _cpu_of(server, _bare)
            alone = await _cpu_of(server, _aiogram)
    return [
        {
            "name": f"messages to a sandbox with limits, {FREE_S} s: share of {FREE_PER_S}/s",
            "figure": round(share, 3),
            "unit": "",
            "target": TARGET_SHARE,
            "met": share >= TARGET_SHARE and not refused,
            "refused_429": refused,
        },
        {
            "name": "messages to a sandbox with the limits of paid broadcast",
            "figure": round(rate),
            "unit": "/s",
            "target": TARGET_PAID,
            "met": rate >= TARGET_PAID,
        },
        {
            "name": "CPU a message: claim, turn, notes and request",
            "figure": round(ours * 1e6),
            "unit": "µs",
            "target": f"{TARGET_RATIO} × the peer's",
            "met": ours <= TARGET_RATIO * bare,
            "peer": "the same posts by bare aiohttp",
            "peer_figure": round(bare * 1e6),
            "ratio": round(ours / bare, 2),
            "aiogram_alone": round(alone * 1e6),
        },
    ]


async def _free(folder: Path, server: str) -> tuple[float, int]:
    """The share of the free rate that is used over a minute, and how many 429 that brought."""
    async with (
        waiting(folder / "free.db", FREE_PER_S * (FREE_S + 10)) as database,
        TelegramPost(server, SANDBOX_TOKEN) as post,
    ):
        task = asyncio.create_task(courier(database, post, Limiter(), hand=2 * FREE_PER_S).run())
        await asyncio.sleep(5)  # the burst that a full bucket allows at first is no rate
        began = (await _calls(server))[-1]
        await asyncio.sleep(FREE_S)
        calls = await _calls(server, after=began["n"])
        task.cancel()
        await asyncio.wait({task})
    refused = sum(call["status"] == HTTPStatus.TOO_MANY_REQUESTS for call in calls)
    return len(calls) / (calls[-1]["at"] - began["at"]) / FREE_PER_S, refused


async def _all(folder: Path, server: str, limiter: Limiter) -> tuple[float, float]:
    """Messages a second until all of an outbox are sent, and the CPU of each."""
    path = folder / f"{time.perf_counter_ns()}.db"
    async with waiting(path, MESSAGES) as database, TelegramPost(server, SANDBOX_TOKEN) as post:
        at_work = courier(database, post, limiter, hand=2 * PAID_PER_S)
        began, cpu = time.perf_counter(), time.process_time()
        sent = await at_work.deliver_ready()
        took, used = time.perf_counter() - began, time.process_time() - cpu
    assert sent == MESSAGES, sent
    return sent / took, used / sent


def _paid() -> Limiter:
    limiter = Limiter(paid_per_s=PAID_PER_S)
    limiter.paid_left = MESSAGES
    return limiter


def courier(database: Database, post: Post, limiter: Limiter, *, hand: int) -> Courier:
    """A courier whose digests are all made."""

    def never(*_: object, **__: object) -> list[str]:
        raise AssertionError("every digest of this benchmark is made")

    return Courier(
        database,
        bodies=Maker(database, never, _now),
        losses=Losses(database, _now, lambda _to, _gone, _why: "{}"),
        limiter=limiter,
        post=post,
        now=_now,
        token=Holder(),
        hand=hand,
    )


@asynccontextmanager
async def _sandbox(folder: Path, *options: str) -> AsyncIterator[str]:
    """A sandbox process that knows the crowd; its address."""
    async with running(folder, "sandbox", "--port", "0", *options) as process:
        server = await address_of(process)
        await _introduce(server, MESSAGES)
        yield server


@asynccontextmanager
async def waiting(path: Path, messages: int) -> AsyncIterator[Database]:
    """A database in whose outbox one made digest waits for so many readers."""
    database = await open_database(f"sqlite:///{path}")
    await migrate(database)
    await gather(database, messages, digests=1, due_at=EVENING)
    order = Order(1, "ru", "Asia/Almaty", 5, None, 1, EVENING, EVENING, None)
    async with database.write() as connection:
        (digest_id,) = (await due.order(connection, [order], now=EVENING)).values()
        body = [json.dumps(MESSAGE, ensure_ascii=False)]
        await digests.keep(connection, digest_id, stories=1, messages=body, excerpts=[], now=EVENING)
        await outbox.enqueue(
            connection,
            [
                outbox.row(
                    f"d{number:010}",
                    reader_id=number,
                    subscription_id=number,
                    digest_id=digest_id,
                    priority=Priority.DIGEST,
                    now=EVENING,
                )
                for number in range(1, messages + 1)
            ],
        )
    yield database
    await database.close()


async def _introduce(server: str, people: int) -> None:
    """Let the sandbox know the crowd's chats: a bot can't write to whom it has never met."""
    async with ClientSession() as http:
        for number in range(people):
            async with http.post(f"{server}/sandbox/chats", json={"id": FIRST + number, "type": "private"}) as answer:
                answer.raise_for_status()


async def _calls(server: str, after: int = 0) -> list[dict[str, Any]]:
    async with ClientSession() as http, http.get(f"{server}/sandbox/calls?after={after}") as answer:
        calls: list[dict[str, Any]] = (await answer.json())["calls"]
        return calls


async def _cpu_of(server: str, sending: Callable[[str], AbstractAsyncContextManager[Send]]) -> float:
    """CPU seconds a message, ``AT_ONCE`` at a time."""
    left = iter(range(MESSAGES))

    async def work(send: Send) -> None:
        for number in left:
            await send(FIRST + number)

    async with sending(server) as send:
        began = time.process_time()
        await asyncio.gather(*(work(send) for _ in range(AT_ONCE)))
        return (time.process_time() - began) / MESSAGES


@asynccontextmanager
async def _bare(server: str) -> AsyncIterator[Send]:
    """Posts by aiohttp, and nothing else."""
    async with ClientSession() as http:

        async def send(chat_id: int) -> None:
            message = {"chat_id": chat_id, "allow_paid_broadcast": True, **MESSAGE}
            async with http.post(f"{server}/bot{SANDBOX_TOKEN}/sendMessage", json=message) as answer:
                assert (await answer.json())["ok"]

        yield send


@asynccontextmanager
async def _aiogram(server: str) -> AsyncIterator[Send]:
    """The same by aiogram, without a limiter or an outbox."""
    bot = Bot(SANDBOX_TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(server)))

    async def send(chat_id: int) -> None:
        await bot(SendMessage.model_validate({"chat_id": chat_id, "allow_paid_broadcast": True, **MESSAGE}))

    yield send
    await bot.session.close()


def _now() -> datetime:
    return datetime.now(UTC)
