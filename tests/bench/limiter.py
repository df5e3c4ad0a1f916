"""What a turn and a request cost in CPU, and how much of the allowed rate comes out of a server that limits it."""

import asyncio
import gc
import json
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import ClientSession

from bot.delivery.limits import Limiter, Priority
from bot.delivery.results import Receipt
from bot.sandbox.server import SANDBOX_TOKEN
from bot.telegram.post import TelegramPost
from tests.e2e.conftest import SVODKA, environment

TURN_US, WAITING_US, WAITING = 15.0, 60.0, 500
POST_RATIO = 1.6
RATE_S, SHARE = 20, 0.97
AT_ONCE, MESSAGES, ROUNDS = 20, 400, 5
FIRST = 1_001
"""The first person's chat; 42 is the bot itself."""

TEXT = "\n\n".join(f"{n}. Сообщение о добыче нефти и о транспорте, которое длиннее одной строки." for n in range(20))
MESSAGE = {"text": TEXT, "entities": [{"type": "bold", "offset": 0, "length": 10}]}

Send = Callable[[int], Awaitable[bool]]


def run() -> Iterator[dict[str, object]]:
    """Two rows without a network, and two with a sandbox in a process of its own.

    What the imported libraries hold is frozen, as ``svodka run`` could: it is not a turn's to be walked through.
    """
    turns = 100_000
    gc.freeze()
    yield _row("a turn, nothing to wait for", asyncio.run(_free(turns)), "µs of CPU", TURN_US)
    yield _row(f"a turn, {WAITING} waiting", asyncio.run(_crowded()), "µs of CPU", WAITING_US)
    with _sandbox() as address:
        ours, bare = asyncio.run(_compared(address))
        yield {
            **_row("one message by the lean sender", ours, "µs of CPU", POST_RATIO * bare),
            "peer": "the same by aiohttp's session.post(json=…), its answer by json()",
            "peer_figure": round(bare, 1),
            "ratio": round(ours / bare, 2),
        }
    with _sandbox("--limits") as address:
        share, refused = asyncio.run(_rate(address))
        met = share >= SHARE and not refused
        name = f"share of 30/s reached in {RATE_S} s, {refused} refused"
        yield {"name": name, "figure": round(share, 3), "unit": "", "target": SHARE, "met": met}


async def _free(turns: int) -> float:
    """CPU of a turn that is granted at once."""
    limiter = Limiter(free_per_s=10_000_000)
    began = time.process_time()
    for chat_id in range(1, turns + 1):
        await limiter.turn(chat_id, Priority.DIGEST)
    return (time.process_time() - began) / turns * 1e6


async def _crowded() -> float:
    """CPU of a turn while so many wait, at a rate that keeps the loop busy but not full."""
    limiter, each = Limiter(free_per_s=3_000), 20

    async def one(place: int) -> None:
        for number in range(each):
            await limiter.turn(1 + place * each + number, Priority.DIGEST)

    began = time.process_time()
    await asyncio.gather(*map(one, range(WAITING)))
    return (time.process_time() - began) / (WAITING * each) * 1e6


async def _compared(address: str) -> tuple[float, float]:
    """CPU of a message by our sender and by bare aiohttp: medians of rounds that take turns."""
    stored = json.dumps(MESSAGE, ensure_ascii=False)
    async with ClientSession() as session, TelegramPost(address, SANDBOX_TOKEN) as post:
        await _write(session, address, range(FIRST, FIRST + MESSAGES))

        async def lean(chat_id: int) -> bool:
            return isinstance(await post(chat_id, 0, stored, paid=False), Receipt)

        async def bare(chat_id: int) -> bool:
            url = f"{address}/bot{SANDBOX_TOKEN}/sendMessage"
            async with session.post(url, json={"chat_id": chat_id, **MESSAGE}) as response:
                return bool((await response.json())["ok"])

        rounds = [[await _cpu(send) for send in (lean, bare)] for _ in range(ROUNDS)]
    ours, peer = (statistics.median(figures) for figures in zip(*rounds, strict=True))
    return ours, peer


async def _cpu(send: Send) -> float:
    """CPU of a message, some at a time."""
    places = iter(range(FIRST, FIRST + MESSAGES))

    async def work() -> None:
        for chat_id in places:
            assert await send(chat_id)

    began = time.process_time()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return (time.process_time() - began) / MESSAGES * 1e6


async def _rate(address: str) -> tuple[float, int]:
    """The share of the free rate that arrived, and how many messages were refused."""
    stored, arrived, refused = json.dumps(MESSAGE, ensure_ascii=False), 0, 0
    limiter = Limiter()
    async with ClientSession() as session, TelegramPost(address, SANDBOX_TOKEN) as post:
        await _write(session, address, range(FIRST, FIRST + 100))
        until = time.monotonic() + RATE_S

        async def work(place: int) -> None:
            nonlocal arrived, refused
            while time.monotonic() < until:
                paid = await limiter.turn(FIRST + place, Priority.DIGEST)
                result = await post(FIRST + place, 0, stored, paid=paid)
                arrived += isinstance(result, Receipt)
                refused += not isinstance(result, Receipt)

        await asyncio.gather(*map(work, range(100)))
    return arrived / (30 * (time.monotonic() - until + RATE_S)), refused


async def _write(session: ClientSession, address: str, chat_ids: range) -> None:
    """Let people write, so that the bot may write to them."""
    for chat_id in chat_ids:
        body = {"chat_id": chat_id, "text": "/start"}
        async with session.post(f"{address}/sandbox/messages", json=body) as response:
            response.raise_for_status()


@contextmanager
def _sandbox(*options: str) -> Iterator[str]:
    """The address of a sandbox in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [str(SVODKA), "sandbox", "--port", "0", *options],
            cwd=folder,
            env=environment(Path(folder)),
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found is not None, "the sandbox did not start"
            yield found.group()
        finally:
            process.terminate()
            process.communicate()


def _row(name: str, figure: float, unit: str, target: float) -> dict[str, object]:
    return {
        "name": name,
        "figure": round(figure, 1),
        "unit": unit,
        "target": round(target, 1),
        "met": figure <= target,
    }
