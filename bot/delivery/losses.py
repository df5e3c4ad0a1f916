"""Readers who can't be written to: they are served no longer, and whoever set it up is told, where that is possible.

What they have subscribed to stays: when they write again, or let the bot in again, it goes on.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.delivery.limits import Priority
from bot.delivery.verdicts import Why
from storage import due, outbox, readers, subscriptions
from storage.engine import Connection, Database
from storage.records import Delivery, Reader

Notice = Callable[[Reader, Reader, Why], str]
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
            gone = [one for one in there if why is not Why.NO_TOPIC or one.id == delivery.reader_id]
            await lose(connection, gone, why, now=self._now(), notice=self._notice)

    async def migrate(self, delivery: Delivery, chat_id: int) -> None:
        """Serve a group under its new number; where that is a reader already, it gets what the old one had."""
        async with self._database.write() as connection:
            await follow(connection, delivery.chat_id, chat_id, now=self._now())


async def lose(connection: Connection, gone: Iterable[Reader], why: Why, *, now: datetime, notice: Notice) -> None:
    """Serve readers no longer, and tell whoever set up what a group or channel among them gets; once for each loss."""
    for reader in gone:
        await leave(connection, reader.id, why, now=now)
        if reader.kind != "private" and reader.gone_why is None:
            await _tell(connection, reader, why, now=now, notice=notice)


async def leave(connection: Connection, reader_id: int, why: str, *, now: datetime) -> None:
    """Note that a reader can't be written to, and give up what waits for them."""
    await readers.note_gone(connection, reader_id, why, now)
    await outbox.drop(connection, reader_id, f"the reader can't be written to: {why}", now=now)
    await due.rest(connection, reader_id)


async def follow(connection: Connection, old_chat_id: int, new_chat_id: int, *, now: datetime) -> None:
    """A group has become a supergroup: its readers keep what they have under the new number; twice does no harm.

    Where the new chat has been met already, it takes over, and the old reader is gone.
    """
    there = {reader.thread_id: reader for reader in await readers.in_chat(connection, new_chat_id)}
    for reader in await readers.in_chat(connection, old_chat_id):
        heir = there.get(reader.thread_id)
        if heir is None:
            await readers.note_migrated(connection, reader.id, new_chat_id)
        else:
            await subscriptions.give_to(connection, from_reader=reader.id, to_reader=heir.id)
            await outbox.give_to(connection, from_reader=reader.id, to_reader=heir.id)
            await readers.note_gone(connection, reader.id, "became a supergroup", now)


async def _tell(connection: Connection, gone: Reader, why: Why, *, now: datetime, notice: Notice) -> None:
    """Write to each who set up what a reader got, once a day of one chat, however many of its topics are lost."""
    # What is told of a chat as a whole is keyed by its number, which is negative where a reader's never is.
    about = gone.id if why is Why.NO_TOPIC else gone.chat_id
    rows = []
    for user_id in {one.made_by for one in await subscriptions.of_reader(connection, gone.id)}:
        met = await readers.find(connection, chat_id=user_id, thread_id=0)
        if met is not None and met[0].gone_why is None:
            dedupe = f"g{about}:{met[0].id}:{now.date().isoformat()}"
            said = json.dumps([notice(met[0], gone, why)], ensure_ascii=False)
            rows.append(outbox.row(dedupe, reader_id=met[0].id, priority=Priority.ALERT, now=now, messages=said))
    await outbox.enqueue(connection, rows)
