"""Whether an installation is well: how much waits to be sent, for how long, and when news were looked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage import updates, watches
from storage.engine import Connection
from storage.outbox_overview import OPEN, is_one_of
from storage.records import DeliveryState
from storage.schema import articles, deliveries
from storage.schema import watches as watches_table
from storage.watches import WatchState

_one = deliveries.c


@dataclass(frozen=True, slots=True)
class Vitals:
    """An installation at a moment.

    ``overdue_since`` is since when the delivery waits that could have gone first, ``looked_at`` when a source was last
    looked at; ``None``: there is none. ``updates_left`` are those that nobody works on.
    """

    deliveries: dict[str, int]
    overdue_since: datetime | None
    sources: dict[str, int]
    looked_at: datetime | None
    articles: int
    updates_left: int


async def read(connection: Connection, *, now: datetime) -> Vitals:
    """How an installation is; it reads no more than what is open."""
    counted = select(_one.state, func.count()).where(is_one_of(OPEN)).group_by(_one.state)
    states = {str(state): 0 for state in OPEN}
    states |= {row[0]: row[1] for row in await connection.execute(counted)}
    waiting = select(func.min(_one.ready_at)).where(is_one_of([DeliveryState.PENDING]), _one.ready_at <= now)
    overdue: datetime | None = (await connection.execute(waiting)).scalar()
    counts = await watches.counts(connection)
    active = watches_table.c.state == WatchState.ACTIVE
    looked: datetime | None = (
        await connection.execute(select(func.max(watches_table.c.polled_at)).where(active))
    ).scalar()
    number: int = (await connection.execute(select(func.count()).select_from(articles))).scalar_one()
    return Vitals(
        deliveries=states,
        overdue_since=overdue,
        sources={"active": counts.active, "paused": counts.paused, "ended": counts.ended, "failing": counts.failing},
        looked_at=looked,
        articles=number,
        updates_left=await updates.free(connection, now=now),
    )
