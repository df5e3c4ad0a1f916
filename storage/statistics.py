"""What an installation has come to: its readers and who of them still asks, what they follow, and what it takes up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select, text

from storage import articles, broadcasts, replicas
from storage.broadcasts import Audience
from storage.dialects import total
from storage.engine import Connection
from storage.records import SubscriptionState
from storage.schema import readers, subscriptions


@dataclass(frozen=True, slots=True)
class Statistics:
    """An installation at a moment.

    ``audience`` are the readers who can be written to, ``seen`` how many of them wrote or pressed since each of the
    times asked for. ``size`` of the database is in bytes, ``processes`` those that may send.
    """

    audience: Audience
    seen: tuple[int, ...]
    subscriptions: int
    paused: int
    articles: int
    size: int
    processes: int


async def read(connection: Connection, *, since: Sequence[datetime], now: datetime) -> Statistics:
    """How an installation is; it reads every reader and every subscription once, and counts the articles."""
    seen = [func.coalesce(total(case((readers.c.seen_at >= moment, 1), else_=0)), 0) for moment in since]
    lately = (await connection.execute(select(*seen).where(readers.c.gone_at.is_(None)))).one()
    query = select(subscriptions.c.state, func.count()).group_by(subscriptions.c.state)
    states = {row[0]: row[1] for row in await connection.execute(query)}
    return Statistics(
        audience=await broadcasts.audience(connection),
        seen=tuple(lately),
        subscriptions=states.get(SubscriptionState.ACTIVE, 0),
        paused=states.get(SubscriptionState.PAUSED, 0),
        articles=await articles.count(connection),
        size=await _size(connection),
        processes=await replicas.count(connection, now=now),
    )


async def _size(connection: Connection) -> int:
    """Bytes of the database, what is free in it included."""
    pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    whole = "SELECT pg_database_size(current_database())"
    query = pages if connection.dialect.name == "sqlite" else whole
    found: int = (await connection.execute(text(query))).scalar_one()
    return found
