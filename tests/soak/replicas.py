"""``make replicas``: three processes of one bot on one PostgreSQL, one killed every few seconds, one asleep for longer
than its lease; then every update, article and delivery must have been dealt with once.

Updates come by webhook through a balancer that knows nothing of who is alive; people ask, a channel posts, digests fall
due. ``REPLICAS_S`` is how long (75), ``REPLICAS_SEED`` repeats a run's choices.
"""

import asyncio
import os
import random
import re
import secrets
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from sqlalchemy import func, select

from bot.sandbox.server import Sandbox, start
from bot.telegram.receiving.inbox import LEASE
from bot.web.site import site
from storage import interests, watches
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.records import Interest
from storage.schema import articles, deliveries, readers, subscriptions, updates
from storage.watches import NewWatch, WatchKind
from tests import postgres
from tests.conftest import SEEDS
from tests.e2e.conftest import SVODKA, environment
from tests.person import Person

REPLICAS = 3
KILLED_EVERY_S = 5.0
ASLEEP_S = LEASE.total_seconds() + 5
ASKED_EVERY_S, POSTED_EVERY_S = 0.25, 1.0
SETTLED_WITHIN_S = 90.0
DIGESTS = 150
CHANNEL = -1_000_000_000_042
FIRST_PERSON, FIRST_READER = 10_000, 50_000
SECRET = "a-secret-of-the-tests"  # noqa: S105 - so it is called
GIVEN_UP = re.compile(r"(\d+) updates were being answered when their process ended")


@dataclass
class Replica:
    """One process of the bot, started anew as often as it is killed."""

    folder: Path
    port: int
    variables: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    asleep: bool = False

    @property
    def log(self) -> Path:
        """What it has said in all its lives."""
        return self.folder / f"{self.port}.log"

    async def begin(self) -> None:
        """Start it."""
        env = environment(self.folder) | self.variables | {"HTTP_PORT": str(self.port)}
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                str(SVODKA), "run", cwd=self.folder, env=env, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )

    async def until_alive(self, http: ClientSession) -> None:
        """Wait until it answers: before, nothing of ours would hear that it is told to stop."""
        async with asyncio.timeout(SETTLED_WITHIN_S):
            while True:
                with suppress(ClientError):
                    async with http.get(f"http://127.0.0.1:{self.port}/healthz"):
                        return
                await asyncio.sleep(0.1)

    async def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        """Ask it to end; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 30)

    def send(self, number: signal.Signals) -> None:
        """Put it to sleep, or wake it up."""
        assert self.process is not None
        self.process.send_signal(number)
        self.asleep = number == signal.SIGSTOP


@dataclass
class Balancer:
    """Hands posts on to any of some ports, and to the next where one doesn't answer soon."""

    ports: list[int]
    chance: random.Random
    http: ClientSession

    async def hand_on(self, request: web.Request) -> web.Response:
        """One post."""
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.startswith(("X-", "Content-Type"))}
        for port in self.chance.sample(self.ports, len(self.ports)):
            address = f"http://127.0.0.1:{port}{request.path}"
            with suppress(ClientError, TimeoutError):
                async with self.http.post(address, data=body, headers=headers, timeout=ClientTimeout(2)) as response:
                    return web.Response(status=response.status)
        return web.Response(status=502)


@dataclass
class Run:
    """What is done, and what came of it."""

    folder: Path
    database: Database
    sandbox: Sandbox
    http: ClientSession
    replicas: list[Replica]
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
                while len(self.sandbox.world.updates) or await self._open() or await self._planned() < DIGESTS:  # noqa: ASYNC110 - other processes' work
                    await asyncio.sleep(0.25)

    async def audit(self) -> dict[str, int]:
        """Hold what people see and what is stored against what was asked, posted and due."""
        given_up = sum(int(found) for one in self.replicas for found in GIVEN_UP.findall(one.log.read_text()))
        answers = await self._messages(FIRST_PERSON, self.asked)
        digests = await self._messages(FIRST_READER, DIGESTS)
        async with self.database.read() as connection:
            stored = (await connection.execute(select(func.count()).select_from(articles))).scalar_one()
            counted = await connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
            states = {row[0]: row[1] for row in counted}
        told = sum(answers.values())
        self._hold("people who were answered twice", sum(number > 1 for number in answers.values()), 0)
        self._hold("people who wait for an answer", max(0, self.asked - told - given_up), 0)
        self._hold("articles", stored, self.posted)
        self._hold("readers who got a digest twice", sum(number > 1 for number in digests.values()), 0)
        self._hold("deliveries", sum(states.values()), DIGESTS)
        self._hold("deliveries that are sent or unknown", states.get("sent", 0) + states.get("unknown", 0), DIGESTS)
        self._hold("digests that are noted as sent and nobody has", max(0, states.get("sent", 0) - digests.total()), 0)
        self._hold("updates that are open", await self._open(), 0)
        return {"answers": told, "given up": given_up, "articles": stored, **states}

    def _hold(self, what: str, found: int, expected: int) -> None:
        if found != expected:
            self.wrong.append(f"{what}: {found}, not {expected}")

    async def _messages(self, first: int, number: int) -> Counter[int]:
        found: Counter[int] = Counter()
        for chat_id in range(first, first + number):
            shown = await Person(self.http, self.sandbox.address, chat_id=chat_id).messages()
            found[chat_id] = sum(message["from"]["is_bot"] for message in shown)
        return found

    async def _planned(self) -> int:
        async with self.database.read() as connection:
            return (await connection.execute(select(func.count()).select_from(deliveries))).scalar_one()

    async def _open(self) -> int:
        now = datetime.now(UTC)
        waits = deliveries.c.state.in_(["pending", "claimed", "sending"])
        due = subscriptions.c.due_at <= now
        async with self.database.read() as connection:
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
        await Person(self.http, self.sandbox.address, chat_id=FIRST_PERSON + self.asked - 1).write("/help")

    async def _post(self) -> None:
        self.posted += 1
        text = f"На станции номер {self.posted} запустили блок {secrets.token_hex(4)}, он даст городу свет и тепло."
        await Person(self.http, self.sandbox.address, chat_id=CHANNEL).write(text)

    async def _kill_one(self) -> None:
        one = self.chance.choice([one for one in self.replicas if not one.asleep])
        await one.kill()
        self.killed += 1
        await one.begin()

    async def _put_one_to_sleep(self) -> None:
        await asyncio.sleep(KILLED_EVERY_S * 1.5)
        one = self.chance.choice(self.replicas)
        one.send(signal.SIGSTOP)
        await asyncio.sleep(ASLEEP_S)
        one.send(signal.SIGCONT)


async def prepare(database: Database, person: Person) -> None:
    """A channel that is watched, and readers whose digests are due when the processes begin, and a minute later."""
    await migrate(database)
    now = datetime.now(UTC)
    async with database.write() as connection:
        channel = NewWatch(WatchKind.CHANNEL, "https://t.me/c/42", "Новости")
        await watches.add(connection, channel, now=now, due_at=None, interval_s=0)
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


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


async def live(folder: Path, *, seconds: float, seed: int) -> int:
    """Run, audit and tell; returns the exit code."""
    chance = random.Random(seed)
    (folder / "seeds").mkdir()
    copy(SEEDS / "sectors.toml", folder / "seeds")
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(postgres.fresh())
        database = await open_database(url)
        stack.push_async_callback(database.close)
        sandbox = await start("127.0.0.1", 0, limits=True)
        stack.push_async_callback(sandbox.close)
        http = await stack.enter_async_context(ClientSession())
        await prepare(database, Person(http, sandbox.address))
        ports = [free_port() for _ in range(REPLICAS)]
        balancer = Balancer(ports, chance, http)
        app = web.Application(client_max_size=1 << 20)
        app.router.add_post("/telegram", balancer.hand_on)
        address = await stack.enter_async_context(site("127.0.0.1", 0, app))
        variables = {
            "DATABASE_URL": url,
            "TELEGRAM_API": sandbox.address,
            "BOT_TOKEN": sandbox.token,
            "WEBHOOK_URL": f"{address}/telegram",
            "WEBHOOK_SECRET": SECRET,
            "SEEDS_DIR": str(folder / "seeds"),
        }
        replicas = [Replica(folder, port, variables) for port in ports]
        run = Run(folder, database, sandbox, http, replicas, chance)
        try:
            await asyncio.gather(*(one.begin() for one in replicas))
            await run.for_(seconds)
            await run.settle()
            outcome = await run.audit()
            for one in replicas:
                await one.until_alive(http)
            codes = [await one.stop() for one in replicas]
        finally:
            for one in replicas:
                await one.kill()
    if any(codes):
        run.wrong.append(f"exit codes of processes that were told to stop: {codes}")
    sys.stdout.write(report(run, outcome, seed))
    return 1 if run.wrong else 0


def report(run: Run, outcome: dict[str, int], seed: int) -> str:
    """What was done, what came of it, and what is wrong."""
    done = f"{run.killed} kills, {run.asked} questions, {run.posted} posts, {DIGESTS} digests (seed {seed})\n"
    came = ", ".join(f"{what} {number}" for what, number in outcome.items())
    return done + came + "\n" + "".join(f"WRONG {line}\n" for line in run.wrong)


def main() -> None:
    """By the environment's wishes."""
    seconds = float(os.environ.get("REPLICAS_S", "75"))
    seed = int(os.environ.get("REPLICAS_SEED") or secrets.randbelow(1_000_000))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(asyncio.run(live(Path(folder), seconds=seconds, seed=seed)))


if __name__ == "__main__":
    main()
