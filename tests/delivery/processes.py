"""The bot as a process that may die or sleep at any point of a delivery, and a server that notes all it carries out."""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.delivery.claims import Holder
from bot.delivery.courier import Courier
from bot.delivery.limits import Limiter, Priority
from bot.delivery.losses import Losses
from bot.delivery.planning import Planner
from bot.delivery.results import Receipt, Refusal, Result
from bot.delivery.service import Service, Times
from storage import digests
from storage.engine import Database
from storage.records import Delivery
from tests.delivery.world import notice


class Moment(StrEnum):
    """Where a process can be stopped on the way of one message."""

    TAKEN = "taken"  # claimed; nobody has been told that it is about to be sent
    ASKED = "asked"  # noted as being sent; the server has not seen it
    CARRIED_OUT = "carried out"  # the server has it; its answer is noted nowhere


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to a request, and whether it carries it out all the same."""

    result: Result
    carried_out: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One that the server has carried out, at ``at`` by the bot's clock."""

    at: datetime
    chat_id: int
    delivery_id: int
    subscription_id: int | None
    part: int
    priority: Priority


class Server:
    """Answers as it is told to, then carries everything out; also what deliveries say, so that a message names its own.

    ``tells`` decides from a window (after, upto] of arrivals and the interest whether a digest has anything to tell.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.answers: deque[Answer] = deque()
        self.messages: list[Message] = []
        self.blocked_by: set[int] = set()
        self.tells: Callable[[digests.DigestRow], bool] = lambda _: True
        self.stop_at: Moment | None = None
        self.stopped = asyncio.Event()
        self.go_on = asyncio.Event()
        self._database = database
        self._clock = clock
        self._numbers = itertools.count(1)

    async def of(self, delivery: Delivery) -> tuple[str, ...]:
        """One message or two, as the digest's number has it; none where its window has nothing."""
        await self._pass(Moment.TAKEN)
        parts = 1
        if delivery.digest_id is not None:
            async with self._database.read() as connection:
                row = await digests.get(connection, delivery.digest_id)
            assert row is not None
            parts = 1 + delivery.digest_id % 2 if self.tells(row) else 0
        named = {"delivery": delivery.id, "subscription": delivery.subscription_id, "priority": delivery.priority}
        return tuple(json.dumps({**named, "part": part}) for part in range(parts))

    async def __call__(self, chat_id: int, thread_id: int, message: str, *, paid: bool) -> Result:  # noqa: ARG002 - Post's
        """A request comes in."""
        await self._pass(Moment.ASKED)
        answer = self.answers.popleft() if self.answers else Answer(Receipt(next(self._numbers)), carried_out=True)
        if answer.carried_out:
            said = json.loads(message)
            self.messages.append(
                Message(
                    self._clock(),
                    chat_id,
                    said["delivery"],
                    said["subscription"],
                    said["part"],
                    Priority(said["priority"]),
                )
            )
        if isinstance(answer.result, Refusal) and answer.result.status == 403:
            self.blocked_by.add(chat_id)
        await self._pass(Moment.CARRIED_OUT)
        return answer.result

    async def _pass(self, moment: Moment) -> None:
        if self.stop_at is moment:
            self.stop_at = None
            self.stopped.set()
            await self.go_on.wait()


@dataclass
class Clocks:
    """The clock on the wall, which may be set, and seconds that only pass."""

    now: datetime
    passed: float = 0.0

    def wall(self) -> datetime:
        """What time the bot takes it to be."""
        return self.now

    def monotonic(self) -> float:
        """Seconds since any moment."""
        return self.passed

    def limiter(self) -> float:
        """The same, with what the loop waits."""
        return self.passed + asyncio.get_running_loop().time()


@dataclass
class Process:
    """One life of the bot: the real planner, courier and service over a database that outlives it.

    Whether another process of its machine runs is looked up in ``alive``.
    """

    database: Database
    server: Server
    clocks: Clocks
    pid: int
    alive: set[int]
    host: str = "here"
    _working: "asyncio.Task[None] | None" = field(default=None)

    async def start(self) -> None:
        """Begin as the service does when it is run."""
        self.alive.add(self.pid)
        wall = self.clocks.wall
        holder = Holder(host=self.host, pid=self.pid, start=str(self.pid), running=self.alive.__contains__)
        self.courier = Courier(
            self.database,
            bodies=self.server,
            losses=Losses(self.database, wall, notice),
            limiter=Limiter(self.clocks.limiter, free_per_s=1000),
            post=self.server,
            now=wall,
            token=holder,
        )
        planner = Planner(self.database, wall)
        times = Times(wall, self.clocks.monotonic)
        self.service = Service(self.database, planner, self.courier, times, holder=holder)
        await self.service._begin()

    async def work(self) -> None:
        """Do all that is to be done now."""
        await self.service.tick()
        await self.courier.deliver_ready()

    async def work_until(self, moment: Moment) -> bool:
        """Work until a message comes to that point, and stop there; ``False`` when none did and all is done."""
        self.server.stop_at = moment
        self.server.stopped.clear()
        self.server.go_on.clear()
        self._working = asyncio.create_task(self.work())
        stopped = asyncio.create_task(self.server.stopped.wait())
        await asyncio.wait({self._working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        self.server.stop_at = None
        stopped.cancel()
        return not self._working.done()

    async def go_on(self) -> None:
        """Work on from where it stopped."""
        self.server.go_on.set()
        assert self._working is not None
        await self._working

    async def die(self) -> None:
        """End without a word: what is under way is noted nowhere."""
        self.alive.discard(self.pid)
        ending = [task for task in (self._working, *self.courier._hand) if task is not None and not task.done()]
        for task in ending:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
