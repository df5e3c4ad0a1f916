"""Leases: of all processes of a bot one at a time does what must be done once; who dies is followed by another."""

from datetime import datetime

from sqlalchemy import delete, or_

from storage.dialects import upsert
from storage.engine import Connection
from storage.schema import leases

_one = leases.c


async def take(connection: Connection, name: str, holder: str, *, now: datetime, until: datetime) -> bool:
    """Take a lease that is free, or go on holding one's own; whether it is the holder's until then.

    One that ends later than any lease would was taken by a clock that was ahead: it is free.
    """
    row = upsert(leases).values(name=name, holder=holder, until=until)
    free = or_(_one.holder == holder, _one.until < now, _one.until > until + (until - now))
    taken = row.on_conflict_do_update(
        index_elements=["name"], set_={"holder": row.excluded.holder, "until": row.excluded.until}, where=free
    )
    return (await connection.execute(taken.returning(_one.name))).first() is not None


async def release(connection: Connection, name: str, holder: str) -> None:
    """Let another take it at once."""
    await connection.execute(delete(leases).where(_one.name == name, _one.holder == holder))
