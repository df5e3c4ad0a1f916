"""Pruning: what was sent long ago is forgotten, a little at a time."""

from datetime import datetime

from sqlalchemy import delete, select

from storage.engine import Connection
from storage.schema import deliveries, digests, subscriptions


async def prune(connection: Connection, *, before: datetime, limit: int) -> int:
    """Forget deliveries settled before a time, then the digests nobody needs; returns how many of both, in all.

    A digest that a reader had last is needed for what it told; one with deliveries, for what they say.
    """
    old = select(deliveries.c.id).where(deliveries.c.settled_at < before).limit(limit)
    gone = await connection.execute(delete(deliveries).where(deliveries.c.id.in_(old)).returning(deliveries.c.id))
    forgotten = len(gone.scalars().all())
    if forgotten < limit:
        sent = select(deliveries.c.id).where(deliveries.c.digest_id == digests.c.id).exists()
        last = select(subscriptions.c.digest_id).where(subscriptions.c.digest_id.is_not(None))
        aged = select(digests.c.id).where(digests.c.planned_at < before, ~sent, digests.c.id.not_in(last)).limit(limit)
        gone = await connection.execute(delete(digests).where(digests.c.id.in_(aged)).returning(digests.c.id))
        forgotten += len(gone.scalars().all())
    return forgotten
