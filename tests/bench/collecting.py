"""Two thousand feeds on loopback hosts: nothing new, then news in each tenth; what it costs at rest, and how soon told.

Whoever collects is held to one core with all its processes; the outlets answer from the other. The peer is ``reader``,
a library for feeds: it fetches, parses, stores, and indexes the words; it is polite to nobody, knows no languages,
sectors or stories, and reads hostile feeds in its own process.
"""

import asyncio
import statistics
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime

from bot.app.opening import clock
from bot.newsroom.answers import Question, answer
from bot.outside.grammar import load
from bot.outside.outlets import crowd
from bot.outside.server import serve
from bot.outside.world import Entry, World
from storage import watches
from storage.engine import Database
from tests.bench.collectors import EVERY, Round, Work, contestant, kit, peer, resting, svodka
from tests.bench.outlets import Outlets, outlets

FEEDS, CHANGED, NEWS = 2_000, 200, 20
ROUNDS = 3
UNCHANGED_S, RATE, MEGABYTES = 8.0, 120.0, 350.0

AT_REST, NEWS_A_DAY = 6_000, 20
SHARE = 10.0

TOLD_S = 2.0


def run() -> Iterator[dict[str, object]]:
    """Five rows."""
    with outlets(FEEDS, backlog=1) as served:
        unchanged, changed = _rounds(served, svodka)
    with outlets(FEEDS, backlog=1) as served:
        peer_unchanged, peer_changed = _rounds(served, peer)
    yield _unchanged(unchanged, peer_unchanged)
    yield _changed(changed, peer_changed)
    yield _memory(changed, peer_changed)
    yield _at_rest()
    yield _told()


def _rounds(served: Outlets, work: Work) -> tuple[Round, Round]:
    """The median round without news, and one with news; the first of all, which reads all feeds, isn't measured."""
    with contestant(work, served.addresses()) as one:
        first = one.poll()
        assert (first.new, first.failed) == (FEEDS, 0), first
        unchanged = sorted((one.poll() for _ in range(ROUNDS)), key=lambda round_: round_.seconds)[ROUNDS // 2]
        assert (unchanged.new, unchanged.failed) == (0, 0), unchanged
        served.publish(CHANGED, NEWS)
        changed = one.poll()
        assert changed.failed == 0, changed
    return unchanged, changed


def _unchanged(ours: Round, other: Round) -> dict[str, object]:
    return {
        "name": f"{FEEDS:,} feeds, nothing new",
        "figure": round(ours.seconds, 2),
        "unit": "s",
        "target": UNCHANGED_S,
        "met": ours.seconds <= UNCHANGED_S,
        "peer": "reader",
        "peer_figure": round(other.seconds, 2),
        "ratio": round(ours.seconds / other.seconds, 2),
        "cpu_s": round(ours.cpu_s, 2),
        "peer_cpu_s": round(other.cpu_s, 2),
    }


def _changed(ours: Round, other: Round) -> dict[str, object]:
    """Articles a second over the whole round: fetched, read, understood, stored, searchable."""
    rate, other_rate = ours.new / ours.seconds, other.new / other.seconds
    return {
        "name": f"{FEEDS:,} feeds, {NEWS} new articles in each of {CHANGED}",
        "figure": round(rate, 1),
        "unit": "articles/s",
        "target": RATE,
        "met": rate >= RATE,
        "peer": "reader, which understands nothing",
        "peer_figure": round(other_rate, 1),
        "ratio": round(rate / other_rate, 3),
        "cpu_s": round(ours.cpu_s, 2),
        "of_it_reading_feeds": round(ours.readers_s, 2),
        "peer_cpu_s": round(other.cpu_s, 2),
    }


def _memory(ours: Round, other: Round) -> dict[str, object]:
    return {
        "name": "memory held after that, by the bot and its readers of feeds",
        "figure": round(ours.megabytes),
        "unit": "MB",
        "target": MEGABYTES,
        "met": ours.megabytes <= MEGABYTES,
        "peer": "reader, without a bot",
        "peer_figure": round(other.megabytes),
        "ratio": round(ours.megabytes / other.megabytes, 2),
    }


def _at_rest() -> dict[str, object]:
    """CPU of all its processes while it does what is due, in a stretch of an ordinary day."""
    every_s = 86_400 / (AT_REST * NEWS_A_DAY)
    with outlets(AT_REST, backlog=0, every_s=every_s) as served, contestant(resting, served.addresses()) as one:
        round_ = one.poll()
    share = 100 * round_.cpu_s / round_.seconds
    return {
        "name": f"at rest: {AT_REST:,} sources, each looked at every {EVERY.seconds // 60} minutes",
        "figure": round(share, 1),
        "unit": "% of a core",
        "target": SHARE,
        "met": share <= SHARE,
        "new_articles_meanwhile": round_.new,
    }


def _told() -> dict[str, object]:
    """From the request that brings news to an answer that has them, the slowest of some."""
    times = asyncio.run(_times_until_told())
    return {
        "name": f"from the look that finds news to /energy telling them, the slowest of {len(times)} sectors",
        "figure": round(max(times), 2),
        "unit": "s",
        "target": TOLD_S,
        "met": max(times) <= TOLD_S,
        "median": round(statistics.median(times), 2),
    }


async def _times_until_told() -> list[float]:
    world = World(crowd(1), seed=1, now=clock)
    (outlet,) = world.outlets
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(serve(world))
        ours = await kit(stack, [served.watched(outlet)])
        await ours.collector.poll()
        running = asyncio.create_task(ours.collector.run())
        times = []
        for sector in sorted(load("en").events):
            entry = world.publish(outlet, sector=sector)
            world.visits.clear()
            async with ours.database.write() as connection:
                (watch,) = await watches.every(connection)
                await watches.hurry(connection, watch.id, now=clock())
            ours.collector.wake()
            told_at = await _told_at(ours.database, sector, entry)
            times.append((told_at - world.visits.of(outlet)[0].at).total_seconds())
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    return times


async def _told_at(database: Database, sector: str, entry: Entry) -> datetime:
    """When an answer has something of an article."""
    async with asyncio.timeout(20):
        while True:
            told = await answer(database, Question(sector, 1, clock(), UTC))
            excerpts = (excerpt for story in told.stories for excerpt in story.excerpts)
            if any(excerpt.text in entry.telling.text for excerpt in excerpts):
                return clock()
            await asyncio.sleep(0.01)
