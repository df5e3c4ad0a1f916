"""Making what deliveries say: each digest once, when its first reader's turn comes near, for all who share it."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery.schedule import beginning, period, zone_of
from bot.delivery.subscribing import FORGOTTEN_AFTER
from bot.newsroom.digests import Digest, Order, make, order_of
from bot.text.gazetteer import NO_NAMES, Gazetteer
from storage import arrivals, broadcasts, digests
from storage.engine import Database
from storage.records import Delivery, Subscription

REMEMBERED = 256
"""Bodies kept in memory: those on the way now and a while ago; some 10 KB each."""

SHOWN_ANYWAY = (timedelta(days=30), timedelta(days=36_500))
"""How far back a preview looks when nothing is new: it shows what digests look like, not what is missed."""


class Render(Protocol):
    """Writes the messages of a digest: JSON objects of sendMessage's parameters without the chat."""

    def __call__(self, digest: Digest, language: str, timezone: str, *, preview: bool) -> list[str]:
        """The messages in a language, their days those of a zone (IANA)."""
        ...


class Maker:
    """Makes digests and remembers their messages; gives deliveries of every kind what they say."""

    def __init__(
        self, database: Database, render: Render, now: Callable[[], datetime], *, names: Gazetteer = NO_NAMES
    ) -> None:
        self._database = database
        self._names = names
        self._render = render
        self._now = now
        self._bodies: OrderedDict[int, asyncio.Task[tuple[int, tuple[str, ...]]]] = OrderedDict()

    async def of(self, delivery: Delivery) -> tuple[str, ...]:
        """What a delivery says; nothing where a digest is empty, unless its reader wants to hear even that."""
        if delivery.digest_id is not None:
            stories, messages = await self._digest(delivery.digest_id)
            return messages if stories or delivery.tells_empty else ()
        if delivery.broadcast_id is not None:
            async with self._database.read() as connection:
                return await broadcasts.messages(connection, delivery.broadcast_id)
        return tuple(json.loads(delivery.messages or "[]"))

    async def preview(self, subscription: Subscription) -> list[str]:
        """What a subscription's next digest would say now; where nothing is new, what one looks like."""
        now = self._now()
        async with self._database.read() as connection:
            upto = await arrivals.newest(connection)
            told = await digests.told(connection, subscription.digest_id)
        zone = zone_of(subscription.reader.timezone)
        today = now.astimezone(zone).date()
        reach = period(subscription.plan, today) if subscription.after is None else FORGOTTEN_AFTER
        since = beginning(today - reach, zone)
        order = Order(subscription.interest, subscription.length, subscription.after, upto, since, now)
        digest = await make(self._database, order, told, names=self._names)
        for further in SHOWN_ANYWAY:
            if digest.stories:
                break
            digest = await make(self._database, replace(order, after=None, since=now - further), names=self._names)
        reader = subscription.reader
        return self._render(digest, reader.language, reader.timezone, preview=True)

    async def _digest(self, digest_id: int) -> tuple[int, tuple[str, ...]]:
        """How many stories a digest tells, and its messages; made once, however many ask for it meanwhile."""
        making = self._bodies.get(digest_id)
        if making is not None and making.done() and not making.cancelled() and making.exception() is None:
            self._bodies.move_to_end(digest_id)
            return making.result()
        if making is None:
            making = self._bodies[digest_id] = asyncio.create_task(self._made(digest_id))
            while len(self._bodies) > REMEMBERED and next(iter(self._bodies.values())).done():
                self._bodies.popitem(last=False)
        self._bodies.move_to_end(digest_id)
        try:
            return await asyncio.shield(making)
        finally:
            if making.done() and (making.cancelled() or making.exception() is not None):
                self._bodies.pop(digest_id, None)  # the next who asks tries again

    async def _made(self, digest_id: int) -> tuple[int, tuple[str, ...]]:
        async with self._database.read() as connection:
            row = await digests.get(connection, digest_id)
            told = await digests.told(connection, row.previous_id) if row is not None and not row.made else []
        if row is None:
            return 0, ()
        if row.made:
            return row.stories or 0, row.messages
        digest = await make(self._database, order_of(row), told, names=self._names)
        messages = self._render(digest, row.language, row.timezone, preview=False)
        async with self._database.write() as connection:
            first = await digests.keep(
                connection,
                digest_id,
                stories=digest.stories,
                messages=messages,
                excerpts=digest.excerpts,
                now=self._now(),
            )
        return (digest.stories, tuple(messages)) if first else await self._made(digest_id)
