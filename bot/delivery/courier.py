"""The courier: takes what is ready out of the outbox, sends it within the limits, and notes what became of it.

Each delivery goes its way as a task: wait for its turn, note that it is about to be sent, send, note the outcome. No
more are taken than can be sent within a fraction of their lease, and of one reader only one at a time, so what a reader
gets comes in order.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Protocol

from bot.counting import Counts
from bot.delivery.ledger import Ledger
from bot.delivery.limits import Limiter, Priority
from bot.delivery.results import NotSent, Post, Receipt, Refusal, Result, Unanswered
from bot.delivery.schedule import after_quiet, zone_of
from bot.delivery.verdicts import Again, Failed, Gone, Migrated, Sent, Unknown, Verdict, Why, growing_wait, judge
from storage import outbox
from storage.engine import Database
from storage.errors import StorageError
from storage.records import Delivery, DeliveryState, Settled

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""For how long a delivery is taken: a request may last for one (bot/telegram/post.py), its turn comes in seconds."""

LONGEST_TURN_S = 10.0
"""A delivery whose chat has to wait for longer goes back into the outbox until then."""

REST_S = 1.0
"""How often the outbox is looked into when nobody tells that there is something new."""

LONGEST_PAUSE_S = 60.0
"""Between two attempts to reach a server that can't be reached."""

LAST_REQUESTS_S, LAST_NOTES_S = 6.0, 1.5
"""How long a courier that stops waits for the answers to what it has sent, and for what it has noted to be written; the
rest is unknown then. A process has ten seconds in all."""

STORAGE_WAIT = 3
"""Eight seconds (see growing_wait) for a database that is locked or full to be usable again."""

BY_URGENCY = (Priority.ALERT, Priority.DIGEST, Priority.BROADCAST)


class Bodies(Protocol):
    """Where the messages of a delivery come from."""

    async def of(self, delivery: Delivery) -> tuple[str, ...]:
        """The messages, JSON objects of sendMessage's parameters; none where there is nothing to say any longer."""
        ...


class Losses(Protocol):
    """What happens when a reader turns out to be gone, or to have another number."""

    async def lose(self, delivery: Delivery, why: Why) -> None:
        """Stop serving the delivery's reader."""
        ...

    async def migrate(self, delivery: Delivery, chat_id: int) -> None:
        """Serve the delivery's reader under another number."""
        ...


class Courier:
    """Sends what is ready, ``hand`` deliveries at a time; ``token`` makes a name for each claim.

    How deliveries end is added to ``counts``.
    """

    def __init__(
        self,
        database: Database,
        *,
        bodies: Bodies,
        losses: Losses,
        limiter: Limiter,
        post: Post,
        now: Callable[[], datetime],
        token: Callable[[], str],
        hand: int = 60,
        lease: timedelta = LEASE,
        counts: Counts | None = None,
    ) -> None:
        self._database = database
        self._bodies = bodies
        self._losses = losses
        self._limiter = limiter
        self._post = post
        self._now = now
        self._token = token
        self._size = hand
        self._lease = lease
        self._ledger = Ledger(database, now, lease, counts or Counts())
        self._hand: dict[asyncio.Task[None], Delivery] = {}
        self._leaving: set[int] = set()
        self._put_down = asyncio.Event()
        self._news = asyncio.Event()
        self._unreached = 0

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._news.set()

    async def run(self) -> None:
        """Deliver until cancelled; what has been sent by then is noted, the rest put back."""
        async with self._keeping():
            try:
                while True:
                    if not await self._round():
                        await self._rest()
                    while len(self._hand) > self._size // 2:
                        self._put_down.clear()
                        await self._put_down.wait()
            finally:
                await self._stop()

    async def deliver_ready(self) -> int:
        """Deliver all that is ready now, and return when it is done; returns how many attempts that took."""
        attempts = 0
        async with self._keeping():
            while taken := await self._round():
                attempts += taken
                if self._hand:
                    await asyncio.wait(set(self._hand))
                await self._ledger.settled()
        return attempts

    @asynccontextmanager
    async def _keeping(self) -> AsyncIterator[None]:
        """The ledger is kept meanwhile; should it fail, nothing goes on."""
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(self._ledger.keep())
            try:
                yield
            finally:
                keeping.cancel()

    async def _round(self) -> int:
        """Take as many as there is room for, and set them going; returns how many."""
        room = (1 if self._unreached else self._size) - len(self._hand)
        if room <= 0:
            return 0
        try:
            async with self._database.read() as connection:
                ready = await outbox.is_ready(connection, now=self._now())
            taken = await self._take(room) if ready else []
        except StorageError as error:
            log.warning("the outbox can't be read: %s", error)
            return 0
        for delivery in taken:
            task = asyncio.create_task(self._deliver(delivery))
            self._hand[task] = delivery
            task.add_done_callback(self._done)
        return len(taken)

    async def _take(self, room: int) -> list[Delivery]:
        taken: list[Delivery] = []
        async with self._database.write() as connection:
            now = self._now()
            for priority in BY_URGENCY:
                if len(taken) < room:
                    claim = partial(outbox.claim, connection, self._token(), priority=priority, now=now)
                    taken += await claim(lease=self._lease, limit=room - len(taken))
        return taken

    async def _rest(self) -> None:
        """Wait for news; for longer and longer when the server can't be reached."""
        self._news.clear()
        rest_s = REST_S
        if self._unreached:
            rest_s = min(LONGEST_PAUSE_S, growing_wait(self._unreached).total_seconds())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), rest_s)

    async def _stop(self) -> None:
        for task, delivery in list(self._hand.items()):
            if delivery.id not in self._leaving:
                task.cancel()
        if self._hand:
            await asyncio.wait(set(self._hand), timeout=LAST_REQUESTS_S)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ledger.settled(), LAST_NOTES_S)

    def _done(self, task: asyncio.Task[None]) -> None:
        delivery = self._hand.pop(task)
        left = delivery.id in self._leaving
        self._leaving.discard(delivery.id)
        self._put_down.set()
        if task.cancelled():
            if not left:
                self._put_back(delivery, self._now(), None)
        elif isinstance(error := task.exception(), StorageError) and not left:
            log.warning("delivery %d could not be made yet: %s", delivery.id, error)
            self._put_back(delivery, self._now() + growing_wait(STORAGE_WAIT), "the database could not be used")
        elif error is not None:  # a mistake of ours must not keep the others from leaving
            log.error("delivery %d has failed", delivery.id, exc_info=error)
            reason = f"{type(error).__name__}: {error}"
            result = Unanswered(reason) if left else Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, reason)
            self._note(delivery, judge(result, attempts=delivery.attempts, now=self._now()))

    async def _deliver(self, delivery: Delivery) -> None:
        messages = await self._bodies.of(delivery)
        if delivery.part >= len(messages):
            self._ledger.settle(_silent(delivery))
            return
        if (quiet_until := _quiet_until(delivery, self._now())) is not None:
            self._put_back(delivery, quiet_until, "its reader's quiet hours")
            return
        if (wait_s := self._limiter.wait_s(delivery.chat_id)) > LONGEST_TURN_S:
            self._put_back(delivery, self._now() + timedelta(seconds=wait_s), f"{outbox.HELD}: its chat is held")
            return
        paid = await self._limiter.turn(delivery.chat_id, Priority(delivery.priority))
        self._leaving.add(delivery.id)
        if not await self._ledger.begin(delivery):
            return
        result = await self._post(delivery.chat_id, delivery.thread_id, messages[delivery.part], paid=paid)
        self._heed(delivery, result)
        verdict = judge(result, attempts=delivery.attempts, now=self._now())
        await self._settle_reader(delivery, verdict)
        self._note(delivery, verdict, parts=len(messages), paid=paid)

    async def _settle_reader(self, delivery: Delivery, verdict: Verdict) -> None:
        try:
            if isinstance(verdict, Gone):
                await self._losses.lose(delivery, verdict.why)
            elif isinstance(verdict, Migrated):
                await self._losses.migrate(delivery, verdict.chat_id)
        except StorageError as error:  # what became of the delivery is known all the same; the next refusal tells again
            log.warning("reader %d could not be settled: %s", delivery.reader_id, error)

    def _heed(self, delivery: Delivery, result: Result) -> None:
        """What an answer tells about the next requests, to this chat or to all."""
        if not isinstance(result, NotSent):
            self._unreached = 0
        elif not self._unreached or len(self._hand) == 1:  # those that were on their way together failed together
            self._unreached += 1
        if isinstance(result, Receipt):
            self._limiter.accepted()
        elif isinstance(result, Refusal) and result.retry_after_s is not None:
            self._limiter.refused(delivery.chat_id, result.retry_after_s)

    def _note(self, delivery: Delivery, verdict: Verdict, *, parts: int = 1, paid: bool = False) -> None:
        match verdict:
            case Sent(message_id):
                self._ledger.settle(_sent(delivery, message_id, parts, self._now()), paid=paid)
            case Again(at, reason, counts):
                self._put_back(delivery, at, reason, counts=counts)
            case Unknown(reason):
                log.warning("whether delivery %d arrived is unknown: %s", delivery.id, reason)
                alert = delivery.priority == Priority.ALERT  # it may have disturbed its reader
                self._ledger.settle(
                    Settled(delivery, DeliveryState.UNKNOWN, delivery.part, reason=reason, alerted=alert), paid=paid
                )
            case Failed(reason):
                log.error("delivery %d can't be sent: %s", delivery.id, reason)
                self._ledger.settle(Settled(delivery, DeliveryState.FAILED, delivery.part, reason=reason))
            case Gone(why, reason):
                log.info("reader %d is gone (%s)", delivery.reader_id, why)
                self._ledger.settle(Settled(delivery, DeliveryState.DROPPED, delivery.part, reason=reason))
            case Migrated(chat_id):
                self._put_back(delivery, self._now(), f"the group's number is {chat_id} now")

    def _put_back(self, delivery: Delivery, at: datetime, reason: str | None, *, counts: bool = False) -> None:
        self._ledger.settle(
            Settled(delivery, DeliveryState.PENDING, delivery.part, ready_at=at, reason=reason, attempted=counts)
        )


def _quiet_until(delivery: Delivery, now: datetime) -> datetime | None:
    """When an alert may disturb its reader, who sleeps now: it was planned by day and had to wait; a notice may."""
    if delivery.priority != Priority.ALERT or delivery.subscription_id is None or delivery.part:
        return None
    until = after_quiet(now, zone_of(delivery.timezone), delivery.quiet_from, delivery.quiet_until)
    return until if until > now else None


def _silent(delivery: Delivery) -> Settled:
    """There is nothing to say: nothing is new, or the broadcast was called off."""
    if delivery.digest_id is not None:
        return Settled(delivery, DeliveryState.EMPTY, delivery.part, attempted=False, confirmed=True)
    reason = "there is nothing to say any longer"
    return Settled(delivery, DeliveryState.DROPPED, delivery.part, reason=reason, attempted=False)


def _sent(delivery: Delivery, message_id: int, parts: int, now: datetime) -> Settled:
    part = delivery.part + 1
    if part < parts:
        return Settled(delivery, DeliveryState.PENDING, part, ready_at=now, message_id=message_id, attempted=False)
    return Settled(
        delivery,
        DeliveryState.SENT,
        part,
        message_id=message_id,
        attempted=False,
        confirmed=delivery.digest_id is not None,
        alerted=delivery.priority == Priority.ALERT,
    )
