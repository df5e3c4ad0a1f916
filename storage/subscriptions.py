"""Subscriptions: what readers have asked for, put together as drafts, then served until they are paused or removed."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, insert, or_, select, update

from storage import interests as wanted
from storage import outbox
from storage.engine import Connection
from storage.readers import reader_columns, reader_of
from storage.records import Plan, Rhythm, Subscription, SubscriptionState
from storage.schema import interests, readers, subscriptions


async def add(connection: Connection, subscription: Subscription) -> Subscription:
    """Store a new subscription; the id it comes with is replaced by its own."""
    made = await connection.execute(
        insert(subscriptions).values(await _values(connection, subscription)).returning(subscriptions.c.id)
    )
    return replace(subscription, id=made.scalar_one())


async def keep(connection: Connection, subscription: Subscription) -> None:
    """Store what has changed of a subscription; what it was about before is forgotten when nobody else follows it."""
    this = subscriptions.c.id == subscription.id
    before = (await connection.execute(select(subscriptions.c.interest_id).where(this))).scalars().all()
    values = await _values(connection, subscription)
    await connection.execute(update(subscriptions).where(this).values(values))
    await wanted.forget_unfollowed(connection, {*before} - {values["interest_id"]})


async def get(connection: Connection, subscription_id: int) -> Subscription | None:
    """A subscription, whatever its state."""
    row = (await connection.execute(_all().where(subscriptions.c.id == subscription_id))).one_or_none()
    return None if row is None else _subscription(row)


async def of_reader(connection: Connection, reader_id: int) -> list[Subscription]:
    """What a chat gets, oldest first; drafts aren't among it."""
    return await _found(connection, subscriptions.c.reader_id == reader_id)


async def managed_by(connection: Connection, reader_id: int, user_id: int) -> list[Subscription]:
    """What a person's own chat gets, and what they have set up for channels and groups, oldest first."""
    return await _found(connection, or_(subscriptions.c.reader_id == reader_id, subscriptions.c.made_by == user_id))


async def remove(connection: Connection, subscription_id: int) -> None:
    """Forget a subscription, what waits to be sent for it, and what it is about when nobody else follows that."""
    gone = delete(subscriptions).where(subscriptions.c.id == subscription_id)
    whose = gone.returning(subscriptions.c.reader_id, subscriptions.c.interest_id)
    row = (await connection.execute(whose)).one_or_none()
    if row is not None:
        await outbox.drop_for(connection, row.reader_id, subscription_id, "the subscription was removed")
        await wanted.forget_unfollowed(connection, [row.interest_id])


async def remove_drafts(connection: Connection, reader_id: int, made_by: int) -> None:
    """Forget what a person began in a chat and never finished: they have begun anew."""
    gone = delete(subscriptions).where(
        subscriptions.c.reader_id == reader_id,
        subscriptions.c.made_by == made_by,
        subscriptions.c.state == SubscriptionState.DRAFT,
    )
    ids = (await connection.execute(gone.returning(subscriptions.c.interest_id))).scalars().all()
    await wanted.forget_unfollowed(connection, set(ids))


async def give_to(connection: Connection, *, from_reader: int, to_reader: int) -> None:
    """Hand everything of one reader to another: a group that became a supergroup."""
    await connection.execute(
        update(subscriptions).where(subscriptions.c.reader_id == from_reader).values(reader_id=to_reader)
    )


async def _found(connection: Connection, which: ColumnElement[bool]) -> list[Subscription]:
    query = _all().where(which, subscriptions.c.state != SubscriptionState.DRAFT).order_by(subscriptions.c.id)
    return [_subscription(row) for row in await connection.execute(query)]


def _all() -> Select[Any]:
    return (
        select(subscriptions, interests.c.key, *reader_columns())
        .join_from(subscriptions, interests)
        .join(readers, readers.c.id == subscriptions.c.reader_id)
    )


async def _values(connection: Connection, subscription: Subscription) -> dict[str, Any]:
    return {
        "reader_id": subscription.reader.id,
        "made_by": subscription.made_by,
        "interest_id": await wanted.note(connection, subscription.interest),
        "state": subscription.state,
        "rhythm": subscription.plan.rhythm,
        "minute": subscription.plan.minute,
        "weekday": subscription.plan.weekday,
        "length": subscription.length,
        "tells_empty": int(subscription.tells_empty),
        "created_at": subscription.created_at,
        "due_at": subscription.due_at,
        "planned_on": subscription.planned_on and subscription.planned_on.toordinal(),
        "after": subscription.after,
        "digest_id": subscription.digest_id,
    }


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        reader=reader_of(row),
        made_by=row.made_by,
        interest=wanted.parse(row.key),
        state=SubscriptionState(row.state),
        plan=Plan(Rhythm(row.rhythm), row.minute, row.weekday),
        length=row.length,
        tells_empty=bool(row.tells_empty),
        created_at=row.created_at,
        due_at=row.due_at,
        planned_on=None if row.planned_on is None else date.fromordinal(row.planned_on),
        after=row.after,
        digest_id=row.digest_id,
    )
