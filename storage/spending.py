"""What paid broadcast has cost: messages sent above the free rate, by day (UTC)."""

from datetime import date

from sqlalchemy import select

from storage.dialects import upsert
from storage.engine import Connection
from storage.schema import paid_messages


async def add(connection: Connection, day: date, messages: int) -> None:
    """Count paid messages of a day."""
    row = upsert(paid_messages).values(day=day.toordinal(), messages=messages)
    added = paid_messages.c.messages + row.excluded.messages
    await connection.execute(row.on_conflict_do_update(index_elements=["day"], set_={"messages": added}))


async def of_day(connection: Connection, day: date) -> int:
    """How many paid messages a day has had."""
    query = select(paid_messages.c.messages).where(paid_messages.c.day == day.toordinal())
    found: int | None = (await connection.execute(query)).scalar()
    return found or 0
