"""The inbox: updates are stored as they come, worked on at once as far as there is room, and settled.

What comes when there is no room waits in the database, for this process or for another one. What a process has left
behind (killed, paused, cut off) is taken up when its lease has run out, at once where it is known to be dead.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from bot.delivery.claims import Holder
from bot.telegram.receiving.answering import Claim, working_on
from storage import updates
from storage.engine import Connection, Database
from storage.errors import StorageError
from storage.updates import Left

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Updates that are worked on at the same time; the rest wait, in Telegram's queue or in the database."""

LEASE = timedelta(seconds=30)
"""How long what a process has taken is its own, unless it says so again."""

SWEEP_S = 10.0
"""How often it says so, and looks for what others have left: a third of the lease."""

REMEMBERED = timedelta(days=2)
"""How long an update is known after it came; Telegram keeps what it couldn't deliver for one
(core.telegram.org/bots/api#getting-updates)."""

FORGOTTEN_AT_A_TIME = 5_000

AFTER_FAILURE_S = 1.0
"""Between two attempts at a database that can't be used."""


@dataclass(slots=True)
class Traffic:
    """What has come in since the start, for whoever watches the bot."""

    received: int = 0
    repeated: int = 0
    dropped: int = 0
    handled: int = 0
    failed: int = 0
    taken_over: int = 0
    working: int = 0


@dataclass(slots=True)
class Inbox:
    """The updates of one bot.

    ``handle`` works on one; ``dropped`` says of one whether it came too late to be answered.
    """

    database: Database
    bot: Bot
    handle: Callable[[Update], Awaitable[object]]
    now: Callable[[], datetime]
    dropped: Callable[[Update], bool] = lambda _update: False
    at_once: int = AT_ONCE
    sweep_s: float = SWEEP_S
    traffic: Traffic = field(default_factory=Traffic)
    holder: Holder = field(default_factory=Holder)
    _name: str = field(init=False)
    _tasks: dict[int, asyncio.Task[None]] = field(init=False, default_factory=dict)
    _claims: dict[int, Claim] = field(init=False, default_factory=dict)
    _done: list[int] = field(init=False, default_factory=list)
    _settling: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _sweeping: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _has_room: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _some_wait: bool = field(init=False, default=False)
    _suspect: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._name = self.holder()
        self._has_room.set()

    async def room(self) -> None:
        """Wait until another update could be worked on at once."""
        await self._has_room.wait()

    async def accept(self, came: Sequence[Update]) -> None:
        """Store updates, and begin to work on those that haven't come before. When this returns none can be lost.

        Of one that can't be written only the number is: it would come again for a day, and keep others from coming.

        Raises:
            StorageError: they couldn't be stored; they are to be asked for again.
        """
        written = {update.update_id: _written(update) for update in came}
        by_id = {id_: update for id_, (update, _) in written.items()}
        bodies = {id_: body for id_, (_, body) in written.items()}
        now = self.now()
        async with self.database.write() as connection:
            ours, waiting = await updates.keep(
                connection, bodies, self._name, take=self._free(), now=now, until=now + LEASE
            )
        self.traffic.received += len(by_id)
        self.traffic.repeated += len(by_id) - len(ours) - waiting
        self._some_wait = self._some_wait or waiting > 0
        for id_ in ours:
            self._start(id_, by_id[id_], now)
        if waiting and self._free():  # what had come before took no room
            self._sweeping.set()

    async def run(self) -> None:
        """Settle what is done and take up what others have left, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._settle_what_is_done())
            group.create_task(self._sweep())

    async def close(self, grace_s: float) -> None:
        """Finish what has been begun, for so long; what isn't finished then, others may take at once."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=grace_s)
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values())
        try:
            async with self.database.write() as connection:
                await updates.settle(connection, self._done, self._name)
                _tell_of_cut_short(await updates.cut_short(connection, self._name))
                left = await updates.give_back(connection, self._name)
        except StorageError as error:
            log.warning("what is unfinished could not be given back: %s", error)
        else:
            if left:
                log.info("%d updates were not finished and wait for whoever comes next", left)

    def _free(self) -> int:
        return max(0, self.at_once - len(self._tasks))

    def _start(self, id_: int, update: Update, came_at: datetime) -> None:
        waited_s = max(0.0, (self.now() - came_at).total_seconds())
        claim = Claim(lambda: self._begin_answering(id_), waited_s)
        self._claims[id_] = claim
        self._tasks[id_] = asyncio.create_task(self._work(id_, update, claim))
        self._tasks[id_].add_done_callback(lambda _task: self._ended(id_))
        self._count()

    def _ended(self, id_: int) -> None:
        del self._tasks[id_], self._claims[id_]
        self._count()
        if self._some_wait:
            self._sweeping.set()

    def _count(self) -> None:
        self.traffic.working = len(self._tasks)
        if len(self._tasks) < self.at_once:
            self._has_room.set()
        else:
            self._has_room.clear()

    async def _begin_answering(self, id_: int) -> bool:
        async with self.database.write() as connection:
            return await updates.begin_answering(connection, id_, self._name)

    async def _work(self, id_: int, update: Update, claim: Claim) -> None:
        try:
            with working_on(claim):
                if self.dropped(update):
                    self.traffic.dropped += 1
                else:
                    await self.handle(update)
                    self.traffic.handled += 1
            self.traffic.taken_over += claim.is_lost
        except Exception:  # handlers have an error handler of their own: this is a mistake of that one
            self.traffic.failed += 1
            log.exception("update %d could not be worked on", id_)
        claim.settle()
        self._done.append(id_)
        self._settling.set()

    async def _settle_what_is_done(self) -> None:
        while True:
            await self._settling.wait()
            self._settling.clear()
            done, self._done = self._done, []
            try:
                async with self.database.write() as connection:
                    await updates.settle(connection, done, self._name)
            except StorageError as error:
                self._done = done + self._done
                log.warning("%d updates could not be settled: %s", len(self._done), error)
                await asyncio.sleep(AFTER_FAILURE_S)
                self._settling.set()
            except BaseException:
                self._done = done + self._done
                self._settling.set()
                raise

    async def _sweep(self) -> None:
        await self._guarded(self._release_the_dead)
        while True:
            await self._guarded(self._look_around)
            try:
                async with asyncio.timeout(self.sweep_s):
                    await self._sweeping.wait()
            except TimeoutError:
                pass
            self._sweeping.clear()

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except StorageError as error:
            log.warning("updates could not be looked after: %s", error)

    async def _release_the_dead(self) -> None:
        """What earlier processes of this machine left needn't wait for its lease to run out."""
        async with self.database.read() as connection:
            holders = await updates.holders(connection)
        for dead in filter(self.holder.knows_dead, holders):
            async with self.database.write() as connection:
                _tell_of_cut_short(await updates.cut_short(connection, dead))
                await updates.give_back(connection, dead, is_dead=True)

    async def _look_around(self) -> None:
        now = self.now()
        async with self.database.read() as connection:
            left = await updates.free(connection, now=now)
            old = await updates.is_old(connection, before=now - REMEMBERED)
        if not (left or old or self._tasks):
            self._some_wait = False
            return
        async with self.database.write() as connection:
            await updates.hold(connection, [*self._tasks, *self._done], self._name, until=now + LEASE)
            _tell_of_cut_short(await updates.give_up(connection, now=now))
            for id_ in await updates.abandon(connection, now=now):
                log.error("update %d is left: its process ended each of %d times", id_, updates.MOST_TRIES)
            found, self._some_wait = await self._taken(connection, now)
            if old:
                await updates.forget(connection, before=now - REMEMBERED, limit=FORGOTTEN_AT_A_TIME)
        self._take_up(found)

    async def _taken(self, connection: Connection, now: datetime) -> tuple[dict[int, Left], bool]:
        """What there is room for, with one at most that may end the process; and whether more may wait."""
        free = self._free()
        if not free:
            return {}, True
        take = partial(updates.take, connection, self._name, now=now, until=now + LEASE)
        found = await take(limit=free)
        if len(found) == free or self._suspect in self._tasks:
            return found, True
        suspect = await take(limit=1, suspects=True)
        self._suspect = next(iter(suspect), None)
        return found | suspect, bool(suspect)

    def _take_up(self, found: Mapping[int, Left]) -> None:
        for id_, left in found.items():
            if id_ in self._tasks:  # we were paused for longer than our lease, and are the first to see it
                continue
            try:
                update = Update.model_validate_json(left.body, context={"bot": self.bot})
                self._start(id_, update, left.came_at)
            except ValidationError:  # another version wrote it
                log.error("update %d can't be read back", id_)  # noqa: TRY400 - the cause tells what somebody said
                self._done.append(id_)
                self._settling.set()


def _written(update: Update) -> tuple[Update, str]:
    """An update and how it is stored; without what it says where that is nested too deep or isn't Unicode."""
    try:
        return update, update.model_dump_json(by_alias=True, exclude_unset=True)
    except PydanticSerializationError:
        log.error("update %d can't be stored", update.update_id)  # noqa: TRY400 - the cause quotes what somebody wrote
        return _written(Update(update_id=update.update_id))


def _tell_of_cut_short(number: int) -> None:
    if number:
        log.warning("%d updates were being answered when their process ended; they are left at that", number)
