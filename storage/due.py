"""Who is due: subscriptions whose time has come, the digests they share, and what is still on its way to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update

from storage import interests as wanted
from storage import marks
from storage.dialects import upsert
from storage.engine import Connection
from storage.records import DeliveryState, Interest, Plan, Rhythm, SubscriptionState
from storage.schema import deliveries, digests, interests, readers, subscriptions

_one = subscriptions.c


@dataclass(frozen=True, slots=True)
class Due:
    """A subscription whose time has come, with what planning must know of its reader."""

    id: int
    reader_id: int
    interest_id: int
    plan: Plan
    length: int
    created_at: datetime
    due_at: datetime
    planned_on: date | None
    after: int | None
    digest_id: int | None
    language: str
    timezone: str
    alerted_at: datetime | None
    quiet_from: int
    quiet_until: int


@dataclass(frozen=True, slots=True)
class Order:
    """A digest to be made: all who share every value of it share its body.

    It tells what arrived in ``(after, upto]`` and was published since ``since``; ``after`` is ``None`` for a first one.
    ``previous_id`` is the digest that its readers had before.
    """

    interest_id: int
    language: str
    timezone: str
    length: int
    after: int | None
    upto: int
    since: datetime
    until: datetime
    previous_id: int | None

    @property
    def key(self) -> str:
        """What tells one digest from another."""
        since, until = (int(moment.timestamp()) for moment in (self.since, self.until))
        parts = (self.interest_id, self.language, self.timezone, self.length, self.after, self.upto, since, until)
        return ":".join(map(str, (*parts, self.previous_id)))


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A digest or an alert that a reader still waits for."""

    id: int
    reader_id: int
    subscription_id: int
    state: DeliveryState
    priority: int
    part: int


async def due(connection: Connection, *, now: datetime, limit: int) -> list[Due]:
    """Active subscriptions of readers that can be written to, those due longest first."""
    query = (
        select(
            _one.id,
            _one.reader_id,
            _one.interest_id,
            _one.rhythm,
            _one.minute,
            _one.weekday,
            _one.length,
            _one.created_at,
            _one.due_at,
            _one.planned_on,
            _one.after,
            _one.digest_id,
            readers.c.language,
            readers.c.timezone,
            readers.c.alerted_at,
            readers.c.quiet_from,
            readers.c.quiet_until,
        )
        .join_from(subscriptions, readers)
        .where(_one.due_at <= now, _one.state == SubscriptionState.ACTIVE, readers.c.gone_at.is_(None))
        .order_by(_one.due_at, _one.id)
        .limit(limit)
    )
    return [_due(tuple(row)) for row in (await connection.execute(query)).all()]


def _due(row: tuple[Any, ...]) -> Due:
    id_, reader_id, interest_id, rhythm, minute, weekday, length, created_at, due_at, planned_on, *rest = row
    plan = Plan(Rhythm(rhythm), minute, weekday)
    on = None if planned_on is None else date.fromordinal(planned_on)
    return Due(id_, reader_id, interest_id, plan, length, created_at, due_at, on, *rest)


async def is_due(connection: Connection, *, now: datetime) -> bool:
    """Whether anything is due: a look that keeps no writer waiting."""
    return (await connection.execute(select(_one.id).where(_one.due_at <= now).limit(1))).first() is not None


async def order(connection: Connection, orders: Collection[Order], *, now: datetime) -> dict[Order, int]:
    """The ids of digests; those that nobody has ordered before get a row, to be made when they are needed."""
    if not orders:
        return {}
    rows = [{**_columns(one), "key": one.key, "planned_at": now} for one in orders]
    await connection.execute(upsert(digests).on_conflict_do_nothing(index_elements=["key"]), rows)
    found = await connection.execute(
        select(digests.c.key, digests.c.id).where(digests.c.key.in_([one.key for one in orders]))
    )
    ids = {one.key: one.id for one in found}
    return {one: ids[one.key] for one in orders}


def _columns(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in Order.__slots__}


async def reschedule(
    connection: Connection, subscription_ids: Collection[int], *, due_at: datetime | None, planned_on: date | None
) -> None:
    """Note when some subscriptions are due next, and (unless ``None``) which date has been planned."""
    changed: dict[str, Any] = {"due_at": due_at}
    if planned_on is not None:
        changed["planned_on"] = planned_on.toordinal()
    await connection.execute(update(subscriptions).where(_one.id.in_(list(subscription_ids))).values(changed))


async def on_the_way(connection: Connection, reader_ids: Collection[int]) -> list[OnTheWay]:
    """The digests and alerts that some readers still wait for."""
    query = select(
        deliveries.c.id,
        deliveries.c.reader_id,
        deliveries.c.subscription_id,
        deliveries.c.state,
        deliveries.c.priority,
        deliveries.c.part,
    ).where(
        deliveries.c.reader_id.in_(list(reader_ids)),
        deliveries.c.state.in_([literal_column(f"'{state}'") for state in ("pending", "claimed", "sending")]),
        deliveries.c.subscription_id.is_not(None),
    )
    return [
        OnTheWay(id_, reader_id, subscription_id, DeliveryState(state), priority, part)
        for id_, reader_id, subscription_id, state, priority, part in await connection.execute(query)
    ]


async def supersede(connection: Connection, delivery_ids: Sequence[int], *, now: datetime) -> None:
    """Give up deliveries whose time a later digest covers as well."""
    if delivery_ids:
        await connection.execute(
            update(deliveries)
            .where(deliveries.c.id == bindparam("of_id"), deliveries.c.state == "pending")
            .values(state="dropped", reason="a later digest tells of this time too", settled_at=now),
            [{"of_id": id_} for id_ in delivery_ids],
        )


# SQLite uses a partial index only where it can read the value in the statement: no bound one will do.
_AT_ONCE = (_one.rhythm == literal_column(f"'{Rhythm.AT_ONCE}'")) & (_one.state == SubscriptionState.ACTIVE)

_LOOKED = "alerts looked up to"


async def interests_at_once(connection: Connection) -> dict[int, Interest]:
    """What alerts are about, by the interest's id."""
    wanted_ids = select(_one.interest_id).where(_AT_ONCE).distinct()
    query = select(interests.c.id, interests.c.key).where(interests.c.id.in_(wanted_ids))
    return {row.id: wanted.parse(row.key) for row in await connection.execute(query)}


async def looked_upto(connection: Connection) -> int | None:
    """The last arrival that alerts were looked for in; ``None`` where that was never done."""
    return await marks.get(connection, _LOOKED)


async def wake(connection: Connection, interest_ids: Collection[int], *, due_at: datetime, looked_upto: int) -> None:
    """Let the alerts about some interests be due, unless they are already, and note up to where was looked."""
    await marks.put(connection, _LOOKED, looked_upto)
    if interest_ids:
        await connection.execute(
            update(subscriptions)
            .where(_one.interest_id.in_(list(interest_ids)), _AT_ONCE, _one.due_at.is_(None))
            .values(due_at=due_at)
        )


async def hurry_alerts(connection: Connection, *, now: datetime) -> None:
    """Look at all alerts that wait for a later time: the clock they were told to wait by has been set back."""
    await connection.execute(
        update(subscriptions).where(_one.rhythm == Rhythm.AT_ONCE, _one.due_at > now).values(due_at=now)
    )


async def groups_ahead(connection: Connection, *, now: datetime) -> list[tuple[Plan, str, date | None, datetime]]:
    """The distinct (plan, zone, planned on, due at) of what is due later: where a changed law shows."""
    query = (
        select(_one.rhythm, _one.minute, _one.weekday, readers.c.timezone, _one.planned_on, _one.due_at)
        .join_from(subscriptions, readers)
        .where(_one.due_at > now, _one.rhythm != Rhythm.AT_ONCE, _one.state == SubscriptionState.ACTIVE)
        .distinct()
    )
    return [
        (Plan(Rhythm(rhythm), minute, weekday), zone, None if on is None else date.fromordinal(on), due_at)
        for rhythm, minute, weekday, zone, on, due_at in await connection.execute(query)
    ]


async def correct(
    connection: Connection, plan: Plan, timezone: str, planned_on: date | None, *, was: datetime, is_now: datetime
) -> None:
    """Give a group of ``groups_ahead`` another due time."""
    ordinal = planned_on and planned_on.toordinal()
    there = select(readers.c.id).where(readers.c.id == _one.reader_id, readers.c.timezone == timezone)
    await connection.execute(
        update(subscriptions)
        .where(
            _one.due_at == was,
            _one.rhythm == plan.rhythm,
            _one.minute == plan.minute,
            _one.weekday == plan.weekday,
            _one.planned_on.is_not_distinct_from(ordinal),
            there.exists(),
        )
        .values(due_at=is_now)
    )


async def rest(connection: Connection, reader_id: int) -> None:
    """Nothing is due for a reader who can't be written to."""
    await connection.execute(update(subscriptions).where(_one.reader_id == reader_id).values(due_at=None))
