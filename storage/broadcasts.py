"""Broadcasts: what an admin says to every reader."""

import json

from sqlalchemy import select

from storage.engine import Connection
from storage.schema import broadcasts


async def messages(connection: Connection, broadcast_id: int) -> tuple[str, ...]:
    """What a broadcast says; nothing once it has been called off."""
    query = select(broadcasts.c.messages).where(broadcasts.c.id == broadcast_id, broadcasts.c.state == "sending")
    found: str | None = (await connection.execute(query)).scalar()
    return tuple(json.loads(found or "[]"))
