"""Broadcasts: what an admin says to every reader, and how far it has come.

A broadcast begins as a draft. While it is sent, ``planned_to`` is the last reader that has a delivery, so a restart
goes on there. ``ended_at`` is set when nothing of it is left to be done, whether it was called off or not.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, case, delete, func, insert, or_, select, update

from storage import outbox
from storage.engine import Connection
from storage.outbox_overview import OPEN, is_one_of
from storage.records import DeliveryState, SubscriptionState
from storage.schema import broadcasts, deliveries, readers, subscriptions

_one = broadcasts.c

_NOT_LEFT = (DeliveryState.PENDING, DeliveryState.CLAIMED)


class BroadcastState(StrEnum):
    """A draft waits for its admin's word; one that was called off is sent to nobody any more."""

    DRAFT = "draft"
    SENDING = "sending"
    DONE = "done"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What an admin says: ``messages`` as JSON of sendMessage's parameters, without a chat.

    ``chat_id`` and ``message_id`` are those of the message that shows how far it has come.
    """

    id: int
    made_by: int
    state: BroadcastState
    messages: tuple[str, ...]
    started_at: datetime | None
    ended_at: datetime | None
    planned_to: int
    chat_id: int | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Audience:
    """How many chats of each kind a broadcast reaches."""

    private: int
    groups: int
    channels: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.private + self.groups + self.channels


@dataclass(frozen=True, slots=True)
class Tally:
    """What has become of a broadcast's readers; who has no delivery yet waits as well.

    Once it is called off nobody waits: whom it hasn't left for by then counts as dropped.
    """

    waiting: int = 0
    on_the_way: int = 0
    sent: int = 0
    unknown: int = 0
    failed: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        """All whom it was meant for."""
        return self.waiting + self.on_the_way + self.sent + self.unknown + self.failed + self.dropped


async def messages(connection: Connection, broadcast_id: int) -> tuple[str, ...]:
    """What a broadcast says; nothing once it has been called off."""
    query = select(_one.messages).where(_one.id == broadcast_id, _one.state.in_(("sending", "done")))
    found: str | None = (await connection.execute(query)).scalar()
    return tuple(json.loads(found or "[]"))


async def draft(connection: Connection, made_by: int, messages: Sequence[str], *, now: datetime) -> int:
    """Keep a draft in place of those its admin never sent; returns its id."""
    await connection.execute(delete(broadcasts).where(_one.made_by == made_by, _one.state == BroadcastState.DRAFT))
    said = json.dumps(list(messages), ensure_ascii=False)
    row = insert(broadcasts).values(made_by=made_by, state=BroadcastState.DRAFT, messages=said, created_at=now)
    made: int = (await connection.execute(row.returning(_one.id))).scalar_one()
    return made


async def discard(connection: Connection, broadcast_id: int) -> bool:
    """Forget a draft; whether there was one."""
    gone = delete(broadcasts).where(_one.id == broadcast_id, _one.state == BroadcastState.DRAFT).returning(_one.id)
    return (await connection.execute(gone)).first() is not None


async def get(connection: Connection, broadcast_id: int) -> Broadcast | None:
    """A broadcast, whatever its state."""
    row = (await connection.execute(select(broadcasts).where(_one.id == broadcast_id))).one_or_none()
    return None if row is None else _broadcast(row)


async def current(connection: Connection) -> Broadcast | None:
    """The broadcast that is being sent, ``None`` where there is none."""
    query = select(broadcasts).where(_one.state == BroadcastState.SENDING).order_by(_one.id).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _broadcast(row)


async def unended(connection: Connection) -> list[Broadcast]:
    """Those with something left to be done: to plan, to send, or to drop what was called off."""
    query = select(broadcasts).where(_one.state != BroadcastState.DRAFT, _one.ended_at.is_(None)).order_by(_one.id)
    return [_broadcast(row) for row in await connection.execute(query)]


async def begin(connection: Connection, broadcast_id: int, *, chat_id: int, message_id: int, now: datetime) -> bool:
    """Let a draft be sent; ``False`` when it is none (any longer), or another broadcast is being sent."""
    other = broadcasts.alias("other")
    busy = select(other.c.id).where(other.c.state == BroadcastState.SENDING).exists()
    begun = (
        update(broadcasts)
        .where(_one.id == broadcast_id, _one.state == BroadcastState.DRAFT, ~busy)
        .values(state=BroadcastState.SENDING, started_at=now, chat_id=chat_id, message_id=message_id)
        .returning(_one.id)
    )
    return (await connection.execute(begun)).first() is not None


async def audience(connection: Connection) -> Audience:
    """Whom a broadcast would reach now."""
    query = select(readers.c.kind, func.count()).where(*_reachable()).group_by(readers.c.kind)
    numbers = {row[0]: row[1] for row in await connection.execute(query)}
    private, channels = numbers.pop("private", 0), numbers.pop("channel", 0)
    return Audience(private, sum(numbers.values()), channels)


async def next_readers(connection: Connection, broadcast: Broadcast, *, limit: int) -> list[int]:
    """The ids of readers whom a broadcast has no delivery for yet, of those that were met before it began."""
    query = select(readers.c.id).where(*_reachable(), *_unplanned(broadcast)).order_by(readers.c.id).limit(limit)
    return list((await connection.execute(query)).scalars())


async def plan(
    connection: Connection, broadcast: Broadcast, reader_ids: Sequence[int], *, priority: int, now: datetime
) -> bool:
    """Give readers their deliveries; ``False`` when it was called off, or another process has planned them."""
    moved = (
        update(broadcasts)
        .where(_one.id == broadcast.id, _one.state == BroadcastState.SENDING, _one.planned_to == broadcast.planned_to)
        .values(planned_to=reader_ids[-1])
        .returning(_one.id)
    )
    if (await connection.execute(moved)).first() is None:
        return False
    rows = [
        outbox.row(f"b{broadcast.id}:{id_}", reader_id=id_, broadcast_id=broadcast.id, priority=priority, now=now)
        for id_ in reader_ids
    ]
    await outbox.enqueue(connection, rows)
    return True


async def call_off(connection: Connection, broadcast_id: int) -> bool:
    """Send nothing of a broadcast from now on; whether it was being sent."""
    off = (
        update(broadcasts)
        .where(_one.id == broadcast_id, _one.state == BroadcastState.SENDING)
        .values(state=BroadcastState.CALLED_OFF)
        .returning(_one.id)
    )
    return (await connection.execute(off)).first() is not None


async def drop(connection: Connection, broadcast_id: int, *, now: datetime, limit: int) -> int:
    """Give up deliveries that haven't left, those first that are about to; returns how many, ``limit`` at most."""
    # The index has them in this order: claimed, then pending.
    some = (
        select(deliveries.c.id)
        .where(deliveries.c.broadcast_id == broadcast_id, deliveries.c.state.in_(_NOT_LEFT))
        .order_by(deliveries.c.state)
        .limit(limit)
    )
    dropped = (
        update(deliveries)
        .where(deliveries.c.id.in_(some))
        .values(
            state=DeliveryState.DROPPED,
            reason="the broadcast was called off",
            settled_at=now,
            claim=None,
            lease_until=None,
        )
        .returning(deliveries.c.id)
    )
    return len((await connection.execute(dropped)).scalars().all())


async def is_underway(connection: Connection, broadcast_id: int) -> bool:
    """Whether deliveries of a broadcast wait or are on their way."""
    query = select(deliveries.c.id).where(deliveries.c.broadcast_id == broadcast_id, is_one_of(OPEN)).limit(1)
    return (await connection.execute(query)).first() is not None


async def end(connection: Connection, broadcast_id: int, *, now: datetime) -> bool:
    """Note that nothing is left to be done; ``False`` where that was noted before."""
    ended = (
        update(broadcasts)
        .where(_one.id == broadcast_id, _one.ended_at.is_(None))
        .values(
            ended_at=now,
            state=case((_one.state == BroadcastState.SENDING, BroadcastState.DONE), else_=_one.state),
        )
        .returning(_one.id)
    )
    return (await connection.execute(ended)).first() is not None


async def progress(connection: Connection, broadcast_id: int) -> tuple[Broadcast, Tally] | None:
    """A broadcast and what has become of its readers, both of the same moment; ``None`` where there is none."""
    broadcast = await get(connection, broadcast_id)
    if broadcast is None:
        return None
    query = (
        select(deliveries.c.state, func.count())
        .where(deliveries.c.broadcast_id == broadcast.id)
        .group_by(deliveries.c.state)
    )
    of = {DeliveryState(row[0]): row[1] for row in await connection.execute(query)}
    unplanned = 0
    if broadcast.state is not BroadcastState.DONE:
        rest = select(func.count()).select_from(readers).where(*_reachable(), *_unplanned(broadcast))
        unplanned = (await connection.execute(rest)).scalar_one()
    waiting = of.get(DeliveryState.PENDING, 0) + unplanned
    called_off = broadcast.state is BroadcastState.CALLED_OFF
    return broadcast, Tally(
        waiting=0 if called_off else waiting,
        on_the_way=of.get(DeliveryState.CLAIMED, 0) + of.get(DeliveryState.SENDING, 0),
        sent=of.get(DeliveryState.SENT, 0),
        unknown=of.get(DeliveryState.UNKNOWN, 0),
        failed=of.get(DeliveryState.FAILED, 0),
        dropped=of.get(DeliveryState.DROPPED, 0) + (waiting if called_off else 0),
    )


def _reachable() -> tuple[ColumnElement[bool], ...]:
    """Readers a broadcast goes to: each chat once, whatever its topics; a channel only where it has subscribed."""
    other = readers.alias("other")
    first_of_chat = ~(
        select(other.c.id)
        .where(
            other.c.chat_id == readers.c.chat_id,
            other.c.thread_id < readers.c.thread_id,
            other.c.gone_at.is_(None),
        )
        .exists()
    )
    subscribed = (
        select(subscriptions.c.id)
        .where(subscriptions.c.reader_id == readers.c.id, subscriptions.c.state != SubscriptionState.DRAFT)
        .exists()
    )
    return readers.c.gone_at.is_(None), first_of_chat, or_(readers.c.kind != "channel", subscribed)


def _unplanned(broadcast: Broadcast) -> tuple[ColumnElement[bool], ...]:
    return readers.c.id > broadcast.planned_to, readers.c.created_at <= broadcast.started_at


def _broadcast(row: Row[tuple[object, ...]]) -> Broadcast:
    return Broadcast(
        id=row.id,
        made_by=row.made_by,
        state=BroadcastState(row.state),
        messages=tuple(json.loads(row.messages)),
        started_at=row.started_at,
        ended_at=row.ended_at,
        planned_to=row.planned_to,
        chat_id=row.chat_id,
        message_id=row.message_id,
    )
