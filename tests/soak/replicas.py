"""``make replicas``: three processes of one bot on one PostgreSQL, one killed every few seconds, one asleep for longer
than its lease; then every update, article and delivery must have been dealt with once.

Updates come by webhook through a balancer that knows nothing of who is alive; people ask, a channel posts, an outlet's
feeds list pages, digests fall due. ``REPLICAS_S`` is how long (75), ``REPLICAS_SEED`` repeats a run's choices.
"""

import asyncio
import os
import random
import re
import secrets
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from aiohttp import web
from sqlalchemy import func, select

from bot.sources.manners import Manners
from bot.telegram.receiving.inbox import LEASE
from bot.web.site import site
from storage import interests, watches
from storage.engine import Database
from storage.records import Interest
from storage.schema import articles, deliveries, readers, subscriptions, updates
from storage.watches import NewWatch, WatchKind
from tests.cluster import Cluster, cluster
from tests.person import Person
from tests.soak.started import in_a_folder, seed_of

REPLICAS = 3
KILLED_EVERY_S = 5.0
ASLEEP_S = LEASE.total_seconds() + 5
ASKED_EVERY_S, POSTED_EVERY_S = 0.25, 1.0
SETTLED_WITHIN_S = 400.0
"""Two leases of two minutes, and some: a feed that was being looked at by a process that was killed, then its page."""
DIGESTS = 150
FEEDS, PAGES = 8, 2
CLOSEST_MS = 500 * Manners().per_host_interval_s
"""An interval, but for what a busy machine delays the one and not the other."""

SHOWN = 5
CHANNEL = -1_000_000_000_042
FIRST_PERSON, FIRST_READER = 10_000, 50_000
SECRET = "a-secret-of-the-tests"  # noqa: S105 - so it is called
GIVEN_UP = re.compile(r"(\d+) updates were being answered when their process ended")


@dataclass
class Outlet:
    """Feeds of one host, and the pages that they list; it notes when it was asked for what."""

    asked: list[tuple[float, str]] = field(default_factory=list)

    def app(self) -> web.Application:
        """What answers."""
        app = web.Application()
        app.router.add_get("/feed/{feed}", self._feed)
        app.router.add_get("/page/{page}", self._page)
        app.router.add_get("/robots.txt", self._robots)
        return app

    @property
    def closest_ms(self) -> list[int]:
        """The milliseconds between requests that stood closer to each other than any others, the closest first."""
        times = sorted(at for at, _ in self.asked)
        return sorted(round(1000 * (later - sooner)) for sooner, later in pairwise(times))[:SHOWN]

    async def _robots(self, request: web.Request) -> web.Response:
        self._note(request)
        return web.Response(text="User-agent: *\nAllow: /\n")

    async def _feed(self, request: web.Request) -> web.Response:
        self._note(request)
        pages = [f"/page/{request.match_info['feed']}-{number}" for number in range(PAGES)]
        items = "".join(
            f"<item><title>Новость {page}</title><link>{request.url.origin()}{page}</link></item>" for page in pages
        )
        return web.Response(
            text=f"<rss><channel><title>Вестник</title>{items}</channel></rss>", content_type="text/xml"
        )

    async def _page(self, request: web.Request) -> web.Response:
        self._note(request)
        number = request.match_info["page"]
        words = random.Random(number)
        told = [f"Завод номер {words.randrange(10**6)} дал {words.randrange(10**6)} тонн топлива." for _ in range(12)]
        body = "".join(f"<p>{one} {two}</p>" for one, two in zip(told[::2], told[1::2], strict=True))
        page = f"<html><head><title>Новость {number}</title></head><body><article>{body}</article></body></html>"
        return web.Response(text=page, content_type="text/html")

    def _note(self, request: web.Request) -> None:
        self.asked.append((time.monotonic(), request.path))


@dataclass
class Run:
    """What is done, and what came of it."""

    cluster: Cluster
    outlet: Outlet
    chance: random.Random
    asked: int = 0
    posted: int = 0
    killed: int = 0
    wrong: list[str] = field(default_factory=list)

    async def for_(self, seconds: float) -> None:
        """Let people ask and a channel post while processes come and go."""
        ends = time.monotonic() + seconds
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._again(ends, ASKED_EVERY_S, self._ask))
            tasks.create_task(self._again(ends, POSTED_EVERY_S, self._post))
            tasks.create_task(self._again(ends, KILLED_EVERY_S, self._kill_one))
            tasks.create_task(self._put_one_to_sleep())

    async def settle(self) -> None:
        """Wait until nothing is open any more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLED_WITHIN_S):
                while await self._waits():  # noqa: ASYNC110 - other processes' work
                    await asyncio.sleep(0.25)

    async def _waits(self) -> bool:
        """Whether something is still to be done."""
        coming = len(self.cluster.sandbox.world.updates) or await self._open()
        return bool(coming or await self._planned() < DIGESTS or await self._missing() > 0)

    async def audit(self) -> dict[str, int]:
        """Hold what people see and what is stored against what was asked, posted and due."""
        given_up = sum(int(found) for one in self.cluster.replicas for found in GIVEN_UP.findall(one.log.read_text()))
        answers = await self._messages(FIRST_PERSON, self.asked)
        digests = await self._messages(FIRST_READER, DIGESTS)
        async with self.cluster.database.read() as connection:
            counted = await connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
            states = {row[0]: row[1] for row in counted}
        told = sum(answers.values())
        self._hold("people who were answered twice", sum(number > 1 for number in answers.values()), 0)
        self._hold("people who wait for an answer", max(0, self.asked - told - given_up), 0)
        self._hold("articles that are missing", await self._missing(), 0)
        pages = Counter(path for _, path in self.outlet.asked if path.startswith("/page/"))
        self._hold("pages of the outlet that nobody fetched", FEEDS * PAGES - len(pages), 0)
        closest_ms = self.outlet.closest_ms
        self._hold("requests too close to another", sum(apart < CLOSEST_MS for apart in closest_ms), 0)
        self._hold("readers who got a digest twice", sum(number > 1 for number in digests.values()), 0)
        self._hold("deliveries", sum(states.values()), DIGESTS)
        self._hold("deliveries that are sent or unknown", states.get("sent", 0) + states.get("unknown", 0), DIGESTS)
        self._hold("digests that are noted as sent and nobody has", max(0, states.get("sent", 0) - digests.total()), 0)
        self._hold("updates that are open", await self._open(), 0)
        return {
            "answers": told,
            "given up": given_up,
            "articles": self.posted + FEEDS * PAGES,
            "requests": len(self.outlet.asked),
            **states,
        }

    def _hold(self, what: str, found: int, expected: int) -> None:
        if found != expected:
            self.wrong.append(f"{what}: {found}, not {expected}")

    async def _messages(self, first: int, number: int) -> Counter[int]:
        found: Counter[int] = Counter()
        for chat_id in range(first, first + number):
            shown = await Person(self.cluster.http, self.cluster.sandbox.address, chat_id=chat_id).messages()
            found[chat_id] = sum(message["from"]["is_bot"] for message in shown)
        return found

    async def _missing(self) -> int:
        """Articles that were posted or stand on pages and aren't stored; negative: some are stored twice."""
        async with self.cluster.database.read() as connection:
            stored: int = (await connection.execute(select(func.count()).select_from(articles))).scalar_one()
        return self.posted + FEEDS * PAGES - stored

    async def _planned(self) -> int:
        async with self.cluster.database.read() as connection:
            return (await connection.execute(select(func.count()).select_from(deliveries))).scalar_one()

    async def _open(self) -> int:
        now = datetime.now(UTC)
        waits = deliveries.c.state.in_(["pending", "claimed", "sending"])
        due = subscriptions.c.due_at <= now
        async with self.cluster.database.read() as connection:
            counts = [
                (await connection.execute(select(func.count()).select_from(table).where(which))).scalar_one()
                for table, which in (
                    (updates, updates.c.body.is_not(None)),
                    (deliveries, waits),
                    (subscriptions, due),
                )
            ]
        return sum(counts)

    async def _again(self, ends: float, every_s: float, work: object) -> None:
        while time.monotonic() < ends:
            await work()  # type: ignore[operator]
            await asyncio.sleep(every_s * self.chance.uniform(0.5, 1.5))

    async def _ask(self) -> None:
        self.asked += 1
        await Person(self.cluster.http, self.cluster.sandbox.address, chat_id=FIRST_PERSON + self.asked - 1).write(
            "/help"
        )

    async def _post(self) -> None:
        self.posted += 1
        text = f"На станции номер {self.posted} запустили блок {secrets.token_hex(4)}, он даст городу свет и тепло."
        await Person(self.cluster.http, self.cluster.sandbox.address, chat_id=CHANNEL).write(text)

    async def _kill_one(self) -> None:
        one = self.chance.choice([one for one in self.cluster.replicas if not one.asleep])
        await one.kill()
        self.killed += 1
        await one.begin()

    async def _put_one_to_sleep(self) -> None:
        await asyncio.sleep(KILLED_EVERY_S * 1.5)
        one = self.chance.choice(self.cluster.replicas)
        one.send(signal.SIGSTOP)
        await asyncio.sleep(ASLEEP_S)
        one.send(signal.SIGCONT)


async def prepare(database: Database, person: Person, outlet: str) -> None:
    """A channel and an outlet's feeds that are watched, and readers whose digests are due when the processes begin, and
    a minute later.
    """
    now = datetime.now(UTC)
    async with database.write() as connection:
        channel = NewWatch(WatchKind.CHANNEL, "https://t.me/c/42", "Новости")
        await watches.add(connection, channel, now=now, due_at=None, interval_s=0)
        for number in range(FEEDS):
            feed = NewWatch(WatchKind.FEED, f"{outlet}/feed/{number}", f"Вестник {number}")
            await watches.add(connection, feed, now=now, due_at=now, interval_s=3600)
        interest = await interests.note(connection, Interest(sectors=("energy",)))
        for place in range(DIGESTS):
            # At whole minutes, as plans are: one that has just passed, and the next.
            chat_id, due = FIRST_READER + place, now.replace(second=0, microsecond=0) + timedelta(minutes=place % 2)
            common = {"timezone": "UTC", "language": "ru", "kind": "private", "created_at": now, "seen_at": now}
            made = readers.insert().values(chat_id=chat_id, **common).returning(readers.c.id)
            reader_id = (await connection.execute(made)).scalar_one()
            await connection.execute(
                subscriptions.insert().values(
                    reader_id=reader_id,
                    made_by=chat_id,
                    interest_id=interest,
                    state="active",
                    rhythm="daily",
                    minute=due.hour * 60 + due.minute,
                    weekday=0,
                    length=5,
                    tells_empty=1,
                    created_at=now,
                    due_at=due,
                )
            )
    for place in range(DIGESTS):
        await person.post("chats", {"id": FIRST_READER + place})
    await person.post("chats", {"id": CHANNEL, "type": "channel", "title": "Новости"})


async def live(folder: Path, *, seconds: float, seed: int) -> int:
    """Run, audit and tell; returns the exit code."""
    chance = random.Random(seed)
    outlet = Outlet()
    async with (
        site("127.0.0.1", 0, outlet.app()) as at,
        cluster(folder, REPLICAS, chance, limits=True, PRIVATE_HOSTS="127.0.0.0/8") as made,
    ):
        await prepare(made.database, Person(made.http, made.sandbox.address), at)
        run = Run(made, outlet, chance)
        await asyncio.gather(*(one.begin() for one in made.replicas))
        await run.for_(seconds)
        await run.settle()
        outcome = await run.audit()
        for one in made.replicas:
            await one.until_alive(made.http)
        codes = [await one.stop() for one in made.replicas]
    if any(codes):
        run.wrong.append(f"exit codes of processes that were told to stop: {codes}")
    sys.stdout.write(report(run, outcome))
    return 1 if run.wrong else 0


def report(run: Run, outcome: dict[str, int]) -> str:
    """What was done, what came of it, and what is wrong."""
    asked = f"{run.asked} questions, {run.posted} posts, {FEEDS * PAGES} pages, {DIGESTS} digests"
    done = f"{run.killed} kills, {asked}\n"
    came = ", ".join(f"{what} {number}" for what, number in outcome.items())
    closest = ", ".join(map(str, run.outlet.closest_ms))
    apart = f"requests to the outlet that stood closest to each other were {closest} ms apart\n"
    return done + came + "\n" + apart + "".join(f"WRONG {line}\n" for line in run.wrong)


def main() -> int:
    """Read the environment and run."""
    seed, seconds = seed_of("REPLICAS_SEED"), float(os.environ.get("REPLICAS_S", "75"))

    async def run(folder: Path) -> int:
        return await live(folder, seconds=seconds, seed=seed)

    return in_a_folder("replicas", run, told=f"REPLICAS_SEED={seed} REPLICAS_S={seconds:g}")


if __name__ == "__main__":
    sys.exit(main())
