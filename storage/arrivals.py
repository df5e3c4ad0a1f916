"""Arrivals: what has been stored since a reader was last told, whatever the clock says."""

from sqlalchemy import func, select

from storage.engine import Connection
from storage.schema import articles


async def newest(connection: Connection) -> int:
    """The number of the last text that was stored; 0 when there is none."""
    highest: int | None = (await connection.execute(select(func.max(articles.c.arrival)))).scalar()
    return highest or 0
