"""The outbox: pending → claimed → sending → sent, and where a delivery may end instead.

A claim is a token: only its holder can move what it took, so whoever slept past their lease can do no harm. An expired
*claimed* delivery goes back to *pending*: nothing had been asked of the server. An expired *sending* one becomes
*unknown* and is not sent again: it may have arrived, and Telegram has no key to tell a repetition by. Its subscription
isn't confirmed, so the next digest brings what it held.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)

from storage.dialects import upsert
from storage.engine import Connection
from storage.records import Delivery, DeliveryState, Rhythm, Settled
from storage.schema import deliveries, digests, readers, subscriptions

_one = deliveries.c

HELD = "Too Many Requests"
"""How the reason begins for which a delivery waits because the server says so (Bot API, error 429)."""

ALERT = 1
"""The priority of what disturbs its reader: when it may have arrived, the next one keeps its distance all the same."""

PRIORITIES = (ALERT, 2, 3)
"""All that there are."""


def _is(state: DeliveryState, of: FromClause = deliveries) -> ColumnElement[bool]:
    # SQLite uses a partial index only where it can read the state in the statement: no bound value will do.
    return of.c.state == literal_column(f"'{state}'")


def _is_one_of(*states: DeliveryState, of: FromClause = deliveries) -> ColumnElement[bool]:
    return of.c.state.in_([literal_column(f"'{state}'") for state in states])


def _is_open(of: FromClause = deliveries) -> ColumnElement[bool]:
    return _is_one_of(DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING, of=of)


async def enqueue(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add deliveries; one that is there already (by ``dedupe``) stays as it is."""
    if rows:
        await connection.execute(upsert(deliveries).on_conflict_do_nothing(index_elements=["dedupe"]), rows)


def row(
    dedupe: str,
    *,
    reader_id: int,
    priority: int,
    now: datetime,
    subscription_id: int | None = None,
    digest_id: int | None = None,
    broadcast_id: int | None = None,
    messages: str | None = None,
) -> dict[str, Any]:
    """A new delivery, as ``enqueue`` takes it."""
    return {
        "dedupe": dedupe,
        "reader_id": reader_id,
        "subscription_id": subscription_id,
        "digest_id": digest_id,
        "broadcast_id": broadcast_id,
        "messages": messages,
        "priority": priority,
        "state": "pending",
        "planned_at": now,
        "ready_at": now,
    }


# What a courier must know of a delivery. An alert is silent when there is nothing new, whatever its reader chose when
# it was a daily digest.
_TELLS_EMPTY = and_(subscriptions.c.tells_empty != 0, subscriptions.c.rhythm != Rhythm.AT_ONCE)
_WHOM = (
    select(
        _one.id,
        _one.claim,
        _one.reader_id,
        readers.c.chat_id,
        readers.c.thread_id,
        _one.subscription_id,
        _one.digest_id,
        _one.broadcast_id,
        _one.messages,
        _one.priority,
        _one.part,
        _one.attempts,
        func.coalesce(_TELLS_EMPTY, false()),
        readers.c.timezone,
        readers.c.quiet_from,
        readers.c.quiet_until,
    )
    .join_from(deliveries, readers)
    .outerjoin(subscriptions, subscriptions.c.id == _one.subscription_id)
    .where(_one.id.in_(bindparam("ids", expanding=True)))
    .order_by(_one.ready_at, _one.id)
)


def heads(priority: int, now: datetime) -> Select[tuple[int, datetime]]:
    """What could go now, those ready longest first: of each reader only the first."""
    earlier = deliveries.alias("earlier")
    blocked = (
        select(earlier.c.id)
        .where(
            earlier.c.reader_id == _one.reader_id,
            earlier.c.priority == _one.priority,
            earlier.c.id < _one.id,
            _is_open(earlier),
        )
        .exists()
    )
    ready = select(_one.id, _one.ready_at).where(_is(DeliveryState.PENDING), _one.priority == priority)
    return ready.where(_one.ready_at <= now, ~blocked).order_by(_one.ready_at, _one.id)


async def claim(
    connection: Connection, token: str, *, priority: int, now: datetime, lease: timedelta, limit: int
) -> list[Delivery]:
    """Take deliveries that are ready, those ready longest first, and of each reader only the first."""
    first = heads(priority, now).with_only_columns(_one.id).limit(limit).with_for_update(skip_locked=True)
    taken = (
        update(deliveries)
        .where(_one.id.in_(first))
        .values(state=DeliveryState.CLAIMED, claim=token, lease_until=now + lease)
        .returning(_one.id)
    )
    ids = (await connection.execute(taken)).scalars().all()
    if not ids:
        return []
    found: Iterable[tuple[Any, ...]] = (tuple(one) for one in await connection.execute(_WHOM, {"ids": ids}))
    return [Delivery(*values) for values in found]


_BEGIN = (
    update(deliveries)
    .where(_one.id.in_(bindparam("ids", expanding=True)), _one.claim == bindparam("token"), _is(DeliveryState.CLAIMED))
    .values(state=DeliveryState.SENDING, lease_until=bindparam("until", type_=_one.lease_until.type))
    .returning(_one.id)
)


async def begin_sending(
    connection: Connection, taken: Collection[Delivery], *, now: datetime, lease: timedelta
) -> set[int]:
    """Note that these are about to be sent; returns the ids of those that are still ours to send."""
    by_token: dict[str, list[int]] = {}
    for delivery in taken:
        by_token.setdefault(delivery.claim, []).append(delivery.id)
    ours: set[int] = set()
    for token, ids in by_token.items():
        begun = await connection.execute(_BEGIN, {"ids": ids, "token": token, "until": now + lease})
        ours.update(begun.scalars().all())
    return ours


# Statements that are asked for several times a second are built once: that is a third of what they cost.
_SETTLE = (
    update(deliveries)
    .where(
        _one.id == bindparam("of_id"),
        _one.claim == bindparam("of_claim"),
        or_(
            _is_one_of(DeliveryState.CLAIMED, DeliveryState.SENDING),
            # What has been given up for unknown doesn't go on beside the digest that took its place.
            and_(_is(DeliveryState.UNKNOWN), bindparam("new_state") != DeliveryState.PENDING),
        ),
    )
    .values(
        state=bindparam("new_state"),
        part=bindparam("new_part"),
        ready_at=func.coalesce(bindparam("new_ready_at", type_=_one.ready_at.type), _one.ready_at),
        reason=bindparam("new_reason"),
        message_id=func.coalesce(bindparam("new_message_id"), _one.message_id),
        attempts=_one.attempts + bindparam("attempted"),
        settled_at=bindparam("new_settled_at", type_=_one.settled_at.type),
        lease_until=None,
    )
)
_OF_DIGEST: ColumnElement[int] = bindparam("of_digest", type_=digests.c.id.type)
_UPTO = select(digests.c.upto).where(digests.c.id == _OF_DIGEST).scalar_subquery()
_STORIES = select(digests.c.stories).where(digests.c.id == _OF_DIGEST).scalar_subquery()
_CONFIRM = (
    update(subscriptions)
    .where(
        subscriptions.c.id == bindparam("of_subscription"),
        or_(subscriptions.c.after.is_(None), subscriptions.c.after <= _UPTO),
    )
    # An empty digest told nothing: the next one is still held against the one before it.
    .values(after=_UPTO, digest_id=case((_STORIES == 0, subscriptions.c.digest_id), else_=_OF_DIGEST))
)
_ALERTED = (
    update(readers)
    .where(readers.c.id == bindparam("of_reader"))
    .values(alerted_at=bindparam("at", type_=readers.c.alerted_at.type))
)


async def settle(connection: Connection, settled: Sequence[Settled], *, now: datetime) -> None:
    """Note how attempts ended, and confirm the subscriptions whose whole digest has been sent.

    An answer that comes after the lease has expired still counts: it turns *unknown* into what is known now.
    """
    if not settled:
        return
    await connection.execute(_SETTLE, [_parameters(one, now) for one in settled])
    if confirmed := [
        {"of_subscription": one.delivery.subscription_id, "of_digest": one.delivery.digest_id}
        for one in settled
        if one.confirmed and one.delivery.subscription_id is not None
    ]:
        await connection.execute(_CONFIRM, confirmed)
    if alerted := [{"of_reader": one.delivery.reader_id, "at": now} for one in settled if one.alerted]:
        await connection.execute(_ALERTED, alerted)


def _parameters(one: Settled, now: datetime) -> dict[str, Any]:
    return {
        "of_id": one.delivery.id,
        "of_claim": one.delivery.claim,
        "new_state": one.state,
        "new_part": one.part,
        "new_ready_at": one.ready_at,
        "new_reason": one.reason,
        "new_message_id": one.message_id,
        "attempted": int(one.attempted),
        "new_settled_at": None if one.state is DeliveryState.PENDING else now,
    }


async def holders(connection: Connection) -> set[str]:
    """The claims that deliveries are held by."""
    query = select(_one.claim).distinct().where(_is_one_of(DeliveryState.CLAIMED, DeliveryState.SENDING))
    return {claim for claim in (await connection.execute(query)).scalars() if claim is not None}


async def expire(
    connection: Connection, *, now: datetime, lease: timedelta, dead: Collection[str] = ()
) -> tuple[int, int]:
    """Take up what its holders left; returns how many went back to pending, and how many are unknown now.

    Left is what has outlived its lease, and all that ``dead`` claims hold. A lease that ends further away than any is
    given for was written under a clock that has been set back since.
    """
    over = or_(_one.lease_until < now, _one.lease_until > now + 2 * lease, _one.claim.in_(list(dead)))
    began = _is(DeliveryState.SENDING)
    taken = (
        update(deliveries)
        .where(_is_one_of(DeliveryState.CLAIMED, DeliveryState.SENDING), over)
        .values(
            state=case((began, "unknown"), else_="pending"),
            reason=case((began, "the program ended before the server's answer came"), else_=_one.reason),
            settled_at=case((began, bindparam("at", now, type_=_one.settled_at.type)), else_=None),
            lease_until=None,
        )
        .returning(_one.state, _one.reader_id, _one.priority)
    )
    left = (await connection.execute(taken)).all()
    unknown = [one for one in left if one.state == DeliveryState.UNKNOWN]
    if disturbed := [{"of_reader": one.reader_id, "at": now} for one in unknown if one.priority == ALERT]:
        await connection.execute(_ALERTED, disturbed)
    return len(left) - len(unknown), len(unknown)


async def drop_for(connection: Connection, reader_id: int, subscription_id: int, reason: str) -> None:
    """Give up what waits for a reader from one subscription; it counts as settled when it was planned."""
    await connection.execute(
        update(deliveries)
        .where(
            _one.reader_id == reader_id,
            _one.subscription_id == subscription_id,
            _is_one_of(DeliveryState.PENDING, DeliveryState.CLAIMED),
            _is_open(),
        )
        .values(state=DeliveryState.DROPPED, reason=reason, settled_at=_one.planned_at, claim=None, lease_until=None)
    )


async def drop(connection: Connection, reader_id: int, reason: str, *, now: datetime) -> None:
    """Give up what waits for a reader who can't be written to; what is on its way just now is left to its end."""
    await connection.execute(
        update(deliveries)
        .where(_one.reader_id == reader_id, _is_one_of(DeliveryState.PENDING, DeliveryState.CLAIMED), _is_open())
        .values(state=DeliveryState.DROPPED, reason=reason, settled_at=now, claim=None, lease_until=None)
    )


async def is_ready(connection: Connection, *, now: datetime) -> bool:
    """Whether anything waits that may be tried: a look that keeps no writer waiting."""
    query = select(_one.id).where(_is(DeliveryState.PENDING), _one.priority.in_(PRIORITIES), _one.ready_at <= now)
    return (await connection.execute(query.limit(1))).first() is not None


async def hurry(connection: Connection, *, now: datetime, beyond: timedelta, held_too: bool) -> None:
    """Let what waits for longer than ``beyond`` be tried now: the clock it was told to wait by has been set back.

    What the server itself holds back is meant only with ``held_too``, for whom somebody else still knows of the hold.
    """
    meant = update(deliveries).where(_is(DeliveryState.PENDING), _one.ready_at > now + beyond)
    if not held_too:
        meant = meant.where(func.coalesce(_one.reason, "").not_like(f"{HELD}%"))
    await connection.execute(meant.values(ready_at=now))


async def give_to(connection: Connection, *, from_reader: int, to_reader: int) -> None:
    """Send to another reader what waits for one: a group that became a supergroup."""
    await connection.execute(
        update(deliveries).where(_one.reader_id == from_reader, _is_open()).values(reader_id=to_reader)
    )
