"""Trying again what has failed, where that doesn't tell a reader the same twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import false, func, select, update

from storage.engine import Connection
from storage.outbox_overview import OPEN, is_one_of
from storage.records import DeliveryState
from storage.schema import broadcasts, deliveries, digests, readers, subscriptions

_one = deliveries.c


class Fate(StrEnum):
    """What became of the wish to try a delivery again."""

    RETRIED = "retried"
    MISSING = "missing"
    NOT_FAILED = "not_failed"
    MAY_HAVE_ARRIVED = "may_have_arrived"
    READER_GONE = "reader_gone"
    UNSUBSCRIBED = "unsubscribed"
    SUPERSEDED = "superseded"
    LATER_ONE_WAITS = "later_one_waits"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What decides whether a delivery may be tried again.

    ``told_upto`` is the last arrival its subscription is confirmed to have told of, ``upto`` the last one that its
    digest tells of.
    """

    id: int
    state: DeliveryState
    reader_gone: bool
    subscription_id: int | None
    subscribed: bool
    told_upto: int | None
    upto: int | None
    later_one_waits: bool
    called_off: bool


def fate_of(one: Candidate, *, unknown_too: bool) -> Fate:
    """Whether a delivery may be tried again; one that may have arrived only with ``unknown_too``."""
    told = one.told_upto is not None and one.upto is not None and one.told_upto >= one.upto
    obstacles = (
        (one.state is DeliveryState.UNKNOWN and not unknown_too, Fate.MAY_HAVE_ARRIVED),
        (one.state not in (DeliveryState.FAILED, DeliveryState.UNKNOWN), Fate.NOT_FAILED),
        (one.reader_gone, Fate.READER_GONE),
        (one.called_off, Fate.CALLED_OFF),
        (one.subscription_id is not None and not one.subscribed, Fate.UNSUBSCRIBED),
        (told, Fate.SUPERSEDED),
        (one.later_one_waits, Fate.LATER_ONE_WAITS),
    )
    return next((fate for stands, fate in obstacles if stands), Fate.RETRIED)


async def failed(connection: Connection, *, reason: str, below: int | None, limit: int) -> list[int]:
    """The ids of failed deliveries, the newest first, whose reason has these words; ``below`` an id, to go on from."""
    query = select(_one.id).where(is_one_of([DeliveryState.FAILED]))
    if reason:
        query = query.where(_one.reason.icontains(reason, autoescape=True))
    if below is not None:
        query = query.where(_one.id < below)
    return list((await connection.execute(query.order_by(_one.id.desc()).limit(limit))).scalars())


async def retry(
    connection: Connection, ids: Collection[int], *, now: datetime, unknown_too: bool = False
) -> dict[int, Fate]:
    """Let deliveries that failed be tried again from the part they stopped at; returns what became of each."""
    fates = dict.fromkeys(sorted(ids), Fate.MISSING)
    waits: set[int] = set()
    for one in await _candidates(connection, ids):  # newest first: of two digests for one subscription, the later
        fate = fate_of(one, unknown_too=unknown_too)
        if fate is Fate.RETRIED and one.subscription_id in waits:
            fate = Fate.LATER_ONE_WAITS
        if fate is Fate.RETRIED and one.subscription_id is not None:
            waits.add(one.subscription_id)
        fates[one.id] = fate
    await connection.execute(
        update(deliveries)
        .where(_one.id.in_([id_ for id_, fate in fates.items() if fate is Fate.RETRIED]))
        .values(
            state=DeliveryState.PENDING,
            attempts=0,
            ready_at=now,
            reason=None,
            claim=None,
            lease_until=None,
            settled_at=None,
        )
    )
    return fates


async def _candidates(connection: Connection, ids: Collection[int]) -> Sequence[Candidate]:
    later = deliveries.alias("later")
    later_waits = (
        select(later.c.id)
        .where(
            later.c.reader_id == _one.reader_id,
            later.c.subscription_id == _one.subscription_id,
            later.c.id > _one.id,
            is_one_of(OPEN, later),
        )
        .exists()
    )
    query = (
        select(
            _one.id,
            _one.state,
            readers.c.gone_at.is_not(None),
            _one.subscription_id,
            subscriptions.c.id.is_not(None),
            subscriptions.c.after,
            digests.c.upto,
            later_waits,
            func.coalesce(broadcasts.c.state == "called_off", false()),
        )
        .join_from(deliveries, readers)
        .outerjoin(subscriptions, subscriptions.c.id == _one.subscription_id)
        .outerjoin(digests, digests.c.id == _one.digest_id)
        .outerjoin(broadcasts, broadcasts.c.id == _one.broadcast_id)
        .where(_one.id.in_(list(ids)))
        .order_by(_one.id.desc())
    )
    return [
        Candidate(
            id_, DeliveryState(state), bool(gone), subscription_id, bool(there), after, upto, bool(waits), bool(off)
        )
        for id_, state, gone, subscription_id, there, after, upto, waits, off in await connection.execute(query)
    ]
