"""Whether an installation is well: how much waits to be sent, for how long, and whether news are looked for in time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage import outbox, updates, watches
from storage.engine import Connection
from storage.outbox_overview import OPEN, is_one_of
from storage.schema import deliveries
from storage.schema import watches as watches_table

_one = deliveries.c


@dataclass(frozen=True, slots=True)
class Vitals:
    """An installation at a moment.

    ``overdue_since`` is since when the delivery waits that could have gone first, ``settled_at`` when one ended last,
    ``due_since`` since when the source waits that should have been looked at first; ``None``: there is none.
    ``updates_left`` are those that nobody works on.
    """

    deliveries: dict[str, int]
    overdue_since: datetime | None
    settled_at: datetime | None
    sources: dict[str, int]
    due_since: datetime | None
    updates_left: int


async def read(connection: Connection, *, now: datetime) -> Vitals:
    """How an installation is; it reads what is open, the list of sources, and the first of each index."""
    counted = select(_one.state, func.count()).where(is_one_of(OPEN)).group_by(_one.state)
    states = {str(state): 0 for state in OPEN}
    states |= {row[0]: row[1] for row in await connection.execute(counted)}
    last = select(func.max(_one.settled_at)).where(_one.settled_at.is_not(None))  # as the index says it
    counts = await watches.counts(connection)
    return Vitals(
        deliveries=states,
        overdue_since=await _overdue_since(connection, now),
        settled_at=(await connection.execute(last)).scalar(),
        sources={"active": counts.active, "paused": counts.paused, "ended": counts.ended, "failing": counts.failing},
        due_since=await _due_since(connection, now),
        updates_left=await updates.free(connection, now=now),
    )


async def _overdue_since(connection: Connection, now: datetime) -> datetime | None:
    firsts = [(await connection.execute(outbox.heads(one, now).limit(1))).first() for one in outbox.PRIORITIES]
    return min((first.ready_at for first in firsts if first is not None), default=None)


async def _due_since(connection: Connection, now: datetime) -> datetime | None:
    due_at = watches_table.c.due_at
    first: datetime | None = (await connection.execute(select(func.min(due_at)).where(due_at <= now))).scalar()
    return first
