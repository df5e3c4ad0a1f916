"""Who collects in the benchmarks of collecting: Svodka, and the peer; each in a process of its own on one core."""

import asyncio
import gc
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from bot.app.opening import clock
from bot.collecting.collector import Collector
from bot.collecting.finding import add_all
from bot.collecting.rhythm import Pace
from bot.newsroom.intake import Intake
from bot.sources.fetching import Fetcher
from bot.sources.guard import PrivateHosts
from bot.sources.manners import Manners
from bot.sources.parsing import Parsing
from bot.text import language, words
from bot.text.tagging import Tagger
from bot.text.taxonomy import load
from storage import articles, entries, watches
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.watches import NewWatch, WatchKind

MANNERS = Manners(private_hosts=PrivateHosts.of(["127.1.0.0/16"]), per_host_interval_s=0.05)
"""A host is asked once a round, so its pace counts only between its robots.txt and its feed, the very first time."""

PEER_WORKERS = 8
"""Threads that the peer fetches with; 16 and 32 were no faster on one core."""

EVERY, WATCHED_S = timedelta(minutes=10), 60.0
"""How often sources at rest are looked at, and for how long the bot is watched doing so.

Ten minutes is the default of RSS-to-Telegram-Bot, which states 20 % of a core for 6,000 feeds. By our own rule an
outlet that publishes seventy times a day is looked at so often; most are looked at less.
"""

Work = Callable[[Connection, Sequence[str]], None]

_TAXONOMY = Path(__file__).parents[2] / "seeds" / "sectors.toml"
"""Not by way of the tests' own settings: they hold pytest and hypothesis in memory."""

_context = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Round:
    """One round over all feeds: seconds by the wall, CPU seconds in all and of the processes that read feeds for it.

    ``new`` articles came, ``failed`` feeds could not be had; ``megabytes`` are held afterwards, by all processes.
    """

    seconds: float
    cpu_s: float
    readers_s: float
    new: int
    failed: int
    megabytes: float


class Contestant:
    """A collector in another process; each call of ``poll`` is a round."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def poll(self) -> Round:
        """Update all feeds, until everything that came is stored and can be found."""
        self._pipe.send("poll")
        return Round(**self._pipe.recv())


@contextmanager
def contestant(work: Work, addresses: Sequence[str]) -> Iterator[Contestant]:
    """Somebody who watches these addresses."""
    ours, theirs = _context.Pipe()
    process = _context.Process(target=_pinned, args=(work, theirs, addresses))
    process.start()
    theirs.close()  # so that its end is noticed, were it to fail
    try:
        yield Contestant(ours)
    finally:
        ours.close()
        process.join()


def svodka(pipe: Connection, addresses: Sequence[str]) -> None:
    """Ours, with all that a running bot has in memory."""
    asyncio.run(_svodka(pipe, addresses))


def peer(pipe: Connection, addresses: Sequence[str]) -> None:
    """``reader``, which parses and stores, and indexes the plain text for its search; it understands nothing."""
    import feedparser_sgmllib  # noqa: PLC0415 - what is measured of ours shall not hold the peer in memory

    # The peer's own copy of feedparser wants a module that today's feedparser has under this name.
    sys.modules["sgmllib"] = feedparser_sgmllib
    from reader import make_reader  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(f"{folder}/reader.db")
        reader.enable_search()
        for address in addresses:
            reader.add_feed(address)
        while _asked(pipe):
            before, began, cpu_s = reader.get_entry_counts().total or 0, time.perf_counter(), time.process_time()
            reader.update_feeds(scheduled=False, workers=PEER_WORKERS)
            reader.update_search()
            seconds = time.perf_counter() - began
            new = (reader.get_entry_counts().total or 0) - before
            failed = reader.get_feed_counts(broken=True).total or 0
            pipe.send(asdict(Round(seconds, time.process_time() - cpu_s, 0.0, new, failed, held())))


def resting(pipe: Connection, addresses: Sequence[str]) -> None:
    """Ours, doing what is due by the clock; its round is a stretch of time."""
    asyncio.run(_resting(pipe, addresses))


@dataclass(frozen=True, slots=True)
class Kit:
    """A collector with its database; ``readers_s`` are the CPU seconds that processes it began have taken."""

    database: Database
    collector: Collector

    @property
    def readers_s(self) -> float:
        """Of those that still run."""
        times = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
        return float(sum(one.user + one.system for one in times))


async def kit(stack: AsyncExitStack, addresses: Sequence[str], *, pace: Pace | None = None) -> Kit:
    """A collector that watches feeds at these addresses, into a database of its own; the models are loaded."""
    from bot.app import serving  # noqa: F401, PLC0415 - its memory is the bot's, and only processes like this have it

    language.warm()
    words.warm()
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    database = await open_database(f"sqlite:///{folder}/svodka.db")
    stack.push_async_callback(database.close)
    await migrate(database)
    await add_all(database, [NewWatch(WatchKind.FEED, one, one) for one in addresses], now=clock())
    fetcher = await stack.enter_async_context(Fetcher(MANNERS))
    parsing = await stack.enter_async_context(Parsing())
    intake = Intake(database, Tagger(load(_TAXONOMY)), clock)
    gc.collect()
    gc.freeze()  # as the bot does when it has started
    return Kit(database, Collector(database, fetcher, parsing, intake, now=clock, pace=pace))


def held() -> float:
    """Megabytes that this process and those it began hold in memory."""
    own = psutil.Process()
    return float(sum(one.memory_info().rss for one in (own, *own.children(recursive=True)))) / 2**20


async def _svodka(pipe: Connection, addresses: Sequence[str]) -> None:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        ours = await kit(stack, addresses)
        while await loop.run_in_executor(None, _asked, pipe):
            own_s, readers_s, began = time.process_time(), ours.readers_s, time.perf_counter()
            polled = await ours.collector.poll()
            seconds = time.perf_counter() - began
            failed = sum(one.error is not None for one in polled.looks)
            new = polled.tally.outcomes.total()
            async with ours.database.read() as connection:
                assert await entries.waiting(connection) == 0
            own_s, readers_s = time.process_time() - own_s, ours.readers_s - readers_s
            pipe.send(asdict(Round(seconds, own_s + readers_s, readers_s, new, failed, held())))


async def _resting(pipe: Connection, addresses: Sequence[str]) -> None:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        ours = await kit(stack, addresses, pace=Pace(shortest=EVERY, longest=EVERY))
        await ours.collector.poll()
        async with ours.database.write() as connection:
            ids = [watch.id for watch in await watches.every(connection)]
            due = {id_: clock() + EVERY * (place / len(ids)) for place, id_ in enumerate(ids)}
            await watches.put_off(connection, due)
        while await loop.run_in_executor(None, _asked, pipe):
            own_s, readers_s, began = time.process_time(), ours.readers_s, time.perf_counter()
            with suppress(TimeoutError):
                async with asyncio.timeout(WATCHED_S):
                    await ours.collector.run()
            seconds = time.perf_counter() - began
            own_s, readers_s = time.process_time() - own_s, ours.readers_s - readers_s
            async with ours.database.read() as connection:
                new = await articles.count(connection)
            pipe.send(asdict(Round(seconds, own_s + readers_s, readers_s, new, 0, held())))


def _asked(pipe: Connection) -> bool:
    """Wait to be asked for a round; ``False`` when there are no more."""
    try:
        pipe.recv()
    except EOFError:
        return False
    return True


def _pinned(work: Work, pipe: Connection, addresses: Sequence[str]) -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    work(pipe, addresses)
