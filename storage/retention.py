"""Retention: articles older than they are to be kept are removed, a few at a time, with all that hangs on them."""

from datetime import datetime

from sqlalchemy import select

from storage import articles as news
from storage.engine import Connection
from storage.schema import articles


async def forget(connection: Connection, *, before: datetime, limit: int) -> int:
    """Remove the oldest articles published before a time; returns how many. Call again while it returns ``limit``."""
    query = select(articles.c.id).where(articles.c.published_at < before).order_by(articles.c.published_at).limit(limit)
    ids = (await connection.execute(query)).scalars().all()
    for article_id in ids:
        await news.remove(connection, article_id)
    return len(ids)
