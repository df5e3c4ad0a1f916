"""Turns at hosts: several processes ask a host together as seldom as one would.

Of each host it is known when it may be asked next. Who books a turn moves that on by the host's interval, so turns of
different processes stand one after another, in the order of booking.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.dialects import upsert
from storage.engine import Connection
from storage.schema import host_turns

_one = host_turns.c


async def book(
    connection: Connection, host: str, *, interval: timedelta, patience: timedelta, now: datetime
) -> datetime:
    """Book the next turn at a host: when it is, ``now`` at the soonest.

    A turn that is further away than ``patience`` is not booked: the host asked to be left alone.
    """
    query = select(_one.next_at).where(_one.host == host).with_for_update()
    turn = max(now, (await connection.execute(query)).scalar() or now)
    if turn - now <= patience:
        row = upsert(host_turns).values(host=host, next_at=turn + interval)
        await connection.execute(
            row.on_conflict_do_update(index_elements=["host"], set_={"next_at": row.excluded.next_at})
        )
    return turn


async def leave_alone(connection: Connection, host: str, *, until: datetime) -> None:
    """Let nobody ask a host before a time; what was longer stays."""
    row = upsert(host_turns).values(host=host, next_at=until)
    sooner = _one.next_at < row.excluded.next_at
    later = row.on_conflict_do_update(index_elements=["host"], set_={"next_at": row.excluded.next_at}, where=sooner)
    await connection.execute(later)


async def forget(connection: Connection, *, now: datetime, beyond: datetime) -> None:
    """Forget hosts that may be asked, and those that a wrong clock has put off ``beyond`` what hosts ask for."""
    await connection.execute(delete(host_turns).where((_one.next_at < now) | (_one.next_at > beyond)))
