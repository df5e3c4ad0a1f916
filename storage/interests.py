"""Interests: each distinct one is a row, so that those who share it can be found and served together.

They hold words as people typed them, so one that nobody follows any longer is forgotten. Where a digest of it was sent
that is history: it goes when that is pruned, or with the last who had it.
"""

import json
from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import delete, exists, select

from storage.dialects import upsert
from storage.engine import Connection
from storage.records import DeliveryState, Interest
from storage.schema import deliveries, digests, interests, subscriptions


def key_of(interest: Interest) -> str:
    """The one way to write an interest down: JSON, its lists sorted, nothing empty."""
    lists = {name: sorted(values) for name, values in asdict(interest).items() if values}
    return json.dumps(lists, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def parse(key: str) -> Interest:
    """The interest of a key."""
    return Interest(**{name: tuple(values) for name, values in json.loads(key).items()})


async def note(connection: Connection, interest: Interest) -> int:
    """The id of an interest, whose row is made at the first subscription."""
    key = key_of(interest)
    found: int | None = (await connection.execute(select(interests.c.id).where(interests.c.key == key))).scalar()
    if found is not None:
        return found
    made = await connection.execute(
        upsert(interests)
        .values(key=key)
        .on_conflict_do_update(index_elements=[interests.c.key], set_={"key": key})
        .returning(interests.c.id)
    )
    interest_id: int = made.scalar_one()
    return interest_id


async def forget_unfollowed(connection: Connection, ids: Collection[int]) -> None:
    """Forget those of some interests that nobody follows, with the digests of theirs that reached nobody."""
    if not ids:
        return
    followed = exists().where(subscriptions.c.interest_id == interests.c.id)
    unfollowed = select(interests.c.id).where(interests.c.id.in_(list(ids)), ~followed)
    settled = deliveries.c.digest_id == digests.c.id, deliveries.c.settled_at.is_not(None)
    arrived = exists().where(*settled, deliveries.c.state.not_in([DeliveryState.DROPPED, DeliveryState.EMPTY]))
    await connection.execute(delete(digests).where(digests.c.interest_id.in_(unfollowed), ~arrived))
    told = exists().where(digests.c.interest_id == interests.c.id)
    await connection.execute(delete(interests).where(interests.c.id.in_(unfollowed), ~told))
