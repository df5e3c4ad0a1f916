"""Marks: numbers that must outlive a process, by name."""

from sqlalchemy import select

from storage.dialects import upsert
from storage.engine import Connection
from storage.schema import marks


async def get(connection: Connection, name: str) -> int | None:
    """The number of a name; ``None`` where it was never put down."""
    found: int | None = (await connection.execute(select(marks.c.value).where(marks.c.name == name))).scalar()
    return found


async def put(connection: Connection, name: str, value: int) -> None:
    """Put down a number in place of the one before."""
    mark = upsert(marks).values(name=name, value=value)
    await connection.execute(mark.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
