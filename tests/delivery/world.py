"""A small world for deliveries: a clock that stands still, a post that answers as it is told, readers, articles."""

import itertools
import json
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.delivery import subscribing
from bot.delivery.courier import Courier
from bot.delivery.limits import Limiter
from bot.delivery.losses import Losses
from bot.delivery.planning import Planner
from bot.delivery.results import Receipt, Result
from bot.delivery.verdicts import Why
from storage import articles, readers, subscriptions
from storage.engine import Database
from storage.records import Delivery, Interest, Plan, Reader, Rhythm, Subscription
from storage.schema import deliveries
from tests.storage.conftest import article

ENERGY = Interest(sectors=("energy",))
NINE = Plan(Rhythm.DAILY, 540)
ALERTS = Plan(Rhythm.AT_ONCE)


class Clock:
    """The time of a test; ``pass_`` moves it, ``set`` puts it wherever, backwards too."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **how_long: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**how_long)
        return self.now


class Post:
    """A server that answers what it is told to, then that all arrived; remembers what it carried out."""

    def __init__(self) -> None:
        self.answers: deque[Result | Callable[[int], Result]] = deque()
        self.arrived: list[tuple[int, str]] = []
        self._numbers = itertools.count(1)

    async def __call__(self, chat_id: int, thread_id: int, message: str, *, paid: bool) -> Result:  # noqa: ARG002 - Post's
        """Carry a message out, unless it is told otherwise."""
        answer = self.answers.popleft() if self.answers else Receipt(next(self._numbers))
        result = answer(chat_id) if callable(answer) else answer
        if isinstance(result, Receipt):
            self.arrived.append((chat_id, json.loads(message)["text"]))
        return result


class Words:
    """What deliveries say in these tests: their digest's number, in as many messages as asked."""

    def __init__(self) -> None:
        self.messages = 1

    async def of(self, delivery: Delivery) -> tuple[str, ...]:
        """A message for each part; a notice's own."""
        if delivery.messages is not None:
            return tuple(json.loads(delivery.messages))
        said = f"digest {delivery.digest_id}"
        return tuple(json.dumps({"text": f"{said}, part {part}"}) for part in range(self.messages))


class World:
    """All of it over one database."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.clock = Clock(now)
        self.post = Post()
        self.words = Words()
        self.planner = Planner(database, self.clock)
        self._tokens = (f"t{number}" for number in itertools.count())
        self._stored = itertools.count(1)

    def courier(self) -> Courier:
        """A courier; another one is another process."""
        return Courier(
            self.database,
            bodies=self.words,
            losses=Losses(self.database, self.clock, notice),
            limiter=Limiter(free_per_s=1000),
            post=self.post,
            now=self.clock,
            token=lambda: next(self._tokens),
        )

    async def reader(
        self, chat_id: int = 7, *, thread_id: int = 0, kind: str = "private", zone: str = "Asia/Almaty"
    ) -> Reader:
        """A reader, met now."""
        async with self.database.write() as connection:
            return await readers.meet(
                connection,
                chat_id=chat_id,
                thread_id=thread_id,
                kind=kind,
                language="ru",
                timezone=zone,
                now=self.clock(),
                title="Чат",
            )

    async def subscribed(
        self, reader: Reader, plan: Plan = NINE, interest: Interest = ENERGY, **more: object
    ) -> Subscription:
        """An active subscription, made the way a person makes one."""
        draft = await subscribing.begin(
            self.database, reader, made_by=reader.chat_id, interest=interest, now=self.clock()
        )
        await subscribing.change(self.database, draft.id, plan=plan, now=self.clock(), **more)
        active = await subscribing.activate(self.database, draft.id, now=self.clock())
        assert active is not None
        return active

    async def news(self, text: str | None = None) -> None:
        """Something new about energy is stored."""
        number = next(self._stored)
        text = text or f"Нефть {number} подорожала."
        async with self.database.write() as connection:
            new = article(text, address=f"file:///{number}", published_at=self.clock())
            await articles.save(connection, new, story_id=None, now=self.clock())

    async def now_stands(self, subscription: Subscription) -> Subscription:
        """A subscription as it is stored now."""
        async with self.database.read() as connection:
            found = await subscriptions.get(connection, subscription.id)
        assert found is not None
        return found

    async def states(self) -> list[str]:
        """The states of all deliveries, in the order they were planned."""
        async with self.database.read() as connection:
            rows = await connection.execute(deliveries.select().order_by(deliveries.c.id))
            return [row.state for row in rows]

    async def deliver(self) -> list[str]:
        """Plan what is due and deliver what is ready; the texts that arrived by it."""
        before = len(self.post.arrived)
        await self.planner.plan()
        await self.courier().deliver_ready()
        return [text for _, text in self.post.arrived[before:]]


def notice(to: Reader, gone: Reader, why: Why) -> str:
    """What a manager is told."""
    return json.dumps({"text": f"{gone.title} is lost to {to.chat_id}: {why}"})
