"""Broadcasting: an admin's word to every reader, planned a little at a time, with a message that tells how far it is.

Where it stands is in the database, so whatever process comes next goes on; sending is the courier's business.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.delivery.limits import Priority
from storage import broadcasts, outbox, readers
from storage.broadcasts import Broadcast, BroadcastState, Tally
from storage.engine import Connection, Database

log = logging.getLogger(__name__)

AT_A_TIME = 2_000
"""Deliveries planned, or dropped, in one transaction and at one tick: twice what leaves in a second at the most."""

SHOWN_EVERY_S = 5.0
"""How often the progress is shown at the most."""


class Board(Protocol):
    """Where an admin sees how far a broadcast has come."""

    async def show(self, broadcast: Broadcast, tally: Tally) -> None:
        """Show it, as far as that is possible; nothing that a server or a network does is raised."""
        ...


Summary = Callable[[Broadcast, Tally, str], str]
"""The message (JSON) that tells in a language how a broadcast ended."""


class Broadcaster:
    """Keeps broadcasts going; to be ticked about once a second, and closed at the end."""

    def __init__(
        self,
        database: Database,
        *,
        board: Board,
        summary: Summary,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._database = database
        self._board = board
        self._summary = summary
        self._now = now
        self._monotonic = monotonic
        self._shown: dict[int, tuple[float, Tally | None]] = {}
        self._showing: dict[int, asyncio.Task[None]] = {}

    async def tick(self) -> None:
        """Plan or drop the next readers of each broadcast, show how far it is, and note its end."""
        async with self._database.read() as connection:
            unended = await broadcasts.unended(connection)
        for one in unended:
            all_done = await (self._plan(one) if one.state is BroadcastState.SENDING else self._drop(one))
            async with self._database.read() as connection:
                underway = not all_done or await broadcasts.is_underway(connection, one.id)
            if underway:
                await self._report(one)
            else:
                await self._end(one)

    async def shown(self) -> None:
        """Wait until what there is to be shown is."""
        if self._showing:
            await asyncio.wait(set(self._showing.values()))

    async def close(self) -> None:
        """Give up what hasn't been shown."""
        for task in self._showing.values():
            task.cancel()
        await self.shown()

    async def _plan(self, one: Broadcast) -> bool:
        """Plan the next readers; whether there are no more of them."""
        async with self._database.read() as connection:
            ids = await broadcasts.next_readers(connection, one, limit=AT_A_TIME)
        if ids:
            async with self._database.write() as connection:
                await broadcasts.plan(connection, one, ids, priority=Priority.BROADCAST, now=self._now())
        return not ids

    async def _drop(self, one: Broadcast) -> bool:
        """Drop the next deliveries; whether there are no more of them."""
        async with self._database.write() as connection:
            return not await broadcasts.drop(connection, one.id, now=self._now(), limit=AT_A_TIME)

    async def _report(self, one: Broadcast) -> None:
        """Show how far it is, unless that was done a moment ago or nothing has changed."""
        here = self._monotonic()
        at, before = self._shown.setdefault(one.id, (here, None))
        if here - at < SHOWN_EVERY_S or one.id in self._showing:
            return
        async with self._database.read() as connection:
            progress = await broadcasts.progress(connection, one.id)
        if progress is not None:
            self._shown[one.id] = (here, progress[1])
            if progress[1] != before:
                self._show(*progress)

    async def _end(self, one: Broadcast) -> None:
        """Note the end, and in the same transaction that its admin is to be told."""
        async with self._database.write() as connection:
            first = await broadcasts.end(connection, one.id, now=self._now())
            progress = await broadcasts.progress(connection, one.id)
            if not first or progress is None:
                return
            ended, tally = progress
            if ended.state is BroadcastState.DONE:  # who has stopped it knows
                await self._tell(connection, ended, tally)
        log.info("broadcast %d has ended: %s", one.id, tally)
        self._shown.pop(one.id, None)
        self._show(ended, tally)

    async def _tell(self, connection: Connection, ended: Broadcast, tally: Tally) -> None:
        """Have its admin be told how it ended, if they can be written to."""
        there = await readers.in_chat(connection, ended.chat_id or ended.made_by)
        admin = next((reader for reader in there if reader.gone_why is None), None)
        if admin is None:
            return
        said = json.dumps([self._summary(ended, tally, admin.language)], ensure_ascii=False)
        # No alert: it is what they wait for, whatever the hour.
        row = outbox.row(f"bs{ended.id}", reader_id=admin.id, priority=Priority.DIGEST, now=self._now(), messages=said)
        await outbox.enqueue(connection, [row])

    def _show(self, one: Broadcast, tally: Tally) -> None:
        """Show it beside all else, after what is being shown of it already."""
        task = asyncio.create_task(self._show_after(self._showing.get(one.id), one, tally))
        self._showing[one.id] = task
        task.add_done_callback(lambda done: self._done(one.id, done))

    async def _show_after(self, earlier: "asyncio.Task[None] | None", one: Broadcast, tally: Tally) -> None:
        if earlier is not None:
            await asyncio.wait({earlier})
        await self._board.show(one, tally)

    def _done(self, broadcast_id: int, task: "asyncio.Task[None]") -> None:
        if self._showing.get(broadcast_id) is task:
            del self._showing[broadcast_id]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the progress of broadcast %d could not be shown", broadcast_id, exc_info=error)
