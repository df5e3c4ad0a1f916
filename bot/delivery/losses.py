"""Readers who can't be written to: they are served no longer, and whoever set it up is told, where that is possible.

What they have subscribed to stays: when they write again, or let the bot in again, it goes on.
"""

from collections.abc import Callable
from datetime import datetime

from bot.delivery.limits import Priority
from bot.delivery.verdicts import Why
from storage import due, outbox, readers, subscriptions
from storage.engine import Connection, Database
from storage.records import Delivery, Reader

Notice = Callable[[Reader, Reader, str], str]
"""The message (JSON) that tells one reader, in their language, that another one can't be written to, and why."""


class Losses:
    """Settles readers who are gone; ``notice`` writes to those who manage their subscriptions."""

    def __init__(self, database: Database, now: Callable[[], datetime], notice: Notice) -> None:
        self._database = database
        self._now = now
        self._notice = notice

    async def lose(self, delivery: Delivery, why: Why) -> None:
        """Stop serving the reader of a delivery: the topic alone where that is lost, else the whole chat."""
        async with self._database.write() as connection:
            there = await readers.in_chat(connection, delivery.chat_id)
            for reader in there:
                if why is not Why.NO_TOPIC or reader.id == delivery.reader_id:
                    await leave(connection, reader, why, now=self._now())
                    if reader.kind != "private":
                        await self._tell(connection, reader, why)

    async def migrate(self, delivery: Delivery, chat_id: int) -> None:
        """Serve a group under its new number; where that is a reader already, it gets what the old one had."""
        async with self._database.write() as connection:
            await migrate(connection, delivery.chat_id, chat_id)

    async def _tell(self, connection: Connection, gone: Reader, why: Why) -> None:
        now = self._now()
        rows = []
        for user_id in {one.made_by for one in await subscriptions.of_reader(connection, gone.id)}:
            met = await readers.find(connection, chat_id=user_id, thread_id=0)
            if met is not None and met[0].gone_why is None:
                dedupe = f"g{gone.id}:{met[0].id}:{now.date().isoformat()}"
                message = "[" + self._notice(met[0], gone, why) + "]"
                rows.append(outbox.row(dedupe, reader_id=met[0].id, priority=Priority.ALERT, now=now, messages=message))
        await outbox.enqueue(connection, rows)


async def leave(connection: Connection, reader: Reader, why: str, *, now: datetime) -> None:
    """Note that a reader can't be written to, and give up what waits for them."""
    await readers.note_gone(connection, reader.id, why, now)
    await outbox.drop(connection, reader.id, f"the reader can't be written to: {why}", now=now)
    await due.rest(connection, reader.id)


async def migrate(connection: Connection, old: int, new: int) -> None:
    """A group became a supergroup: its readers get its new number, or hand over to those that have it already."""
    by_thread = {reader.thread_id: reader for reader in await readers.in_chat(connection, new)}
    for reader in await readers.in_chat(connection, old):
        heir = by_thread.get(reader.thread_id)
        if heir is None:
            await readers.note_migrated(connection, reader.id, new)
        else:
            await subscriptions.give_to(connection, from_reader=reader.id, to_reader=heir.id)
            await outbox.give_to(connection, from_reader=reader.id, to_reader=heir.id)
