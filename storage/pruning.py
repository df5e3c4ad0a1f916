"""Pruning: what was sent long ago is forgotten, a little at a time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage import interests
from storage.engine import Connection
from storage.schema import deliveries, digests, subscriptions

LONGEST_WAIT = timedelta(days=30)
"""A delivery that has waited for longer than this needs its digest no more: a later one has taken its place."""


async def prune(connection: Connection, *, before: datetime, limit: int) -> int:
    """Forget deliveries settled before a time, and digests; returns how many of both.

    A digest stays for twice as long as its deliveries can, and while it is the last that some reader had: the next one
    is held against what it told. With its last digest an interest goes that nobody follows any longer.
    """
    old = select(deliveries.c.id).where(deliveries.c.settled_at < before).limit(limit)
    gone = await connection.execute(delete(deliveries).where(deliveries.c.id.in_(old)).returning(deliveries.c.id))
    forgotten = len(gone.scalars().all())
    if forgotten < limit:
        last = select(subscriptions.c.digest_id).where(subscriptions.c.digest_id.is_not(None))
        aged = select(digests.c.id).where(digests.c.planned_at < before - LONGEST_WAIT, digests.c.id.not_in(last))
        gone = await connection.execute(
            delete(digests).where(digests.c.id.in_(aged.limit(limit))).returning(digests.c.interest_id)
        )
        about = gone.scalars().all()
        await interests.forget_unfollowed(connection, set(about))
        forgotten += len(about)
    return forgotten
