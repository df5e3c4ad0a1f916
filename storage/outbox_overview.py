"""What a person sees of the outbox: what waits, what is on its way, what became of the rest and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, FromClause, case, func, literal, select

from storage import dialects
from storage.dialects import total
from storage.engine import Connection
from storage.outbox import ALERT, HELD
from storage.records import DeliveryState
from storage.schema import deliveries, digests, readers, subscriptions

_one = deliveries.c

ON_THE_WAY = (DeliveryState.CLAIMED, DeliveryState.SENDING)
OPEN = (DeliveryState.PENDING, *ON_THE_WAY)


class Kind(StrEnum):
    """What a delivery is."""

    ALERT = "alert"
    DIGEST = "digest"
    BROADCAST = "broadcast"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Deliveries of a kind that wait, the oldest of them planned at ``oldest``.

    ``messages`` is what is left of them to be sent; a digest that isn't made yet counts as one message.
    """

    kind: Kind
    deliveries: int
    messages: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Later:
    """Deliveries that wait until a later time for the same reason; the first and the last of their times are given.

    ``outbox.HELD`` stands for whatever the server said when it held them back.
    """

    reason: str | None
    deliveries: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """How many deliveries ended in a state for one and the same reason."""

    state: DeliveryState
    reason: str | None
    deliveries: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The outbox at a moment; ``gone`` counts the readers that can't be written to by why."""

    waiting: tuple[Waiting, ...]
    later: tuple[Later, ...]
    on_the_way: int
    ended: tuple[Ended, ...]
    gone: dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One delivery as a list shows it; ``thread_id`` is a forum's topic, 0 for none."""

    id: int
    kind: Kind
    chat_id: int
    thread_id: int
    state: DeliveryState
    part: int
    attempts: int
    planned_at: datetime
    ready_at: datetime
    settled_at: datetime | None
    reason: str | None


async def overview(connection: Connection, *, now: datetime, since: datetime) -> Overview:
    """The outbox now; of what has ended, what did so since a time."""
    return Overview(
        waiting=await _waiting(connection),
        later=await _later(connection, now),
        on_the_way=await _count(connection, is_one_of(ON_THE_WAY)),
        ended=await _ended(connection, since),
        gone=await _gone(connection),
    )


async def rows(connection: Connection, states: Collection[DeliveryState], *, limit: int) -> list[Row]:
    """Deliveries in some states: those that wait longest first, then those that ended last."""
    query = (
        select(
            _one.id,
            _kind(),
            readers.c.chat_id,
            readers.c.thread_id,
            _one.state,
            _one.part,
            _one.attempts,
            _one.planned_at,
            _one.ready_at,
            _one.settled_at,
            _one.reason,
        )
        .join_from(deliveries, readers)
        .where(is_one_of(states))
        .order_by(_one.settled_at.is_not(None), _one.settled_at.desc(), _one.ready_at, _one.id)
        .limit(limit)
    )
    return [
        Row(id_, Kind(kind), chat_id, thread_id, DeliveryState(state), *rest)
        for id_, kind, chat_id, thread_id, state, *rest in await connection.execute(query)
    ]


async def due_in(connection: Connection, *, now: datetime, within: timedelta) -> list[int]:
    """How many digests are due at each of the moments that come within a time."""
    query = (
        select(func.count())
        .join_from(subscriptions, readers)
        .where(subscriptions.c.due_at >= now, subscriptions.c.due_at < now + within)
        .where(subscriptions.c.state == "active", subscriptions.c.rhythm != "at_once", readers.c.gone_at.is_(None))
        .group_by(subscriptions.c.due_at)
        .order_by(subscriptions.c.due_at)
    )
    return list((await connection.execute(query)).scalars())


def is_one_of(states: Collection[DeliveryState], of: FromClause = deliveries) -> ColumnElement[bool]:
    """That deliveries are in some states, said as the partial indexes say it: SQLite sees through no other words."""
    written = [literal(str(state), literal_execute=True) for state in states]
    return of.c.state == written[0] if len(written) == 1 else of.c.state.in_(written)


def _kind() -> ColumnElement[str]:
    return case(
        (_one.broadcast_id.is_not(None), Kind.BROADCAST),
        (_one.digest_id.is_(None), Kind.NOTICE),
        (_one.priority == ALERT, Kind.ALERT),
        else_=Kind.DIGEST,
    ).label("kind")


async def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    found: int | None = (await connection.execute(select(func.count()).select_from(deliveries).where(which))).scalar()
    return found or 0


async def _waiting(connection: Connection) -> tuple[Waiting, ...]:
    # The length of a digest's list is asked once a digest, not once for each of its readers.
    bodies = (
        select(
            _kind(),
            _one.digest_id,
            func.count().label("deliveries"),
            total(_one.part).label("parts"),
            func.min(_one.planned_at).label("oldest"),
        )
        .where(is_one_of([DeliveryState.PENDING]))
        .group_by("kind", _one.digest_id)
        .subquery()
    )
    length = func.coalesce(dialects.length(digests.c.messages), 1)
    query = (
        select(
            bodies.c.kind,
            total(bodies.c.deliveries),
            total(bodies.c.deliveries * length - bodies.c.parts),
            func.min(bodies.c.oldest),
        )
        .outerjoin_from(bodies, digests, digests.c.id == bodies.c.digest_id)
        .group_by(bodies.c.kind)
        .order_by(func.min(bodies.c.oldest))
    )
    return tuple(Waiting(Kind(kind), *rest) for kind, *rest in await connection.execute(query))


async def _later(connection: Connection, now: datetime) -> tuple[Later, ...]:
    reason = case((_one.reason.like(f"{HELD}%"), HELD), else_=_one.reason).label("why")
    query = (
        select(reason, func.count(), func.min(_one.ready_at), func.max(_one.ready_at))
        .where(is_one_of([DeliveryState.PENDING]), _one.ready_at > now)
        .group_by("why")
        .order_by(func.count().desc(), reason.nulls_first())
    )
    return tuple(Later(*row) for row in await connection.execute(query))


async def _ended(connection: Connection, since: datetime) -> tuple[Ended, ...]:
    query = (
        select(_one.state, _one.reason, func.count())
        .where(_one.settled_at >= since)
        .group_by(_one.state, _one.reason)
        .order_by(_one.state, func.count().desc(), _one.reason.nulls_first())
    )
    return tuple(Ended(DeliveryState(state), *rest) for state, *rest in await connection.execute(query))


async def _gone(connection: Connection) -> dict[str, int]:
    query = (
        select(func.coalesce(readers.c.gone_why, ""), func.count())
        .where(readers.c.gone_at.is_not(None))
        .group_by(readers.c.gone_why)
        .order_by(func.count().desc(), readers.c.gone_why.nulls_first())
    )
    return {row[0]: row[1] for row in await connection.execute(query)}
